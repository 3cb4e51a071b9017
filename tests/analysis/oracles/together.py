"""What sheet 推荐 goes by, customer by customer, in plain Python."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sold

Owned = dict[tuple[str, str], list[date]]


def owned(lines: Sequence[sold.Line]) -> tuple[Owned, dict[tuple[str, str], int]]:
    """(customer, product) → days with a purchase, in order; and what was spent on it, in cents."""
    called = sold.names(lines)
    days: dict[tuple[str, str], set[date]] = {}
    cents: dict[tuple[str, str], int] = {}
    for theirs in sold.orders(lines).values():
        for one in theirs:
            if one.customer and one.product:
                key = (one.customer, called[sold.folded(one.product)])
                days.setdefault(key, set()).add(one.day)
                cents[key] = cents.get(key, 0) + one.cents
    return {key: sorted(mine) for key, mine in days.items()}, cents


def _gaps(days: Sequence[date]) -> list[int]:
    return [(b - a).days for a, b in itertools.pairwise(days)]


def due(
    have: Owned, category: Mapping[str, str | None], today: date, least: int
) -> dict[tuple[str, str], tuple[float, int]]:
    """(customer, product) that is due → (gap it goes by, days idle)."""
    found = {}
    for (who, product), days in have.items():
        all_days = [mine for (_, other), mine in have.items() if other == product]
        twice = [mine for mine in all_days if len(mine) > 1]
        consumed = category.get(product) in ("accessory", "service")
        renewed = len(all_days) >= least and len(twice) / len(all_days) >= 0.2
        if not (consumed or renewed) or (len(days) == 1 and not consumed):
            continue
        if len(days) >= 3:
            gap = statistics.median(_gaps(days))
        elif twice:
            gap = statistics.median(statistics.median(_gaps(mine)) for mine in twice)
        else:
            continue
        idle = (today - days[-1]).days
        if gap > 0 and 0.9 <= idle / gap <= 2:
            found[who, product] = (gap, idle)
    return found


def rules(
    having: Mapping[str, Iterable[str]], have: Owned, least: int, *, products: bool
) -> dict[tuple[str, str], tuple[int, float, float]]:
    """(what they have, product) → (customers behind it, share, base), of lift 1.2 or more."""
    buyers = {who for who, _ in have}
    bought: dict[str, set[str]] = {}
    for who, product in have:
        bought.setdefault(product, set()).add(who)
    things: dict[str, set[str]] = {}
    for who, mine in having.items():
        for thing in mine:
            things.setdefault(thing, set()).add(who)
    found = {}
    for thing, who in things.items():
        for product, theirs in bought.items():
            support = len(who & theirs)
            share, base = support / len(who), len(theirs) / len(buyers)
            if support >= least and share / base >= 1.2 and not (products and thing == product):
                found[thing, product] = (support, share, base)
    return found


def wished(customers: Iterable[Mapping[str, Any]], have: Owned, products: Iterable[str]) -> set[tuple[str, str]]:
    return {
        (one["customer_id"], product)
        for one in customers
        for product in products
        if one.get("preference") and product in one["preference"] and (one["customer_id"], product) not in have
    }
