"""The one style sheet: palette, fonts, number formats and the looks of cells that every sheet is drawn from.

A look is a mapping of XlsxWriter format properties; `Canvas.put` merges several of them. Contrast of every text on its
fill is at least 4.5 : 1, and no meaning is carried by colour alone. A colour stands for one thing on every sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from xlsxwriter.theme import THEME_XML_2007

Look = Mapping[str, Any]

FONT = "微软雅黑"  # on every Windows; other systems take their own Chinese font for it

NAVY = "#1F3A5F"
ACCENT = "#2F6DB5"
INK = "#1F2937"
GREY = "#666E7B"  # the lightest grey for text: 4.5 : 1 even on the page colour
HAIR = "#E5E7EB"
PAGE = "#F4F6F9"
WHITE = "#FFFFFF"
SLATE = "#475569"
LINK = "#1D4ED8"
INPUT_INK, INPUT_FILL, INPUT_LINE = "#1D4ED8", "#FFFBEB", "#F3EAD0"
DECIDE_FILL = "#FDE9A9"
CALC_INK, CALC_FILL, CALC_LINE = "#374151", "#F3F4F6", "#E1E4E9"
ERROR_INK, ERROR_FILL, ERROR_EDGE = "#991B1B", "#FEE2E2", "#DC2626"
WARN_INK, WARN_FILL, WARN_EDGE = "#92400E", "#FEF3C7", "#D97706"
OK_INK, OK_FILL, OK_EDGE = "#166534", "#DCFCE7", "#16A34A"
INFO_INK, INFO_FILL, INFO_EDGE = "#1E3A8A", "#DBEAFE", "#5B8AC9"

# Tier -> (ink, fill), and the solid colour of the same tier in charts.
TIERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "A": ("#78350F", "#FDE68A"),
        "B": ("#1E3A8A", "#DBEAFE"),
        "C": ("#374151", "#E5E7EB"),
        "P": ("#115E59", "#CCFBF1"),
    }
)
TIER_SOLID: Mapping[str, str] = MappingProxyType({"A": "#E0A526", "B": "#5B8AC9", "C": "#B6BFCB", "P": "#7DB8A5"})
BAR_VALUE, BAR_COMPLETE = "#C7D8EC", "#D3E1F1"
LAST_YEAR, PARTIAL, COOLING = "#8A97A8", "#B7D0EC", "#D98C5F"
OVERDUE, TODAY, LATER = "#E58A8A", "#EDB467", "#BFD1E6"
GROUPS = ("#A9C3E8", "#F2CF7E", "#B5D9CD", "#D4C0E3", "#EFBFA5", "#C3CBD6")  # duplicate groups, in turn

TAB_HOME, TAB_INPUT, TAB_TOOL, TAB_SETTINGS = NAVY, "#E8B93B", "#8FB0DC", "#94A3B8"

# Number formats. Excel shows the header's own text and adds the mark; the cell's value stays the bare title.
REQUIRED_MARK = '@"＊"'
AS_TEXT = "@"
DATE, DATETIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
COUNT, MONEY, PERCENT = "#,##0", "#,##0.00", "0.0%"
MONEY_SUM = '#,##0.00;-#,##0.00;"–"'  # computed amounts: nothing is a dash
WHOLE_PERCENT = "0%"
POINTS = "0.0"


@lru_cache(maxsize=None, typed=True)
def look(**properties: Any) -> Look:
    """Format properties under XlsxWriter's own names, read-only; the same properties are the same object."""
    return MappingProxyType(properties)


def fill(colour: str) -> Look:
    """A solid background."""
    return look(bg_color=colour)


BASE = look(font_name=FONT, font_size=10, font_color=INK, valign="vcenter")

