"""Value, potential and composite score by plain loops over plain records: shares no code with `custsheet.analysis`."""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

STEPS = {"lead": 1, "first_visit": 2, "needs": 3, "quote": 4, "negotiation": 5, "contract": 6}
SIZES = {"s1": 1, "s2": 2, "s3": 3, "s4": 4}
WEIGHTS = {"growth": 30, "deals": 25, "contacts": 15, "size": 10, "nps": 10, "industry": 10}


def tenth(points: Fraction) -> Fraction:
    """Rounded half up to tenths."""
    exact = Decimal(points.numerator) / Decimal(points.denominator)
    return Fraction(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last."""
    place = day.year * 12 + day.month - 1 - months
    year, month = place // 12, place % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


def scores(book: dict[str, list[dict[str, Any]]], today: date, share: int = 60) -> dict[str, dict[str, float | None]]:
    """Customer ID → value, potential, score; None where there is none. Orders are one line each, all of them valid."""
    orders: dict[str, list[tuple[date, int]]] = {one["customer_id"]: [] for one in book["customers"]}
    for one in book["orders"]:
        orders[one["customer_id"]].append((one["date"], round(100 * one["amount"]) - round(100 * one.get("refund", 0))))
    since = months_before(today, 24)
    money = {who: sum(cents for day, cents in mine if since <= day <= today) for who, mine in orders.items()}
    often = {who: len({day for day, _ in mine if since <= day <= today}) for who, mine in orders.items()}
    idle = {who: min(((today - day).days for day, _ in mine), default=None) for who, mine in orders.items()}
    ranked = [who for who in orders if money[who] > 0]
    every = [day for mine in orders.values() for day, _ in mine]
    whole_year = bool(every) and min(every) <= months_before(today, 12) + timedelta(days=1)
    out: dict[str, dict[str, float | None]] = {}
    for person in book["customers"]:
        who = person["customer_id"]
        value = None
        if who in ranked:
            recent = sum(idle[one] >= idle[who] for one in ranked)
            frequent = sum(often[one] <= often[who] for one in ranked)
            rich = sum(money[one] <= money[who] for one in ranked)
            value = tenth(Fraction(20 * recent + 30 * frequent + 50 * rich, len(ranked)))
        parts: dict[str, Fraction] = {}
        if whole_year and orders[who]:
            late = sum(cents for day, cents in orders[who] if months_before(today, 6) < day <= today)
            early = sum(c for d, c in orders[who] if months_before(today, 12) < d <= months_before(today, 6))
            late, early = max(late, 0), max(early, 0)
            parts["growth"] = Fraction(100 * late, late + early) if late + early else Fraction(0)
        if book.get("processes"):
            open_ = [STEPS[one["step"]] for one in book["processes"]
                     if (one["customer_id"], one["status"], one["template"]) == (who, "running", "b2b")]  # fmt: skip
            parts["deals"] = Fraction(100 * max(open_, default=0), 6)
        if book.get("interactions"):
            talks = [one for one in book["interactions"] if one["customer_id"] == who]
            parts["contacts"] = Fraction(25 * min(4, sum(0 <= (today - one["time"]).days <= 90 for one in talks)))
        if person.get("size"):
            parts["size"] = Fraction(100 * SIZES[person["size"]], 4)
        said = [(one["date"], -one["nps"]) for one in book.get("feedback", ()) if one["customer_id"] == who]
        if said:
            parts["nps"] = Fraction(-10 * max(said)[1])
        alike = [one["customer_id"] for one in book["customers"] if one.get("industry") == person.get("industry")]
        if person.get("industry") and len(alike) >= 10:
            parts["industry"] = Fraction(100 * sum(money[one] > 0 for one in alike), len(alike))
        weight = sum(WEIGHTS[name] for name in parts)
        potential = tenth(sum((WEIGHTS[n] * p for n, p in parts.items()), Fraction(0)) / weight) if weight else None
        score = None
        if value is not None:
            score = value if potential is None else tenth((share * value + (100 - share) * potential) / 100)
        out[who] = {"value": value, "potential": potential, "score": score}
    return {who: {k: None if v is None else float(v) for k, v in one.items()} for who, one in out.items()}


def same(found: float, expected: float | None) -> bool:
    """Whether a figure of the table is the expected one; NaN is none."""
    return math.isnan(found) if expected is None else math.isclose(found, expected, abs_tol=1e-9)
