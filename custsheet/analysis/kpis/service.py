"""How requests are served: answered, solved, solved at once, opened again, passed on.

A request is of the period in which it was made, a solution of the period in which it was given. Hours are those of
`Clock`. Nothing is left out silently: what cannot be measured is counted beside the figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.kpis.cases import Cases
from custsheet.analysis.kpis.values import NOTHING, Amount, Rate, Rows, marked
from custsheet.analysis.period import Period

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
"""Excel rows."""


@dataclass(frozen=True)
class Answers:
    """Requests of a period and how long their first answers took.

    Attributes:
        hours: of those that were answered.
        answered: their Excel rows.
        waiting: hours that the others have waited so far, judged at the beginning of today (T-26).
        unheard: their Excel rows.
        late: how many of `waiting` have waited longer than was promised to the customer's tier.
        in_time: how many of `hours` are within it.
        slow: requests answered later than that, and `late` ones.
        untold: requests that are closed although nobody wrote when they were answered: in no figure.
    """

    hours: Floats
    answered: Places
    waiting: Floats
    unheard: Places
    late: int
    in_time: int
    slow: Rows
    untold: int = 0

    @property
    def rate(self) -> Rate:
        """Answered within what was promised, among all whose time is over."""
        return Rate(self.in_time, len(self.hours) + self.late, self.slow)

    @property
    def mean(self) -> Amount:
        """Mean hours to the first answer."""
        return Amount(_mean(self.hours), len(self.hours), self.slow)

    @property
    def median(self) -> Amount:
        """Median hours to the first answer: one forgotten request does not move it."""
        return Amount(_median(self.hours), len(self.hours), self.slow)

    @property
    def unanswered(self) -> Amount:
        """How many have no answer yet, of all requests of the period."""
        n = len(self.hours) + len(self.waiting)
        return Amount(float(len(self.waiting)), n, {"service": tuple(self.unheard.tolist())})

    @property
    def waited(self) -> Amount:
        """Median hours that those without an answer have waited."""
        return Amount(_median(self.waiting), len(self.waiting))


def answers(cases: Cases, period: Period, today: date, only: Mask | None = None) -> Answers:
    """The requests of a period. What was solved was answered by then at the latest, if nobody wrote when.

    Args:
        cases: all requests.
        period: whose requests.
        today: at whose beginning they are judged.
        only: which of `cases`; all of them if not said.
    """
    if "answer" not in cases.tells:
        none, nowhere = np.zeros(0), np.zeros(0, dtype="int64")
        return Answers(none, nowhere, none, nowhere, 0, 0, {})
    judgement, inside = judged(cases, today), _inside(cases, "asked", period, only)
    done, waiting, late = (inside & part for part in (judgement.answered, judgement.waiting, judgement.late))
    return Answers(
        hours=cases.column("hours")[done],
        answered=cases.rows[done],
        waiting=judgement.waited[waiting],
        unheard=cases.rows[waiting],
        late=int(late.sum()),
        in_time=int((inside & judgement.in_time).sum()),
        slow=marked("service", cases.rows, (done & ~judgement.in_time) | late),
        untold=int((inside & judgement.untold).sum()),
    )


@dataclass(frozen=True)
class Judgement:
    """Every request, in order: whether it was answered, in time, still waits, is late; hours waited so far."""

    answered: Mask
    in_time: Mask
    waiting: Mask
    late: Mask
    waited: Floats
    untold: Mask


def judged(cases: Cases, today: date) -> Judgement:
    """How each request was answered, judged at the beginning of today; of cases that tell it."""
    return cases.once(("judged", today), lambda: _judged(cases, today))


def _judged(cases: Cases, today: date) -> Judgement:
    hours, promised, shut = (cases.column(name) for name in ("hours", "promised", "shut"))
    open_ = np.isnat(cases.column("answered"))
    answered = ~open_ & ~(hours < 0)
    waiting = open_ & ~shut
    now = pd.Series(pd.Timestamp(today), index=cases.table.index, dtype="datetime64[us]")
    waited = cases.clock.between(cases.table["asked"], now).clip(lower=0).to_numpy()
    return Judgement(
        answered=answered,
        in_time=answered & (hours <= promised),
        waiting=waiting,
        late=waiting & (waited > promised),
        waited=waited,
        untold=open_ & shut,
    )


def resolution(cases: Cases, period: Period, only: Mask | None = None) -> tuple[Amount, Amount]:
    """Mean and median hours from request to solution, less the hours spent waiting for the customer."""
    if "solution" not in cases.tells:
        return Amount(None, 0), Amount(None, 0)
    spent = cases.column("spent")
    spent = spent[_solved(cases, period, only) & ~np.isnan(spent)]
    return Amount(_mean(spent), len(spent)), Amount(_median(spent), len(spent))


def first_contact(cases: Cases, period: Period, only: Mask | None = None) -> tuple[Rate, int]:
    """Requests solved in the period by one contact for good; and solved ones of which nobody wrote how many it took.

    For good: not opened again, and the customer did not come back with the same topic within `fcr_days`.
    """
    if "solution" not in cases.tells:
        return NOTHING, 0
    solved, once = _solved(cases, period, only), cases.column("once")
    known = solved & ~np.isnan(once)
    good = known & (once == 1) & ~cases.column("reopened") & ~cases.column("came_back")
    rate = Rate(int(good.sum()), int(known.sum()), marked("service", cases.rows, known & ~good))
    return rate, int(solved.sum()) - rate.n


def reopened(cases: Cases, period: Period, only: Mask | None = None) -> Rate:
    """Requests of the period that were opened again, among those that had been solved once."""
    if "status" not in cases.tells:
        return NOTHING
    inside, shut = _inside(cases, "asked", period, only), cases.column("shut")
    again = inside & cases.column("reopened")
    solved = again | (inside & (shut | ~np.isnat(cases.column("solved"))))
    return Rate(int(again.sum()), int(solved.sum()), marked("service", cases.rows, again))


def escalated(cases: Cases, period: Period, only: Mask | None = None) -> Rate:
    """Requests of the period that were passed on to a superior; blank means no, where the column is in use at all."""
    if "escalation" not in cases.tells:
        return NOTHING
    inside = _inside(cases, "asked", period, only)
    up = inside & cases.column("escalated")
    return Rate(int(up.sum()), int(inside.sum()), marked("service", cases.rows, up))


def _inside(cases: Cases, name: str, period: Period, only: Mask | None) -> Mask:
    inside = period.holds(cases.column(name))
    return inside if only is None else inside & only


def _solved(cases: Cases, period: Period, only: Mask | None) -> Mask:
    """Solved in the period, and not before they were asked."""
    found: Mask = _inside(cases, "solved", period, only) & ~cases.column("backwards")
    return found


def _mean(hours: Floats) -> float | None:
    return float(hours.mean()) if len(hours) else None


def _median(hours: Floats) -> float | None:
    return float(np.median(hours)) if len(hours) else None
