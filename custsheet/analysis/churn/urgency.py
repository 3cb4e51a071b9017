"""The one order in which customers who are leaving come, for every sheet that names or lists them.

Who can still be won back stands before who is harder to win back: at risk, dormant, lost. Among those the one with
most at stake is first. Invariant: whatever names “the first” of those who are leaving takes them from `Churn.table`,
which is in this order, so that two sheets never send a person to two different customers first.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.columns import frame
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
    stage, amount = leaving["stage"].to_numpy(dtype=object), leaving["amount"].to_numpy("float64")
    whose, names = pd.factorize(leaving["owner"].to_numpy(dtype=object), use_na_sentinel=False)
    counted = {"customers": ~np.isnan(amount), **{name: stage == name for name in IDLE}}
    out = {name: np.bincount(whose[here], minlength=len(names)) for name, here in counted.items()}
    sums = pd.DataFrame({"amount": amount, "urgent": np.where(stage == IDLE[0], amount, 0.0)}).groupby(whose).sum()
    out |= {name: sums[name].to_numpy() for name in sums}
    order = np.lexsort([names.astype(str), -out["customers"], -out["amount"], -out["urgent"]])
    columns = ("customers", "amount", *IDLE, "urgent")
    return frame({name: out[name][order] for name in columns}, pd.Index(names[order], dtype=object, name="owner"))
