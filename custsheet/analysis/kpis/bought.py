"""Purchases in the order of their days, so that those of a period are a stretch of them: dozens of figures ask."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.dated import Dated, present
from custsheet.analysis.daynumbers import day_number
from custsheet.analysis.packing import Packing, begins
from custsheet.analysis.period import Period

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Bought:
    """Who bought when.

    Attributes:
        dated: the days.
        who: a number for the customer of each purchase, in the order of the days.
        size: how many numbers there are.
    """

    dated: Dated
    who: npt.NDArray[np.int64]
    size: int

    @classmethod
    def of(cls, days: pd.Series, who: npt.NDArray[np.int64], size: int) -> Bought:
        """Purchases in any order; `who` of each, from 0 to `size` − 1."""
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
        inside = self.dated.within(period)
        days = self.dated.days[inside]
        pairs = Packing.of(days)
        once = np.sort(pairs.pack(self.who[inside], days))
        return np.bincount(pairs.unpack(once[begins(once)])[0], minlength=self.size)
