"""What was changed on sheet 字段, carried out: columns are appended, hidden, shown, renamed, and the sheet completed.

A column that staff added themselves and that the standard has now is theirs still: it is read, and looks as it did. No
column is ever taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from custsheet.drawing.people.inputs import field_looks
from custsheet.drawing.people.layout import plan_in_use
from custsheet.drawing.workbook.measure import header_width
from custsheet.mending.place import Place as Cells
from custsheet.mending.plan import Plan
from custsheet.model.address import column_letters
from custsheet.model.change import Place
from custsheet.model.fieldsheet import FIELDS_TABLE, field_cells
from custsheet.model.finding import Cell
from custsheet.model.mend import Mend
from custsheet.model.schema import Field
from custsheet.model.snapshot import Snapshot, Table
from custsheet.model.text import fold_label, text
from custsheet.package import (
    CellPatch,
    ColumnPatch,
    GrowPatch,
    HeaderPatch,
    HiddenPatch,
    RowPatch,
    cell_place,
)
from custsheet.package import Table as ListObject

FIELDS = "fields"


def follow_standard(snapshot: Snapshot, place: Cells) -> Plan:
    """Columns that the standard has got since, hidden and shown ones, other labels, and what sheet 字段 lacks."""
    plan = Plan()
    if not snapshot.native:
        return plan
    change = snapshot.schema_change
    for sheet, name in awaited(snapshot):
        _append(snapshot, place, snapshot.tables[sheet], name, plan)
    for places, hidden in ((change.switched_off, True), (change.switched_on, False)):
        for sheet, name in places:
            table = snapshot.table(sheet)
            if table is not None and name in table.columns:
                column = table.columns[name]
                mend = Mend("hidden", sheet, column_letters(column), name)
                plan.add([HiddenPatch(table.title, column, hidden)], [mend])
    for (sheet, name), former in change.renamed.items():
        table = snapshot.table(sheet)
        if table is not None and name in table.columns:
            _rename(snapshot, table, name, former(snapshot.lang), plan)
    _complete(snapshot, place, plan)
    return plan


def awaited(snapshot: Snapshot) -> tuple[Place, ...]:
    """Fields in use that are to get a column: new ones, those switched on, and those for which there was no room.

    A column that a person deleted is not among them.
    """
    change = snapshot.schema_change
    found = []
    for sheet, name in dict.fromkeys((*change.added, *change.switched_on, *snapshot.memory.awaited)):
        table = snapshot.table(sheet)
        field = snapshot.schema.sheet(sheet).by_name.get(name) if table is not None else None
        if table is None or field is None or not field.enabled or name in table.columns:
            continue
        if field.is_input or field.formula is not None:
            found.append((sheet, name))
    return tuple(found)


def _append(snapshot: Snapshot, place: Cells, table: Table, name: str, plan: Plan) -> None:
    field = snapshot.schema.sheet(table.name).by_name[name]
    formula = _formula(snapshot, place, table, field)
    if formula is None and not field.is_input:
        return
    found = place.list_object(table)
    if found is None:
        title = field.title
        plan.notes.append(
            text(
                f"「{table.title}」不是 Excel 表格了，没有加上“{title.zh}”列；请在标题行右边自己加上这个标题。",
                f"{table.title} is no Excel table any more, so the column {title.en} was not added; type its header "
                "at the right of the header row yourself.",
            )
        )
        return
    label = field.title(snapshot.lang)
    twin = _twin(snapshot, table, field)
    pixels = header_width(label, field.width or 100, mark=field.constraints.required)
    width = round((pixels - 5) / 7, 2)
    patch = ColumnPatch(found.display_name, label, formula=formula, twin=twin and table.labels[twin], width=width)
    plan.add([patch], [Mend("column", table.name, None, name, new=label)])


def _formula(snapshot: Snapshot, place: Cells, table: Table, field: Field) -> str | None:
    """What the new column computes, None where it speaks of columns that are not there (yet)."""
    sheets = plan_in_use(snapshot, place.list_objects(snapshot)) if field.formula is not None else None
    layout = sheets.layouts.get(table.name) if sheets is not None else None
    return sheets.formula(layout.sheet, field) if sheets is not None and layout is not None else None


def _twin(snapshot: Snapshot, table: Table, field: Field) -> str | None:
    """The field whose column the new one shall look like: one of the same kind, else any that is filled alike."""
    fields = snapshot.schema.sheet(table.name).fields
    alike = [one for one in fields if one.is_input == field.is_input and one.enabled and one.name in table.columns]
    wanted = field_looks(field)
    same = (one.name for one in alike if field_looks(one) == wanted)
    return next(same, alike[0].name if alike else None)


def _rename(snapshot: Snapshot, table: Table, name: str, former: str, plan: Plan) -> None:
    """The column is called what the standard calls it now, unless a person gave it a name of their own."""
    label, new = table.labels[name], snapshot.schema.sheet(table.name).by_name[name].title(snapshot.lang)
    if fold_label(label) == fold_label(former) and label != new:
        cell = f"{column_letters(table.columns[name])}{table.header_row}"
        mend = Mend("label", table.name, cell, name, old=label, new=new)
        plan.add([HeaderPatch(table.title, cell, new)], [mend])


def _complete(snapshot: Snapshot, place: Cells, plan: Plan) -> None:
    """Sheet 字段 says what is in force: keys of new fields, the other half of an edit, rows that are gone."""
    rows, title = snapshot.field_rows, snapshot.owned.get(FIELDS)
    if not rows or title is None:
        return
    table = fields_table(snapshot, place)
    if table is not None and rows.last_row:
        plan.add([GrowPatch(table.display_name, rows.last_row)], [])
    for patches in _by_row(title, rows.cells):
        plan.add(patches, [Mend("standard", FIELDS, patches[0].cell)])
    if table is None:
        return
    for sheet, name in rows.lost:
        of_sheet = snapshot.schema.sheet(sheet)
        cells = field_cells(snapshot.schema, of_sheet, of_sheet.by_name[name], snapshot.lang)
        values = {rows.headers[column]: cell for column, cell in cells.items() if column in rows.headers}
        plan.add([RowPatch(table.display_name, values)], [Mend("standard", FIELDS)])


def fields_table(snapshot: Snapshot, place: Cells) -> ListObject | None:
    """The Excel table on sheet 字段; None where it is none any more, or the sheet cannot be read."""
    title = snapshot.owned.get(FIELDS)
    if title is None or not snapshot.field_rows.headers:
        return None
    names = {FIELDS_TABLE.zh.casefold(), FIELDS_TABLE.en.casefold()}
    return next((one for one in place.book.sheet(title).tables if one.display_name.casefold() in names), None)


def _by_row(title: str, cells: Mapping[str, Cell]) -> Iterable[list[CellPatch]]:
    rows: dict[int, list[CellPatch]] = {}
    for cell, value in cells.items():
        rows.setdefault(cell_place(cell)[0], []).append(CellPatch(title, cell, value))
    return rows.values()
