"""The keep policy: what a person can still get back after a day, a month, a year."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from custsheet.memory.retention import Entry, keep

NOW = datetime(2026, 5, 6, 14, 30, tzinfo=UTC)


def entry(sequence: int, taken: datetime, *, source: str = "book", verified: bool = True) -> Entry:
    return Entry(sequence, f"sha256:{sequence:064x}", source, taken, 1, "write", verified)


def every(step: timedelta, count: int, *, until: datetime = NOW, **more: bool) -> list[Entry]:
    """`count` entries, the last one at `until`, numbered in order of time."""
    return [entry(number + 1, until - step * (count - 1 - number), **more) for number in range(count)]


def taken(entries: list[Entry], kept: set[int]) -> list[datetime]:
    return [one.taken for one in entries if one.sequence in kept]


def test_keep__everything_up_to_fifty() -> None:
    entries = every(timedelta(days=400), 50)
    assert keep(entries, NOW) == {one.sequence for one in entries}
    assert keep([], NOW) == set()


def test_keep__last_fifty_and_one_an_hour() -> None:
    entries = every(timedelta(minutes=1), 60 * 48)
    kept = keep(entries, NOW)
    assert {one.sequence for one in entries[-50:]} <= kept
    hours = {one.replace(minute=0) for one in taken(entries, kept)}
    assert {NOW.replace(minute=0) - timedelta(hours=back) for back in range(24)} <= hours
    # The last 50 reach back to 13:41: 22 older hours, among them the newest of 5 May, and the newest of 4 May.
    assert len(kept) == 50 + 22 + 1
    assert NOW.replace(minute=0) - timedelta(hours=24) not in hours


def test_keep__one_a_day_a_week_a_month() -> None:
    entries = every(timedelta(hours=2), 12 * 365 * 3)
    kept = keep(entries, NOW)
    days = {one.date() for one in taken(entries, kept)}
    assert {NOW.date() - timedelta(days=back) for back in range(30)} <= days
    mondays = {day - timedelta(days=day.weekday()) for day in days}
    assert {NOW.date() - timedelta(days=NOW.weekday() + 7 * back) for back in range(12)} <= mondays
    months = {(day.year, day.month) for day in days}
    assert len(months) == 24
    assert min(months) == (2024, 6)
    assert 50 + 24 + 30 - 12 < len(kept) < 50 + 24 + 30 + 12 + 24


def test_keep__takes_the_newest_of_each_period() -> None:
    entries = every(timedelta(hours=1), 24 * 80)
    kept = keep(entries, NOW)
    old = [moment for moment in taken(entries, kept) if moment < NOW - timedelta(days=3)]
    assert {moment.hour for moment in old} == {23 if NOW.minute < 30 else max(one.taken.hour for one in entries)}


def test_keep__counts_back_from_now_and_not_from_the_newest() -> None:
    """A workbook that rested for ten years keeps its last fifty, and nothing for hours and days long gone."""
    entries = every(timedelta(hours=1), 1000, until=NOW - timedelta(days=3650))
    assert keep(entries, NOW) == {one.sequence for one in entries[-50:]}


def test_keep__never_drops_the_newest_verified() -> None:
    old = entry(1, NOW - timedelta(days=4000))
    doubtful = [entry(number, NOW - timedelta(days=3000), verified=False) for number in range(2, 100)]
    kept = keep([old, *doubtful], NOW)
    assert 1 in kept
    assert len(kept) == 51


def test_keep__trusts_the_sequence_where_clocks_ran_backward() -> None:
    """The last fifty are the last that were taken, whatever their clock said."""
    entries = [entry(number, NOW - timedelta(days=3000 + number)) for number in range(1, 101)]
    assert keep(entries, NOW) == set(range(51, 101))


def test_keep__keeps_what_is_dated_in_the_future() -> None:
    future = [entry(number, NOW + timedelta(days=number)) for number in range(1, 11)]
    later = [entry(number, NOW - timedelta(days=3000)) for number in range(11, 111)]
    assert keep(future + later, NOW) == set(range(1, 11)) | set(range(61, 111))


def test_keep__each_workbook_by_itself() -> None:
    busy = [entry(number, NOW - timedelta(seconds=200 - number), source="busy") for number in range(1, 201)]
    quiet = [entry(1000 + number, NOW - timedelta(days=3000), source="quiet") for number in range(10)]
    assert {one.sequence for one in quiet} <= keep(busy + quiet, NOW)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "UTC"])
def test_keep__pruning_daily_loses_no_more_than_pruning_once(zone: str) -> None:
    """After 500 daily prunings there is what one pruning at the end would have kept, also over summer time."""
    chance = random.Random(7)
    start = datetime(2025, 1, 1, tzinfo=ZoneInfo(zone))
    moments = sorted(start + timedelta(minutes=chance.randrange(60 * 24 * 500)) for _ in range(1500))
    everything = [entry(number, moment) for number, moment in enumerate(moments, 1)]
    alive: list[Entry] = []
    for day in range(1, 501):
        now = (start.astimezone(UTC) + timedelta(days=day)).astimezone(ZoneInfo(zone))
        alive += [one for one in everything if now - timedelta(days=1) < one.taken <= now]
        kept = keep(alive, now)
        alive = [one for one in alive if one.sequence in kept]
    assert {one.sequence for one in alive} == keep([one for one in everything if one.taken <= now], now)
