"""How customers buy: after how long again, on which days, how much at once, which products, after which contact.

Invariant: a share over fewer cases than the smallest sample is NaN; what is not over yet (a first order last week has
no second one after 90 days) is not counted as if it had not happened.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis.columns import found, moments, strings
from custsheet.analysis.market.sales import Sales
from custsheet.analysis.market.totals import day_numbers
from custsheet.analysis.period import Period, month_numbers, months_to
from custsheet.model.snapshot import Snapshot

GAPS = (7, 14, 30, 60, 90, 180, 365)
"""Upper bounds in days of the bands of gaps; a last band lies above."""
WITHIN = (30, 60, 90, 180, 365)
"""Days after the first purchase at which those who came back are counted."""
SIZES = 5
"""The last band of basket sizes holds this many products and more."""
FOLLOWED = 30
"""Days after a contact in which an order counts as following it."""


def band(gaps: pd.Series) -> pd.Series:
    """Number of the band of `GAPS` that each gap lies in; -1 for NaN."""
    return pd.Series(np.searchsorted(GAPS, gaps.fillna(0), side="left"), index=gaps.index).where(gaps.notna(), -1)


def gap_bands(days: pd.DataFrame, usual: pd.Series) -> pd.DataFrame:
    """One row a band: gaps (number), share, cumulative, customers (whose usual gap lies there)."""
    counts = band(days["gap"].dropna()).value_counts().reindex(range(len(GAPS) + 1), fill_value=0)
    whole = counts.sum()
    share = counts / whole if whole else counts.astype("float64") * np.nan
    people = band(usual.dropna()).value_counts().reindex(counts.index, fill_value=0)
    return pd.DataFrame({"gaps": counts, "share": share, "cumulative": share.cumsum(), "customers": people})


def comeback(days: pd.DataFrame, reference: pd.Timestamp, least: int) -> pd.DataFrame:
    """One row an entry of `WITHIN`: days, customers (whose first purchase was so long ago), back, share."""
    first, gap = _first(days)
    age = (reference - first).dt.days
    rows = [(within, int((age >= within).sum()), int(((age >= within) & (gap <= within)).sum())) for within in WITHIN]
    out = pd.DataFrame(rows, columns=["days", "customers", "back"])
    return out.assign(share=(out["back"] / out["customers"]).where(out["customers"] >= max(least, 1)))


def waiting(days: pd.DataFrame, reference: pd.Timestamp, within: int) -> int:
    """Customers whose only purchase was at most `within` days ago."""
    first, gap = _first(days)
    return int((gap.isna() & ((reference - first).dt.days <= within)).sum())


def _first(days: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Of every customer the first day with a purchase, and the gap until the second; NaN without one."""
    opens = ~days["customer"].duplicated()  # days stand by customer, then by day
    gap = days["gap"].shift(-1).where(~opens.shift(-1, fill_value=True))
    return days.loc[opens, "day"], gap[opens]


