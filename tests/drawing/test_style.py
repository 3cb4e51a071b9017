"""The palette is readable, and the theme draws Chinese in charts with the workbook's own font."""

from __future__ import annotations

import pytest

from custsheet.drawing.workbook import style

PAIRS = [
    (style.WHITE, style.NAVY),
    (style.WHITE, style.SLATE),
    (style.INK, style.WHITE),
    (style.GREY, style.WHITE),
    (style.GREY, style.PAGE),
    (style.GREY, style.CALC_FILL),
    (style.LINK, style.WHITE),
    (style.INPUT_INK, style.INPUT_FILL),
    (style.CALC_INK, style.CALC_FILL),
    (style.ERROR_INK, style.ERROR_FILL),
    (style.WARN_INK, style.WARN_FILL),
    (style.OK_INK, style.OK_FILL),
    (style.INFO_INK, style.INFO_FILL),
    *style.TIERS.values(),
]


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_contrast__is_enough_for_small_text(ink: str, ground: str) -> None:
    assert style.contrast(ink, ground) >= 4.5


def test_contrast__is_that_of_the_standard() -> None:
    assert style.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert style.contrast("#FFFFFF", "#FFFFFF") == pytest.approx(1)
    assert style.contrast("#9CA3AF", "#FFFFFF") < 4.5


def test_tier__is_plain_for_an_unknown_letter() -> None:
    assert style.tier("Z") == {"font_color": style.INK, "bg_color": style.WHITE}


def test_look__cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        style.INPUT["bg_color"] = "#000000"  # type: ignore[index]


def test_theme__names_the_font_for_chinese_and_keeps_one_of_each() -> None:
    theme = style.theme()
    assert theme.count(f'<a:ea typeface="{style.FONT}"/>') == 2
    assert theme.count("<a:clrScheme") == theme.count("<a:fontScheme") == theme.count("<a:fmtScheme") == 1
    assert "宋体" not in theme
