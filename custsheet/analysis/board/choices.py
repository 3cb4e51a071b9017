"""The periods that people can choose on the dashboard, each with the days it is compared with.

Invariant: the first is the twelve months that the cards are about without a choice; a period that is under way is
compared with as many days of the year before, a whole one with a whole one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from custsheet.analysis.period import MONTHS, Period, month_end, months_to, year_to
from custsheet.model.text import Text, text


@dataclass(frozen=True)
class Choice:
    """A period by its title."""

    title: Text
    period: Period

    @cached_property
    def prior(self) -> Period:
        """What it is compared with."""
        return self.period.before()

    @cached_property
    def year(self) -> Period:
        """The twelve months to its last day: who comes back and who stays is told of a year, whatever the period."""
        return year_to(self.period.end)


def choices(end: pd.Timestamp) -> tuple[Choice, ...]:
    """All of them, seen from the reference day; the last twelve are calendar months, the latest first."""
    return tuple(_choices(pd.Timestamp(end)))


def _choices(end: pd.Timestamp) -> Iterator[Choice]:
    yield Choice(text(f"近 {MONTHS} 个月", f"Last {MONTHS} months"), year_to(end))
    for freq, now, before in (
        ("Y", text("本年", "This year"), text("上年", "Last year")),
        ("Q", text("本季度", "This quarter"), text("上季度", "Last quarter")),
        ("M", text("本月", "This month"), text("上月", "Last month")),
    ):
        span = end.to_period(freq)
        yield _choice(now, Period(span.to_timestamp(), end))
        yield _choice(before, Period((span - 1).to_timestamp(), month_end(span - 1)))
    for month in reversed(months_to(end)):
        title = text(f"{month.year}年{month.month}月", f"{month:%Y-%m}")
        yield _choice(title, Period(month.to_timestamp(), min(month_end(month), end)))


def _choice(title: Text, period: Period) -> Choice:
    year = pd.DateOffset(months=MONTHS)
    last = period.end - year
    if period.end == month_end(period.end.to_period("M")):  # to the end of February, also in a leap year
        last = month_end(last.to_period("M"))
    return Choice(title, Period(period.start, period.end, prior=Period(period.start - year, last)))
