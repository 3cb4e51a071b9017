"""Lifecycle stages from the rhythm of order days.

Own cycle = median days between order days (all time). From 3 order days on, at risk means idle for more than 2
cycles, dormant for more than 3; below that the customer has no rhythm of its own, and the 80th and 90th percentile of
everybody's gaps take their place (behaviour B8). Neither counts before `lifecycle_risk_days` (dormant: twice that).

First matching: potential (no order) · new (first order at most `lifecycle_new_days` ago) · returned (an order at most
that long ago ended a gap that had made the customer dormant or lost) · lost (idle for more than
`lifecycle_lost_days`) · dormant · at risk · growing (1–3 order days) · mature. Idle stages come before growing, as
B4's own sequence would keep somebody with two orders years ago "growing" for ever.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis.rules import Rules

_OWN_RHYTHM = 3  # order days
_MATURE = 4


def rhythm(bought: pd.DataFrame, reference: pd.Timestamp, rules: Rules) -> pd.DataFrame:
    """One row a customer that ever bought.

    Args:
        bought: order lines that are purchases, with `customer` and `day`.
        reference: the day counted back from.
        rules: the settings.

    Returns:
        Indexed by customer: first, last (days), days (number of order days), idle (days), cycle (median gap, NaN
        below 3 order days), quiet (the gap that the latest comeback ended, NaN if none), stage.
    """
    days = bought[["customer", "day"]].drop_duplicates().sort_values(["customer", "day"])
    days["gap"] = days.groupby("customer")["day"].diff().dt.days
    by = days.groupby("customer")
    out = by["day"].agg(first="min", last="max", days="count")
    out["idle"] = (reference - out["last"]).dt.days.astype("float64")
    out["cycle"] = by["gap"].median().where(out["days"] >= _OWN_RHYTHM)
    risk, dormant = _limits(out["cycle"], days["gap"].dropna(), rules)
    out["quiet"] = _quiet(days, reference, dormant, rules)
    age = (reference - out["first"]).dt.days
    idle = out["idle"]
    found = np.select(
        [
            age <= rules.lifecycle_new_days,
            out["quiet"].notna(),
            idle > rules.lifecycle_lost_days,
            idle > dormant,
            idle > risk,
            out["days"] < _MATURE,
        ],
        ["new", "returned", "lost", "dormant", "at_risk", "growing"],
        "mature",
    )
    out["stage"] = pd.Series(found.astype(object), index=out.index, dtype=object)
    return out


def _limits(cycle: pd.Series, gaps: pd.Series, rules: Rules) -> tuple[pd.Series, pd.Series]:
    """Idle days above which a customer is at risk, and dormant."""
    if len(gaps):
        few, many = float(np.quantile(gaps, 0.8)), float(np.quantile(gaps, 0.9))
    else:  # nobody ever came back: no rhythm is known
        few, many = float(rules.lifecycle_new_days), 2.0 * rules.lifecycle_new_days
    floor = float(rules.lifecycle_risk_days)
    # "not fewer than so many days" is idle >= floor, so on whole days idle > floor - 1
    risk = (2 * cycle).fillna(few).clip(lower=floor - 1)
    return risk, (3 * cycle).fillna(many).clip(lower=2 * floor - 1)


def _quiet(days: pd.DataFrame, reference: pd.Timestamp, dormant: pd.Series, rules: Rules) -> pd.Series:
    """The longest gap per customer that ended lately and had made it dormant or lost."""
    limit = np.minimum(days["customer"].map(dormant), rules.lifecycle_lost_days)
    ended = (reference - days["day"]).dt.days <= rules.lifecycle_new_days
    return days[ended & (days["gap"] > limit)].groupby("customer")["gap"].max().reindex(dormant.index)
