"""Tiers by amount: Pareto or fixed thresholds, and what is missing to the next tier.

Invariant: everything is decided on whole cents; equal amounts share the better tier; amounts ≤ 0 are not ranked and
are P.

Pareto (behaviour B4): with the largest first, a customer is A while the cumulative amount *before* it is under `a` % of
the whole, B while under `b` %, else C. So the customer who crosses the line is in the better tier, and one customer
with all the revenue is A (T-22).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.rules import Rules

Cents = npt.NDArray[np.int64]


def rank(amounts: pd.Series, order: npt.NDArray[np.int64] | None = None) -> pd.DataFrame:
    """Place and shares of amounts in cents.

    Columns rank (1 = largest, equal ones share it), share (cumulative after this one, 0–1), own (its share of the
    whole); NaN where the amount is not ranked. Equal amounts keep the order they stand in, or that of the numbers in
    `order`.
    """
    cents = amounts.to_numpy(dtype="int64")
    falling = np.lexsort([-cents] if order is None else [order, -cents])
    falling = falling[: int((cents > 0).sum())]
    ranked = cents[falling]
    out = np.full((3, len(cents)), np.nan)
    out[0, falling] = np.searchsorted(-ranked, -ranked) + 1
    out[1, falling] = np.cumsum(ranked) / float(ranked.sum())
    out[2, falling] = ranked / float(ranked.sum())
    return pd.DataFrame(dict(zip(("rank", "share", "own"), out, strict=True)), index=amounts.index)


def tier(amounts: pd.Series, rules: Rules) -> pd.Series:
    """Tier "A", "B", "C" or "P" for amounts in cents."""
    cents = amounts.to_numpy(dtype="int64")
    if rules.tier_method == "fixed":
        a, b = cents >= round(rules.fixed_a * 100), cents >= round(rules.fixed_b * 100)
    else:
        whole, larger = _before(cents)
        a, b = 100.0 * larger < rules.pareto_a * whole, 100.0 * larger < rules.pareto_b * whole
    found = np.where(cents <= 0, "P", np.where(a, "A", np.where(b, "B", "C")))
    return pd.Series(found.astype(object), index=amounts.index, dtype=object)


def before(amounts: pd.Series) -> pd.Series:
    """How many percent of the whole are in larger amounts: what Pareto compares with its lines; NaN if not ranked."""
    cents = amounts.to_numpy(dtype="int64")
    whole, larger = _before(cents)
    percent = 100.0 * larger / whole if whole else np.zeros(len(cents))
    return pd.Series(np.where(cents > 0, percent, np.nan), index=amounts.index, dtype="float64")


def missing(amounts: pd.Series, rules: Rules, to: str) -> pd.Series:
    """The smallest further amount in cents that brings each customer to tier `to` if nobody else changes.

    0 where it is there already. Under Pareto the whole grows with the customer, which is part of the answer.
    """
    cents = amounts.to_numpy(dtype="int64")
    if to == "C":
        need = 1 - cents
    elif rules.tier_method == "fixed":
        need = max(round((rules.fixed_a if to == "A" else rules.fixed_b) * 100), 1) - cents
    else:
        need = _pareto_missing(cents, rules.pareto_a if to == "A" else rules.pareto_b)
    return pd.Series(np.maximum(need, 0), index=amounts.index, dtype="int64")


def _before(cents: Cents) -> tuple[int, Cents]:
    """The sum of all ranked amounts, and for each amount the sum of those strictly larger."""
    falling = np.sort(cents[cents > 0])[::-1]
    sums = np.concatenate([[0], np.cumsum(falling)]).astype(np.int64)
    larger = np.searchsorted(-falling, -cents, side="left")
    return int(sums[-1]), sums[larger]


def _pareto_missing(cents: Cents, percent: float) -> Cents:
    """The least d ≥ 1 with 100·(sum of those above x + d) < percent·(whole + d), for customers not there yet.

    With p others staying above, d must lift x to the amount of number p + 1 and exceed 100·S_p/percent − whole. As p
    falls the first bound rises and the second falls, so the best p lies where they cross: found by binary search.
    """
    whole, larger = _before(cents)
    falling = np.sort(cents[cents > 0])[::-1]
    sums = np.concatenate([[0], np.cumsum(falling)]).astype(np.int64)
    by_whole = np.floor(100.0 * sums / percent).astype(np.int64) + 1 - whole  # for p = 0 … n
    lift = np.append(falling, 0)  # the amount of number p + 1, for p = 0 … n
    positive = np.maximum(cents, 0)
    crossing = np.searchsorted(-(lift - by_whole), -positive, side="right") - 1  # last p where lifting costs more
    by_lift = np.where(crossing >= 0, lift[np.maximum(crossing, 0)] - positive, np.iinfo(np.int64).max)
    need = np.minimum(by_lift, np.maximum(by_whole[np.minimum(crossing + 1, len(falling))], 1))
    there = (cents > 0) & (100.0 * larger < percent * whole)
    return np.where(there, 0, need - np.minimum(cents, 0)).astype(np.int64)
