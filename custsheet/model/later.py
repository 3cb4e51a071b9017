"""What somebody wants to decide later, by record: groups on 疑似重复 change from pass to pass, the question stays.

An entry outlives its thirty days. It is then no word on the sheet any more, but it still tells that a person was asked
and has not answered, so that nothing is merged over their head.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from custsheet.model.groupline import expired


@dataclass(frozen=True, slots=True)
class Later:
    """Whether any of `records` is another of them, or one of `others`, is to be decided later.

    Attributes:
        records, others: identifiers.
        who: as typed; "" where nobody said.
        day: ISO day on which it was put off.
    """

    records: tuple[str, ...]
    others: tuple[str, ...] = ()
    who: str = ""
    day: str = ""

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        """All pairs it is about."""
        for at, one in enumerate(self.records):
            yield from ((one, other) for other in (*self.records[at + 1 :], *self.others))

    def without(self, decided: Collection[str]) -> Later | None:
        """What is left of it once these records are no more put off against each other; None for nothing."""
        records = tuple(one for one in self.records if one not in decided)
        moved = tuple(one for one in self.records if one in decided)
        return replace(self, records=records, others=(*self.others, *moved)) if records else None

    def dump(self) -> list[Any]:
        """As the hidden sheet keeps it."""
        return [list(self.records), list(self.others), self.who, self.day]

    @classmethod
    def load(cls, held: Any) -> Later | None:
        """The inverse of `dump`; None for what is damaged."""
        match held:
            case [list(records), list(others), str(who), str(day)]:
                return cls(tuple(map(str, records)), tuple(map(str, others)), who, day)
        return None


class Waiting:
    """All entries, by where their records are now."""

    def __init__(self, entries: Iterable[Later], survivor: Callable[[str], str]) -> None:
        self._entries: list[tuple[Later, frozenset[str], frozenset[str]]] = []
        self._of: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(entries):
            records = frozenset(map(survivor, one.records))
            self._entries.append((one, records, records.union(map(survivor, one.others))))
            for record in records:
                self._of[record].append(at)

    def between(self, one: str, other: str) -> Later | None:
        """The latest entry about these two."""
        for record, against in ((one, other), (other, one)):
            for entry, _, about in reversed([*self._entries_of(record)]):
                if against in about:
                    return entry
        return None

    def among(self, records: Sequence[str]) -> bool:
        """Whether any two of these were put off at any time."""
        mine = set(records)
        return any(len(about & mine) > 1 for one in mine for _, _, about in self._entries_of(one))

    def lines(self, records: Sequence[str], today: date) -> dict[str, Later]:
        """Record → the entry that its line shows, in a group of these of which the first is the one to be kept."""
        star, *others = records
        told = {record: one for record in others if (one := self.between(star, record)) is not None}
        told = {record: one for record, one in told.items() if not expired(one.day, today)}
        for entry, put_off, about in self._entries_of(star):
            if star in put_off and about.issuperset(others) and all(told.get(one) is entry for one in others):
                return {star: entry}
        return told

    def _entries_of(self, record: str) -> Iterator[tuple[Later, frozenset[str], frozenset[str]]]:
        return (self._entries[at] for at in self._of.get(record, ()))
