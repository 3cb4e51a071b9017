"""Columns on the right of a table: a new one, made like its neighbour, or those taken in that somebody typed there."""

from __future__ import annotations

from collections.abc import Sequence

from custsheet.package.patching.cellpatch import write_value
from custsheet.package.patching.cellvalue import Content, formula_content, refusal
from custsheet.package.patching.columnwidth import set_width
from custsheet.package.patching.formula import is_relative, moved
from custsheet.package.patching.patches import ColumnPatch, Formula, WidenPatch
from custsheet.package.patching.rulegrowth import widen_rules
from custsheet.package.patching.sheetplan import SheetPlan
from custsheet.package.patching.tablepart import TablePart
from custsheet.package.patching.tablerows import column_of, refuse_filled, refuse_obstacles
from custsheet.package.ranges import LAST_COLUMN, Box

LONGEST_HEADER = 255
"""Characters of a header (Excel's specification of tables)."""


def add_column(plan: SheetPlan, table: TablePart, patch: ColumnPatch) -> None:
    """Plan the column; nothing if the table has one of exactly that name.

    Raises:
        WorkbookError: the name is taken but for its case or impossible, the place is filled, or there is none.
    """
    names = [column.name for column in table.columns()]
    if patch.header in names:
        return
    where = f"{plan.sheet.title}!{table.name}[{patch.header}]"
    _refuse_linked(table, where)
    refuse_name(patch.header, names, where)
    model = column_of(table, patch.like) + table.box.left if patch.like is not None else None
    box = table.box
    if box.right == LAST_COLUMN:
        raise refusal(where, "已到工作表最后一列", "the sheet ends there")
    area = Box(box.top, box.right + 1, box.bottom, box.right + 1)
    refuse_obstacles(plan, table, area)
    refuse_filled(plan, table, area)
    twin = column_of(table, patch.twin) + box.left if patch.twin is not None else None
    beside = twin or box.right
    model = twin if model is None else model
    formula = patch.formula.strip().removeprefix("=") if patch.formula is not None else None
    for row in range(box.top, box.bottom + 1):
        neighbour = plan.look(row, beside).style
        if row < table.first_row:
            write_value(plan, row, area.left, patch.header, where, neighbour)
        elif row > table.last_row:
            plan.put(row, area.left, Content(), neighbour)
        else:
            _put_data(plan, table, row, area.left, _style(plan, row, neighbour, model), formula)
    if twin is not None:
        _prepare(plan, box.bottom, twin, area.left)
    if patch.width is not None:
        set_width(plan, area.left, patch.width)
    if formula is not None and table.last_row >= table.first_row:
        plan.book.recalculate = True
    widen_rules(plan, box)
    table.add_column(patch.header, formula)


def take_columns(plan: SheetPlan, table: TablePart, patch: WidenPatch) -> None:
    """Plan that the columns beside `table` up to `patch.last_column` belong to it; nothing if they do.

    What people put there stays as it looks and is, so only the table's own part changes. Rules stay too: none was made
    for these columns.

    Raises:
        WorkbookError: a header is no text or taken, something else stands there, or no column can be added.
    """
    box = table.box
    area = Box(box.top, box.right + 1, box.bottom, patch.last_column)
    if area.right < area.left:
        return
    where = f"{plan.sheet.title}!{area}"
    if area.right > LAST_COLUMN:
        raise refusal(where, "已到工作表最后一列", "the sheet ends there")
    _refuse_linked(table, where)
    refuse_obstacles(plan, table, area)
    if table.totals_rows:  # what stands there would have to be the column's total
        refuse_filled(plan, table, area._replace(top=box.bottom))
    names = [column.name for column in table.columns()]
    for column in range(area.left, area.right + 1):
        header = plan.look(box.top, column)
        place = plan.place(box.top, column)
        if not table.header_rows or header.formula is not None or not isinstance(header.value, str):
            raise refusal(place, "那里没有文字标题，不能并入表格", "there is no header, a text, by which to take it in")
        refuse_name(header.value, names, place)
        if header.value in names:
            raise refusal(place, "表格里已有同名的列", "the table has a column of that name")
        names.append(header.value)
    for header_text in names[-(area.right - box.right) :]:
        table.add_column(header_text, None)


def _refuse_linked(table: TablePart, where: str) -> None:
    if table.linked:
        zh = f"表格“{table.name}”的列由外部数据决定，不能加列"
        raise refusal(where, zh, f"the columns of table “{table.name}” come from elsewhere; none can be added")


def _prepare(plan: SheetPlan, bottom: int, twin: int, column: int) -> None:
    """The cells below the table that are ready to be typed into, as those of its twin are; what stands there stays."""
    for row, style in plan.formats.of(twin).items():
        if row > bottom and not plan.look(row, column).there:
            plan.put(row, column, None, style)


def _put_data(plan: SheetPlan, table: TablePart, row: int, column: int, style: int, formula: str | None) -> None:
    if formula is not None:
        text = moved(formula, row - table.first_row, 0) if is_relative(formula) else formula
        plan.put(row, column, formula_content(Formula(text), plan.part.prefix, plan.place(row, column)), style)
    elif style != plan.look(row, column).style:
        plan.put(row, column, None, style)


def _style(plan: SheetPlan, row: int, neighbour: int, model: int | None) -> int:
    """The neighbour's format with the number format of column `model`, or with none."""
    styles = plan.book.styles
    wanted = 0 if model is None else styles.number_format(plan.look(row, model).style)
    return styles.with_number_format(neighbour, wanted)


def refuse_name(header: str, others: Sequence[str], where: str) -> None:
    """Stop at a name that no column of a table can have beside `others`.

    Raises:
        WorkbookError: it is such a name.
    """
    if not 0 < len(header) <= LONGEST_HEADER:
        zh = f"列名应为 1 到 {LONGEST_HEADER} 个字"
        raise refusal(where, zh, f"a header has 1 to {LONGEST_HEADER} characters")
    if header.casefold() in {name.casefold() for name in others}:
        zh, en = "表格里已有只差大小写的同名列", "the table has a column of that name in other letter case"
        raise refusal(where, zh, en)
