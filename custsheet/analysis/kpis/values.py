"""What a KPI is: a value with its definition, its sample, its target and the year before.

Invariant: a figure over fewer cases than the smallest sample has no value, whatever it would come to, and one over
nothing is blank and never 0, sums apart. A value is a finite number or None.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.model.board import STATUSES
from custsheet.model.outcome import Status
from custsheet.model.text import Text, text

Kind = Literal["percent", "points", "score", "money", "times", "hours", "days", "count"]
Better = Literal["more", "less"]
Rows = Mapping[str, tuple[int, ...]]

NEAR = 5
"""Percentage points from a target that still count as near; of other figures that many percent of the target."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `n` cases. `rows`: the cases one looks at first, as sheet name → Excel rows."""

    hits: float
    n: int
    rows: Rows = field(default_factory=dict, compare=False)

    def value(self, least: int = 1) -> float | None:
        """The share, None below `least` cases."""
        return self.hits / self.n if self.n >= max(least, 1) else None


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure that is no share of its cases, such as a mean or a median, of `n` cases."""

    amount: float | None
    n: int
    rows: Rows = field(default_factory=dict, compare=False)

    def value(self, least: int = 1) -> float | None:
        """The figure, None below `least` cases or where it is no number."""
        if self.n < max(least, 1) or self.amount is None or not math.isfinite(self.amount):
            return None
        return float(self.amount)


@dataclass(frozen=True, slots=True)
class Total(Amount):
    """A sum over `n` cases: no share and no mean, so it needs no smallest sample, and over no case it is 0."""

    def value(self, _least: int = 1) -> float | None:
        """The sum; None where nothing is written down that could be added up."""
        return self.amount


Measure = Rate | Amount
NOTHING = Rate(0, 0)


@dataclass(frozen=True, slots=True)
class Kpi:
    """One KPI.

    Attributes:
        name: stable, e.g. "csat".
        title: what it is called.
        formula: its definition in words, with the options in force.
        value: None where there are no cases, or too few.
        kind: percent is a share between 0 and 1 (a complaint rate may exceed 1), points lie between −100 and 100,
            money is in units of the currency.
        n: cases behind the value.
        target: in the same unit as the value; None where people set none.
        previous: the same figure of the twelve months before; None also where the records do not reach back.
        status: how the value stands to its target, "none" without one.
        note: of how many cases, and what is not in the figure.
        better: whether more or less of it is good.
        rows: the cases one looks at first, as sheet name → Excel rows: the unhappy, the late, the open ones.
    """

    name: str
    title: Text
    formula: Text
    value: float | None
    kind: Kind
    n: int
    target: float | None
    previous: float | None
    status: Status
    note: Text
    better: Better = "more"
    rows: Rows = field(default_factory=dict)

    @property
    def small(self) -> bool:
        """Whether there are cases, but too few for a value."""
        return self.value is None and self.n > 0

    @property
    def delta(self) -> float | None:
        """The value less that of the year before."""
        return None if self.value is None or self.previous is None else self.value - self.previous


def judged(value: float | None, target: float | None, *, better: Better = "more", share: bool = True) -> Status:
    """How a value stands to its target. `share`: both in percent or points, near is within 5 of them."""
    known = np.array([np.nan if value is None else value])
    return STATUSES[int(judged_all(known, target, better=better, share=share)[0])]


def judged_all(
    values: npt.NDArray[np.float64], target: float | None, *, better: Better = "more", share: bool = True
) -> npt.NDArray[np.float64]:
    """The same of many values, NaN for none, as places in `STATUSES`."""
    if target is None:
        return np.zeros_like(values)
    gap = np.round(values - target if better == "more" else target - values, 6)
    near = NEAR if share else NEAR / 100 * abs(target)
    return np.where(np.isnan(gap), 0, np.where(gap >= 0, 3, np.where(gap >= -near, 2, 1))).astype("float64")


def kpi(
    name: str,
    title: Text,
    formula: Text,
    kind: Kind,
    now: Measure,
    before: Measure,
    *,
    least: int,
    note: Text,
    target: float | None = None,
    better: Better = "more",
) -> Kpi:
    """A KPI of what was measured in both periods. `target` as people type it: percent and points of 100."""
    value, previous = (_in_unit(part.value(least), kind) for part in (now, before))
    shown = value * 100 if kind == "percent" and value is not None else value
    if now.n == 0 and value is None:
        note = text("没有数据", "no data")
    elif value is None:
        note = text(f"样本 {now.n:,}", f"sample {now.n:,}")
    return Kpi(
        name=name,
        title=title,
        formula=formula,
        value=value,
        kind=kind,
        n=now.n,
        target=target / 100 if kind == "percent" and target is not None else target,
        previous=previous,
        status=judged(shown, target, better=better, share=kind in {"percent", "points"}),
        note=note,
        better=better,
        rows=now.rows,
    )


def _in_unit(value: float | None, kind: Kind) -> float | None:
    """Points are told of 100; rounded, as 100 times a share is not quite what it says."""
    return value if value is None or kind != "points" else round(100 * value, 9)


def rows(sheet: str, mask: pd.Series) -> Rows:
    """The Excel rows that `mask`, a column of sheet `sheet`, marks."""
    return marked(sheet, mask.index.to_numpy(), mask.to_numpy(dtype=bool))


def marked(sheet: str, places: npt.NDArray[np.int64], mask: npt.NDArray[np.bool_]) -> Rows:
    """Those of the Excel rows `places` that `mask` marks."""
    return {sheet: tuple(places[mask].tolist())}
