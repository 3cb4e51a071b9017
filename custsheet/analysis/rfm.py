"""Recency, frequency, monetary value of every customer, their scores and the eight groups.

Definitions (behaviour B4): R = days from the reference day back to the last order of all time; F = distinct order
days in the window (lines and same-day orders are one, T-23); M = sum of amount − refund in the window, in cents. An
order whose whole amount does not exceed the floor does not count; one with a negative amount is a return booked as an
order: it lowers M and is no purchase.

Scores are 1–5 and equal values always have equal scores (T-22), which `qcut` and `rank(method="first")` do not give.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis.daynumbers import day_number, day_numbers
from custsheet.analysis.orders import Ledger
from custsheet.analysis.packing import Packing, begins
from custsheet.analysis.rules import Rules, Steps
from custsheet.model.text import Text, counted, text

MANY, SOME = 50, 15
GROUPS = ("lll", "llh", "lhl", "lhh", "hll", "hlh", "hhl", "hhh")
"""Names in list rfm_group: recency, frequency and amount, each low or high."""


def purchases(ledger: Ledger, rules: Rules) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(lines that count for M, lines that are purchases), both subsets of `ledger.lines` with a customer."""
    floor = round(rules.amount_floor * 100)
    return ledger.once(("purchases", floor), lambda: _purchases(ledger.lines, floor))


def _purchases(lines: pd.DataFrame, floor: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    lines = lines[lines["who"].to_numpy() >= 0]
    order = lines["placed"].to_numpy()
    sums = np.zeros(int(order.max(initial=-1)) + 1, dtype="int64")
    np.add.at(sums, order, lines["gross"].to_numpy())
    whole = sums[order]
    bought = whole > floor
    return lines[bought | (whole < 0)], lines[bought]


def measure(ledger: Ledger, rules: Rules) -> pd.DataFrame:
    """One row a customer ID of `Ledger.names`: recency (days), and in the window frequency (order days) and cents.

    Recency is NaN of who never bought, and the others are 0. Column doubted: the cents of those that are at prices
    which look wrong (see `doubts`).
    """
    counted, bought = purchases(ledger, rules)
    inside, size = ledger.in_window.to_numpy(), len(ledger.names)
    who, day = bought["who"].to_numpy("int64"), day_numbers(bought["day"])
    pairs = Packing.of(day)
    last = np.full(size, pairs.low - 1)
    np.maximum.at(last, who, day)
    there = last >= pairs.low
    recent = np.sort(pairs.pack(who, day)[inside[bought.index]])
    days = np.bincount(pairs.unpack(recent[begins(recent)])[0], minlength=size)
    cents = np.zeros(size, dtype="int64")
    here = inside[counted.index]
    customer, amount = counted["who"].to_numpy()[here], counted["cents"].to_numpy()[here]
    np.add.at(cents, customer, amount)
    doubted, unsure = np.zeros(size, dtype="int64"), counted["doubted"].to_numpy()[here]
    np.add.at(doubted, customer[unsure], amount[unsure])
    reference = day_number(pd.Timestamp(ledger.reference))
    return pd.DataFrame(
        {
            "recency": np.where(there, reference - last, np.nan),
            "frequency": days,
            "cents": np.where(there, cents, 0),
            "doubted": np.where(there, doubted, 0),
        },
        index=ledger.names,
    )


def score(values: pd.Series, groups: int) -> pd.Series:
    """`1 + floor(k·(rank_min − 1)/n)` for k `groups`; larger values score higher, three groups are shown as 1, 3, 5.

    >>> score(pd.Series([1, 1, 1, 5]), 3).tolist()
    [1.0, 1.0, 1.0, 5.0]
    """
    known = values.to_numpy()
    ranks = np.searchsorted(np.sort(known), known)
    part = np.floor(groups * ranks / max(len(values), 1))
    return pd.Series(1 + part * (2 if groups == 3 else 1), index=values.index, dtype="float64")


def step_score(values: pd.Series, steps: Steps, *, falling: bool = False) -> pd.Series:
    """Score by fixed upper bounds: 1 for values up to the first bound … 5 above the last; `falling` = 5 … 1."""
    part = np.searchsorted(np.maximum.accumulate(np.asarray(steps, dtype="float64")), values.to_numpy("float64"))
    return pd.Series(5.0 - part if falling else 1.0 + part, index=values.index, dtype="float64")


def scores(measured: pd.DataFrame, rules: Rules) -> tuple[pd.DataFrame, Text]:
    """Scores r, f, m of the customers in `measured` (those who ever bought), and how they were found, in words."""
    n = len(measured)
    if n >= SOME:
        k = 5 if n >= MANY else 3
        out = pd.DataFrame(
            {
                "r": score(-measured["recency"], k),
                "f": score(measured["frequency"], k),
                "m": score(measured["cents"], k),
            }
        )
        return out, text(
            f"R、F、M 各按大小分 {k} 组打分（{n:,} 位有成交的客户）",
            f"R, F and M scored in {k} groups by size ({n:,} customers have bought)",
        )
    out = pd.DataFrame(
        {
            "r": step_score(measured["recency"], rules.rfm_r, falling=True),
            "f": step_score(measured["frequency"], rules.rfm_f),
            "m": step_score(measured["cents"] / 100, rules.rfm_m),
        }
    )
    few = counted(n, "customer has", "customers have")
    return out, text(
        f"R、F、M 按「参数」里的固定门槛打分（有成交的客户只有 {n:,} 位，少于 {SOME} 位）",
        f"R, F and M scored by the fixed thresholds of Settings (only {few} bought, fewer than {SOME})",
    )


def groups(scored: pd.DataFrame, threshold: str) -> pd.Series:
    """Names in list rfm_group: "hhh" … "lll", high = score not below the mean, the median, or 3."""
    code = np.zeros(len(scored), dtype="int64")
    for name in "rfm":
        points = scored[name].to_numpy()
        limit = np.mean(points) if threshold == "mean" else np.median(points) if threshold == "median" else 3.0
        code = 2 * code + (points >= limit - 1e-9)  # the mean of equal scores may round above them
    return pd.Series(np.array(GROUPS, dtype=object)[code], index=scored.index, dtype=object)
