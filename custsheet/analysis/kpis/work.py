"""What the staff does in time: tasks, and contacts that were agreed upon."""

from __future__ import annotations

import numpy as np
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


def agreed(snapshot: Snapshot) -> pd.DataFrame:
    """Contacts that were agreed upon, by Excel row: due (day), kept (whether one was made by then, at whatever time).

    Whoever gets in touch with the customer after it was agreed keeps it.
    """
    table = found(snapshot, "interactions", "customer_id", "time", "next_date")
    if table is None:
        return pd.DataFrame({"due": pd.Series(dtype="datetime64[us]"), "kept": pd.Series(dtype=bool)})
    who, time = pd.factorize(strings(table, "customer_id"))[0], moments(table, "time")
    due = moments(table, "next_date").dt.normalize()
    when = time.to_numpy()
    known = (who >= 0) & ~np.isnat(when)
    order = np.lexsort([when, who])
    order = order[known[order]]
    customer, moment = who[order], when[order]
    # Contacts of one customer at one moment are one contact: what comes next is the next of another moment.
    step = np.ones(len(order), dtype=bool)
    step[1:] = (customer[1:] != customer[:-1]) | (moment[1:] != moment[:-1])
    group, first = np.cumsum(step) - 1, np.flatnonzero(step)
    following = np.full(len(first), np.datetime64("NaT"), dtype=when.dtype)
    if len(first) > 1:
        same = customer[first[1:]] == customer[first[:-1]]
        following[:-1] = np.where(same, moment[first[1:]], np.datetime64("NaT"))
    after = pd.Series(pd.NaT, index=time.index, dtype="datetime64[us]")
    after.iloc[order] = following[group]
    kept = after.dt.normalize() <= due
    return pd.DataFrame({"due": due, "kept": kept})[known & due.notna() & (time.dt.normalize() <= due)]


def follow_ups(contacts: pd.DataFrame, period: Period) -> Rate:
    """Of the contacts `agreed` for a day of the period, those that were made; on the last day they still may be."""
    due, kept = contacts["due"], contacts["kept"]
    inside = period.mask(due) & (kept | (due < period.end))
    return Rate(int((inside & kept).sum()), int(inside.sum()), rows("interactions", inside & ~kept))
