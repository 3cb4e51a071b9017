"""Where the printed pages of a report begin, so that no chart and no small table is cut in two.

Excel takes its own breaks on a sheet that is fitted to a page's width; LibreOffice, which makes the PDF, takes these.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_WIDTH, _HEIGHT = 1_024, 677
"""Pixels of a landscape A4 between the margins of `Canvas.printed`, at 100 %."""
_SAFE = 0.96  # of the height: office programs round rows and scales in their own ways


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that belong together: the first one, how high they are, and how much of them must not be parted."""

    row: int
    height: int
    kept: int


def page_height(width: int, pages: int) -> float:
    """Pixels of rows on a page of a sheet that is so wide and fitted to `pages` side by side."""
    percent = min(100, 100 * _WIDTH * pages // max(width, 1))
    return _HEIGHT * _SAFE * 100 / max(percent, 1)


def page_breaks(above: int, stretches: Iterable[Stretch], page: float) -> list[int]:
    """The rows that begin a page; `above`: pixels of the rows before the first stretch.

    What follows rows that run over the end of a page begins the next one: where on it they end, only the office program
    knows, whose columns may be wider than ours.

    >>> page_breaks(100, [Stretch(5, 300, 300), Stretch(20, 300, 300), Stretch(40, 900, 90), Stretch(80, 9, 9)], 600)
    [20, 80]
    """
    found, used = list[int](), float(above)
    for one in stretches:
        if used + one.kept > page and used > 0:
            found.append(one.row)
            used = 0.0
        used = min(used + one.height, page)
    return found
