"""Pairs of records that share a key, each with its weight and the level of every comparison.

This is the seam between the model and what runs it: a `Runner` gets the records as plain columns and gives back the
columns of the pairs. Which level a pair reaches is said by the SQL of `statements`, the same for every runner; what
that is worth by `weights`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from custsheet.matching.blocking import Keys
from custsheet.matching.column import Coded, Codes, Column, Levels, Numbers, Places
from custsheet.matching.levels import Comparison
from custsheet.matching.statements import Shape, level_of, shape_of, widened
from custsheet.matching.weights import weights


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


def compare(
    run: Runner,
    rows: int,
    columns: Mapping[str, Coded],
    frequencies: Mapping[str, Numbers],
    keys: Keys,
    compared: list[Comparison],
) -> Pairs:
    """Every pair that shares a key, compared."""
    left, right = keys.pairs(rows)
    told = _levels(run, rows, columns, left, right, compared)
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
