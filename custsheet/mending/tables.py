"""Rows typed below an Excel table become rows of it, columns typed beside it columns.

LibreOffice and WPS do not grow a table while somebody types, and what stays outside is left behind when it is sorted.
"""

from __future__ import annotations

from collections.abc import Iterable

from custsheet.mending.place import Place
from custsheet.mending.plan import Plan
from custsheet.model.address import column_letters
from custsheet.model.mend import Mend
from custsheet.model.snapshot import Snapshot, Table
from custsheet.package import CellPatch, GrowPatch, Patch, WidenPatch
from custsheet.reading.locate import Area


def grow_tables(snapshot: Snapshot, place: Place) -> Plan:
    """Each table down to its last record, on the sheets of a workbook that custsheet made."""
    plan = Plan()
    for table in snapshot.tables.values() if snapshot.native else ():
        found, area = place.list_object(table), place.table_area(table)
        if found is None or area is None or area.totals:
            continue
        below = sum(row > area.last_row for row in table.raw.index.tolist())
        if below:
            rows = f"{area.last_row + 1}:{table.last_row}"
            plan.add([GrowPatch(found.display_name, table.last_row)], [Mend("rows", table.name, rows, count=below)])
    return plan


def widen_tables(snapshot: Snapshot, place: Place) -> Plan:
    """Each table up to the last column that has a header directly beside it, on the sheets that custsheet made."""
    plan = Plan()
    for table in snapshot.tables.values() if snapshot.native else ():
        found, area = place.list_object(table), place.table_area(table)
        if found is None or area is None or not area.header:
            continue
        beside = _beside(table, area, found.columns, place)
        if not beside:
            continue
        patches: list[Patch] = []
        mends = []
        for column, label in beside.items():
            cell = f"{column_letters(column)}{table.header_row}"
            if not isinstance(place.book.cells(table.title).cell(table.header_row, column), str):
                patches.append(CellPatch(table.title, cell, label))  # a year, say; headers of a table are texts
            mends.append(Mend("widened", table.name, cell, new=label))
        plan.add([*patches, WidenPatch(found.display_name, max(beside))], mends)
    return plan


def _beside(table: Table, area: Area, names: Iterable[str], place: Place) -> dict[int, str]:
    """Column → header of the columns that can be taken in, from the first beside the table to the last without a gap.

    A header that the table has already ends them (it is a finding, E304), as do a formula and another table.
    """
    column = area.last_column + 1
    if column not in {*table.columns.values(), *table.extra.values()}:
        return {}  # most workbooks: nothing stands there, and nobody need look at the cells
    header, formulas = place.header(table), place.formulas(table.title)
    taken = {name.strip().casefold() for name in names}
    last_row = max(area.last_row, table.last_row)
    others = [one for part in place.book.sheet(table.title).tables if (one := Area.of(part)) and one != area]
    others = [one for one in others if one.first_row <= last_row and one.last_row >= area.first_row]
    found: dict[int, str] = {}
    while (label := header.get(column)) and label.casefold() not in taken:
        if f"{column_letters(column)}{table.header_row}" in formulas:
            break
        if any(one.first_column <= column <= one.last_column for one in others):
            break
        found[column] = label
        taken.add(label.casefold())
        column += 1
    return found
