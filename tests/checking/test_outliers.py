"""What counts as an outlier, on prices of many shapes: clean ones give none, slips of the pen are found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from custsheet.checking.outliers import _median, far_off

SHAPES: dict[str, Any] = {
    "one price": lambda luck, n: np.full(n, 500.0),
    "one price and discounts": lambda luck, n: luck.choice([500.0, 475.0, 450.0, 425.0], n, p=[0.7, 0.1, 0.1, 0.1]),
    "a little scatter": lambda luck, n: luck.normal(500, 25, n).clip(1),
    "log-normal": lambda luck, n: luck.lognormal(6, 0.4, n),
    "wide log-normal": lambda luck, n: luck.lognormal(6, 1.0, n),
    "evenly spread": lambda luck, n: luck.uniform(1, 10_000, n),
    "whole hundreds": lambda luck, n: luck.integers(1, 100, n) * 100.0,
    "two kinds": lambda luck, n: luck.choice([100.0, 1000.0], n),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", [8, 30, 300, 3000])
def test_far_off__clean_prices_have_hardly_any(shape: str, count: int) -> None:
    luck = np.random.default_rng(5)
    samples = 100 if count < 3000 else 20
    told = [int(far_off(SHAPES[shape](luck, count), 4).sum()) for _ in range(samples)]
    assert sum(told) / samples <= (0.1 if count == 8 else 0.05), told  # of eight the scatter is hardly known


# A product sold at many prices may well be sold at ten times another's.
SLIPS = [(shape, by) for shape in ("one price", "one price and discounts", "a little scatter") for by in (10, 100, 0.1)]


@pytest.mark.parametrize(("shape", "factor"), [*SLIPS, ("log-normal", 100)])
def test_far_off__finds_a_misplaced_decimal_point(shape: str, factor: float) -> None:
    luck = np.random.default_rng(6)
    for _ in range(50):
        prices = SHAPES[shape](luck, 40)
        prices[7] *= factor
        assert far_off(prices, 4)[7]


def test_far_off__several_slips_of_one_size_do_not_hide_each_other() -> None:
    prices = np.array([500.0] * 40 + [5000.0] * 4 + [50.0] * 3)
    assert far_off(prices, 4).tolist() == [False] * 40 + [True] * 7


def test_far_off__what_many_paid_is_another_usual_price() -> None:
    assert not far_off(np.array([500.0] * 20 + [5000.0] * 4), 4).any()
    assert not far_off(np.array([500.0] * 8 + [5000.0] * 2), 4).any()


def test_far_off__bears_the_smallest_and_the_largest() -> None:
    prices = np.array([1e-300, *[500.0] * 8, 1e300])
    assert far_off(prices, 4).tolist() == [True, *[False] * 8, True]


@pytest.mark.parametrize("count", [1, 2, 3, 8, 9, 1000, 1001])
def test_median__is_what_numpy_says(count: int) -> None:
    luck = np.random.default_rng(count)
    for values in (luck.lognormal(6, 1.0, count), luck.integers(0, 3, count).astype(float)):
        assert _median(values) == np.median(values)
