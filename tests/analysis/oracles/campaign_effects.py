"""What sheet 活动效果 counts, customer by customer, in plain Python."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sold

STEPS = {"reached": 1, "declined": 1, "responded": 2, "joined": 3, "bought": 4}


@dataclass
class Person:
    """One customer on one list."""

    who: str
    control: bool
    level: int
    cost: float
    channel: str | None
    spent: int = 0
    before: int = 0
    buys: bool = False


@dataclass
class Campaign:
    """One campaign; `days` of it are over."""

    name: str
    start: date
    days: int
    running: bool
    people: list[Person]


def campaigns(
    records: Iterable[Mapping[str, Any]], lines: Sequence[sold.Line], today: date, known: Iterable[str]
) -> dict[str, Campaign]:
    known, found = set(known), {}
    by: dict[str, list[Mapping[str, Any]]] = {}
    for one in records:
        by.setdefault(sold.folded(one["campaign"]), []).append(one)
    bought = [one for theirs in sold.orders(lines).values() for one in theirs]
    for key, theirs in by.items():
        start = min(one["start_date"] for one in theirs)
        ends = [one["end_date"] for one in theirs if one["end_date"]]
        end = max(ends) if ends else start + timedelta(days=29)
        days = max((min(end, today) - start).days + 1, 0)
        people: dict[str, Person] = {}
        for one in theirs:
            level, cost = STEPS.get(one["participation"], 0), one["cost"] or 0.0
            who = people.setdefault(
                one["customer_id"],
                Person(one["customer_id"], one["arm"] == "control", level, cost, one["reach_channel"]),
            )
            who.level, who.cost = max(who.level, level), max(who.cost, cost)
        for one in people.values():
            if one.who not in known:
                continue
            for line in lines:
                if line.customer != one.who:
                    continue
                offset = (line.day - start).days
                if 0 <= offset < days:
                    one.spent += line.cents
                    one.buys = one.buys or line in bought
                if -days <= offset < 0:
                    one.before += line.cents
            named = any(
                line.customer == one.who and line.campaign and sold.folded(line.campaign) == key for line in bought
            )
            if not one.control and (named or (one.level >= 3 and one.buys)):
                one.level = 4
        found[key] = Campaign(theirs[0]["campaign"], start, days, end > today, list(people.values()))
    return found


def effect(one: Campaign, least: int) -> dict[str, Any]:
    treated = [who for who in one.people if not who.control]
    control = [who for who in one.people if who.control]
    basis = "none" if len(treated) < least or not one.days else "control" if len(control) >= least else "before"
    cost = round(sum(who.cost for who in one.people) * 100)
    found: dict[str, Any] = {"basis": basis, "cost": cost, "spent": sum(who.spent for who in treated)}
    for name, level in (("listed", 0), ("reached", 1), ("responded", 2), ("joined", 3), ("bought", 4)):
        found[name] = sum(who.level >= level for who in treated)
    if basis == "none":
        return found
    each = statistics.mean(who.spent for who in treated)
    usual = statistics.mean(who.spent for who in control) if basis == "control" else statistics.mean(
        who.before for who in treated
    )  # fmt: skip
    gain = (each - usual) * len(treated)
    if basis == "control":
        error = math.sqrt(sum(statistics.variance(who.spent for who in arm) / len(arm) for arm in (treated, control)))
    else:
        error = math.sqrt(statistics.variance(who.spent - who.before for who in treated) / len(treated))
    return found | {
        "each": each,
        "usual": usual,
        "gain": gain,
        "roi": (gain - cost) / cost if cost else None,
        "clear": abs(each - usual) > 1.96 * error,
        "rate": sum(who.buys for who in treated) / len(treated),
        "other": sum(who.buys for who in control) / len(control) if len(control) >= least else None,
    }
