"""A validation or one conditional format as a value: equal wherever it was copied to, whoever saved it last."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from custsheet.package.patching.bytexml import Node, attributes, inside
from custsheet.package.patching.formula import names, seen_from
from custsheet.package.ranges import Box, origin
from custsheet.package.workbook import TOOL_NAMES
from custsheet.package.workbook import unescape as unescape_text
from custsheet.package.xmlparts import whole

# Attributes of a validation that say where it stands, how it is typed in or who wrote it, not what it does.
_ASIDE = {"sqref", "id", "imeMode"}
# What each kind of conditional format reads besides its formulas. LibreOffice writes all of them everywhere, and none
# of them says more: it knows no stopIfTrue, so that whoever works with it would lose it at every save.
_READ = {
    "cellIs": {"operator"},
    "top10": {"rank", "percent", "bottom"},
    "aboveAverage": {"aboveAverage", "equalAverage", "stdDev"},
    "timePeriod": {"timePeriod"},
    **{kind: {"text"} for kind in ("containsText", "notContainsText", "beginsWith", "endsWith")},
}
# Kinds that LibreOffice saves as the formula which they come with.
_AS_FORMULA = {"containsBlanks", "notContainsBlanks", "containsErrors", "notContainsErrors"}
_FALSE = {"0", "false", "off", ""}
# Defaults (18.3.1.10, 18.3.1.11, 18.3.1.28, 18.3.1.33, 18.3.1.49), which some programs write out.
_DEFAULTS = {
    b"dataValidation": {"type": "none", "errorStyle": "stop", "operator": "between"},
    b"dataBar": {"minLength": "10", "maxLength": "90", "showValue": "1"},
    b"iconSet": {"iconSet": "3TrafficLights1", "showValue": "1", "percent": "1"},
    b"cfvo": {"gte": "1"},
}


@dataclass(frozen=True, slots=True)
class Format:
    """One conditional format inside a block that covers `boxes`."""

    node: Node
    key: Hashable
    boxes: tuple[Box, ...]
    priority: int
    differential: int | None
    ours: bool


def rule_key(view: bytes, node: Node, boxes: Sequence[Box]) -> Hashable:
    """What a validation or a cfRule does, as seen from its own top left cell.

    Excel, WPS and LibreOffice write the same rule with other attributes left out, in other places and elements.
    """
    own = attributes(node.attributes)
    plain = _plain(node, own)
    row, column = origin(boxes) if boxes else (1, 1)
    left_out = {b"sqref", b"extLst", *_unread(plain)}
    inner = tuple(_inner_key(view, one, row, column) for one in inside(view, node) if one.name not in left_out)
    return frozenset(plain.items()), "dxfId" in own or any(n.name == b"dxf" for n in inside(view, node)), inner


def _plain(node: Node, own: dict[str, str]) -> dict[str, str]:
    """The attributes of an element that say anything, in one spelling."""
    kind = own.get("type", "none")
    known = {name: value for name, value in own.items() if ":" not in name and name not in _ASIDE}
    if node.name == b"cfRule":
        known = {name: value for name, value in known.items() if name in _READ.get(kind, ())}
        known["type"] = "expression" if kind in _AS_FORMULA else kind
        if kind == "aboveAverage":
            # Absent it is true, which the others are not.
            known["aboveAverage"] = "below" if own.get("aboveAverage", "1") in _FALSE else ""
    elif node.name == b"dataValidation" and kind in {"none", "list", "custom"}:
        known.pop("operator", None)
    elif node.name == b"cfvo" and kind in {"min", "max", "autoMin", "autoMax"}:
        known.pop("val", None)
    spelled = {name: "1" if value in {"1", "true", "on"} else _text(value) for name, value in known.items()}
    defaults = _DEFAULTS.get(node.name, {})
    return {n: v for n, v in spelled.items() if v != defaults.get(n) and (v not in _FALSE or n in {"val", *defaults})}


def _unread(plain: dict[str, str]) -> set[bytes]:
    """Formulas that say nothing, such as the second of "at most"; LibreOffice writes a 0 for each."""
    kind = plain.get("type")
    if kind in {None, "aboveAverage", "top10", "duplicateValues", "uniqueValues"}:
        return {b"formula", b"formula1", b"formula2"}
    single = kind in {"list", "custom"} or plain.get("operator", "between") not in {"between", "notBetween"}
    return {b"formula2"} if single else set()


def formulas(view: bytes, node: Node) -> Iterator[str]:
    """The formulas of a rule."""
    for one in inside(view, node):
        if one.name in {b"formula", b"formula1", b"formula2", b"f"}:
            children = list(inside(view, one))
            if children:
                yield from formulas(view, one)
            else:
                yield unescape(view[one.inner : one.close].decode("utf-8", "replace"))


def formats(view: bytes, block: Node, boxes: tuple[Box, ...]) -> Iterator[Format]:
    """The conditional formats of one block."""
    for node in inside(view, block):
        if node.name == b"cfRule":
            own = attributes(node.attributes)
            ours = any(name.startswith(TOOL_NAMES) for text in formulas(view, node) for name in names(text))
            differential = whole(own["dxfId"], -1) if "dxfId" in own else None
            yield Format(node, rule_key(view, node, boxes), boxes, whole(own.get("priority")), differential, ours)


def _inner_key(view: bytes, node: Node, row: int, column: int) -> Hashable:
    children = [_inner_key(view, one, row, column) for one in inside(view, node)]
    if node.name in {b"formula", b"formula1", b"formula2"}:
        text = " ".join(unescape(t).strip() for t in _texts(view, node))
        return node.name, _number(text) or seen_from(text, row, column)
    text = unescape(view[node.inner : node.close].decode("utf-8", "replace")) if not children else ""
    return node.name, frozenset(_plain(node, attributes(node.attributes)).items()), text.strip(), tuple(children)


def _number(text: str) -> str:
    """A bound in one spelling (1.0 is 1), empty where it is no number."""
    try:
        return repr(float(text))
    except ValueError:
        return ""


def _text(value: str) -> str:
    """A message with its line breaks as one program or the other writes them."""
    return unescape_text(value).replace("\r\n", "\n")


def _texts(view: bytes, node: Node) -> Iterator[str]:
    """The text of a formula; in the extension it stands one element deeper."""
    children = list(inside(view, node))
    for one in children:
        yield from _texts(view, one)
    if not children:
        yield view[node.inner : node.close].decode("utf-8", "replace")
