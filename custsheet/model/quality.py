"""How good the data is, as values: the score of the workbook, of each sheet and of each person, and what lowers it.

Invariant: a rate always carries what it was computed from, so that its formula can be shown; one over too small a
sample, or over nothing, is None and never 0 %. Accuracy is no part of the score: only asking the customer tells it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from custsheet.model.finding import Finding
from custsheet.model.text import Text, text

Dimension = Literal["completeness", "uniqueness", "validity", "consistency", "timeliness"]
Aspect = Literal[
    "completeness", "uniqueness", "validity", "consistency", "timeliness", "accuracy", "privacy", "structure"
]

ASPECTS: Mapping[Aspect, Text] = MappingProxyType(
    {
        "completeness": text("完整性", "completeness"),
        "uniqueness": text("唯一性", "uniqueness"),
        "validity": text("有效性", "validity"),
        "consistency": text("一致性", "consistency"),
        "timeliness": text("及时性", "timeliness"),
        "accuracy": text("准确性（不计分）", "accuracy (not scored)"),
        "privacy": text("隐私（不计分）", "privacy (not scored)"),
        "structure": text("表格结构（不计分）", "structure of the workbook (not scored)"),
    }
)
"""What a rule is about; the first five make the score."""
WEIGHTS: Mapping[Dimension, float] = MappingProxyType(
    {"completeness": 30.0, "uniqueness": 20.0, "validity": 25.0, "consistency": 15.0, "timeliness": 10.0}
)
"""Share of each dimension in the total, in the order shown, where the settings `quality_<dimension>` say nothing."""
DIMENSIONS: tuple[Dimension, ...] = tuple(WEIGHTS)
TOTAL = "total"
DAILY = 400
"""Days of which every score is remembered; of earlier months only the last one."""

Rates = Mapping[str, float]
"""Dimension, or "total" → share between 0 and 1; what has no rate has no key."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """One dimension of one scope.

    Attributes:
        passed, whole: what passes and what was looked at; cells count by the weight of their field.
        count: cells or rows looked at, whatever their weight: the size of the sample.
        rate: `passed` ÷ `whole`; None where the sample is too small or empty.
    """

    passed: float
    whole: float
    count: int
    rate: float | None


@dataclass(frozen=True, slots=True)
class Fix:
    """What to mend first.

    Attributes:
        code: the rule; "" for customers who stand there twice.
        count: its open findings in this scope.
        quick: how many of them bear a proposal that a tick accepts.
        first: the first of them, None for duplicates.
    """

    code: str
    count: int
    quick: int = 0
    first: Finding | None = None


@dataclass(frozen=True)
class Score:
    """The quality of one scope.

    Attributes:
        name: schema name of a sheet, a person's name, "" for rows that nobody owns or for the whole.
        rows: records that belong to it.
        ratios: every dimension; one that says nothing here has an empty sample.
        total: weighted mean of the rates there are; None if there is none, or too few rows.
        fixes: at most three, most findings first.
    """

    name: str
    rows: int
    ratios: Mapping[Dimension, Ratio]
    total: float | None
    fixes: tuple[Fix, ...] = ()

    @property
    def rates(self) -> Rates:
        """Every rate there is, the total included."""
        known = {name: ratio.rate for name, ratio in self.ratios.items()} | {TOTAL: self.total}
        return {name: rate for name, rate in known.items() if rate is not None}


@dataclass(frozen=True)
class Quality:
    """The quality of one saved version.

    Attributes:
        today: the day of the pass.
        least: a rate over fewer cases is not shown.
        weights: of the dimensions in the total, as set.
        whole: all sheets that people fill every day.
        sheets: each of them, in the standard's order.
        owners: everyone who owns a row, by name (a list by score would be a ranking); last what nobody owns.
        unowned: sheets that have rows but no column that says whose they are.
        entry: part of timeliness: rows entered within two working days of what they tell of.
        history: ISO day → rates, today's included: what the workbook remembers.
    """

    today: date
    least: int
    weights: Mapping[Dimension, float]
    whole: Score
    sheets: tuple[Score, ...]
    owners: tuple[Score, ...]
    unowned: tuple[str, ...] = ()
    entry: Ratio | None = None
    history: Mapping[str, Rates] = field(default_factory=dict)

    @property
    def trend(self) -> list[tuple[date, Rates]]:
        """The remembered days up to today, oldest first."""
        days = {day: rates for iso, rates in self.history.items() if (day := _day(iso)) is not None}
        return [(day, days[day]) for day in sorted(days) if day <= self.today]

    @property
    def before(self) -> tuple[date, Rates] | None:
        """The last remembered day before today: what today is compared with."""
        return next(((day, rates) for day, rates in reversed(self.trend) if day < self.today), None)


def remembered(history: Mapping[str, Rates], today: date, rates: Rates) -> dict[str, Rates]:
    """What to remember after a pass on `today`: one entry a day, of days longer ago than `DAILY` one a month.

    A day's last pass counts. Days that are no days are dropped; days after today stay (somebody turned the clock back).
    """
    days = {day: held for iso, held in history.items() if (day := _day(iso)) is not None}
    if rates:
        days[today] = {name: round(rate, 4) for name, rate in rates.items()}
    limit = today - timedelta(days=DAILY)
    last_of_month = {(day.year, day.month): day for day in sorted(days) if day < limit}
    kept = {day for day in days if day >= limit} | set(last_of_month.values())
    return {day.isoformat(): days[day] for day in sorted(kept)}


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None
