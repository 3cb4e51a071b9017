"""Hysteresis: a better tier counts at once, a lower one only after so many periods in a row (behaviour B4).

Who has nothing left that is ranked is P at once: there is no rank to hold, and an A without sales is none.

A period is a calendar month in which there was a pass; what it says of a customer is the best tier computed in it. So
the tier that holds is the best of this month and of the `tier_hold` - 1 months before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from custsheet.analysis.rules import Rules
from custsheet.model.standing import TIERS, Standing

_LOWEST = len(TIERS)


def basis(rules: Rules) -> str:
    """What a tier was found by: where it changes, tiers change for that reason and nobody is held."""
    line = {
        "pareto": (rules.pareto_a, rules.pareto_b),
        "fixed": (rules.fixed_a, rules.fixed_b),
        "composite": (
            *(rules.composite_a, rules.composite_b, rules.composite_value, rules.value_r, rules.value_f, rules.value_m),
            *(rules.potential_growth, rules.potential_deals, rules.potential_contacts),
            *(rules.potential_size, rules.potential_nps, rules.potential_industry),
        ),
    }.get(rules.tier_method, ())
    window = (rules.window_months or 0, rules.amount_floor)
    return "|".join([rules.tier_method, rules.reference_day, *(f"{one:g}" for one in (*line, *window))])


def held(computed: pd.Series, known: Sequence[Standing], rules: Rules, today: date) -> pd.DataFrame:
    """What counts instead of the tier computed on this day.

    Args:
        computed: tier by customer ID.
        known: what the workbook remembers.
        rules: the settings.
        today: the real day.

    Returns:
        Indexed as `computed`: tier (what counts), low (for how many periods in a row, this one included, it would be
        lower; 0 where it counts as computed or was as good on an earlier day of this month).
    """
    month = (today.year, today.month)
    same = [one for one in known if one.basis == basis(rules) and one.day <= today]
    before = sorted((one for one in same if one.month < month), key=lambda one: one.day)
    if rules.tier_hold <= 1:
        return pd.DataFrame({"tier": computed, "low": 0}, index=computed.index)
    best = _codes(computed.index, computed.tolist()) if same else _steps(computed)
    for one in (standing for standing in same if standing.month == month):
        earlier = one.better if one.day == today else {**one.tiers, **one.better}
        best = np.minimum(best, _codes(computed.index, [earlier.get(who) for who in computed.index]))
    past = [_codes(computed.index, [one.best(who) for who in computed.index])
            for one in before[-(rules.tier_hold - 1) :]]  # fmt: skip
    counts = np.where(_nothing(computed), _LOWEST, np.minimum.reduce([best, *past]))
    low = (best > counts).astype("int64")
    running = low.astype(bool)
    for one in reversed(past):  # the months before in which it was lower already
        running &= one > counts
        low += running
    names = np.array([*TIERS, "P"], dtype=object)
    return pd.DataFrame({"tier": names[counts], "low": low}, index=computed.index)


def last(index: pd.Index, known: Sequence[Standing], today: date) -> tuple[pd.Series, date | None]:
    """The tier that counted at the end of the period before this one, None where none is known; and its last day."""
    past = [one for one in known if one.month < (today.year, today.month)]
    if not past:
        return pd.Series([None] * len(index), index=index, dtype=object), None
    standing = max(past, key=lambda one: one.day)
    return pd.Series([standing.shown(who) for who in index], index=index, dtype=object), standing.day


def change(before: pd.Series, now: pd.Series) -> pd.Series:
    """Up, down or same by customer, None where nothing is known of before."""
    known = before.notna().to_numpy()
    said = np.full(len(now), None, dtype=object)
    then, later = before.to_numpy(dtype=object)[known], now.to_numpy(dtype=object)[known]
    said[known] = np.select([later < then, later > then], ["up", "down"], "same")
    return pd.Series(said, index=now.index, dtype=object)


def _nothing(computed: pd.Series) -> np.ndarray:
    """Who has no amount that is ranked."""
    none: np.ndarray = (computed == "P").to_numpy(dtype=bool)
    return none


def _steps(tiers: pd.Series) -> np.ndarray:
    """The same of tiers all of which are known."""
    codes, names = pd.factorize(tiers)
    ranks: np.ndarray = np.array([TIERS.index(name) for name in names], dtype="int64")[codes]
    return ranks


def _codes(index: pd.Index, tiers: Sequence[str | None]) -> np.ndarray:
    place = {name: at for at, name in enumerate(TIERS)}
    return np.fromiter((place.get(tier or "", _LOWEST) for tier in tiers), dtype="int64", count=len(index))
