"""What sheet 购买行为 counts, customer by customer and order by order, in plain Python."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sold

BOUNDS = (7, 14, 30, 60, 90, 180, 365)


def gaps(days: Mapping[str, Sequence[date]]) -> dict[str, list[int]]:
    return {who: [(b - a).days for a, b in itertools.pairwise(mine)] for who, mine in days.items()}


def band(gap: float) -> int:
    return sum(gap > bound for bound in BOUNDS)


def gap_bands(days: Mapping[str, Sequence[date]]) -> list[tuple[int, int]]:
    """(gaps, customers) a band."""
    found = [[0, 0] for _ in range(len(BOUNDS) + 1)]
    for mine in gaps(days).values():
        for gap in mine:
            found[band(gap)][0] += 1
        if mine:
            found[band(statistics.median(mine))][1] += 1
    return [(many, who) for many, who in found]


def comeback(days: Mapping[str, Sequence[date]], today: date) -> list[tuple[int, int, int]]:
    found = []
    for within in (30, 60, 90, 180, 365):
        old = [mine for mine in days.values() if (today - mine[0]).days >= within]
        back = [mine for mine in old if len(mine) > 1 and (mine[1] - mine[0]).days <= within]
        found.append((within, len(old), len(back)))
    return found


def order_facts(counted: Iterable[sold.Line]) -> list[tuple[date, int, int]]:
    """(day, cents, different products) of every purchase; a line without a product is one of its own."""
    found = []
    for theirs in sold.orders(counted).values():
        named = {sold.folded(one.product) for one in theirs if one.product}
        bare = sum(one.product is None for one in theirs)
        found.append((theirs[0].day, sum(one.cents for one in theirs), len(named) + bare))
    return found


def mix(counted: Sequence[sold.Line], start: date, end: date) -> dict[str, tuple[int, int, int, float | None]]:
    """Product → (cents, orders, buyers, share of all its buyers who bought it on two days; None below 10)."""
    called = sold.names(counted)
    bought = [one for theirs in sold.orders(counted).values() for one in theirs]
    found = {}
    for key, name in called.items():
        cents = sum(one.cents for one in counted if _is(one, key) and start <= one.day <= end)
        inside = [one for one in bought if _is(one, key) and start <= one.day <= end]
        days: dict[str, set[date]] = {}
        for one in bought:
            if _is(one, key) and one.customer:
                days.setdefault(one.customer, set()).add(one.day)
        again = sum(len(mine) > 1 for mine in days.values()) / len(days) if len(days) >= 10 else None
        buyers = {one.customer for one in inside if one.customer}
        found[name] = (cents, len({one.order for one in inside}), len(buyers), again)
    return found


def _is(one: sold.Line, key: str) -> bool:
    return one.product is not None and sold.folded(one.product) == key


def contacts(
    made: Iterable[Mapping[str, Any]], days: Mapping[str, Sequence[date]], start: date, end: date, known: Iterable[str]
) -> dict[str | None, tuple[int, int, int, int]]:
    """Channel → (contacts, customers, contacts 30 days old or more, those that an order followed)."""
    people = set(known)
    found: dict[str | None, list[Any]] = {}
    for one in made:
        day = one["time"].date()
        if not start <= day <= end:
            continue
        row = found.setdefault(one["channel"], [0, set(), 0, 0])
        row[0] += 1
        row[1].add(one["customer_id"])
        if one["customer_id"] in people and day <= end - timedelta(days=30):
            row[2] += 1
            row[3] += any(0 <= (bought - day).days <= 30 for bought in days.get(one["customer_id"], ()))
    return {channel: (row[0], len(row[1]), row[2], row[3]) for channel, row in found.items()}
