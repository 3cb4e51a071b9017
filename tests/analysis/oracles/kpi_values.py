"""Every KPI of B7 from lists of records, one case at a time, in plain Python. Shares no code with the analysis.

Records are dicts as people would type them; days are `date`, moments `datetime`. A result is (value, cases), the value
None where there are no cases at all: how many are too few is not this file's business.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

Record = Mapping[str, Any]
Result = tuple[float | None, int]


class Book:
    """The workbook, the options in force, and the twelve months from `start` to `end`, which is today or a year ago."""

    def __init__(self, sheets: Mapping[str, Sequence[Record]], options: Mapping[str, Any], end: date, today: date):
        self.sheets, self.options, self.end, self.today = sheets, options, end, today
        self.start = _year_before(end) + timedelta(days=1)

    def year_before(self) -> Book:
        return Book(self.sheets, self.options, self.start - timedelta(days=1), self.today)

    def __getitem__(self, sheet: str) -> Sequence[Record]:
        return self.sheets.get(sheet, ())

    def inside(self, moment: date | datetime | None) -> bool:
        if moment is None:
            return False
        day = moment.date() if isinstance(moment, datetime) else moment
        return self.start <= day <= self.end

    def valid(self) -> list[Record]:
        return [one for one in self["orders"] if one["order_status"] == "valid" and one["date"] <= self.end]

    def known(self) -> list[Record]:
        ids = {one["customer_id"] for one in self["customers"]}
        return [one for one in self.valid() if one["customer_id"] in ids]

    def whole(self, line: Record) -> float:
        same = [x for x in self.valid() if (x["customer_id"], x["order_no"]) == (line["customer_id"], line["order_no"])]
        return sum(x["amount"] for x in same)

    def purchases(self) -> list[Record]:
        return [one for one in self.known() if self.whole(one) > self.options["amount_floor"]]

    def buyers(self, start: date, end: date) -> set[str]:
        return {one["customer_id"] for one in self.purchases() if start <= one["date"] <= end}

    def hours(self, begin: datetime, end: datetime) -> float:
        if self.options["response_hours"] == "calendar":
            return (end - begin).total_seconds() / 3600
        opens, closes = self.options["workday_begin"], self.options["workday_end"]
        spent, day = 0.0, begin.date()
        while day <= end.date():
            if day.weekday() < self.options["workdays"]:
                midnight = datetime.combine(day, time())
                first = max(begin, midnight + timedelta(hours=opens))
                last = min(end, midnight + timedelta(hours=closes))
                spent += max((last - first).total_seconds(), 0) / 3600
            day += timedelta(days=1)
        return spent


def _year_before(day: date) -> date:
    return date(day.year - 1, day.month, min(day.day, 28) if day.month == 2 else day.day)


def _rate(hits: float, n: int) -> Result:
    return (hits / n if n else None), n


def _of(values: Sequence[float], how: str) -> Result:
    if not values:
        return None, 0
    return (statistics.mean(values) if how == "mean" else statistics.median(values)), len(values)


def values(book: Book, tier: Mapping[str, str]) -> dict[str, Result]:
    """Name of every KPI but that of data quality → its value and cases."""
    return _customers(book) | _orders(book) | _service(book, tier) | _work(book)


def _customers(book: Book) -> dict[str, Result]:
    scores = [one["csat"] for one in book["feedback"] if one.get("csat") and book.inside(one["date"])]
    for one in book["service"]:
        if one.get("csat") and book.inside(one["resolved_at"] or one["requested_at"]):
            scores.append(one["csat"])
    box = _rate(sum(score >= 4 for score in scores), len(scores))
    told = [one for one in book["feedback"] if book.inside(one["date"])]
    nps = [one["nps"] for one in told if one.get("nps") is not None]
    complaints = [one["customer_id"] for one in told if one["kind"] == "complaint"]
    complaints += [
        one["customer_id"]
        for one in book["service"]
        if one["service_type"] == "complaint" and book.inside(one["requested_at"])
    ]
    buyers = book.buyers(book.start, book.end)
    if not book["feedback"] and not book["service"]:
        complained: Result = (None, 0)
    elif book.options["complaint_base"] == "orders":
        sold: dict[tuple[Any, Any], int] = {}
        for one in book.valid():
            if book.inside(one["date"]):
                order = (one["customer_id"], one["order_no"])
                sold[order] = sold.get(order, 0) + round(100 * one["amount"])
        complained = _rate(len(complaints), sum(cents > 0 for cents in sold.values()))
    elif book.options["complaint_base"] == "active":
        complained = _rate(len(complaints), len(buyers))
    else:
        complained = _rate(sum(who in complaints for who in buyers), len(buyers))
    answered = [one for one in told if one["told_on"] is not None]
    waits = [(one["told_on"] - one["date"]).days for one in answered]
    return {
        "csat": box if book.options["satisfaction_measure"] == "box" else _of(scores, "mean"),
        "nps": (
            (100 * (sum(n >= 9 for n in nps) - sum(n <= 6 for n in nps)) / len(nps) if nps else None),
            len(nps),
        ),
        "complaints": complained,
        "closing": _rate(len(answered), len(told)),
        "reply_days": _of([days for days in waits if days >= 0], "median"),
    }


def _orders(book: Book) -> dict[str, Result]:
    before = book.year_before()
    then, now = book.buyers(before.start, before.end), book.buyers(book.start, book.end)
    stayed = len(then & now)
    if book.options["retention_base"] == "net":
        stayed = sum(any(x["customer_id"] == who and x["date"] < book.start for x in book.purchases()) for who in now)
    spent = dict.fromkeys(then, 0.0)
    for one in book.known():
        counts = book.whole(one) > book.options["amount_floor"] or book.whole(one) < 0
        if one["customer_id"] in spent and before.inside(one["date"]) and counts:
            spent[one["customer_id"]] += one["amount"] - (one["refund"] or 0)
    lost, whole = sum(money for who, money in spent.items() if who not in now), sum(spent.values())
    days: dict[str, set[date]] = {}
    numbers: set[tuple[str, str]] = set()
    for one in book.purchases():
        if book.inside(one["date"]):
            days.setdefault(one["customer_id"], set()).add(one["date"])
            numbers.add((one["customer_id"], one["order_no"]))
    money, sold, every, placed = 0.0, set(), 0.0, set()
    for one in book.valid():
        if book.inside(one["date"]):
            every += one["amount"] - (one["refund"] or 0)
            order = (one["customer_id"], one["order_no"])
            gross = sum(
                x["amount"]
                for x in book.valid()
                if (x["customer_id"], x["order_no"]) == order and book.inside(x["date"])
            )
            if round(100 * gross) > 0:
                placed.add(order)
            if gross > book.options["amount_floor"]:
                sold.add(order)
            if gross > book.options["amount_floor"] or gross < 0:
                money += one["amount"] - (one["refund"] or 0)
    begun = [one for one in book["processes"] if one["template"] == "b2b" and book.inside(one["started_on"])]
    entered, turned = 0, 0
    for one in book["customers"]:
        if one["entered_on"] is None:
            continue
        until = one["entered_on"] + timedelta(days=book.options["conversion_days"])
        mine = [x["date"] for x in book.purchases() if x["customer_id"] == one["customer_id"]]
        if book.inside(until) and not any(day < one["entered_on"] for day in mine):
            entered += 1
            turned += any(day <= until for day in mine)
    return {
        "revenue": (every if book.valid() else None, len(placed)),
        "retention": _rate(stayed, len(then)),
        "churn": _rate(len(then) - stayed, len(then)),
        "churned_revenue": (lost / whole if whole > 0.001 else None, len(then)),
        "won": _rate(sum(one["result"] == "won" for one in begun), len(begun)),
        "first_purchase": _rate(turned, entered),
        "repurchase": _rate(sum(len(mine) >= 2 for mine in days.values()), len(days)),
        "order_value": _rate(money, len(sold)),
        "frequency": _rate(len(numbers), len(days)),
    }


def _service(book: Book, tier: Mapping[str, str]) -> dict[str, Result]:
    took, waiting, in_time, late = [], [], 0, 0
    now = datetime.combine(book.today, time())
    for one in book["service"]:
        if not book.inside(one["requested_at"]):
            continue
        promised = {"A": book.options["sla_a"], "B": book.options["sla_b"]}.get(
            tier.get(one["customer_id"], "P"), book.options["sla_c"]
        )
        answered = one["first_response_at"] or one["resolved_at"]
        if answered is not None:
            if answered >= one["requested_at"]:
                took.append(book.hours(one["requested_at"], answered))
                in_time += took[-1] <= promised
        elif one["status"] not in ("solved", "closed"):
            waiting.append(book.hours(one["requested_at"], max(now, one["requested_at"])))
            late += waiting[-1] > promised
    solved, lasted, good = 0, [], 0
    for one in book["service"]:
        if one["resolved_at"] is None or not book.inside(one["resolved_at"]):
            continue
        if one["resolved_at"] < one["requested_at"]:
            continue
        spent = book.hours(one["requested_at"], one["resolved_at"]) - (one["wait_hours"] or 0)
        lasted.append(max(spent, 0))
        if one["contact_count"] is None:
            continue
        solved += 1
        good += one["contact_count"] == 1 and one["status"] != "reopened" and not _again(book, one)
    asked = [one for one in book["service"] if book.inside(one["requested_at"])]
    ever = [x for x in asked if x["resolved_at"] or x["status"] in ("solved", "closed", "reopened")]
    used = any(one["escalated"] is not None for one in book["service"])
    return {
        "response_mean": _of(took, "mean"),
        "response_median": _of(took, "median"),
        "unanswered": (len(waiting) if took or waiting else None, len(took) + len(waiting)),
        "response": _rate(in_time, len(took) + late),
        "fcr": _rate(good, solved),
        "resolution_mean": _of(lasted, "mean"),
        "resolution_median": _of(lasted, "median"),
        "reopened": _rate(sum(one["status"] == "reopened" for one in ever), len(ever)),
        "escalated": _rate(sum(bool(one["escalated"]) for one in asked), len(asked)) if used else (None, 0),
    }


def _again(book: Book, case: Record) -> bool:
    until = case["resolved_at"] + timedelta(days=book.options["fcr_days"])
    topic = case["auto_topic"] or case["service_type"]
    came = [(x["customer_id"], x["auto_topic"] or x["service_type"], x["requested_at"]) for x in book["service"]]
    came += [
        (x["customer_id"], x["topic_confirmed"], x["time"]) for x in book["interactions"] if x["direction"] == "inbound"
    ]
    return any(
        (who, about) == (case["customer_id"], topic) and case["resolved_at"] < when <= until
        for who, about, when in came
        if when is not None
    )


def _work(book: Book) -> dict[str, Result]:
    due, kept = 0, 0
    for one in book["interactions"]:
        agreed = one["next_date"]
        if agreed is None or not book.inside(agreed) or agreed < one["time"].date():
            continue
        made = any(
            x["customer_id"] == one["customer_id"] and x["time"] > one["time"] and x["time"].date() <= agreed
            for x in book["interactions"]
        )
        if made or agreed < book.end:
            due += 1
            kept += made
    tasks, done = 0, 0
    for one in book["tasks"]:
        if one["status"] == "cancelled" or not book.inside(one["due"]):
            continue
        if one["status"] == "done" or one["due"] < book.end:
            tasks += 1
            done += one["status"] == "done" and (one["done_on"] is None or one["done_on"] <= one["due"])
    return {"follow_ups": _rate(kept, due), "tasks": _rate(done, tasks)}
