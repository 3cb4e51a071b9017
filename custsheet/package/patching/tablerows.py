"""Rows of a table: one more at its end, or those taken in that somebody typed below it."""

from __future__ import annotations

from collections.abc import Mapping

from custsheet.package.patching.bytexml import attributes
from custsheet.package.patching.cellpatch import write_value
from custsheet.package.patching.cellvalue import Content, formula_content, formula_there, refusal
from custsheet.package.patching.formula import is_relative, moved, seen_from
from custsheet.package.patching.patches import CellValue, Formula, GrowPatch, RowPatch
from custsheet.package.patching.sheetplan import SheetPlan
from custsheet.package.patching.tablepart import Column, TablePart
from custsheet.package.patching.totals import move_totals
from custsheet.package.ranges import LAST_ROW, Box

_HEIGHT = ("ht", "customHeight")


def add_row(plan: SheetPlan, table: TablePart, patch: RowPatch) -> None:
    """Plan one row at the end of `table`.

    Raises:
        WorkbookError: a header is unknown, a value cannot be held, or something stands in the way.
    """
    given = {column_of(table, header): value for header, value in patch.values.items()}
    model = _model(table)
    if model is not None and model == table.first_row and _is_blank(plan, table, model):
        _fill(plan, table, model, given)
        return
    area = Box(table.box.bottom + 1, table.box.left, table.box.bottom + 1, table.box.right)
    refuse_obstacles(plan, table, area)
    refuse_filled(plan, table, area)
    if table.totals_rows:
        move_totals(plan, table)
    _extend(plan, table, 1)
    row = table.last_row
    for at, column in enumerate(table.columns()):
        place = table.box.left + at
        style = None if model is None else plan.look(model, place).style
        if at in given:
            write_value(plan, row, place, given[at], plan.place(row, place), style)
        elif model is not None:
            continued = _continued(plan, table, column, place, model, row)
            look = plan.look(row, place)
            if continued is not None or look.there or style != look.style:
                plan.put(row, place, continued or Content(), style)
    if model is not None:
        _same_height(plan, model, row)


def _fill(plan: SheetPlan, table: TablePart, row: int, given: Mapping[int, CellValue]) -> None:
    """Plan values in the one row of a table that is blank yet."""
    table.filled = True
    for at, column in enumerate(table.columns()):
        place = table.box.left + at
        look = plan.look(row, place)
        if at in given:
            if look.formula is not None and not isinstance(given[at], Formula):
                raise formula_there(plan.place(row, place))
            write_value(plan, row, place, given[at], plan.place(row, place))
        elif look.blank and (continued := _continued(plan, table, column, place, row, row)) is not None:
            plan.put(row, place, continued)


def take_rows(plan: SheetPlan, table: TablePart, patch: GrowPatch) -> None:
    """Plan that the rows below `table` down to `patch.last_row` belong to it; nothing if they do.

    Raises:
        WorkbookError: something else stands there, or the table has a totals row.
    """
    first, last = table.last_row + 1, patch.last_row
    if last < first:
        return
    area = Box(first, table.box.left, last, table.box.right)
    where = f"{plan.sheet.title}!{area.top}:{area.bottom}"
    if table.totals_rows:
        zh = f"表格“{table.name}”下面是它的汇总行，不能把更下面的行并入"
        raise refusal(where, zh, f"table “{table.name}” ends in a totals row; rows below that cannot be taken in")
    refuse_obstacles(plan, table, area)
    model = _model(table)
    _extend(plan, table, last - first + 1)
    if model is None:
        return
    columns = [
        (place, column, plan.look(model, place).style) for place, column in enumerate(table.columns(), table.box.left)
    ]
    for row in range(first, last + 1):
        for place, column, style in columns:
            look = plan.look(row, place)
            continued = _continued(plan, table, column, place, model, row) if look.blank else None
            # What somebody formatted stays as it is; but a formula that comes looks as it does in the rows above.
            wanted = style if style != look.style and (continued is not None or look.style == 0) else None
            if continued is not None or wanted is not None:
                plan.put(row, place, continued, wanted)


