from datetime import datetime
from decimal import Decimal

import pytest

from custsheet.values.numbers import is_text_number, parse_number


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("1.2万", 12000),
        ("1,000元", 1000),
        ("￥1,200.50", 1200.5),
        ("¥ 88", 88),
        ("$1,200", 1200),
        ("RMB 300", 300),
        ("人民币1000元整", 1000),
        ("3千", 3000),
        ("2亿", 200_000_000),
        ("1.5万元", 15000),
        ("3百万", 3_000_000),
        ("50%", 0.5),
        ("１００％", 1),
        ("１２３", 123),
        ("（1，200）", -1200),
        ("(￥1,200.00)", -1200),
        ("-5", -5),
        ("￥-5", -5),
        ("－3.5", -3.5),
        ("+5", 5),
        ("1 200", 1200),
        (" 1,234,567.89 ", 1234567.89),
        ("1.1万", 11000),
        ("1.2E+05", 120000),
        ("0010", 10),
        (".5", 0.5),
    ],
)
def test_parse_number__text_that_means_one_number(value, number):
    parsed = parse_number(value)
    assert parsed == number
    assert type(parsed) is type(number)
    assert is_text_number(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "-",
        "abc",
        "约1000",
        "1000元/月",
        "100-200",
        "2023-01-05",
        "1.2.3",
        "1,2",
        "1.200,50",
        "12 34",
        "1,000,00",
        "--5",
        "(-5)",
        "5²",
        "①",
        "nan",
        "inf",
        "1e5",
        "50%万",
        "12345678901234567",
        "1" * 500,
        "一千",
        "TRUE",
        "13800138000/2",
    ],
)
def test_parse_number__anything_else_is_none(value):
    assert parse_number(value) is None
    assert not is_text_number(value)


@pytest.mark.parametrize(
    ("value", "number"),
    [(5, 5), (2.5, 2.5), (0, 0), (-1.0, -1.0), (1e300, 1e300), (Decimal("1.5"), 1.5)],
)
def test_parse_number__real_numbers_as_they_are(value, number):
    assert parse_number(value) == number
    assert not is_text_number(value)


@pytest.mark.parametrize(
    "value", [True, False, None, float("nan"), float("inf"), datetime(2023, 1, 5), Decimal("sNaN"), 10**400, [], b"5"]
)
def test_parse_number__other_cells_are_none(value):
    assert parse_number(value) is None


def test_parse_number__no_binary_noise():
    assert parse_number("4.35万") == 43500
    assert parse_number("110%") == 1.1
