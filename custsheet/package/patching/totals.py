"""The totals row of a table moves down by one when a row comes in above it, as Excel moves it."""

from __future__ import annotations

import re
from html import unescape

from custsheet.package.patching.cellvalue import Content, formula_content, refusal
from custsheet.package.patching.formula import grown, rows_read
from custsheet.package.patching.patches import Formula
from custsheet.package.patching.sheetplan import SheetPlan
from custsheet.package.patching.tablepart import TablePart
from custsheet.package.ranges import Box
from custsheet.package.sheetscan import whole_tags

_FORMULAS = re.compile(rb"<(?:[\w.-]+:)?f(?:\s[^<>]*)?(?<!/)>([^<]+)</")


def move_totals(plan: SheetPlan, table: TablePart) -> None:
    """Plan the totals row of `table` one row further down; the row below is blank.

    Raises:
        WorkbookError: merged cells or somebody's formula hold on to the row where it stands.
    """
    row = table.box.bottom
    here = Box(row, table.box.left, row, table.box.right)
    where = f"{plan.sheet.title}!{here}"
    if any(box.meets(here) for box in [*plan.merges, *plan.arrays]):
        zh, en = "汇总行里有合并单元格或数组公式，无法下移", "the totals row holds merged cells or an array formula"
        raise refusal(where, zh, f"{en} and cannot be moved down")
    if row == table.written.bottom and row in _rows_read(plan):  # formulas of the file know only the row it had there
        zh = "别处的公式用到了这个汇总行，下移后会算错，请在 Excel 中插入新行"
        en = "a formula elsewhere reads the totals row, which would have to move down; insert the row in Excel"
        raise refusal(where, zh, en)
    for column in range(here.left, here.right + 1):
        look = plan.look(row, column)
        text = plan.shared.text(row, column)
        if look.formula is None or text is None:
            moved = plan.content_of(row, column)
        else:
            shown = look.value if isinstance(look.value, (str, bool, int, float)) else None
            formula = Formula(grown(text, table.last_row, 1), shown)
            plan.shared.take_apart(row, column)
            moved = formula_content(formula, plan.part.prefix, where)
            plan.book.formulas_gone = plan.book.recalculate = True
        if moved is not None:
            plan.put(row + 1, column, moved, look.style)
            plan.put(row, column, Content(), look.style)


def _rows_read(plan: SheetPlan) -> set[int]:
    """The rows of the sheet that begin or end a reference in a formula or defined name of the workbook."""
    workbook = plan.book.workbook
    own = plan.sheet.title.casefold()
    found: set[int] = set()
    for sheet in workbook.sheets:
        if sheet.kind != "worksheet":
            continue
        for chunk in whole_tags(workbook.package.stream(sheet.part)):
            for raw in _FORMULAS.findall(chunk):
                text = unescape(raw.decode("utf-8", "replace"))
                if sheet is plan.sheet or own in text.casefold():
                    found |= rows_read(text)
    for name in workbook.names:
        if own in name.text.casefold():
            found |= rows_read(name.text)
    return found
