"""What a record is called: by its identifier, as findings and memory name it, and by its label, as people do.

Invariant: one list a sheet, in the order of its rows, so that reading, checking, analysis and drawing never differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any

from custsheet.model.schema import Sheet
from custsheet.model.snapshot import Snapshot, Table


def record_ids(sheet: Sheet, table: Table) -> list[str | None]:
    """Each record's identifier: the filled parts of its primary key joined by "/", e.g. `C000012` or `SO1/2`.

    None for a record whose first part is blank, and for all when the first column of the key is not there. The list is
    made once a table; nobody changes it.
    """
    key = f"identifiers by {sheet.primary_key}"
    if key not in table.kept:
        table.kept[key] = _record_ids(sheet, table)
    found: list[str | None] = table.kept[key]
    return found


def _record_ids(sheet: Sheet, table: Table) -> list[str | None]:
    if not sheet.primary_key or sheet.primary_key[0] not in table.typed.columns:
        return [None] * len(table.typed)
    columns = [_words(table, name) for name in sheet.primary_key if name in table.typed.columns]
    if len(columns) == 1:
        return [word or None for word in columns[0]]
    if all(map(all, columns)):
        return list(map("/".join, zip(*columns, strict=True)))
    return ["/".join(filter(None, parts)) if parts[0] else None for parts in zip(*columns, strict=True)]


def new_records(snapshot: Snapshot, table: Table) -> set[str]:
    """Identifiers that no earlier pass knew, or that were new at one and are undecided; none on the first pass."""
    known = snapshot.memory.records.get(table.name, {})
    if not known:
        return set()
    now = set(filter(None, record_ids(snapshot.schema.sheet(table.name), table)))
    return (now - known.keys()) | (now & set(snapshot.memory.review.newcomers))


def referring(snapshot: Snapshot, name: str) -> Iterator[tuple[Sheet, Table, str]]:
    """Every sheet with a column that names records of sheet `name` by its foreign key, and that column."""
    for sheet in snapshot.schema.sheets:
        table = snapshot.table(sheet.name)
        for key in sheet.foreign_keys if table is not None else ():
            points = key.reference.resource == name and len(key.fields) == 1
            if table is not None and points and key.fields[0] in table.typed:
                yield sheet, table, key.fields[0]


def record_labels(snapshot: Snapshot, table: Table, at: Sequence[int] | None = None) -> list[str | None]:
    """What each record is called, or each of those `at` some positions: the first filled of the sheet's label fields.

    None where all of them are blank.

    A label field that names a record of another sheet (a customer's identifier in 互动) reads as that record is called
    there, with the identifier where others are called the same, or as it stands where there is no such record.
    """
    sheet = snapshot.schema.sheet(table.name)
    columns = [
        _called(snapshot, sheet, name, _words(table, name, at))
        for name in sheet.label_fields
        if name in table.typed.columns
    ]
    return _first_filled(columns, len(table.typed if at is None else at))


def _called(snapshot: Snapshot, sheet: Sheet, field: str, words: list[str]) -> list[str]:
    key = next((key for key in sheet.foreign_keys if key.fields == (field,)), None)
    there = snapshot.table(key.reference.resource) if key is not None else None
    if key is None or there is None or there.name == sheet.name or key.reference.fields[0] not in there.typed.columns:
        return words
    names = [name for name in snapshot.schema.sheet(there.name).label_fields if name in there.typed.columns]
    labels = _first_filled([_words(there, name) for name in names], len(there.typed))
    known: dict[str, str] = {}
    for record, label in zip(_words(there, key.reference.fields[0]), labels, strict=True):
        if record:
            known.setdefault(record, label or record)  # the first of two records of one identifier
    often = Counter(known.values())
    known = {one: f"{label} {one}" if often[label] > 1 else label for one, label in known.items()}
    return [known.get(word, word) for word in words]


def _first_filled(columns: list[list[str]], count: int) -> list[str | None]:
    if not columns:
        return [None] * count
    if all(columns[0]):
        return list(columns[0])
    return [next(filter(None, parts), None) for parts in zip(*columns, strict=True)]


def _words(table: Table, name: str, at: Sequence[int] | None = None) -> list[str]:
    values: list[Any] = table.typed[name].tolist()
    if at is not None:
        values = [values[one] for one in at]
    kinds = set(map(type, values)) - {str}
    if not kinds:
        return values
    if len(kinds) > 1:  # 1 and True are one key to a dictionary, but not one word
        return [value if type(value) is str else _word(value) for value in values]
    (kind,) = kinds
    known = {value: _word(value) for value in set(values) if type(value) is kind}
    return [value if type(value) is str else known[value] for value in values]


def _word(value: Any) -> str:
    if value is None or value != value:  # not a number, not a time
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
