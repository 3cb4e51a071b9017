"""Which rows of other sheets were whose before merges: known again, however they were sorted, edited and merged on.

Invariant: a row that the survivor had itself, or has got from another merge, is never taken for one that this merge has
re-pointed. Where that cannot be told, none is taken, and it is named instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from custsheet.mending.children import Child, Children, Place
from custsheet.mending.held import Columns, Held, Pool
from custsheet.model.finding import Cell
from custsheet.model.merge import Merge, Moved


class Pointing:
    """What is kept of rows that merges point to survivors, over one version of the workbook."""

    def __init__(self, children: Children, held: Held) -> None:
        self._children, self._held = children, held
        self._own: dict[tuple[str, Place], Counter[str]] = {}

    def re_pointed(
        self, survivor: str, rows: Sequence[tuple[Child, Cell]]
    ) -> tuple[tuple[Moved, ...], Mapping[str, Columns]]:
        """What is kept of rows, with what they held; the columns of their fingerprints."""
        columns = {name: self._children.columns(name) for name in sorted({child.table.name for child, _ in rows})}
        found = []
        for child, old in rows:
            mark = self._children.mark(child, columns[child.table.name])
            own = self._owned(survivor, child.place, columns[child.table.name])
            found.append(Moved(*child.place, mark, old, child.row, own.total(), own[mark]))
        return tuple(found), columns

    def _owned(self, survivor: str, place: Place, columns: Columns) -> Counter[str]:
        """The rows of one place that the survivor had itself, by fingerprint."""
        if (survivor, place) not in self._own:
            rows = self._children.at(place, survivor)
            others = self._held.others(survivor, place, survivor, rows)
            self._own[survivor, place] = Counter(self._children.mark(one, columns) for one in rows if one not in others)
        return self._own[survivor, place]


class Returning:
    """The rows that `one` has re-pointed, wherever its survivor went since; each is found once."""

    def __init__(self, children: Children, held: Held, one: Merge) -> None:
        self._children, self._held, self._one = children, held, one
        self._now = held.survivor(one.survivor)
        self._later = list(_later(held, one))
        self._entries = [_Entries(children, held, step) for step in self._later]
        self._pools: dict[tuple[Place, str], _Exact] = {}
        self._taken: set[Child] = set()

    def find(self, moved: Moved) -> Child | None:
        """The row, None where it cannot be told."""
        key = moved.place, moved.mark
        if key not in self._pools:
            self._pools[key] = self._exact(moved)
        exact = self._pools[key]
        if exact.left:  # of several that are the same in every cell, the one that stands where it stood
            if exact.left <= moved.alike + exact.own:
                return None
            exact.left -= 1
            return exact.pool.take(moved.row)
        return self._edited(moved) if moved.record and not moved.shared else None

    def forgotten(self, children: Sequence[Child]) -> Iterator[Merge]:
        """The merges that took these rows on with the survivor, without them: no longer theirs to point back."""
        for step, entries in zip(self._later, self._entries, strict=True):
            if entries.drop(children):
                yield replace(step, moved=entries.left())

    def _exact(self, moved: Moved) -> _Exact:
        """The rows that are the same in every cell, without those that others have moved."""
        columns = self._held.columns(self._one, moved.sheet)
        alike = self._children.alike(moved.place, self._now, columns, moved.mark)
        others = self._others(moved.place, list(alike))
        rows = [child for child in alike if child not in others and child not in self._taken]
        known = [entries.of(rows[0]) for entries in self._entries] if rows else []
        return _Exact(Pool(rows, self._taken), len(rows), sum(one.alike for one in known if one is not None))

    def _edited(self, moved: Moved) -> Child | None:
        """The only row of this identifier, where it was edited since and nobody else has one."""
        rows = list(self._children.at(moved.place, self._now))
        others = self._others(moved.place, rows)
        left = [child for child in rows if child not in others and child not in self._taken]
        if len(left) != 1 or any(one.shares(moved.place) for one in self._entries):
            return None
        for step in (self._one, *self._later):
            taken = self._held.others(step.survivor, moved.place, self._now, rows, but=step.number)
            if not self._held.all_found(step.survivor, moved.place, taken, but=step.number):
                return None
        self._taken.add(left[0])
        return left[0]

    def _others(self, place: Place, rows: Sequence[Child]) -> set[Child]:
        """What the survivors, one after the other, have got from other merges."""
        found: set[Child] = set()
        for step in (self._one, *self._later):
            found |= self._held.others(step.survivor, place, self._now, rows, but=step.number)
        return found


@dataclass
class _Exact:
    """Rows with one fingerprint: how many are left, and how many of them the later survivors had themselves."""

    pool: Pool
    left: int
    own: int


class _Entries:
    """What one merge keeps of rows, by place and fingerprint."""

    def __init__(self, children: Children, held: Held, merge: Merge) -> None:
        self._children, self._held, self._merge = children, held, merge
        self._there: dict[Place, dict[int, Moved]] = {}
        self._alike: dict[tuple[Place, str], dict[int, Moved]] = {}
        for at, moved in enumerate(merge.moved):
            self._there.setdefault(moved.place, {})[at] = moved
            self._alike.setdefault((moved.place, moved.mark), {})[at] = moved

    def of(self, child: Child) -> Moved | None:
        """What it keeps of a row, by its cells, else by where it stood."""
        at = self._at(child)
        return None if at is None else self._merge.moved[at]

    def shares(self, place: Place) -> bool:
        """Whether the survivor had rows there itself."""
        return any(moved.shared for moved in self._there.get(place, {}).values())

    def drop(self, children: Sequence[Child]) -> bool:
        """Without what it keeps of these rows; whether that was anything."""
        found = False
        for child in children:
            if (at := self._at(child)) is not None:
                moved = self._there[child.place].pop(at)
                del self._alike[moved.place, moved.mark][at]
                found = True
        return found

    def left(self) -> tuple[Moved, ...]:
        """All that it keeps, in its order."""
        return tuple(moved for _, moved in sorted(one for there in self._there.values() for one in there.items()))

    def _at(self, child: Child) -> int | None:
        mark = self._children.mark(child, self._held.columns(self._merge, child.table.name))
        there = self._alike.get((child.place, mark)) or self._there.get(child.place, {})
        return min(there, key=lambda at: (there[at].row != child.row, at), default=None)


def _later(held: Held, one: Merge) -> Iterator[Merge]:
    """The merges by which the survivor of `one` went into other records, one after the other."""
    seen = {one.number}
    while (step := held.closed(one.survivor)) is not None and step.number not in seen:
        seen.add(step.number)
        yield step
        one = step
