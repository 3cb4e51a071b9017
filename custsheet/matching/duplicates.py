"""`find_duplicates`: the same customer twice in any table, told only what kind of thing stands in each column."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from custsheet.matching import blocking
from custsheet.matching.bands import Judged, judge, probability
from custsheet.matching.column import Column, Flags, Numbers, Places
from custsheet.matching.engine import compare
from custsheet.matching.frequency import frequencies
from custsheet.matching.grouping import group
from custsheet.matching.kinds import KINDS, Kind
from custsheet.matching.levels import Comparison, comparisons
from custsheet.matching.normalise import normalise

Engine = Literal["duckdb"]


@dataclass(frozen=True)
class Matched:
    """A table that was compared with itself.

    Attributes:
        order: for each position that pairs and columns name, the row of the table.
        columns: the normal forms.
        frequencies: of the values whose rarity counts.
        compared: the comparisons, in the order of the levels in `pairs`.
        pairs: what was compared, judged.
        oversized: keys that too many records shared, and how many records that were.
    """

    order: Places
    columns: dict[str, Column]
    frequencies: dict[str, Numbers]
    compared: list[Comparison]
    pairs: Judged
    oversized: dict[str, int]


def match(frame: pd.DataFrame, kinds: Mapping[str, Kind]) -> Matched:
    """Compares the rows of a table with each other."""
    unknown = sorted(set(kinds.values()) - set(KINDS))
    if unknown:
        raise ValueError(f"no such kind: {', '.join(unknown)}")
    order = _order(frame, kinds)
    fields, columns = normalise(frame.iloc[order], kinds)
    compared = comparisons(fields)
    rarity = frequencies(columns, compared)
    keys, oversized = blocking.keys(fields, columns)
    pairs = compare(len(frame), columns, rarity, keys, compared)
    return Matched(order, columns, rarity, compared, judge(len(frame), pairs, compared), oversized)


def find_duplicates(
    frame: pd.DataFrame, kinds: Mapping[str, Kind], engine: Engine = "duckdb", apart: Collection[tuple[int, int]] = ()
) -> pd.DataFrame:
    """Which rows are one customer.

    Args:
        frame: texts, one row a record, any index.
        kinds: column → what stands in it, see `kinds.Kind`; other columns are not looked at.
        engine: what runs the comparing: "duckdb", in this process.
        apart: positions of two rows that are known to be two customers.

    Returns:
        A table indexed as `frame`: `group` (numbered from 0, -1 for a row that is alone), `band` ("same", "review",
        "related", None), `score` (how likely the row belongs to its group). A row of a group of band "same" is in no
        other; what is doubtful between such groups is told by `find_groups` only.
    """
    if engine not in get_args(Engine):
        raise ValueError(f"no such engine: {engine}")
    found = match(frame, kinds)
    pairs = found.pairs
    place = np.empty(len(frame), dtype=np.int64)
    place[found.order] = np.arange(len(frame))
    barred = pairs.apart.copy()
    if apart:
        barred |= _among(pairs, {(min(place[a], place[b]), max(place[a], place[b])) for a, b in apart})
    label = group(len(frame), pairs.left, pairs.right, pairs.weight, barred)
    band: Column = np.full(len(frame), None, dtype=object)
    band[label >= 0] = "same"
    alone = label < 0
    for name, chosen in (("review", pairs.review), ("related", pairs.related)):
        open_ = chosen & alone[pairs.left] & alone[pairs.right] & ~(barred & ~pairs.apart)
        weight = np.where(open_, np.abs(pairs.weight) + 1.0, -1.0)
        extra = group(len(frame), pairs.left, pairs.right, weight, ~open_)
        label = np.where(alone, extra, label)
        band[alone & (extra >= 0)] = name
        alone = label < 0
    score = _scores(len(frame), pairs, label, band)
    numbers = np.full(len(frame), -1, dtype=np.int64)
    numbers[label >= 0] = np.unique(label[label >= 0], return_inverse=True)[1]
    return pd.DataFrame({"group": numbers[place], "band": band[place], "score": score[place]}, index=frame.index)


def _order(frame: pd.DataFrame, kinds: Mapping[str, Kind]) -> Places:
    """The rows in an order that only their content makes, whatever the order of rows and columns."""
    key = np.zeros(len(frame), dtype=np.uint64)
    for name, kind in kinds.items():
        cells = frame[name].astype(object).where(frame[name].notna(), "").astype(str).to_numpy(dtype=object)
        salt = f"{kind:0<16}"[:16]
        key += pd.util.hash_array(cells, hash_key=salt)
    return np.argsort(key, kind="stable")


def _among(pairs: Judged, wanted: set[tuple[int, int]]) -> Flags:
    codes = np.array([a * (1 << 32) + b for a, b in wanted], dtype=np.int64)
    low, high = np.minimum(pairs.left, pairs.right), np.maximum(pairs.left, pairs.right)
    return np.isin(low * (1 << 32) + high, codes)


def _scores(rows: int, pairs: Judged, label: Places, band: Column) -> Numbers:
    """Of each row, the probability of its best pair within its group."""
    best = np.full(rows, -np.inf)
    within = (label[pairs.left] == label[pairs.right]) & (label[pairs.left] >= 0)
    for side in (pairs.left, pairs.right):
        np.maximum.at(best, side[within], pairs.weight[within])
    return probability(best, band)
