"""Where a fact belongs: whose customer it is about, and in which region.

Invariant: a customer has one owner and one region, so that customers counted place by place add up to customers.
Place 0 is "all"; what has no owner, no region or no known customer counts there alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from custsheet.analysis.columns import found, strings
from custsheet.model.snapshot import Snapshot

MOST = 99
"""Owners, and regions, that can be chosen: those with most customers."""
_REGIONS = ("province", "city")


@dataclass(frozen=True)
class Places:
    """Owners and regions of the customers.

    Attributes:
        owners, regions: in the order of the drop-downs, as the cells hold them.
        region_field: the field of the customers' sheet that regions are from, None if it has none.
        records: customer IDs, each once.
        owner, region: of each the number of its place from 0, one past the last for none.
    """

    owners: tuple[str, ...]
    regions: tuple[str, ...]
    region_field: str | None
    records: pd.Index
    owner: np.ndarray
    region: np.ndarray

    @classmethod
    def of(cls, snapshot: Snapshot) -> Places:
        """Of the customers' sheet; tasks have owners of their own, who may look after nobody."""
        table, tasks = found(snapshot, "customers", "customer_id"), found(snapshot, "tasks", "owner")
        theirs = strings(tasks, "owner").dropna() if tasks is not None else pd.Series(dtype=object)
        if table is None:
            owners = _most(theirs)
            none = np.zeros(0, dtype="int64")
            return cls(owners, (), None, pd.Index([], dtype=object), none, none)
        record, owner = strings(table, "customer_id"), strings(table, "owner")
        once = record.notna() & ~record.duplicated()
        record, owner = record[once], owner[once]
        regions = {name: strings(table, name)[once] for name in _REGIONS}
        field = next((name for name, said in regions.items() if said.notna().any()), None)
        region = regions[field] if field else pd.Series([None] * len(record), index=record.index, dtype=object)
        owners = _most(pd.concat([owner, theirs]))
        named = _most(region)
        records = pd.Index(record, dtype=object)
        return cls(owners, named, field, records, _numbers(owner, owners), _numbers(region, named))

    @property
    def shape(self) -> tuple[int, int]:
        """Owners and regions, each with one more for none."""
        return len(self.owners) + 1, len(self.regions) + 1

    def of_customers(self, customers: pd.Index | pd.Series) -> np.ndarray:
        """One number a customer ID for its owner and region together."""
        at = self._customers(customers)
        owner: np.ndarray = np.append(self.owner, len(self.owners))[at]
        return np.asarray(owner * self.shape[1] + self._regions(at))

    def of_tasks(self, owners: pd.Series, customers: pd.Series) -> np.ndarray:
        """The same of tasks: whose they are, and where their customers live."""
        owner: np.ndarray = _numbers(owners, self.owners)
        return np.asarray(owner * self.shape[1] + self._regions(self._customers(customers)))

    def _customers(self, customers: pd.Index | pd.Series) -> np.ndarray:
        """Positions in `records`, −1 for those who are not there."""
        return np.asarray(self.records.get_indexer(pd.Index(customers, dtype=object)))

    def _regions(self, at: np.ndarray) -> np.ndarray:
        region: np.ndarray = np.append(self.region, len(self.regions))
        return np.asarray(region[at])


def _most(names: pd.Series) -> tuple[str, ...]:
    """The most frequent names, sorted."""
    counts = names.dropna().value_counts()
    first = sorted(counts.items(), key=lambda one: (-int(one[1]), str(one[0])))[:MOST]
    return tuple(sorted(str(name) for name, _ in first))


def _numbers(said: pd.Series, names: tuple[str, ...]) -> np.ndarray:
    """The place of each text among `names`, one past the last for any other."""
    at = np.asarray(pd.Index(names, dtype=object).get_indexer(pd.Index(said, dtype=object)))
    return np.where(at < 0, len(names), at)
