"""Amounts in words."""

from __future__ import annotations

import random

import pytest

from custsheet.analysis.money import money


@pytest.mark.parametrize(
    ("cents", "zh", "en"),
    [
        (0, "¥0", "¥0"),
        (5, "¥0.05", "¥0.05"),
        (3550, "¥35.50", "¥35.50"),
        (3500, "¥35", "¥35"),
        (320_000, "¥3,200", "¥3,200"),
        (999_960, "¥1万", "¥10,000"),
        (81_502_200, "¥81.5万", "¥815,022"),
        (1_000_000, "¥1万", "¥10,000"),
        (1_234_567_800, "¥1,235万", "¥12.35M"),
        (12_345_678_900, "¥1.23亿", "¥123.46M"),
        (-5_000, "-¥50", "-¥50"),
    ],
)
def test_money__is_short(cents: int, zh: str, en: str) -> None:
    assert (money(cents, "¥", "zh"), money(cents, "¥", "en")) == (zh, en)


@pytest.mark.parametrize(
    ("cents", "zh"),
    [(1_910_000, "¥19,100"), (1_200_001, "¥12,001"), (10_001, "¥101"), (1_201, "¥12.01"), (999_901, "¥10,000")],
)
def test_money__up_is_to_the_yuan_and_never_says_less(cents: int, zh: str) -> None:
    assert money(cents, "¥", "zh", up=True) == zh


def test_money__up_is_enough() -> None:
    chance = random.Random(1)
    for digits in range(1, 14):
        for _ in range(20):
            cents = chance.randrange(10 ** (digits - 1), 10**digits)
            said = money(cents, "", "zh", up=True).replace(",", "")
            assert cents - 0.01 <= float(said) * 100 < cents + 100, cents
