"""Pairs of records that share a key, each with its weight and the level of every comparison.

This is the seam between the model and what runs it: a `Runner` gets all records as plain columns and gives back the
columns of the pairs. Whatever a pair is worth is said by the SQL of `statements`, the same for every runner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from custsheet.matching.blocking import Keys
from custsheet.matching.column import Coded, Codes, Column, Numbers, Places
from custsheet.matching.levels import Comparison
from custsheet.matching.statements import Shape, level_of, shape_of, widened


@dataclass(frozen=True)
class Pairs:
    """Compared pairs: positions, weight in bits without the prior, and per comparison Splink's number of its level.

    The last level has number 0, blanks have -1.
    """

    left: Places
    right: Places
    weight: Numbers
    levels: dict[str, Places]


@dataclass(frozen=True)
class Records:
    """The table of all records, column by column; their `unique_id` is their position.

    Attributes:
        rows: how many there are.
        texts: forms that are compared by letters; None is blank.
        numbers: forms that need only be equal; -1 is blank.
        rarity: term frequencies; NaN is blank.
        pairs: those to compare, as the SQL wants them: for each the two positions, the smaller first, and a zero.
        shape: what the SQL depends on.
    """

    rows: int
    texts: Mapping[str, Column]
    numbers: Mapping[str, Codes]
    rarity: Mapping[str, Numbers]
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
    if not len(left) or not compared:
        nothing = np.empty(0, dtype=np.int64)
        return Pairs(nothing, nothing, np.empty(0), {one.field.prefix: nothing for one in compared})
    joined = {
        "join_key_l": left.astype(np.int32),
        "join_key_r": right.astype(np.int32),
        "match_key": np.zeros(len(left), dtype=np.int32),
    }
    del left, right
    # Nobody else holds them: a runner may let them go.
    got = run(_records(rows, columns, frequencies, joined, widened(compared)))
    levels = {one.field.prefix: got[level_of(one)] for one in compared}
    return Pairs(got["unique_id_l"], got["unique_id_r"], got["weight"], levels)


def _records(
    rows: int,
    columns: Mapping[str, Coded],
    frequencies: Mapping[str, Numbers],
    pairs: Mapping[str, Codes],
    compared: Sequence[Comparison],
) -> Records:
    """The columns that the SQL names; blank where there is no such field."""
    nothing = Coded(np.full(rows, -1, dtype=np.int32), np.empty(0, dtype=object))
    nowhere, unknown = nothing.texts(), np.full(rows, np.nan)
    shape = shape_of(compared)
    texts = {name: columns[name].texts() if name in columns else nowhere for name in shape.texts}
    numbers = {name: columns.get(name, nothing).codes for name in shape.numbers}
    rarity = {name: frequencies.get(name, unknown) for name in shape.rarity}
    return Records(rows, texts, numbers, rarity, pairs, shape)
