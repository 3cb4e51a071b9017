"""A workbook as it stood at the end of a past day: the one place that says what had not happened yet.

Invariant: a record that began later is not there, and what was answered, solved, told or done later is still open. What
nobody wrote a day beside is taken as it stands; so are days that look ahead by nature, as a due date or a planned end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from custsheet.analysis.columns import moments, strings
from custsheet.model.snapshot import Snapshot, Table

Ends = tuple[str, str | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Course:
    """What dates the records of a sheet.

    Attributes:
        begins: the field that says since when a record is there; None where no field does.
        ends: from the last step to the first: the field dated when it is taken, the status before it (None = the step
            is told by no status) and the fields that only it fills.
    """

    begins: str | None
    ends: tuple[Ends, ...] = ()


_COURSES: Mapping[str, _Course] = {
    "orders": _Course("date"),
    "interactions": _Course("time"),
    "campaigns": _Course("start_date"),
    "processes": _Course("started_on"),
    "service": _Course(
        "requested_at",
        (
            ("resolved_at", "working", ("wait_hours", "fcr", "feedback", "csat")),
            ("service_date", None, ()),
            ("first_response_at", "waiting", ()),
        ),
    ),
    "feedback": _Course("date", (("told_on", "to_tell", ()), ("handled_on", "open", ("outcome",)))),
    "tasks": _Course(None, (("done_on", "open", ()),)),
}


def as_it_stood(snapshot: Snapshot, day: date) -> Snapshot:
    """`snapshot` as it was at the end of `day`."""
    after = pd.Timestamp(day) + pd.Timedelta(days=1)
    tables = {name: _stood(table, after) for name, table in snapshot.tables.items()}
    if "customers" in tables:
        tables["customers"] = _known(tables["customers"], tables.get("orders"), after)
    told = tuple(
        one for one in snapshot.memory.predictions if one.made_on <= day and (one.came is None or one.last_day <= day)
    )
    return replace(snapshot, tables=tables, memory=replace(snapshot.memory, predictions=told))


def _stood(table: Table, after: pd.Timestamp) -> Table:
    course = _COURSES.get(table.name)
    if course is None:
        return table
    if course.begins is not None:
        table = _only(table, ~(moments(table, course.begins) >= after))
    typed = table.typed
    for field, before, filled in course.ends:
        later = moments(table, field) >= after
        if not later.any():
            continue
        typed = typed.assign(**{name: typed[name].mask(later) for name in (field, *filled) if name in typed})
        if before is not None and "status" in typed:
            # no step before `before` is undone here: what is earlier in the course comes later in `ends`
            typed = typed.assign(status=typed["status"].mask(later & (typed["status"] != "cancelled"), before))
    return table if typed is table.typed else replace(table, typed=typed)


def _known(customers: Table, orders: Table | None, after: pd.Timestamp) -> Table:
    """Customers entered by then; who had bought by then was a customer, whenever somebody wrote it down."""
    bought = strings(orders, "customer_id").dropna().unique() if orders is not None else ()
    late = (moments(customers, "entered_on") >= after) & ~strings(customers, "customer_id").isin(bought)
    return _only(customers, ~late)


def _only(table: Table, kept: pd.Series) -> Table:
    if kept.all():
        return table
    return replace(table, raw=table.raw[kept.to_numpy()], typed=table.typed[kept.to_numpy()])
