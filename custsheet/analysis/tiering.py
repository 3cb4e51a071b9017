"""Every customer's tier: puts RFM, ABC, lifecycle and the manual tier together.

Invariant: a row that repeats another row's customer ID (a copied row) shows the same figures, and its money is counted
once. The table does not depend on the order of the rows but for customers without ID and with equal amounts.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis import ascent, holding
from custsheet.analysis.columns import coded, frame, labels, moments, strings
from custsheet.analysis.graded import Graded, grade
from custsheet.analysis.money import Texts
from custsheet.analysis.orders import Ledger, read_orders
from custsheet.analysis.rules import Rules
from custsheet.analysis.tierwords import sentences, weighing
from custsheet.analysis.units import Units
from custsheet.model.outcome import Tiers
from custsheet.model.snapshot import Snapshot
from custsheet.model.standing import Standing, kept
from custsheet.model.text import Text, counted, text

Columns = dict[str, npt.NDArray[Any]]
_TIERS = ("A", "B", "C")
_COLUMNS = (
    *("record", "customer", "owner", "tier", "computed", "manual", "recency", "frequency", "monetary", "r", "f", "m"),
    *("group", "rank", "share", "stage", "reason", "missing", "service", "orders", "amount", "value", "potential"),
    *("score", "before", "raw", "last", "change", "strategy"),
)


def tiers(snapshot: Snapshot, today: date, ledger: Ledger | None = None) -> Tiers:
    """Tiers, RFM, lifecycle stages and their sentences.

    Never fails on what a workbook lacks; `notes` says what is missing. `ledger`: the orders, where they were read.
    """
    rules = Rules.of(snapshot)
    ledger = ledger or read_orders(snapshot, rules, today)
    people, units = _people(snapshot, today), Units.of(snapshot, ledger)
    graded = grade(snapshot, ledger, rules, units, today)
    each = graded.each
    columns = {name: column.to_numpy() for name, column in each.items()}
    columns["pending"] = units.told(ledger.pending, 0).astype("int64")
    columns |= _ever(ledger, units, columns["cents"], graded.source)
    columns |= _standing(each["raw"], people["manual"][units.first], snapshot, rules, today)
    columns |= _lacking(columns, units, graded, ledger, rules, today)
    table = people | {name: column[units.which] for name, column in columns.items()}
    table["tier"] = np.where(pd.isna(table["manual"]), table["computed"], table["manual"])
    table |= sentences(table, each, rules, snapshot, graded.source, ledger.reference, strays=units.strays)
    table["monetary"] = table["cents"] / 100
    best = _best_first(table, rules)
    rows = pd.Index([], dtype=object) if units.table is None else units.table.typed.index
    return Tiers(
        frame({name: table[name][best] for name in _COLUMNS}, rows[best]),
        rules.tier_method,
        graded.scoring,
        ledger.reference,
        ledger.start,
        (*ledger.notes, *graded.notes, *_strays(units)),
        weighing=weighing(graded.potential),
        last_day=holding.last(units.names, snapshot.memory.standings, today)[1],
        standings=kept(
            snapshot.memory.standings,
            _now(units, columns["raw"], columns["final"], rules, today),
            max(rules.tier_hold - 1, 1),
        ),
        strays=units.strays,
    )


def _best_first(table: Columns, rules: Rules) -> npt.NDArray[np.intp]:
    """The order of the table: by tier, then the better score, the larger amount, the later order, the identifier."""
    cents = table["cents"]
    points = table["score"] if rules.tier_method == "composite" else 0.0 * table["score"]
    best = np.nan_to_num(np.where(cents > 0, points, table["potential"]))
    order = np.where(pd.isna(table["record"]), -1, table["by_name"])
    tier = np.searchsorted(list("ABCP"), table["tier"].astype(str))
    return np.lexsort([order, table["recency"], -cents, -best, tier])


def _strays(units: Units) -> list[Text]:
    n = units.strays
    note = text(
        f"{n:,} 行交易的客户编号空白或不在客户表里：计入成交额，不归任何客户；占比只算已知客户的成交额。",
        f"{counted(n, 'order line has', 'order lines have')} no customer ID or an unknown one: counted as revenue, but"
        " as nobody's; shares are of what known customers bought.",
    )
    return [note] if n else []


def _standing(
    raw: pd.Series, manual: npt.NDArray[np.object_], snapshot: Snapshot, rules: Rules, today: date
) -> Columns:
    """Beside the tier computed today: what counts, and what counted at the end of the last period."""
    known = snapshot.memory.standings
    held = holding.held(raw, known, rules, today)
    by_hand = pd.notna(manual)
    final = pd.Series(np.where(by_hand, manual, held["tier"].to_numpy(dtype=object)), index=raw.index, dtype=object)
    last = holding.last(raw.index, known, today)[0]
    return {
        "computed": held["tier"].to_numpy(dtype=object),
        "low": held["low"].to_numpy(),
        "final": final.to_numpy(),
        "by_hand": by_hand,
        "last": last.to_numpy(),
        "change": holding.change(last, final).to_numpy(),
    }


def _lacking(columns: Columns, units: Units, graded: Graded, ledger: Ledger, rules: Rules, today: date) -> Columns:
    composite = graded.composite if rules.tier_method == "composite" else None
    ranked = None if composite is None else columns["cents"] > 0
    to = ascent.target(columns["final"], columns["raw"], columns["by_hand"], ranked)
    out = ascent.missing(graded.each, to, rules, composite)
    by = ascent.until(ledger, rules, units, today)
    return {"need": out["cents"].to_numpy(), "need_orders": out["orders"].to_numpy(), "to": to, "by": by}


def _now(units: Units, computed: Texts, counts: Texts, rules: Rules, today: date) -> Standing:
    """What this pass says of customers that have an ID."""
    names = units.names.to_numpy(dtype=object)
    named = np.fromiter((isinstance(unit, str) for unit in names), dtype=bool, count=len(names))
    other = named & (counts != computed)
    both = [dict(zip(names[mask], tier[mask], strict=True)) for mask, tier in ((named, computed), (other, counts))]
    return Standing(today, holding.basis(rules), both[0], final=both[1])


def _ever(ledger: Ledger, units: Units, cents: npt.NDArray[np.int64], source: str) -> Columns:
    """Orders and amount of all time up to the reference day, whatever the window; NaN where nothing tells them."""
    if source != "orders":
        unknown = np.full(len(cents), np.nan)
        return {"orders": unknown, "amount": cents / 100 if source == "sheet" else unknown}
    who, which, money = (ledger.lines[name].to_numpy() for name in ("who", "which", "cents"))
    named, size = who >= 0, len(ledger.names)
    wide = int(which.max(initial=0)) + 1
    orders = np.bincount(pd.unique(who[named] * wide + which[named]) // wide, minlength=size)
    amount = np.zeros(size, dtype="int64")
    np.add.at(amount, who[named], money[named])
    return {"orders": units.bought(orders.astype("float64"), 0.0), "amount": units.bought(amount / 100, 0.0)}


def _people(snapshot: Snapshot, today: date) -> Columns:
    """One row a row of the customers' sheet: what people typed."""
    table = snapshot.table("customers")
    if table is None:
        nobody = np.array([], dtype=object)
        return dict.fromkeys(("record", "customer", "owner", "manual", "why", "until", "over"), nobody)
    until = moments(table, "tier_until").to_numpy()
    typed = strings(table, "tier_manual").to_numpy()
    codes, said = coded(table, "tier_manual")
    known = np.array([*(one in _TIERS for one in said), False], dtype=bool)[codes]
    holds = np.isnat(until) | (until >= np.datetime64(today))
    owner = snapshot.schema.sheet("customers").owner_field
    return {
        "record": strings(table, "customer_id").to_numpy(),
        "customer": labels(snapshot, table).to_numpy(),
        "owner": strings(table, owner).to_numpy() if owner else np.full(len(until), None, dtype=object),
        "manual": np.where(known & holds, typed, None),
        "why": strings(table, "tier_reason").to_numpy(),
        "until": until,
        "over": np.where(known & ~holds, typed, None),
    }
