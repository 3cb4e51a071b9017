"""What every report is made from, prepared once: orders that count, purchases of known customers, tiers, the period."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis import series, shares
from custsheet.analysis.churn import leaving, without_orders
from custsheet.analysis.columns import Codes, at_codes, coded, firsts, found, frame, strings
from custsheet.analysis.doubts import STAR, STARRED, WHY, doubt, in_doubt
from custsheet.analysis.histories import Histories
from custsheet.analysis.kpis import Kpi, Sources, kpis, staff
from custsheet.analysis.market.sales import Sales
from custsheet.analysis.orders import Ledger, read_orders
from custsheet.analysis.period import Period, year_to
from custsheet.analysis.phrases import texts
from custsheet.analysis.rules import Rules
from custsheet.analysis.value import customer_value
from custsheet.model.churn import Churn
from custsheet.model.errors import Lang
from custsheet.model.outcome import Tiers
from custsheet.model.quality import Quality
from custsheet.model.report import RecordRef
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, counted, text
from custsheet.model.value import Value

_TO_CONTACT = text("要联系的名单", "the lists of whom to contact")


@dataclass(frozen=True)
class Facts:
    """One workbook on one day.

    Attributes:
        snapshot: what was read.
        rules: the settings.
        ledger: the orders that count, also those of unknown customers.
        tiers: of every customer.
        quality: the scores of the data; None where nothing was scored.
        today: the real day.
        tests: Excel rows of customers who look like test data (see `doubts`).
    """

    snapshot: Snapshot
    rules: Rules
    ledger: Ledger
    tiers: Tiers
    quality: Quality | None
    today: date
    tests: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        tiers: Tiers,
        today: date,
        quality: Quality | None = None,
        ledger: Ledger | None = None,
        tests: frozenset[int] = frozenset(),
    ) -> Facts:
        """The facts of `snapshot`; `ledger`: the orders, where they were read."""
        rules = Rules.of(snapshot)
        return cls(snapshot, rules, ledger or read_orders(snapshot, rules, today), tiers, quality, today, tests)

    @property
    def lang(self) -> Lang:
        """The language of the workbook."""
        return self.snapshot.lang

    def say(self, zh: str, en: str) -> str:
        """What a cell says in the workbook's language."""
        return zh if self.lang == "zh" else en

    @cached_property
    def period(self) -> Period:
        """The twelve months to the reference day."""
        return year_to(self.tiers.reference)

    @cached_property
    def once(self) -> pd.DataFrame:
        """See `series.customers_once`; column called: see `series.called`."""
        once = series.customers_once(self.tiers.table)
        return once.assign(called=series.called(once["customer"], once["record"]))

    @cached_property
    def customers(self) -> pd.DataFrame:
        """`Tiers.table`, each customer once, by customer ID; those without one are left out. Column `row`: Excel's."""
        once = self.once[self.once["record"].notna()].assign(row=lambda table: table.index)
        return once.set_index("record")

    @cached_property
    def ranked(self) -> pd.DataFrame:
        """See `series.ranked`: by the amounts that tiers count."""
        return series.ranked(self.snapshot, self.once)

    @property
    def totals_typed(self) -> bool:
        """Whether amounts are totals that people keep on the customers' sheet, of no period, for want of orders."""
        return not len(self.ledger.lines) and len(self.ranked) > 0

    @cached_property
    def largest(self) -> pd.DataFrame:
        """See `series.largest`: by the amounts of `period`; by what there is where no order tells them."""
        if self.totals_typed:
            return self.ranked
        customers = self.histories.customers
        return series.largest(customers, self.names(customers.index))

    def of_sales(self, plain: Text) -> Text:
        """What shares are of, `plain` unless some sales are of nobody known; see `shares`."""
        return shares.base(self.tiers.strays, plain)

    @cached_property
    def histories(self) -> Histories:
        """What every customer bought, with the stages of `tiers`."""
        return Histories.of(self.snapshot, self.rules, self.ledger, self.tiers)

    @cached_property
    def value(self) -> Value:
        """What customers are worth, and who will buy when."""
        return customer_value(self.snapshot, self.rules, self.histories, self.like_tests)

    @cached_property
    def churn(self) -> Churn:
        """Who is leaving, what is at stake, why."""
        return leaving(self.snapshot, self.rules, self.histories, self.today, staff.cases(self.sources))

    @cached_property
    def renewals(self) -> pd.DataFrame:
        """Contracts that end of customers without orders, see `churn.without_orders`; only `real` ones."""
        return self.all_renewals[self.real(self.all_renewals.index)]

    @cached_property
    def all_renewals(self) -> pd.DataFrame:
        """The same, of whoever looks like test data too."""
        return without_orders(self.histories, self.rules)

    @cached_property
    def sales(self) -> Sales:
        """The order lines that count with what was sold in them; customers by their position in `customers`."""
        return Sales.of(self.snapshot, self.rules, self.ledger, self.customers.index)

    @cached_property
    def sources(self) -> Sources:
        """What KPIs are computed from."""
        return Sources.of(self.snapshot, self.rules, self.ledger, self.tiers, self.today)

    @cached_property
    def kpis(self) -> tuple[Kpi, ...]:
        """Every KPI of the period."""
        kept_up = self.snapshot.settings.get("draw_value") != "never"
        return kpis(self.sources, self.quality, self.value if kept_up else None)

    def field(self, name: str) -> pd.Series:
        """A text column of the customers' sheet by customer ID, as names of list entries; None where blank."""
        if name not in self._fields:
            self._fields[name] = self._read(name)
        return self._fields[name]

    @cached_property
    def _fields(self) -> dict[str, pd.Series]:
        """Those that were asked for: several sheets ask for the same."""
        return {}

    def _read(self, name: str) -> pd.Series:
        table = found(self.snapshot, "customers", "customer_id")
        if table is None:
            return pd.Series(dtype=object)
        records, first = self._records
        return pd.Series(strings(table, name).to_numpy()[first], index=records, dtype=object)

    @cached_property
    def _records(self) -> tuple[pd.Index, Codes]:
        """The customers' IDs, and the first row of each on their sheet."""
        codes, said = coded(self.snapshot.tables["customers"], "customer_id")
        return pd.Index(said, dtype=object), firsts(codes, len(said))

    def told(self, name: str) -> pd.Series:
        """A text column of the customers' sheet in the order of `customers`, as names of list entries."""
        table = found(self.snapshot, "customers", "customer_id")
        if table is None:
            return pd.Series([None] * len(self.customers), dtype=object)
        return pd.Series(strings(table, name).to_numpy()[self._places], dtype=object)

    @cached_property
    def _places(self) -> Codes:
        """Of each of `customers` its row on their sheet, counted from 0."""
        return np.asarray(self.snapshot.tables["customers"].typed.index.get_indexer(self.customers["row"]))

    def customer_rows(self, records: pd.Index) -> list[RecordRef | None]:
        """Where each customer stands; None for one that stands nowhere."""
        place = self.customers.index.get_indexer(records)
        rows = np.append(self.customers["row"].to_numpy(), -1)[place].tolist()
        return [None if row < 0 else RecordRef("customers", row) for row in rows]

    def people(self, records: pd.Index) -> pd.DataFrame:
        """Columns customer (its name), tier and owner of each of `records`, one row each, counted from 0."""
        place, customers = self.customers.index.get_indexer(records), self.customers
        told = {name: np.append(customers[name].to_numpy(dtype=object), np.nan)[place] for name in ("tier", "owner")}
        return frame({"customer": texts(self.names(records)), **told}, pd.RangeIndex(len(records)))

    def doubt(
        self,
        cents: float,
        period: Period | None = None,
        records: Collection[object] | None = None,
        *,
        mean: bool = False,
    ) -> Text:
        """What a sentence adds to an amount of `cents` that rests on unlikely prices (see `doubts`).

        Args:
            cents: the amount told.
            period: whose order lines it is made of; None = those of the window that tiers count.
            records: of which customers; None = everybody's.
            mean: what is told is the mean of it.
        """
        lines = self._doubted
        if not len(lines):
            return doubt(0.0, cents, self.rules.currency, mean=mean)
        lines = lines[self.ledger.in_window[lines.index] if period is None else period.mask(lines["day"])]
        if records is not None:
            lines = lines[lines["customer"].isin(records)]
        return doubt(float(lines["cents"].sum()), cents, self.rules.currency, mean=mean)

    @cached_property
    def in_doubt(self) -> pd.Series:
        """See `doubts.in_doubt`, by customer ID; only those whose amount is."""
        return in_doubt(self.histories.customers, self.like_tests).dropna()

    @cached_property
    def like_tests(self) -> frozenset[str]:
        """IDs of customers who look like test data: in no list of whom to contact, see `real`."""
        table = self.tiers.table
        return frozenset(table.loc[table.index.isin(list(self.tests)), "record"].dropna())

    def real(self, records: pd.Index) -> npt.NDArray[np.bool_]:
        """Which of `records` a list of whom to contact or sell to may name; `left_out` says that others are missing."""
        return np.asarray(~records.isin(list(self.like_tests)))

    def left_out(self, records: pd.Index, lists: Text = _TO_CONTACT) -> tuple[Text, ...]:
        """The note of a sheet whose `lists` leave out those of `records` who are not `real`; none where all are."""
        n = int((~self.real(records)).sum())
        if not n:
            return ()
        return (
            text(
                f"像是测试数据的客户不列入{lists.zh}：{n:,} 位（见「数据质量」的 W194），核实或删除以后再说。",
                f"{counted(n, 'customer that looks', 'customers that look')} like test data (W194 on Data quality): not"
                f" in {lists.en} until verified or deleted.",
            ),
        )

    def headline(self, record: object) -> Text:
        """What a sentence calls a customer: one that looks like test data as such, for amounts see `doubt`."""
        name = self.names(pd.Index([record], dtype=object))[0]
        if record not in self.like_tests:
            return text(name, name)
        return text(f"{name}（{WHY['test'].zh}）", f"{name} ({WHY['test'].en})")

    def starred(self, records: pd.Index) -> list[str]:
        """The names of customers as lists by amount show them: with a star where the amount is in doubt."""
        unsure = records.isin(self.in_doubt.index)
        return [f"{name}{STAR}" if one else name for name, one in zip(self.names(records), unsure, strict=True)]

    def star_note(self, records: pd.Index) -> Text:
        """What the star means, to go behind the note of such a list; "" where none of `records` has one."""
        if not records.isin(self.in_doubt.index).any():
            return text("", "")
        return text("；" + STARRED.zh, "; " + STARRED.en)

    @cached_property
    def _doubted(self) -> pd.DataFrame:
        return self.ledger.lines[self.ledger.lines["doubted"]]

    def names(self, records: pd.Index) -> list[str]:
        """What each customer is called, see `series.called`; by its ID where it stands on no sheet of customers."""
        place = self.customers.index.get_indexer(records)
        known = at_codes(self.customers["called"].to_numpy(dtype=object), place).tolist()
        return [str(record) if name is None else str(name) for record, name in zip(records, known, strict=True)]
