"""What customers buy: who comes back, who stays away, how much and how often, who becomes a customer."""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis.columns import found, moments, strings
from custsheet.analysis.kpis.values import NOTHING, Amount, Rate, rows
from custsheet.analysis.period import Period
from custsheet.model.snapshot import Snapshot

_SALES = "b2b"  # the process template that sells; the others serve, and "won" means nothing there


def buyers(bought: pd.DataFrame, period: Period) -> pd.Index:
    """Who bought in the period, each once."""
    return pd.Index(bought.loc[period.mask(bought["day"]), "customer"].dropna().unique())


def repurchase(bought: pd.DataFrame, period: Period) -> Rate:
    """Customers with two order days or more among those who bought in the period."""
    inside = bought.loc[period.mask(bought["day"]) & bought["customer"].notna(), ["customer", "day"]]
    who, day = pd.factorize(inside["customer"])[0], inside["day"].to_numpy("datetime64[D]").astype("int64")
    size = int(day.max(initial=0)) + 1
    once = np.sort(who * size + day)  # one number a customer and day
    days = np.bincount(once[np.diff(once, prepend=-1) > 0] // size)
    return Rate(int((days >= 2).sum()), len(days))


def retention(bought: pd.DataFrame, period: Period, base: str = "same") -> Rate:
    """How many of the customers of the twelve months before are customers still.

    Args:
        bought: purchases, with `customer` and `day`.
        period: the twelve months.
        base: "same" = of those who bought in the twelve months before, how many bought again: one set of people
            (T-25); "net" = customers of the period who are not new to the company, among as many: those who came back
            after a longer time make up for others who left, so it may exceed 1.
    """
    now, before = buyers(bought, period), buyers(bought, period.before())
    if base != "net":
        return Rate(int(before.isin(now).sum()), len(before))
    earlier = bought.loc[bought["day"] < period.start, "customer"].unique()
    return Rate(int(now.isin(earlier).sum()), len(before))


def churn(bought: pd.DataFrame, period: Period, base: str = "same") -> Rate:
    """The rest of `retention`, of the same customers: both together are always 1."""
    kept = retention(bought, period, base)
    return Rate(kept.n - kept.hits, kept.n)


def churned_revenue(counted: pd.DataFrame, bought: pd.DataFrame, period: Period) -> Amount:
    """Of what customers spent in the twelve months before, the share of those who did not buy again.

    None where they spent nothing once what they sent back is taken off; n = the customers of those months.
    """
    before = period.before()
    now, start = buyers(bought, period), buyers(bought, before)
    inside = counted[before.mask(counted["day"])]
    spent = inside[inside["customer"].isin(start)]
    whole = int(spent["cents"].sum())
    lost = int(spent.loc[~spent["customer"].isin(now), "cents"].sum())
    return Amount(lost / whole if whole > 0 else None, len(start))


def order_value(lines: pd.DataFrame, floor: float, period: Period) -> Amount:
    """Mean amount of an order in cents: what was sold less what was sent back, per order that is a purchase.

    Args:
        lines: every valid line, also of unknown customers: a sale is a sale.
        floor: an order whose whole amount does not exceed it (in units of the currency) is no purchase.
        period: whose orders.
    """
    inside = lines[period.mask(lines["day"])]
    whole = inside.groupby(["customer", "order"], sort=False, dropna=False)[["gross", "cents"]].sum()
    bought = whole["gross"] > round(floor * 100)
    amount = int(whole.loc[bought | (whole["gross"] < 0), "cents"].sum())
    n = int(bought.sum())
    return Amount(amount / n if n else None, n)


def frequency(bought: pd.DataFrame, period: Period) -> Amount:
    """Orders per customer who bought in the period."""
    inside = bought.loc[period.mask(bought["day"]), ["customer", "order"]].drop_duplicates()
    n = int(inside["customer"].nunique())
    return Amount(len(inside) / n if n else None, n)


def won(snapshot: Snapshot, period: Period) -> tuple[Rate, int]:
    """Opportunities that began in the period and were won, among all that began in it; how many are still open."""
    table = found(snapshot, "processes", "started_on", "result")
    if table is None:
        return NOTHING, 0
    inside = period.mask(moments(table, "started_on"))
    if "template" in table.columns:
        inside &= strings(table, "template") == _SALES
    result, status = strings(table, "result"), strings(table, "status")
    still = inside & ~result.isin(["won", "lost"]) & ~status.isin(["finished", "stopped"])
    return Rate(int((inside & (result == "won")).sum()), int(inside.sum()), rows("processes", still)), int(still.sum())


def prospects(snapshot: Snapshot, bought: pd.DataFrame, names: pd.Index) -> pd.DataFrame:
    """Customers who were entered before they had bought: entered, first (the day of the first purchase, NaT if none).

    Args:
        snapshot: the workbook.
        bought: purchases, with `customer` (its place in `names`) and `day`.
        names: customer IDs.
    """
    table = found(snapshot, "customers", "customer_id", "entered_on")
    if table is None:
        return pd.DataFrame({name: pd.Series(dtype="datetime64[us]") for name in ("entered", "first")})
    entered, customer = moments(table, "entered_on").dt.normalize(), strings(table, "customer_id")
    place = names.get_indexer(pd.Index(customer, dtype=object))
    began = bought.groupby("customer")["day"].min().reindex(place)
    first = pd.Series(began.to_numpy(), index=customer.index).astype("datetime64[us]")
    once = ~customer.duplicated() | customer.isna()
    return pd.DataFrame({"entered": entered, "first": first})[once & entered.notna() & ~(first < entered)]


def first_purchases(entered: pd.DataFrame, period: Period, days: int) -> Rate:
    """Of `prospects`, those who bought within so many days of being entered.

    Entered in the twelve months that end `days` before the period does, so that each had that long.
    """
    until = entered["entered"] + pd.Timedelta(days=days)
    inside = period.mask(until)
    return Rate(int((inside & (entered["first"] <= until)).sum()), int(inside.sum()))
