"""How requests are served: answered, solved, solved at once, opened again, passed on.

A request is of the period in which it was made, a solution of the period in which it was given. Hours are those of
`Clock`. Nothing is left out silently: what cannot be measured is counted beside the figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from custsheet.analysis.columns import found, moments, numbers, strings, truths
from custsheet.analysis.kpis.hours import Clock
from custsheet.analysis.kpis.values import NOTHING, Amount, Rate, Rows, rows
from custsheet.analysis.period import Period
from custsheet.analysis.rules import Rules
from custsheet.model.snapshot import Snapshot, Table

_SOLVED = ("solved", "closed")


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


def answers(snapshot: Snapshot, rules: Rules, tier: pd.Series, period: Period, today: date) -> Answers:
    """The requests of a period. What was solved was answered by then at the latest, if nobody wrote when."""
    none = pd.Series(dtype="float64")
    table = found(snapshot, "service", "requested_at", "first_response_at")
    if table is None:
        return Answers(none, none, none.astype(bool), 0, {})
    clock, asked = Clock.of(rules), moments(table, "requested_at")
    answered = moments(table, "first_response_at").fillna(moments(table, "resolved_at"))
    theirs = strings(table, "customer_id").map(tier)
    promised = theirs.where(theirs.notna(), "P").map({one: rules.sla(one) for one in "ABCP"}).astype("float64")
    hours = clock.between(asked, answered)
    now = pd.Series(pd.Timestamp(today), index=asked.index, dtype="datetime64[us]")
    waited = clock.between(asked, now).clip(lower=0)
    inside = period.mask(asked) & ~(hours < 0)
    done, shut = inside & answered.notna(), strings(table, "status").isin(_SOLVED)
    waiting = inside & answered.isna() & ~shut
    slow = (done & (hours > promised)) | (waiting & (waited > promised))
    return Answers(
        hours=hours[done],
        waiting=waited[waiting],
        late=(waited > promised)[waiting],
        in_time=int((done & (hours <= promised)).sum()),
        slow=rows("service", slow),
        untold=int((inside & answered.isna() & shut).sum()),
    )


def responses(
    snapshot: Snapshot, rules: Rules, tier: pd.Series, period: Period, today: date
) -> tuple[Rate, float, int]:
    """Requests answered within the hours promised to the tier; median hours; how many are unanswered and late."""
    told = answers(snapshot, rules, tier, period, today)
    median = told.median.value()
    return told.rate, float("nan") if median is None else median, int(told.late.sum())


def resolution(snapshot: Snapshot, rules: Rules, period: Period) -> tuple[Amount, Amount]:
    """Mean and median hours from request to solution, less the hours spent waiting for the customer."""
    table = found(snapshot, "service", "requested_at", "resolved_at")
    if table is None:
        return Amount(None, 0), Amount(None, 0)
    asked, solved = moments(table, "requested_at"), moments(table, "resolved_at")
    hours = Clock.of(rules).between(asked, solved)
    inside = period.mask(solved) & (hours >= 0)
    spent = (hours - numbers(table, "wait_hours").fillna(0.0).clip(lower=0)).clip(lower=0)[inside]
    n = len(spent)
    return Amount(float(spent.mean()) if n else None, n), Amount(float(spent.median()) if n else None, n)


def first_contact(snapshot: Snapshot, rules: Rules, period: Period) -> tuple[Rate, int]:
    """Requests solved in the period by one contact for good; and solved ones of which nobody wrote how many it took.

    For good: not opened again, and the customer did not come back with the same topic within `fcr_days`. A verdict
    that people typed into the column stands. The topic of a request is its own, else its type of service.
    """
    table = found(snapshot, "service", "requested_at", "resolved_at")
    if table is None:
        return NOTHING, 0
    solved, status = moments(table, "resolved_at"), strings(table, "status")
    contacts = numbers(table, "contact_count")
    said = truths(table, "fcr")
    once = said.where(said.notna(), (contacts == 1).where(contacts.notna(), None))
    inside = period.mask(solved) & ~(solved < moments(table, "requested_at"))
    again = _came_back(snapshot, table, rules.fcr_days)
    known = inside & once.notna()
    good = known & (once == True) & (status != "reopened") & ~again  # noqa: E712 - the column also holds None
    return Rate(int(good.sum()), int(known.sum()), rows("service", known & ~good)), int((inside & once.isna()).sum())


def _came_back(snapshot: Snapshot, table: Table, days: int) -> pd.Series:
    """Which requests were followed, within `days` of their solution, by a contact of the same customer and topic."""
    topic = strings(table, "auto_topic").fillna(strings(table, "service_type"))
    customer = strings(table, "customer_id")
    came = [pd.DataFrame({"customer": customer, "topic": topic, "when": moments(table, "requested_at")})]
    log = found(snapshot, "interactions", "customer_id", "time")
    if log is not None:
        about = strings(log, "topic_confirmed").fillna(strings(log, "auto_topic"))
        parts = {"customer": strings(log, "customer_id"), "topic": about, "when": moments(log, "time")}
        came.append(pd.DataFrame(parts)[strings(log, "direction") == "inbound"])
    events = pd.concat(came).dropna().sort_values("when", kind="stable")
    cases = pd.DataFrame({"customer": customer, "topic": topic, "when": moments(table, "resolved_at")}).dropna()
    again = pd.Series(False, index=table.typed.index, dtype=bool)
    if not len(events) or not len(cases):
        return again
    cases = cases.rename_axis("row").reset_index().sort_values("when", kind="stable")
    events["came"] = events["when"]
    for frame in (events, cases):
        frame[["customer", "topic"]] = frame[["customer", "topic"]].astype(object)
    near = pd.merge_asof(
        cases,
        events,
        on="when",
        by=["customer", "topic"],
        direction="forward",
        allow_exact_matches=False,
        tolerance=pd.Timedelta(days=days),
    )
    again.loc[near.loc[near["came"].notna(), "row"]] = True
    return again


def reopened(snapshot: Snapshot, period: Period) -> Rate:
    """Requests of the period that were opened again, among those that had been solved once."""
    table = found(snapshot, "service", "requested_at", "status")
    if table is None:
        return NOTHING
    status = strings(table, "status")
    again = status == "reopened"
    solved = status.isin(_SOLVED) | again | moments(table, "resolved_at").notna()
    inside = period.mask(moments(table, "requested_at")) & solved
    return Rate(int((inside & again).sum()), int(inside.sum()), rows("service", inside & again))


def escalated(snapshot: Snapshot, period: Period) -> Rate:
    """Requests of the period that were passed on to a superior; blank means no, where the column is in use at all."""
    table = found(snapshot, "service", "requested_at", "escalated")
    if table is None:
        return NOTHING
    said = truths(table, "escalated")
    if not said.notna().any():
        return NOTHING
    inside = period.mask(moments(table, "requested_at"))
    up = inside & (said == True)  # noqa: E712 - the column also holds None
    return Rate(int(up.sum()), int(inside.sum()), rows("service", up))
