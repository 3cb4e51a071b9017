"""Customers of the customers' sheet, each once, whatever rows repeat it: what tiers are computed of.

A unit is known by the customer's ID, or by its Excel row where it has none. Columns of units are plain arrays in one
order, so that nothing is looked up by its name twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.columns import Codes, Names, coded, firsts, strings
from custsheet.analysis.orders import Ledger
from custsheet.model.snapshot import Snapshot, Table


@dataclass(frozen=True)
class Units:
    """Every customer.

    Attributes:
        table: the customers' sheet; None where there is none.
        names: what each is known by.
        which: of every row of the sheet the place of its customer in `names`.
        here: of each of `Ledger.names` the place of the customer in `names`, −1 for who is not there.
        first: of each customer its first row, counted from 0.
        place: of each customer its place in `Ledger.names`, −1 for who ordered nothing.
        strays: how many order lines are of nobody here.
    """

    table: Table | None
    names: pd.Index
    which: Codes
    here: Codes
    first: Codes
    place: Codes
    strays: int

    @classmethod
    def of(cls, snapshot: Snapshot, ledger: Ledger) -> Units:
        """Those of `snapshot`, beside the orders."""
        table = snapshot.table("customers")
        rows = named(table)
        which, names = pd.factorize(rows)
        index = pd.Index(names, dtype=object)
        here = index.get_indexer(ledger.names)
        place = np.full(len(index), -1)
        place[here[here >= 0]] = np.flatnonzero(here >= 0)
        strays = int((np.append(here, -1)[ledger.lines["who"].to_numpy()] < 0).sum())
        return cls(table, index, which, here, firsts(which, len(index)), place, strays)

    def bought(self, values: npt.NDArray[Any], blank: Any) -> npt.NDArray[Any]:
        """Of each customer what `values` tell of those in `Ledger.names`, and `blank` of who is not among them."""
        return np.append(values, np.array([blank], dtype=values.dtype))[self.place]

    def coded(self, name: str) -> tuple[Codes, Names]:
        """A text column of the sheet, see `columns.coded`."""
        if self.table is None:
            return np.full(0, -1), np.array([], dtype=object)
        codes, said = coded(self.table, name)
        return codes[self.first], said

    def told(self, found: pd.Series, blank: float) -> npt.NDArray[np.float64]:
        """Of each customer the number that `found` tells by ID, and `blank` of the others."""
        out = np.full(len(self.names), blank)
        at = self.names.get_indexer(found.index)
        out[at[at >= 0]] = found.to_numpy(dtype="float64")[at >= 0]
        return out


def named(table: Table | None) -> Names:
    """What the customer of every row is known by."""
    if table is None:
        return np.array([], dtype=object)
    record = strings(table, "customer_id").to_numpy()
    known: Names = np.where(pd.isna(record), table.typed.index.to_numpy().astype(object), record)
    return known
