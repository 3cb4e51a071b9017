"""Lifecycle stages from the rhythm of order days (`custsheet.analysis.cycle` says for how long silence is no alarm).

First matching: potential (no order) · new (first order at most `lifecycle_new_days` ago) · lost (idle for more than
`lifecycle_lost_days`) · dormant · at risk · returned (an order at most `lifecycle_new_days` ago ended a gap that had
made the customer dormant or lost) · growing (1–3 order days) · mature. Idle stages come before growing, as B4's own
sequence would keep somebody with two orders years ago "growing" for ever; and before returned, as who came back and is
silent again for too long is to be called again.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis import cycle
from custsheet.analysis.rules import Rules

IDLE = ("at_risk", "dormant", "lost")
"""Stages of customers who have been silent for too long, the longest last."""
_MATURE = 4  # order days


def rhythm(
    bought: pd.DataFrame, reference: pd.Timestamp, rules: Rules, alike: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One row a customer that ever bought.

    Args:
        bought: order lines that are purchases, with `customer` and `day`.
        reference: the day counted back from.
        rules: the settings.
        alike: what makes customers alike, see `cycle.segments`.

    Returns:
        Indexed by customer: what `cycle.cycles` gives, idle (days), back (the day of the latest order after a gap that
        had made the customer dormant or lost), quiet (the longest such gap that ended lately, NaN if none), stage.
    """
    return of_days(cycle.order_days(bought), reference, rules, alike)


def of_days(
    days: pd.DataFrame, reference: pd.Timestamp, rules: Rules, alike: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The same of what `cycle.order_days` gives: for whoever asks about several days, see `stages`."""
    out = cycle.cycles(days, rules, alike)
    out["idle"] = _days(reference - out["last"])
    place = np.repeat(np.arange(len(out)), out["days"])  # in `out`, which is in the order of `days`
    limit = np.minimum(out["dormant"].to_numpy()[place], rules.lifecycle_lost_days)
    came = days[["day", "gap"]].assign(place=place)[days["gap"].to_numpy() > limit]
    lately = (reference - came["day"]).dt.days <= rules.lifecycle_new_days
    places = range(len(out))
    out["back"] = came.groupby("place")["day"].max().reindex(places).to_numpy()
    out["quiet"] = came[lately].groupby("place")["gap"].max().reindex(places).to_numpy()
    out["stage"] = _stage(out, reference, rules)
    return out


def since(history: pd.DataFrame, reference: pd.Timestamp, rules: Rules) -> pd.Series:
    """The first day, not before the last order, from which on every customer has been in its present stage.

    By the limits of the reference day, which say what one can see: silent since that order, at risk from that day on.

    Args:
        history: see `rhythm`.
        reference: the day it is of.
        rules: the settings.
    """
    first, last, back = history["first"], history["last"], history["back"]
    over = rules.lifecycle_new_days + 1
    waits = [(last, np.floor(history[name]) + 1) for name in ("risk", "dormant")]
    waits += [(first, over), (back, over), (last, rules.lifecycle_lost_days + 1)]
    # Without another order a stage changes on these days only, so whatever holds on one holds until the next.
    turns = [(day + pd.to_timedelta(wait, unit="D")).astype("datetime64[us]") for day, wait in waits]
    days = np.stack([last, *(turn.where((turn > last) & (turn <= reference), last) for turn in turns)], axis=1)
    days = np.sort(days, axis=1)
    found, still = days[:, -1].copy(), np.ones(len(history), dtype=bool)
    for at in range(days.shape[1] - 1, -1, -1):
        still &= (_stage(history, pd.Series(days[:, at], index=history.index), rules) == history["stage"]).to_numpy()
        found = np.where(still, days[:, at], found)
    return pd.Series(found, index=history.index).astype("datetime64[us]")


def _days(time: pd.Series) -> npt.NDArray[np.float64]:
    """In whole days, as orders are of days; NaN for a blank."""
    return np.asarray(np.floor(time.to_numpy() / np.timedelta64(1, "D")), dtype="float64")


def _stage(history: pd.DataFrame, on: pd.Timestamp | pd.Series, rules: Rules) -> pd.Series:
    """The stages on a day, one for all or one each, that is not before the last order."""
    idle = _days(on - history["last"])
    found = np.select(
        [
            _days(on - history["first"]) <= rules.lifecycle_new_days,
            idle > rules.lifecycle_lost_days,
            idle > history["dormant"],
            idle > history["risk"],
            _days(on - history["back"]) <= rules.lifecycle_new_days,
            history["days"] < _MATURE,
        ],
        ["new", "lost", "dormant", "at_risk", "returned", "growing"],
        "mature",
    )
    return pd.Series(found.astype(object), index=history.index, dtype=object)
