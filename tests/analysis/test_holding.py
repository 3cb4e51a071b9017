"""Up at once, down only after two months in a row, over whole workbooks and passes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from custsheet.analysis import tiers
from custsheet.model.outcome import Tiers
from custsheet.model.snapshot import Memory

Make = Callable[..., Any]
BASE: dict[str, Any] = {"tier_method": "fixed", "fixed_a": 100, "fixed_b": 50, "window_months": None}


@pytest.fixture
def passes(workbook: Make, people: Make, order: Make) -> Callable[..., list[Tiers]]:
    """`passes([("2024-05-06", 120), …])`: C1 has so much on each day; each pass remembers what the one before left."""

    def run(steps: Sequence[tuple[str, float]], manual: str | None = None, **changed: Any) -> list[Tiers]:
        known: tuple[Any, ...] = ()
        out = []
        for day, amount in steps:
            customers = [{**one, "tier_manual": manual} for one in people("C1")]
            orders = [order("C1", "2024-01-01", amount)] if amount else []
            made = workbook(settings=BASE | changed, customers=customers, orders=orders)
            made = replace(made, memory=Memory(standings=known))
            out.append(tiers(made, date.fromisoformat(day)))
            known = out[-1].standings
        return out

    return run


def _letters(found: list[Tiers]) -> str:
    return "".join(one.table["computed"].iloc[0] for one in found)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([("2024-01-06", 10), ("2024-01-07", 60), ("2024-01-08", 120)], "CBA"),  # up at once
        ([("2024-01-06", 120), ("2024-02-06", 60), ("2024-03-06", 60)], "AAB"),
        ([("2024-01-06", 120), ("2024-02-06", 60), ("2024-02-20", 60), ("2024-02-29", 10)], "AAAA"),  # once a month
        ([("2024-01-06", 120), ("2024-02-06", 60), ("2024-03-06", 10), ("2024-04-06", 10)], "AABC"),
        ([("2024-01-06", 120), ("2024-02-06", 60), ("2024-03-06", 120), ("2024-04-06", 60)], "AAAA"),
        ([("2024-01-06", 120), ("2024-04-06", 60), ("2024-05-06", 60)], "AAB"),  # a month without a pass is none
        ([("2024-01-06", 120), ("2024-01-20", 60), ("2024-02-06", 60), ("2024-03-06", 60)], "AAAB"),
        ([("2024-01-06", 120), ("2024-01-06", 60), ("2024-01-07", 60)], "ABB"),  # mistyped, put right on the same day
        (
            [("2024-01-06", 120), ("2024-02-06", 0), ("2024-02-07", 60)],
            "APA",
        ),  # nothing left: P at once, held no longer
        ([("2024-01-06", 120), ("2024-01-07", -120)], "AP"),  # in the same month, too
    ],
)
def test_tiers__fall_after_two_periods(passes: Callable[..., Any], steps: Any, expected: str) -> None:
    assert _letters(passes(steps)) == expected


@pytest.mark.parametrize(("hold", "expected"), [(1, "ABBB"), (2, "AABB"), (3, "AAAB")])
def test_tiers__the_setting_says_how_many(passes: Callable[..., Any], hold: int, expected: str) -> None:
    steps = [(f"2024-0{month}-06", 120 if month == 1 else 60) for month in range(1, 5)]
    assert _letters(passes(steps, tier_hold=hold)) == expected


def test_tiers__a_second_pass_on_the_same_day_changes_nothing(passes: Callable[..., Any]) -> None:
    steps = [("2024-01-06", 120), ("2024-02-06", 60), ("2024-02-06", 60)]
    _, first, second = passes(steps)
    assert first.table.equals(second.table)
    assert first.standings == second.standings


def test_tiers__who_is_held_is_told_why_and_what_keeps_the_tier(passes: Callable[..., Any]) -> None:
    held = passes([("2024-01-06", 120), ("2024-02-06", 60)])[-1].table.iloc[0]
    assert held["reason"].endswith("；本次算是 B，连续 2 期更低才降级，本期是第 1 期")
    assert held["missing"] == "再成交 ¥40 或 1 单（12-31 前） → 保住 A"
    within = passes([("2024-01-06", 120), ("2024-01-20", 60)])[-1].table.iloc[0]
    assert within["reason"].endswith("；本次算是 B，本月曾达到 A")
    later = passes([("2024-01-06", 120), ("2024-02-06", 60), ("2024-03-06", 60)], tier_hold=3)[-1].table.iloc[0]
    assert later["reason"].endswith("连续 3 期更低才降级，本期是第 2 期")
    nobody = passes([("2024-01-06", 120), ("2024-02-06", 120)])[-1].table.iloc[0]
    assert "降级" not in nobody["reason"]


def test_tiers__tell_the_last_period_and_the_change(passes: Callable[..., Any]) -> None:
    first, up, same = passes([("2024-01-06", 60), ("2024-02-06", 120), ("2024-02-07", 120)])
    assert first.table[["last", "change"]].iloc[0].tolist() == [None, None]
    assert first.last_day is None
    for one in (up, same):  # the change is against the last month, whatever the pass
        assert one.table[["last", "change"]].iloc[0].tolist() == ["B", "up"]
        assert one.last_day == date(2024, 1, 6)
    down = passes([("2024-01-06", 120), ("2024-02-06", 60), ("2024-03-06", 60)])[-1]
    assert down.table[["last", "change"]].iloc[0].tolist() == ["A", "down"]


def test_tiers__a_manual_tier_stands_beside_what_is_held(passes: Callable[..., Any]) -> None:
    found = passes([("2024-01-06", 120), ("2024-02-06", 60)], manual="C")[-1].table.iloc[0]
    assert (found["tier"], found["computed"], found["raw"]) == ("C", "A", "B")
    assert found["last"] == "C"


def test_tiers__other_thresholds_hold_nobody(workbook: Make, people: Make, order: Make) -> None:
    orders = [order("C1", "2024-01-01", 120)]
    first = tiers(workbook(settings=BASE, customers=people("C1"), orders=orders), date(2024, 1, 6))
    made = workbook(settings=BASE | {"fixed_a": 200}, customers=people("C1"), orders=orders)
    made = replace(made, memory=Memory(standings=first.standings))
    assert _letters([tiers(made, date(2024, 2, 6))]) == "B"
