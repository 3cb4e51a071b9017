"""Lifecycle stages from the rhythm of order days (`custsheet.analysis.cycle` says for how long silence is no alarm).

First matching: potential (no order) · new (first order at most `lifecycle_new_days` ago) · lost (idle for more than
`lifecycle_lost_days`) · dormant · at risk · returned (an order at most `lifecycle_new_days` ago ended a gap that had
made the customer dormant or lost) · growing (1–3 order days) · mature. Idle stages come before growing, as B4's own
sequence would keep somebody with two orders years ago "growing" for ever; and before returned, as who came back and is
silent again for too long is to be called again.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis import cycle
from custsheet.analysis.rules import Rules

IDLE = ("at_risk", "dormant", "lost")
"""Stages of customers who have been silent for too long, the longest last."""
_MATURE = 4  # order days


def rhythm(
    bought: pd.DataFrame, reference: pd.Timestamp, rules: Rules, alike: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One row a customer that ever bought.

    Args:
        bought: order lines that are purchases, with `customer` and `day`.
        reference: the day counted back from.
        rules: the settings.
        alike: what makes customers alike, see `cycle.segments`.

    Returns:
        Indexed by customer: what `cycle.cycles` gives, idle (days), quiet (the gap that the latest comeback ended, NaN
        if none), stage.
    """
    return of_days(cycle.order_days(bought), reference, rules, alike)


def of_days(
    days: pd.DataFrame, reference: pd.Timestamp, rules: Rules, alike: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The same of what `cycle.order_days` gives: for whoever asks about several days, see `stages`."""
    out = cycle.cycles(days, rules, alike)
    out["idle"] = (reference - out["last"]).dt.days.astype("float64")
    out["quiet"] = _quiet(days, reference, out["dormant"], rules)
    age = (reference - out["first"]).dt.days
    idle = out["idle"]
    found = np.select(
        [
            age <= rules.lifecycle_new_days,
            idle > rules.lifecycle_lost_days,
            idle > out["dormant"],
            idle > out["risk"],
            out["quiet"].notna(),
            out["days"] < _MATURE,
        ],
        ["new", "lost", "dormant", "at_risk", "returned", "growing"],
        "mature",
    )
    out["stage"] = pd.Series(found.astype(object), index=out.index, dtype=object)
    return out


def _quiet(days: pd.DataFrame, reference: pd.Timestamp, dormant: pd.Series, rules: Rules) -> pd.Series:
    """The longest gap per customer that ended lately and had made it dormant or lost."""
    limit = np.minimum(days["customer"].map(dormant), rules.lifecycle_lost_days)
    ended = (reference - days["day"]).dt.days <= rules.lifecycle_new_days
    return days[ended & (days["gap"] > limit)].groupby("customer")["gap"].max().reindex(dormant.index)
