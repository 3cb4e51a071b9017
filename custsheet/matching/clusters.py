"""What stands between the groups of surely one customer: groups to look at, and groups of relatives and colleagues.

Invariant: these groups name one record of each group of band "same", the suggested survivor; their reasons are those of
all that stand behind it. Nothing depends on the order of rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from custsheet.matching.bands import RANGES
from custsheet.model.outcome import Band, DuplicateGroup, Reason

_BANDS: dict[Band, int] = {"same": 0, "review": 1, "related": 2}
_MOST_REASONS = 6
_MOST_RECORDS = 12  # in a group that a person has to look through


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the customers' sheet: its place among them, and its standing, which decides which is kept."""

    at: int
    row: int
    record: str
    standing: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Two records (positions in the list of records) that belong together somehow; `pair`: where they were compared."""

    a: int
    b: int
    band: Band
    score: float
    pair: int


Records = Mapping[int, Record] | Sequence[Record]
"""The records by their place, the smallest identifier first; of those of which there are pairs."""
Explain = Callable[[Sequence[int]], list[Reason]]


class Clusters:
    """Records that were put together, as disjoint sets with their members at hand."""

    def __init__(self) -> None:
        self._of: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}

    def head(self, one: int) -> int:
        """The cluster of `one`; a record nobody joined is its own."""
        return self._of.get(one, one)

    def members(self, one: int) -> list[int]:
        """All that are with `one`, itself included."""
        return self._members.get(self.head(one), [one])

    def join(self, a: int, b: int, allowed: Callable[[list[int], list[int]], bool]) -> bool:
        """Puts the clusters of `a` and `b` together if `allowed`; whether they are together afterwards."""
        if self.head(a) == self.head(b):
            return True
        left, right = self.members(a), self.members(b)
        if not allowed(left, right):
            return False
        small, large = sorted((left, right), key=len)
        head, joined = self.head(large[0]), [*large, *small]
        self._members.pop(self.head(small[0]), None)
        for one in joined:
            self._of[one] = head
        self._members[head] = joined
        return True


def arrange(
    made: Records,
    same: Clusters,
    links: Iterable[Link],
    apart: Collection[tuple[int, int]],
    barred: Collection[tuple[int, int]],
    explain: Explain,
) -> tuple[DuplicateGroup, ...]:
    """All groups in the order shown: by band, score, then the smallest record.

    Args:
        made: the records, the smallest identifier first.
        same: those that are surely one.
        links: every pair of any band.
        apart: pairs that are never one customer, the smaller position first.
        barred: pairs that never stand in one group, not even as relatives, likewise.
        explain: the reasons that pairs give.
    """

    def peaceful(left: list[int], right: list[int]) -> bool:
        return not any((min(a, b), max(a, b)) in never for a in left for b in right)

    def few(left: list[int], right: list[int]) -> bool:
        if len(left) + len(right) > _MOST_RECORDS:
            return False
        return not barred or not any((min(a, b), max(a, b)) in barred for a in left for b in right)

    never = set(apart) | set(barred)

    links = _ordered(links)
    review, related = Clusters(), Clusters()
    certain = [link for link in links if same.head(link.a) == same.head(link.b) and link.band == "same"]
    rest = [link for link in links if same.head(link.a) != same.head(link.b)]
    open_: list[Link] = []
    hints: list[Link] = []
    pairs: list[Link] = []
    for link in _ordered(_between(made, same, rest, apart, barred)):
        if review.head(link.a) == review.head(link.b):
            continue
        if link.band == "review":
            (open_ if review.join(link.a, link.b, peaceful) else pairs).append(link)
        else:
            (hints if related.join(link.a, link.b, few) else pairs).append(link)
    evidence = _Evidence(made, same, links, explain)
    found = [
        *_built(evidence, same, certain, "same"),
        *_built(evidence, review, open_, "review"),
        *_built(evidence, related, hints, "related"),
        *(_group(evidence, [link.a, link.b], [link], link.band) for link in pairs),
    ]
    found.sort(key=lambda one: (_BANDS[one.band], -one.score, sorted(one.records), one.rows))
    return tuple(replace(one, number=number) for number, one in enumerate(found, 1))


def survivor(made: Records, members: Iterable[int]) -> int:
    """The record to keep: the best established one (`custsheet.matching.standing`), then the smallest identifier."""
    return min(members, key=lambda one: (made[one].standing, one))


def _ordered(links: Iterable[Link]) -> list[Link]:
    return sorted(links, key=lambda link: (_BANDS[link.band], -link.score, link.a, link.b))


def _between(
    made: Records,
    same: Clusters,
    rest: list[Link],
    apart: Collection[tuple[int, int]],
    barred: Collection[tuple[int, int]],
) -> Iterator[Link]:
    """The links that are left, between the survivors of the groups of band "same", each pair once.

    A link between two records of which the survivors must stay apart keeps its own two records.
    """
    seen: set[tuple[int, int]] = set()
    for link in rest:
        a, b = sorted((survivor(made, same.members(link.a)), survivor(made, same.members(link.b))))
        own = (min(link.a, link.b), max(link.a, link.b))
        if (a, b) in barred or ((a, b) in apart and own not in apart):
            a, b = sorted((link.a, link.b))
        if (a, b) in seen:
            continue
        seen.add((a, b))
        band: Band = "review" if link.band == "same" else link.band
        yield Link(a, b, band, min(link.score, RANGES[band][1]), link.pair)


class _Evidence:
    """All links there are, by the groups of band "same" that they join."""

    def __init__(self, made: Records, same: Clusters, links: Iterable[Link], explain: Explain) -> None:
        self.made, self._same, self._explain = made, same, explain
        self._links: dict[tuple[int, int], list[Link]] = defaultdict(list)
        for link in links:
            a, b = sorted((same.head(link.a), same.head(link.b)))
            self._links[a, b].append(link)

    def reasons(self, members: Iterable[int], band: Band) -> list[Reason]:
        """Why `members` are a group."""
        heads = sorted({self._same.head(one) for one in members})
        between = [(one, one) for one in heads] if band == "same" else combinations(heads, 2)
        return self._explain([link.pair for pair in between for link in self._links.get(pair, ())])


def _built(evidence: _Evidence, clusters: Clusters, links: list[Link], band: Band) -> Iterator[DuplicateGroup]:
    of: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        of[clusters.head(link.a)].append(link)
    for head, theirs in of.items():
        yield _group(evidence, clusters.members(head), theirs, band)


def _group(evidence: _Evidence, members: list[int], links: list[Link], band: Band) -> DuplicateGroup:
    """Score: that of the weakest of `links`, which hold the group together."""
    made = evidence.made
    keep = survivor(made, members)
    order = [keep, *sorted(one for one in members if one != keep)]
    return DuplicateGroup(
        number=0,
        band=band,
        score=min(link.score for link in links),
        rows=tuple(made[one].row for one in order),
        records=tuple(made[one].record or f"#{made[one].row}" for one in order),
        reasons=tuple(evidence.reasons(members, band)[:_MOST_REASONS]),
    )
