"""Calendar arithmetic on plain arrays against pandas' own."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custsheet.analysis.period import (
    Period,
    last_inside,
    month_end,
    month_numbers,
    months_later,
    window_start,
    year_to,
)

_DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@given(day=_DAYS, months=st.integers(1, 60))
def test_months_later__is_what_an_offset_gives(day: date, months: int) -> None:
    found = months_later(np.array([day], dtype="datetime64[D]"), months)
    assert found[0] == np.datetime64((pd.Timestamp(day) + pd.DateOffset(months=months)).date())


@given(day=_DAYS, months=st.integers(1, 60))
def test_last_inside__is_the_last_day_whose_window_holds_it(day: date, months: int) -> None:
    last = pd.Timestamp(last_inside(np.array([day], dtype="datetime64[D]"), months)[0])
    assert window_start(last, months) <= pd.Timestamp(day) < window_start(last + pd.Timedelta(days=1), months)


def test_window_start__two_years_to_the_end_of_november() -> None:
    assert window_start(date(2026, 11, 30), 24) == pd.Timestamp("2024-12-01")


@given(days=st.lists(_DAYS | st.none(), min_size=1, max_size=9))
def test_month_numbers__count_from_1970(days: list[date | None]) -> None:
    found = month_numbers(pd.Series(pd.to_datetime(pd.Series(days, dtype=object))).astype("datetime64[us]"))
    for number, day in zip(found.tolist(), days, strict=True):
        assert number < -10_000 if day is None else number == (day.year - 1970) * 12 + day.month - 1


def test_month_numbers__of_days_far_apart() -> None:
    days = pd.Series(pd.to_datetime(["1900-01-31", "2199-12-01"])).astype("datetime64[us]")
    assert month_numbers(days).tolist() == [-840, 2759]


@given(day=_DAYS)
def test_year_to__begins_the_day_after_the_same_day_of_the_year_before(day: date) -> None:
    year = year_to(day)
    assert year.start == pd.Timestamp(day) - pd.DateOffset(months=12) + pd.Timedelta(days=1)
    assert month_end(pd.Period(day, "M")) == pd.Timestamp(day) + pd.offsets.MonthEnd(0)


@pytest.mark.parametrize(
    ("moment", "inside"), [("2024-01-01", True), ("2024-01-31 23:59", True), ("2024-02-01", False)]
)
def test_holds__whole_days(moment: str, inside: bool) -> None:
    moments = pd.Series(pd.to_datetime([moment, None])).astype("datetime64[us]")
    period = Period(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-31"))
    assert period.holds(moments.to_numpy()).tolist() == period.mask(moments).tolist() == [inside, False]
