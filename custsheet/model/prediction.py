"""What was foretold about customers, kept until it can be held against what came.

Invariant: bounded however large the workbook is and however long it lives. A batch is made once a calendar month, of at
most `MOST` customers; their names are kept while orders may still come in, then only how many there were and came.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

HORIZON = 30
"""Days within which who was foretold must have bought."""
OPEN = 2 * HORIZON
"""Days after which orders of those days are all written down: the batch is then graded for good."""
MOST = 5_000
"""Customers in one batch; of more, an even choice over their days."""
TALLIES = 36
"""Batches that are remembered."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """Somebody will buy: said on `made_on`, of `customer` (ID), for the day `due`."""

    made_on: date
    customer: str
    due: date


@dataclass(frozen=True, slots=True)
class Batch:
    """Everybody who was foretold to buy within `HORIZON` days of `made_on`.

    Attributes:
        due: customer ID → the day foretold; empty once graded for good.
        foretold: how many there were.
        came: how many of them bought in those days; None while that can still change.
    """

    made_on: date
    due: Mapping[str, date] = field(default_factory=dict)
    foretold: int = 0
    came: int | None = None

    @classmethod
    def of(cls, made_on: date, predictions: Iterable[Prediction]) -> Batch:
        """The batch of what was said on `made_on`, earliest first; too many are thinned out evenly."""
        said = sorted((one for one in predictions if one.made_on == made_on), key=lambda one: (one.due, one.customer))
        step = len(said) / MOST if len(said) > MOST else 1.0
        chosen = [said[int(at * step)] for at in range(min(len(said), MOST))]
        due = {one.customer: one.due for one in chosen}
        return cls(made_on, due, len(due))

    @property
    def predictions(self) -> tuple[Prediction, ...]:
        """One record a customer, as long as they are kept."""
        return tuple(Prediction(self.made_on, customer, due) for customer, due in self.due.items())

    @property
    def last_day(self) -> date:
        """The last day on which an order makes it come true."""
        return self.made_on + timedelta(days=HORIZON)

    def closed(self, came: int) -> Batch:
        """Graded for good: without names."""
        return replace(self, due={}, came=came)

    def dump(self) -> str:
        """As JSON: how many, how many came, customers by day."""
        days: dict[str, list[str]] = {}
        for customer, day in self.due.items():
            days.setdefault(day.isoformat(), []).append(customer)
        return json.dumps([self.foretold, self.came, days], ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, made_on: str, held: Any) -> Batch | None:
        """The inverse of `dump`, of JSON already read; None where it was damaged."""
        try:
            foretold, came, days = held
            due = {str(who): date.fromisoformat(day) for day, names in days.items() for who in names}
            batch = cls(date.fromisoformat(made_on), dict(islice(due.items(), MOST)), int(foretold), came)
        except (TypeError, ValueError, AttributeError, OverflowError):
            return None
        counted = came is None or (isinstance(came, int) and 0 <= came <= batch.foretold)
        return batch if counted and 0 <= batch.foretold <= MOST and (due or came is not None) else None


def kept(batches: Iterable[Batch], new: Batch) -> tuple[Batch, ...]:
    """What to remember, oldest first: `new` only if its month has none yet, nothing is later, and it says anything."""
    known = sorted(batches, key=lambda one: one.made_on)
    month = (new.made_on.year, new.made_on.month)
    if new.due and all((one.made_on.year, one.made_on.month) < month for one in known):
        known.append(new)
    return tuple(known[-TALLIES:])
