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

# Attributes that say where or in which order a rule stands, how it is drawn or who wrote it, not what it does.
_ASIDE = {"sqref", "priority", "dxfId", "id", "imeMode"}
_FALSE = {"0", "false", "off", ""}
# Defaults of CT_DataValidation and CT_CfRule (18.3.1.33, 18.3.1.10), which some programs write out.
_DEFAULTS = {"type": "none", "errorStyle": "stop", "operator": "between"}


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
    kept = {name: value for name, value in own.items() if name not in _ASIDE and ":" not in name}
    if kept.get("type", "none") in {"none", "list", "custom", "expression"}:
        kept.pop("operator", None)  # it says nothing there
    kept = {name: "1" if value in {"1", "true", "on"} else _text(value) for name, value in kept.items()}
    plain = {n: v for n, v in kept.items() if v not in _FALSE and v != _DEFAULTS.get(n)}
    row, column = origin(boxes) if boxes else (1, 1)
    inner = tuple(
        _inner_key(view, one, row, column) for one in inside(view, node) if one.name not in {b"sqref", b"extLst"}
    )
    return frozenset(plain.items()), "dxfId" in own or any(n.name == b"dxf" for n in inside(view, node)), inner


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
        return node.name, seen_from(text, row, column)
    text = unescape(view[node.inner : node.close].decode("utf-8", "replace")) if not children else ""
    return node.name, frozenset(attributes(node.attributes).items()), text.strip(), tuple(children)


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
