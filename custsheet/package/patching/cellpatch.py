"""One cell of a person's sheet gets a value, unless that would break something Excel keeps together."""

from __future__ import annotations

from datetime import date, datetime, time

from custsheet.package.patching.cellread import same
from custsheet.package.patching.cellvalue import Content, content, formula_content, formula_there, plain, refusal
from custsheet.package.patching.patches import CellPatch, CellValue, Formula, RichText
from custsheet.package.patching.richtext import rich_item
from custsheet.package.patching.sheetplan import SheetPlan
from custsheet.package.ranges import LAST_COLUMN, LAST_ROW
from custsheet.package.sheetscan import cell_place

# Built-in number formats (18.8.30): the date, and the date with the time, as the computer's region writes them.
DATE_FORMAT, TIME_FORMAT = 14, 22


def patch_cell(plan: SheetPlan, patch: CellPatch) -> None:
    """Plan `patch`.

    Raises:
        WorkbookError: the cell cannot take the value.
    """
    where = f"{plan.sheet.title}!{patch.cell}"
    row, column = position(patch.cell, where)
    refuse_bound(plan, row, column, where)
    look = plan.look(row, column)
    if isinstance(patch.value, Formula):
        _refuse_table_ends(plan, row, column, where)
        _put_formula(plan, row, column, patch.value, where)
        return
    if look.formula is not None:
        raise formula_there(where)
    if isinstance(patch.value, RichText):
        _refuse_table_ends(plan, row, column, where)
        _put_rich(plan, row, column, patch.value, where)
        return
    wanted = plain(patch.value, plan.book.workbook.date1904, where)
    if same(look.value, wanted) and not _lacks_date(plan, row, column, patch.value):
        return
    _refuse_table_ends(plan, row, column, where)
    write_value(plan, row, column, patch.value, where)


def write_value(plan: SheetPlan, row: int, column: int, value: CellValue, where: str, style: int | None = None) -> None:
    """Plan a value, and a date format where a date needs one.

    Args:
        plan: the sheet.
        row: from 1.
        column: from 1.
        value: what the cell shall hold; a formula goes in as it is.
        where: what messages call the cell.
        style: its format; None keeps the one it has.

    Raises:
        WorkbookError: Excel cannot hold the value.
    """
    prefix = plan.part.prefix
    if isinstance(value, Formula):
        plan.put(row, column, formula_content(value, prefix, where), style)
        plan.book.recalculate |= value.value is None
        return
    written = plain(value, plan.book.workbook.date1904, where)
    if isinstance(value, date):
        base = plan.look(row, column).style if style is None else style
        if not plan.book.styles.shows_date(base):
            style = plan.book.styles.with_number_format(base, _date_format(value))
    if written is None and style is None and not plan.look(row, column).there:
        return
    plan.put(row, column, content(written, prefix), style)


def _put_rich(plan: SheetPlan, row: int, column: int, value: RichText, where: str) -> None:
    item = rich_item(value) if not plan.part.prefix else None
    if item is None:
        write_value(plan, row, column, value.text, where)
    else:
        plan.put(row, column, Content("inlineStr", item))


def _put_formula(plan: SheetPlan, row: int, column: int, formula: Formula, where: str) -> None:
    look = plan.look(row, column)
    text = plan.shared.text(row, column)
    if text is not None and text == formula.text.strip().removeprefix("="):
        cached = plain(formula.value, plan.book.workbook.date1904, where)
        if formula.value is None or same(look.value, cached):
            return
    plan.shared.take_apart(row, column)
    write_value(plan, row, column, formula, where)


def _lacks_date(plan: SheetPlan, row: int, column: int, value: CellValue) -> bool:
    return isinstance(value, date) and not plan.book.styles.shows_date(plan.look(row, column).style)


def _date_format(value: date) -> int:
    return TIME_FORMAT if isinstance(value, datetime) and value.time() != time() else DATE_FORMAT


def position(cell: str, where: str) -> tuple[int, int]:
    """(row, column) of a cell.

    Raises:
        WorkbookError: there is none of that name.
    """
    try:
        row, column = cell_place(cell)
    except ValueError:
        row = column = 0
    if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
        raise refusal(
            where, "没有这个单元格（最后一个是 XFD1048576）", "there is no such cell (the last is XFD1048576)"
        )
    return row, column


def _refuse_table_ends(plan: SheetPlan, row: int, column: int, where: str) -> None:
    """Stop at headers and totals: formulas all over the workbook call columns by their header."""
    for table in plan.tables:
        header = table.header_rows and row == table.box.top
        totals = table.totals_rows and row == table.box.bottom
        if (header or totals) and table.box.holds(row, column):
            zh = f"那是表格“{table.name}”的{'标题' if header else '汇总'}行，公式会用到它，请在 Excel 中修改"
            en = f"it belongs to the {'header' if header else 'totals'} row of table “{table.name}”, which formulas use"
            raise refusal(where, zh, f"{en}; change it in Excel")


def refuse_bound(plan: SheetPlan, row: int, column: int, where: str) -> None:
    """Stop at cells that show what another cell or a pivot table puts there.

    Raises:
        WorkbookError: the cell is one.
    """
    merge = plan.merge_at(row, column)
    if merge is not None and (row, column) != (merge.top, merge.left):
        zh, en = f"它属于合并单元格 {merge}，只有左上角的格子能填", f"it is part of the merged range {merge}"
        raise refusal(where, zh, f"{en}, of which only the top left cell can be filled")
    for box in plan.arrays:
        if box.holds(row, column):
            zh = f"它属于数组公式的区域 {box}"
            raise refusal(where, zh, f"it lies in {box}, which one array formula fills")
    for box in plan.pivots:
        if box.holds(row, column):
            zh = f"它属于数据透视表的区域 {box}，刷新后会被覆盖"
            raise refusal(where, zh, f"it lies in {box}, which a pivot table fills")
