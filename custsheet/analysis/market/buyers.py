"""What is usual for each customer: how often it buys, for how much, and what."""

from __future__ import annotations

import pandas as pd

from custsheet.analysis.market import habits
from custsheet.analysis.market.sales import Sales


def buyers(sales: Sales, reference: pd.Timestamp) -> pd.DataFrame:
    """One row a customer that ever bought, by its position in `Sales.customers`.

    Columns days (with a purchase), usual (median of the gaps between them; NaN for one), band (of `habits.GAPS`; -1 for
    one), last, idle (days since), cents (of all purchases) and each (cents an order).
    """
    days = sales.days
    out = days.groupby("customer", sort=False)["day"].agg(days="count", last="max")
    out["usual"] = days[days["gap"].notna()].groupby("customer", sort=False)["gap"].median()
    out["band"] = habits.band(out["usual"]).astype("int64")
    out["idle"] = (reference - out["last"]).dt.days
    orders = sales.orders[sales.orders["customer"] >= 0].groupby("customer", sort=False)["cents"].agg(["sum", "mean"])
    out["cents"], out["each"] = orders["sum"], orders["mean"]
    return out


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
