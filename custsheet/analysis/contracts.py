"""When each customer's contract ends, and what that says of its lifecycle stage (behaviour B8, contractual business).

A contract ends on the day people wrote, the last that it covers; who renews writes a later one. From
`contract_notice_days` before it the customer is at risk, after it dormant, and lost `lifecycle_lost_days` later. An
order after the end says that the customer has stayed without one, and orders alone decide again.

Where customers buy by contract (`sales_model`), that decides alone: silence under a contract is no alarm, also looking
back. Where they buy when they like, it comes on top of their purchase cycle: whichever alarm is first counts, and being
lost is counted from the end of the contract. Who has no contract end is judged by that cycle.
Earlier stages go by the end as it is written now, since what stood there before is not known.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.columns import found, moments, strings
from custsheet.analysis.cycle import CONTRACT, Ints, Limits
from custsheet.analysis.daynumbers import day_numbers
from custsheet.analysis.rules import Rules
from custsheet.model.snapshot import Snapshot

_NONE = -(10**8)
"""A day before any order, so that nothing follows from it; days are counted from 1970."""


def ends(snapshot: Snapshot) -> pd.Series:
    """Customer ID → the last day of its contract; only those who have one."""
    table = found(snapshot, "customers", "customer_id", "contract_end")
    if table is None:
        return pd.Series(dtype="datetime64[us]")
    day = moments(table, "contract_end").dt.normalize()
    told = pd.Series(day.to_numpy("datetime64[us]"), index=strings(table, "customer_id"))
    told = told[told.index.notna()]
    return told[~told.index.duplicated() & told.notna().to_numpy()]


def numbered(told: pd.Series | None, customers: pd.Index) -> Ints | None:
    """Those of `customers` as numbers of days; None where nobody has a contract end."""
    if told is None or not len(told):
        return None
    known = np.append(day_numbers(told), np.int64(_NONE))
    return np.asarray(known[told.index.get_indexer(customers)], dtype="int64")


def limited(limits: Limits, end: Ints, rules: Rules) -> Limits:
    """`limits` with what the ends of contracts say; `end`: of each of these customers."""
    held = covered(limits.last, end)
    ahead = (end - limits.last).astype("float64")
    ending, lost = ahead - rules.contract_notice_days - 1, ahead + rules.lifecycle_lost_days
    alone = rules.sales_model == "contracts"
    risk = ending if alone else np.minimum(ending, limits.risk)
    dormant = ahead if alone else np.minimum(ahead, limits.dormant)
    return replace(
        limits,
        basis=np.where(held & ((ending < limits.risk) | alone), CONTRACT, limits.basis).astype("int8"),
        risk=np.where(held, risk, limits.risk),
        dormant=np.where(held, dormant, limits.dormant),
        lost=np.where(held, lost, limits.lost),
        ending=np.where(held, ending, limits.ending),
    )


def covered(last: Ints, end: Ints) -> npt.NDArray[np.bool_]:
    """Whose contract ends no earlier than its last order, which are days: the others have stayed without one."""
    return end >= last


def due(end: pd.Series, last: pd.Series, on: pd.Timestamp, rules: Rules) -> pd.Series:
    """Who is to be asked about renewal on that day, or should have been; of each customer's contract and last order."""
    near = end - pd.Timedelta(days=rules.contract_notice_days) <= on
    return near & ~(last > end)  # who never bought has a contract all the same
