"""What happens to a record when somebody slips: values in the wrong cell, dates exchanged, cells forgotten.

Conditions under which a slip can happen stand here too: a fault must be the only thing wrong in its row.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from generator import typos
from generator.world import Row

Test = Callable[[Row], bool]


def anything(_: Row) -> bool:
    """True of every row."""
    return True


def applied(write: Callable[[Any], Any], field: str) -> Callable[[Row], Any]:
    """`write` of a row's field."""
    return lambda row: write(row[field])


def has_area_code(row: Row) -> bool:
    """Whether the landline is one of a city."""
    return str(row.get("phone") or "").startswith("0")


def only_a(kind: str) -> Test:
    """Whether a record has a landline but no mobile, or the other way round."""
    other = "mobile" if kind == "phone" else "phone"
    return lambda row: row.get(kind) is not None and row.get(other) is None and not str(row[kind]).startswith("4")


def single(referred: set[str]) -> Test:
    """Whether an order has one line and no case speaks of it."""
    return lambda row: row.get("line") is None and row["order_no"] not in referred


def several(row: Row) -> bool:
    """Whether more than one was bought and nothing was paid back."""
    return bool(row["qty"] > 1 and row.get("refund") is None)


def differs(row: Row) -> bool:
    """Whether exchanging two digits of the amount changes it."""
    return bool(row.get("refund") is None and typos.swapped(row["amount"]) != row["amount"])


def large(row: Row) -> bool:
    """Whether somebody would write this amount in 万: whole yuan, and ten thousand of them."""
    return bool(row["amount"] >= 10_000 and row["amount"] == int(row["amount"]))


def has_latin(field: str) -> Test:
    """Whether a text has letters or digits that can be typed in full width."""
    return lambda row: typos.full_width(row[field]) != row[field]


def local_part(row: Row) -> str:
    """The landline without its area code."""
    return str(row["phone"]).split("-")[1]


def forget_contacts(row: Row) -> None:
    """Leaves no way to get in touch."""
    row["phone"] = row["email"] = None


def moved(source: str, target: str) -> Callable[[Row], Any]:
    """The value of `source`, which is then blank: typed into the field `target` instead."""

    def move(row: Row) -> Any:
        row[target], row[source] = row[source], None
        return row[target]

    return move


def exchange(earlier: str, later: str) -> Callable[[Row], Any]:
    """Two dates, each in the other's cell."""

    def change(row: Row) -> Any:
        first, row[earlier] = row[earlier], row[later]
        return first

    return change


def days_before(field: str, days: int) -> Callable[[Row], date]:
    """A day that many days before another field of the row."""

    def before(row: Row) -> date:
        moment = row[field]
        day: date = moment.date() if isinstance(moment, datetime) else moment
        return day - timedelta(days=days)

    return before
