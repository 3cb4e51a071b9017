"""Scores are remembered day by day, and a rate without a sample is no rate."""

from __future__ import annotations

from datetime import date, timedelta

from custsheet.model.quality import DAILY, WEIGHTS, Quality, Ratio, Score, remembered

TODAY = date(2026, 6, 17)


def quality(history: dict[str, dict[str, float]], today: date = TODAY) -> Quality:
    return Quality(today, 10, WEIGHTS, Score("", 0, {}, None), (), (), history=history)


def test_remembered__keeps_the_last_pass_of_a_day() -> None:
    morning = remembered({}, TODAY, {"total": 0.9})
    assert remembered(morning, TODAY, {"total": 0.95}) == {"2026-06-17": {"total": 0.95}}


def test_remembered__the_same_pass_again_changes_nothing() -> None:
    once = remembered({"2026-06-16": {"total": 0.5}}, TODAY, {"total": 1 / 3})
    assert once == {"2026-06-16": {"total": 0.5}, "2026-06-17": {"total": 0.3333}}
    assert remembered(once, TODAY, {"total": 1 / 3}) == once


def test_remembered__of_long_ago_one_day_a_month() -> None:
    history = {(TODAY - timedelta(days=back)).isoformat(): {"total": 0.9} for back in range(1, 800)}
    kept = remembered(history, TODAY, {"total": 1.0})
    old = [day for day in kept if day < (TODAY - timedelta(days=DAILY)).isoformat()]
    assert len(kept) == DAILY + 1 + len(old)
    assert old == [
        *("2024-04-30", "2024-05-31", "2024-06-30", "2024-07-31", "2024-08-31", "2024-09-30", "2024-10-31"),
        *("2024-11-30", "2024-12-31", "2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-12"),
    ]


def test_remembered__nothing_scored_is_no_entry_and_a_damaged_day_goes() -> None:
    assert remembered({"someday": {"total": 1.0}, "2026-06-01": {"total": 0.8}}, TODAY, {}) == {
        "2026-06-01": {"total": 0.8}
    }


def test_trend__ends_today_and_is_compared_with_the_day_before() -> None:
    held = {"2026-06-20": {"total": 0.1}, "2026-06-17": {"total": 0.9}, "2026-06-02": {"total": 0.7}, "x": {}}
    found = quality(held)
    assert [day.day for day, _ in found.trend] == [2, 17]
    assert found.before == (date(2026, 6, 2), {"total": 0.7})
    assert quality({"2026-06-17": {"total": 0.9}}).before is None


def test_rates__leave_out_what_has_none() -> None:
    ratios = {"validity": Ratio(9, 10, 10, 0.9), "uniqueness": Ratio(3, 3, 3, None)}
    assert Score("", 3, ratios, 0.9).rates == {"validity": 0.9, "total": 0.9}
    assert Score("", 3, ratios, None).rates == {"validity": 0.9}
