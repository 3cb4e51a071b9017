"""Who stays: customers by the month of their first purchase, and how many of each month bought again later.

Invariant: customers of a cohort are counted once a month, however often they buy, and a month that is not over yet at
the reference day, or not begun, is told from one in which nobody bought.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from custsheet.analysis.period import month_numbers

COHORTS = 24


@dataclass(frozen=True)
class Cohorts:
    """The cohort triangle.

    Attributes:
        size: customers whose first purchase fell into the month, by month, oldest first.
        n: month of the first purchase × months since → those of them who bought then; <NA> after the reference day.
        share: the same ÷ size; NaN also where nobody began.
        partial: whether the reference day's own month is not over, so that the last figure of every row may grow.
    """

    size: pd.Series
    n: pd.DataFrame
    share: pd.DataFrame
    partial: bool


def cohorts(bought: pd.DataFrame, reference: pd.Timestamp, count: int = COHORTS) -> Cohorts:
    """The `count` latest cohorts that end with the reference day's month, from the first that has a customer.

    Args:
        bought: purchases up to the reference day, with `customer` and `day`.
        reference: the day looked back from.
        count: rows at most.
    """
    bought = bought[bought["day"].to_numpy() <= reference.to_datetime64()]
    last = reference.year * 12 + reference.month - 1
    customer = pd.factorize(bought["who" if "who" in bought else "customer"])[0]
    bought, customer = bought[customer >= 0], customer[customer >= 0]
    month = month_numbers(bought["day"]) + 1970 * 12
    first = np.full(customer.max() + 1 if len(customer) else 0, last + 1, dtype="int64")
    np.minimum.at(first, customer, month)
    rows = min(count, last - int(first.min()) + 1) if len(first) else 0
    oldest = last - rows + 1
    n = np.zeros((rows, rows), dtype="int64")
    # One number a customer and month, so that a day's second order is no second customer.
    once = np.unique(customer * (last + 2) + month)
    who, when = np.divmod(once, last + 2)
    began = first[who]
    shown = began >= oldest
    np.add.at(n, (began[shown] - oldest, when[shown] - began[shown]), 1)
    months = pd.period_range(end=reference.to_period("M"), periods=rows, freq="M")
    known = np.add.outer(np.arange(rows), np.arange(rows)) < rows
    counts = pd.DataFrame({at: pd.arrays.IntegerArray(n[:, at], ~known[:, at]) for at in range(rows)}, index=months)
    size = pd.Series(n[:, 0] if rows else [], index=months, dtype="int64")
    begun = np.where(size > 0, size, np.nan)[:, None]
    share = pd.DataFrame(np.where(known, n, np.nan) / begun, index=months)
    return Cohorts(
        size, counts, share, partial=reference.normalize() < months[-1].end_time.normalize() if rows else False
    )
