"""The header of one column of a table: the cell, the table's part and every formula that calls the column agree.

A paste over the headers leaves blank or doubled ones. Excel and LibreOffice then call the column `列1` or `手机2` in
the table's part and in all formulas, or leave the old name there and the cell blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import count

from custsheet.package.formulatexts import formula_text, formula_texts
from custsheet.package.patching.cellpatch import position, refuse_bound, write_value
from custsheet.package.patching.cellread import same
from custsheet.package.patching.cellvalue import Content, refusal
from custsheet.package.patching.patches import HeaderPatch
from custsheet.package.patching.sheetdata import formula_in, with_formula
from custsheet.package.patching.sheetplan import SheetPlan
from custsheet.package.patching.structured import Renamed
from custsheet.package.patching.tablecolumns import refuse_name
from custsheet.package.patching.tablepart import TablePart
from custsheet.package.recalc import holds_formula
from custsheet.package.workbook import Sheet, Workbook

PlanOf = Callable[[Sheet], SheetPlan]
"""A sheet → what is planned for it."""


@dataclass(frozen=True, slots=True)
class _Header:
    """A patch and where it goes: column number `at`, from 0, of `table`."""

    plan: SheetPlan
    row: int
    column: int
    table: TablePart
    at: int
    wanted: str
    where: str

    @property
    def name(self) -> str:
        """What the table's part calls the column now."""
        return self.table.columns()[self.at].name

    @property
    def others(self) -> list[str]:
        """What it calls the other columns."""
        return [one.name for at, one in enumerate(self.table.columns()) if at != self.at]


def patch_headers(patches: Iterable[tuple[SheetPlan, HeaderPatch]], plan_of: PlanOf) -> None:
    """Plan patches, each with its sheet, in an order in which no column waits for the name of another.

    `plan_of` gives the sheets whose formulas call the columns. Of several patches of one cell the last holds.

    Raises:
        WorkbookError: a cell is no header of a table, or a name is taken or impossible.
    """
    found = [_header(plan, patch) for plan, patch in patches]
    waiting = list({(one.plan.sheet.part, one.row, one.column): one for one in found}.values())
    while waiting:
        one = next((header for header in waiting if _holder(header, waiting) is None), waiting[0])
        holder = _holder(one, waiting)
        if holder is not None:  # in a circle
            taken = {name.casefold() for name in [holder.name, *holder.others]}
            _rename(holder, next(name for name in map("cs_{}".format, count()) if name not in taken), plan_of)
        waiting.remove(one)
        if one.name != one.wanted:
            _rename(one, one.wanted, plan_of)
        if not same(one.plan.look(one.row, one.column).value, one.wanted):
            refuse_bound(one.plan, one.row, one.column, one.where)
            write_value(one.plan, one.row, one.column, one.wanted, one.where)


def _header(plan: SheetPlan, patch: HeaderPatch) -> _Header:
    where = f"{plan.sheet.title}!{patch.cell}"
    row, column = position(patch.cell, where)
    for table in plan.tables:
        at = column - table.box.left
        if table.header_rows and table.box.top == row and 0 <= at < len(table.columns()):
            return _Header(plan, row, column, table, at, patch.header, where)
    raise refusal(where, "那里不是表格的标题", "it is no header of a table")


def _holder(header: _Header, waiting: Iterable[_Header]) -> _Header | None:
    """Whose column, about to be called otherwise, bears the name that this one shall have."""
    there = (one for one in waiting if one.table is header.table and one.at != header.at)
    return next((one for one in there if one.name.casefold() == header.wanted.casefold()), None)


def _rename(header: _Header, name: str, plan_of: PlanOf) -> None:
    table, others = header.table, header.others
    if table.linked:
        zh = f"表格“{table.name}”的列由外部数据决定，不能改名"
        raise refusal(header.where, zh, f"the columns of table “{table.name}” come from elsewhere; none can be renamed")
    refuse_name(name, others, header.where)
    # What two columns are called is nobody's: formulas mean the first of them, whichever that is then.
    if header.name.casefold() not in {other.casefold() for other in others}:
        _follow(header.plan, Renamed(table.name, header.name, name), plan_of)
    table.rename(header.at, name)


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
