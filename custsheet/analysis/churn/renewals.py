"""Contracts that end of customers without an order on record: silence says nothing of them, the end of a contract does.

They have no purchase cycle and nothing at stake that orders tell, so they stand in a list of their own; their stage on
客户分级 stays that of who has not bought. The states go by the same days as those of contracts beside orders.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis import contracts
from custsheet.analysis.histories import Histories
from custsheet.analysis.lifecycle import IDLE
from custsheet.analysis.rules import Rules


def without_orders(histories: Histories, rules: Rules) -> pd.DataFrame:
    """Those to be asked about renewal, or who should have been, by customer ID, most urgent first.

    Columns end (the last day of the contract), left (days to it, below 0 after it), stage (in `IDLE`: at risk before
    the end, dormant after it, lost `lifecycle_lost_days` later).
    """
    customers = histories.customers
    waiting = customers[(customers["days"] == 0) & customers["contract_end"].notna()]
    waiting = waiting[contracts.due(waiting["contract_end"], waiting["last"], histories.reference, rules)]
    left = (waiting["contract_end"] - histories.reference).dt.days
    state = np.select([left >= 0, left >= -rules.lifecycle_lost_days], [0, 1], 2)
    table = pd.DataFrame({"end": waiting["contract_end"], "left": left, "stage": np.array(IDLE, dtype=object)[state]})
    return table.iloc[np.lexsort([left.abs(), state])]
