"""Where the printed pages of a report begin, so that no chart and no small table is cut in two.

A sheet that is fitted to a page's width is smaller wherever its columns are wider, which depends on the fonts of a
computer, so that nobody knows how many rows a page takes; and Excel heeds no breaks of ours on it. Hence a scale in
percent, at which the height of a page is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_HEIGHT = 677  # pixels of a landscape A4 between the margins of `Canvas.printed`, at 100 %
_SAFE = 0.96  # of the height: office programs round rows and scales in their own ways


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that belong together: the first one, how high they are, and how much of them must not be parted."""

    row: int
    height: int
    kept: int


def page_height(scale: int) -> float:
    """Pixels of rows on a page of a sheet that is printed so many percent of its size."""
    return _HEIGHT * _SAFE * 100 / scale


def page_breaks(above: int, stretches: Iterable[Stretch], page: float) -> list[int]:
    """The rows that begin a page; `above`: pixels of the rows before the first stretch.

    Rows may run over the end of a page; where on a later one they end is known but for `_SAFE`. If that leaves open on
    which page, what follows begins the next one.

    >>> page_breaks(100, [Stretch(5, 300, 300), Stretch(20, 300, 300), Stretch(40, 900, 90), Stretch(80, 400, 9)], 600)
    [20, 80]
    """
    found, high = list[int](), page / _SAFE
    most = least = float(above)  # pixels that are used on a page, at most and at least
    for one in stretches:
        if most + one.kept > page and most > 0:
            found.append(one.row)
            most = least = 0.0
        most, least = most + one.height, least + one.height
        full = int(most / page)
        if full == int(least / high):
            most, least = most - full * page, least - full * high
        else:
            most = least = page
    return found


def page_parts(heights: Sequence[int], page: float) -> list[int]:
    """How many of the rows of a table, so many pixels high, stand on each page of it; at least one on each.

    >>> page_parts([20, 20, 40, 20], 60), page_parts([20, 20], 60), page_parts([], 60)
    ([2, 2], [2], [0])
    """
    found, used = [0], 0
    for high in heights:
        if used + high > page and found[-1]:
            found.append(0)
            used = 0
        found[-1] += 1
        used += high
    return found
