"""Lifecycle stages from the rhythm of order days (`custsheet.analysis.cycle` says for how long silence is no alarm).

First matching: potential (no order) · new (first order at most `lifecycle_new_days` ago, and no contract that ends) ·
lost (idle for more than `lifecycle_lost_days`; under a contract see `contracts`) · dormant · at risk · returned (an
order at most `lifecycle_new_days` ago ended a gap that had made the customer dormant or lost) · growing (1–3 order
days) · mature. Idle stages come before growing, as B4's own sequence would keep somebody with two orders years ago
"growing" for ever; and before returned, as who came back and is silent again for too long is to be called again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis import contracts, cycle
from custsheet.analysis.columns import frame
from custsheet.analysis.cycle import Days, Floats, Ints, Limits
from custsheet.analysis.daynumbers import day_number, moments_of
from custsheet.analysis.rules import Rules

STAGES = ("potential", "new", "growing", "mature", "at_risk", "dormant", "lost", "returned")
"""In the order shown: names in list stage."""
Codes = npt.NDArray[np.int8]
"""Places in `STAGES`."""
IDLE = ("at_risk", "dormant", "lost")
"""Stages of customers who have been silent for too long, the longest last."""
_MATURE = 4  # order days
_NEVER = -(10**8)
"""A day so long ago that nothing follows from it; days are counted from 1970."""


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
    days: pd.DataFrame,
    reference: pd.Timestamp,
    rules: Rules,
    alike: pd.DataFrame | None = None,
    ends: pd.Series | None = None,
) -> pd.DataFrame:
    """The same of what `cycle.order_days` gives. `ends`: see `contracts.ends`."""
    each = Days.of(days)
    names = cycle.names_of(days, each)
    found = of(each, day_number(reference), rules, cycle.numbered(alike, names), contracts.numbered(ends, names))
    return frame(found.columns(), names)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What `rhythm` says, as plain arrays, one place for each of `Days.customers`; days are counted from 1970.

    Attributes:
        limits: see `cycle.limits`.
        on: the day looked back from.
        back: `_NEVER` where no such gap was.
        quiet: NaN where no such gap ended lately.
        stage: on that day.
    """

    limits: Limits
    on: int
    back: Ints
    quiet: Floats
    stage: Codes

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """In the shape of `rhythm`."""
        back = moments_of(self.back)
        back[self.back == _NEVER] = np.datetime64("NaT")
        return {
            **self.limits.columns(),
            "idle": (self.on - self.limits.last).astype("float64"),
            "back": back,
            "quiet": self.quiet,
            "stage": np.array(STAGES, dtype=object)[self.stage],
        }


def of(days: Days, on: int, rules: Rules, alike: list[Ints], ends: Ints | None = None) -> Rhythm:
    """The rhythm on a day, of the order days up to it.

    Args:
        days: the order days.
        on: the day.
        rules: the settings.
        alike: see `cycle.numbered`.
        ends: see `contracts.numbered`, by the numbers of customers.
    """
    found = cycle.limits(days, rules, alike)
    place = np.repeat(np.arange(len(days.begin)), days.count)
    came = np.flatnonzero(days.gap > np.minimum(found.dormant, found.lost)[place])
    if ends is not None and rules.sales_model == "contracts":
        came = came[~contracts.covered(found.last, ends[days.customers])[place[came]]]
    back, quiet = np.full(len(days.begin), _NEVER), np.full(len(days.begin), np.nan)
    back[place[came]] = days.day[came]  # of a customer's several the last stays, which is the latest
    lately = came[on - days.day[came] <= rules.lifecycle_new_days]
    np.fmax.at(quiet, place[lately], days.gap[lately])
    if ends is not None:
        found = contracts.limited(found, ends[days.customers], rules)
    return Rhythm(found, on, back, quiet, _stage(found, back, on, rules))


def since(history: Rhythm, rules: Rules) -> Ints:
    """The first day, not before the last order, from which on every customer has been in its present stage.

    By the limits of the reference day, which say what one can see: silent since that order, at risk from that day on.
    """
    found = history.limits
    first, last, back = found.first, found.last, history.back
    over = rules.lifecycle_new_days + 1
    ending = np.minimum(found.ending, -_NEVER)
    limits = (found.risk, found.dormant, found.lost, ending, ending + rules.contract_notice_days + 1)
    waits = [last + np.floor(limit).astype("int64") + 1 for limit in limits]
    # Without another order a stage changes on these days only, so whatever holds on one holds until the next.
    turns = [*waits, first + over, back + over]
    days = np.stack([last, *(np.where((turn > last) & (turn <= history.on), turn, last) for turn in turns)], axis=1)
    days.sort(axis=1)
    entered, still = days[:, -1].copy(), np.ones(len(last), dtype=bool)
    for at in range(days.shape[1] - 1, -1, -1):
        still &= _stage(found, back, days[:, at], rules) == history.stage
        entered = np.where(still, days[:, at], entered)
    return entered


def _stage(found: Limits, back: Ints, on: int | Ints, rules: Rules) -> Codes:
    """The stages on a day, one for all or one each, that is not before the last order."""
    idle = on - found.last
    # Silence is no alarm of who is new, but the end of a contract is.
    new = on - found.first <= rules.lifecycle_new_days
    stages = np.select(
        [
            new & ~(idle > found.ending),
            new & ~(idle > found.ending + rules.contract_notice_days + 1),
            idle > found.lost,
            idle > found.dormant,
            idle > found.risk,
            on - back <= rules.lifecycle_new_days,
            found.days < _MATURE,
        ],
        [STAGES.index(name) for name in ("new", "at_risk", "lost", "dormant", "at_risk", "returned", "growing")],
        STAGES.index("mature"),
    )
    return stages.astype("int8")
