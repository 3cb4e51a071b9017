"""Concentration, the plain estimate and predictions as behaviour B8 words them, customer by customer.

`orders`: (customer, date, cents) with refunds taken off, one entry an order; amounts above 0 are purchases.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta

Orders = Sequence[tuple[str, date, int]]


def concentration(amounts: Sequence[int]) -> dict[str, float | None]:
    kept = sorted((one for one in amounts if one > 0), reverse=True)
    total = sum(kept)
    if not total:
        return dict.fromkeys(("top10", "top20_percent", "largest", "hhi"))
    squares = 0.0
    for one in kept:
        squares += (100 * one / total) ** 2
    return {
        "top10": sum(kept[:10]) / total,
        "top20_percent": sum(kept[: -(-len(kept) // 5)]) / total,
        "largest": kept[0] / total,
        "hhi": squares,
    }


def a_year_before(day: date) -> date:
    """The first day of the twelve months that end with `day`."""
    earlier = date(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
    return earlier + timedelta(days=1)


def days_of(orders: Orders, who: str) -> list[date]:
    return sorted({day for customer, day, cents in orders if customer == who and cents > 0})


def retention(orders: Orders, customers: Sequence[str], today: date, least: int) -> float:
    start = a_year_before(today)
    before_start = a_year_before(start - timedelta(days=1))
    before, again = 0, 0
    for who in customers:
        days = days_of(orders, who)
        if any(before_start <= day < start for day in days):
            before += 1
            again += any(start <= day <= today for day in days)
    return again / before if before >= least else (again + 1) / (before + 2)


def plain_estimate(
    orders: Orders, customers: Sequence[str], idle: Sequence[str], today: date, least: int = 10
) -> dict[str, tuple[float, float] | None]:
    """Customer → expected orders in 90 days, expected amount (yuan) in twelve months; None for who never bought.

    `idle`: those who are dormant or lost.
    """
    share = retention(orders, customers, today, least)
    month = 365.25 / 12
    found: dict[str, tuple[float, float] | None] = {}
    for who in customers:
        days = days_of(orders, who)
        if not days:
            found[who] = None
            continue
        net = sum(cents for customer, _, cents in orders if customer == who)
        average = max(net / len(days), 0) / 100
        recent = sum(day >= a_year_before(today) for day in days)
        months = min(max((today - days[0]).days / month, 3), 12) if len(days) >= 3 else 12
        pace = 0.0 if who in idle else recent / months
        found[who] = (pace * 90 / month * share, average * pace * 12 * share)
    return found


def due(days: Sequence[date], usual: float) -> date:
    return max(days) + timedelta(days=math.ceil(usual))


def came(orders: Orders, foretold: Sequence[str], made_on: date) -> int:
    n = 0
    for who in foretold:
        n += any(made_on < day <= made_on + timedelta(days=30) for day in days_of(orders, who))
    return n
