"""How much room a text takes on the screen, so that columns and rows are wide and high enough in every language."""

from __future__ import annotations

import math
import unicodedata

_WIDE = "WFA"  # 微软雅黑 draws ambiguous signs (·, “”, ①) as wide as a Chinese character
_LATIN = 0.55  # of an em, averaged over text; bold is wider
_AIR = 18  # pixels: indent and padding of a cell
SURE = 0.9
"""Of a column's width that a text is counted on to find: where the workbook's font is missing, others are wider."""


class _Widths(dict[str, bool]):
    """Character → whether it is as wide as a Chinese one; each is looked up once, for millions are measured."""

    def __missing__(self, one: str) -> bool:
        found = self[one] = unicodedata.east_asian_width(one) in _WIDE
        return found


IS_WIDE = _Widths()
"""Character → whether it is as wide as a Chinese one."""


def text_pixels(text: str, points: float = 10, *, bold: bool = False) -> float:
    """About how wide a line of text is: a Chinese character takes one em, a Latin letter somewhat more than half."""
    em = points * 96 / 72
    wide = 0 if text.isascii() else sum(map(IS_WIDE.__getitem__, text))
    return em * (wide + (_LATIN * 1.07 if bold else _LATIN) * (len(text) - wide))


def lines(text: str, pixels: float, points: float = 10) -> int:
    """How many lines a wrapped cell of this width needs."""
    room = max(pixels - _AIR, 20)
    return sum(max(1, math.ceil(text_pixels(part, points) / room)) for part in text.split("\n"))


def wraps(text: str, pixels: float) -> bool:
    """Whether `text` needs more than one line of a cell of 10 points so many pixels wide."""
    return len(text) * 10 * 96 / 72 > pixels * SURE - 24 and lines(text, pixels * SURE) > 1


def header_width(title: str, least: int, *, mark: bool, points: float = 11) -> int:
    """
    Width of a column whose header wraps to at most two lines beside its filter arrow.

    Chinese titles stay on one line: they are short and would break anywhere. So do those followed by the sign of a
    required column (`mark`), which would else be left alone on the second line.
    """
    arrow, star = 20, points * 96 / 72 if mark else 0
    needed = text_pixels(title, points, bold=True) + star
    if " " in title and not mark:
        words = title.split(" ")
        halves = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
        needed = min(max(text_pixels(half, points, bold=True) for half in pair) for pair in halves) * 1.08
    return max(least, math.ceil(needed + arrow + _AIR))
