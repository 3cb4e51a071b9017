"""Facts in the order of their days, put there once, so that those of a period are a stretch of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from custsheet.analysis.daynumbers import day_number
from custsheet.analysis.period import Period


@dataclass(frozen=True)
class Dated:
    """Facts in the order of their days: `order` sorts columns of theirs, `days` are those days as numbers."""

    order: np.ndarray
    days: np.ndarray

    @classmethod
    def of(cls, moments: pd.Series) -> Dated:
        """Facts without a moment are left out."""
        days = moments.to_numpy("datetime64[D]").astype("int64")
        dated = np.flatnonzero(moments.notna().to_numpy())
        known = days[dated]
        since = known - known.min(initial=np.iinfo("int64").max)
        if since.max(initial=0) < 2**16:  # short numbers are sorted without comparing them
            since = since.astype("uint16")
        order = dated[np.argsort(since, kind="stable")]
        return cls(order, days[order])

    def within(self, period: Period) -> slice:
        """The stretch of facts that lie in the period."""
        first, last = (day_number(day) for day in (period.start, period.end))
        return slice(*np.searchsorted(self.days, [first, last + 1]).tolist())


def present(members: np.ndarray, size: int) -> np.ndarray:
    """Which of `size` are among `members`."""
    here = np.zeros(size, dtype=bool)
    here[members] = True
    return here
