"""When a sign can be the reason for a silence: it is near the last order, and not of a time when all was lost already.

Near is not earlier than two usual gaps, at least `LEAST` days, before the last order. Who bought on since has not left
because of it. What happened after the silence had become too long (or the contract had ended) has not caused it; only
what is open still, and what was heard of a competitor, tells of it all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.model.text import text

GAPS, LEAST = 2, 90
"""Usual gaps, and days, before the last order from which on a sign counts: whichever is longer."""

IN_WORDS = text(
    f"迹象只看沉默前后的：最后一次购买前 {GAPS} 个通常间隔（至少 {LEAST} 天）以内，到空窗过长（或合同到期）那天"
    "为止；还没闭环的投诉、还没响应的请求和提到竞品的互动，晚于那天也算。近 12 个月以前的不看，未闭环的投诉除外。",
    f"Only signs near the silence count: from {GAPS} usual gaps (at least {LEAST} days) before the last order until the"
    " silence had become too long (or the contract had ended); open complaints, unanswered requests and contacts that"
    " mention a competitor also later. Signs of before the last 12 months do not, but for open complaints.",
)
"""The rule, as the sheet says it."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """Of each customer the first and the last day on which a sign counts."""

    since: pd.Series
    until: pd.Series

    @classmethod
    def of(cls, idle: pd.DataFrame) -> Nearness:
        """Of rows of `Histories.customers`."""
        last, end = idle["last"], idle["contract_end"].where(idle["basis"] == "contract")
        back = np.maximum(np.ceil(GAPS * idle["usual"].fillna(0.0)), LEAST)
        # Under a contract the limit may lie before the last order: its end is what the silence is counted from.
        silent = last + _days(np.floor(idle["risk"]))
        return cls(last - _days(back), silent.where(~(end > silent), end))

    def holds(self, customer: pd.Series, when: pd.Series, *, later: bool = False) -> npt.NDArray[np.bool_]:
        """Which days of customers count, with `later` those after the last one too; blanks never do."""
        day = when.dt.normalize().to_numpy()
        inside = day >= self.since.reindex(customer).to_numpy()
        return np.asarray(inside if later else inside & (day <= self.until.reindex(customer).to_numpy()))


def _days(number: pd.Series) -> pd.Series:
    return pd.to_timedelta(number, unit="D")
