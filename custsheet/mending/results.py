"""What the tool's own formulas on people's sheets come to after a pass, where another result is stored with them.

A pass changes what those formulas look up, and some programs show what is stored until somebody calculates. Columns
that look up the tool's own records can be old after every pass, and those that ask for today; the others only after one
that has changed people's rows itself, since an office program keeps them up to date while people type.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from custsheet.drawing.hidden import RECORDS
from custsheet.drawing.people.layout import plan_in_use
from custsheet.drawing.people.live import World, known_live, live_value
from custsheet.drawing.workbook.cells import Formula
from custsheet.mending.place import Place
from custsheet.model.address import column_letters
from custsheet.model.finding import Cell
from custsheet.model.schema import FORMULA_TOKEN, Field
from custsheet.model.snapshot import Snapshot, Table
from custsheet.package import Patch, ResultPatch, other_results
from custsheet.values.dates import to_serial

_LOOKED_UP = {f"cs_records_{name}": at for at, name in enumerate(RECORDS)}
_TODAY = "TODAY()"
_WILD = frozenset("*?~")  # MATCH takes these in a text for a pattern


def results(
    snapshot: Snapshot, data: bytes, records: Sequence[Sequence[Any]], today: date, *, rows_changed: bool
) -> list[Patch]:
    """A patch for every cell whose stored result is not what its formula comes to.

    Args:
        snapshot: what was read of people's sheets.
        data: the workbook with the tool's sheets of this pass.
        records: rows of the hidden sheet that is looked up, as drawn.
        today: what TODAY() gives.
        rows_changed: whether this pass has changed people's rows.
    """
    if not snapshot.native:
        return []
    snapshot, place = snapshot.whole, Place(data)
    sheets = plan_in_use(snapshot, place.list_objects(snapshot))
    made = [
        (layout, field, formula)
        for layout in sheets.layouts.values()
        for field in layout.fields
        if (formula := sheets.formula(layout.sheet, field)) is not None and not field.override
    ]
    live = [
        (layout.sheet.name, field)
        for layout, field, formula in made
        if known_live(layout.sheet.name, field.name) and (rows_changed or _TODAY in formula)
    ]
    world = World(sheets, _rows(snapshot, live), today)
    # As they are: to have the sheets read, and proved plain, would cost many times what comparing them does.
    package = place.book.package
    found: list[Patch] = []
    for layout, field, formula in made:
        name, table = layout.sheet.name, snapshot.tables[layout.sheet.name]
        looked_up = [at for one, at in _LOOKED_UP.items() if f"({one}," in formula]
        wanted: dict[int, str | float] = {}
        if looked_up and "customer_id" in table.raw.columns:
            wanted = dict(_found(table, records, looked_up[0]))
        elif (name, field) in live:
            mac = snapshot.date1904
            told = (_shown(live_value(name, field.name, row, world), date1904=mac) for row in world.tables[name])
            wanted = dict(zip(table.raw.index.tolist(), told, strict=True))
        if wanted:
            letters = column_letters(layout.columns[field.name])
            stale = other_results(package, place.book.sheet(table.title).part, letters, wanted)
            found += [ResultPatch(table.title, f"{letters}{row}", formula, wanted[row]) for row in stale]
    return found


def _found(table: Table, records: Sequence[Sequence[Any]], column: int) -> Iterator[tuple[int, str | float]]:
    """What `INDEX(column, MATCH(customer_id, id, 0))` finds in each row, "" where there is no such record."""
    held = {_key(record[0]): record[column] for record in reversed(records)}
    for row, key in table.raw["customer_id"].items():
        if isinstance(key, str) and _WILD & set(key):
            continue
        value = held.get(_key(key), "")
        if isinstance(value, Formula):
            value = value.value
        yield row, _shown(0 if value is None else value)  # a look-up of a blank cell shows 0


def _key(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _shown(value: Cell, *, date1904: bool = False) -> str | float:
    """As a cell holds it: days as numbers."""
    if isinstance(value, date):
        return to_serial(value, date1904=date1904) or 0.0
    return "" if value is None else value if isinstance(value, str) else float(value)


def _rows(snapshot: Snapshot, live: Sequence[tuple[str, Field]]) -> dict[str, list[dict[str, Any]]]:
    """The rows of the sheets that these formulas read, with no more than the fields they name."""
    needed: dict[str, set[str]] = {}
    for sheet, field in live:
        needed.setdefault(sheet, set())
        for first, separator, second in FORMULA_TOKEN.findall(field.formula or ""):
            if separator != "/":  # that is an entry of a list
                needed.setdefault(first if second else sheet, set()).add(second or first)
    found = {}
    for name, fields in needed.items():
        table = snapshot.tables[name].raw
        rows = table[[one for one in table.columns if one in fields]].astype(object)
        found[name] = [dict(zip(rows.columns, row, strict=True)) for row in rows.itertuples(index=False, name=None)]
    return found
