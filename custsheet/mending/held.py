"""The merges that hold, at hand by number and by record, while they are taken back one after the other.

Each keeps which rows it has re-pointed. Rows that are the same in every cell are told apart by where they stood, and
each row is one merge's only: the first of them in the order of merging that fits has it. Invariant: whose a row is
follows from the rows like it alone, so that no merge is ever held against all the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from custsheet.mending.children import Child, Children, Place
from custsheet.model.merge import Merge, Moved
from custsheet.model.review import Review

Columns = tuple[str, ...]


class Held:
    """All of them; one that is taken back or changed is `put`."""

    def __init__(self, children: Children, review: Review) -> None:
        self._children, self._given = children, review
        self._merges = {one.number: one for one in review.merges}
        self._closed: dict[str, int] = {}
        self._into: dict[str, dict[int, None]] = defaultdict(dict)
        # Survivor and place → columns → fingerprint over them → number and place in that merge → the row it moved.
        self._moved: dict[tuple[str, Place], dict[Columns, dict[str, dict[tuple[int, int], Moved]]]] = {}
        for one in review.merges:
            if not one.undone:
                self._closed[one.loser] = one.number
                self._into[one.survivor][one.number] = None
                self._list(one)

    def __getitem__(self, number: int) -> Merge:
        return self._merges[number]

    @property
    def review(self) -> Review:
        """All that is remembered, with the merges as they are by now."""
        return self._given.but(merges=tuple(self._merges.values()))

    def closed(self, record: str) -> Merge | None:
        """The merge by which a record went into another one."""
        number = self._closed.get(record)
        return None if number is None else self._merges[number]

    def survivor(self, record: str) -> str:
        """Where a record is now: itself, or the one it was merged into, however often."""
        seen: set[str] = set()
        while (merge := self.closed(record)) is not None and record not in seen:
            seen.add(record)
            record = merge.survivor
        return record

    def into(self, record: str) -> list[Merge]:
        """The merges of others into a record, in the order they were done."""
        return [self._merges[number] for number in self._into.get(record, ())]

    def put(self, one: Merge) -> None:
        """In place of the merge of this number."""
        before = self._merges[one.number]
        self._merges[one.number] = one
        if not before.undone and (one.undone or one.moved is not before.moved):
            for at, moved in enumerate(before.moved):
                del self._alike(before, moved)[one.number, at]
            if not one.undone:
                self._list(one)
        if one.undone and not before.undone:
            self._into[one.survivor].pop(one.number)
            if self._closed.get(one.loser) == one.number:
                del self._closed[one.loser]

    def columns(self, merge: Merge, sheet: str) -> Columns:
        """Over which fingerprints of a sheet's rows were taken when it was done."""
        return merge.columns.get(sheet) or self._children.columns(sheet)

    def others(self, record: str, place: Place, now: str, like: Collection[Child], but: int = 0) -> set[Child]:
        """Rows that `record`, now `now`, has got from other merges than `but`: of `like` and those alike."""
        known = self._moved.get((record, place), {})
        seen: dict[tuple[Columns, str], list[Child]] = {}
        rows, todo = set(like), list(like) if known else []
        while todo:
            child = todo.pop()
            for columns in known:
                mark = self._children.mark(child, columns)
                if (columns, mark) not in seen:
                    seen[columns, mark] = alike = list(self._children.alike(place, now, columns, mark))
                    todo += [one for one in alike if one not in rows]
                    rows.update(alike)
        taking = [
            (spot, key, moved)
            for key in seen
            for spot, moved in known[key[0]].get(key[1], {}).items()
            if spot[0] != but
        ]
        taken: set[Child] = set()
        pools = {key: Pool(alike, taken) for key, alike in seen.items()}
        for _, key, moved in sorted(taking, key=lambda one: one[0]):
            pools[key].take(moved.row)
        return taken

    def all_found(self, record: str, place: Place, taken: Collection[Child], but: int = 0) -> bool:
        """Whether every row that `record` has got there from other merges than `but` is among those `taken`."""
        known = self._moved.get((record, place), {})
        spots = sum(spot[0] != but for marks in known.values() for alike in marks.values() for spot in alike)
        return spots == len(taken)

    def _list(self, one: Merge) -> None:
        for at, moved in enumerate(one.moved):
            self._alike(one, moved)[one.number, at] = moved

    def _alike(self, merge: Merge, moved: Moved) -> dict[tuple[int, int], Moved]:
        there = self._moved.setdefault((merge.survivor, moved.place), {})
        return there.setdefault(self.columns(merge, moved.sheet), {}).setdefault(moved.mark, {})


class Pool:
    """Rows that are the same in every cell; each goes once, to whoever asks for the row where it stands, or in order.

    `taken`: what is gone, which several pools may share.
    """

    def __init__(self, rows: Iterable[Child], taken: set[Child]) -> None:
        self._in_order = sorted(rows, key=lambda child: child.row)
        self._by_row = {child.row: child for child in self._in_order}
        self._taken, self._next = taken, 0

    def take(self, row: int) -> Child | None:
        """The one at `row`, else the uppermost; None where none is left."""
        child = self._by_row.get(row)
        if child is None or child in self._taken:
            while self._next < len(self._in_order) and self._in_order[self._next] in self._taken:
                self._next += 1
            child = self._in_order[self._next] if self._next < len(self._in_order) else None
        if child is not None:
            self._taken.add(child)
        return child
