"""Every customer's tier: puts RFM, ABC, lifecycle and the manual tier together.

Invariant: a row that repeats another row's customer ID (a copied row) shows the same figures, and its money is counted
once. The table does not depend on the order of the rows but for customers without ID and with equal amounts.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from custsheet.analysis import cycle, grading, lifecycle, rfm
from custsheet.analysis.columns import found, labels, moments, numbers, strings
from custsheet.analysis.orders import Ledger, cents, read_orders
from custsheet.analysis.rules import Rules
from custsheet.analysis.words import Facts, Writer
from custsheet.model.outcome import Tiers
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, counted, text

_TIERS = ("A", "B", "C")
_COLUMNS = (
    *("record", "customer", "owner", "tier", "computed", "manual", "recency", "frequency", "monetary", "r", "f", "m"),
    *("group", "rank", "share", "stage", "reason", "missing", "service", "orders", "amount"),
)
_UNSCORED = text("没有成交记录，未打 R、F、M 分", "No orders, so R, F and M are not scored")


def tiers(snapshot: Snapshot, today: date) -> Tiers:
    """Tiers, RFM, lifecycle stages and their sentences.

    Never fails on what a workbook lacks; `notes` says what is missing.
    """
    rules = Rules.of(snapshot)
    ledger = read_orders(snapshot, rules, today)
    people = _people(snapshot, today)
    one_each = people.loc[~people["unit"].duplicated()].set_index("unit")
    units, scoring, source, notes = _units(snapshot, ledger, rules, one_each)
    units["contacts"] = _contacts(snapshot, today).reindex(units.index).fillna(0)
    units["pending"] = ledger.pending.reindex(units.index).fillna(0).astype("int64")
    units = units.join(_ever(ledger, units, source))
    table = people.join(units, on="unit")
    table["tier"] = table["manual"].where(table["manual"].notna(), table["computed"])
    _write_sentences(table, units, rules, snapshot, source)
    table["monetary"] = table["cents"] / 100
    table["order"] = table["record"].where(table["record"].notna(), "")
    table = table.sort_values(["tier", "cents", "recency", "order"], ascending=[True, False, True, True], kind="stable")
    strays = ledger.lines["customer"].isna() | ~ledger.lines["customer"].isin(one_each.index)
    if n := int(strays.sum()):
        notes.append(
            text(
                f"{n} 行交易的客户编号空白或不在客户表里：计入成交额，不归任何客户。",
                f"{counted(n, 'order line has', 'order lines have')} no customer ID or an unknown one: counted as"
                " revenue, but as nobody's.",
            )
        )
    return Tiers(
        table[list(_COLUMNS)], rules.tier_method, scoring, ledger.reference, ledger.start, (*ledger.notes, *notes)
    )


def _ever(ledger: Ledger, units: pd.DataFrame, source: str) -> pd.DataFrame:
    """Orders and amount of all time up to the reference day, whatever the window; NaN where nothing tells them."""
    if source != "orders":
        amount = units["cents"] / 100 if source == "sheet" else np.nan
        return pd.DataFrame({"orders": np.nan, "amount": amount}, index=units.index, dtype="float64")
    by_customer = ledger.lines.groupby("customer")
    found = pd.DataFrame({"orders": by_customer["order"].nunique(), "amount": by_customer["cents"].sum() / 100})
    return found.reindex(units.index).fillna(0.0).astype("float64")


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


def _units(
    snapshot: Snapshot, ledger: Ledger, rules: Rules, people: pd.DataFrame
) -> tuple[pd.DataFrame, Text, str, list[Text]]:
    """Everything computed, one row a customer, and how R, F, M were scored.

    Third comes where amounts come from ("orders", "sheet", "none"), then notes.
    """
    source, notes = "none" if ledger.missing else "orders", []
    bought = rfm.purchases(ledger, rules)[1]
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
    units[["frequency", "cents"]] = units[["frequency", "cents"]].fillna(0)
    units["cents"] = units["cents"].astype("int64")
    buyers = units[units["recency"].notna()]
    if len(buyers):
        scored, scoring = rfm.scores(buyers, rules)
        units = units.join(scored).join(rfm.groups(scored, rules.rfm_threshold).rename("group"))
    else:
        units[["r", "f", "m"]], scoring = np.nan, _UNSCORED
        units["group"] = None
    units["group"] = units["group"].astype(object).where(units["group"].notna(), None)
    by_name = np.argsort(
        [str(unit) for unit in units.index], kind="stable"
    )  # equal amounts stand in one order however rows are sorted
    units = units.join(grading.rank(units["cents"].iloc[by_name]))
    units["computed"] = grading.tier(units["cents"], rules)
    alike = cycle.segments(snapshot, units["computed"])
    rhythm = lifecycle.rhythm(bought, pd.Timestamp(ledger.reference), rules, alike)
    units = units.join(rhythm[["first", "days", "idle", "cycle", "quiet", "stage"]])
    units["age"] = (pd.Timestamp(ledger.reference) - units["first"]).dt.days
    stage = units["stage"].astype(object)
    # Where only a total is known, nobody can say how long ago it was.
    units["stage"] = stage.where(stage.notna(), "potential").where(stage.notna() | (units["cents"] == 0), None)
    return units, scoring, source, notes


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
    return strings(table, "customer_id")[(age >= 0) & (age <= 90)].value_counts()


def _write_sentences(table: pd.DataFrame, units: pd.DataFrame, rules: Rules, snapshot: Snapshot, source: str) -> None:
    usual = units["cents"].sum() / days if (days := units["frequency"].sum()) else float("nan")
    writer = Writer(rules, snapshot.lang, usual, source)
    next_tier = table["tier"].map({"B": "A", "C": "B", "P": "C"})
    need = {to: table["unit"].map(grading.missing(units["cents"], rules, to)) for to in _TIERS}
    missing = np.select([next_tier == to for to in _TIERS], [need[to] for to in _TIERS], 0).tolist()
    to_tier = next_tier.astype(object).where(next_tier.notna(), None).tolist()
    until = [None if pd.isna(day) else day.date() for day in table["until"]]
    names = (
        "cents",
        "recency",
        "frequency",
        "rank",
        "own",
        "stage",
        "days",
        "cycle",
        "age",
        "quiet",
        "contacts",
        "pending",
    )
    columns = [table[name].tolist() for name in ("tier", "computed", "manual", "why")]
    facts = [
        Facts(*row)
        for row in zip(
            *columns, until, table["over"], *(table[name].tolist() for name in names), missing, to_tier, strict=True
        )
    ]
    table["reason"] = pd.Series([writer.reason(one) for one in facts], index=table.index, dtype=object)
    table["missing"] = pd.Series([writer.missing(one) for one in facts], index=table.index, dtype=object)
    table["service"] = pd.Series([writer.service(one.tier) for one in facts], index=table.index, dtype=object)
