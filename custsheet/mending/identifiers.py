"""Identifiers: given to records that have none, given anew where one was copied or dragged; never given twice.

A copied row, or an identifier dragged over its neighbours, leaves several records under one identifier, and orders
point at it. Which record bore it before is told by what the last pass remembered: a fingerprint of each record's own
data. The record that still has that data keeps its identifier, one whose own was overwritten gets it back, the others
get new ones.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from custsheet.mending.cells import TEXT
from custsheet.mending.place import Place
from custsheet.mending.plan import Plan
from custsheet.model.columndigest import column_digests
from custsheet.model.latest import Latest
from custsheet.model.mend import Mend, MendKind
from custsheet.model.numbering import Numbering
from custsheet.model.schema import Field, Sheet
from custsheet.model.snapshot import Snapshot, Table
from custsheet.model.text import Text, counted, text
from custsheet.package import FormatPatch
from custsheet.values.distinct import distinct
from custsheet.values.text import as_text, as_texts

_LOOKED_AT = 6  # columns that tell one record from another
_FIELDS = ""  # under which the memory keeps their names; no identifier is blank
_DIGITS = 4  # of each column's fingerprint, which has 16 bits
_UNREADABLE = frozenset({"E132", "E195", "W305"})  # cells in which something stands that could not be read

_ALIKE = frozenset({str, float, datetime, type(None)})  # of which equal values read alike, unlike 1 and TRUE

_REMEMBERED = defaultdict[str, Latest[Any, dict[str, str]]](Latest)
"""By sheet: what its records are remembered by changes with few saves."""


def identify(snapshot: Snapshot, place: Place) -> Plan:
    """Numbers for the records of every sheet whose key the standard numbers; nothing where people have not agreed."""
    plan = Plan()
    if snapshot.native or snapshot.memory.adopted:
        for table, field in _numbered(snapshot):
            _identify(snapshot, place, table, field, plan)
    return plan


def waiting(snapshot: Snapshot) -> tuple[Text, ...]:
    """What to say where records lack identifiers and people have not agreed yet that the tool gives them."""
    if snapshot.native or snapshot.memory.adopted:
        return ()
    blank = {
        table.title: count
        for table, field in _numbered(snapshot)
        if (count := sum(one is None for one in _identifiers(table, field)))
    }
    return tuple(
        text(
            f"「{title}」有 {count:,} 条记录没有编号；运行一次 custsheet adopt，以后就自动编号。",
            f"{counted(count, 'record', 'records')} without identifier on {title}; run custsheet adopt once, and "
            "from then on they are given.",
        )
        for title, count in blank.items()
    )


def remembered(snapshot: Snapshot) -> dict[str, dict[str, str]]:
    """Sheet → identifier → fingerprint of its record, for the next pass. Identifiers that stand twice are left out."""
    found: dict[str, dict[str, str]] = {}
    for table, field in _numbered(snapshot):
        looked_at = _telling(snapshot.schema.sheet(table.name), table, field)
        ids, digests = _identifiers(table, field), column_digests(table)
        of = ids, [(name, digests[name]) for name in looked_at]
        found[table.name] = _REMEMBERED[table.name].made(of, partial(_remembered, table, ids, looked_at))
    return found


def _remembered(table: Table, ids: Sequence[str | None], looked_at: Sequence[str]) -> dict[str, str]:
    marks = _marks(table, looked_at)
    by_id: dict[Any, str] = dict(zip(ids, marks, strict=True))
    if len(by_id) < len(ids):
        for one in [one for one, count in Counter(ids).items() if count > 1]:
            del by_id[one]
    by_id.pop(None, None)
    by_id[_FIELDS] = " ".join(looked_at)
    return by_id


def gone(snapshot: Snapshot) -> dict[str, tuple[set[str], int]]:
    """Sheet → the identifiers that the last pass knew and that stand nowhere now, and how many it knew."""
    snapshot = snapshot.whole
    there = {table.name: set(_identifiers(table, field)) for table, field in _numbered(snapshot)}
    found = {}
    for name, marks in snapshot.memory.records.items():
        known = marks.keys() - {_FIELDS}
        found[name] = known - there.get(name, set()), len(known)
    return found


def deleted(snapshot: Snapshot, gone: Mapping[str, Collection[str]]) -> dict[str, set[str]]:
    """Those of the `gone` identifiers whose records are not there under another one either, which somebody typed.

    Of a sheet whose column of identifiers is gone nothing is known.
    """
    snapshot, found = snapshot.whole, {}
    for name, present in remembered(snapshot).items() if any(gone.values()) else ():
        marks = snapshot.memory.records.get(name, {})
        folded = set(map(str.casefold, present))
        alike = marks.get(_FIELDS) == present[_FIELDS]
        new = {mark for one, mark in present.items() if alike and one not in marks and _told(mark)}
        found[name] = {one for one in gone.get(name, ()) if one.casefold() not in folded and marks[one] not in new}
    return found


def highest(snapshot: Snapshot) -> dict[str, int]:
    """Sheet → the highest number that is in use or was ever given there."""
    numbers = dict(snapshot.memory.numbers)
    for table, field in _numbered(snapshot):
        numbers[table.name] = max(_highest(table, field, native=snapshot.native), numbers.get(table.name, 0))
    return numbers


def _highest(table: Table, field: Field, *, native: bool) -> int:
    """The highest number in use, which is looked for once a table."""
    key = f"highest number of {field.name} as {field.numbering} {native}"
    if key not in table.kept:
        ids = [one for one in _identifiers(table, field) if one]
        table.kept[key] = Numbering.used(str(field.numbering), ids, native=native).highest(ids)
    found: int = table.kept[key]
    return found


def _numbered(snapshot: Snapshot) -> Iterator[tuple[Table, Field]]:
    for name, table in snapshot.tables.items():
        for field in snapshot.schema.sheet(name).fields:
            if field.numbering is not None and field.name in table.columns:
                yield table, field


def _identify(snapshot: Snapshot, place: Place, table: Table, field: Field, plan: Plan) -> None:
    sheet = snapshot.schema.sheet(table.name)
    ids = _identifiers(table, field)
    rows = table.raw.index.tolist()
    unreadable = {one.row for one in snapshot.findings if (one.sheet, one.field) == (table.name, field.name)
                  and one.code in _UNREADABLE}  # fmt: skip
    blank = [at for at, one in enumerate(ids) if one is None and rows[at] not in unreadable]
    if blank:
        first_line = _first_lines(sheet, table, field)
        blank = [at for at in blank if first_line[at]]
    groups = _repeated(ids) if sheet.primary_key in ((), (field.name,)) else []
    if not blank and not groups:
        return
    marks, known = _comparable(table, snapshot.memory.records.get(table.name, {}))
    lost = _Lost(known, {one.casefold() for one in ids if one})
    given = [one for one in ids if one]
    numbering = Numbering.used(str(field.numbering), given, native=snapshot.native)
    fresh = numbering.following(given, snapshot.memory.numbers.get(table.name, 0))

    def give(at: int, kind: MendKind) -> None:
        cell = place.cell(table, field.name, rows[at])
        if cell is not None:
            new = lost.owner(marks[at]) or next(fresh)
            old = as_text(table.raw[field.name].iat[at]) or None
            plan.set(table.title, cell, new, Mend(kind, table.name, cell, field.name, new, old, new))
            if snapshot.native:  # the cell of a new row may bear no format yet, or a pasted one
                plan.add([FormatPatch(table.title, cell, TEXT)], [])

    for group in groups:
        keeper = _keeper(group, ids, marks, known)
        for at in group:
            if at != keeper:
                give(at, "renumbered")
    for at in blank:
        give(at, "numbered")


def _first_lines(sheet: Sheet, table: Table, field: Field) -> list[bool]:
    """Where a record begins: a further line of an order whose number stands on the first line only is no new order."""
    others = [name for name in sheet.primary_key if name != field.name and name in table.typed]
    if field.name not in sheet.primary_key or not others:
        return [True] * len(table.typed)
    columns = [table.typed[name].tolist() for name in others]
    return [all(part is None or part != part or part == 1 for part in parts) for parts in zip(*columns, strict=True)]


def _identifiers(table: Table, field: Field) -> list[str | None]:
    """What stands in the column, row by row, outer spaces off; made once a table, and not changed by anybody."""
    key = f"identifiers in {field.name}"
    if key not in table.kept:
        table.kept[key] = [text or None for text in map(str.strip, as_texts(table.typed[field.name].tolist()))]
    found: list[str | None] = table.kept[key]
    return found


def _repeated(ids: list[str | None]) -> list[list[int]]:
    """Positions of the records that share an identifier; case counts no more than in Excel's look-ups."""
    groups: dict[str, list[int]] = {}
    for at, one in enumerate(ids):
        if one is not None:
            groups.setdefault(one.casefold(), []).append(at)
    return [group for group in groups.values() if len(group) > 1]


