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

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.columns import coded, firsts, found, frame, strings
from custsheet.analysis.daynumbers import day_numbers, moments_of
from custsheet.analysis.medians import medians, quantiles
from custsheet.analysis.orders import Ledger
from custsheet.analysis.packing import Packing, begins
from custsheet.analysis.rfm import purchases
from custsheet.analysis.rules import Rules
from custsheet.model.snapshot import Snapshot

OWN, SHRUNK = 4, 3
"""Order days from which a customer has a cycle of its own, and from which one drawn to that of its like."""
FEW, MANY = 0.8, 0.9
"""Percentiles of everybody's gaps that stand for 2 and 3 cycles where there is no cycle."""
_BASES = ("shrunk", "own", "all", "contract")
CONTRACT = _BASES.index("contract")
"""The basis of limits that the end of a contract sets (see `contracts`)."""
_ALIKE = 10  # customers with a cycle of their own that a segment needs before its median says anything
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Days:
    """Order days as plain arrays: the stages of thirteen days are looked for, and frames would cost more than counting.

    Attributes:
        day: days since 1970, each customer's together and in order.
        gap: days since the one before, NaN for a customer's first.
        order: places of `day`, each customer's by gap, its first day behind them.
        customers: a number for each customer, rising.
        begin, count: where each one's days begin, and how many they are.
    """

    day: Ints
    gap: Floats
    order: Ints
    customers: Ints
    begin: Ints
    count: Ints

    @classmethod
    def of(cls, days: pd.DataFrame) -> Days:
        """Of what `order_days` gives; its customers are counted from 0."""
        who, gap = days["who"].to_numpy(), days["gap"].to_numpy()
        begin = np.flatnonzero(begins(who))
        count = np.diff(begin, append=len(who))
        place = np.repeat(np.arange(len(begin)), count)
        most = np.int64(np.nanmax(gap, initial=0)) + 1
        order = np.argsort(place * (most + 1) + np.where(np.isnan(gap), most, gap).astype("int64"), kind="stable")
        return cls(day_numbers(days["day"]), gap, order, np.arange(len(begin)), begin, count)

    def until(self, day: int) -> Days:
        """Those up to `day`, of the customers who have any."""
        return self._only(self.day <= day)

    def of_those(self, there: npt.NDArray[np.bool_]) -> Days:
        """Those of the customers that `there` marks, who are counted from 0 again."""
        found = self._only(np.repeat(there, self.count))
        return found if found is self else replace(found, customers=np.arange(len(found.begin)))

    def _only(self, kept: npt.NDArray[np.bool_]) -> Days:
        if kept.all():
            return self
        count = np.add.reduceat(kept, self.begin, dtype="int64") if len(self.begin) else self.count
        there, number = count > 0, np.cumsum(kept) - 1
        count = count[there]
        order = number[self.order[kept[self.order]]]
        begin = np.cumsum(count) - count
        return Days(self.day[kept], self.gap[kept], order, self.customers[there], begin, count)


@dataclass(frozen=True, slots=True)
class Limits:
    """Of each of `Days.customers`: see `cycles`; days are counted from 1970.

    `basis` is a place in `_BASES`, `lost` one more limit, and `ending` the one from which on the end of a contract
    calls, whatever else is true of a customer (see `contracts`); infinite where there is none.
    """

    first: Ints
    last: Ints
    days: Ints
    cycle: Floats
    usual: Floats
    basis: npt.NDArray[np.int8]
    risk: Floats
    dormant: Floats
    lost: Floats
    ending: Floats

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """In the shape of `cycles`."""
        names = ("days", "cycle", "usual", "basis", "risk", "dormant", "lost")
        columns = {name: getattr(self, name) for name in names}
        columns["basis"] = np.array(_BASES, dtype=object)[self.basis]
        return {"first": moments_of(self.first), "last": moments_of(self.last), **columns}


def order_days(bought: pd.DataFrame) -> pd.DataFrame:
    """One row a customer and day with a purchase, in that order: customer, day, gap (days since the one before), who.

    `who` is a number for the customer; `bought` may have it already (see `Ledger.lines`).
    """
    who = (bought["who"] if "who" in bought else pd.Series(pd.factorize(bought["customer"])[0])).to_numpy("int64")
    day = day_numbers(bought["day"])
    pairs = Packing.of(day)
    whole = np.sort(pairs.pack(who, day))
    line = np.zeros(int(who.max(initial=-1)) + 1, dtype="int64")  # of each customer one
    line[who] = np.arange(len(who))
    who, day = pairs.unpack(whole[begins(whole)])
    gap = np.full(len(who), np.nan)
    same = who[1:] == who[:-1]
    gap[1:][same] = np.diff(day)[same]
    customer = pd.Series(bought["customer"].to_numpy()[line[who]], dtype=bought["customer"].dtype)
    return pd.DataFrame({"customer": customer, "day": moments_of(day), "gap": gap, "who": who})


def days_of(ledger: Ledger, rules: Rules) -> pd.DataFrame:
    """The same of the purchases of `ledger`."""
    return ledger.once(("days", rules.amount_floor), lambda: order_days(purchases(ledger, rules)[1]))


