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

    >>> page_spans([100, 900, 900, 700], 1)
    [(1, 2), (3, 4)]
    """
    found, used = [(1, 1)], widths[0] if widths else 0
    for col, wide in enumerate(widths[1:], 2):
        if used + wide > LEGIBLE and found[-1][1] > repeated:
            found.append((col, col))
            used = sum(widths[:repeated]) + wide
        else:
            found[-1] = (found[-1][0], col)
            used += wide
    return found


def finish(canvas: Canvas, lang: Lang, rows: int, pages: Sequence[tuple[int, int]], frozen: int = 1) -> None:
    """Panes and print set-up of a tool sheet with `rows` rows below the header.

    `pages`: first and last column of each page side by side; what stands above the header is on the first one alone.
    """
    canvas.freeze(TOOL_HEADER + 1, frozen)
    last = max(TOOL_HEADER + rows, TOOL_HEADER + 1)
    spans = [(TOOL_HEADER if at else 1, first, last, until) for at, (first, until) in enumerate(pages)]
    canvas.printed(
        footer(lang),
        repeat=(TOOL_HEADER, TOOL_HEADER),
        repeat_cols=(1, frozen - 1) if len(spans) > 1 else None,
        area=spans[0] if len(spans) == 1 else ",".join(on(canvas.title, area(span)) for span in spans),
    )


def footer(lang: Lang) -> str:
    """The footer of every printed sheet."""
    return _FOOTER(lang)
