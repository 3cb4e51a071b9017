"""What each customer lacks to the tier above, whatever the method: an amount, and orders of its usual size.

Invariant: who orders so much more is in that tier if nobody else changes, and with a cent or an order less is not. How
long that holds: until its own oldest order leaves the window, which would make it more.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis import grading, rfm
from custsheet.analysis.composite.score import Composite
from custsheet.analysis.daynumbers import day_numbers
from custsheet.analysis.money import Texts
from custsheet.analysis.orders import Ledger
from custsheet.analysis.period import last_inside
from custsheet.analysis.rules import Rules
from custsheet.analysis.units import Units

Mask = npt.NDArray[np.bool_]


def target(final: Texts, computed: Texts, by_hand: Mask, ranked: Mask | None = None) -> Texts:
    """The tier each customer is asked to reach: the one above its final tier; the final one itself where it is held.

    Args:
        final: the tier that counts.
        computed: the tier computed on this day.
        by_hand: whether people set the final one.
        ranked: who has a score; the others cannot be told how far they are from one and are asked for an order first.
    """
    held = ~by_hand & (computed > final)
    to: Texts = np.full(len(final), None, dtype=object)
    for tier, above in (("B", "A"), ("C", "B"), ("P", "C")):
        to[final == tier] = above
    to[held] = final[held]
    if ranked is not None:
        to[~ranked & pd.notna(to)] = "C"
    return to


def missing(units: pd.DataFrame, to: Texts, rules: Rules, composite: Composite | None) -> pd.DataFrame:
    """What is lacking to the tier in `to`, NaN where nothing is asked or no amount is enough.

    Args:
        units: one row a customer: frequency, cents.
        to: the tier each is to reach.
        rules: the settings.
        composite: the scores, where tiers go by them.

    Returns:
        Columns cents and orders (of the customer's usual size; NaN where that is not known). For a composite score the
        orders are on days on which the customer has not ordered, and the amount is one such order.
    """
    wanted = {name: grading.missing(units["cents"], rules, name).to_numpy() for name in ("A", "B", "C")}
    need = np.select([to == name for name in wanted], list(wanted.values()), np.nan)
    cents, days = units["cents"].to_numpy(), units["frequency"].to_numpy("float64")
    usual = np.maximum(cents // np.where((days > 0) & (cents > 0), days, np.nan), 1)
    out = pd.DataFrame({"cents": need, "orders": np.ceil(need / usual)}, index=units.index)
    if composite is not None:
        ranked = (cents > 0) & ((to == "A") | (to == "B"))
        more = composite.missing(to)
        out = pd.DataFrame({name: np.where(ranked, more[name], out[name]) for name in out}, index=units.index)
    return out


def until(ledger: Ledger, rules: Rules, units: Units, today: date) -> npt.NDArray[np.object_]:
    """The last day of this year on which every order that counts for a customer still does; None where no day can tell.

    With a reference day other than today, later orders do not count or move it; a composite score goes by recency.
    """
    if ledger.reference != today or rules.reference_day != "today" or rules.tier_method == "composite":
        return np.full(len(units.names), None, dtype=object)
    end = date(today.year, 12, 31)
    if rules.window_months is None:
        return np.full(len(units.names), end, dtype=object)
    counted = rfm.purchases(ledger, rules)[0]
    counted = counted[ledger.in_window.to_numpy()[counted.index]]
    never = np.iinfo("int64").max
    first = np.full(len(ledger.names), never)
    np.minimum.at(first, counted["who"].to_numpy(), day_numbers(counted["day"]))
    days, which = np.unique(units.bought(first, never), return_inverse=True)
    known = days[days < never].astype("datetime64[D]")
    leaves = np.minimum(last_inside(known, rules.window_months), np.datetime64(end)).tolist()
    return np.array([*leaves, end], dtype=object)[which]
