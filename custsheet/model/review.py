"""What people decided about records that may be one customer, and what came of it.

Merges, kept so that each can be taken back; pairs that are not the same; words that still stand on 疑似重复. All of it
travels with the workbook in its hidden sheet, keyed by identifiers of records, never by rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from custsheet.model.decision import Decision, digest
from custsheet.model.finding import Cell
from custsheet.model.jsontext import dump, listed, loaded
from custsheet.model.later import Later, Waiting


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A cell of the survivor that a merge changed; values as the cell itself held them."""

    field: str
    old: Cell
    new: Cell


@dataclass(frozen=True, slots=True)
class Moved:
    """A row of another sheet that was re-pointed to the survivor.

    Attributes:
        sheet, field: schema names of its sheet and of the cell that names the customer.
        record: what identifies it beside the customer; "" where nothing does.
        mark: a fingerprint of its other cells, over the columns that the merge names.
        old: what the cell held.
        row: where it stood; of several that are alike in all the rest, it was that one.
        shared: how many rows of the same identifier the survivor had itself.
        alike: how many of those were the same in every cell.
    """

    sheet: str
    field: str
    record: str
    mark: str
    old: Cell
    row: int
    shared: int = 0
    alike: int = 0

    @property
    def place(self) -> tuple[str, str, str]:
        """Where a row is looked for that may be this one."""
        return self.sheet, self.field, self.record


@dataclass(frozen=True, slots=True)
class Merge:
    """One record that was merged into another, with all that is needed to take it back.

    Attributes:
        number: 1, 2, 3 … in the order they were done; never used again.
        survivor, loser: identifiers.
        label: what the merged record was called.
        who: as typed; "" where nobody said.
        day: ISO day of the pass that did it.
        automatic: whether the setting did it, not a person.
        content: field, or label of a column of people's own → what the merged record's cells held, blank ones left out.
        known: the columns that its sheet had, named in the same way.
        changes: what changed in the survivor.
        moved: what was re-pointed; once it was taken back, what of that could not be pointed back.
        columns: sheet of those rows → the columns it had, by which a row is known again.
        state: what the merged record's cell 数据状态 held.
        undone: ISO day on which it was taken back, "" while it holds.
        said: column of the ledger → what stood there, where only that is left of the merge.
    """

    number: int
    survivor: str
    loser: str
    label: str = ""
    who: str = ""
    day: str = ""
    automatic: bool = False
    content: Mapping[str, Cell] = field(default_factory=dict)
    changes: tuple[Rewrite, ...] = ()
    moved: tuple[Moved, ...] = ()
    state: Cell = None
    undone: str = ""
    known: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What its row in the ledger is known by."""
        return f"merge:{self.number}"


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
            yield f"merge-{one.number:06}", dump(_merge_out(one))
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
        merges = (_merge_in(held[name]) for name in sorted(held) if name.startswith("merge-"))
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


def _merge_out(one: Merge) -> dict[str, Any]:
    return {
        "number": one.number,
        "survivor": one.survivor,
        "loser": one.loser,
        "label": one.label,
        "who": one.who,
        "day": one.day,
        "automatic": one.automatic,
        "content": {name: _out(value) for name, value in one.content.items()},
        "known": list(one.known),
        "changes": [[each.field, _out(each.old), _out(each.new)] for each in one.changes],
        "moved": [[*each.place, each.mark, _out(each.old), each.row, each.shared, each.alike] for each in one.moved],
        "columns": {name: list(names) for name, names in one.columns.items()},
        "state": _out(one.state),
        "undone": one.undone,
        "said": dict(one.said),
    }


def _merge_in(held: Any) -> Merge | None:
    try:
        return Merge(
            number=int(held["number"]),
            survivor=str(held["survivor"]),
            loser=str(held["loser"]),
            label=str(held["label"]),
            who=str(held["who"]),
            day=str(held["day"]),
            automatic=bool(held["automatic"]),
            content={str(name): _in(value) for name, value in held["content"].items()},
            known=tuple(map(str, held.get("known", ()))),
            changes=tuple(Rewrite(str(name), _in(old), _in(new)) for name, old, new in held["changes"]),
            moved=tuple(
                Moved(str(a), str(b), str(c), str(d), _in(old), *map(int, counts))
                for a, b, c, d, old, *counts in held["moved"]
            ),
            columns={str(name): tuple(map(str, names)) for name, names in held.get("columns", {}).items()},
            state=_in(held["state"]),
            undone=str(held["undone"]),
            said={str(name): str(words) for name, words in held.get("said", {}).items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _out(value: Cell) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    return {"on": value.isoformat()} if isinstance(value, date) else value


def _in(value: Any) -> Cell:
    match value:
        case {"at": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"on": str(day)}:
            return date.fromisoformat(day)
        case None | str() | bool() | int() | float():
            return value
    raise ValueError(value)
