import math
import random
from datetime import date, datetime
from decimal import Decimal

import pytest

from custsheet.values.text import as_text, as_texts, clean_text, edit_distance, fold, half_width, is_clean, similar


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("  as is ", "  as is "),
        (True, "TRUE"),
        (False, "FALSE"),
        (7, "7"),
        (13800138000.0, "13800138000"),
        # As Excel shows them, not as the nearest binary fraction.
        (6.22202123456789e18, "6222021234567890000"),
        (98765432109876500.0, "98765432109876500"),
        (2.5, "2.5"),
        (-3.0, "-3"),
        (float("nan"), ""),
        (float("inf"), ""),
        (date(2023, 1, 5), "2023-01-05"),
        (datetime(2023, 1, 5), "2023-01-05"),
        (datetime(2023, 1, 5, 14, 30), "2023-01-05 14:30:00"),
        (Decimal("1.50"), "1.50"),
    ],
)
def test_as_text__cell_values(value, text):
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("０１０－１２３４５６７８", "010-12345678"),
        ("ＡＢＣ＠ｑｑ．ｃｏｍ", "ABC@qq.com"),
        ("￥1，000", "¥1,000"),
        ("010—123", "010-123"),
        ("（转801）", "(转801)"),
        ("a　b", "a b"),
        ("5²", "5²"),
        ("①", "①"),
        ("张三。", "张三。"),
        ("", ""),
    ],
)
def test_half_width__only_width_changes(value, text):
    assert half_width(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  张三 ", "张三"),
        ("张  三", "张 三"),
        ("张　　三", "张 三"),
        ("北京\n朝阳", "北京 朝阳"),
        ("北京\r\n朝阳", "北京 朝阳"),
        ("张\u200b三\ufeff", "张三"),
        ("ＡＢＣ１２３", "ABC123"),
        ("你好，（世界）。！", "你好，（世界）。！"),
        ("John \u00a0 Smith", "John Smith"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("a\u200db", "ab"),
        ("bell\x07", "bell"),
        (" \t\n", ""),
        (None, ""),
        (5.0, "5"),
    ],
)
def test_clean_text__what_a_tidy_person_types(value, text):
    assert clean_text(value) == text
    assert is_clean(value) == (value == text or not isinstance(value, str))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("第一行\n第二行", "第一行\n第二行"),
        ("a \r\n b", "a\nb"),
        ("a\rb", "a\nb"),
        (" a  b \n", "a b"),
        ("a\n\nb", "a\n\nb"),
    ],
)
def test_clean_text__multiline_keeps_lines(value, text):
    assert clean_text(value, multiline=True) == text
    assert clean_text(text, multiline=True) == text


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ｅ-mail ", "e-MAIL"),
        ("客户（编号）", "客户(编号)"),
        ("TECHNOLOGY", "technology"),
        ("Straße", "STRASSE"),
        ("①", "1"),
        ("张\u200b三", "张三"),
        ("a  b", "a b"),
        (None, ""),
        (True, "true"),
        (1.0, "1"),
    ],
)
def test_fold__compares_equal(left, right):
    assert fold(left) == fold(right)


@pytest.mark.parametrize(("left", "right"), [("客户", "客戶"), ("a b", "ab"), ("制造", "制造业"), ("é", "e")])
def test_fold__keeps_apart(left, right):
    assert fold(left) != fold(right)


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [
        ("gmail", "gmail", 0),
        ("gmail", "gmial", 1),
        ("gmail", "gmai", 1),
        ("gmail", "gmaill", 1),
        ("gmail", "gnail", 1),
        ("gmail", "hmial", 2),
        ("", "ab", 2),
        ("abc", "xyz", 3),
        ("abcdef", "a", 3),
        ("ca", "ac", 1),
    ],
)
def test_edit_distance__up_to_the_limit(left, right, distance):
    assert edit_distance(left, right) == distance
    assert edit_distance(right, left) == distance


INDUSTRIES = ["制造业", "酒店餐饮", "互联网", "信息技术", "批发零售", "其他"]


@pytest.mark.parametrize(
    ("value", "choices", "entry"),
    [
        ("制造", INDUSTRIES, "制造业"),
        ("餐饮", INDUSTRIES, "酒店餐饮"),
        ("互联网行业", INDUSTRIES, "互联网"),
        ("信息技", INDUSTRIES, "信息技术"),
        ("餐饮酒店", INDUSTRIES, "酒店餐饮"),
        ("catering and hotels", ["Hotels and catering", "Retail"], "Hotels and catering"),
        (" 制造业 ", INDUSTRIES, "制造业"),
        ("technolgy", ["Technology", "Finance"], "Technology"),
        ("TECHNOLOGY", ["Technology", "Finance"], "Technology"),
        ("Finanse", ["Technology", "Finance"], "Finance"),
        ("financial servics", ["Financial Services", "Retail"], "Financial Services"),
        ("20-99", ["1–19", "20–99"], "20–99"),
        ("20～99", ["1–19", "20–99"], "20–99"),
    ],
)
def test_similar__finds_the_entry_meant(value, choices, entry):
    assert similar(value, choices) == entry


@pytest.mark.parametrize(
    ("value", "choices"),
    [
        ("有效", ["无效"]),
        ("非制造业", ["制造业"]),
        ("inactive", ["Active"]),
        ("not active", ["Active"]),
        ("female", ["male"]),
        ("其他制造", INDUSTRIES),
        ("低级客户", ["高级客户"]),
        ("二级经销商", ["一级经销商"]),
        ("100-599", ["100–499"]),
        ("Region north", ["Region south"]),
        ("制造", ["汽车制造", "机械制造"]),
        ("", ["制造业"]),
        (None, ["制造业"]),
        ("x", []),
        ("业", ["制造业"]),
        ("店酒餐饮", INDUSTRIES),
        ("线上", ["上线"]),
    ],
)
def test_similar__never_a_wild_guess(value, choices):
    assert similar(value, choices) is None


def test_similar__aliases_lead_to_their_entry():
    aliases = {"男性": "男", "M": "男", "gone": "不在表中"}
    assert similar("男性", ["男", "女"], aliases) == "男"
    assert similar("m", ["男", "女"], aliases) == "男"
    assert similar("gone", ["男", "女"], aliases) is None


def test_as_text__integers_beyond_pythons_limit():
    assert as_text(10**5000) == ""


def test_as_texts__of_a_column_are_those_of_its_cells():
    chance = random.Random(4)
    numbers = [1.0, 0.0, -0.0, -10.0, 0.25, -0.05, 1e16, 1e-7, 6.22202123456789e18, math.nan, math.inf, 100.0]
    others = [None, "", "a\nb", True, 1, datetime(2024, 5, 6), date(2024, 5, 6)]
    for length in [*range(6), *range(6)] * 60:
        pool = chance.choice([numbers[:6], numbers, [*numbers, *others], ["a", ""], [1.0, 2.5, None], [1, "a", None]])
        column = chance.choices(pool, k=length)
        assert as_texts(column) == [as_text(one) for one in column]
