"""Working hours: what the settings ask for, whole weeks, nights, and that hours add up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.analysis.kpis.hours import Clock
from custsheet.analysis.rules import Rules
from custsheet.model.snapshot import Lists
from custsheet.reading.lists import added

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
    clock=st.sampled_from(
        [
            OFFICE,
            Clock(),
            Clock(8.5, 12.25, 6),
            Clock(0, 24, 1),
            Clock(9, 18, 5, (date(2022, 3, 2),), (date(2022, 3, 6),)),
        ]
    ),
)
def test_between__adds_up_and_never_exceeds_the_clock(start: datetime, first: int, second: int, clock: Clock) -> None:
    middle = start + timedelta(seconds=first)
    end = middle + timedelta(seconds=second)
    whole = _hours(clock, start, end)
    assert whole == pytest.approx(_hours(clock, start, middle) + _hours(clock, middle, end), abs=1e-6)
    assert 0 <= whole <= (first + second) / 3600 + 1e-9


def _lists(holidays: Sequence[str] = (), extra: Sequence[str] = ()) -> Lists:
    return Lists({"holiday": tuple(map(added, holidays)), "extra_workday": tuple(map(added, extra))})


def test_of__what_the_settings_ask_for() -> None:
    assert Clock.of(Rules(), Lists({})) == OFFICE  # a standard of one's own may have no list of holidays
    assert Clock.of(Rules(response_hours="calendar"), _lists(["2024-05-01"])) == Clock()
    assert Clock.of(Rules(workday_begin=18, workday_end=9, workdays=6), _lists()) == Clock(0, 24, 6)
    assert Clock().title.zh == "自然小时"
    assert OFFICE.title.zh.startswith("工作小时（周一至周五 9–18 点")
    assert Clock(8.5, 17, 1).title.en.startswith("working hours (Mon 8.5–17")


def test_of__holidays_and_the_weekend_worked_for_them() -> None:
    clock = Clock.of(Rules(), _lists(["劳动节 2024-05-01 至 2024-05-05"], ["2024-04-28", "2024-05-11"]))
    assert clock.off == (date(2024, 5, 1), date(2024, 5, 2), date(2024, 5, 3))  # the weekend is none anyway
    assert clock.extra == (date(2024, 4, 28), date(2024, 5, 11))
    assert clock.title.zh == "工作小时（周一至周五 9–18 点，节假日不算）"
    both = Clock.of(Rules(), _lists(["2024-05-01 至 2024-05-03"], ["2024-05-02"]))
    assert both.off == (date(2024, 5, 1), date(2024, 5, 3))  # put among the days that are worked: it is


def _by_hand(clock: Clock, start: datetime, end: datetime) -> float:
    """Minute by minute."""
    minutes, now = 0, start
    while now < end:
        day = now.date()
        open_ = (day.weekday() < clock.days and day not in clock.off) or day in clock.extra
        minutes += open_ and clock.begin <= now.hour + now.minute / 60 < clock.end
        now += timedelta(minutes=1)
    return minutes / 60


@settings(deadline=None, max_examples=40)
@given(
    start=st.datetimes(datetime(2024, 4, 24), datetime(2024, 5, 14)).map(
        lambda one: one.replace(second=0, microsecond=0)
    ),
    minutes=st.integers(0, 20_000),
)
def test_between__leaves_out_holidays_and_counts_extra_days(start: datetime, minutes: int) -> None:
    clock = Clock.of(Rules(), _lists(["2024-05-01 至 05-05"], ["2024-04-28", "2024-05-11"]))
    end = start + timedelta(minutes=minutes)
    assert _hours(clock, start, end) == pytest.approx(_by_hand(clock, start, end))
