import pytest

from custsheet.values.flags import parse_yes


@pytest.mark.parametrize(
    "value",
    [
        "√",
        "✓",
        "✔",
        "✔️",
        "☑",
        "是",
        "对",
        "有",
        "1",
        1,
        1.0,
        "１",
        "TRUE",
        "True",
        True,
        "x",
        "X",
        "Ｘ",
        "Y",
        "y",
        "yes",
        "on",
        " 是 ",
    ],
)
def test_parse_yes__yes(value):
    assert parse_yes(value) is True


@pytest.mark.parametrize(
    "value", ["否", "不", "无", "没有", "0", 0, 0.0, "FALSE", False, "no", "N", "×", "✗", "❌", "off"]
)
def test_parse_yes__no(value):
    assert parse_yes(value) is False


@pytest.mark.parametrize("value", ["", " ", None, "maybe", "待定", 2, -1, float("nan"), "是的吧", "xx", "11", [], b"1"])
def test_parse_yes__neither(value):
    assert parse_yes(value) is None
