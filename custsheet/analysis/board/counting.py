"""Counting facts place by place, period by period.

Facts are put in the order of their days once, so that a period is a stretch of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from custsheet.analysis.period import Period

_FIRST_DAY = pd.Timestamp("1970-01-01")


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
        first, last = ((day - _FIRST_DAY).days for day in (period.start, period.end))
        return slice(*np.searchsorted(self.days, [first, last + 1]).tolist())


@dataclass(frozen=True)
class Grid:
    """Owners by regions, each with one more for none."""

    shape: tuple[int, int]

    def count(self, places: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        """Facts, or the sum of their weights, place by place."""
        owners, regions = self.shape
        return np.bincount(places, weights, owners * regions).astype("float64").reshape(self.shape)

    def medians(self, places: np.ndarray, values: np.ndarray) -> np.ndarray:
        """The median of `values` of every choice (see `margins`), NaN where there are none."""
        owners, regions = self.shape
        owner, region = np.divmod(places, regions)
        choices = []
        for by_owner in (False, True):
            for by_region in (False, True):
                known = np.full(len(places), True)
                known &= (owner < owners - 1) | (not by_owner)
                known &= (region < regions - 1) | (not by_region)
                choice = (owner + 1) * by_owner * regions + (region + 1) * by_region
                choices.append(np.where(known, choice, -1))
        choice, value = np.concatenate(choices), np.tile(values, 4)
        choice, value = choice[choice >= 0], value[choice >= 0]
        order = np.lexsort([value, choice])
        choice, value = choice[order], value[order]
        n = np.bincount(choice, minlength=owners * regions)
        first = np.cumsum(n) - n
        out = np.full(owners * regions, np.nan)
        some = n > 0
        low, high = first[some] + (n[some] - 1) // 2, first[some] + n[some] // 2
        out[some] = (value[low] + value[high]) / 2
        return out.reshape(self.shape)


def margins(counts: np.ndarray) -> np.ndarray:
    """From places to choices: along the last two axes 0 is "all" and n what was n − 1; "none" is in "all" alone."""
    out = np.zeros_like(counts)
    out[..., 0, 0] = counts.sum(axis=(-2, -1))
    out[..., 1:, 0] = counts[..., :-1, :].sum(axis=-1)
    out[..., 0, 1:] = counts[..., :, :-1].sum(axis=-2)
    out[..., 1:, 1:] = counts[..., :-1, :-1]
    return out


def present(members: np.ndarray, size: int) -> np.ndarray:
    """Which of `size` are among `members`."""
    here = np.zeros(size, dtype=bool)
    here[members] = True
    return here
