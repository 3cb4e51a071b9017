"""Which of several records of one customer is the established one: the one that is proposed to be kept.

A record that was entered today may be the most complete and the one verified last, and is yet the copy: kept, it would
take the customer from its owner. So what is known of it longest decides, and completeness only where that is equal.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from custsheet.model.records import new_records, referring
from custsheet.model.snapshot import Snapshot, Table

_NEVER = float("inf")


def standings(
    snapshot: Snapshot, table: Table, at: Sequence[int], records: Sequence[str | None]
) -> list[tuple[float, ...]]:
    """Of each row at these places, with these identifiers, what it is sorted by, the smallest being the one to keep.

    Known before this pass, then orders and other rows that name it, then the day it was entered (the earliest; none
    last), then cells filled in, then the day it was looked at last.
    """
    if not len(at):
        return []
    new = new_records(snapshot, table)
    rows = table.typed.iloc[list(at)]
    named = _named(snapshot, table, records)
    columns = zip(records, named, _days(rows, "entered_on"), _filled(snapshot, table, rows), _latest(rows), strict=True)
    return [
        (float(record in new), -float(named), _NEVER if day is None else day, -float(filled), -latest)
        for record, named, day, filled, latest in columns
    ]


def _named(snapshot: Snapshot, table: Table, records: Sequence[str | None]) -> list[int]:
    """How many rows of other sheets name each record."""
    wanted = pd.Index(sorted({one for one in records if one is not None}), dtype=object)
    total = np.zeros(len(wanted) + 1, dtype=np.int64)
    for _, other, field in referring(snapshot.whole, table.name):
        # -1, for what is none of them, is the first.
        at = wanted.get_indexer(pd.Index(other.texts(field), dtype=object))
        total += np.bincount(at + 1, minlength=len(total))
    total[0] = 0
    return [int(one) for one in total[wanted.get_indexer(pd.Index(records, dtype=object)) + 1]]


def _filled(snapshot: Snapshot, table: Table, rows: pd.DataFrame) -> list[int]:
    """How many input cells each of these rows of the table has filled in."""
    fields = snapshot.schema.sheet(table.name).by_name
    total = np.zeros(len(rows), dtype=np.int64)
    for name in rows:
        if name in fields and fields[name].is_input:
            column = rows[name]
            total += (column.map(bool) if fields[name].type == "list" else column.notna()).to_numpy(np.int64)
    return [int(one) for one in total]


def _days(rows: pd.DataFrame, name: str) -> list[float | None]:
    """A column of days as numbers; None for those that nobody knows."""
    if name not in rows:
        return [None] * len(rows)
    days = rows[name].to_numpy(dtype="datetime64[us]")
    seconds = (days.astype("int64") / 1e6).tolist()
    return [None if blank else day for blank, day in zip(np.isnat(days).tolist(), seconds, strict=True)]


def _latest(rows: pd.DataFrame) -> list[float]:
    """When a record was last looked at, as a number; 0 if nobody knows."""
    days = zip(_days(rows, "verified_on"), _days(rows, "entered_on"), strict=True)
    return [max((day for day in two if day is not None), default=0.0) for two in days]
