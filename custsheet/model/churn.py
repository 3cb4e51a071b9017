"""Who is leaving, as values: silent for longer than its purchase cycle allows, what is at stake, why, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from custsheet.model.text import Text, text

if TYPE_CHECKING:
    import pandas as pd

REASONS: Mapping[str, Text] = MappingProxyType(
    {
        "price": text("价格", "price"),
        "quality": text("质量", "quality"),
        "delivery": text("交货", "delivery"),
        "service": text("服务", "service"),
        "need": text("没有需求了", "no need any more"),
        "gone": text("停业或搬走", "closed or moved"),
        "other": text("客户说的其他原因", "another reason told"),
        "complaint": text("投诉未闭环", "open complaint"),
        "dissatisfied": text("不满意", "dissatisfied"),
        "response": text("响应慢", "slow answer"),
        "owner": text("换过负责人", "owner changed"),
        "competitor": text("竞品", "competitor"),
        "contract": text("合同到期", "contract ends"),
        "season": text("季节性", "seasonal"),
        "unknown": text("看不出原因", "no reason seen"),
    }
)
"""Why a customer may be leaving: what it said itself, then signs, the most telling first. Only one is told."""
BASES: Mapping[str, Text] = MappingProxyType(
    {
        "own": text("自己的间隔", "own gap"),
        "shrunk": text("自己的和同类的间隔", "own and its like's gap"),
        "all": text("全体客户的间隔", "everybody's gaps"),
        "fixed": text("「参数」固定的天数", "days fixed in Settings"),
        "contract": text("合同到期日", "contract's end"),
    }
)
"""What a customer's state was decided by: whose gaps (`cycle.cycles`), fixed days, or the end of a contract."""


@dataclass(frozen=True)
class Churn:
    """Customers who have been silent for too long.

    `table` is indexed by the customer's Excel row, most urgent first (`analysis.churn.urgency`), with the columns
    record, customer, owner, tier · stage ("at_risk", "dormant", "lost", as on 客户分级) · idle (days) · usual (days
    between purchases by which it is judged, NaN for who has no cycle of its own) · basis (in `BASES`) · risk,
    dormant, lost (idle for more days than that is so) · end (of its contract, where that decided) · times (idle
    ÷ usual, NaN with it and where a contract decided) · amount (of the last twelve months, less refunds, not
    below 0) · reason (in `REASONS`) · why (a sentence in the workbook's language) · sheet, row (where that
    stands: schema name and Excel row, None where nowhere) · action (what to do, in the workbook's language) ·
    told (whether the customer said so itself).

    Attributes:
        limits: how it is decided who is here, in words.
        reference: the day counted back from.
    """

    table: pd.DataFrame
    limits: Text
    reference: date

    @cached_property
    def stages(self) -> pd.DataFrame:
        """Index at_risk, dormant, lost: customers, amount."""
        return self._sums("stage", ["at_risk", "dormant", "lost"])

    @cached_property
    def reasons(self) -> pd.DataFrame:
        """Index `REASONS`, those that occur: customers, amount, told (how many said so themselves)."""
        found = self._sums("reason", list(REASONS))
        found["told"] = self.table.groupby("reason")["told"].sum().reindex(found.index).fillna(0).astype("int64")
        return found[found["customers"] > 0]

    def _sums(self, column: str, names: list[str]) -> pd.DataFrame:
        by = self.table.groupby(column)["amount"].agg(customers="count", amount="sum")
        return by.reindex(names).fillna(0.0).astype({"customers": "int64"})
