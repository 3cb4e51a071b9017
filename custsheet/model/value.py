"""What customers are worth, as values: each one's lifetime value, how concentrated they are, who will buy when.

Invariant: a figure that is not known is blank (NaN, NaT, None), never 0 and never infinite, and `note` says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from custsheet.model.prediction import Batch
from custsheet.model.text import Text, text

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["model", "simple", "none"]
Confidence = Literal["high", "medium", "low"]

METHODS: Mapping[Method, Text] = MappingProxyType(
    {
        "model": text("BG/NBD + Gamma-Gamma 模型", "BG/NBD + Gamma-Gamma"),
        "simple": text("简单估算", "plain estimate"),
        "none": text("没有成交", "no orders"),
    }
)
CONFIDENCE: Mapping[Confidence, Text] = MappingProxyType(
    {"high": text("高", "high"), "medium": text("中", "medium"), "low": text("低", "low")}
)


@dataclass(frozen=True)
class Concentration:
    """How much of the sales hangs on how few customers. Shares are None where nobody has an amount above 0.

    Attributes:
        curve: the Pareto curve, at most 101 points: customers, share_of_customers, share_of_sales (0–1).
        customers: how many have an amount above 0.
        cents: what they come to.
        top10: share of the ten largest.
        top20_percent: share of the largest fifth of the customers (rounded up).
        largest: share of the largest.
        hhi: Herfindahl-Hirschman index, the sum of squared shares in percent: 10,000 is one customer.
    """

    curve: pd.DataFrame
    customers: int
    cents: int
    top10: float | None = None
    top20_percent: float | None = None
    largest: float | None = None
    hhi: float | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """What was foretold on `made_on` against what came: `came` of `foretold` bought within 30 days."""

    made_on: date
    foretold: int
    came: int

    @property
    def share(self) -> float:
        """The share that came."""
        return self.came / self.foretold


@dataclass(frozen=True)
class Value:
    """What customers are worth.

    `table` is indexed by the customer's Excel row, most valuable first, with the columns
    record, customer, owner, tier, stage · orders (order days of all time) · year_amount (last twelve months, less
    refunds) · average (per order day) · p_alive (0–1, NaN unless by the model and bought twice) · orders_90 (expected
    order days in 90 days) · value_12 (expected amount in twelve months) · next (expected day of the next purchase, NaT
    where there is no cycle or it is overdue) · method · confidence (None for who never bought) · note (why something is
    blank or rests on unverified amounts, a sentence in the workbook's language, None if nothing is).

    Attributes:
        method: how values were computed for everybody who bought.
        why: why so, in a sentence.
        parameters: of the models, by name; empty unless `method` is "model".
        concentration: of the amounts of the last twelve months.
        grades: of what was foretold before, latest first.
        said: the latest of them in words; None if there is none yet.
        predictions: what the workbook is to remember.
        reference: the day counted from.
        notes: what was left out.
    """

    table: pd.DataFrame
    method: Method
    why: Text
    parameters: Mapping[str, float]
    concentration: Concentration
    grades: tuple[Grade, ...]
    said: Text | None
    predictions: tuple[Batch, ...]
    reference: date
    notes: tuple[Text, ...] = ()
