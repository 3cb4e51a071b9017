"""The order lines that count with what was sold in them, in whole numbers, so that half a million of them cost little.

Invariant: customers, orders and products are numbers that stand for one thing each, -1 where it is not known; an order
of a customer who does not stand on the customers' sheet is revenue, but nobody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis import cycle
from custsheet.analysis.columns import found, moments, strings
from custsheet.analysis.market.owned import owned
from custsheet.analysis.market.totals import Totals
from custsheet.analysis.orders import Ledger
from custsheet.analysis.rules import Rules
from custsheet.model.snapshot import Snapshot, Table
from custsheet.model.text import fold_value

_TIMED = 0.5  # share of orders that must tell an hour before hours say anything


@dataclass(frozen=True)
class Sales:
    """What was sold up to the reference day.

    Attributes:
        lines: one row an order line: customer (position in `customers`), order (number), day, cents, gross, product
            (position in `products`), row (Excel's), doubted (see `Ledger.lines`), bought (whether it is a purchase, see
            `rfm.purchases`).
        customers: identifiers.
        products: names, each in its most frequent spelling.
        first: the day on which the records begin, see `Ledger.first`.
        table: the sheet of orders; None where there is none.
    """

    lines: pd.DataFrame
    customers: pd.Index
    products: list[str]
    first: pd.Timestamp
    table: Table | None

    @classmethod
    def of(cls, snapshot: Snapshot, rules: Rules, ledger: Ledger, customers: pd.Index) -> Sales:
        """The sales in `ledger` to `customers`; to everybody who bought where there is no sheet of customers."""
        known = found(snapshot, "customers", "customer_id") is not None
        people = customers if known else ledger.names
        table = found(snapshot, "orders")
        codes, products = _numbered(_of_lines(table, "product", ledger.lines["row"]))
        order = ledger.lines["placed"].to_numpy()
        lines = pd.DataFrame(
            {
                "customer": ledger.places(people),
                "order": order,
                "product": codes,
                **{name: ledger.lines[name] for name in ("day", "cents", "gross", "row", "doubted")},
            }
        )
        whole = np.bincount(order, weights=lines["gross"], minlength=1)[order] if len(lines) else lines["gross"]
        return cls(lines.assign(bought=whole > round(rules.amount_floor * 100)), people, products, ledger.first, table)

    @cached_property
    def bought(self) -> pd.DataFrame:
        """Lines that are purchases of known customers."""
        return self.lines[self.lines["bought"] & (self.lines["customer"] >= 0)]

    @cached_property
    def days(self) -> pd.DataFrame:
        """One row a known customer and day with a purchase, with the gap since the one before."""
        return cycle.order_days(self.bought)

    @cached_property
    def newcomers(self) -> pd.DataFrame:
        """One row a known customer that ever bought: customer, day (of the first purchase)."""
        return self.days.loc[~self.days["customer"].duplicated(), ["customer", "day"]]

    @cached_property
    def totals(self) -> Totals:
        """What known customers spent between any two days."""
        return Totals(self.lines[self.lines["customer"] >= 0])

    @cached_property
    def owned(self) -> pd.DataFrame:
        """One row a known customer and product that it bought, see `owned.owned`."""
        return owned(self.bought, len(self.products))

    @cached_property
    def orders(self) -> pd.DataFrame:
        """One row a purchase, also of unknown customers: customer, day, cents, products (different ones), hour."""
        lines = self.lines[self.lines["bought"].to_numpy()]
        order, product = lines["order"].to_numpy(), lines["product"].to_numpy()
        first = np.flatnonzero(~lines["order"].duplicated().to_numpy())
        size, wide = int(order.max(initial=-1)) + 1, len(self.products) + 1
        cents = np.zeros(size, dtype="int64")
        np.add.at(cents, order, lines["cents"].to_numpy())
        named = product >= 0  # a line that names no product is one of its own
        different = np.bincount(pd.unique(order[named] * wide + product[named]) // wide, minlength=size)
        different += np.bincount(order[~named], minlength=size)
        index = pd.Index(order[first], name="order")
        one = lines.iloc[first]
        return pd.DataFrame(
            {
                "customer": one["customer"].to_numpy(),
                "day": one["day"].to_numpy(),
                "cents": cents[index],
                "products": different[index],
                "hour": self._hours(one["row"].to_numpy()),
            },
            index=index,
        )

    def values(self, name: str) -> pd.Series:
        """A text column of the orders' sheet, line by line as `lines`; None where blank."""
        return pd.Series(_of_lines(self.table, name, self.lines["row"]), index=self.lines.index, dtype=object)

    @cached_property
    def categories(self) -> list[str | None]:
        """Of every product the category it is mostly sold under."""
        told = pd.DataFrame({"product": self.lines["product"], "category": self.values("product_category")}).dropna()
        counts = told[told["product"] >= 0].value_counts(sort=False).reset_index(name="n")
        most = counts.sort_values(["n", "category"], ascending=[False, True], kind="stable").drop_duplicates("product")
        named = dict(zip(most["product"], most["category"], strict=True))
        return [named.get(product) for product in range(len(self.products))]

    def _hours(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Of orders whose first line stands in `rows`; NaN where the sheet tells days only."""
        if self.table is None or not len(rows):
            return np.full(len(rows), np.nan)
        told = moments(self.table, "date").to_numpy("datetime64[us]")[self.table.typed.index.get_indexer(rows)]
        passed = told - told.astype("datetime64[D]")
        minute = passed // np.timedelta64(1, "m")
        timed = passed != np.timedelta64(0)
        return minute // 60 + minute % 60 / 60 if timed.mean() >= _TIMED else np.full(len(rows), np.nan)


def _of_lines(table: Table | None, name: str, rows: pd.Series) -> Any:
    """A text column of the orders' sheet in the order of `rows`."""
    if table is None or name not in table.columns:
        return np.full(len(rows), None, dtype=object)
    return strings(table, name).reindex(rows).to_numpy()


def _numbered(names: Any) -> tuple[Any, list[str]]:
    """A number for each name however it is spelt, -1 for None, and what each number is called."""
    codes, spellings = pd.factorize(names)
    folded = pd.Series([fold_value(str(one)) for one in spellings], dtype=object)
    group, _ = pd.factorize(folded)
    counts = np.bincount(codes[codes >= 0], minlength=len(spellings))
    best = np.lexsort([-counts, group])  # of each group the most frequent spelling, of equals the first
    firsts = best[np.unique(group[best], return_index=True)[1]] if len(best) else best
    found = np.where(codes >= 0, group[codes], -1) if len(spellings) else codes
    return found, [str(spellings[at]) for at in firsts]
