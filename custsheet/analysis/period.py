"""The twelve months a dashboard is about, and the twelve before them.

Invariant: the two periods have no day in common and no day between them, so a figure and its comparison count each
order once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.model.text import Text, text

MONTHS = 12
_QUARTER = 3
_DAY = pd.Timedelta(days=1)
_FEW = 10_000  # days


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included. `prior`: what it is compared with, if not the year before it."""

    start: pd.Timestamp
    end: pd.Timestamp
    prior: Period | None = None

    def mask(self, moments: pd.Series) -> pd.Series:
        """Which moments lie inside; blanks do not."""
        return pd.Series(self.holds(moments.to_numpy()), index=moments.index, dtype=bool)

    def holds(self, moments: npt.NDArray[np.datetime64]) -> npt.NDArray[np.bool_]:
        """The same of plain arrays, which is ten times faster: dozens of figures ask it."""
        after = self.end.to_datetime64() + np.timedelta64(1, "D")
        return np.asarray((moments >= self.start.to_datetime64()) & (moments < after), dtype=bool)

    def before(self) -> Period:
        """What it is compared with: the twelve months that end where this period begins, if nothing else is said."""
        if self.prior is not None:
            return self.prior
        return year_to(self.start - _DAY)

    def title(self) -> Text:
        """The period in words."""
        start, end = f"{self.start:%Y-%m-%d}", f"{self.end:%Y-%m-%d}"
        return text(f"近 {MONTHS} 个月（{start} 至 {end}）", f"Last {MONTHS} months ({start} to {end})")


@lru_cache  # dozens of figures ask for the same few
def window_start(day: date | pd.Timestamp, months: int) -> pd.Timestamp:
    """The first day of the `months` that end with `day`: the one after the same day so many months before.

    >>> window_start(date(2026, 11, 30), 24)
    Timestamp('2024-12-01 00:00:00')
    """
    return pd.Timestamp(day) - pd.DateOffset(months=months) + _DAY


def last_quarter(year: Period) -> tuple[Period, Period]:
    """The last three months of the twelve, and the nine before them."""
    recent = Period(window_start(year.end, _QUARTER), year.end)
    return recent, Period(year.start, recent.start - _DAY)


@lru_cache
def year_to(day: date | pd.Timestamp) -> Period:
    """The twelve months that end with `day`."""
    return Period(window_start(day, MONTHS), pd.Timestamp(day))


@lru_cache
def months_to(day: date | pd.Timestamp, count: int = MONTHS) -> pd.PeriodIndex:
    """`count` calendar months, oldest first, the last one holds `day`."""
    return pd.period_range(end=pd.Timestamp(day).to_period("M"), periods=count, freq="M")


def by_month(values: pd.Series, moments: pd.Series, months: pd.PeriodIndex) -> pd.Series:
    """Sum of `values` per month of `months`; 0 where nothing happened."""
    at = month_numbers(moments) - months[0].ordinal  # which is counted from January 1970, too
    inside = (at >= 0) & (at < len(months)) & values.notna().to_numpy()
    sums = np.bincount(at[inside], weights=values.to_numpy("float64")[inside], minlength=len(months))
    return pd.Series(sums.astype(values.dtype), index=months)


def month_numbers(moments: pd.Series) -> Any:
    """Months since January 1970 of each moment, far below 0 for blanks: a hundred times faster than periods."""
    days = moments.to_numpy("datetime64[D]")
    blank = np.isnat(days)
    if blank.any():
        return days.astype("datetime64[M]").astype("int64")
    number = days.astype("int64")
    first, last = int(number.min(initial=0)), int(number.max(initial=0))
    if last - first > len(number) + _FEW:
        return days.astype("datetime64[M]").astype("int64")
    # numpy looks a calendar up for every moment; here for every day there is
    return np.arange(first, last + 1).astype("datetime64[D]").astype("datetime64[M]").astype("int64")[number - first]


def months_later(days: npt.NDArray[np.datetime64], months: int) -> npt.NDArray[np.datetime64]:
    """Each day so many months on, the last of the month where that is too short, as `pd.DateOffset` has it."""
    month = days.astype("datetime64[M]")
    begin = (month + months).astype("datetime64[D]")
    last = (month + months + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    found: npt.NDArray[np.datetime64] = np.minimum(
        begin + (days.astype("datetime64[D]") - month.astype("datetime64[D]")), last
    )
    return found


def last_inside(days: npt.NDArray[np.datetime64], months: int) -> npt.NDArray[np.datetime64]:
    """The last day whose window of so many months (`window_start`) still holds each day."""
    later = months_later(days, months)
    shorter = later - later.astype("datetime64[M]") < days.astype("datetime64[D]") - days.astype("datetime64[M]")
    found: npt.NDArray[np.datetime64] = np.where(shorter, later, later - np.timedelta64(1, "D"))
    return found


@lru_cache
def month_span(month: pd.Period) -> Period:
    """The days of a month."""
    return Period(month.to_timestamp(), month_end(month))


@lru_cache
def month_end(month: pd.Period) -> pd.Timestamp:
    """The last day of a month, at midnight."""
    return pd.Timestamp(month.year, month.month, month.days_in_month)