def days_in(ledger: Ledger, rules: Rules) -> tuple[Days, Ints]:
    """The same as plain arrays, and the place of each of their customers in `Ledger.names`."""

    def made() -> tuple[Days, Ints]:
        found = days_of(ledger, rules)
        days = Days.of(found)
        return days, found["who"].to_numpy()[days.begin]

    return ledger.once(("days as arrays", rules.amount_floor), made)


def segments(snapshot: Snapshot, tier: pd.Series) -> pd.DataFrame:
    """What makes customers alike, best first: industry, then tier. Indexed by customer ID as `tier` is."""
    industry = np.full(len(tier), None, dtype=object)
    table = found(snapshot, "customers", "customer_id", "industry")
    if table is not None:
        codes, who = coded(table, "customer_id")
        first = firsts(codes, len(who))  # of each customer, whatever rows repeat it
        place = tier.index.get_indexer(pd.Index(who, dtype=object))
        industry[place[place >= 0]] = strings(table, "industry").to_numpy()[first[place >= 0]]
    return pd.DataFrame({"industry": industry, "tier": tier.to_numpy(dtype=object)}, index=tier.index, dtype=object)


def cycles(days: pd.DataFrame, rules: Rules, alike: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row a customer that ever bought.

    Args:
        days: see `order_days`.
        rules: the settings.
        alike: see `segments`; without it everybody is alike.

    Returns:
        Indexed by customer: first, last (days), days (number of order days), cycle (median of its own gaps, NaN below 3
        order days), usual (the gap that its limits go by: for "all" the median of everybody's, NaN if nobody ever came
        back), basis ("own", "shrunk" or "all"), risk, dormant and lost (idle for more days than that).
    """
    each = Days.of(days)
    names = names_of(days, each)
    return frame(limits(each, rules, numbered(alike, names)).columns(), names)


def names_of(days: pd.DataFrame, each: Days) -> pd.Index:
    """The customers of `order_days`, in the order of `Days.customers`."""
    return pd.Index(days["customer"].to_numpy()[each.begin], name="customer")


def numbered(alike: pd.DataFrame | None, customers: pd.Index) -> list[Ints]:
    """What makes customers alike, as a number for each text, −1 for a blank."""
    if alike is None:
        return []
    place = alike.index.get_indexer(customers)
    return [np.append(pd.factorize(kind.to_numpy())[0], -1)[place] for _, kind in alike.items()]


def limits(days: Days, rules: Rules, alike: list[Ints]) -> Limits:
    """The same of plain arrays; `alike`: see `numbered`, by the numbers of customers."""
    alone, own = _own(days), days.count >= OWN
    like = _like(np.where(own, alone, np.nan), [kind[days.customers] for kind in alike])
    pulled = ((SHRUNK - 1) * alone + np.where(np.isnan(like), alone, like)) / SHRUNK
    cycle = np.where(own, alone, pulled)
    gaps = days.gap[~np.isnan(days.gap)]
    if len(gaps):
        usual, few, many = quantiles(gaps.astype("int64"), [0.5, FEW, MANY])
    else:  # nobody ever came back: no rhythm is known
        usual, few, many = float("nan"), float(rules.lifecycle_new_days), 2.0 * rules.lifecycle_new_days
    unknown = np.isnan(cycle)
    floor = float(rules.lifecycle_risk_days)
    # "not fewer than so many days" is idle >= floor, so on whole days idle > floor - 1
    risk = np.maximum(np.where(unknown, few, 2 * cycle), floor - 1)
    dormant = np.maximum(np.where(unknown, many, 3 * cycle), 2 * floor - 1)
    if rules.risk_fixed_days is not None:
        risk = np.full(len(cycle), float(rules.risk_fixed_days))
    if rules.dormant_fixed_days is not None:
        dormant = np.full(len(cycle), float(rules.dormant_fixed_days))
    return Limits(
        first=days.day[days.begin],
        last=days.day[days.begin + days.count - 1],
        days=days.count,
        cycle=alone,
        usual=np.where(unknown, usual, cycle),
        basis=np.where(unknown, 2, own).astype("int8"),
        risk=risk,
        dormant=np.maximum(risk, dormant),
        lost=np.full(len(cycle), float(rules.lifecycle_lost_days)),
        ending=np.full(len(cycle), np.inf),
    )


def _own(days: Days) -> Floats:
    """The median of each customer's gaps, NaN below 3 order days."""
    rising = days.gap[days.order]
    low, high = days.begin + np.maximum(days.count - 2, 0) // 2, days.begin + np.maximum(days.count - 1, 0) // 2
    return np.where(days.count >= SHRUNK, (rising[low] + rising[high]) / 2, np.nan)


def _like(own: Floats, alike: list[Ints]) -> Floats:
    """The median of the own cycles of those who are like each customer; NaN where nobody has one."""
    found = np.full(len(own), np.nan)
    known = np.flatnonzero(~np.isnan(own))
    for kind in alike:
        among, size = known[kind[known] >= 0], int(kind.max(initial=0)) + 2  # −1 is the last, which nobody has
        halves = (2 * own[among]).astype("int64")  # a median of whole days is whole or a half
        many = np.bincount(kind[among], minlength=size) >= _ALIKE
        theirs = np.where(many, medians(kind[among], halves, size) / 2, np.nan)
        found = np.where(np.isnan(found), theirs[kind], found)
    rest = float(np.median(own[known])) if len(known) else np.nan
    return np.where(np.isnan(found), rest, found)
