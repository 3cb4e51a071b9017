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
        owner, region: customer ID → number of its place from 0; customers without one are left out.
    """

    owners: tuple[str, ...]
    regions: tuple[str, ...]
    region_field: str | None
    owner: dict[str, int]
    region: dict[str, int]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Places:
        """Of the customers' sheet; tasks have owners of their own, who may look after nobody."""
        table, tasks = found(snapshot, "customers", "customer_id"), found(snapshot, "tasks", "owner")
        theirs = strings(tasks, "owner").dropna() if tasks is not None else pd.Series(dtype=object)
        if table is None:
            owners = _most(theirs)
            return cls(owners, (), None, {}, {})
        record, owner = strings(table, "customer_id"), strings(table, "owner")
        once = record.notna() & ~record.duplicated()
        record, owner = record[once], owner[once]
        regions = {name: strings(table, name)[once] for name in _REGIONS}
        field = next((name for name, said in regions.items() if said.notna().any()), None)
        region = regions[field] if field else pd.Series(None, index=record.index, dtype=object)
        owners = _most(pd.concat([owner, theirs]))
        named = _most(region)
        return cls(owners, named, field, _numbers(record, owner, owners), _numbers(record, region, named))

    @property
    def shape(self) -> tuple[int, int]:
        """Owners and regions, each with one more for none."""
        return len(self.owners) + 1, len(self.regions) + 1

    def of_customers(self, customers: pd.Index | pd.Series) -> np.ndarray:
        """One number a customer ID for its owner and region together."""
        owner = self._of(customers, self.owner, len(self.owners))
        region = self._of(customers, self.region, len(self.regions))
        return np.asarray(owner * (len(self.regions) + 1) + region)

    def of_tasks(self, owners: pd.Series, customers: pd.Series) -> np.ndarray:
        """The same of tasks: whose they are, and where their customers live."""
        names = {name: number for number, name in enumerate(self.owners)}
        owner = self._of(owners, names, len(names))
        region = self._of(customers, self.region, len(self.regions))
        return np.asarray(owner * (len(self.regions) + 1) + region)

    @staticmethod
    def _of(texts: pd.Index | pd.Series, numbers: dict[str, int], none: int) -> np.ndarray:
        return np.fromiter((numbers.get(one, none) for one in texts.tolist()), dtype="int64", count=len(texts))


def _most(names: pd.Series) -> tuple[str, ...]:
    """The most frequent names, sorted."""
    counts = names.dropna().value_counts()
    first = sorted(counts.items(), key=lambda one: (-int(one[1]), str(one[0])))[:MOST]
    return tuple(sorted(str(name) for name, _ in first))


def _numbers(record: pd.Series, said: pd.Series, names: tuple[str, ...]) -> dict[str, int]:
    number = said.map({name: at for at, name in enumerate(names)})
    known = number.notna().to_numpy()
    return dict(zip(record.to_numpy()[known], number.to_numpy()[known].astype("int64").tolist(), strict=True))
