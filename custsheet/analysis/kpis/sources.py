"""What KPIs are computed from, put together once for the cards and for the whole table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from custsheet.analysis import cycle, rfm
from custsheet.analysis.columns import coded, found
from custsheet.analysis.kpis import trade
from custsheet.analysis.kpis.bought import Bought, Mask
from custsheet.analysis.kpis.values import Rate, Rows, Total
from custsheet.analysis.once import Once
from custsheet.analysis.orders import Ledger
from custsheet.analysis.period import Period, year_to
from custsheet.analysis.rules import Rules
from custsheet.model.outcome import Tiers
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, text

_SETTLING = pd.Timedelta(days=31)  # records that begin this late in the year before still allow a comparison


@dataclass(frozen=True)
class Sources(Once):
    """The workbook as KPIs see it. What it made `once` is for both periods, so it must not depend on one.

    Attributes:
        lines: every valid order line up to the end of the period, also of unknown customers (see `Ledger.lines`).
        bought: order lines that are purchases of known customers, with `customer` and `day`: who is on no sheet is
            no buyer.
        counted: the same with what was sent back: lines that count for a customer's amount.
        purchases: `bought` by day.
        first: the day on which the records begin, see `Ledger.first`.
        names: customer IDs; the frames hold each customer's place here, as numbers are told apart faster than texts
            (−1 = a line that names nobody).
        tier: final tier by customer ID.
        places: Excel row by customer ID.
        today: the real day; requests wait until now, whatever the period.
    """

    snapshot: Snapshot
    rules: Rules
    lines: pd.DataFrame
    bought: pd.DataFrame
    counted: pd.DataFrame
    purchases: Bought
    first: pd.Timestamp
    names: pd.Index
    tier: pd.Series
    places: pd.Series
    period: Period
    today: date

    @classmethod
    def of(cls, snapshot: Snapshot, rules: Rules, ledger: Ledger, tiers: Tiers, today: date) -> Sources:
        """The twelve months to the reference day of `tiers`."""
        lines, names = ledger.lines.drop(columns="customer"), ledger.names
        lines = lines.rename(columns={"who": "customer", "which": "order"})
        here = _known(snapshot, names)
        counted, bought = (
            lines[["customer", "day", "cents", "placed"]].take(one.index.to_numpy()[here[one["who"].to_numpy()]])
            for one in rfm.purchases(ledger, rules)
        )
        days = cycle.days_of(ledger, rules)
        days = days[here[days["who"].to_numpy()]]
        purchases = Bought.of(days["day"], days["who"].to_numpy(), len(names))
        record = tiers.table["record"]
        once = np.flatnonzero(record.notna().to_numpy() & ~record.duplicated().to_numpy())
        index = pd.Index(record.to_numpy()[once], dtype=object)
        tier = pd.Series(tiers.table["tier"].to_numpy()[once], index=index, dtype=object)
        places = pd.Series(tiers.table.index.to_numpy()[once], index=index)
        year = year_to(tiers.reference)
        return cls(snapshot, rules, lines, bought, counted, purchases, ledger.first, names, tier, places, year, today)

    def revenue(self, period: Period) -> Total:
        """See `trade.revenue`."""
        return self.once(("revenue", period), lambda: trade.revenue(self.lines, period))

    def repurchase(self, year: Period) -> Rate:
        """See `trade.repurchase`."""
        return self.once(("repurchase", year), lambda: trade.repurchase(self.purchases, year))

    def retention(self, year: Period) -> Rate:
        """See `trade.retention`, on the base that is set."""
        base = self.rules.retention_base
        return self.once(("retention", year), lambda: trade.retention(self.purchases, year, base))

    def rows(self, customers: Mask) -> Rows:
        """Where those of `names` stand on the customers' sheet."""
        at = self.once("rows", lambda: self.places.index.get_indexer(self.names))[customers]
        rows = np.sort(self.places.to_numpy()[at[at >= 0]]).tolist()
        return {"customers": tuple(rows)} if rows else {}

    @property
    def earlier(self) -> Sources:
        """The same for the twelve months before."""
        return self.during(self.period.before())

    def during(self, period: Period) -> Sources:
        """The same for another period."""
        return replace(self, period=period)

    @property
    def begun(self) -> Text:
        """What stands behind a figure that is told against the year before, where the orders do not hold all of it."""
        return text("", "") if self.earlier.reaches or not len(self.lines) else since(self.first)

    @property
    def reaches(self) -> bool:
        """Whether the orders begin early enough to speak about the period."""
        return bool(self.first <= self.period.start + _SETTLING)


def since(first: pd.Timestamp | None) -> Text:
    """That the orders begin on `first`, in brackets; "" without orders."""
    if first is None or pd.isna(first):
        return text("", "")
    return text(f"（记录始于 {first:%Y-%m-%d}）", f" (orders since {first:%Y-%m})")


def _known(snapshot: Snapshot, names: pd.Index) -> Mask:
    """Which customers stand on the customers' sheet; all of them where the workbook keeps none with IDs."""
    table = found(snapshot, "customers", "customer_id")
    if table is None:
        return np.ones(len(names), dtype=bool)
    known: Mask = names.isin(coded(table, "customer_id")[1])
    return known
