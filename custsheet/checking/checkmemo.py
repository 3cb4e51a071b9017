"""What the last check of the workbook found, and what it asked for to find it: only what hangs on a change is redone.

Invariant: what is kept is what would be found now. Each part of a check is made on a view of its own, which writes down
all that was asked of it, of other sheets too; it is made again as soon as any of that says something else. Everything
that is not written down (the standard, the settings, the lists, the day, which columns there are) must be the same for
anything to be kept at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from custsheet.checking.audit import Audit
from custsheet.checking.view import ALL, MERGES, NUMBERS, Read, View
from custsheet.model.columndigest import column_digests, typed_digest, whole_digest

_Made = TypeVar("_Made")
Part = tuple[str, ...]
"""A sheet, and what of its check is meant."""


class _Exactly:
    """Equal only to what is written the same too: 1, 1.0 and True are not."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Exactly):
            return NotImplemented
        mine, theirs = self._value, other._value
        return mine is theirs or (mine == theirs and repr(mine) == repr(theirs))

    __hash__ = None  # type: ignore[assignment]


class _Past(NamedTuple):
    """One check: what all of it may ask for; part → what was asked for and made; what each of those asked for said."""

    shared: object = None
    parts: Mapping[Part, tuple[frozenset[Read], Any]] = MappingProxyType({})
    said: Mapping[Read, object] = MappingProxyType({})


_LAST = [_Past()]


class CheckMemo:
    """The parts of one check, as far as the last one has them already."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit
        self._shared = _shared(audit)
        self._past = _LAST[0] if _LAST[0].shared == self._shared else _Past()
        self._parts: dict[Part, tuple[frozenset[Read], Any]] = {}
        self._now: dict[Read, object] = {}

    def made(self, part: Part, view: View, make: Callable[[View], _Made]) -> _Made:
        """What `make` gives for `view`; it is not called where all that it asked for the last time says the same.

        It must ask nothing of any other view, and nobody may change what it gives.
        """
        known = self._past.parts.get(part)
        if known is None or not all(map(self._same, known[0])):
            own = view.apart()
            made = make(own)
            known = frozenset(own.reads), made
        self._parts[part] = known
        found: _Made = known[1]
        return found

    def keep(self) -> None:
        """Hands over to the next check what was made in this one, and what was used again."""
        said = {read: self._said(read) for reads, _ in self._parts.values() for read in reads}
        _LAST[0] = _Past(self._shared, self._parts, said)

    def _same(self, read: Read) -> bool:
        return read in self._past.said and self._said(read) == self._past.said[read]

    def _said(self, read: Read) -> object:
        """What stands for all that was asked for."""
        if read not in self._now:
            self._now[read] = _said(self._audit, read)
        return self._now[read]


def _said(audit: Audit, read: Read) -> object:
    memory = audit.snapshot.memory
    if read.column == MERGES:
        return {record: memory.review.survivor(record) for record in memory.review.closed}
    if read.column == NUMBERS:
        return repr(memory.numbers.get(read.sheet, 0))
    table, reported = audit.snapshot.tables[read.sheet], audit.reported.get(read.sheet, {})
    raw = column_digests(table)
    if read.column == ALL:
        typed = [typed_digest(table, name) for name in table.typed.columns]
        beside = None if table.beside is None else (whole_digest(table.beside), table.beside.index.tolist())
        return table.heading, dict(raw), typed, beside, repr(reported)
    if read.column == "":
        return raw[""]
    # By its row a cell that was reported is found in the column.
    meant = repr(reported.get(read.column, {}))
    return raw[""], raw.get(read.column), typed_digest(table, read.column), meant


def _shared(audit: Audit) -> object:
    """All that a check may ask for without its being written down."""
    snapshot = audit.snapshot
    columns = [(name, tuple(table.raw.columns), tuple(table.typed.columns)) for name, table in snapshot.tables.items()]
    plain = audit.today, snapshot.lang, snapshot.native, snapshot.date1904, columns
    # Lists hold texts alone.
    return *plain, _Exactly(snapshot.schema), snapshot.lists, repr(dict(snapshot.settings))
