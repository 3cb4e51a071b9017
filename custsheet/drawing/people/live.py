"""What the standard's live formulas would show, computed in Python: the value stored beside each formula.

LibreOffice, previewers and some builds of WPS show the stored value until somebody edits, and above 5,000 customers the
values stand alone. Keyed by (sheet, field); a formula of a company's own standard that is not here stores nothing.
The semantics are Excel's: text in a column of numbers does not count, keys match whatever their case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from custsheet.drawing.people.layout import Plan, Row, Tables
from custsheet.model.finding import Cell
from custsheet.values.cellerrors import STORED
from custsheet.values.dates import from_serial, to_serial


@dataclass(frozen=True)
class World:
    """All rows of a new workbook, and the look-ups several formulas share."""

    plan: Plan
    tables: Tables
    today: date

    def entry(self, value_list: str, name: str) -> str:
        """Label of a list entry."""
        return self.plan.entry(value_list, name)

    def is_entry(self, value: Cell, value_list: str, *names: str) -> bool:
        """Whether a cell holds the label of one of these entries."""
        return _key(value) in {_key(self.entry(value_list, name)) for name in names}

    @cached_property
    def valid_orders(self) -> dict[str, list[Row]]:
        """Orders that count, by customer."""
        return _by_key(
            (row.get("customer_id"), row)
            for row in self.tables.get("orders", ())
            if _blank(row.get("order_status")) or self.is_entry(row.get("order_status"), "order_status", "valid")
        )

    @cached_property
    def interactions(self) -> dict[str, list[Row]]:
        """Interactions by customer."""
        return _by_key((row.get("customer_id"), row) for row in self.tables.get("interactions", ()))

    @cached_property
    def customers(self) -> dict[str, Row]:
        """The first customer that bears an identifier."""
        found: dict[str, Row] = {}
        for row in self.tables.get("customers", ()):
            found.setdefault(_key(row.get("customer_id")), row)
        return found


def _age(row: Row, world: World) -> Cell:
    born = _day(row.get("birth_date"))
    if born is None or born > world.today:
        return ""
    return world.today.year - born.year - ((world.today.month, world.today.day) < (born.month, born.day))


def _total_amount(row: Row, world: World) -> Cell:
    orders = world.valid_orders.get(_key(row.get("customer_id")), [])
    paid, back = _sum(orders, "amount"), _sum(orders, "refund")
    return paid if isinstance(paid, str) else back if isinstance(back, str) else paid - back


def _last_order(row: Row, world: World) -> Cell:
    return _edge(max, world.valid_orders.get(_key(row.get("customer_id")), []), "date")


def _last_contact(row: Row, world: World) -> Cell:
    return _edge(max, world.interactions.get(_key(row.get("customer_id")), []), "time")


def _next_contact(row: Row, world: World) -> Cell:
    return _edge(min, world.interactions.get(_key(row.get("customer_id")), []), "next_date", world.today)


def _customer_name(row: Row, world: World) -> Cell:
    found = world.customers.get(_key(row.get("customer_id")))
    return (found.get("company") or found.get("name") or "") if found else ""


def _revenue(row: Row, world: World) -> Cell:
    orders = world.valid_orders.get(_key(row.get("customer_id")), [])
    return _sum((order for order in orders if _key(order.get("campaign")) == _key(row.get("campaign"))), "amount")


def _first_contact_resolved(row: Row, world: World) -> Cell:
    if _blank(row.get("resolved_at")) or _blank(row.get("contact_count")):
        return ""
    once = _number(row.get("contact_count")) == 1
    return "√" if once and not world.is_entry(row.get("status"), "case_status", "reopened") else "×"


def _feedback_status(row: Row, world: World) -> Cell:
    for field, name in (("told_on", "closed"), ("handled_on", "to_tell"), ("handler", "working")):
        if not _blank(row.get(field)):
            return world.entry("feedback_status", name)
    return world.entry("feedback_status", "open")


def _days_left(row: Row, world: World) -> Cell:
    due = _serial(row.get("due"))
    if due is None or world.is_entry(row.get("status"), "task_status", "done", "cancelled"):
        return ""
    return due - (_serial(world.today) or 0)


def _alert(row: Row, world: World) -> Cell:
    left = _days_left(row, world)
    if not isinstance(left, (int, float)):
        return ""
    if left < 0:
        return world.entry("alert", "overdue")
    notice = row.get("remind_days")
    before = float("inf") if isinstance(notice, str) and notice else _number(notice)  # Excel: text exceeds any number
    return world.entry("alert", "soon" if left <= before else "normal")


Compute = Callable[[Row, World], Cell]

# Field -> (the field without which the formula shows nothing, how its value is computed).
_VALUES: Mapping[tuple[str, str], tuple[str, Compute]] = {
    ("customers", "age"): ("birth_date", _age),
    ("customers", "total_amount"): ("customer_id", _total_amount),
    ("customers", "last_order"): ("customer_id", _last_order),
    ("customers", "last_contact"): ("customer_id", _last_contact),
    ("customers", "next_contact"): ("customer_id", _next_contact),
    ("interactions", "customer_name"): ("customer_id", _customer_name),
    ("orders", "customer_name"): ("customer_id", _customer_name),
    ("service", "fcr"): ("resolved_at", _first_contact_resolved),
    ("campaigns", "revenue"): ("customer_id", _revenue),
    ("feedback", "status"): ("customer_id", _feedback_status),
    ("tasks", "days_left"): ("due", _days_left),
    ("tasks", "alert"): ("due", _alert),
}


def live_value(sheet: str, field: str, row: Row, world: World) -> Cell:
    """What the formula of `field` shows in this row; "" where it shows nothing or is not known here."""
    found = _VALUES.get((sheet, field))
    if found is None or _blank(row.get(found[0])):
        return ""
    return found[1](row, world)


def known_live(sheet: str, field: str) -> bool:
    """Whether `live_value` knows what the formula of `field` shows."""
    return (sheet, field) in _VALUES


def _by_key(pairs: Iterable[tuple[Cell, Row]]) -> dict[str, list[Row]]:
    out: dict[str, list[Row]] = defaultdict(list)
    for value, row in pairs:
        out[_key(value)].append(row)
    return out


def _key(value: Cell) -> str:
    """The form in which Excel finds two keys the same."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if _blank(value) else str(value).casefold()


def _blank(value: Cell) -> bool:
    return value is None or value == "" or value != value


def _number(value: Cell) -> float:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value else 0.0


def _sum(rows: Iterable[Row], field: str) -> float | str:
    """The sum of the numbers; where a cell shows an error, that error, as an office program says it."""
    values = [row.get(field) for row in rows]
    broken = next((one for one in values if isinstance(one, str) and one in STORED), None)
    return broken if broken is not None else sum(map(_number, values))


def _serial(value: Cell) -> int | float | None:
    """A date or a number as Excel's day number, None for anything else."""
    if isinstance(value, date):
        serial = to_serial(value)
        return int(serial) if serial is not None and serial.is_integer() else serial
    return None if _blank(value) or isinstance(value, (str, bool)) else value


def _day(value: Cell) -> date | None:
    serial = _serial(value)
    moment = None if serial is None else from_serial(int(serial))
    return moment.date() if moment else None


def _edge(pick: Callable[[Iterator[float]], float], rows: Iterable[Row], field: str, since: date | None = None) -> Cell:
    """The first or last day of `field`, not before `since`; "" if there is none."""
    days = [serial for row in rows if (serial := _serial(row.get(field))) is not None]
    if since is not None:
        days = [day for day in days if day >= (_serial(since) or 0)]
    return (_day(pick(iter(days))) or "") if days else ""
