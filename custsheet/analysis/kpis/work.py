"""What the staff does in time: tasks, and contacts that were agreed upon."""

from __future__ import annotations

import pandas as pd

from custsheet.analysis.columns import found, moments, strings
from custsheet.analysis.kpis.values import NOTHING, Rate, rows
from custsheet.analysis.period import Period
from custsheet.model.snapshot import Snapshot


def punctuality(snapshot: Snapshot, period: Period) -> Rate:
    """Tasks done by their due date among all that were due in the period, cancelled ones left out.

    A done task without a date counts as on time.
    """
    table = found(snapshot, "tasks", "due", "status")
    if table is None:
        return NOTHING
    due, status, done_on = moments(table, "due"), strings(table, "status"), moments(table, "done_on")
    over = (status == "done") | (
        due.dt.normalize() < period.end
    )  # what is due on the last day may still be done in time
    inside = period.mask(due) & (status != "cancelled") & over
    on_time = (status == "done") & ~(done_on.dt.normalize() > due.dt.normalize())
    return Rate(int((inside & on_time).sum()), int(inside.sum()), rows("tasks", inside & ~on_time))


def follow_ups(snapshot: Snapshot, period: Period) -> Rate:
    """Contacts that were agreed upon for a day of the period and made by then, at whatever earlier time.

    Whoever gets in touch with the customer keeps what was agreed. What is due on the last day may still be kept.
    """
    table = found(snapshot, "interactions", "customer_id", "time", "next_date")
    if table is None:
        return NOTHING
    customer, time = strings(table, "customer_id"), moments(table, "time")
    due = moments(table, "next_date").dt.normalize()
    known = customer.notna() & time.notna()
    contacts = pd.DataFrame({"customer": customer, "time": time})[known].drop_duplicates()
    contacts = contacts.sort_values(["customer", "time"])
    contacts["next"] = contacts.groupby("customer")["time"].shift(-1)
    agreed = pd.DataFrame({"customer": customer, "time": time})
    after = agreed.merge(contacts, on=["customer", "time"], how="left")["next"].set_axis(agreed.index)
    kept = known & (after.dt.normalize() <= due)
    inside = known & period.mask(due) & (time.dt.normalize() <= due) & (kept | (due < period.end))
    return Rate(int((inside & kept).sum()), int(inside.sum()), rows("interactions", inside & ~kept))
