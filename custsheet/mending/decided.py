"""The lines of one group on 疑似重复, with what people wrote there, and how groups hang together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from custsheet.analysis.survival import in_order
from custsheet.model.decision import Decision
from custsheet.model.groupline import Line, group_name, row_of
from custsheet.model.review import Apart, pair
from custsheet.model.text import Text, several, text
from custsheet.model.words import DECISION, KEEP, WHO, Verdict, verdict
from custsheet.values.flags import parse_yes


@dataclass
class Group:
    """The lines of one group, as they were drawn, and what is read out of them.

    Attributes:
        lines: record → what stands in its line.
        star: the record on the first line, "" where lines are missing.
        keep: the record to be kept.
        merged: the records to be merged, that one first.
        apart: records that are none of the others.
        unlike: records of which none is another.
    """

    lines: Mapping[str, Decision]
    star: str
    keep: str = ""
    merged: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it is known by, also where lines of it are missing."""
        lines = (Line.read(one.key) for one in self.lines.values())
        return next((line.group for line in lines if line is not None), "")

    @property
    def title(self) -> Text:
        """Its records in words."""
        rows = {record: row_of(record) for record in (self.members if self.star else sorted(self.lines))}
        words = [record if row is None else text(f"第 {row} 行", f"row {row}") for record, row in rows.items()]
        return several(words, "条")

    @property
    def members(self) -> list[str]:
        """All records, the one on the first line first."""
        return in_order(self.star, self.lines)

    def who(self, record: str) -> str:
        """Who decided on a record: the name on its line, else on the first, else on any."""
        named = (self.lines[one].said.get(WHO, "") for one in (record, self.star, *self.lines) if one in self.lines)
        return next(filter(None, named), "")

    def verdict(self, record: str) -> Verdict | None:
        """The word on its line, else that on the first line."""
        own = self.lines[record].said.get(DECISION)
        return verdict(own) if own else verdict(self.lines[self.star].said.get(DECISION))

    @property
    def ticked(self) -> bool:
        """Whether somebody ticked which record is kept."""
        return bool(parse_yes(self.lines[self.keep].said.get(KEEP)))

    @property
    def pairs(self) -> dict[tuple[str, str], str]:
        """Which two are not the same → who said so."""
        rest = [record for record in self.members if record not in self.apart]
        told = [(one, other) for one in self.apart for other in rest] + list(combinations(self.unlike, 2))
        return {pair(one, other): self.who(one) for one, other in told}


def groups(given: Iterable[Decision]) -> Iterator[Group]:
    """The groups to which lines belong. One of which a line is missing has no first record: nobody looked at that."""
    found: dict[str, dict[str, Decision]] = defaultdict(dict)
    stars: dict[str, str] = {}
    for one in given:
        if (line := Line.read(one.key)) is not None:
            found[line.group][line.record] = replace(one, key=line.key)
            if line.star:
                stars[line.group] = line.record
    for name, lines in found.items():
        yield Group(lines, stars[name] if name in stars and group_name(lines) == name else "")


def bundles(decided: Sequence[Group]) -> list[list[Group]]:
    """The groups, those together that share a record to be merged, in the order of the first of each."""
    above: dict[int, int] = {}

    def head(at: int) -> int:
        while (higher := above.get(at, at)) != at:
            above[at] = at = above.get(higher, higher)
        return at

    first: dict[str, int] = {}
    for at, group in enumerate(decided):
        for record in group.merged:
            low, high = sorted((head(first.setdefault(record, at)), head(at)))
            above[high] = low
    found: dict[int, list[Group]] = defaultdict(list)
    for at, group in enumerate(decided):
        found[head(at)].append(group)
    return list(found.values())


class Known:
    """Pairs that are not the same, by record: which of them stand between records is asked for each merge."""

    def __init__(self, apart: Mapping[tuple[str, str], Apart]) -> None:
        self._of: dict[str, list[tuple[int, str, Apart]]] = defaultdict(list)
        for at, ((a, b), one) in enumerate(apart.items()):
            self._of[a].append((at, b, one))

    def between(self, records: Collection[str]) -> Apart | None:
        """The first pair of which both are among these."""
        hits = (known for record in records for known in self._of.get(record, ()) if known[1] in records)
        return min(hits, key=lambda known: known[0], default=(0, "", None))[2]


def survivor(bundle: Sequence[Group], best: Callable[[Collection[str]], str]) -> str | None:
    """The one record that is kept: the only one ticked, or else of those that no group gives up the best.

    The first line of a group is but a proposal, and where groups go together another one is as good; ticks are not.
    """
    merging = [group for group in bundle if group.merged]
    if not merging:
        return None
    ticked = {group.keep for group in merging if group.ticked}
    if ticked:
        return ticked.pop() if len(ticked) == 1 else None
    given_up = {record for group in merging for record in group.merged if record != group.keep}
    proposed = {group.keep for group in merging}
    kept = proposed - given_up or proposed
    return kept.pop() if len(kept) == 1 else best(kept)