def _keeper(group: list[int], ids: list[str | None], marks: list[str], known: Mapping[str, str]) -> int:
    """Whose identifier it is: that of the record it stood for at the last pass, else of the upper one."""
    return next((at for at in group if marks[at] and known.get(str(ids[at])) == marks[at]), group[0])


class _Lost:
    """Identifiers that were remembered and stand nowhere now."""

    def __init__(self, known: Mapping[str, str], present: set[str]) -> None:
        self._by_mark: dict[str, list[str]] = {}
        for identifier, mark in known.items():
            if mark and identifier.casefold() not in present:
                self._by_mark.setdefault(mark, []).append(identifier)

    def owner(self, mark: str) -> str | None:
        """The one lost identifier of the record with this fingerprint, once."""
        found = self._by_mark.pop(mark, []) if mark else []
        return found[0] if len(found) == 1 else None


def _telling(sheet: Sheet, table: Table, field: Field) -> list[str]:
    """The columns by which records are told from one another, the identifier aside."""
    others = [one.name for one in sheet.fields if one.is_input and one.name != field.name and one.name in table.raw]
    return others[:_LOOKED_AT]


def _comparable(table: Table, remembered: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """Each record's fingerprint now, and identifier → that of the last pass, over the columns that both have.

    A newer standard, or a column switched off, changes which columns there are; the others still tell.
    """
    before = remembered.get(_FIELDS, "").split()
    shared = [at for at, name in enumerate(before) if name in table.raw]
    known = {}
    for one, mark in remembered.items():
        if one != _FIELDS and len(mark) == _DIGITS * len(before):
            known[one] = _told("".join(mark[at * _DIGITS : (at + 1) * _DIGITS] for at in shared))
    return [_told(mark) for mark in _marks(table, [before[at] for at in shared])], known


def _told(mark: str) -> str:
    """A fingerprint; "" where nothing stands in the record."""
    return mark if mark.strip("0") else ""


def _marks(table: Table, fields: Sequence[str]) -> list[str]:
    """A fingerprint of each record's data, a few digits a column."""
    if not fields:
        return [""] * len(table.raw)
    sums = np.empty((len(table.raw), len(fields)), ">u2")
    for at, name in enumerate(fields):
        sums[:, at] = _sums(table.raw[name].tolist())
    whole, width = sums.tobytes().hex(), _DIGITS * len(fields)
    return [whole[at : at + width] for at in range(0, len(whole), width)]


def _sums(values: list[Any]) -> npt.NDArray[np.uint16]:
    """16 bits of each value; 0 is what blanks come to, and one in so many texts."""
    each = distinct(values) if _ALIKE.issuperset(map(type, values)) else values
    sums = _summed(each)
    if each is values:
        return sums
    known = dict(zip(each, sums.tolist(), strict=True))
    return np.fromiter(map(known.__getitem__, values), np.uint16, len(values))


def _summed(values: Sequence[Any]) -> npt.NDArray[np.uint16]:
    texts = as_texts(values)
    try:
        data = list(map(str.encode, texts))
    except UnicodeEncodeError:  # half a character, as a damaged cell may hold
        data = [one.encode("utf-8", "surrogatepass") for one in texts]
    sums = np.fromiter(map(zlib.crc32, data), np.uint32, len(data))
    for at in np.flatnonzero(sums == 0).tolist():
        sums[at] = 1 if data[at] else 0
    return sums.astype(np.uint16)
