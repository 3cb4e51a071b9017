"""Headers that a paste or a slip destroyed, put back: blank ones, and ones that now say what another column says.

A header that a person renamed is theirs and stays. Which field a nameless column is, is told by its neighbours: the
last pass remembered the order of the columns, and only where exactly as many fields are missing between two known
columns as there are nameless ones between them is anything written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from custsheet.mending.place import Place
from custsheet.mending.plan import Plan
from custsheet.model.address import column_letters
from custsheet.model.mend import Mend
from custsheet.model.schema import Sheet
from custsheet.model.snapshot import Snapshot, Table
from custsheet.model.text import fold_label
from custsheet.package import HeaderPatch

# What Excel and LibreOffice put where a table's header is blank, and the number Excel adds to a doubled one.
_INVENTED = re.compile(r"(?:column|列|spalte|colonne)\s*\d*", re.IGNORECASE)
_NUMBERED = re.compile(r"(.*?)\s*\d+")


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
    order = _order(snapshot, sheet, table)
    told = any(one.sheet == sheet.name and one.code == "E304" for one in snapshot.findings)
    if area is None or not (told or any(name not in table.columns for name in order)):
        return  # most workbooks: nothing is missing, and nobody need look at the cells
    header = place.header(table)
    labels = {column: header.get(column, "") for column in range(area.first_column, area.last_column + 1)}
    doubled = _doubled(sheet, table, labels)
    nameless = {column for column, label in labels.items() if not label or _INVENTED.fullmatch(label)} | doubled.keys()
    unsure = set(doubled.values())
    known = [name for name in order if name in table.columns and name not in unsure]
    wanted = [name for name in order if name not in known]
    if not nameless or not wanted:
        return
    edges = [area.first_column - 1, *(table.columns[name] for name in known), area.last_column + 1]
    if edges != sorted(edges):  # somebody moved columns: the order tells nothing any more
        return
    for at, (left, right) in enumerate(pairwise(edges)):
        between = [column for column in sorted(nameless) if left < column < right]
        fields = _between(order, known, at, wanted)
        if between and len(between) == len(fields):
            for name, column in zip(fields, between, strict=True):
                said = sheet.by_label.get(fold_label(labels[column])) if labels[column] else None
                if said is None or said.name != name:
                    yield name, column, labels[column]


def _order(snapshot: Snapshot, sheet: Sheet, table: Table) -> Sequence[str]:
    """The fields in the order in which their columns stood at the last pass, or stand in a new workbook."""
    remembered = snapshot.memory.layouts.get(table.name)
    if remembered:
        return [name for name in remembered if name in sheet.by_name]
    return [field.name for field in sheet.enabled]


def _doubled(sheet: Sheet, table: Table, labels: Mapping[int, str]) -> dict[int, str]:
    """Columns that share their header with another → the field that it names."""
    by_label = sheet.by_label
    found: dict[str, list[int]] = {}
    for column, label in labels.items():
        field = by_label.get(fold_label(label)) if label else None
        if field is None and (numbered := _NUMBERED.fullmatch(label)):
            field = by_label.get(fold_label(numbered[1])) if numbered[1] else None
        if field is not None and field.name in table.columns:
            found.setdefault(field.name, []).append(column)
    return {column: name for name, columns in found.items() if len(columns) > 1 for column in columns}


def _between(order: Sequence[str], known: Sequence[str], at: int, wanted: Sequence[str]) -> list[str]:
    """The wanted fields that stand between the known ones number `at` - 1 and `at`."""
    first = order.index(known[at - 1]) + 1 if at > 0 else 0
    last = order.index(known[at]) if at < len(known) else len(order)
    return [name for name in order[first:last] if name in wanted]
