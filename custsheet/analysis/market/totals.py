"""What a customer spent between two days, asked for many customers at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis.daynumbers import day_numbers
from custsheet.analysis.packing import Ints, Packing


class Totals:
    """Running totals of the lines of known customers: two look-ups an answer, and no join.

    Args:
        lines: customer (a whole number), day, cents, bought.
    """

    def __init__(self, lines: pd.DataFrame) -> None:
        day = day_numbers(lines["day"])
        self._pairs = Packing.of(day)
        key = self._pairs.pack(lines["customer"].to_numpy("int64"), day)
        order = np.argsort(key, kind="stable")
        self._key = key[order]
        self._cents = np.concatenate([[0], np.cumsum(lines["cents"].to_numpy("int64")[order])])
        self._bought = np.concatenate([[0], np.cumsum(lines["bought"].to_numpy("int64")[order])])

    def between(self, customer: Ints, first: Ints, after: Ints) -> tuple[Ints, Ints]:
        """(cents, purchases) from day `first` up to, not including, `after`, both as `daynumbers` counts them."""
        low, high = (np.searchsorted(self._key, self._until(customer, day)) for day in (first, after))
        return self._cents[high] - self._cents[low], self._bought[high] - self._bought[low]

    def _until(self, customer: Ints, day: Ints) -> Ints:
        """The key of the day; of one before or after all days what lies between two customers."""
        inside = np.clip(day, self._pairs.low, self._pairs.low + self._pairs.span)
        return self._pairs.pack(customer, inside)
