"""Room for texts."""

from __future__ import annotations

import pytest

from custsheet.drawing.workbook.measure import header_width, lines, text_pixels


def test_text_pixels__a_chinese_character_is_one_em() -> None:
    assert text_pixels("客户", 12) == pytest.approx(32)
    assert text_pixels("ab", 12) < text_pixels("ab", 12, bold=True) < 32


@pytest.mark.parametrize(("text", "count"), [("", 1), ("客户", 1), ("客" * 30, 5), ("a\nb", 2)])
def test_lines__counts_wrapped_lines(text: str, count: int) -> None:
    assert lines(text, 110) == count


def test_header_width__chinese_stays_on_one_line() -> None:
    assert header_width("最近核实日期", 40, mark=True) >= text_pixels("最近核实日期＊", 11) + 20


def test_header_width__english_may_take_two() -> None:
    title = "Waiting for customer (h)"
    assert header_width(title, 40, mark=False) < text_pixels(title, 11, bold=True)


def test_header_width__never_below_the_least() -> None:
    assert header_width("ID", 300, mark=False) == 300


def test_header_width__the_mark_does_not_stand_alone() -> None:
    """Else it would be pushed to a line of its own."""
    assert header_width("Order number", 0, mark=True) >= text_pixels("Order number", 11, bold=True) + 11 * 96 / 72 + 38
