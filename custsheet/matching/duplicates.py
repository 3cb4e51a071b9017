"""`find_duplicates`: the same customer twice in any table, told only what kind of thing stands in each column."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

from custsheet.matching import blocking, on_duckdb
from custsheet.matching.bands import Judged, judge, probability
from custsheet.matching.column import Coded, Column, Flags, Numbers, Places, coded
from custsheet.matching.engines import Engine, opened
from custsheet.matching.frequency import frequencies
from custsheet.matching.grouping import components, group
from custsheet.matching.kinds import KINDS, Kind
from custsheet.matching.levels import Comparison, comparisons
from custsheet.matching.normalise import Forms, forms, normalise
from custsheet.matching.pairs import Known, Runner, Store, compare
from custsheet.model.stopwatch import part

Pair = tuple[int, int]


@dataclass(frozen=True)
class Matched:
    """A table that was compared with itself.

    Attributes:
        kinds: what stands in the columns of the table.
        order: for each position that pairs and columns name, the row of the table.
        columns: the normal forms.
        swapped: positions whose name and company stood in each other's column.
        frequencies: of the values whose rarity counts.
        compared: the comparisons, in the order of the levels in `pairs`.
        pairs: what was compared, judged.
        keys: what records were compared by.
        run: what compared them, and compares more of them where that is needed.
        known: what was known of them before.
    """

    kinds: Collection[Kind]
    order: Places
    columns: dict[str, Coded]
    swapped: Flags
    frequencies: dict[str, Numbers]
    compared: list[Comparison]
    pairs: Judged
    keys: blocking.Keys
    run: Runner
    known: Known | None = None


def match(frame: pd.DataFrame, kinds: Mapping[str, Kind], run: Runner = on_duckdb.run) -> Matched:
    """Compares the rows of a table with each other."""
    unknown = sorted(set(kinds.values()) - set(KINDS))
    if unknown:
        raise ValueError(f"no such kind: {', '.join(unknown)}; kinds are {', '.join(KINDS)}")
    if missing := [str(name) for name in kinds if name not in frame.columns]:
        raise ValueError(f"the table has no column {', '.join(missing)}")
    cells = {name: coded(frame[name].to_numpy(dtype=object, na_value=None)) for name in kinds}
    with part("normalise"):
        made = forms(len(frame), cells, kinds)
    del cells
    return matched(made, run)


def matched(rows: Forms, run: Runner, remembered: tuple[Places, Store] | None = None) -> Matched:
    """Compares rows of such forms with each other; `remembered`: what each is called, and what is known by that."""
    # An order that only their content makes, whatever the order of rows and columns.
    order = np.argsort(rows.content, kind="stable")
    rows = rows.taken(order)
    with part("normalise"):
        made = normalise(rows)
    columns, compared = made.columns, comparisons(made.fields)
    rarity = frequencies(columns, compared, rows.chance)
    keys = blocking.keys(made.fields, columns)
    known = None
    if remembered is not None:
        names, store = remembered
        # What was dropped of a record depends on others; without it the record is another one.
        known = Known(names[order] << 3 | made.dropped, store)
        store.begin(compared)
    with part("compare"):
        pairs = compare(run, len(order), columns, rarity, keys, compared, known)
    judged = judge(len(order), pairs, compared, columns, rows.kinds)
    return Matched(rows.kinds, order, columns, rows.swapped, rarity, compared, judged, keys, run, known)


def find_duplicates(
    frame: pd.DataFrame, kinds: Mapping[str, Kind], engine: Engine = "duckdb", apart: Collection[Pair] = ()
) -> pd.DataFrame:
    """Which rows are one customer.

    Args:
        frame: texts, one row a record, any index.
        kinds: column → what stands in it, see `kinds.Kind`; other columns are not looked at.
        engine: what runs the comparing: "duckdb", in this process, or "spark", which needs `custsheet[spark]` and Java:
            in the session that is active, or else on this computer.
        apart: positions of two rows that are known to be two customers.

    Returns:
        A table indexed as `frame`: `group` (numbered from 0, -1 for a row that is alone), `band` ("same", "review",
        "related", None), `score` (how likely the row belongs to its group). A row of a group of band "same" is in no
        other; what is doubtful between such groups is told by `find_groups` only.

    Raises:
        CustsheetError: What the engine needs is not installed.
        ValueError: `kinds` names a kind or a column that does not exist, or there is no such engine.
    """
    if engine not in get_args(Engine):
        raise ValueError(f"no such engine: {engine}")
    rows = len(frame)
    place = np.empty(rows, dtype=np.int64)
    with opened(engine) as run:
        found = match(frame, kinds, run)
        place[found.order] = np.arange(rows)
        barred = {(int(place[a]), int(place[b])) for a, b in apart}
        label = same_labels(found, barred)
    pairs = found.pairs
    band: Column = np.full(rows, None, dtype=object)
    band[label >= 0] = "same"
    for name, chosen in (("review", pairs.review), ("related", pairs.related)):
        alone = label < 0
        open_ = chosen & alone[pairs.left] & alone[pairs.right]
        extra = _grouped(rows, pairs, np.where(open_, 1.0, 0.0), open_, np.zeros(len(open_), dtype=np.bool_), barred)
        label = np.where(alone, extra, label)
        band[alone & (extra >= 0)] = name
    score = _scores(rows, pairs, label, band)
    numbers = np.full(rows, -1, dtype=np.int64)
    numbers[label >= 0] = np.unique(label[label >= 0], return_inverse=True)[1]
    return pd.DataFrame({"group": numbers[place], "band": band[place], "score": score[place]}, index=frame.index)


def same_labels(found: Matched, barred: Collection[Pair]) -> Places:
    """For each position the smallest one that is surely the same customer; -1 where there is none.

    Args:
        found: what was compared.
        barred: positions of two records that are known to be two customers.
    """
    apart = set(barred) | _strangers(found)
    pairs = found.pairs
    return _grouped(len(found.order), pairs, pairs.weight, pairs.joins, pairs.apart, apart)


def _grouped(rows: int, pairs: Judged, weight: Numbers, joins: Flags, apart: Flags, barred: Collection[Pair]) -> Places:
    """Groups in which the `barred` pairs, compared or not, stay apart."""
    more = np.array(sorted(barred), dtype=np.int64).reshape(-1, 2)
    yes = np.ones(len(more), dtype=np.bool_)
    return group(
        rows,
        np.concatenate([pairs.left, more[:, 0]]),
        np.concatenate([pairs.right, more[:, 1]]),
        np.concatenate([weight, np.zeros(len(more))]),
        np.concatenate([joins, ~yes]),
        np.concatenate([apart, yes]),
    )


_MOST_TOGETHER = 100
"""Records of one chain of pairs; of a longer one only the pairs that share a key are known."""


def _strangers(found: Matched) -> set[Pair]:
    """Pairs of people that share no key, hang together by a chain of pairs, and must stay apart."""
    if "person_name" not in found.kinds:
        return set()
    rows, pairs = len(found.order), found.pairs
    root = components(rows, pairs.left[pairs.joins], pairs.right[pairs.joins])
    size = np.bincount(root, minlength=rows)
    inside = root[pairs.left] == root[pairs.right]
    known = np.bincount(root[pairs.left[inside]], minlength=rows)
    unknown = (size > 2) & (size <= _MOST_TOGETHER) & (known < size * (size - 1) // 2)
    if not unknown.any():
        return set()
    chosen = np.flatnonzero(unknown[root])
    columns = {name: column.taken(chosen) for name, column in found.columns.items()}
    more = compare(
        found.run,
        len(chosen),
        columns,
        {name: column[chosen] for name, column in found.frequencies.items()},
        blocking.Keys({"chain": root[chosen].astype(np.int32)}),
        found.compared,
        None if found.known is None else found.known.taken(chosen),
    )
    told = judge(rows, more, found.compared, columns, found.kinds)
    left, right = chosen[told.left[told.apart]], chosen[told.right[told.apart]]
    return set(zip(left.tolist(), right.tolist(), strict=True))


def _scores(rows: int, pairs: Judged, label: Places, band: Column) -> Numbers:
    """Of each row, the probability of its best pair within its group."""
    best = np.full(rows, -np.inf)
    within = (label[pairs.left] == label[pairs.right]) & (label[pairs.left] >= 0)
    for side in (pairs.left, pairs.right):
        np.maximum.at(best, side[within], pairs.weight[within])
    return probability(best, band)
