"""What sheet 市场趋势 counts, line by line, in plain Python."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import sold


def spans(today: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """The twelve months to `today` and those before."""
    start = sold.year_back(today)
    end = date.fromordinal(start.toordinal() - 1)
    return (start, today), (sold.year_back(end), end)


def last_over(today: date) -> tuple[int, int]:
    over = today.day == calendar.monthrange(today.year, today.month)[1]
    return sold.months_to(today, 1)[0] if over else sold.months_to(today, 2)[0]


def segments(
    lines: Sequence[sold.Line], key: Callable[[sold.Line], str], today: date, least: int
) -> dict[str, dict[str, Any]]:
    now, before = spans(today)
    month = last_over(today)
    previous = (month[0], month[1] - 1) if month[1] > 1 else (month[0] - 1, 12)
    bought = [one for theirs in sold.orders(lines).values() for one in theirs]
    first = {who: days[0] for who, days in sold.purchase_days(lines).items()}
    parts: dict[str, Callable[[date], bool]] = {
        "now": lambda day: now[0] <= day <= now[1],
        "before": lambda day: before[0] <= day <= before[1],
        "month": lambda day: (day.year, day.month) == month,
        "last": lambda day: (day.year, day.month) == previous,
    }
    found: dict[str, dict[str, Any]] = {}
    for name in {key(one) for one in lines}:
        mine = [one for one in lines if key(one) == name]
        cents = {part: sum(one.cents for one in mine if holds(one.day)) for part, holds in parts.items()}
        orders = {
            part: len({one.order for one in bought if key(one) == name and holds(one.day)})
            for part, holds in parts.items()
        }
        new = {
            part: len(
                {
                    one.customer
                    for one in bought
                    if one.customer and key(one) == name and one.day == first[one.customer] and parts[part](one.day)
                }
            )
            for part in ("now", "before")
        }
        enough = min(orders["now"], orders["before"]) >= least and cents["before"] > 0
        monthly = min(orders["month"], orders["last"]) >= least and cents["last"] > 0
        if cents["now"] or cents["before"]:
            found[name] = {
                "cents": cents["now"],
                "before": cents["before"],
                "growth": cents["now"] / cents["before"] - 1 if enough else None,
                "mom": cents["month"] / cents["last"] - 1 if monthly else None,
                "newcomers": new["now"],
            }
    whole = {part: sum(one[part] for one in found.values()) for part in ("cents", "before")}
    for one in found.values():
        one["share"] = one["cents"] / whole["cents"]
        one["shift"] = one["share"] - one["before"] / whole["before"]
    return found


def behind(
    lines: Sequence[sold.Line], key: Callable[[sold.Line], str], name: str, today: date
) -> dict[str | None, tuple[int, int]]:
    """Customer → (cents of the year, of the year before); None: strangers."""
    found: dict[str | None, list[int]] = {}
    for one in lines:
        for at, (start, end) in enumerate(spans(today)):
            if key(one) == name and start <= one.day <= end:
                found.setdefault(one.customer, [0, 0])[at] += one.cents
    return {who: (now, before) for who, (now, before) in found.items()}


def seasons(lines: Sequence[sold.Line], today: date) -> list[float]:
    """Index of January to December over as many whole years as there are."""
    first = min(one.day for one in lines)
    months = sold.months_to(date(*last_over(today), 1), 600)
    begun = (first.year, first.month) if first.day == 1 else sold.months_to(first, 1)[0]
    whole = [month for month in months if month > begun or (month == begun and first.day == 1)]
    years = len(whole) // 12
    whole = whole[-12 * years :]
    index: dict[int, list[float]] = {}
    for year in range(years):
        theirs = whole[12 * year : 12 * year + 12]
        sums = [sum(one.cents for one in lines if (one.day.year, one.day.month) == month) for month in theirs]
        for (_, number), cents in zip(theirs, sums, strict=True):
            index.setdefault(number, []).append(cents / (sum(sums) / 12))
    return [sum(index[number]) / years for number in range(1, 13)]
