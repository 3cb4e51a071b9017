"""Links → groups, without letting a chain of links join people who have nothing in common.

Invariant: a group of band "same" never holds two records that clash. Weaker groups stand for what is still open
between the groups of band "same", so they name one record of each, the suggested survivor; their reasons are those of
all that stand behind it. Nothing depends on the order of rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import combinations

from custsheet.matching.evidence import Record
from custsheet.matching.judging import HIGHEST, Link, clash, explain
from custsheet.model.outcome import Band, DuplicateGroup, Reason

_BANDS: dict[Band, int] = {"same": 0, "review": 1, "related": 2}
_MOST_REASONS = 6
_MOST_RECORDS = 12  # in a group that a person has to look through


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


def group(made: list[Record], links: Iterable[Link]) -> tuple[DuplicateGroup, ...]:
    """Groups in the order shown: by band, score, then the smallest record."""

    def peaceful(left: list[int], right: list[int]) -> bool:
        return not any(clash(made[a], made[b]) for a in left for b in right)

    def few(left: list[int], right: list[int]) -> bool:
        return len(left) + len(right) <= _MOST_RECORDS

    links = _ordered(links)
    same, review, related = Clusters(), Clusters(), Clusters()
    certain: list[Link] = []
    rest: list[Link] = []
    for link in links:
        if link.band == "same" and same.join(link.a, link.b, peaceful):
            certain.append(link)
        else:
            rest.append(link)
    open_: list[Link] = []
    hints: list[Link] = []
    pairs: list[Link] = []
    for link in _ordered(_between(made, same, rest)):
        if review.head(link.a) == review.head(link.b):
            continue
        if link.band == "review":
            (open_ if review.join(link.a, link.b, peaceful) else pairs).append(link)
        else:
            (hints if related.join(link.a, link.b, few) else pairs).append(link)
    evidence = _Evidence(made, same, links)
    found = [
        *_built(evidence, same, certain, "same"),
        *_built(evidence, review, open_, "review"),
        *_built(evidence, related, hints, "related"),
        *(_group(evidence, [link.a, link.b], [link], link.band) for link in pairs),
    ]
    found.sort(key=lambda one: (_BANDS[one.band], -one.score, sorted(one.records), one.rows))
    return tuple(replace(one, number=number) for number, one in enumerate(found, 1))


def survivor(made: list[Record], members: Iterable[int]) -> int:
    """The record to keep: the most complete, then the one looked at last, then the smallest identifier."""
    return min(members, key=lambda one: (-made[one].filled, -made[one].latest, one))


def _ordered(links: Iterable[Link]) -> list[Link]:
    return sorted(links, key=lambda link: (_BANDS[link.band], -link.score, link.a, link.b))


def _between(made: list[Record], same: Clusters, rest: list[Link]) -> Iterator[Link]:
    """The links that are left, between the survivors of the groups of band "same", each pair once.

    A link of band "same" that a clash kept out is for a person to judge, and keeps its own two records.
    """
    seen: set[tuple[int, int]] = set()
    for link in rest:
        a, b = survivor(made, same.members(link.a)), survivor(made, same.members(link.b))
        if clash(made[a], made[b]) and not clash(made[link.a], made[link.b]):
            a, b = link.a, link.b
        if a == b or (a, b) in seen or (b, a) in seen:
            continue
        seen.add((a, b))
        band: Band = "review" if link.band == "same" else link.band
        yield Link(min(a, b), max(a, b), band, min(link.score, HIGHEST[band]))


class _Evidence:
    """All links there are, by the groups of band "same" that they join."""

    def __init__(self, made: list[Record], same: Clusters, links: Iterable[Link]) -> None:
        self.made, self._same = made, same
        self._links: dict[tuple[int, int], list[Link]] = defaultdict(list)
        for link in links:
            a, b = sorted((same.head(link.a), same.head(link.b)))
            self._links[a, b].append(link)

    def reasons(self, members: Iterable[int], band: Band) -> list[Reason]:
        """Why `members` are a group, the strongest link's reasons first."""
        heads = sorted({self._same.head(one) for one in members})
        between = [(one, one) for one in heads] if band == "same" else combinations(heads, 2)
        links = _ordered(link for pair in between for link in self._links.get(pair, ()))
        return explain((self.made[link.a], self.made[link.b]) for link in links)


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
