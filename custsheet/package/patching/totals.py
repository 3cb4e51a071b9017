"""The totals row of a table moves down by one when a row comes in above it, as Excel moves it."""

from __future__ import annotations

from custsheet.package.patching.cellvalue import Content, formula_content, refusal
from custsheet.package.patching.formula import grown
from custsheet.package.patching.patches import Formula
from custsheet.package.patching.rowreaders import is_read
from custsheet.package.patching.sheetplan import SheetPlan
from custsheet.package.patching.tablepart import TablePart
from custsheet.package.ranges import Box


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
    if row == table.written.bottom and is_read(plan, row):  # what stands in the file knows only the row it had there
        zh = "别处的公式、规则、名称或图表用到了这个汇总行，下移后会出错，请在 Excel 中插入新行"
        en = "a formula, rule, name or chart reads the totals row, which would move; insert the row in Excel"
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
