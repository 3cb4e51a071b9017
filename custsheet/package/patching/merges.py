"""Takes merged cells apart: the value stays in the top left cell, the others are blank cells again."""

from __future__ import annotations

from custsheet.package.patching.bytexml import Edit, attributes, find, inside, masked, replaced, tag_edit
from custsheet.package.patching.cellvalue import refusal
from custsheet.package.patching.patches import UnmergePatch
from custsheet.package.patching.sheetplan import SheetPlan
from custsheet.package.ranges import parse_box, parse_boxes


def patch_merges(plan: SheetPlan, patch: UnmergePatch) -> None:
    """Plan `patch`.

    Raises:
        WorkbookError: its cells are none.
    """
    try:
        box = parse_box(patch.cells)
    except ValueError as error:
        where = f"{plan.sheet.title}!{patch.cells}"
        raise refusal(where, "没有这样的区域", "there are no such cells") from error
    tail = plan.part.tail
    view = masked(tail)
    holder = find(view, b"mergeCells")
    listed = list(inside(view, holder)) if holder else []
    gone = [node for node in listed if any(map(box.meets, parse_boxes(attributes(node.attributes).get("ref", ""))))]
    if holder is None or not gone:
        return
    edits: list[Edit] = [(holder.start, holder.end, b"")]
    if len(gone) < len(listed):
        edits = [tag_edit(holder, {"count": str(len(listed) - len(gone))}), *((n.start, n.end, b"") for n in gone)]
    plan.part.tail = replaced(tail, edits)
    plan.forget_merges()
