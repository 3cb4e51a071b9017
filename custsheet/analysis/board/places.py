"""Where a fact belongs: whose customer it is about, in which region, and of which kind.

Invariant: a customer has one owner, one region and one kind, so that customers counted place by place add up to
customers. Place 0 is "all"; what has no owner, no region, no kind or no known customer counts there alone.
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
_KINDS = ("company", "person")


@dataclass(frozen=True)
class Places:
    """Owners, regions and kinds of the customers.

    Attributes:
        owners, regions, kinds: in the order of the drop-downs, as the cells hold them; kinds that nobody is of are
            left out.
        region_field: the field of the customers' sheet that regions are from, None if it has none.
        records: customer IDs, each once.
        owner, region, kind: of each the number of its place from 0, one past the last for none.
    """

    owners: tuple[str, ...]
    regions: tuple[str, ...]
    kinds: tuple[str, ...]
    region_field: str | None
    records: pd.Index
    owner: np.ndarray
    region: np.ndarray
    kind: np.ndarray

    @classmethod
    def of(cls, snapshot: Snapshot) -> Places:
        """Of the customers' sheet; tasks have owners of their own, who may look after nobody."""
        table, tasks = found(snapshot, "customers", "customer_id"), found(snapshot, "tasks", "owner")
        theirs = strings(tasks, "owner").dropna() if tasks is not None else pd.Series(dtype=object)
        if table is None:
            owners = _most(theirs)
            none = np.zeros(0, dtype="int64")
            return cls(owners, (), (), None, pd.Index([], dtype=object), none, none, none)
        record, owner = strings(table, "customer_id"), strings(table, "owner")
        once = record.notna() & ~record.duplicated()
        record, owner = record[once], owner[once]
        regions = {name: strings(table, name)[once] for name in _REGIONS}
        field = next((name for name, said in regions.items() if said.notna().any()), None)
        region = regions[field] if field else pd.Series([None] * len(record), index=record.index, dtype=object)
        owners = _most(pd.concat([owner, theirs]))
        named = _most(region)
        kind = strings(table, "kind")[once]
        said = set(kind.unique())
        kinds = tuple(one for one in _KINDS if one in said)
        records = pd.Index(record, dtype=object)
        numbers = (_numbers(*one) for one in ((owner, owners), (region, named), (kind, kinds)))
        return cls(owners, named, kinds, field, records, *numbers)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Owners, regions and kinds, each with one more for none."""
        return len(self.owners) + 1, len(self.regions) + 1, len(self.kinds) + 1

    def of_customers(self, customers: pd.Index | pd.Series) -> np.ndarray:
        """One number a customer ID for its owner, region and kind together."""
        at = self._customers(customers)
        return self._place(np.append(self.owner, len(self.owners))[at], at)

    def of_tasks(self, owners: pd.Series, customers: pd.Series) -> np.ndarray:
        """The same of tasks: whose they are, where their customers live and of which kind they are."""
        return self._place(_numbers(owners, self.owners), self._customers(customers))

    def _customers(self, customers: pd.Index | pd.Series) -> np.ndarray:
        """Positions in `records`, −1 for those who are not there."""
        return np.asarray(self.records.get_indexer(pd.Index(customers, dtype=object)))

    def _place(self, owner: np.ndarray, at: np.ndarray) -> np.ndarray:
        """Of owners, and of positions in `records`; −1, which is nobody, has neither region nor kind."""
        region, kind = np.append(self.region, len(self.regions))[at], np.append(self.kind, len(self.kinds))[at]
        return np.asarray(np.ravel_multi_index((owner, region, kind), self.shape))


def _most(names: pd.Series) -> tuple[str, ...]:
    """The most frequent names, sorted."""
    counts = names.dropna().value_counts()
    first = sorted(counts.items(), key=lambda one: (-int(one[1]), str(one[0])))[:MOST]
    return tuple(sorted(str(name) for name, _ in first))


def _numbers(said: pd.Series, names: tuple[str, ...]) -> np.ndarray:
    """The place of each text among `names`, one past the last for any other."""
    at = np.asarray(pd.Index(names, dtype=object).get_indexer(pd.Index(said, dtype=object)))
    return np.where(at < 0, len(names), at)
