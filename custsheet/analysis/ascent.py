"""What each customer lacks to the tier above, whatever the method: an amount, and orders of its usual size.

Invariant: who orders so much more is in that tier if nobody else changes, and with a cent or an order less is not. How
long that holds: until its own oldest order leaves the window, which would make it more.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from custsheet.analysis import grading, rfm
from custsheet.analysis.composite.score import Composite
from custsheet.analysis.daynumbers import day_numbers
from custsheet.analysis.orders import Ledger
from custsheet.analysis.period import last_inside
from custsheet.analysis.rules import Rules


def target(final: pd.Series, computed: pd.Series, by_hand: pd.Series, ranked: pd.Series | None = None) -> pd.Series:
    """The tier each customer is asked to reach: the one above its final tier; the final one itself where it is held.

    Args:
        final: the tier that counts.
        computed: the tier computed on this day.
        by_hand: whether people set the final one.
        ranked: who has a score; the others cannot be told how far they are from one and are asked for an order first.
    """
    to = final.map({"B": "A", "C": "B", "P": "C"}).where(by_hand | ~(computed > final), final).astype(object)
    if ranked is not None:
        to = to.where(ranked | to.isna(), "C")
    return to.where(to.notna(), None)


def missing(units: pd.DataFrame, to: pd.Series, rules: Rules, composite: Composite | None) -> pd.DataFrame:
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
    cents = np.select([(to == name).to_numpy() for name in wanted], list(wanted.values()), np.nan)
    out = pd.DataFrame({"cents": cents, "orders": np.nan}, index=units.index)
    often = (units["frequency"] > 0) & (units["cents"] > 0)
    usual = (units["cents"] // units["frequency"].where(often)).clip(lower=1)
    out["orders"] = np.ceil(out["cents"] / usual)
    if composite is not None:
        ranked = (units["cents"] > 0) & to.isin(["A", "B"])
        out = out.where(~ranked, composite.missing(to))
    return out


def until(ledger: Ledger, rules: Rules, units: pd.Index, today: date) -> pd.Series:
    """The last day of this year on which every order that counts for a customer still does; None where no day can tell.

    With a reference day other than today, later orders do not count or move it; a composite score goes by recency.
    """
    none = pd.Series([None] * len(units), index=units, dtype=object)
    if ledger.reference != today or rules.reference_day != "today" or rules.tier_method == "composite":
        return none
    end = date(today.year, 12, 31)
    if rules.window_months is None:
        return none.where(none.notna(), end)
    counted = rfm.purchases(ledger, rules)[0]
    counted = counted[ledger.in_window.to_numpy()[counted.index]]
    never = np.iinfo("int64").max
    first = np.full(len(ledger.names) + 1, never)  # the last is of who is not there
    np.minimum.at(first, counted["who"].to_numpy(), day_numbers(counted["day"]))
    days, which = np.unique(first[ledger.names.get_indexer(units)], return_inverse=True)
    known = days[days < never].astype("datetime64[D]")
    leaves = np.minimum(last_inside(known, rules.window_months), np.datetime64(end)).tolist()
    return pd.Series(np.array([*leaves, end], dtype=object)[which], index=units, dtype=object)
