"""How requests are served: answered, solved, solved at once, opened again, passed on.

A request is of the period in which it was made, a solution of the period in which it was given. Hours are those of
`Clock`. Nothing is left out silently: what cannot be measured is counted beside the figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from custsheet.analysis.kpis.cases import Cases
from custsheet.analysis.kpis.values import NOTHING, Amount, Rate, Rows, rows
from custsheet.analysis.period import Period


@dataclass(frozen=True)
class Answers:
    """Requests of a period and how long their first answers took.

    Attributes:
        hours: of those that were answered, by Excel row.
        waiting: hours that the others have waited so far, judged at the beginning of today (T-26), by Excel row.
        late: which of `waiting` have waited longer than was promised to the customer's tier.
        in_time: how many of `hours` are within it.
        untold: requests that are closed although nobody wrote when they were answered: in no figure.
    """

    hours: pd.Series
    waiting: pd.Series
    late: pd.Series
    in_time: int
    slow: Rows
    untold: int = 0

    @property
    def rate(self) -> Rate:
        """Answered within what was promised, among all whose time is over."""
        return Rate(self.in_time, len(self.hours) + int(self.late.sum()), self.slow)

    @property
    def mean(self) -> Amount:
        """Mean hours to the first answer."""
        return Amount(float(self.hours.mean()) if len(self.hours) else None, len(self.hours), self.slow)

    @property
    def median(self) -> Amount:
        """Median hours to the first answer: one forgotten request does not move it."""
        return Amount(float(self.hours.median()) if len(self.hours) else None, len(self.hours), self.slow)

    @property
    def unanswered(self) -> Amount:
        """How many have no answer yet, of all requests of the period."""
        n = len(self.hours) + len(self.waiting)
        return Amount(float(len(self.waiting)), n, rows("service", self.waiting.notna()))


def answers(cases: Cases, period: Period, today: date) -> Answers:
    """The requests of a period. What was solved was answered by then at the latest, if nobody wrote when."""
    none = pd.Series(dtype="float64")
    if "answer" not in cases.tells:
        return Answers(none, none, none.astype(bool), 0, {})
    judgement = judged(cases, today)
    inside = period.mask(cases.table["asked"])
    hours, waited = cases.table["hours"][inside], judgement.waited[inside]
    done, waiting, late, good = (
        part[inside] for part in (judgement.answered, judgement.waiting, judgement.late, judgement.in_time)
    )
    return Answers(
        hours=hours[done],
        waiting=waited[waiting],
        late=late[waiting],
        in_time=int(good.sum()),
        slow=rows("service", (done & ~good) | late),
        untold=int(judgement.untold[inside].sum()),
    )


@dataclass(frozen=True)
class Judgement:
    """Every request, by Excel row: whether it was answered, in time, still waits, is late; hours waited so far."""

    answered: pd.Series
    in_time: pd.Series
    waiting: pd.Series
    late: pd.Series
    waited: pd.Series
    untold: pd.Series


def judged(cases: Cases, today: date) -> Judgement:
    """How each request was answered, judged at the beginning of today; of cases that tell it."""
    table = cases.table
    hours, promised = table["hours"], table["promised"]
    answered, open_ = table["answered"].notna() & ~(hours < 0), table["answered"].isna()
    waiting = open_ & ~table["shut"]
    now = pd.Series(pd.Timestamp(today), index=table.index, dtype="datetime64[us]")
    waited = cases.clock.between(table["asked"], now).clip(lower=0)
    return Judgement(
        answered=answered,
        in_time=answered & (hours <= promised),
        waiting=waiting,
        late=waiting & (waited > promised),
        waited=waited,
        untold=open_ & table["shut"],
    )


def resolution(cases: Cases, period: Period) -> tuple[Amount, Amount]:
    """Mean and median hours from request to solution, less the hours spent waiting for the customer."""
    if "solution" not in cases.tells:
        return Amount(None, 0), Amount(None, 0)
    table = cases.table[period.mask(cases.table["solved"])]
    spent = table.loc[~table["backwards"], "spent"].dropna()
    n = len(spent)
    return Amount(float(spent.mean()) if n else None, n), Amount(float(spent.median()) if n else None, n)


def first_contact(cases: Cases, period: Period) -> tuple[Rate, int]:
    """Requests solved in the period by one contact for good; and solved ones of which nobody wrote how many it took.

    For good: not opened again, and the customer did not come back with the same topic within `fcr_days`.
    """
    if "solution" not in cases.tells:
        return NOTHING, 0
    table = cases.table[period.mask(cases.table["solved"]) & ~cases.table["backwards"]]
    known = table["once"].notna()
    good = known & (table["once"] == 1) & ~table["reopened"] & ~table["came_back"]
    return Rate(int(good.sum()), int(known.sum()), rows("service", known & ~good)), int((~known).sum())


def reopened(cases: Cases, period: Period) -> Rate:
    """Requests of the period that were opened again, among those that had been solved once."""
    if "status" not in cases.tells:
        return NOTHING
    table = cases.table[period.mask(cases.table["asked"])]
    again = table["reopened"]
    solved = table["shut"] | again | table["solved"].notna()
    return Rate(int(again.sum()), int(solved.sum()), rows("service", again))


def escalated(cases: Cases, period: Period) -> Rate:
    """Requests of the period that were passed on to a superior; blank means no, where the column is in use at all."""
    if "escalation" not in cases.tells:
        return NOTHING
    up = cases.table.loc[period.mask(cases.table["asked"]), "escalated"]
    return Rate(int(up.sum()), len(up), rows("service", up))
