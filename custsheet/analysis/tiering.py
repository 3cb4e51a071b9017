"""Every customer's tier: puts RFM, ABC, lifecycle and the manual tier together.

Invariant: a row that repeats another row's customer ID (a copied row) shows the same figures, and its money is counted
once. The table does not depend on the order of the rows but for customers without ID and with equal amounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from custsheet.analysis import ascent, contracts, cycle, grading, holding, lifecycle, rfm
from custsheet.analysis.columns import found, labels, moments, numbers, strings
from custsheet.analysis.composite.potential import CONTACT_DAYS, Potential, potential
from custsheet.analysis.composite.score import Composite, value
from custsheet.analysis.orders import Ledger, cents, read_orders
from custsheet.analysis.rules import Rules
from custsheet.analysis.tierwords import weighing, write_sentences
from custsheet.model.outcome import Tiers
from custsheet.model.snapshot import Snapshot
from custsheet.model.standing import Standing, kept
from custsheet.model.text import Text, counted, text

_TIERS = ("A", "B", "C")
_COLUMNS = (
    *("record", "customer", "owner", "tier", "computed", "manual", "recency", "frequency", "monetary", "r", "f", "m"),
    *("group", "rank", "share", "stage", "reason", "missing", "service", "orders", "amount", "value", "potential"),
    *("score", "before", "raw", "last", "change", "strategy"),
)
_UNSCORED = text("没有成交记录，未打 R、F、M 分", "No orders, so R, F and M are not scored")


def tiers(snapshot: Snapshot, today: date, ledger: Ledger | None = None) -> Tiers:
    """Tiers, RFM, lifecycle stages and their sentences.

    Never fails on what a workbook lacks; `notes` says what is missing. `ledger`: the orders, where they were read.
    """
    rules = Rules.of(snapshot)
    ledger = ledger or read_orders(snapshot, rules, today)
    people = _people(snapshot, today)
    one_each = people.loc[~people["unit"].duplicated()].set_index("unit")
    graded = _units(snapshot, ledger, rules, one_each, today)
    units, notes = graded.units, graded.notes
    units["pending"] = ledger.pending.reindex(units.index).fillna(0).astype("int64")
    units = units.join(_ever(ledger, units, graded.source))
    units = units.join(_standing(units, one_each, snapshot, rules, today))
    units = units.join(_lacking(units, graded, ledger, rules, today))
    table = people.join(units, on="unit")
    table["tier"] = table["manual"].where(table["manual"].notna(), table["computed"])
    write_sentences(table, units, rules, snapshot, graded.source, ledger.reference)
    table["monetary"] = table["cents"] / 100
    table["order"] = table["by_name"].where(table["record"].notna(), -1)
    points = table["score"] if rules.tier_method == "composite" else 0.0 * table["score"]
    table["best"] = points.where(table["cents"] > 0, table["potential"]).fillna(0.0)
    table = table.sort_values(
        ["tier", "best", "cents", "recency", "order"], ascending=[True, False, False, True, True], kind="stable"
    )
    strays = ledger.places(one_each.index) < 0
    if n := int(strays.sum()):
        notes.append(
            text(
                f"{n:,} 行交易的客户编号空白或不在客户表里：计入成交额，不归任何客户。",
                f"{counted(n, 'order line has', 'order lines have')} no customer ID or an unknown one: counted as"
                " revenue, but as nobody's.",
            )
        )
    memory = snapshot.memory.standings
    return Tiers(
        table[list(_COLUMNS)],
        rules.tier_method,
        graded.scoring,
        ledger.reference,
        ledger.start,
        (*ledger.notes, *notes),
        weighing=weighing(graded.potential),
        last_day=holding.last(units.index, memory, today)[1],
        standings=kept(memory, _now(units, rules, today), max(rules.tier_hold - 1, 1)),
    )


def _standing(units: pd.DataFrame, people: pd.DataFrame, snapshot: Snapshot, rules: Rules, today: date) -> pd.DataFrame:
    """Beside the tier computed today: what counts, and what counted at the end of the last period."""
    known = snapshot.memory.standings
    held = holding.held(units["raw"], known, rules, today)
    manual = people["manual"].reindex(units.index)
    final = manual.where(manual.notna(), held["tier"])
    last = holding.last(units.index, known, today)[0]
    return pd.DataFrame(
        {
            "computed": held["tier"],
            "low": held["low"],
            "final": final,
            "by_hand": manual.notna(),
            "last": last,
            "change": holding.change(last, final),
        }
    )


def _lacking(units: pd.DataFrame, graded: _Graded, ledger: Ledger, rules: Rules, today: date) -> pd.DataFrame:
    composite = graded.composite if rules.tier_method == "composite" else None
    to = ascent.target(
        units["final"], units["raw"], units["by_hand"], None if composite is None else units["cents"] > 0
    )
    out = ascent.missing(units, to, rules, composite)
    out = out.rename(columns={"cents": "need", "orders": "need_orders"})
    return out.assign(to=to, by=ascent.until(ledger, rules, units.index, today))


def _now(units: pd.DataFrame, rules: Rules, today: date) -> Standing:
    """What this pass says of customers that have an ID."""
    names, raw, final = (one.to_numpy(dtype=object) for one in (units.index, units["raw"], units["final"]))
    named = np.fromiter((isinstance(unit, str) for unit in names), dtype=bool, count=len(names))
    other = named & (final != raw)
    both = [dict(zip(names[mask], tier[mask], strict=True)) for mask, tier in ((named, raw), (other, final))]
    return Standing(today, holding.basis(rules), both[0], final=both[1])


def _ever(ledger: Ledger, units: pd.DataFrame, source: str) -> pd.DataFrame:
    """Orders and amount of all time up to the reference day, whatever the window; NaN where nothing tells them."""
    if source != "orders":
        amount = units["cents"] / 100 if source == "sheet" else np.nan
        return pd.DataFrame({"orders": np.nan, "amount": amount}, index=units.index, dtype="float64")
    who, which, cents = (ledger.lines[name].to_numpy() for name in ("who", "which", "cents"))
    named, size = who >= 0, len(ledger.names)
    wide = int(which.max(initial=0)) + 1
    orders = np.bincount(pd.unique(who[named] * wide + which[named]) // wide, minlength=size)
    amount = np.zeros(size, dtype="int64")
    np.add.at(amount, who[named], cents[named])
    place = ledger.names.get_indexer(units.index)
    return pd.DataFrame(
        {"orders": np.append(orders, 0.0)[place], "amount": np.append(amount / 100, 0.0)[place]}, index=units.index
    )


def _people(snapshot: Snapshot, today: date) -> pd.DataFrame:
    """One row a row of the customers' sheet: unit (ID, or the Excel row where there is none) and what people typed."""
    table = snapshot.table("customers")
    if table is None:
        return pd.DataFrame(
            {
                name: pd.Series(dtype=object)
                for name in ("unit", "record", "customer", "owner", "manual", "why", "until", "over")
            }
        )
    record, typed, until = strings(table, "customer_id"), strings(table, "tier_manual"), moments(table, "tier_until")
    rows = pd.Series(table.typed.index, index=table.typed.index, dtype=object)
    known, holds = typed.isin(_TIERS), until.isna() | (until.dt.normalize() >= pd.Timestamp(today))
    owner_field = snapshot.schema.sheet("customers").owner_field
    nobody = pd.Series([None] * len(rows), index=rows.index, dtype=object)
    return pd.DataFrame(
        {
            "unit": record.where(record.notna(), rows),
            "record": record,
            "customer": labels(snapshot, table),
            "owner": strings(table, owner_field) if owner_field else nobody,
            "manual": typed.where(known & holds, None),
            "why": strings(table, "tier_reason"),
            "until": until,
            "over": typed.where(known & ~holds, None),
        }
    )


