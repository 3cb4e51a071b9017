"""The one order in which customers who are leaving come, for every sheet that names or lists them.

Who can still be won back stands before who is harder to win back: at risk, dormant, lost. Among those the one with
most at stake is first. Invariant: whatever names “the first” of those who are leaving takes them from `Churn.table`,
which is in this order, so that two sheets never send a person to two different customers first.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.lifecycle import IDLE
from custsheet.model.text import text

IN_WORDS = text(
    "先预警（还来得及）、再沉睡、后流失；同一状态里风险金额大的在前",
    "at risk first (still within reach), then dormant, then lost; among these most at stake first",
)
"""The order, as the sheets say it."""


def by_urgency(table: pd.DataFrame) -> npt.NDArray[np.intp]:
    """Where the rows of `table` stand in that order; columns stage (in `IDLE`), amount, idle, risk, basis.

    Of equal ones whoever is silent for more times what is no alarm is first, and else the order they come in stands.
    """
    times = (table["idle"] / table["risk"]).where((table["risk"] > 0) & (table["basis"] != "contract"))
    reach = table["stage"].map({name: at for at, name in enumerate(IDLE)})
    return np.lexsort([-times, -table["amount"], reach])


def by_owner(leaving: pd.DataFrame) -> pd.DataFrame:
    """Whose customers are leaving, whoever has most at stake among those at risk first; `leaving`: `Churn.table`.

    Index owner (NaN = nobody): customers, amount, at_risk, dormant, lost (how many), urgent (amount of those at risk).
    """
    stage, amount = leaving["stage"], leaving["amount"]
    parts: dict[str, pd.Series] = {"customers": amount.notna(), "amount": amount}
    parts |= {name: stage == name for name in IDLE}
    parts["urgent"] = amount.where(stage == IDLE[0], 0.0)
    sums = pd.DataFrame(parts).groupby(leaving["owner"].astype(object), dropna=False).sum()
    sums = sums.astype(dict.fromkeys(("customers", *IDLE), "int64")).assign(name=sums.index.astype(str))
    order = ["urgent", "amount", "customers", "name"]
    return sums.sort_values(order, ascending=[False, False, False, True], kind="stable").drop(columns="name")
