"""The frames behind the dashboard's charts; columns as `Figures` declares them.

Invariant: a frame without rows when there is nothing to draw; NaN where a number is not known, never a made-up 0.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from custsheet.analysis.columns import found, moments, strings
from custsheet.analysis.kpis.values import Rate
from custsheet.analysis.kpis.voices import satisfaction
from custsheet.analysis.period import MONTHS, by_month, month_end, month_span, months_to
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import text

PARETO, TOP, OWNERS = 20, 10, 8
GROUP_ORDER = ("hhh", "lhh", "hlh", "llh", "hhl", "lhl", "hll", "lll")
"""RFM groups, most valuable first."""
_NOBODY = text("（无负责人）", "(no owner)")
_UNNAMED = text("（无名称）", "(no name)")


def revenue(lines: pd.DataFrame, first: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Twelve calendar months to the one of `end`. `last_year` is NaN for months before the one of `first`."""
    columns = ["month", "amount", "last_year", "partial"]
    months = months_to(end, 2 * MONTHS)
    if not len(lines) or lines["day"].max() < months[0].to_timestamp():
        return pd.DataFrame(columns=columns)
    sums = by_month(lines["cents"], lines["day"], months) / 100
    now, before = sums.iloc[MONTHS:], sums.iloc[:MONTHS]
    begun = months[:MONTHS] >= first.to_period("M")
    return pd.DataFrame(
        {
            "month": [month.strftime("%y-%m") for month in now.index],
            "amount": now.to_numpy(dtype="float64"),
            "last_year": pd.Series(before.to_numpy(dtype="float64")).where(begun),
            "partial": [month_end(month) > end for month in now.index],
        }
    )[columns]


def ranked(snapshot: Snapshot, once: pd.DataFrame) -> pd.DataFrame:
    """Customers with a ranked amount, largest first.

    Columns record, customer (see `called`), amount, share (own), cumulative, tier.

    `once`: see `Facts.once`.
    """
    once = once[once["rank"].notna()].sort_values("share", kind="stable")
    total = once["monetary"].sum()
    name = once["called"]
    return pd.DataFrame(
        {
            "record": once["record"],
            "customer": name.where(name.notna(), _UNNAMED(snapshot.lang)).astype(object),
            "amount": once["monetary"].astype("float64"),
            "share": once["monetary"] / total if total else once["monetary"],
            "cumulative": once["share"].astype("float64"),
            "tier": once["tier"],
        }
    ).reset_index(drop=True)


def largest(customers: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Customers who brought something in the last twelve months, largest first, with the columns of `ranked`.

    `customers`: see `Histories`; `names`: what each is called.
    """
    cents = customers["year_cents"].to_numpy()
    order = np.argsort(-cents, kind="stable")
    order = order[cents[order] > 0]
    amounts = cents[order]
    share = amounts / amounts.sum() if len(amounts) else amounts.astype("float64")
    return pd.DataFrame(
        {
            "record": customers.index.to_numpy(dtype=object)[order],
            "customer": np.array(names, dtype=object)[order],
            "amount": amounts / 100,
            "share": share,
            "cumulative": np.cumsum(amounts) / amounts.sum() if len(amounts) else share,
            "tier": customers["tier"].to_numpy(dtype=object)[order],
        }
    )


def customers_once(table: pd.DataFrame) -> pd.DataFrame:
    """`Tiers.table` without the rows that repeat a customer ID: money counts once."""
    return table[table["record"].isna() | ~table["record"].duplicated()]


def called(names: pd.Series, records: pd.Series) -> pd.Series:
    """What to call customers: with the ID where others bear the same name, by the ID where there is no name, else None.

    >>> called(pd.Series(["Li", "Wu", "Li", None]), pd.Series(["C1", "C2", "C3", "C4"])).tolist()
    ['Li C1', 'Wu', 'Li C3', 'C4']
    """
    known = names.notna().to_numpy()
    shared = names.duplicated(keep=False).to_numpy() & known & records.notna().to_numpy()
    out = np.where(known, names.to_numpy(dtype=object), records.to_numpy(dtype=object))
    out[shared] = names[shared].astype(str).to_numpy(dtype=object) + " " + records[shared].astype(str).to_numpy(object)
    said = pd.Series(out, index=names.index, dtype=object)
    return said.where(said.notna(), None)


def by_tier(table: pd.DataFrame, once: pd.DataFrame) -> pd.DataFrame:
    """Customers (rows), amount and share of the amount per final tier A B C P; `once`: see `customers_once`."""
    amounts = once["monetary"].where(once["rank"].notna(), 0.0).groupby(once["tier"]).sum()
    out = pd.DataFrame({"customers": table["tier"].value_counts()}).reindex(list("ABCP")).fillna(0).astype("int64")
    out["amount"] = amounts.reindex(out.index).fillna(0.0).astype("float64")
    total = out["amount"].sum()
    out["share"] = out["amount"] / total if total else float("nan")
    out.index = pd.Index(list("ABCP"), dtype=object)
    return out


def groups(once: pd.DataFrame) -> pd.DataFrame:
    """RFM groups that occur, in the order of `GROUP_ORDER`: group, customers, share of the amount.

    `once`: see `customers_once`.
    """
    once = once[once["group"].notna()]
    order = [name for name in GROUP_ORDER if (once["group"] == name).any()]
    amounts = once["monetary"].where(once["rank"].notna(), 0.0).groupby(once["group"]).sum().reindex(order)
    total = amounts.sum()
    return pd.DataFrame(
        {
            "group": pd.Series(order, dtype=object),
            "customers": once["group"].value_counts().reindex(order).to_numpy(),
            "share": amounts.to_numpy(dtype="float64") / total if total else float("nan"),
        }
    )


SMALLEST_MONTH = 3
"""Ratings below which a month has no point on the line: one unhappy customer is not "0 %"."""


def satisfaction_by_month(rated: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """At most twelve months from the first with a rating: month, share of 4 and 5 (NaN for under three ratings), n."""
    months = months_to(end)
    rates: list[Rate] = [satisfaction(rated, month_span(month)) for month in months]
    first = next((at for at, rate in enumerate(rates) if rate.n), len(rates))
    return pd.DataFrame(
        {
            "month": pd.Series([month.strftime("%y-%m") for month in months[first:]], dtype=object),
            "share": pd.Series([rate.value(SMALLEST_MONTH) for rate in rates[first:]], dtype="float64"),
            "n": pd.Series([rate.n for rate in rates[first:]], dtype="int64"),
        }
    )


def overdue(snapshot: Snapshot, today: date) -> pd.DataFrame:
    """Open tasks per owner: overdue, due today, due within the next 7 days. Owners without any are left out."""
    table = found(snapshot, "tasks", "due", "status")
    columns = ["owner", "overdue", "today", "week"]
    if table is None:
        return pd.DataFrame(columns=columns)
    left = (moments(table, "due").dt.normalize() - pd.Timestamp(today)).dt.days
    is_open = ~strings(table, "status").isin(["done", "cancelled"]) & (left <= 7)
    owner = strings(table, "owner")
    frame = pd.DataFrame(
        {
            "owner": owner.where(owner.notna(), _NOBODY(snapshot.lang)),
            "overdue": left < 0,
            "today": left == 0,
            "week": left > 0,
        }
    )[is_open]
    counts = frame.groupby("owner")[columns[1:]].sum().reset_index().astype(dict.fromkeys(columns[1:], "int64"))
    order = counts.sort_values([*columns[1:], "owner"], ascending=[False, False, False, True], kind="stable")
    return order.head(OWNERS).reset_index(drop=True)
