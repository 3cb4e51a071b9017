"""Working hours: what the settings ask for, whole weeks, nights, and that hours add up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.analysis.kpis.hours import Clock
from custsheet.analysis.rules import Rules

OFFICE = Clock(9, 18, 5)


def _hours(clock: Clock, *ends: str | datetime | None) -> float:
    start, end = (pd.Series(pd.to_datetime([one])).astype("datetime64[us]") for one in ends)
    return float(clock.between(start, end).iloc[0])


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2024-05-06 09:00", "2024-05-06 11:00", 2),
        ("2024-05-06 08:00", "2024-05-06 09:30", 0.5),  # before it opens nothing is worked
        ("2024-05-06 17:00", "2024-05-07 10:00", 2),
        ("2024-05-10 17:00", "2024-05-13 10:00", 2),  # a weekend
        ("2024-05-11 10:00", "2024-05-12 10:00", 0),
        ("2024-05-06 00:00", "2024-05-13 00:00", 45),
        ("1955-01-03 09:00", "1955-01-03 12:00", 3),  # before the week that weeks are counted from
    ],
)
def test_between__counts_working_hours(start: str, end: str, hours: float) -> None:
    assert _hours(OFFICE, start, end) == hours


def test_between__tells_which_is_earlier_even_at_night() -> None:
    assert _hours(OFFICE, "2024-05-06 23:00", "2024-05-06 22:00") < 0
    assert _hours(OFFICE, "2024-05-06 12:00", "2024-05-06 10:00") == -2
    assert pd.isna(_hours(OFFICE, None, "2024-05-06 10:00"))


_MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)).map(lambda one: one.replace(microsecond=0))


@settings(deadline=None)
@given(
    start=_MOMENTS,
    first=st.integers(0, 20_000_000),
    second=st.integers(0, 20_000_000),
    clock=st.sampled_from([OFFICE, Clock(), Clock(8.5, 12.25, 6), Clock(0, 24, 1)]),
)
def test_between__adds_up_and_never_exceeds_the_clock(start: datetime, first: int, second: int, clock: Clock) -> None:
    middle = start + timedelta(seconds=first)
    end = middle + timedelta(seconds=second)
    whole = _hours(clock, start, end)
    assert whole == pytest.approx(_hours(clock, start, middle) + _hours(clock, middle, end), abs=1e-6)
    assert 0 <= whole <= (first + second) / 3600 + 1e-9


def test_of__what_the_settings_ask_for() -> None:
    assert Clock.of(Rules()) == OFFICE
    assert Clock.of(Rules(response_hours="calendar")) == Clock()
    assert Clock.of(Rules(workday_begin=18, workday_end=9, workdays=6)) == Clock(0, 24, 6)
    assert Clock().title.zh == "自然小时"
    assert OFFICE.title.zh.startswith("工作小时（周一至周五 9–18 点")
    assert Clock(8.5, 17, 1).title.en.startswith("working hours (Mon 8.5–17")
