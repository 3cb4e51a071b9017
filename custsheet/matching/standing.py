"""Which of several records of one customer is the established one: the one that is proposed to be kept.

A record that was entered today may be the most complete and the one verified last, and is yet the copy: kept, it would
take the customer from its owner. So what is known of it longest decides, and completeness only where that is equal.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from custsheet.model.records import new_records, referring
from custsheet.model.snapshot import Snapshot, Table

_NEVER = float("inf")


def standings(snapshot: Snapshot, table: Table) -> list[tuple[float, ...]]:
    """Of each row what it is sorted by, the smallest being the one to keep.

    Known before this pass, then orders and other rows that name it, then the day it was entered (the earliest; none
    last), then cells filled in, then the day it was looked at last.
    """
    new = new_records(snapshot, table)
    identifiers = table.texts("customer_id")
    named = _named(snapshot, table)
    columns = zip(identifiers, _days(table, "entered_on"), _filled(snapshot, table), _latest(table), strict=True)
    return [
        (float(record in new), -float(named[record]), _NEVER if day is None else day, -float(filled), -latest)
        for record, day, filled, latest in columns
    ]


def _named(snapshot: Snapshot, table: Table) -> Counter[str | None]:
    """How many rows of other sheets name each record."""
    total: Counter[str | None] = Counter()
    for _, other, field in referring(snapshot.whole, table.name):
        total.update(other.texts(field))
    del total[None]
    return total


def _filled(snapshot: Snapshot, table: Table) -> list[int]:
    """How many input cells each record has filled in."""
    fields = snapshot.schema.sheet(table.name).by_name
    total = pd.Series(0, index=table.typed.index)
    for name in table.typed:
        if name in fields and fields[name].is_input:
            column = table.typed[name]
            total += column.map(bool) if fields[name].type == "list" else column.notna()
    return [int(n) for n in total]


def _days(table: Table, name: str) -> list[float | None]:
    """A column of days as numbers; None for those that nobody knows."""
    if name not in table.typed:
        return [None] * len(table.typed)
    days = table.typed[name].to_numpy(dtype="datetime64[us]")
    seconds = (days.astype("int64") / 1e6).tolist()
    return [None if blank else day for blank, day in zip(np.isnat(days).tolist(), seconds, strict=True)]


def _latest(table: Table) -> list[float]:
    """When a record was last looked at, as a number; 0 if nobody knows."""
    days = zip(_days(table, "verified_on"), _days(table, "entered_on"), strict=True)
    return [max((day for day in two if day is not None), default=0.0) for two in days]
