"""Number formats of the columns whose standard has changed, and the sign of required ones in headers.

Invariant: no digit is lost. A cell keeps its format where another one would show a day as a number or let Excel cut
what is typed there again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from custsheet.drawing.people.inputs import number_format
from custsheet.drawing.people.layout import PREPARED
from custsheet.drawing.workbook.style import AS_TEXT, REQUIRED_MARK
from custsheet.mending.place import Place
from custsheet.mending.plan import Plan
from custsheet.model.address import column_letters
from custsheet.model.schema import Field
from custsheet.model.snapshot import Snapshot, Table
from custsheet.package import FormatPatch, Patch
from custsheet.values.text import half_width

_GENERAL = "General"
_DAYS = frozenset({"date", "datetime"})
_CUT = re.compile(r"[+-]?(?:0[0-9]|(?:[0-9][.,]?){16})")
"""How a text begins that Excel would take for a number and cut, were it typed again: 0012, a card number."""


def dress(snapshot: Snapshot, place: Place) -> Plan:
    """Number formats of columns just appended and of those that hold something else now; the sign of required ones."""
    plan = Plan()
    if not snapshot.native:
        return plan
    change = snapshot.schema_change
    fresh = {*change.added, *change.switched_on}
    for sheet, name in (*fresh, *change.edited):
        table, field = snapshot.table(sheet), snapshot.schema.sheet(sheet).by_name[name]
        if table is None or name not in table.raw or place.list_object(table) is None:
            continue
        title, letters = table.title, column_letters(table.columns[name])
        patches: list[Patch] = []
        before = field if (sheet, name) in fresh else _before(snapshot, sheet, field)
        if (sheet, name) in fresh and table.raw[name].isna().all():
            first, last = table.header_row + 1, _last(table)
            patches.append(FormatPatch(title, f"{letters}{first}:{letters}{last}", _format(field)))
        elif field.is_input and _format(before) != _format(field):
            patches += _refitted(place, table, before, field)
        if (sheet, name) in fresh or before.constraints.required != field.constraints.required:
            mark = REQUIRED_MARK if field.constraints.required else _GENERAL
            patches.append(FormatPatch(title, f"{letters}{table.header_row}", mark))
        plan.add(patches, [])
    return plan


def _before(snapshot: Snapshot, sheet: str, field: Field) -> Field:
    return snapshot.carried.sheet(sheet).by_name[field.name] if snapshot.carried is not None else field


def _format(field: Field) -> str:
    return number_format(field) or _GENERAL


def _last(table: Table) -> int:
    """The last row that is prepared for records."""
    return max(table.last_row, table.header_row + 1) + PREPARED


def _refitted(place: Place, table: Table, before: Field, field: Field) -> Iterator[FormatPatch]:
    """The format of the new type for the cells that have the one of the former type, row after row."""
    column, records = table.columns[field.name], set(table.raw.index.tolist())
    cells = place.book.cells(table.title)
    run: list[int] = []
    for row in range(table.header_row + 1, _last(table) + 2):
        content = cells.cell(row, column)
        mine = row in records or content == ""  # below a totals row or in another list it is not a record's
        if row <= _last(table) and mine and _bears(content, before, field):
            run.append(row)
        elif run:
            letters = column_letters(column)
            where = f"{letters}{run[0]}:{letters}{run[-1]}"
            yield FormatPatch(table.title, where, _format(field), instead=_format(before))
            run = []


def _bears(content: object, before: Field, field: Field) -> bool:
    """Whether a cell says the same in the format of the new type, also once somebody types it again."""
    if isinstance(content, datetime | date):
        return field.type in _DAYS
    if isinstance(content, str):
        return _format(field) == AS_TEXT or _CUT.match(half_width(content).strip()) is None
    return field.type not in _DAYS and before.type not in _DAYS
