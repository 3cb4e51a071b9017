"""Days as whole numbers, counted from 1 January 1970 and below 0 before: many times faster than moments."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
_FIRST_DAY = date(1970, 1, 1).toordinal()


def day_numbers(days: pd.Series) -> Ints:
    """Of moments none of which is blank."""
    return np.asarray(days.to_numpy("datetime64[D]").astype("int64"), dtype="int64")


def day_number(day: pd.Timestamp) -> int:
    """The same of one day, also of one whose distance nanoseconds cannot tell (the year 9000)."""
    return int(day.toordinal()) - _FIRST_DAY


def moments_of(numbers: Ints) -> npt.NDArray[np.datetime64]:
    """The days of such numbers."""
    return numbers.astype("datetime64[D]").astype("datetime64[us]")
