"""What is computed of every customer on this day: RFM, amount, place, potential, scores, stage, and the tier of it all.

Before anybody's tier set by hand, and before the wait with which a tier falls (`holding`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis import contracts, cycle, grading, lifecycle, rfm
from custsheet.analysis.columns import Names, coded, found, frame, moments, numbers
from custsheet.analysis.composite.potential import CONTACT_DAYS, Potential, potential
from custsheet.analysis.composite.score import Composite, value
from custsheet.analysis.daynumbers import day_number, moments_of
from custsheet.analysis.orders import Ledger, cents
from custsheet.analysis.rules import Rules
from custsheet.analysis.units import Units
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, text

_UNSCORED = text("没有成交记录，未打 R、F、M 分", "No orders, so R, F and M are not scored")


@dataclass
class Graded:
    """Everything computed on this day, one row a customer.

    Attributes:
        each: by customer, in the order of `Units.names`.
        scoring: how R, F, M were scored.
        source: where amounts come from, "orders", "sheet" or "none".
        notes: what is missing.
        potential, composite: where the scores come from.
    """

    each: pd.DataFrame
    scoring: Text
    source: str
    notes: list[Text]
    potential: Potential
    composite: Composite


def grade(snapshot: Snapshot, ledger: Ledger, rules: Rules, units: Units, today: date) -> Graded:
    """All of it, of the customers in `units`."""
    source, notes = "none" if ledger.missing else "orders", []
    measured = rfm.measure(ledger, rules)
    each = pd.DataFrame(
        {name: units.bought(measured[name].to_numpy(), np.nan if name == "recency" else 0) for name in measured},
        index=units.names,
    ).astype({"frequency": "float64"})
    typed = _typed_amounts(snapshot, units) if ledger.missing else None
    if typed is not None:
        source, each["cents"] = "sheet", typed
        notes.append(
            text(
                "按客户表里的累计金额分级；没有订单，不计 R 和 F。",
                "Tiers go by the total on the customers' sheet; without orders, R and F are unknown.",
            )
        )
    scored, scoring = _scored(each, rules)
    # equal amounts stand in one order however rows are sorted
    called = list(map(str, units.names.tolist()))
    by_name = np.empty(len(called), dtype="int64")
    by_name[sorted(range(len(called)), key=called.__getitem__)] = np.arange(len(called))
    columns = _arrays(each) | scored | {"by_name": by_name} | _arrays(grading.rank(each["cents"], by_name))
    columns["contacts"] = _contacts(snapshot, units, today)
    each = frame(columns, units.names)
    may = potential(snapshot, units, each, ledger, rules, today)
    composite = Composite(each, may, rules)
    score = composite.score
    raw = composite.tier(score) if rules.tier_method == "composite" else grading.tier(each["cents"], rules)
    more = {"value": value(each, rules), "potential": may.score, "score": score, "raw": raw}
    columns |= {name: one.to_numpy() for name, one in (more | {"before": grading.before(each["cents"])}).items()}
    columns |= _rhythm(snapshot, ledger, rules, units, columns["raw"], columns["cents"])
    return Graded(frame(columns, units.names), scoring, source, notes, may, composite)


def _arrays(table: pd.DataFrame) -> dict[str, npt.NDArray[Any]]:
    return {str(name): column.to_numpy() for name, column in table.items()}


def _scored(each: pd.DataFrame, rules: Rules) -> tuple[dict[str, npt.NDArray[Any]], Text]:
    """The scores r, f, m of those who ever bought and their group, and how they were found."""
    buyers = np.flatnonzero(each["recency"].notna().to_numpy())
    out: dict[str, npt.NDArray[Any]] = {name: np.full(len(each), np.nan) for name in "rfm"}
    out["group"] = np.full(len(each), None, dtype=object)
    if not len(buyers):
        return out, _UNSCORED
    theirs = each.iloc[buyers]
    scored, scoring = rfm.scores(theirs, rules)
    for name in "rfm":
        out[name][buyers] = scored[name].to_numpy()
    groups = rfm.groups(scored, rules.rfm_threshold).to_numpy()
    out["group"][buyers] = np.where(theirs["cents"].to_numpy() > 0, groups, None)  # who sent all back is of none
    return out, scoring


def _rhythm(
    snapshot: Snapshot, ledger: Ledger, rules: Rules, units: Units, raw: Names, money: npt.NDArray[np.int64]
) -> dict[str, npt.NDArray[Any]]:
    """Stage and rhythm of every customer: first, age, days, idle, cycle, quiet, stage (see `lifecycle.rhythm`).

    Column cycle: the usual gap where there is one; renewal: the end of a contract to be renewed, NaT for none.
    """
    days, who = cycle.days_in(ledger, rules)
    unit, on = units.here[who], day_number(pd.Timestamp(ledger.reference))
    alike = [np.append(kind, -1)[unit] for kind in (units.coded("industry")[0], pd.factorize(raw)[0])]
    ends = contracts.ends(snapshot)
    found = lifecycle.of(days, on, rules, alike, contracts.numbered(ends, ledger.names[who]))
    limits, there = found.limits, np.flatnonzero(unit >= 0)
    usual = np.where(np.isnan(limits.cycle), np.nan, limits.usual)  # as 流失预警 tells it
    told = {"days": limits.days, "idle": on - limits.last, "age": on - limits.first, "cycle": usual}
    out: dict[str, npt.NDArray[Any]] = {}
    for name, column in {**told, "quiet": found.quiet}.items():
        out[name] = np.full(len(units.names), np.nan)
        out[name][unit[there]] = column[there]
    for name, day in (("first", limits.first), ("last", limits.last)):
        out[name] = np.full(len(units.names), np.datetime64("NaT"), dtype="datetime64[us]")
        out[name][unit[there]] = moments_of(day)[there]
    out["renewal"] = np.full(len(units.names), np.datetime64("NaT"), dtype="datetime64[us]")
    if len(ends):
        end = ends.reindex(units.names)
        due = contracts.due(end, pd.Series(out["last"], index=units.names), pd.Timestamp(ledger.reference), rules)
        silent = np.zeros(len(units.names), dtype=bool)  # for so long that it is alarming anyway
        silent[unit[there]] = limits.basis[there] != cycle.CONTRACT
        out["renewal"] = end.where(due & ~silent).to_numpy("datetime64[us]")
    # Where only a total is known, nobody can say how long ago it was.
    out["stage"] = np.full(len(units.names), None, dtype=object)
    out["stage"][money == 0] = "potential"
    out["stage"][unit[there]] = np.array(lifecycle.STAGES, dtype=object)[found.stage[there]]
    return out


def _typed_amounts(snapshot: Snapshot, units: Units) -> npt.NDArray[np.int64] | None:
    """Totals that people keep on the customers' sheet of a workbook of their own, cents of each customer."""
    table = units.table
    if snapshot.native or table is None or not numbers(table, "total_amount").notna().any():
        return None
    amounts: npt.NDArray[np.int64] = cents(numbers(table, "total_amount").clip(-1e12, 1e12)).to_numpy()
    return amounts[units.first]


def _contacts(snapshot: Snapshot, units: Units, today: date) -> npt.NDArray[np.float64]:
    """Interactions of each customer in the last 90 days."""
    table = found(snapshot, "interactions", "customer_id", "time")
    if table is None:
        return np.zeros(len(units.names))
    day = moments(table, "time").to_numpy("datetime64[D]")
    age = (np.datetime64(today) - day) / np.timedelta64(1, "D")
    codes, who = coded(table, "customer_id")
    lately = codes[(codes >= 0) & (age >= 0) & (age <= CONTACT_DAYS)]
    many = np.bincount(lately, minlength=len(who))
    return units.told(pd.Series(many, index=pd.Index(who, dtype=object)), 0.0)
