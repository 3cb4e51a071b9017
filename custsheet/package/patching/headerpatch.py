"""The header of one column of a table: the cell, the table's part and every formula that calls the column agree.

A paste over the headers leaves blank or doubled ones. Excel and LibreOffice then call the column `列1` or `手机2` in
the table's part and in all formulas, or leave the old name there and the cell blank.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from custsheet.package.formulatexts import formula_text, formula_texts
from custsheet.package.patching.cellpatch import position, refuse_bound, write_value
from custsheet.package.patching.cellread import same
from custsheet.package.patching.cellvalue import Content, refusal
from custsheet.package.patching.patches import HeaderPatch
from custsheet.package.patching.sheetdata import formula_in, with_formula
from custsheet.package.patching.sheetplan import SheetPlan
from custsheet.package.patching.structured import Renamed
from custsheet.package.patching.tablecolumns import refuse_name
from custsheet.package.recalc import holds_formula
from custsheet.package.workbook import Sheet, Workbook

PlanOf = Callable[[Sheet], SheetPlan]
"""A sheet → what is planned for it."""


def patch_header(plan: SheetPlan, patch: HeaderPatch, plan_of: PlanOf) -> None:
    """Plan `patch`; `plan_of` the sheets whose formulas call the column.

    Raises:
        WorkbookError: the cell is no header of a table, or the name is taken or impossible.
    """
    where = f"{plan.sheet.title}!{patch.cell}"
    row, column = position(patch.cell, where)
    tables = (one for one in plan.tables if one.header_rows and one.box.top == row and one.box.holds(row, column))
    table = next(tables, None)
    if table is None:
        raise refusal(where, "那里不是表格的标题", "it is no header of a table")
    at = column - table.box.left
    names = [one.name for one in table.columns()]
    if at < len(names) and names[at] != patch.header:
        others = names[:at] + names[at + 1 :]
        if table.linked:
            zh = f"表格“{table.name}”的列由外部数据决定，不能改名"
            raise refusal(where, zh, f"the columns of table “{table.name}” come from elsewhere; none can be renamed")
        refuse_name(patch.header, others, where)
        # What two columns are called is nobody's: formulas mean the first of them, whichever that is then.
        if names[at].casefold() not in {name.casefold() for name in others}:
            _follow(plan, Renamed(table.name, names[at], patch.header), plan_of)
        table.rename(at, patch.header)
    if not same(plan.look(row, column).value, patch.header):
        refuse_bound(plan, row, column, where)
        write_value(plan, row, column, patch.header, where)


def _follow(plan: SheetPlan, change: Renamed, plan_of: PlanOf) -> None:
    """Let all formulas of the workbook, planned ones among them, call the column by its new name."""
    book = plan.book
    book.renamed.append(change)
    for sheet in book.workbook.sheets:
        if sheet.kind != "worksheet":
            continue
        other = plan_of(sheet)
        for table in other.tables if sheet.tables else ():
            own = table.name.casefold() == change.table.casefold()
            table.change_formulas(partial(change.applied, inside=own))
        if other.edits or _is_called(book.workbook, sheet, change, inside=sheet.part == plan.sheet.part):
            _follow_in_cells(other, change)
            other.shared.forget()


def _is_called(workbook: Workbook, sheet: Sheet, change: Renamed, *, inside: bool) -> bool:
    """Whether a formula of the sheet, as it is in the file, calls the column."""
    if not holds_formula(workbook, sheet.part):
        return False
    texts = (one.text for one in formula_texts(workbook.package.stream(sheet.part)))
    return any(change.applied(text, inside=inside) != text for text in texts)


def _follow_in_cells(plan: SheetPlan, change: Renamed) -> None:
    tables = [table.box for table in plan.tables if table.name.casefold() == change.table.casefold()]
    places = {
        (row.number, column)
        for row in plan.data.rows_with(b"<%sf" % plan.part.prefix)
        for column, cell in row.cells.items()
        if cell.formula is not None
    }
    places |= {(row, column) for row, edits in plan.edits.items() for column in edits}
    for row, column in sorted(places):
        content = plan.content_of(row, column)
        found = formula_in(content.inner) if content is not None else None
        if content is None or found is None:
            continue
        text = formula_text(found[1])
        new = change.applied(text, inside=any(box.holds(row, column) for box in tables))
        if new == text:
            continue
        if b"<" in found[1]:
            place = plan.place(row, column)
            raise refusal(place, "公式里有无法解析的内容", "its formula holds something that cannot be followed")
        plan.put(row, column, Content(content.kind, with_formula(content.inner, new), content.metadata))
