"""One column shown, hidden or given a width: the element that describes it is cut out of its neighbours and edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from custsheet.package.patching.bytexml import (
    Edit,
    Node,
    attributes,
    cut_out,
    inside,
    masked,
    quoted,
    replaced,
    tag_edit,
)
from custsheet.package.patching.cellvalue import refusal
from custsheet.package.patching.patches import HiddenPatch
from custsheet.package.patching.sheetplan import SheetPlan
from custsheet.package.ranges import LAST_COLUMN
from custsheet.package.xmlparts import truth, whole

_DEFAULT_WIDTH = "9.140625"  # Excel's own, where a sheet states none
Changes = Mapping[str, str | None]
"""Attribute → what it becomes; None takes it away."""


def patch_hidden(plan: SheetPlan, patch: HiddenPatch) -> None:
    """Plan `patch`.

    Raises:
        WorkbookError: there is no such column.
    """
    if not 1 <= patch.column <= LAST_COLUMN:
        place = f"{plan.sheet.title}!{patch.column}"
        raise refusal(place, "没有这一列（最后一列是 XFD）", "there is no such column (the last is XFD)")

    def changes(own: Mapping[str, str]) -> Changes:
        if truth(own.get("hidden")) == patch.hidden:
            return {}
        return {"hidden": "1"} if patch.hidden else _shown(own, _default_width(plan))

    fresh = {"width": _default_width(plan), "hidden": "1"} if patch.hidden else {}
    _edit(plan, patch.column, changes, fresh)


def set_width(plan: SheetPlan, column: int, width: float) -> None:
    """Plan the width of a column, in characters as Excel counts; it is shown."""
    wanted: dict[str, str | None] = {"width": f"{width:g}", "customWidth": "1"}
    _edit(plan, column, lambda own: {**wanted, "hidden": None} if "hidden" in own else wanted, wanted)


def _edit(plan: SheetPlan, column: int, changes: Callable[[Mapping[str, str]], Changes], fresh: Changes) -> None:
    """Give a column's element other attributes. `fresh`: those of one that is not described yet, if it must be."""
    part = plan.part
    holder, view = part.heading(b"cols"), masked(part.head)
    listed = [] if holder is None else [(*_span(node), node) for node in inside(view, holder)]
    edits: list[Edit] = []
    for first, last, node in listed:
        if first <= column <= last and (wanted := changes(attributes(node.attributes))):
            pieces: list[tuple[int, int, Changes]] = [(first, column - 1, {}), (column, column, wanted)]
            pieces.append((column + 1, last, {}))
            new = b"".join(_piece(part.head, node, *piece) for piece in pieces if piece[0] <= piece[1])
            edits.append((node.start, node.end, new))
    if fresh and not any(first <= column <= last for first, last, _ in listed):
        new = _element(part.prefix, column, fresh)
        if holder is None or holder.empty:
            # Nothing may stand between the columns and the cells.
            start, end = (len(part.head),) * 2 if holder is None else (holder.start, holder.end)
            edits.append((start, end, b"<%scols>%s</%scols>" % (part.prefix, new, part.prefix)))
        else:
            at = next((node.start for first, _, node in listed if first > column), holder.close)
            edits.append((at, at, new))
    part.head = replaced(part.head, edits)


def _element(prefix: bytes, column: int, own: Changes) -> bytes:
    rest = b"".join(b' %s="%s"' % (name.encode(), quoted(value)) for name, value in own.items() if value is not None)
    return b'<%scol min="%d" max="%d"%s/>' % (prefix, column, column, rest)


def _span(node: Node) -> tuple[int, int]:
    own = attributes(node.attributes)
    return whole(own.get("min"), 1), whole(own.get("max"), LAST_COLUMN)


def _piece(head: bytes, node: Node, first: int, last: int, changes: Changes) -> bytes:
    return cut_out(head, node, [tag_edit(node, {"min": str(first), "max": str(last), **changes})])


def _shown(own: Mapping[str, str], default: str) -> Changes:
    # Excel hides a column that never had a width by giving it none.
    try:
        visible = float(own.get("width", "1")) > 0
    except ValueError:
        visible = False
    return {"hidden": None} if visible else {"hidden": None, "width": default, "customWidth": None}


def _default_width(plan: SheetPlan) -> str:
    node = plan.part.heading(b"sheetFormatPr")
    return attributes(node.attributes).get("defaultColWidth", _DEFAULT_WIDTH) if node else _DEFAULT_WIDTH
