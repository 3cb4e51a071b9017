"""Accepted proposals → cell patches. One tick may change several cells; either all of them change or none does."""

from __future__ import annotations

from collections.abc import Mapping

from custsheet.mending.columns import fields_table
from custsheet.mending.place import Place
from custsheet.mending.plan import Plan
from custsheet.model.address import place as place_of
from custsheet.model.fieldsheet import field_cells
from custsheet.model.finding import Cell, ColumnFormula, Edit, Finding
from custsheet.model.mend import Mend
from custsheet.model.seals import Seals
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import text
from custsheet.package import CellPatch, RowPatch
from custsheet.reading.guess import OWN_COLUMN, offered

_NO_FIELDS = text(
    "字段表不是 Excel 表格了，采纳的列没有登记；请在字段表末尾自己加一行。",
    "The sheet Fields is no Excel table any more, so the accepted column was not registered; add its row yourself.",
)


def accept(snapshot: Snapshot, accepted: Mapping[str, Finding], place: Place) -> Plan:
    """Patches for the proposals of `accepted` (finding key → finding), in that order."""
    plan, seals = Plan(), Seals(snapshot)
    for key, finding in accepted.items():
        if finding.code == OWN_COLUMN:  # see `register`
            continue
        if any(isinstance(edit.value, ColumnFormula) for edit in finding.edits):  # restored without a tick
            continue
        cells = [_cell(snapshot, edit, place) for edit in finding.edits]
        if None in cells:
            where = "!".join(filter(None, place_of(snapshot, finding)))
            plan.notes.append(
                text(
                    f"{where} 的建议没有采纳，因为那里是公式或列已不在，请直接改。",
                    f"The proposal for {where} was not carried out, because a formula stands there or the column is "
                    "gone; correct it by hand.",
                )
            )
            plan.refused.append(key)
            continue
        patches, mends = [], []
        for edit, cell in zip(finding.edits, filter(None, cells), strict=True):
            old, new = seals.cell(edit.sheet, edit.field, edit.row), _value(snapshot, edit)
            patches.append(CellPatch(snapshot.tables[edit.sheet].title, cell, new))
            mends.append(Mend("accepted", edit.sheet, cell, edit.field, finding.record, old, new, finding.code))
        plan.add(patches, mends, key)
    return plan


def register(snapshot: Snapshot, accepted: Mapping[str, Finding], place: Place) -> Plan:
    """Columns of people's own that were accepted into the standard: a row each on sheet 字段, complete."""
    plan, rows = Plan(), snapshot.field_rows
    table = fields_table(snapshot, place)
    schema = snapshot.schema
    for key, finding in accepted.items():
        if finding.code != OWN_COLUMN or finding.sheet is None:
            continue
        if table is None:
            plan.notes.append(_NO_FIELDS)
            plan.refused.append(key)
            continue
        sheet = schema.sheet(finding.sheet)
        field = offered(sheet, finding)
        schema = schema.but(
            sheets=tuple(one.but(fields=(*one.fields, field)) if one is sheet else one for one in schema.sheets)
        )
        cells = field_cells(schema, schema.sheet(sheet.name), field, snapshot.lang)
        values = {rows.headers[column]: cell for column, cell in cells.items() if column in rows.headers}
        mend = Mend("registered", sheet.name, None, field.name, new=field.title(snapshot.lang), code=OWN_COLUMN)
        plan.add([RowPatch(table.display_name, values)], [mend], key)
    return plan


def _cell(snapshot: Snapshot, edit: Edit, place: Place) -> str | None:
    table = snapshot.table(edit.sheet)
    return place.cell(table, edit.field, edit.row) if table is not None else None


def _value(snapshot: Snapshot, edit: Edit) -> Cell:
    """The value as people of this workbook write it: a list entry by its label."""
    assert not isinstance(edit.value, ColumnFormula)  # noqa: S101 - see `accept`
    field = snapshot.schema.sheet(edit.sheet).by_name.get(edit.field)
    enum = field.constraints.enum if field is not None else None
    if enum is not None and isinstance(edit.value, str):
        return snapshot.lists.title(enum, edit.value, snapshot.lang)
    return edit.value
