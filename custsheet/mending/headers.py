"""Headers that a paste or a slip destroyed, put back: blank ones, bare numbers, ones that say what another column says.

A header that a person renamed is theirs and stays. Which field a nameless column is, is told by its neighbours
(`custsheet.reading.order`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from custsheet.mending.place import Place
from custsheet.mending.plan import Plan
from custsheet.model.address import column_letters
from custsheet.model.mend import Mend
from custsheet.model.schema import Sheet
from custsheet.model.snapshot import Snapshot, Table
from custsheet.model.text import fold_label
from custsheet.package import HeaderPatch
from custsheet.reading.order import INVENTED, by_neighbours, known_order

_LETTER = re.compile(r"[^\W\d_]")


def restore_headers(snapshot: Snapshot, place: Place) -> Plan:
    """The titles of the columns whose headers were destroyed, on the sheets of a workbook that custsheet made."""
    plan = Plan()
    for table in snapshot.tables.values() if snapshot.native else ():
        sheet = snapshot.schema.sheet(table.name)
        for name, column, old in _lost(snapshot, sheet, table, place):
            cell, title = f"{column_letters(column)}{table.header_row}", sheet.by_name[name].title(snapshot.lang)
            mend = Mend("header", table.name, cell, name, None, old or None, title)
            plan.add([HeaderPatch(table.title, cell, title)], [mend])
    return plan


def _lost(snapshot: Snapshot, sheet: Sheet, table: Table, place: Place) -> Iterator[tuple[str, int, str]]:
    """(field, column, what its header says) of each column whose field is certain although its header is gone."""
    area = place.table_area(table)
    order = known_order(sheet, snapshot.memory.layouts.get(table.name, ()))
    yield from _no_names(sheet, table)
    told = any(one.sheet == sheet.name and one.code == "E304" for one in snapshot.findings)
    if area is None or not (told or any(name not in table.columns for name in order)):
        return  # most workbooks: nothing is missing, and nobody need look at the cells
    header = place.header(table)
    labels = {column: header.get(column, "") for column in range(area.first_column, area.last_column + 1)}
    doubled = _doubled(sheet, table, labels)
    nameless = {column for column, label in labels.items() if not label or INVENTED.fullmatch(label)} | doubled.keys()
    unsure = set(doubled.values())
    known = {name: column for name, column in table.columns.items() if name not in unsure}
    for column, name in by_neighbours(order, known, nameless, area.first_column, area.last_column).items():
        said = sheet.by_label.get(fold_label(labels[column])) if labels[column] else None
        if said is None or said.name != name:
            yield name, column, labels[column]


def _no_names(sheet: Sheet, table: Table) -> Iterator[tuple[str, int, str]]:
    """Columns whose field is known by their place, and whose header is a number or a date: that is no name."""
    for name, label in table.labels.items():
        if not _LETTER.search(label) and fold_label(label) not in sheet.by_label:
            yield name, table.columns[name], label


def _doubled(sheet: Sheet, table: Table, labels: Mapping[int, str]) -> dict[int, str]:
    """Columns that share their header with another → the field that it names."""
    by_label = sheet.by_label
    found: dict[str, list[int]] = {}
    for column, label in labels.items():
        # 手机2 may be what Excel made of a second 手机, or what somebody now keeps in this column: it stays.
        field = by_label.get(fold_label(label)) if label else None
        if field is not None and field.name in table.columns:
            found.setdefault(field.name, []).append(column)
    return {column: name for name, columns in found.items() if len(columns) > 1 for column in columns}