@dataclass
class _Graded:
    """Everything computed on this day, one row a customer.

    Attributes:
        units: by customer.
        scoring: how R, F, M were scored.
        source: where amounts come from, "orders", "sheet" or "none".
        notes: what is missing.
        potential, composite: where the scores come from.
    """

    units: pd.DataFrame
    scoring: Text
    source: str
    notes: list[Text]
    potential: Potential
    composite: Composite


def _units(snapshot: Snapshot, ledger: Ledger, rules: Rules, people: pd.DataFrame, today: date) -> _Graded:
    source, notes = "none" if ledger.missing else "orders", []
    measured = rfm.measure(ledger, rules)
    units = measured.reindex(people.index)
    typed = _typed_amounts(snapshot, people) if ledger.missing else None
    if typed is not None:
        source, units["cents"] = "sheet", typed
        notes.append(
            text(
                "按客户表里的累计金额分级；没有订单，不计 R 和 F。",
                "Tiers go by the total on the customers' sheet; without orders, R and F are unknown.",
            )
        )
    units[["frequency", "cents", "doubted"]] = units[["frequency", "cents", "doubted"]].fillna(0)
    units["cents"] = units["cents"].astype("int64")
    buyers = units[units["recency"].notna()]
    if len(buyers):
        scored, scoring = rfm.scores(buyers, rules)
        groups = rfm.groups(scored, rules.rfm_threshold).where(buyers["cents"] > 0)  # who sent all back is of none
        units = units.join(scored).join(groups.rename("group"))
    else:
        units[["r", "f", "m"]], scoring = np.nan, _UNSCORED
        units["group"] = None
    units["group"] = units["group"].astype(object).where(units["group"].notna(), None)
    # equal amounts stand in one order however rows are sorted
    by_name = np.argsort(np.array([str(unit) for unit in units.index], dtype=object), kind="stable")
    units["by_name"] = np.argsort(by_name, kind="stable")
    units = units.join(grading.rank(units["cents"].iloc[by_name]))
    units["contacts"] = _contacts(snapshot, today).reindex(units.index).fillna(0)
    may = potential(snapshot, units, ledger, rules, today)
    composite = Composite(units, may, rules)
    units["value"], units["potential"], units["score"] = value(units, rules), may.score, composite.score
    by_score = rules.tier_method == "composite"
    units["raw"] = composite.tier(units["score"]) if by_score else grading.tier(units["cents"], rules)
    units["before"] = grading.before(units["cents"])
    alike = cycle.segments(snapshot, units["raw"])
    ends, reference = contracts.ends(snapshot), pd.Timestamp(ledger.reference)
    rhythm = lifecycle.of_days(cycle.days_of(ledger, rules), reference, rules, alike, ends)
    units = units.join(rhythm[["first", "days", "idle", "cycle", "quiet", "stage"]])
    end = ends.reindex(units.index)
    due = contracts.due(end, rhythm["last"].reindex(units.index), reference, rules)
    silent = (
        rhythm["basis"].reindex(units.index).isin(["own", "shrunk", "all"])
    )  # for so long that it is alarming anyway
    units["renewal"] = end.where(due & ~silent)
    units["age"] = (pd.Timestamp(ledger.reference) - units["first"]).dt.days
    stage = units["stage"].astype(object)
    # Where only a total is known, nobody can say how long ago it was.
    units["stage"] = stage.where(stage.notna(), "potential").where(stage.notna() | (units["cents"] == 0), None)
    return _Graded(units, scoring, source, notes, may, composite)


def _typed_amounts(snapshot: Snapshot, people: pd.DataFrame) -> pd.Series | None:
    """Totals that people keep on the customers' sheet of a workbook of their own, cents by unit."""
    table = snapshot.table("customers")
    if snapshot.native or table is None or not numbers(table, "total_amount").notna().any():
        return None
    record = strings(table, "customer_id")
    unit = record.where(record.notna(), pd.Series(table.typed.index, index=table.typed.index, dtype=object))
    amounts = cents(numbers(table, "total_amount").clip(-1e12, 1e12))
    amounts.index = pd.Index(unit, dtype=object)
    return amounts[~amounts.index.duplicated()].reindex(people.index)


def _contacts(snapshot: Snapshot, today: date) -> pd.Series:
    """Interactions in the last 90 days per customer ID."""
    table = found(snapshot, "interactions", "customer_id", "time")
    if table is None:
        return pd.Series(dtype="int64")
    age = (pd.Timestamp(today) - moments(table, "time").dt.normalize()).dt.days
    return strings(table, "customer_id")[(age >= 0) & (age <= CONTACT_DAYS)].value_counts()
