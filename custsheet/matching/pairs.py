"""Pairs of records that share a key, each with its weight and the level of every comparison.

This is the seam between the model and what runs it: a `Runner` gets the records as plain columns and gives back the
columns of the pairs. Which level a pair reaches is said by the SQL of `statements`, the same for every runner; what
that is worth by `weights`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from custsheet.matching.blocking import Keys
from custsheet.matching.column import Coded, Codes, Column, Levels, Numbers, Places
from custsheet.matching.levels import Comparison
from custsheet.matching.statements import Shape, level_of, shape_of, widened
from custsheet.matching.weights import weights
from custsheet.model.outcome import Reason


@dataclass(frozen=True)
class Pairs:
    """Compared pairs: positions, weight in bits without the prior, and per comparison Splink's number of its level.

    They stand in the order of their smaller position, then of the larger. The last level has number 0, blanks have -1.
    """

    left: Places
    right: Places
    weight: Numbers
    levels: dict[str, Levels]


@dataclass(frozen=True)
class Records:
    """The table of the records that are compared, column by column; their `unique_id` is their position.

    Attributes:
        rows: how many there are.
        texts: forms that are compared by letters; None is blank.
        numbers: forms that need only be equal; -1 is blank.
        pairs: those to compare, as the SQL wants them: for each the two positions, the smaller first, and a zero.
        shape: what the SQL depends on.
    """

    rows: int
    texts: Mapping[str, Column]
    numbers: Mapping[str, Codes]
    pairs: Mapping[str, Codes]
    shape: Shape


class Runner(Protocol):
    """Runs what Splink wrote."""

    def __call__(self, records: Records, /) -> Mapping[str, np.ndarray[Any, Any]]:
        """The columns of the result as `statements.statement` names them, pairs in any order."""


class Store:
    """Levels of pairs by what their records are called, and the reasons of groups: of the last pass and of this one."""

    def __init__(self) -> None:
        self._compared: list[Comparison] = []
        self._names: Places = np.empty(0, dtype=np.int64)
        self._levels: Levels = np.empty((0, 0), dtype=np.int8)
        self._asked: list[tuple[Places, Levels]] = []
        self._told: dict[Any, list[Reason]] = {}
        self._told_before: dict[Any, list[Reason]] = {}

    def begin(self, compared: list[Comparison]) -> None:
        """A pass begins that compares so: what the one before did not ask for is let go."""
        asked, self._asked = self._asked, []
        self._told_before, self._told = self._told, {}
        if compared != self._compared:
            self._compared, asked, self._told_before = compared, [], {}
        names = np.concatenate([np.empty(0, dtype=np.int64), *(one for one, _ in asked)])
        order = np.argsort(names)
        nothing = np.empty((0, len(compared)), dtype=np.int8)
        self._names, self._levels = names[order], np.concatenate([nothing, *(one for _, one in asked)])[order]

    def levels(self, names: Places, ask: Callable[[Places], Levels]) -> Levels:
        """The levels of the pairs of these names; `ask` gives those of the places of which they are not known."""
        at = np.searchsorted(self._names, names)
        known = np.zeros(len(names), dtype=np.bool_)
        inside = at < len(self._names)
        known[inside] = self._names[at[inside]] == names[inside]
        found: Levels = np.empty((len(names), len(self._compared)), dtype=np.int8)
        found[known] = self._levels[at[known]]
        new = np.flatnonzero(~known)
        if len(new):
            found[new] = ask(new)
        self._asked.append((names, found))
        return found

    def reasons(self, of: tuple[bytes, ...], make: Callable[[], list[Reason]]) -> list[Reason]:
        """The reasons that follow from what `of` tells: names of records, and what was said of their pairs."""
        told = self._told_before.get(of)
        self._told[of] = found = make() if told is None else told
        return found


@dataclass(frozen=True)
class Known:
    """What the records are called, by position: the same as in an earlier pass only if all that is compared is.

    Attributes:
        names: of each record, below 2 ** 31.
        store: what is known of pairs of such names.
    """

    names: Places
    store: Store

    def taken(self, places: Places) -> Known:
        """Those of these records."""
        return Known(self.names[places], self.store)

    def levels(self, left: Places, right: Places, ask: Callable[[Places], Levels]) -> Levels:
        """Of each pair the levels; `ask` gives those that are not known."""
        one, other = self.names[left], self.names[right]
        return self.store.levels((np.minimum(one, other) << 32) | np.maximum(one, other), ask)


def compare(
    run: Runner,
    rows: int,
    columns: Mapping[str, Coded],
    frequencies: Mapping[str, Numbers],
    keys: Keys,
    compared: list[Comparison],
    known: Known | None = None,
) -> Pairs:
    """Every pair that shares a key, compared, but for those whose levels are `known`."""
    left, right = keys.pairs(rows)
    if known is None:
        told = _levels(run, rows, columns, left, right, compared)
    else:
        told = known.levels(left, right, lambda new: _levels(run, rows, columns, left[new], right[new], compared))
    levels = {one.field.prefix: told[:, at] for at, one in enumerate(compared)}
    return Pairs(left, right, weights(compared, levels, frequencies, left, right), levels)


def _levels(
    run: Runner,
    rows: int,
    columns: Mapping[str, Coded],
    left: Places,
    right: Places,
    compared: list[Comparison],
) -> Levels:
    """Of each pair, in the order given (by the smaller position, then the larger), the level of every comparison."""
    if not len(left) or not compared:
        return np.empty((len(left), len(compared)), dtype=np.int8)
    used = np.zeros(rows, dtype=np.bool_)
    used[left] = used[right] = True
    chosen = np.flatnonzero(used)
    number = np.cumsum(used, dtype=np.int32) - np.int32(1)
    joined = {
        "join_key_l": number[left],
        "join_key_r": number[right],
        "match_key": np.zeros(len(left), dtype=np.int32),
    }
    del used, number, left, right
    # Nobody else holds them: a runner may let them go.
    got = run(_records(chosen, columns, joined, widened(compared)))
    order = np.argsort(got["unique_id_l"].astype(np.int64) * len(chosen) + got["unique_id_r"])
    return np.stack([got[level_of(one)].astype(np.int8)[order] for one in compared], axis=1)


def _records(
    chosen: Places, columns: Mapping[str, Coded], pairs: Mapping[str, Codes], compared: Sequence[Comparison]
) -> Records:
    """What the SQL names of the chosen records; blank where there is no such field."""
    nothing = Coded(np.full(len(chosen), -1, dtype=np.int32), np.empty(0, dtype=object))
    nowhere = nothing.texts()
    shape = shape_of(tuple(compared))
    texts = {name: columns[name].taken(chosen).texts() if name in columns else nowhere for name in shape.texts}
    numbers = {name: columns[name].codes[chosen] if name in columns else nothing.codes for name in shape.numbers}
    return Records(len(chosen), texts, numbers, pairs, shape)
