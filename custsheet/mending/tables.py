"""Rows typed below an Excel table become rows of it: LibreOffice and WPS do not grow a table while somebody types."""

from __future__ import annotations

from custsheet.mending.place import Place
from custsheet.mending.plan import Plan
from custsheet.model.mend import Mend
from custsheet.model.snapshot import Snapshot
from custsheet.package import GrowPatch


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
