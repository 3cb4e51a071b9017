"""The steps of mending in their order: first what makes every column found again, then what stands in the cells."""

from __future__ import annotations

from collections.abc import Collection

from custsheet.drawing.people.layout import plan_in_use
from custsheet.mending.accepting import accept, register
from custsheet.mending.cells import restore_cells
from custsheet.mending.columns import follow_standard
from custsheet.mending.formats import dress
from custsheet.mending.headers import restore_headers
from custsheet.mending.identifiers import identify
from custsheet.mending.place import Place
from custsheet.mending.plan import Plan
from custsheet.mending.rules import restore_rules
from custsheet.mending.tables import grow_tables, widen_tables
from custsheet.mending.ticks import Ticks
from custsheet.model.snapshot import Snapshot


def structure(snapshot: Snapshot, data: bytes, plain: Collection[str] | None = None) -> Plan:
    """Headers that a paste destroyed, what was typed below and beside the tables, columns by the standard.

    After them all is read anew.

    Args:
        snapshot: what `data` says.
        data: the workbook.
        plain: parts the gate has proved plain, None if it was not asked.
    """
    snapshot, place = snapshot.whole, Place(data, plain)
    plan = restore_headers(snapshot, place)
    plan += grow_tables(snapshot, place)
    plan += widen_tables(snapshot, place)
    plan += follow_standard(snapshot, place)
    return plan


def registration(snapshot: Snapshot, ticks: Ticks, data: bytes, plain: Collection[str] | None = None) -> Plan:
    """Columns of people's own that were accepted into the standard; after them the workbook must be read anew."""
    return register(snapshot.whole, ticks.accepted, Place(data, plain))


def columns(snapshot: Snapshot, data: bytes) -> Plan:
    """Only the columns: by the standard, behind those typed beside the tables; then the workbook must be read anew."""
    snapshot, place = snapshot.whole, Place(data)
    plan = widen_tables(snapshot, place)
    plan += follow_standard(snapshot, place)
    return plan


def looks(snapshot: Snapshot, data: bytes) -> Plan:
    """Formats, drop-downs and colours of the sheets whose standard has changed."""
    snapshot, place = snapshot.whole, Place(data)
    plan = dress(snapshot, place)
    plan += restore_rules(
        data, plan_in_use(snapshot, place.list_objects(snapshot)), place, snapshot.schema_change.sheets
    )
    return plan


def content(snapshot: Snapshot, ticks: Ticks, data: bytes, plain: Collection[str] | None = None) -> Plan:
    """What pasting destroyed, then accepted proposals, then identifiers: of two that set one cell the later holds.

    Args:
        snapshot: what `data` says.
        ticks: what people decided.
        data: the workbook.
        plain: parts the gate has proved plain, None if it was not asked.
    """
    snapshot, place = snapshot.whole, Place(data, plain)
    plan = Plan()
    if snapshot.native:
        sheets = plan_in_use(snapshot, place.list_objects(snapshot))
        plan += dress(snapshot, place)
        plan += restore_cells(snapshot, sheets, place)
        plan += restore_rules(data, sheets, place, snapshot.schema_change.sheets)
    plan += accept(snapshot, ticks.accepted, place)
    plan += identify(snapshot, place)
    return plan
