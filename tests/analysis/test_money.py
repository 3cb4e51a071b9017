"""Amounts in words."""

from __future__ import annotations

import random

import numpy as np
import pytest

from custsheet.analysis.money import any_money_format, in_full, money, money_format, monies, unit
from custsheet.model.errors import LANGS, Lang


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


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("up", [False, True])
def test_monies__are_the_same_together(lang: Lang, up: bool) -> None:
    chance = random.Random(2)
    cents = [chance.choice((-1, 1)) * chance.random() * 10 ** chance.randrange(13) for _ in range(3000)]
    cents += [0, 1, 9_949, 9_950, 9_999, 10_000, 499_950, 500_000, 999_950, 49_999_999, 50_000_000]
    cents += [round(one) for one in cents]
    assert monies(np.array(cents), "¥", lang, up=up).tolist() == [money(one, "¥", lang, up=up) for one in cents]


def test_money__up_is_enough() -> None:
    chance = random.Random(1)
    for digits in range(1, 14):
        for _ in range(20):
            cents = chance.randrange(10 ** (digits - 1), 10**digits)
            said = money(cents, "", "zh", up=True).replace(",", "")
            assert cents - 0.01 <= float(said) * 100 < cents + 100, cents


@pytest.mark.parametrize(
    ("amounts", "lang", "size", "word"),
    [
        ([999.0], "zh", 1, ""),
        ([10_000.0], "zh", 1e4, "万"),
        ([1.0, 3.2e8], "zh", 1e8, "亿"),
        ([999.0], "en", 1, ""),
        ([-5_000.0], "en", 1e3, "K"),
        ([2e6, float("nan")], "en", 1e6, "M"),
        ([3e9], "en", 1e9, "bn"),
        ([], "zh", 1, ""),
    ],
)
def test_unit__is_the_largest_in_which_the_greatest_amount_counts(
    amounts: list[float], lang: Lang, size: float, word: str
) -> None:
    found = unit(amounts, lang)
    assert (found.size, found.word) == (size, word)


def test_unit__rounds_to_one_decimal() -> None:
    assert unit([411_949.0], "zh")(411_949.0) == 41.2


@pytest.mark.parametrize(
    ("currency", "zh", "en"),
    [("¥", "万元", "¥K"), ("", "万元", "K"), ("US$", "US$ 万", "US$K"), ("HK$", "HK$ 万", "HK$K")],
)
def test_unit__is_titled_in_the_currency_of_the_workbook(currency: str, zh: str, en: str) -> None:
    assert (unit([5e4], "zh").title(currency, "zh"), unit([5e4], "en").title(currency, "en")) == (zh, en)
    assert unit([5], "en").title("", "en") == ""


@pytest.mark.parametrize(("amount", "said"), [(100_000, "¥100,000"), (123_456, "¥123,456"), (99.5, "¥99.50")])
def test_in_full__a_limit_is_exact(amount: float, said: str) -> None:
    assert in_full(amount, "¥") == said


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        (3.2e8, '0\\.00,,"亿"', '0.00,,"M"'),
        (-250_000.0, '0\\.0,"万"', "#,##0"),
        (9_999.97, '0\\.0,"万"', "#,##0"),
        (9_400.0, "#,##0", "#,##0"),
        (1.2e6, '0\\.0,"万"', '0.00,,"M"'),
        (3.2e9, '0\\.00,,"亿"', '0.00,,,"bn"'),
    ],
)
def test_money_format__changes_its_unit_where_a_sentence_does(amount: float, zh: str, en: str) -> None:
    assert money_format(amount, "¥", "zh") == f'"¥"{zh};-"¥"{zh}'
    assert money_format(amount, "¥", "en") == f'"¥"{en};-"¥"{en}'
    for lang in LANGS:
        said = money(amount * 100, "", lang)
        assert (not said[-1].isdigit()) == (money_format(amount, "", lang) != "#,##0;-#,##0")


def test_any_money_format__what_is_below_0_falls_into_the_first_section() -> None:
    assert any_money_format("¥", "zh") == '[<9500]"¥"#,##0;[<99500000]"¥"0\\.0,"万";"¥"0\\.00,,"亿"'
    assert any_money_format("", "en") == '[<995000]#,##0;[<995000000]0.00,,"M";0.00,,,"bn"'
