"""Ends of date ranges: fixed days, and days counted from today."""

from __future__ import annotations

from datetime import date

import pytest

from custsheet.model.bounds import date_bound


@pytest.mark.parametrize(
    ("bound", "today", "day"),
    [
        ("1990-01-01", date(2024, 5, 6), date(1990, 1, 1)),
        ("today", date(2024, 5, 6), date(2024, 5, 6)),
        ("today-14y", date(2024, 5, 6), date(2010, 5, 6)),
        ("today-14y", date(2024, 2, 29), date(2010, 2, 28)),
        ("today-4y", date(2024, 2, 29), date(2020, 2, 29)),
        ("today-6m", date(2024, 8, 31), date(2024, 2, 29)),
        ("today+1m", date(2024, 12, 31), date(2025, 1, 31)),
        ("today-30d", date(2024, 3, 1), date(2024, 1, 31)),
        ("today + 2d", date(2024, 12, 31), date(2025, 1, 2)),
    ],
)
def test_date_bound__gives_the_day(bound: str, today: date, day: date) -> None:
    assert date_bound(bound).on(today) == day


@pytest.mark.parametrize("bound", ["today-14y", "today-1m", "today-1d", "today"])
def test_on__before_the_first_day_of_the_calendar(bound: str) -> None:
    assert date_bound(bound).on(date.min) == date.min


@pytest.mark.parametrize("bound", ["today+14y", "today+1m", "today+1d", "today"])
def test_on__after_the_last_day_of_the_calendar(bound: str) -> None:
    assert date_bound(bound).on(date.max) == date.max


@pytest.mark.parametrize("bound", ["tomorrow", "today-14", "2024-13-01", "today-99999y", 1990, ""])
def test_date_bound__refuses_what_is_no_day(bound: str | float) -> None:
    with pytest.raises(ValueError, match=r"."):
        date_bound(bound)