def calendar(orders: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Orders per calendar month (twelve to the one of `day`, oldest first) and weekday (columns 0 = Monday … 6)."""
    wanted = months_to(day)
    at = month_numbers(orders["day"]) - month_numbers(pd.Series(wanted[:1].to_timestamp()))
    inside = (at >= 0) & (at < len(wanted))
    cell = at[inside] * 7 + orders["day"][inside].dt.day_of_week.to_numpy()
    return pd.DataFrame(np.bincount(cell, minlength=7 * len(wanted)).reshape(-1, 7), index=wanted, columns=range(7))


def clock(orders: pd.DataFrame, period: Period, hours: int = 3) -> pd.DataFrame:
    """Orders per part of the day (rows: its first hour) and weekday; no rows where no hours are told."""
    inside = orders[period.mask(orders["day"]) & orders["hour"].notna()]
    part = (inside["hour"] // hours * hours).astype("int64")
    table = pd.crosstab(part, inside["day"].dt.day_of_week)
    return table.reindex(index=range(0, 24 if len(inside) else 0, hours), columns=range(7), fill_value=0)


def weekdays(orders: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One row a weekday: orders, share, cents, each (cents an order; NaN without orders)."""
    inside = orders[period.mask(orders["day"])]
    by = inside.groupby(inside["day"].dt.day_of_week)["cents"].agg(["size", "sum"]).reindex(range(7), fill_value=0)
    by.columns = pd.Index(["orders", "cents"])
    whole = by["orders"].sum()
    return by.assign(share=by["orders"] / whole if whole else np.nan, each=_each(by["cents"], by["orders"]))


def baskets(orders: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One row a number of different products (1 … `SIZES` and more): orders, share, each (cents an order)."""
    inside = orders[period.mask(orders["day"])]
    by = inside.groupby(inside["products"].clip(upper=SIZES))["cents"].agg(["size", "sum"])
    by = by.reindex(range(1, SIZES + 1), fill_value=0)
    whole = by["size"].sum()
    return pd.DataFrame(
        {
            "products": by.index,
            "orders": by["size"],
            "share": by["size"] / whole if whole else np.nan,
            "each": _each(by["sum"], by["size"]),
        }
    ).reset_index(drop=True)


def months(orders: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """One row a calendar month, twelve to the one of `day`: orders, each (cents), middle (median cents), products."""
    wanted = months_to(day)
    recent = orders[orders["day"] >= wanted[0].to_timestamp()]
    by = recent.groupby(recent["day"].dt.to_period("M"))
    out = pd.DataFrame(
        {
            "orders": by.size(),
            "each": by["cents"].mean(),
            "middle": by["cents"].median(),
            "products": by["products"].mean(),
        }
    ).reindex(wanted)
    return out.assign(orders=out["orders"].fillna(0).astype("int64"))


def mix(sales: Sales, period: Period, least: int, top: int) -> pd.DataFrame:
    """The products sold most in the period, at most `top`, and all others as product -1.

    Columns product, cents, share, cumulative, orders, buyers (known customers), again (the share of them who ever
    bought it on two days; NaN for few buyers).
    """
    lines = sales.lines[period.mask(sales.lines["day"])]
    named = lines[lines["product"] >= 0]
    # what came back leaves its product with less, what came back alone is no purchase
    cents = named.groupby("product")["cents"].sum()
    cents = cents[cents > 0].sort_values(ascending=False, kind="stable")
    shown = cents.head(top)
    rest = int(lines["cents"].sum()) - int(shown.sum())
    out = pd.DataFrame({"product": shown.index, "cents": shown.to_numpy()})
    if len(shown) and rest > 0:
        out = pd.concat([out, pd.DataFrame({"product": [-1], "cents": [rest]})], ignore_index=True)
    whole = out["cents"].sum()
    out["share"] = out["cents"] / whole if whole else np.nan
    out["cumulative"] = out["share"].cumsum()
    sold = named[named["bought"] & named["product"].isin(shown.index)]
    counts = sold[["product", "order"]].drop_duplicates()["product"].value_counts()
    out["orders"] = out["product"].map(counts)
    buyers, again = repeats(sales)
    theirs = sold.loc[sold["customer"] >= 0, ["product", "customer"]].drop_duplicates()["product"].value_counts()
    out["buyers"] = out["product"].map(theirs)
    rate = (again / buyers).where(buyers >= max(least, 1))
    return out.assign(again=out["product"].map(rate).where(out["product"] >= 0))


def repeats(sales: Sales) -> tuple[pd.Series, pd.Series]:
    """Of every product: known customers who ever bought it, and those of them who did so on two days or more."""
    by = sales.owned.assign(again=sales.owned["days"] >= 2).groupby("product")["again"]
    return by.size(), by.sum()


def contacts(snapshot: Snapshot, sales: Sales, period: Period, reference: pd.Timestamp, least: int) -> pd.DataFrame:
    """One row a channel used in the period, most used first.

    Columns channel (name of a list entry, None where blank), contacts, share, customers, followed (the share of
    contacts at least `FOLLOWED` days old that an order of the same customer followed within so many days; NaN for few).
    """
    columns = ["channel", "contacts", "share", "customers", "followed"]
    table = found(snapshot, "interactions", "channel", "time")
    if table is None:
        return pd.DataFrame(columns=columns)
    made = pd.DataFrame(
        {
            "channel": strings(table, "channel"),
            "day": moments(table, "time").dt.normalize(),
            "who": strings(table, "customer_id"),
        }
    )
    made = made[period.mask(made["day"])].reset_index(drop=True)
    if not len(made):
        return pd.DataFrame(columns=columns)
    made["customer"] = sales.customers.get_indexer(pd.Index(made["who"]))
    made["who"] = pd.factorize(made["who"])[0]  # -1 where nobody is named: not one of the customers
    day = day_numbers(made["day"])
    _, followed = sales.totals.between(made["customer"].to_numpy("int64"), day, day + FOLLOWED + 1)
    joined = made.assign(over=(made["day"] <= reference - pd.Timedelta(days=FOLLOWED)) & (made["customer"] >= 0))
    joined["hit"] = joined["over"] & (followed > 0)
    by = joined.groupby("channel", dropna=False)
    out = pd.DataFrame({"contacts": by.size(), "customers": 0, "over": by["over"].sum()})
    once = joined.loc[joined["who"] >= 0, ["channel", "who"]].drop_duplicates()
    out["customers"] = once.groupby("channel", dropna=False).size().reindex(out.index, fill_value=0)
    out["share"] = out["contacts"] / out["contacts"].sum()
    out["followed"] = (by["hit"].sum() / out["over"]).where(out["over"] >= max(least, 1))
    out = out.reset_index().sort_values(["contacts", "channel"], ascending=[False, True], kind="stable")
    return out[columns].reset_index(drop=True)


def _each(cents: pd.Series, count: pd.Series) -> pd.Series:
    return cents / count.where(count > 0)
