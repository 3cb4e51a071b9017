"""What grows and what falls: sales of segments against the year before, month by month, and by season.

Invariant: a change against too few orders, or against nothing, is NaN; what the records do not reach back to is not
compared; an unfinished month is compared with nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from custsheet.analysis.market.sales import Sales
from custsheet.analysis.period import MONTHS, Period, by_month, month_end, month_numbers, months_to

YEARS = 2
"""Years of complete months without which a season cannot be told from a chance."""
_SETTLING = pd.Timedelta(days=31)  # records may begin so much later than what they are compared over


@dataclass(frozen=True)
class Spans:
    """What is compared with what.

    Attributes:
        now: the twelve months to the reference day.
        before: those before them.
        comparable: whether the records reach back to the beginning of `before`.
        month: the last month that is over.
    """

    now: Period
    before: Period
    comparable: bool
    month: pd.Period

    @classmethod
    def of(cls, sales: Sales, now: Period) -> Spans:
        """Of the twelve months `now`."""
        before, end = now.before(), now.end.to_period("M")
        first = sales.lines["day"].min() if len(sales.lines) else now.end
        return cls(now, before, bool(first <= before.start + _SETTLING), last_over(end, now.end))


def last_over(month: pd.Period, day: pd.Timestamp) -> pd.Period:
    """The last month that is over on the evening of `day`, which lies in `month`."""
    return month if month_end(month) <= day else month - 1


def months(sales: Sales, spans: Spans, least: int) -> pd.DataFrame:
    """The twelve months to the last that is over: cents, before (the year before), yoy, mom, orders, newcomers.

    Indexed by month; NaN where the records do not reach back, changes also where a month has fewer than `least` orders.
    """
    wanted = months_to(month_end(spans.month), 2 * MONTHS + 1)
    lines = sales.lines
    cents = by_month(lines["cents"], lines["day"], wanted).astype("float64")
    if len(lines):
        cents = cents.where(wanted >= lines["day"].min().to_period("M"))
    orders = by_month(pd.Series(1, index=sales.orders.index), sales.orders["day"], wanted)
    enough = orders >= least
    fresh = newcomers(sales)
    out = pd.DataFrame(
        {
            "cents": cents,
            "before": cents.shift(MONTHS),
            "yoy": change(cents, cents.shift(MONTHS)).where(enough & enough.shift(MONTHS, fill_value=False)),
            "mom": change(cents, cents.shift(1)).where(enough & enough.shift(1, fill_value=False)),
            "orders": orders,
            "newcomers": by_month(pd.Series(1, index=fresh.index), fresh["day"], wanted),
        },
        index=wanted,
    )
    return out.tail(MONTHS)


def newcomers(sales: Sales) -> pd.DataFrame:
    """One row a known customer that ever bought: customer, day (of the first purchase)."""
    return sales.days.loc[~sales.days["customer"].duplicated(), ["customer", "day"]]


def change(now: pd.Series, before: pd.Series) -> pd.Series:
    """Relative; NaN against nothing or less."""
    return (now - before) / before.where(before > 0)


def segments(sales: Sales, codes: Any, spans: Spans, least: int) -> pd.DataFrame:
    """One row a segment, largest first.

    Args:
        sales: what was sold.
        codes: of every line of `sales.lines` the segment, a whole number from 0.
        spans: what is compared.
        least: orders that both sides of a comparison need.

    Returns:
        Indexed by segment: cents, before, change (cents), growth, share, shift (of the share), mom (of the last month
        that is over), newcomers and newcomers_before (customers whose first purchase fell into the span, and was of the
        segment). A segment without sales in both years is left out.
    """
    lines = sales.lines[["day", "cents", "order", "customer", "bought"]].assign(segment=codes)
    spent = {"now": spans.now.mask(lines["day"]), "before": spans.before.mask(lines["day"])}
    month = month_numbers(lines["day"])
    spent["month"], spent["last"] = month == spans.month.ordinal, month == spans.month.ordinal - 1
    size = int(np.max(codes, initial=-1)) + 1
    out = pd.DataFrame(index=range(size))
    counts = pd.DataFrame(index=range(size))
    number = int(lines["order"].max()) + 1 if len(lines) else 1
    again = (lines["segment"] * number + lines["order"]).where(lines["bought"], -1).duplicated()
    opens = lines["bought"] & ~again  # an order counts once in each of its segments
    for name, mask in spent.items():
        theirs = lines[mask]
        out[name] = np.bincount(theirs["segment"], weights=theirs["cents"], minlength=size)[:size]
        counts[name] = np.bincount(lines.loc[opens & mask, "segment"], minlength=size)[:size]
    if not spans.comparable:
        out["before"] = np.nan
    enough = (counts["now"] >= least) & (counts["before"] >= least)
    out["change"] = out["now"] - out["before"]
    out["growth"] = change(out["now"], out["before"]).where(enough)
    for name, column in (("share", "now"), ("share_before", "before")):
        whole = out[column].sum()
        out[name] = out[column] / whole if whole > 0 else np.nan
    out["shift"] = out["share"] - out["share_before"]
    monthly = (counts["month"] >= least) & (counts["last"] >= least)
    out["mom"] = change(out["month"], out["last"]).where(monthly)
    fresh = newcomers(sales)
    first = np.full(len(sales.customers), "NaT", dtype="datetime64[us]")
    first[fresh["customer"]] = fresh["day"].to_numpy()
    met = lines[lines["bought"] & (lines["customer"] >= 0)]
    met = met[met["day"].to_numpy() == first[met["customer"]]][["segment", "customer", "day"]].drop_duplicates()
    for name, period in (("newcomers", spans.now), ("newcomers_before", spans.before)):
        theirs = met.loc[period.mask(met["day"]), "segment"]
        out[name] = np.bincount(theirs, minlength=size)[:size]
    out = out.rename(columns={"now": "cents"}).drop(columns=["month", "last", "share_before"])
    sold = (out["cents"] != 0) | (out["before"].fillna(0) != 0)
    return out[sold].sort_values(["cents", "before"], ascending=False, kind="stable")


def movers(sales: Sales, codes: Any, spans: Spans, wanted: pd.Index, top: int) -> pd.DataFrame:
    """Of every segment in `wanted` the customers that changed it most, and all others together as customer -1.

    Columns segment (in the order of `wanted`), customer, cents, before, change; without a comparison the largest.
    """
    lines = sales.lines[["customer", "cents", "day"]].assign(segment=codes)
    now, before = spans.now.mask(lines["day"]), spans.before.mask(lines["day"]) & spans.comparable
    lines = lines[(now | before) & lines["segment"].isin(wanted)]
    lines = lines.assign(now=lines["cents"].where(now, 0), then=lines["cents"].where(before, 0))
    by = lines.groupby(["segment", "customer"], sort=False)[["now", "then"]].sum().reset_index()
    by["change"] = by["now"] - by["then"]
    by["place"] = pd.Index(wanted).get_indexer(by["segment"])
    by["known"] = by["customer"] < 0  # strangers stand among the others
    by["size"] = -by["change"].abs()
    by = by.sort_values(["place", "known", "size", "now"], ascending=[True, True, True, False], kind="stable")
    shown = (by.groupby("place").cumcount() < top) & (by["customer"] >= 0)
    rest = by[~shown].groupby(["place", "segment"], sort=True)[["now", "then", "change"]].sum().reset_index()
    out = pd.concat([by[shown], rest.assign(customer=-1)], ignore_index=True)
    out = out.sort_values("place", kind="stable")[["segment", "customer", "now", "then", "change"]]
    out = out.rename(columns={"now": "cents", "then": "before"}).reset_index(drop=True)
    if not spans.comparable:
        out[["before", "change"]] = np.nan
    return out


def seasons(sales: Sales, spans: Spans) -> pd.DataFrame:
    """One row a calendar month 1 … 12: index (1 = an average month), low and high (over the years), years.

    Each year of twelve complete months is measured by its own average, so that growth is no season. No rows where the
    records hold fewer than `YEARS` such years, or where a year brought nothing.
    """
    columns = ["month", "index", "low", "high", "years"]
    lines = sales.lines
    if not len(lines):
        return pd.DataFrame(columns=columns)
    start = lines["day"].min()
    begun = start.to_period("M") + int(
        start.day > 1
    )  # the month of the first order is complete from its first day only
    years = ((spans.month - begun).n + 1) // MONTHS
    if years < YEARS:
        return pd.DataFrame(columns=columns)
    wanted = months_to(month_end(spans.month), years * MONTHS)
    table = by_month(lines["cents"], lines["day"], wanted).to_numpy("float64").reshape(years, MONTHS)
    usual = table.mean(axis=1, keepdims=True)
    if (usual <= 0).any():
        return pd.DataFrame(columns=columns)
    index = table / usual
    numbers = [month.month for month in wanted[:MONTHS]]
    out = pd.DataFrame(
        {"month": numbers, "index": index.mean(axis=0), "low": index.min(axis=0), "high": index.max(axis=0)}
    )
    return out.assign(years=years).sort_values("month").reset_index(drop=True)
