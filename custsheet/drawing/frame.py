"""The common grid of sheets: title and provenance in A1, links in row 2, where header and data begin."""

from __future__ import annotations

import math
from collections.abc import Sequence

from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Link, area, on, rich
from custsheet.model.errors import Lang
from custsheet.model.text import text

INPUT_HEADER = 4  # header row of a people's sheet; data below it
TOOL_HEADER = 8  # header row of a tool sheet, below its summary strip
SETTINGS_HEADER = 4
LEGIBLE = 1_700
"""Pixels that still print legibly on one landscape A4."""

_STEP = 20  # pixels
_PRINTED = 1_024  # pixels of a landscape A4 between the margins of `Canvas.printed`, at 100 %
_WIDER = 1.22
"""Columns are as wide as digits of the workbook's font; those of DejaVu Sans, a wide substitute, are so much wider."""
_LEAST = 40  # percent: below it a second page at the right is better than letters nobody can read

MADE_BY = text("由 custsheet 生成", "Made by custsheet")
"""Part of A1 of every result sheet; one without it is not the tool's, whatever name points at it."""
# &A is the sheet's name: pages after the first would else not say what they belong to.
_FOOTER = text("&A · 第 &P/&N 页 · 含个人信息，注意保管", "&A · page &P of &N · personal data, keep safe")


def heading(canvas: Canvas, title: str, note: str = "") -> None:
    """Row 1: title and a grey note as one rich string, so that A1 says what the sheet is to a screen reader too."""
    canvas.height(1, 42)
    canvas.put(1, 1, rich((title, style.TITLE), ("  " + note if note else "", style.HELP)), style.TITLE)


def links(canvas: Canvas, targets: Sequence[tuple[int, str, str]], row: int = 2) -> None:
    """Links in one row: (column, text, title of the sheet)."""
    canvas.height(row, 22)
    for col, label, sheet in targets:
        canvas.put(row, col, Link(on(sheet, "A1"), label), style.TO)


def pages_wide(widths: Sequence[int], repeated: int) -> int:
    """How many landscape pages side by side show every column legibly; the first `repeated` ones stand on each."""
    again = sum(widths[:repeated])
    return max(1, math.ceil((sum(widths) - again) / max(LEGIBLE - again, LEGIBLE // 2)))


def page_spans(widths: Sequence[int], repeated: int) -> list[tuple[int, int]]:
    """First and last column of each landscape page that shows columns legibly beside the first `repeated` ones.

    As few pages as there can be, and those as narrow as they can be, for all are printed in the scale of the widest.

    >>> page_spans([100, 500, 500, 500, 400, 300], 1)
    [(1, 3), (4, 6)]
    """
    found = _spans(widths, repeated, LEGIBLE)
    for limit in range(LEGIBLE - _STEP, LEGIBLE // 2, -_STEP):
        narrower = _spans(widths, repeated, limit)
        if len(narrower) > len(found):
            break
        found = narrower
    return found


def _spans(widths: Sequence[int], repeated: int, most: int) -> list[tuple[int, int]]:
    found, used = [(1, 1)], widths[0] if widths else 0
    for col, wide in enumerate(widths[1:], 2):
        if used + wide > most and found[-1][1] > repeated:
            found.append((col, col))
            used = sum(widths[:repeated]) + wide
        else:
            found[-1] = (found[-1][0], col)
            used += wide
    return found


def page_scale(width: int) -> int:
    """Percent at which a sheet so many pixels wide fits a page's width whatever the font."""
    return max(_LEAST, min(100, int(100 * _PRINTED / (max(width, 1) * _WIDER))))


def finish(
    canvas: Canvas,
    lang: Lang,
    rows: int,
    pages: Sequence[tuple[int, int]],
    frozen: int = 1,
    widths: Sequence[int] = (),
) -> None:
    """Panes and print set-up of a tool sheet with `rows` rows below the header.

    `pages`: first and last column of each page side by side, with the `widths` of all columns where there are several:
    one scale for all, lest rows stand at other heights on the next. What is above the header is on the first alone.
    """
    canvas.freeze(TOOL_HEADER + 1, frozen)
    last = TOOL_HEADER + max(rows, 1)
    spans = [(TOOL_HEADER if at else 1, first, last, until) for at, (first, until) in enumerate(pages)]
    again = sum(widths[: frozen - 1])
    wide = max(sum(widths[first - 1 : until]) + (again if first > 1 else 0) for first, until in pages)
    several = len(spans) > 1
    canvas.printed(
        footer(lang),
        repeat=(TOOL_HEADER, TOOL_HEADER),
        repeat_cols=(1, frozen - 1) if several else None,
        area=",".join(on(canvas.title, area(span)) for span in spans) if several else spans[0],
        scale=page_scale(wide) if several else None,
    )


def footer(lang: Lang) -> str:
    """The footer of every printed sheet."""
    return _FOOTER(lang)
