"""How long a customer usually waits between two purchases, and for how long silence is no alarm.

The one rule behind the lifecycle stages and the list of customers at risk (behaviour B8). A gap is the number of days
between two order days. From 4 order days on a customer has a cycle of its own, the median of its gaps. Three order
days are too few to trust and too telling to ignore: its own median counts for the two gaps it is of, and that of
customers like it (same industry, else same tier, else everybody with a cycle of their own) for the third. Below that
everybody's gaps take the place of the rhythm that is not known.

Idle for more than 2 cycles is at risk, for more than 3 dormant; without a cycle it is more than the 80th and the 90th
percentile of everybody's gaps. Neither counts before `lifecycle_risk_days` (dormant: twice that). A company that knows
better sets `risk_fixed_days` and `dormant_fixed_days`, which then hold for everybody.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis.columns import found, strings
from custsheet.analysis.orders import Ledger
from custsheet.analysis.rfm import purchases
from custsheet.analysis.rules import Rules
from custsheet.model.snapshot import Snapshot

OWN, SHRUNK = 4, 3
"""Order days from which a customer has a cycle of its own, and from which one drawn to that of its like."""
FEW, MANY = 0.8, 0.9
"""Percentiles of everybody's gaps that stand for 2 and 3 cycles where there is no cycle."""
_ALIKE = 10  # customers with a cycle of their own that a segment needs before its median says anything


def order_days(bought: pd.DataFrame) -> pd.DataFrame:
    """One row a customer and day with a purchase, in that order: customer, day, gap (days since the one before), who.

    `who` is a number for the customer; `bought` may have it already (see `Ledger.lines`).
    """
    who = (bought["who"] if "who" in bought else pd.Series(pd.factorize(bought["customer"])[0])).to_numpy("int64")
    day = bought["day"].to_numpy("datetime64[D]").astype("int64")
    first, last = (int(day.min()), int(day.max())) if len(day) else (0, 0)
    span = last - first + 1
    # one number a customer and day: sorted many times faster than texts
    once, at = np.unique(who * span + (day - first), return_index=True)
    days = bought[["customer", "day"]].iloc[at].reset_index(drop=True)
    who, day = np.divmod(once, span)
    gap = np.full(len(once), np.nan)
    same = who[1:] == who[:-1]
    gap[1:][same] = np.diff(day)[same]
    return days.assign(gap=gap, who=who)


def days_of(ledger: Ledger, rules: Rules) -> pd.DataFrame:
    """The same of the purchases of `ledger`."""
    return ledger.once(("days", rules.amount_floor), lambda: order_days(purchases(ledger, rules)[1]))


def segments(snapshot: Snapshot, tier: pd.Series) -> pd.DataFrame:
    """What makes customers alike, best first: industry, then tier. Indexed by customer ID as `tier` is."""
    table = found(snapshot, "customers", "customer_id", "industry")
    industry = pd.Series(dtype=object)
    if table is not None:
        industry = pd.Series(strings(table, "industry").to_numpy(), index=strings(table, "customer_id"))
    industry = industry[industry.index.notna() & ~industry.index.duplicated()]
    return pd.DataFrame({"industry": industry.reindex(tier.index), "tier": tier}, dtype=object)


def cycles(days: pd.DataFrame, rules: Rules, alike: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row a customer that ever bought.

    Args:
        days: see `order_days`.
        rules: the settings.
        alike: see `segments`; without it everybody is alike.

    Returns:
        Indexed by customer: first, last (days), days (number of order days), cycle (median of its own gaps, NaN below 3
        order days), usual (the gap that its limits go by: for "all" the median of everybody's, NaN if nobody ever came
        back), basis ("own", "shrunk" or "all"), risk and dormant (idle for more days than that).
    """
    out = _own(days)
    alone, own = out["cycle"].to_numpy(), out["days"].to_numpy() >= OWN
    like = _like(out["cycle"].where(own), alike).to_numpy()
    pulled = ((SHRUNK - 1) * alone + np.where(np.isnan(like), alone, like)) / SHRUNK
    cycle = np.where(own, alone, pulled)
    gaps = days["gap"].dropna().to_numpy()
    if len(gaps):
        usual, few, many = np.quantile(gaps, [0.5, FEW, MANY]).tolist()
    else:  # nobody ever came back: no rhythm is known
        usual, few, many = float("nan"), float(rules.lifecycle_new_days), 2.0 * rules.lifecycle_new_days
    unknown = np.isnan(cycle)
    out["usual"] = np.where(unknown, usual, cycle)
    out["basis"] = np.select([unknown, own], ["all", "own"], "shrunk").astype(object)
    floor = float(rules.lifecycle_risk_days)
    # "not fewer than so many days" is idle >= floor, so on whole days idle > floor - 1
    risk = np.maximum(np.where(unknown, few, 2 * cycle), floor - 1)
    dormant = np.maximum(np.where(unknown, many, 3 * cycle), 2 * floor - 1)
    if rules.risk_fixed_days is not None:
        risk = np.full(len(out), float(rules.risk_fixed_days))
    if rules.dormant_fixed_days is not None:
        dormant = np.full(len(out), float(rules.dormant_fixed_days))
    out["risk"], out["dormant"] = risk, np.maximum(risk, dormant)
    return out


def _own(days: pd.DataFrame) -> pd.DataFrame:
    """First and last day, number of days and own cycle; each customer's days stand together, the earliest first."""
    who, day = days["who"].to_numpy(), days["day"]
    begin = np.flatnonzero(np.diff(who, prepend=who[:1] - 1))
    count = np.diff(begin, append=len(who))
    # Gaps in order within each customer; the first day has none and stands behind them.
    gap = days["gap"].to_numpy()
    most = np.int64(np.nanmax(gap, initial=0)) + 1
    place = np.repeat(np.arange(len(begin)), count)
    falls = np.sort(place * (most + 1) + np.where(np.isnan(gap), most, gap).astype("int64")) % (most + 1)
    low, high = begin + np.maximum(count - 2, 0) // 2, begin + np.maximum(count - 1, 0) // 2
    middle = (falls[low] + falls[high]) / 2
    return pd.DataFrame(
        {
            "first": day.to_numpy()[begin],
            "last": day.to_numpy()[begin + count - 1],
            "days": count,
            "cycle": np.where(count >= SHRUNK, middle, np.nan),
        },
        index=pd.Index(days["customer"].to_numpy()[begin], name="customer"),
    )


def _like(own: pd.Series, alike: pd.DataFrame | None) -> pd.Series:
    """The median of the own cycles of those who are like each customer; NaN where nobody has one."""
    found = pd.Series(np.nan, index=own.index)
    for _, kind in alike.items() if alike is not None else ():
        segment = kind.reindex(own.index)
        known = own.groupby(segment).agg(["median", "count"])
        found = found.fillna(segment.map(known.loc[known["count"] >= _ALIKE, "median"]).astype("float64"))
    return found.fillna(own.median() if own.notna().any() else np.nan)
