"""The value score, the composite score, and what an order more would make of it.

Invariant: scores are rounded to tenths, half up, and tiers are decided on what is shown: 75.0 is A. Equal customers
have equal scores.

Value (behaviour B4): of the customers with a ranked amount, how many percent are not better, in recency, frequency and
amount each; equal ones share the better place, as they do under Pareto, so the only customer of all has 100.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.composite.potential import Floats, Potential, growth, tenths
from custsheet.analysis.rules import Rules

MOST = 10**12
"""Cents: who needs a larger order than this does not get there by ordering."""
_MOST_ORDERS = 128


def value(units: pd.DataFrame, rules: Rules) -> pd.Series:
    """The value score by customer, NaN where no amount is ranked; recency, frequency and cents stand in `units`."""
    out = np.full(len(units), np.nan)
    ranked = np.flatnonzero(units["cents"].to_numpy() > 0)
    if len(ranked):
        out[ranked] = _Value(units.iloc[ranked], rules).now()
    return pd.Series(out, index=units.index)


class Composite:
    """The composite scores of one workbook.

    Args:
        units: one row a customer: recency, frequency, cents.
        potential: what each may come to be worth.
        rules: the settings.
    """

    def __init__(self, units: pd.DataFrame, potential: Potential, rules: Rules) -> None:
        self._rules, self._index = rules, units.index
        self._ranked = np.flatnonzero(units["cents"].to_numpy() > 0)
        self._value = _Value(units.iloc[self._ranked], rules)
        parts, weights = potential.parts.to_numpy("float64")[self._ranked], potential.weights.to_numpy()
        known = ~np.isnan(parts) * weights
        self._whole = known.sum(axis=1)
        growing = potential.weights.index.to_numpy() == "growth"
        self._growth = known[:, growing].sum(axis=1)
        self._others = (np.nan_to_num(parts[:, ~growing]) * weights[~growing]).sum(axis=1)
        self._lately, self._before = (one[self._ranked] for one in (potential.lately, potential.before))

    @property
    def score(self) -> pd.Series:
        """By customer; NaN where no amount is ranked."""
        out = np.full(len(self._index), np.nan)
        everybody = np.arange(len(self._ranked))
        out[self._ranked] = self._score(everybody, self._value.now(), self._lately)
        return pd.Series(out, index=self._index)

    def tier(self, score: pd.Series) -> pd.Series:
        """Tier by score; P where there is none."""
        a, b = score >= self._rules.composite_a, score >= self._rules.composite_b
        return pd.Series(
            np.where(score.isna(), "P", np.where(a, "A", np.where(b, "B", "C"))).astype(object), score.index
        )

    def missing(self, to: npt.NDArray[np.object_]) -> pd.DataFrame:
        """What each ranked customer lacks to the tier in `to` ("A", "B", else nothing is asked) if nobody else changes.

        Returns:
            Columns cents (the least amount of one order more on a day without one; 0 where none is needed, NaN where no
            amount is enough) and orders (how many more of its usual size, on as many such days; likewise).
        """
        out = pd.DataFrame({"cents": np.nan, "orders": np.nan}, index=self._index)
        limit = np.select([to == "A", to == "B"], [self._rules.composite_a, self._rules.composite_b], np.nan)
        limit = limit[self._ranked]
        at = np.flatnonzero(~np.isnan(limit))
        if len(at):
            there = self._score(at, self._value.now()[at], self._lately[at]) >= limit[at]
            cents, orders = self._least_amount(at, limit[at]), self._least_orders(at, limit[at])
            out.iloc[self._ranked[at], 0] = np.where(there, 0.0, cents)
            out.iloc[self._ranked[at], 1] = np.where(there, 0.0, orders)
        return out

    def _least_amount(self, at: npt.NDArray[np.intp], limit: Floats) -> Floats:
        """First between which two amounts of others the new amount must lie, then where between them."""
        own, steps = self._value.cents[at], self._value.sorted_cents

        often = self._value.often(at, 1)
        lately, others, before = self._lately[at], self._others[at], self._before[at]
        growing, whole = self._growth[at], self._whole[at]

        def enough(cents: npt.NDArray[np.int64], not_better: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
            worth = self._value.after(often, not_better)
            return self._mix(worth, others + growing * growth(lately + cents, before), whole) >= limit

        def at_step(step: npt.NDArray[np.intp]) -> npt.NDArray[np.int64]:
            lifted = steps[np.minimum(step, len(steps) - 1)]
            return np.maximum(np.where(step < len(steps), lifted - own, MOST), 1)

        # Steps are the distinct amounts above the own one; beyond the last of them only growth can still help.
        first = np.searchsorted(steps, own + 1, side="right")
        low, high = first - 1, np.full(len(at), len(steps))
        at_least_one = np.ones(len(at), dtype=np.int64)
        start = enough(at_least_one, self._value.rank_of(own + 1))
        while (open_ := high - low > 1).any():
            middle = (low + high) // 2
            good = enough(at_step(middle), self._value.rank_at(middle))
            high = np.where(open_ & good, middle, high)
            low = np.where(open_ & ~good, middle, low)
        lower = np.where(low < first, 1, at_step(low))
        upper = np.where(high < len(steps), at_step(high), MOST)
        rank = np.where(low < first, self._value.rank_of(own + 1), self._value.rank_at(low))
        reachable = enough(upper, np.where(high < len(steps), self._value.rank_at(high), len(self._ranked)))
        while ((upper - lower) > 1).any():
            middle = (lower + upper) // 2
            good = enough(middle, rank)
            upper, lower = np.where(good, middle, upper), np.where(good, lower, middle)
        return np.where(start, 1.0, np.where(reachable, upper.astype("float64"), np.nan))

    def _least_orders(self, at: npt.NDArray[np.intp], limit: Floats) -> Floats:
        each = self._value.usual[at]

        def enough(orders: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
            more = orders * each
            often = self._value.often(at, orders)
            worth = self._value.after(often, self._value.rank_of(self._value.cents[at] + more))
            return self._score(at, worth, self._lately[at] + more) >= limit

        low, high = np.zeros(len(at), dtype=np.int64), np.full(len(at), _MOST_ORDERS, dtype=np.int64)
        reachable = enough(high)
        while ((high - low) > 1).any():
            middle = np.maximum((low + high) // 2, 1)
            good = enough(middle)
            low, high = np.where(good, low, np.minimum(middle, high - 1)), np.where(good, middle, high)
        return np.where(reachable, high.astype("float64"), np.nan)

    def _score(self, at: npt.NDArray[np.intp], worth: Floats, lately: Floats) -> Floats:
        """The composite of ranked customers `at` from their value and what they bought in the last half-year."""
        points = self._others[at] + self._growth[at] * growth(lately, self._before[at])
        return self._mix(worth, points, self._whole[at])

    def _mix(self, worth: Floats, points: Floats, whole: Floats) -> Floats:
        """Value and potential in one, the potential as weighted points and the sum of their weights."""
        share = np.where(np.isnan(worth), 0.0, np.where(whole > 0, self._rules.composite_value / 100, 1.0))
        potential = tenths(np.divide(points, whole, out=np.zeros_like(points), where=whole > 0))
        return tenths(share * np.nan_to_num(worth) + (1 - share) * potential)


class _Value:
    """The value of ranked customers, now and after orders more."""

    def __init__(self, ranked: pd.DataFrame, rules: Rules) -> None:
        self.cents = ranked["cents"].to_numpy(dtype="int64")
        self._days = ranked["frequency"].to_numpy(dtype="int64")
        self._recency = ranked["recency"].to_numpy(dtype="float64")
        self.usual = np.maximum(self.cents // np.maximum(self._days, 1), 1)
        self._sorted = np.sort(self.cents)
        self._up_to_days = np.cumsum(np.bincount(self._days, minlength=1))
        self.sorted_cents, first = np.unique(self._sorted, return_index=True)
        self._up_to = np.append(first[1:], len(self._sorted))  # how many are not above each distinct amount
        dated = len(ranked) > 0 and not np.isnan(self._recency).any()
        r, f, m = (rules.value_r, rules.value_f, rules.value_m) if dated else (0.0, 0.0, rules.value_m)
        self._weights, self._whole = (r, f, m), r + f + m

    def now(self) -> Floats:
        """In tenths; NaN where all weights are 0."""
        last = np.searchsorted(np.sort(-self._recency), -self._recency, side="right")
        return self._mean(last, self._up_to_days[self._days], self.rank_of(self.cents))

    def often(self, at: npt.NDArray[np.intp], orders: int | npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
        """How many customers have no more order days than `at` have after `orders` more."""
        place = np.minimum(self._days[at] + orders, len(self._up_to_days) - 1)
        return np.asarray(self._up_to_days[place], dtype=np.intp)

    def after(self, often: npt.NDArray[np.intp], not_better: npt.NDArray[np.intp]) -> Floats:
        """After an order on the reference day: nobody is more recent; how many are not better in days and amount."""
        return self._mean(np.full(len(often), len(self.cents)), often, not_better)

    def rank_of(self, cents: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
        """How many customers have no larger amount."""
        return np.searchsorted(self._sorted, cents, side="right")

    def rank_at(self, step: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """The same of the distinct amount number `step`."""
        return self._up_to[np.minimum(step, len(self._up_to) - 1)]

    def _mean(self, *not_better: npt.NDArray[np.intp]) -> Floats:
        points = np.zeros(len(not_better[0]))
        for weight, one in zip(self._weights, not_better, strict=True):
            points += weight * 100.0 * one / max(len(self.cents), 1)
        return tenths(points / self._whole) if self._whole > 0 else np.full(len(points), np.nan)
