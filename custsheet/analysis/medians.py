"""Medians of many groups at once, as frames take them thirty times as long; quantiles of whole numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from custsheet.analysis.packing import Packing

Floats = npt.NDArray[np.float64]


def medians(group: npt.NDArray[np.int64], values: npt.NDArray[np.int64], size: int) -> Floats:
    """Of each of `size` groups the median of its values, which are whole numbers; NaN of none.

    Args:
        group: of each value, from 0.
        values: in any order.
        size: how many groups there are.
    """
    pairs = Packing.of(values)
    rising = np.sort(pairs.pack(group, values))
    count = np.bincount(group, minlength=size)
    begin = np.cumsum(count) - count
    found = np.full(size, np.nan)
    some = np.flatnonzero(count)
    low, high = (pairs.unpack(rising[begin[some] + (count[some] - less) // 2])[1] for less in (1, 0))
    found[some] = (low + high) / 2
    return found


def quantiles(values: npt.NDArray[np.int64], shares: Sequence[float]) -> list[float]:
    """What `np.quantile` gives, of whole numbers from 0: counted, not sorted, as stages ask it of thirteen days."""
    up_to = np.cumsum(np.bincount(values))
    found = []
    for share in shares:
        place = share * (len(values) - 1)
        below = int(place)
        part = place - below
        low, high = np.searchsorted(up_to, [below, min(below + 1, len(values) - 1)], side="right").tolist()
        # from the nearer end, as numpy does, so that the last digit is the same
        found.append(float(low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part)))
    return found
