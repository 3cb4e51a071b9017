"""What a customer spent between two days, asked for many customers at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

_WIDTH = 2**20  # days since 1970 fit


class Totals:
    """Running totals of the lines of known customers: two look-ups an answer, and no join.

    Args:
        lines: customer (a whole number), day, cents, bought.
    """

    def __init__(self, lines: pd.DataFrame) -> None:
        key = lines["customer"].to_numpy("int64") * _WIDTH + day_numbers(lines["day"])
        order = np.argsort(key, kind="stable")
        self._key = key[order]
        self._cents = np.concatenate([[0], np.cumsum(lines["cents"].to_numpy("int64")[order])])
        self._bought = np.concatenate([[0], np.cumsum(lines["bought"].to_numpy("int64")[order])])

    def between(self, customer: Any, first: Any, after: Any) -> tuple[Any, Any]:
        """(cents, purchases) from day `first` up to, not including, `after`, both as `day_numbers` gives them."""
        low = np.searchsorted(self._key, customer * _WIDTH + first)
        high = np.searchsorted(self._key, customer * _WIDTH + after)
        return self._cents[high] - self._cents[low], self._bought[high] - self._bought[low]


def day_numbers(days: pd.Series) -> Any:
    """Days since January 1970."""
    return days.to_numpy("datetime64[D]").astype("int64")
