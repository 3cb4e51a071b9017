"""Requests as the sheet service tells them, read once: when answered and solved, how long it took, who came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy.typing as npt
import pandas as pd

from custsheet.analysis.columns import found, moments, numbers, strings, truths
from custsheet.analysis.kpis.hours import Clock
from custsheet.analysis.once import Once
from custsheet.analysis.rules import Rules
from custsheet.model.snapshot import Snapshot, Table

_SOLVED = ("solved", "closed")
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Cases(Once):
    """All requests.

    Attributes:
        table: one row a request, by Excel row: asked · answered (by the solution at the latest) · hours (to the answer,
            below 0 where it came earlier than the request) · promised (hours, to the customer's tier) · solved ·
            backwards (solved before it was asked) · spent (hours to the solution less those spent waiting for the
            customer) · shut (status solved or closed) · reopened · escalated · once (whether one contact solved it:
            1, 0 or NaN) · came_back (the customer did so, with the same topic, within `fcr_days` of the solution).
        tells: of "answer", "solution", "status", "escalation", what the sheet has columns for.
        clock: what hours are counted in.
    """

    table: pd.DataFrame
    tells: frozenset[str]
    clock: Clock

    def column(self, name: str) -> npt.NDArray[Any]:
        """A column of `table`; dozens of figures ask for each."""
        return self.once(("column", name), lambda: self.table[name].to_numpy())

    @property
    def rows(self) -> npt.NDArray[Any]:
        """The Excel row of each."""
        rows: npt.NDArray[Any] = self.table.index.to_numpy()
        return rows

    @classmethod
    def of(cls, snapshot: Snapshot, rules: Rules, tier: pd.Series) -> Cases:
        """The requests of `snapshot`; `tier`: by customer ID."""
        clock = Clock.of(rules, snapshot.lists)
        sheet = found(snapshot, "service", "requested_at")
        if sheet is None:
            return cls(pd.DataFrame(), _NONE, clock)
        asked, solved, status = moments(sheet, "requested_at"), moments(sheet, "resolved_at"), strings(sheet, "status")
        answered = moments(sheet, "first_response_at").fillna(solved)
        customer, escalated = strings(sheet, "customer_id"), truths(sheet, "escalated")
        theirs = customer.map(tier)
        spent = clock.between(asked, solved) - numbers(sheet, "wait_hours").fillna(0.0).clip(lower=0)
        columns = {
            "first_response_at": "answer",
            "resolved_at": "solution",
            "status": "status",
            **({"escalated": "escalation"} if escalated.notna().any() else {}),
        }
        table = {
            "asked": asked,
            "answered": answered,
            "hours": clock.between(asked, answered),
            "promised": theirs.where(theirs.notna(), "P")
            .map({one: rules.sla(one) for one in "ABCP"})
            .astype("float64"),
            "solved": solved,
            "backwards": solved < asked,
            "spent": spent.clip(lower=0),
            "shut": status.isin(_SOLVED),
            "reopened": status == "reopened",
            "escalated": escalated.map({True: True}).notna(),
            "once": _once(sheet),
            "came_back": _came_back(snapshot, sheet, customer, rules.fcr_days),
        }
        tells = frozenset(word for name, word in columns.items() if name in sheet.columns)
        return cls(pd.DataFrame(table), tells, clock)


def _once(sheet: Table) -> pd.Series:
    """Whether one contact solved it; a verdict that stands in the column of verdicts counts first."""
    contacts = numbers(sheet, "contact_count")
    once = (contacts == 1).astype("float64").where(contacts.notna())
    said = truths(sheet, "fcr").map({True: 1.0, False: 0.0}).astype("float64")
    return said.fillna(once)


def _came_back(snapshot: Snapshot, sheet: Table, customer: pd.Series, days: int) -> pd.Series:
    """Which requests were followed, within `days` of their solution, by a contact of the same customer and topic.

    The topic of a request is its own, else its type of service; contacts are requests and what came in otherwise.
    """
    topic = strings(sheet, "auto_topic").fillna(strings(sheet, "service_type"))
    mine = {"customer": customer, "topic": topic}
    cases = pd.DataFrame({**mine, "when": moments(sheet, "resolved_at")}).dropna()
    came = [pd.DataFrame({**mine, "when": moments(sheet, "requested_at")})]
    log = found(snapshot, "interactions", "customer_id", "time", "direction")
    if log is not None:
        about = strings(log, "topic_confirmed").fillna(strings(log, "auto_topic"))
        parts = {"customer": strings(log, "customer_id"), "topic": about, "when": moments(log, "time")}
        came.append(pd.DataFrame(parts)[strings(log, "direction") == "inbound"])
    again = pd.Series(False, index=sheet.typed.index, dtype=bool)
    events = pd.concat(came).dropna()
    if not len(events) or not len(cases):
        return again
    every = pd.concat([cases, events])
    who, what = pd.factorize(every["customer"])[0], pd.factorize(every["topic"])
    key = who * len(what[1]) + what[0]  # one number a customer and topic: joined faster than two texts
    left = pd.DataFrame({"key": key[: len(cases)], "when": cases["when"].to_numpy(), "row": cases.index})
    right = pd.DataFrame({"key": key[len(cases) :], "when": events["when"].to_numpy()})
    right["came"] = right["when"]
    near = pd.merge_asof(
        left.sort_values("when", kind="stable"),
        right.sort_values("when", kind="stable"),
        on="when",
        by="key",
        direction="forward",
        allow_exact_matches=False,
        tolerance=pd.Timedelta(days=days),
    )
    again.loc[near.loc[near["came"].notna(), "row"]] = True
    return again
