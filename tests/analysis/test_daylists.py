"""Days in lists: how people write them, and what is none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from custsheet.analysis.daylists import DayList, leading_day

_OCTOBER = tuple(date(2026, 10, 1) + timedelta(days=n) for n in range(7))


@pytest.mark.parametrize(
    "entry",
    [
        "2026-10-01 至 2026-10-07",
        "2026-10-01~10-07",
        "2026/10/1 - 2026/10/7",
        "2026年10月1日到7日",
        "国庆节 2026年10月1日至10月7日",
        "2026.10.1—2026.10.7 国庆",
        "2026-10-01 to 2026-10-07",
        "2026-10-01、2026-10-02、2026-10-03 至 2026-10-07",
    ],
)
def test_read__a_stretch_of_days_however_it_is_written(entry: str) -> None:
    assert DayList.read([entry]) == DayList(_OCTOBER, ())


@pytest.mark.parametrize("entry", ["2026-10-01", "2026-10-01 00:00:00", "2026-10-01 国庆", "20 人 2026-10-01"])
def test_read__a_single_day(entry: str) -> None:
    assert DayList.read([entry]) == DayList(_OCTOBER[:1], ())


def test_read__what_is_no_day_is_told() -> None:
    entries = ["国庆节", "2026-02-30", "", "10-01 至 10-07"]
    assert DayList.read(entries) == DayList((), tuple(entries))


@pytest.mark.parametrize("entry", ["2026-10-07 至 2026-10-01", "2026-10-01 至 2027-10-07", "2026-10-01 至 2026-10-32"])
def test_read__a_stretch_that_is_none_is_told(entry: str) -> None:
    assert DayList.read([entry]) == DayList((), (entry,))


@pytest.mark.parametrize(
    ("entry", "day", "rest"),
    [
        ("2026-03-01 满意度：电话回访", date(2026, 3, 1), "满意度：电话回访"),
        ("2026-03-01 00:00:00", date(2026, 3, 1), ""),
        ("电话回访（2026-03-01）", date(2026, 3, 1), "电话回访（）"),
        ("2026-13-01 电话回访", None, "2026-13-01 电话回访"),
        ("电话回访", None, "电话回访"),
    ],
)
def test_leading_day__and_the_other_words(entry: str, day: date | None, rest: str) -> None:
    assert leading_day(entry) == (day, rest)
