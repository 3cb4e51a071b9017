"""What people decided about records that may be one customer, and what came of it.

Merges, kept so that each can be taken back; pairs that are not the same; words that still stand on 疑似重复. All of it
travels with the workbook in its hidden sheet, keyed by identifiers of records, never by rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from custsheet.model.decision import Decision, digest
from custsheet.model.jsontext import dump, listed, loaded
from custsheet.model.later import Later, Waiting
from custsheet.model.merge import Merge, merge_in, merge_out


@dataclass(frozen=True, slots=True)
class Apart:
    """Two records that are not the same customer, by identifier, the smaller one first."""

    a: str
    b: str
    who: str = ""
    day: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """The two."""
        return self.a, self.b

    @property
    def key(self) -> str:
        """What its row in the ledger is known by."""
        return f"apart:{digest(self.a)}{digest(self.b)}"


@dataclass(frozen=True)
class Review:
    """All of it.

    Attributes:
        merges: in the order they were done, those taken back included.
        apart: in the order they were decided.
        newcomers: records that were new at some pass, looked like a known customer, and are still undecided.
        answers: line of a sheet → what its decision columns held when it was drawn.
        days: the same lines → ISO day on which somebody wrote there first.
        later: what is to be decided later.
        numbers: number of a group on 疑似重复 → its records, as it was listed last.
        recalled: whether this pass has had to take it from the ledger; not remembered.
    """

    merges: tuple[Merge, ...] = ()
    apart: tuple[Apart, ...] = ()
    newcomers: tuple[str, ...] = ()
    answers: Mapping[str, Decision] = field(default_factory=dict)
    days: Mapping[str, str] = field(default_factory=dict)
    later: tuple[Later, ...] = ()
    numbers: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    recalled: bool = False

    @property
    def held(self) -> tuple[Merge, ...]:
        """The merges that were not taken back."""
        return tuple(one for one in self.merges if not one.undone)

    @property
    def ledger(self) -> bool:
        """Whether there is anything to list in the ledger."""
        return bool(self.merges or self.apart)

    @cached_property
    def closed(self) -> dict[str, Merge]:
        """Identifier of a merged record → its merge."""
        return {one.loser: one for one in self.held}

    def survivor(self, record: str) -> str:
        """Where a record is now: itself, or the one it was merged into, however often."""
        seen: set[str] = set()
        while record in self.closed and record not in seen:
            seen.add(record)
            record = self.closed[record].survivor
        return record

    @cached_property
    def pairs(self) -> dict[tuple[str, str], Apart]:
        """The pairs that are not the same, by where the records are now."""
        found: dict[tuple[str, str], Apart] = {}
        for one in self.apart:
            found.setdefault(pair(self.survivor(one.a), self.survivor(one.b)), one)
        return found

    @cached_property
    def waiting(self) -> Waiting:
        """What is to be decided later, by where the records are now."""
        return Waiting(self.later, self.survivor)

    def rows(self) -> Iterator[tuple[str, str]]:
        """As the hidden sheet keeps it: a name and a JSON text each."""
        for one in self.merges:
            yield f"merge-{one.number:06}", dump(merge_out(one))
        if self.apart:
            yield "apart", dump([[one.a, one.b, one.who, one.day] for one in self.apart])
        if self.newcomers:
            yield "newcomers", dump(sorted(self.newcomers))
        if self.answers:
            held = [
                [key, one.seal, dict(one.said), self.days.get(key, "")] for key, one in sorted(self.answers.items())
            ]
            yield "answers", dump(held)
        if self.later:
            yield "later", dump([one.dump() for one in self.later])
        if self.numbers:
            yield "numbers", dump([[number, *records] for number, records in sorted(self.numbers.items())])

    @classmethod
    def of(cls, rows: Mapping[str, str]) -> Review:
        """The inverse of `rows`; what is damaged counts as absent."""
        held = dict(loaded(rows))
        merges = (merge_in(held[name]) for name in sorted(held) if name.startswith("merge-"))
        apart = (one for one in listed(held.get("apart")) if isinstance(one, list) and len(one) == 4)
        answers, days = {}, {}
        for one in listed(held.get("answers")):
            match one:
                case [str(key), str(seal), dict(said), str(day)]:
                    answers[key] = Decision(key, seal, {str(name): str(word) for name, word in said.items()})
                    days[key] = day
        return cls(
            tuple(filter(None, merges)),
            tuple(Apart(*map(str, one)) for one in apart),
            tuple(map(str, listed(held.get("newcomers")))),
            answers,
            days,
            tuple(filter(None, map(Later.load, listed(held.get("later"))))),
            {one[0]: tuple(map(str, one[1:])) for one in listed(held.get("numbers")) if _numbered(one)},
        )

    def but(self, **values: Any) -> Review:
        """The same with other values."""
        return replace(self, **values)


def pair(one: str, other: str) -> tuple[str, str]:
    """Two records in the order in which pairs are kept."""
    return (one, other) if one <= other else (other, one)


def _numbered(one: Any) -> bool:
    return isinstance(one, list) and len(one) > 2 and type(one[0]) is int and one[0] > 0
