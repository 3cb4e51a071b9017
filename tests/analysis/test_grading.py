"""Tiers by amount, and what is missing to the next one."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from custsheet.analysis import grading
from custsheet.analysis.rules import Rules


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([], ""),
        ([1], "A"),  # one customer is all the revenue
        ([1000, 1], "AC"),
        ([50, 30, 15, 5], "AABC"),  # 80 % and 95 % are reached exactly
        ([50, 29, 16, 5], "AAAC"),  # the customer who crosses 80 % is A
        ([50, 30, 14, 6], "AABB"),
        ([10, 10, 10, 10, 10, 10, 10, 10, 10, 10], "AAAAAAAAAA"),
        ([80, 10, 10], "ABB"),
        ([100, 0, -5], "APP"),
        ([0, 0], "PP"),
    ],
)
def test_tier__pareto(amounts: list[int], expected: str) -> None:
    assert "".join(grading.tier(pd.Series(amounts, dtype="int64"), Rules())) == expected


@pytest.mark.parametrize(
    ("cents", "expected"), [(10_000_000, "A"), (9_999_999, "B"), (2_000_000, "B"), (1_999_999, "C"), (0, "P")]
)
def test_tier__fixed_thresholds_are_included(cents: int, expected: str) -> None:
    rules = Rules(tier_method="fixed", fixed_a=100_000, fixed_b=20_000)
    assert grading.tier(pd.Series([cents]), rules).tolist() == [expected]


def test_tier__lines_of_100_rank_everybody_a() -> None:
    assert set(grading.tier(pd.Series([5, 3, 1]), Rules(pareto_a=100, pareto_b=100))) == {"A"}


def test_rank__counts_the_ranked_only() -> None:
    out = grading.rank(pd.Series([100, 300, 0, 100, -7]))
    assert out["rank"].tolist()[:2] == [2, 1]
    assert out["rank"].iloc[3] == 2
    assert out["rank"].isna().tolist() == [False, False, True, False, True]
    assert out["share"].iloc[1] == pytest.approx(0.6)
    assert out["own"].sum() == pytest.approx(1)
    assert sorted(out["share"].dropna())[-1] == pytest.approx(1)


def _random_amounts(chance: random.Random) -> list[int]:
    return [chance.randint(-5, 60) for _ in range(chance.randint(1, 14))]


@pytest.mark.parametrize("seed", range(40))
def test_tier__equal_amounts_share_it_and_larger_is_not_worse(seed: int) -> None:
    chance = random.Random(seed)
    cents, a, b = _random_amounts(chance), chance.randint(1, 100), chance.randint(1, 100)
    tiers = grading.tier(pd.Series(cents, dtype="int64"), Rules(pareto_a=min(a, b), pareto_b=max(a, b)))
    found = sorted(zip(cents, tiers, strict=True), key=lambda one: -one[0])
    assert [tier for _, tier in found] == sorted(tier for _, tier in found)
    assert len({amount for amount, _ in found}) == len(set(found))
    if any(amount > 0 for amount in cents):
        assert found[0][1] == "A"


@pytest.mark.parametrize("to", ["A", "B", "C"])
@pytest.mark.parametrize("fixed", [False, True])
@pytest.mark.parametrize("lines", [(80.0, 95.0), (50.0, 70.0), (33.0, 99.0)])
@pytest.mark.parametrize("seed", range(8))
def test_missing__is_enough_and_one_cent_less_is_not(
    seed: int, to: str, lines: tuple[float, float], fixed: bool
) -> None:
    cents = _random_amounts(random.Random(seed))
    rules = Rules(
        tier_method="fixed" if fixed else "pareto", pareto_a=lines[0], pareto_b=lines[1], fixed_a=0.4, fixed_b=0.2
    )
    series = pd.Series(cents, dtype="int64")
    for at, need in enumerate(grading.missing(series, rules, to)):
        reached = grading.tier(series.where(series.index != at, series + need), rules).iloc[at]
        assert reached <= to
        if need > 0:
            short = grading.tier(series.where(series.index != at, series + need - 1), rules).iloc[at]
            assert short > to
