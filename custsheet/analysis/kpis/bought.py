"""Purchases in the order of their days, so that those of a period are a stretch of them: dozens of figures ask."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.dated import Dated, present
from custsheet.analysis.daynumbers import day_number, moments_of
from custsheet.analysis.period import Period

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Bought:
    """Who bought when: each customer once a day.

    Attributes:
        dated: the days.
        who: a number for the customer of each, in the order of the days.
        size: how many numbers there are.
    """

    dated: Dated
    who: npt.NDArray[np.int64]
    size: int

    @classmethod
    def of(cls, days: pd.Series, who: npt.NDArray[np.int64], size: int) -> Bought:
        """Days in any order; `who` bought on each, from 0 to `size` − 1. A customer has a day once."""
        dated = Dated.of(days)
        return cls(dated, who[dated.order], size)

    def buyers(self, period: Period) -> Mask:
        """Of every customer whether it bought in the period."""
        return present(self.who[self.dated.within(period)], self.size)

    def before(self, day: pd.Timestamp) -> Mask:
        """Of every customer whether it bought before `day`."""
        return present(self.who[: np.searchsorted(self.dated.days, day_number(day))], self.size)

    def days(self, period: Period) -> npt.NDArray[np.int64]:
        """Of every customer on how many days of the period it bought."""
        return np.bincount(self.who[self.dated.within(period)], minlength=self.size)

    def first(self) -> npt.NDArray[np.datetime64]:
        """Of every customer the first day, NaT of who never bought."""
        found = np.full(self.size, np.datetime64("NaT"), dtype="datetime64[us]")
        found[self.who[::-1]] = moments_of(self.dated.days[::-1])  # of several the last written stays
        return found
