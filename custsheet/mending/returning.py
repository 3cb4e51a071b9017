"""Which rows of other sheets were whose before merges: known again, however they were sorted, edited and merged on.

Invariant: a row that the survivor had itself, or has got from another merge, is never taken for one that this merge has
re-pointed. Where that cannot be told, none is taken, and it is named instead.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from custsheet.mending.children import Child, Children
from custsheet.model.finding import Cell
from custsheet.model.merge import Merge, Moved
from custsheet.model.review import Review

Place = tuple[str, str, str]


def re_pointed(
    children: Children, review: Review, survivor: str, rows: Sequence[tuple[Child, Cell]]
) -> tuple[tuple[Moved, ...], Mapping[str, tuple[str, ...]]]:
    """What is kept of rows, with what they held, that are pointed to `survivor`; the columns of their fingerprints."""
    columns = {name: children.columns(name) for name in sorted({child.table.name for child, _ in rows})}
    places = {child.place for child, _ in rows}
    got = _Got(children, review, survivor, survivor)
    own: Counter[Place] = Counter()
    alike: Counter[tuple[Place, str]] = Counter()
    for place in places:
        others, _ = got.at(place)
        for child in children.at(place, survivor):
            if child not in others:
                own[place] += 1
                alike[place, children.mark(child, columns[place[0]])] += 1
    found = []
    for child, old in rows:
        mark = children.mark(child, columns[child.table.name])
        found.append(Moved(*child.place, mark, old, child.row, own[child.place], alike[child.place, mark]))
    return tuple(found), columns


class Returning:
    """The rows that `one` has re-pointed, wherever its survivor went since; each is found once."""

    def __init__(self, children: Children, review: Review, one: Merge) -> None:
        self._children, self._review, self._one = children, review, one
        self._now = review.survivor(one.survivor)
        self._later = list(_later(review, one))
        self._spots: dict[Place, _Spot] = {}
        self._got = {step.number: _Got(children, review, step.survivor, self._now, but=step) for step in self._steps}

    @property
    def _steps(self) -> list[Merge]:
        return [self._one, *self._later]

    def find(self, moved: Moved) -> Child | None:
        """The row, None where it cannot be told."""
        if moved.place not in self._spots:
            self._spots[moved.place] = self._spot(moved.place)
        spot = self._spots[moved.place]
        exact = spot.rows.get(moved.mark)
        if exact:  # of several that are the same in every cell, the one that stands where it stood
            entries = [_entry(self._children, step, exact[0]) for step in self._later]
            own = moved.alike + sum(entry.alike for entry in entries if entry is not None)
            if len(exact) <= own:
                return None
            best = min(exact, key=lambda child: (child.row != moved.row, child.row))
            exact.remove(best)
            return best
        left = [child for rows in spot.rows.values() for child in rows]
        if not moved.record or len(left) != 1 or moved.shared or spot.shared:
            return None
        spot.rows.clear()
        return left[0]

    def _spot(self, place: Place) -> _Spot:
        others: set[Child] = set()
        unknown = 0
        for step in self._steps:
            got, missing = self._got[step.number].at(place)
            others, unknown = others | got, unknown + missing
        rows: dict[str, list[Child]] = defaultdict(list)
        for child in self._children.at(place, self._now):
            if child not in others:
                rows[_mark(self._children, child, self._one)].append(child)
        shared = any(each.shared for step in self._later for each in step.moved if each.place == place)
        return _Spot(rows, bool(unknown) or shared)


@dataclass
class _Spot:
    """Rows of one place that may be the merge's, by fingerprint; whether the survivors had some there themselves."""

    rows: dict[str, list[Child]]
    shared: bool


def forgotten(children: Children, review: Review, one: Merge, child: Child) -> Iterator[Merge]:
    """The merges that took the row on with the survivor of `one`, without it: it is no longer theirs to point back."""
    for step in _later(review, one):
        entry = _entry(children, step, child)
        if entry is not None:
            kept = list(step.moved)
            kept.remove(entry)
            yield replace(step, moved=tuple(kept))


def _later(review: Review, one: Merge) -> Iterator[Merge]:
    """The merges by which the survivor of `one` went into other records, one after the other."""
    seen = {one.number}
    while (step := review.closed.get(one.survivor)) is not None and step.number not in seen:
        seen.add(step.number)
        yield step
        one = step


class _Got:
    """The rows that `record`, which is `now` by now, has got from other merges than `but`."""

    def __init__(self, children: Children, review: Review, record: str, now: str, but: Merge | None = None) -> None:
        self._children, self._now = children, now
        self._by_place: dict[Place, list[tuple[Merge, Moved]]] = defaultdict(list)
        for merge in review.held:
            if merge.survivor == record and (but is None or merge.number != but.number):
                for moved in merge.moved:
                    self._by_place[moved.place].append((merge, moved))

    def at(self, place: Place) -> tuple[set[Child], int]:
        """Those of one place, and how many are not found."""
        found: set[Child] = set()
        missing = 0
        there: dict[int, dict[str, list[Child]]] = {}
        for merge, moved in self._by_place.get(place, ()):
            if merge.number not in there:
                rows = there[merge.number] = defaultdict(list)
                for child in self._children.at(place, self._now):
                    rows[_mark(self._children, child, merge)].append(child)
            exact = [child for child in there[merge.number].get(moved.mark, ()) if child not in found]
            if exact:
                found.add(min(exact, key=lambda child: (child.row != moved.row, child.row)))
            missing += not exact
        return found, missing


def _entry(children: Children, merge: Merge, child: Child) -> Moved | None:
    """What a merge keeps of a row, by its cells, else by where it stood."""
    there = [each for each in merge.moved if each.place == child.place]
    mark = _mark(children, child, merge)
    return min(there, key=lambda each: (each.mark != mark, each.row != child.row), default=None)


def _mark(children: Children, child: Child, merge: Merge) -> str:
    return children.mark(child, merge.columns.get(child.table.name) or children.columns(child.table.name))
