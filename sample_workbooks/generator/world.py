"""What every part of a sample shares: the seeded random numbers, the language, the day, the standard.

Invariant: nothing here or in the modules that use it looks at the clock, the network or the order of a set, so a
sample can be made again bit for bit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar

from generator.standard import Cell, Lang, Standard

Row = dict[str, Any]
Tables = dict[str, list[Row]]
Pair = tuple[str, str]
"""One text in Chinese and in English."""
T = TypeVar("T")

DAY = date(2026, 6, 17)
"""The day on which the samples were last filled in."""


@dataclass
class World:
    """One sample being made.

    Attributes:
        lang: the language of every text.
        rng: the only source of chance.
        standard: for the labels of list entries.
        day: nothing that has happened lies after it.
        taken: names, numbers and addresses that are already somebody's.
    """

    lang: Lang
    rng: Random
    standard: Standard
    day: date = DAY
    taken: set[str] = field(default_factory=set)

    def say(self, pair: Pair) -> str:
        """The text in this sample's language."""
        return pair[0] if self.lang == "zh" else pair[1]

    def pick(self, items: Sequence[T], weights: Sequence[float] | None = None) -> T:
        """One of `items`."""
        return self.rng.choices(items, weights)[0]

    def chance(self, share: float) -> bool:
        """True in `share` of the cases."""
        return self.rng.random() < share

    def between(self, first: date, last: date) -> date:
        """A day from `first` to `last`; `first` when the range is empty."""
        return first + timedelta(days=self.rng.randint(0, max(0, (last - first).days)))

    def at(self, day: date, first: int = 9, last: int = 17) -> datetime:
        """A moment of that day in working hours, on a multiple of five minutes."""
        return datetime.combine(day, time(self.rng.randint(first, last), self.rng.randrange(0, 60, 5)))

    def skewed(self, median: float, spread: float) -> float:
        """A positive number around `median` with a long tail to the right (log-normal)."""
        return math.exp(self.rng.gauss(math.log(median), spread))

    def title(self, enum: str, name: str) -> str:
        """What entry `name` of list `enum` is called in this sample's language."""
        return self.standard.entry(enum, name, self.lang)

    def localised(self, sheet: str, row: Row) -> dict[str, Cell]:
        """A row as it stands in the workbook: entries of lists by their label, ticks as √, several joined by marks."""
        cells: dict[str, Cell] = {}
        for spec in self.standard.sheets[sheet].fields:
            value = row.get(spec.name)
            if not spec.typed_into or value is None:
                continue
            if isinstance(value, tuple):
                words = [self.title(spec.enum, one) if spec.enum else one for one in value]
                cells[spec.name] = self.say(("、", "; ")).join(words)
            elif isinstance(value, bool):
                cells[spec.name] = "√" if spec.ticked else self.say(("是", "Yes") if value else ("否", "No"))
            elif spec.enum is not None:
                cells[spec.name] = self.title(spec.enum, value)
            else:
                cells[spec.name] = value
        return cells