TITLE = look(font_size=18, bold=True, font_color=NAVY)
BIG_TITLE = look(font_size=20, bold=True, font_color=NAVY)
PANEL = look(font_size=12, bold=True, font_color=NAVY)
HELP = look(font_size=9.5, font_color=GREY)
NOTE = look(font_size=9, font_color=GREY)
SMALL = look(font_size=8.5, font_color=GREY)
FIGURE = look(font_size=18, bold=True, font_color=NAVY, align="left")
BIG_FIGURE = look(font_size=20, bold=True, font_color=NAVY, align="left")
TO = look(font_size=9.5, font_color=LINK, underline=1)  # a link
STRONG = look(bold=True)
MUTED = look(font_color=GREY)

LEFT = look(align="left", indent=1)
RIGHT = look(align="right", indent=1)
CENTRE = look(align="center")
WRAP = look(text_wrap=True)
TOP = look(valign="top")
PAPER = fill(PAGE)
CARD = fill(WHITE)

_HEAD = {
    "font_size": 11,
    "bold": True,
    "font_color": WHITE,
    "border": 1,
    "border_color": WHITE,
    "align": "left",
    "indent": 1,
}
HEADER = look(**_HEAD, bg_color=NAVY)
HEADER_CALC = look(**_HEAD, bg_color=SLATE)
HEADER_DECISION = look(**_HEAD | {"font_color": LINK}, bg_color=DECIDE_FILL)

BODY = look(bottom=1, bottom_color=HAIR)
INPUT = look(font_color=INPUT_INK, bg_color=INPUT_FILL, bottom=1, bottom_color=INPUT_LINE)
CALC = look(font_color=CALC_INK, bg_color=CALC_FILL, bottom=1, bottom_color=CALC_LINE)
CLOSED = look(font_color=GREY, bg_color=CALC_FILL, bottom=1, bottom_color=CALC_LINE)
CLOSED_ROW = look(font_color=GREY, bg_color=CALC_FILL)

ERROR = look(font_color=ERROR_INK, bg_color=ERROR_FILL)
WARN = look(font_color=WARN_INK, bg_color=WARN_FILL)
OK = look(font_color=OK_INK, bg_color=OK_FILL)
INFO = look(font_color=INFO_INK, bg_color=INFO_FILL)

# A pill: the fill stops short of its neighbours because a medium white line stands around it.
CHIP = look(font_size=9, align="center", border=2, border_color=WHITE)
BADGE = look(bold=True, align="center", border=2, border_color=WHITE)


def tier(letter: str) -> Look:
    """Ink and fill of tier A, B, C or P; plain for anything else."""
    ink, ground = TIERS.get(letter, (INK, WHITE))
    return look(font_color=ink, bg_color=ground)


def contrast(ink: str, ground: str) -> float:
    """Contrast ratio of two colours, WCAG 2.1 (1.4.3): (lighter + 0.05) / (darker + 0.05) of relative luminance."""
    light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def theme() -> str:
    """The workbook's theme: XlsxWriter's, with our fonts and accents.

    Charts name only a Latin font; Chinese in them comes from the theme, which XlsxWriter leaves to 宋体. Charts that
    people make by hand then match ours too.
    """
    accents = (ACCENT, *TIER_SOLID.values(), COOLING)
    colours = {"dk2": NAVY, "lt2": PAGE} | {f"accent{i}": c for i, c in enumerate(accents, 1)}
    colours |= {"hlink": LINK, "folHlink": LINK}
    scheme = (
        '<a:clrScheme name="custsheet"><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
        '<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
        + "".join(f'<a:{name}><a:srgbClr val="{colour[1:]}"/></a:{name}>' for name, colour in colours.items())
        + "</a:clrScheme>"
    )
    one = f'<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/><a:cs typeface=""/>'
    fonts = f"<a:majorFont>{one}</a:majorFont><a:minorFont>{one}</a:minorFont>"
    whole = scheme + f'<a:fontScheme name="custsheet">{fonts}</a:fontScheme>'
    return re.sub(r"<a:clrScheme.*</a:fontScheme>", whole, THEME_XML_2007, count=1, flags=re.DOTALL)