def refuse_obstacles(plan: SheetPlan, table: TablePart, area: Box) -> None:
    """Stop where `area`, about to become part of `table`, lies outside the sheet or in something that has a shape.

    Raises:
        WorkbookError: it does.
    """
    where = f"{plan.sheet.title}!{area}"
    if area.bottom > LAST_ROW:
        raise refusal(where, "已到工作表最后一行", "the sheet ends there")
    others = [other.box for other in plan.tables if other.part != table.part]
    for boxes, zh, en in (
        (others, "另一个表格", "another table"),
        (plan.merges, "合并单元格", "merged cells"),
        (plan.arrays, "数组公式", "an array formula"),
        (plan.pivots, "数据透视表", "a pivot table"),
    ):
        if any(box.meets(area) for box in boxes):
            zh = f"表格“{table.name}”要用到的位置上有{zh}，请先移开"
            raise refusal(where, zh, f"table “{table.name}” needs that place, but {en} is in the way; move it first")


def refuse_filled(plan: SheetPlan, table: TablePart, area: Box) -> None:
    """Stop where somebody has put something into `area`, which `table` needs.

    Raises:
        WorkbookError: a cell in it is not blank.
    """
    rows = set(plan.data.numbers(area.top, area.bottom))
    planned = range(area.top, area.bottom + 1) if area.top == area.bottom else plan.edits.keys()
    rows |= {number for number in planned if area.top <= number <= area.bottom}
    for number in sorted(rows):
        for column in range(area.left, area.right + 1):
            if not plan.look(number, column).blank:
                zh = f"表格“{table.name}”要用到这一格，但里面已经有内容，请先移开或并入表格"
                en = f"table “{table.name}” needs that cell, but it is filled; move that or take it into the table"
                raise refusal(plan.place(number, column), zh, en)


def column_of(table: TablePart, header: str) -> int:
    """The position of the column called `header`, from 0; case counts only where two differ by it alone.

    Raises:
        WorkbookError: the table has none.
    """
    names = [column.name for column in table.columns()]
    folded = [name.casefold() for name in names]
    if header in names:
        return names.index(header)
    if header.casefold() in folded:
        return folded.index(header.casefold())
    zh = f"没有名为“{header}”的列"
    raise refusal(table.name, zh, f"it has no column “{header}”")


def _model(table: TablePart) -> int | None:
    """The last row of data, which new rows are like; None when the table has none."""
    return table.last_row if table.last_row >= table.first_row else None


def _is_blank(plan: SheetPlan, table: TablePart, row: int) -> bool:
    looks = (plan.look(row, column) for column in range(table.box.left, table.box.right + 1))
    return all(look.blank or look.formula is not None for look in looks)


def _extend(plan: SheetPlan, table: TablePart, by: int) -> None:
    data = Box(table.first_row, table.box.left, table.last_row, table.box.right)
    before, added = plan.growing.get(table.part, (data, 0))
    plan.growing[table.part] = (before, added + by)
    table.resize(table.box._replace(bottom=table.box.bottom + by))


def _continued(plan: SheetPlan, table: TablePart, column: Column, place: int, model: int, row: int) -> Content | None:
    """The formula a new cell gets: that of the row above, moved; else the column's own; None in other columns."""
    found = plan.look(model, place).formula
    text = plan.shared.text(model, place) if found is not None else None
    array, metadata = column.array, ""
    if text is not None and found is not None and _is_filled_down(plan, table, column, place, model, text):
        array = found[0].get("t") == "array"
        if array and ":" in found[0].get("ref", ""):
            return None
        text = moved(text, row - model, 0)
        cell = plan.data.cell(model, place)
        metadata = attributes(cell.tag).get("cm", "") if cell is not None else ""
    elif column.formula is not None:
        text = column.formula
        text = moved(text, row - table.first_row, 0) if is_relative(text) else text
    else:
        return None
    plan.book.recalculate = True
    where = plan.place(row, place)
    reference = str(Box(row, place, row, place)) if array else ""
    return formula_content(Formula(text), plan.part.prefix, where, array=reference, metadata=metadata)


def _is_filled_down(plan: SheetPlan, table: TablePart, column: Column, place: int, model: int, text: str) -> bool:
    """Whether the last formula is the column's habit: its formula column's, or the same as one row up."""
    if column.formula is not None or model == table.first_row:
        return True
    above = plan.shared.text(model - 1, place)
    return above is not None and seen_from(above, model - 1, place) == seen_from(text, model, place)


def _same_height(plan: SheetPlan, model: int, row: int) -> None:
    there = plan.data.row(model)
    known = plan.rows.get(model) or (attributes(there.tag) if there else {})
    height = {name: known[name] for name in _HEIGHT if name in known}
    if height:
        plan.rows[row] = {**plan.rows.get(row, {}), **height}
