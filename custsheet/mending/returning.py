"""Which rows of other sheets were whose before merges: known again, however they were sorted, edited and merged on.

Invariant: a row that the survivor had itself, or has got from another merge, is never taken for one that this merge has
re-pointed. Where that cannot be told, none is taken, and it is named instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

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
    got, _ = _got(children, review, survivor, places, survivor)
    own: Counter[Place] = Counter()
    alike: Counter[tuple[Place, str]] = Counter()
    for place in places:
        for child in children.at(place, survivor):
            if child not in got:
                own[place] += 1
                alike[place, children.mark(child, columns[place[0]])] += 1
    found = []
    for child, old in rows:
        mark = children.mark(child, columns[child.table.name])
        found.append(Moved(*child.place, mark, old, child.row, own[child.place], alike[child.place, mark]))
    return tuple(found), columns


def returning(children: Children, review: Review, one: Merge, moved: Moved) -> Child | None:
    """The row that `one` has re-pointed, wherever its survivor went since; None where it cannot be told."""
    now, place = review.survivor(one.survivor), moved.place
    later = list(_later(review, one))
    others: set[Child] = set()
    unknown = 0
    for step in (one, *later):
        got, missing = _got(children, review, step.survivor, {place}, now, but=step)
        others, unknown = others | got, unknown + missing
    mine = [child for child in children.at(place, now) if child not in others]
    exact = [child for child in mine if _mark(children, child, one) == moved.mark]
    if exact:  # of several that are the same in every cell, the one that stands where it stood
        entries = [_entry(children, step, exact[0]) for step in later]
        own = moved.alike + sum(entry.alike for entry in entries if entry is not None)
        return min(exact, key=lambda child: (child.row != moved.row, child.row)) if len(exact) > own else None
    shared = [moved.shared, unknown, *(each.shared for step in later for each in step.moved if each.place == place)]
    return mine[0] if moved.record and len(mine) == 1 and not any(shared) else None


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


def _got(
    children: Children, review: Review, record: str, places: Collection[Place], now: str, but: Merge | None = None
) -> tuple[set[Child], int]:
    """The rows that `record`, which is `now` by now, has got from other merges than `but`; how many are not found."""
    found: set[Child] = set()
    missing = 0
    for merge in review.held:
        if merge.survivor != record or (but is not None and merge.number == but.number):
            continue
        for moved in merge.moved:
            if moved.place in places:
                there = [child for child in children.at(moved.place, now) if child not in found]
                exact = [child for child in there if _mark(children, child, merge) == moved.mark]
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
