"""Shows or hides one column: the one element that describes it among its neighbours is cut out and edited."""

from __future__ import annotations

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


def patch_hidden(plan: SheetPlan, patch: HiddenPatch) -> None:
    """Plan `patch`.

    Raises:
        WorkbookError: there is no such column.
    """
    column, part = patch.column, plan.part
    if not 1 <= column <= LAST_COLUMN:
        place = f"{plan.sheet.title}!{column}"
        raise refusal(place, "没有这一列（最后一列是 XFD）", "there is no such column (the last is XFD)")
    holder, view = part.heading(b"cols"), masked(part.head)
    listed = [] if holder is None else [(*_span(node), node) for node in inside(view, holder)]
    edits: list[Edit] = []
    for first, last, node in listed:
        if first <= column <= last and truth(attributes(node.attributes).get("hidden")) != patch.hidden:
            changes = _changes(node, patch.hidden, _default_width(plan))
            pieces = [(first, column - 1, {}), (column, column, changes), (column + 1, last, {})]
            new = b"".join(_piece(part.head, node, *piece) for piece in pieces if piece[0] <= piece[1])
            edits.append((node.start, node.end, new))
    if patch.hidden and not any(first <= column <= last for first, last, _ in listed):
        new = b'<%scol min="%d" max="%d" width="%s" hidden="1"/>' % (
            part.prefix,
            column,
            column,
            quoted(_default_width(plan)),
        )
        if holder is None or holder.empty:
            # Nothing may stand between the columns and the cells.
            start, end = (len(part.head),) * 2 if holder is None else (holder.start, holder.end)
            edits.append((start, end, b"<%scols>%s</%scols>" % (part.prefix, new, part.prefix)))
        else:
            at = next((node.start for first, _, node in listed if first > column), holder.close)
            edits.append((at, at, new))
    part.head = replaced(part.head, edits)


def _span(node: Node) -> tuple[int, int]:
    own = attributes(node.attributes)
    return whole(own.get("min"), 1), whole(own.get("max"), LAST_COLUMN)


def _piece(head: bytes, node: Node, first: int, last: int, changes: dict[str, str | None]) -> bytes:
    return cut_out(head, node, [tag_edit(node, {"min": str(first), "max": str(last), **changes})])


def _changes(node: Node, hidden: bool, default: str) -> dict[str, str | None]:
    if hidden:
        return {"hidden": "1"}
    shown: dict[str, str | None] = {"hidden": None}
    # Excel hides a column that never had a width by giving it none.
    try:
        visible = float(attributes(node.attributes).get("width", "1")) > 0
    except ValueError:
        visible = False
    return shown if visible else {**shown, "width": default, "customWidth": None}


def _default_width(plan: SheetPlan) -> str:
    node = plan.part.heading(b"sheetFormatPr")
    return attributes(node.attributes).get("defaultColWidth", _DEFAULT_WIDTH) if node else _DEFAULT_WIDTH
