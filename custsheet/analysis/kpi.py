"""The rates behind the cards of the dashboard (definitions: behaviour B7), each as hits of n cases.

Invariant: n is what the rate is over, so that whoever shows it can say how small the sample was; a rate over nothing
has no value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from custsheet.analysis.columns import found, moments, numbers, strings
from custsheet.analysis.period import Period
from custsheet.analysis.rules import Rules
from custsheet.model.snapshot import Snapshot

_SATISFIED = 4  # of 5: the top two boxes


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `n` cases."""

    hits: float
    n: int

    def value(self, least: int = 1) -> float | None:
        """The share, None below `least` cases."""
        return self.hits / self.n if self.n >= max(least, 1) else None


def ratings(snapshot: Snapshot) -> pd.DataFrame:
    """Every satisfaction rating 1–5 of the sheets service and feedback: when, score, customer."""
    parts = []
    for sheet, fields in (("service", ("resolved_at", "service_date", "requested_at")), ("feedback", ("date",))):
        table = found(snapshot, sheet, "csat")
        if table is None:
            continue
        when = moments(table, fields[0])
        for other in fields[1:]:
            when = when.fillna(moments(table, other))
        parts.append(
            pd.DataFrame({"when": when, "score": numbers(table, "csat"), "customer": strings(table, "customer_id")})
        )
    if not parts:
        parts = [
            pd.DataFrame(
                {"when": pd.Series(dtype="datetime64[us]"), "score": pd.Series(dtype="float64"), "customer": None}
            )
        ]
    rated = pd.concat(parts, ignore_index=True)
    return rated[rated["when"].notna() & rated["score"].between(1, 5)].reset_index(drop=True)


def satisfaction(rated: pd.DataFrame, period: Period) -> Rate:
    """Ratings of 4 or 5 among all ratings of the period (CSAT, top two boxes)."""
    inside = rated[period.mask(rated["when"])]
    return Rate(int((inside["score"] >= _SATISFIED).sum()), len(inside))


def repurchase(bought: pd.DataFrame, period: Period) -> Rate:
    """Customers with two order days or more among those who bought in the period."""
    days = bought.loc[period.mask(bought["day"]), ["customer", "day"]].drop_duplicates()
    counts = days["customer"].value_counts()
    return Rate(int((counts >= 2).sum()), len(counts))


def retention(bought: pd.DataFrame, period: Period) -> Rate:
    """Of those who bought in the twelve months before, how many bought again: one set of people (T-25)."""
    now = set(bought.loc[period.mask(bought["day"]), "customer"].dropna())
    before = set(bought.loc[period.before().mask(bought["day"]), "customer"].dropna())
    return Rate(len(before & now), len(before))


def complaints(snapshot: Snapshot, lines: pd.DataFrame, period: Period) -> Rate:
    """Complaints on the sheets feedback and service per valid order of the period. May exceed 1."""
    hits = 0
    for sheet, kind, day in (("feedback", "kind", "date"), ("service", "service_type", "requested_at")):
        table = found(snapshot, sheet, kind, day)
        if table is not None:
            hits += int((period.mask(moments(table, day)) & (strings(table, kind) == "complaint")).sum())
    inside = lines[period.mask(lines["day"])]
    return Rate(hits, len(inside[["customer", "order"]].drop_duplicates()))


def responses(
    snapshot: Snapshot, rules: Rules, tier: pd.Series, period: Period, today: date
) -> tuple[Rate, float, int]:
    """Requests answered within the hours promised to the tier; median hours; how many are unanswered and late.

    Hours by the clock. An unanswered request counts once its time is over, judged at the beginning of today (T-26).
    """
    table = found(snapshot, "service", "requested_at", "first_response_at")
    if table is None:
        return Rate(0, 0), float("nan"), 0
    asked, answered = moments(table, "requested_at"), moments(table, "first_response_at")
    theirs = strings(table, "customer_id").map(tier).fillna("P")
    promised = theirs.map({one: rules.sla(one) for one in "ABCP"}).astype("float64")
    hours = (answered - asked).dt.total_seconds() / 3600
    waited = (pd.Timestamp(today) - asked).dt.total_seconds() / 3600
    inside = period.mask(asked) & ~(hours < 0)
    late = inside & answered.isna() & (waited > promised)
    done = inside & answered.notna()
    median = float(hours[done].median()) if done.any() else float("nan")
    return Rate(int((done & (hours <= promised)).sum()), int(done.sum() + late.sum())), median, int(late.sum())


def punctuality(snapshot: Snapshot, period: Period) -> Rate:
    """Tasks done by their due date among all that were due in the period, cancelled ones left out.

    A done task without a date counts as on time.
    """
    table = found(snapshot, "tasks", "due", "status")
    if table is None:
        return Rate(0, 0)
    due, status, done_on = moments(table, "due"), strings(table, "status"), moments(table, "done_on")
    over = (status == "done") | (
        due.dt.normalize() < period.end
    )  # what is due on the last day may still be done in time
    inside = period.mask(due) & (status != "cancelled") & over
    on_time = (status == "done") & ~(done_on.dt.normalize() > due.dt.normalize())
    return Rate(int((inside & on_time).sum()), int(inside.sum()))
