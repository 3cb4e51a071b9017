"""R, F, M and their scores: every definition, and the small samples where the usual recipes fail."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from custsheet.analysis import rfm
from custsheet.analysis.rules import Rules


def _measured(n: int, *, once: bool = False) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "recency": [float(day) for day in range(n)],
            "frequency": [1 if once else at + 1 for at in range(n)],
            "cents": [100_000 * (at + 1) for at in range(n)],
        },
        index=[f"C{at}" for at in range(n)],
    )


@pytest.mark.parametrize(
    ("n", "possible", "words"),
    [
        (1, {1, 2, 3, 4, 5}, "固定门槛"),
        (2, {1, 2, 3, 4, 5}, "固定门槛"),
        (14, {1, 2, 3, 4, 5}, "固定门槛"),
        (15, {1, 3, 5}, "分 3 组"),
        (49, {1, 3, 5}, "分 3 组"),
        (50, {1, 2, 3, 4, 5}, "分 5 组"),
    ],
)
def test_scores__method_depends_on_how_many_bought(n: int, possible: set[int], words: str) -> None:
    scored, said = rfm.scores(_measured(n), Rules())
    assert set(scored.to_numpy().ravel()) <= possible
    assert words in said.zh
    assert str(n) in said.zh
    assert str(n) in said.en
    if n >= rfm.SOME:
        # The most recent and the largest have the highest score.
        assert scored["r"].tolist() == sorted(scored["r"], reverse=True)
        assert scored["m"].tolist() == sorted(scored["m"])
        assert scored["m"].value_counts().max() - scored["m"].value_counts().min() <= 1


@pytest.mark.parametrize("n", [1, 2, 14, 15, 49, 50, 200])
def test_scores__all_one_time_buyers_score_alike(n: int) -> None:
    scored, _ = rfm.scores(_measured(n, once=True), Rules())
    assert scored["f"].nunique() == 1


@pytest.mark.parametrize(
    ("values", "k", "expected"),
    [
        ([1, 1, 1, 1, 1, 1, 2, 3, 4, 5], 5, [1, 1, 1, 1, 1, 1, 4, 4, 5, 5]),  # where qcut says edges must be unique
        ([1, 2, 3, 4, 5], 5, [1, 2, 3, 4, 5]),
        ([7, 7, 7], 3, [1, 1, 1]),
        ([1, 2, 3], 3, [1, 3, 5]),
        ([5], 5, [1]),
    ],
)
def test_score__ties_share(values: list[int], k: int, expected: list[int]) -> None:
    assert rfm.score(pd.Series(values), k).tolist() == expected


@pytest.mark.parametrize("k", [3, 5])
@pytest.mark.parametrize("n", [1, 2, 7, 14, 15, 49, 50, 80])
def test_score__is_monotone_and_equal_for_equals(n: int, k: int) -> None:
    values = random.Random(n).choices(range(30), k=n)
    scored = rfm.score(pd.Series(values), k)
    by_value: dict[int, set[float]] = {}
    for value, one in zip(values, scored, strict=True):
        by_value.setdefault(value, set()).add(one)
    assert all(len(found) == 1 for found in by_value.values())
    ordered = [next(iter(by_value[value])) for value in sorted(by_value)]
    assert ordered == sorted(ordered)
    assert 1 <= min(ordered) <= max(ordered) <= 5


@pytest.mark.parametrize(
    ("value", "falling", "expected"),
    [(0, True, 5), (30, True, 5), (31, True, 4), (365, True, 2), (366, True, 1), (30, False, 1), (366, False, 5)],
)
def test_step_score__bounds_are_included(value: float, falling: bool, expected: int) -> None:
    assert rfm.step_score(pd.Series([value]), (30, 90, 180, 365), falling=falling).tolist() == [expected]


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [("mean", ["lll", "lll", "hhh"]), ("median", ["lll", "hhh", "hhh"]), ("three", ["lll", "lll", "hhh"])],
)
def test_groups__high_is_not_below_the_threshold(threshold: str, expected: list[str]) -> None:
    scored = pd.DataFrame({name: [1.0, 2.0, 5.0] for name in "rfm"})
    assert rfm.groups(scored, threshold).tolist() == expected


def test_groups__name_r_f_m_in_this_order() -> None:
    scored = pd.DataFrame({"r": [5.0, 1.0], "f": [1.0, 5.0], "m": [1.0, 5.0]})
    assert rfm.groups(scored, "three").tolist() == ["hll", "lhh"]


def test_groups__equal_scores_reach_their_own_mean() -> None:
    scored = pd.DataFrame({name: [1.1] * 3 for name in "rfm"})
    assert rfm.groups(scored, "mean").tolist() == ["hhh"] * 3
