"""Why somebody may be leaving (B8), customer by customer over plain records; what it said itself, then the signs, the
most telling first. A sign counts from two usual gaps, at least 90 days, before the last order until the silence had
become too long; what is open still and what was heard of a competitor also later.

Each sheet is a list of (Excel row, record). Days are `datetime`; everything lies before `today`, which is also the
reference day, and requests are counted by the clock.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

Rows = Sequence[tuple[int, dict[str, Any]]]
_KNOWN = ("price", "quality", "delivery", "service", "competitor", "need", "gone", "season")


def _of(rows: Rows, who: str, day: str) -> list[tuple[Any, int, dict[str, Any]]]:
    mine = [(one[day], row, one) for row, one in rows if one.get("customer_id") == who]
    return sorted(mine, key=lambda one: (one[0], one[1]))


def reason(
    who: str,
    *,
    feedback: Rows,
    service: Rows,
    interactions: Rows,
    orders: Rows,
    owners: dict[str, str],
    promised: float,
    today: datetime,
    words: Sequence[str],
) -> tuple[str, str | None, int | None]:
    """(reason, sheet, Excel row). Every customer has bought on four days or more, and has a gap of 15 days or more."""
    last = max(one["date"] for _, one in orders if one["customer_id"] == who)
    told = [
        (row, one["leaving_reason"])
        for day, row, one in _of(interactions, who, "time")
        if one.get("leaving_reason") and last.date() < day.date() <= today.date()
    ]
    if told:
        row, said = told[-1]
        return said if said in _KNOWN else "other", "interactions", row
    bought = sorted({one["date"].date() for _, one in orders if one["customer_id"] == who})
    gap = statistics.median((b - a).days for a, b in itertools.pairwise(bought))
    near = bought[-1] - timedelta(days=max(90, 2 * gap))
    long = bought[-1] + timedelta(days=2 * gap)
    year = datetime(today.year - 1, today.month, today.day, 23, 59, 59)  # to the same day a year ago, leap or not
    said, asked = _of(feedback, who, "date"), _of(service, who, "requested_at")
    said, asked = ([one for one in rows if one[0].date() >= near] for rows in (said, asked))
    open_ones = [row for _, row, one in said if one["kind"] == "complaint" and not one.get("told_on")]
    if open_ones:
        return "complaint", "feedback", open_ones[-1]
    open_ones = [row for _, row, one in asked if one["service_type"] == "complaint" and not one.get("resolved_at")]
    if open_ones:
        return "complaint", "service", open_ones[-1]
    rated = [(day, row, "feedback", one["csat"]) for day, row, one in said if one.get("csat")]
    rated = [one for one in rated if one[0] > year and one[0].date() <= long]
    if rated and rated[-1][3] <= 2:
        return "dissatisfied", "feedback", rated[-1][1]
    slow = []
    for day, row, one in asked:
        if day <= year:
            continue
        answered = one.get("first_response_at") or one.get("resolved_at")
        if answered and day.date() > long:
            continue
        if ((answered or today) - day).total_seconds() / 3600 > promised:
            slow.append(row)
    if slow:
        return "response", "service", slow[-1]
    sold = _of(orders, who, "date")
    same = sum(one["owner"] == owners.get(one["customer_id"]) for _, one in orders)
    if len(sold) >= 2 and all(one["owner"] != owners[who] for _, _, one in sold) and 2 * same >= len(orders):
        return "owner", "orders", sold[-1][1]
    named = [
        row
        for day, row, one in _of(interactions, who, "time")
        if day > year and day.date() >= near and any(w in one["content"] for w in words)
    ]
    if named:
        return "competitor", "interactions", named[-1]
    return "unknown", None, None
