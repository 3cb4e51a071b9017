"""What is usual for each customer: how often it buys, for how much, and what."""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis.market import habits
from custsheet.analysis.market.sales import Sales
from custsheet.analysis.medians import medians


def buyers(sales: Sales, reference: pd.Timestamp) -> pd.DataFrame:
    """One row a customer that ever bought, by its position in `Sales.customers`.

    Columns days (with a purchase), usual (median of the gaps between them; NaN for one), band (of `habits.GAPS`; -1 for
    one), last, idle (days since), cents (of all purchases) and each (cents an order).
    """
    who, gap, day = (sales.days[name].to_numpy() for name in ("customer", "gap", "day"))
    begin = np.flatnonzero(np.append(True, who[1:] != who[:-1])[: len(who)])  # days stand by customer, then by day
    count = np.diff(begin, append=len(who))
    again = ~np.isnan(gap)
    usual = medians(np.repeat(np.arange(len(begin)), count)[again], gap[again].astype("int64"), len(begin))
    last = day[begin + count - 1]
    buyer, spent = (sales.orders[name].to_numpy() for name in ("customer", "cents"))
    known, size = buyer >= 0, len(sales.customers)
    cents = np.zeros(size, dtype="int64")
    np.add.at(cents, buyer[known], spent[known])
    orders = np.bincount(buyer[known], minlength=size)
    customer = who[begin]
    return pd.DataFrame(
        {
            "days": count,
            "last": last,
            "usual": usual,
            "band": habits.band(usual),
            "idle": (reference.to_datetime64() - last) // np.timedelta64(1, "D"),
            "cents": cents[customer],
            "each": cents[customer] / orders[customer],
        },
        index=pd.Index(customer, name="customer"),
    )


def listed(people: pd.DataFrame, most: int) -> pd.DataFrame:
    """At most so many of them, those who spent most, by usual gap; who bought once stands last."""
    most_spent = people.sort_values("cents", ascending=False, kind="stable").head(most)
    order = most_spent.assign(key=most_spent["usual"].fillna(float("inf")), minus=-most_spent["cents"])
    return order.sort_values(["key", "minus"], kind="stable").drop(columns=["key", "minus"])


def favourites(sales: Sales, customers: pd.Index) -> pd.Series:
    """Of each of `customers` the product bought on most days, of several the one with the larger amount."""
    pairs = sales.owned[sales.owned["customer"].isin(customers)]
    pairs = pairs.assign(cents=pairs["each"] * pairs["days"])
    ordered = pairs.sort_values(["customer", "days", "cents"], ascending=[True, False, False], kind="stable")
    return ordered.drop_duplicates("customer").set_index("customer")["product"].reindex(customers)
