"""Which order lines count and what they are, record by record, in plain Python (behaviour B4, traps T-23)."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One line that counts; `customer` None where nobody on the customers' sheet bought it."""

    customer: str | None
    order: tuple[Any, Any]
    day: date
    cents: int
    gross: int
    product: str | None
    category: str | None
    campaign: str | None
    row: int


def folded(name: str) -> str:
    return "".join(name.split()).casefold()


def lines(records: Iterable[Record], known: Iterable[str], today: date) -> list[Line]:
    """Of the sheet of orders; rows are numbered from 5 as the test's workbooks are."""
    people, found, seen, said = set(known), [], set(), set()
    for row, one in enumerate(records, 5):
        if one.get("order_status") not in (None, "valid") or one.get("date") is None or one.get("amount") is None:
            continue
        number, line = one.get("order_no"), one.get("line")
        whole = tuple(one.get(name) for name in ("customer_id", "date", "amount", "refund", "product"))
        key = (str(number).casefold(), line or 1)
        if number is not None and ((key in seen and line is not None) or (key, whole) in said):
            continue
        seen.add(key)
        said.add((key, whole))
        if one["date"] > today:
            continue
        cents = round(one["amount"] * 100) - round((one.get("refund") or 0) * 100)
        who = one.get("customer_id")
        found.append(
            Line(
                who if who in people else None,
                (who, number if number is not None else row),
                one["date"],
                cents,
                round(one["amount"] * 100),
                (one.get("product") or "").strip() or None,
                one.get("product_category"),
                one.get("campaign"),
                row,
            )
        )
    return found


def orders(counted: Iterable[Line]) -> dict[tuple[Any, Any], list[Line]]:
    """Lines by order, without orders whose whole amount is not above 0: those are no purchases."""
    by: dict[tuple[Any, Any], list[Line]] = {}
    for one in counted:
        by.setdefault(one.order, []).append(one)
    return {order: theirs for order, theirs in by.items() if sum(one.gross for one in theirs) > 0}


def purchase_days(counted: Iterable[Line]) -> dict[str, list[date]]:
    """Of every known customer the days with a purchase, in order."""
    found: dict[str, set[date]] = {}
    for theirs in orders(counted).values():
        for one in theirs:
            if one.customer is not None:
                found.setdefault(one.customer, set()).add(one.day)
    return {who: sorted(days) for who, days in found.items()}


def names(counted: Iterable[Line]) -> dict[str, str]:
    """How each product is called: its most frequent spelling, of equally frequent ones the first."""
    spelt: dict[str, Counter[str]] = {}
    for one in counted:
        if one.product:
            spelt.setdefault(folded(one.product), Counter())[one.product] += 1
    return {key: counts.most_common(1)[0][0] for key, counts in spelt.items()}


def year_back(end: date, years: int = 1) -> date:
    """The first of the twelve months (or twice twelve …) that end with `end`."""
    year = end.year - years
    last = calendar.monthrange(year, end.month)[1]
    before = date(year, end.month, min(end.day, last))
    return date.fromordinal(before.toordinal() + 1)


def months_to(end: date, count: int = 12) -> list[tuple[int, int]]:
    """Calendar months as (year, month), oldest first, the last one holds `end`."""
    found = []
    year, month = end.year, end.month
    for _ in range(count):
        found.append((year, month))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found[::-1]
