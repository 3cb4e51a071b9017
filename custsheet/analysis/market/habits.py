"""How customers buy: after how long again, on which days, how much at once, which products, after which contact.

Invariant: a share over fewer cases than the smallest sample is NaN; what is not over yet (a first order last week has
no second one after 90 days) is not counted as if it had not happened.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.columns import found, moments, strings
from custsheet.analysis.daynumbers import day_number, day_numbers
from custsheet.analysis.market.sales import Sales
from custsheet.analysis.medians import medians
from custsheet.analysis.packing import begins
from custsheet.analysis.period import Period, month_numbers, months_to
from custsheet.model.snapshot import Snapshot

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
GAPS = (7, 14, 30, 60, 90, 180, 365)
"""Upper bounds in days of the bands of gaps; a last band lies above."""
WITHIN = (30, 60, 90, 180, 365)
"""Days after the first purchase at which those who came back are counted."""
SIZES = 5
"""The last band of basket sizes holds this many products and more."""
FOLLOWED = 30
"""Days after a contact in which an order counts as following it."""


def band(gaps: Floats) -> Codes:
    """Number of the band of `GAPS` that each gap lies in; -1 for NaN."""
    return np.where(np.isnan(gaps), -1, np.searchsorted(GAPS, gaps, side="left"))


def gap_bands(days: pd.DataFrame, usual: pd.Series) -> pd.DataFrame:
    """One row a band: gaps (number), share, cumulative, customers (whose usual gap lies there)."""
    size = len(GAPS) + 1
    counts, people = (
        np.bincount(band(one[~np.isnan(one)]), minlength=size) for one in (days["gap"].to_numpy(), usual.to_numpy())
    )
    share = _shares(counts)
    return pd.DataFrame({"gaps": counts, "share": share, "cumulative": share.cumsum(), "customers": people})


def comeback(days: pd.DataFrame, reference: pd.Timestamp, least: int) -> pd.DataFrame:
    """One row an entry of `WITHIN`: days, customers (whose first purchase was so long ago), back, share."""
    age, gap = _first(days, reference)
    rows = [(within, int((age >= within).sum()), int(((age >= within) & (gap <= within)).sum())) for within in WITHIN]
    out = pd.DataFrame(rows, columns=["days", "customers", "back"])
    return out.assign(share=(out["back"] / out["customers"]).where(out["customers"] >= max(least, 1)))


def waiting(days: pd.DataFrame, reference: pd.Timestamp, within: int) -> int:
    """Customers whose only purchase was at most `within` days ago."""
    age, gap = _first(days, reference)
    return int((np.isnan(gap) & (age <= within)).sum())


def _first(days: pd.DataFrame, reference: pd.Timestamp) -> tuple[Codes, Floats]:
    """Of every customer the days since its first purchase, and the gap until the second; NaN without one."""
    who = days["customer"].to_numpy()  # days stand by customer, then by day
    opens = np.flatnonzero(begins(who))
    gap = np.append(days["gap"].to_numpy(), np.nan)[opens + 1]  # another's first day has none either
    return day_number(reference) - day_numbers(days["day"])[opens], gap


def calendar(orders: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Orders per calendar month (twelve to the one of `day`, oldest first) and weekday (columns 0 = Monday … 6)."""
    wanted = months_to(day)
    at = month_numbers(orders["day"]) - wanted[0].ordinal
    inside = (at >= 0) & (at < len(wanted))
    cell = at[inside] * 7 + _weekday(orders)[inside]
    return pd.DataFrame(np.bincount(cell, minlength=7 * len(wanted)).reshape(-1, 7), index=wanted, columns=range(7))


def clock(orders: pd.DataFrame, period: Period, hours: int = 3) -> pd.DataFrame:
    """Orders per part of the day (rows: its first hour) and weekday; no rows where no hours are told."""
    hour = orders["hour"].to_numpy()
    inside = period.holds(orders["day"].to_numpy()) & ~np.isnan(hour)
    parts = 24 // hours if inside.any() else 0
    cell = (hour[inside] // hours).astype("int64") * 7 + _weekday(orders)[inside]
    table = np.bincount(cell, minlength=7 * parts).reshape(parts, 7)
    return pd.DataFrame(table, index=range(0, parts * hours, hours), columns=range(7))


def weekdays(orders: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One row a weekday: orders, share, cents, each (cents an order; NaN without orders)."""
    inside = period.holds(orders["day"].to_numpy())
    number, cents = _by(_weekday(orders)[inside], orders["cents"].to_numpy()[inside], 7)
    index = pd.RangeIndex(7, name="day")
    told = {"orders": number, "cents": cents, "share": _shares(number), "each": _each(cents, number)}
    return pd.DataFrame(told, index=index)


def baskets(orders: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One row a number of different products (1 … `SIZES` and more): orders, share, each (cents an order)."""
    inside = period.holds(orders["day"].to_numpy())
    size = np.minimum(orders["products"].to_numpy()[inside], SIZES) - 1
    number, cents = _by(size, orders["cents"].to_numpy()[inside], SIZES)
    products = np.arange(1, SIZES + 1)
    told = {"products": products, "orders": number, "share": _shares(number), "each": _each(cents, number)}
    return pd.DataFrame(told)


def months(orders: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """One row a calendar month, twelve to the one of `day`: orders, each (cents), middle (median cents), products."""
    wanted = months_to(day)
    at = month_numbers(orders["day"]) - wanted[0].ordinal
    inside = (at >= 0) & (at < len(wanted))
    at, cents, products = at[inside], orders["cents"].to_numpy()[inside], orders["products"].to_numpy()[inside]
    number, sums = _by(at, cents, len(wanted))
    least = int(cents.min(initial=0))
    told = {
        "orders": number,
        "each": _each(sums, number),
        "middle": medians(at, cents - least, len(wanted)) + least,
        "products": _each(_by(at, products, len(wanted))[1], number),
    }
    return pd.DataFrame(told, index=wanted)


def mix(sales: Sales, period: Period, least: int, top: int) -> pd.DataFrame:
    """The products sold most in the period, at most `top`, and all others as product -1.

    Columns product, cents, share, cumulative, orders, buyers (known customers), again (the share of them who ever
    bought it on two days; NaN for few buyers).
    """
    inside, size = period.holds(sales.lines["day"].to_numpy()), len(sales.products)
    product, cents, order, customer, bought = (
        sales.lines[name].to_numpy()[inside] for name in ("product", "cents", "order", "customer", "bought")
    )
    named = product >= 0
    # what came back leaves its product with less, what came back alone is no purchase
    sums = _by(product[named], cents[named], size)[1]
    shown = np.flatnonzero(sums > 0)
    shown = shown[np.argsort(-sums[shown], kind="stable")][:top]
    rest = int(cents.sum()) - int(sums[shown].sum())
    whole, others = sums[shown], len(shown) > 0 and rest > 0
    whole = np.append(whole, rest) if others else whole
    sold = named & bought
    orders, buyers = (
        _different(product[mask], number[mask], size)
        for mask, number in ((sold, order), (sold & (customer >= 0), customer))
    )
    owners, again = repeats(sales)
    rate = _each(again, np.where(owners >= max(least, 1), owners, 0))
    nobody = [np.nan] if others else []
    share = _shares(whole)
    return pd.DataFrame(
        {
            "product": np.append(shown, -1) if others else shown,
            "cents": whole,
            "share": share,
            "cumulative": share.cumsum(),
            "orders": _told(orders[shown], nobody),
            "buyers": _told(buyers[shown], nobody),
            "again": np.append(rate[shown], nobody),
        }
    )


def repeats(sales: Sales) -> tuple[Codes, Codes]:
    """Of every product: known customers who ever bought it, and those of them who did so on two days or more."""
    product, days = sales.owned["product"].to_numpy(), sales.owned["days"].to_numpy()
    size = len(sales.products)
    return np.bincount(product, minlength=size), np.bincount(product[days >= 2], minlength=size)


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


def _each(cents: Codes, count: Codes) -> Floats:
    return cents / np.where(count > 0, count, np.nan)


def _shares(counts: Codes) -> Floats:
    whole = counts.sum()
    return counts / whole if whole else np.full(len(counts), np.nan)


def _told(counts: Codes, nobody: list[float]) -> Codes | Floats:
    """Counts, blank for 0 and for the others together."""
    return (
        counts
        if len(counts) and counts.all() and not nobody
        else np.append(np.where(counts > 0, counts, np.nan), nobody)
    )


def _by(group: Codes, values: Codes, size: int) -> tuple[Codes, Codes]:
    """How many values each group has, and their sum."""
    sums = np.zeros(size, dtype="int64")
    np.add.at(sums, group, values)
    return np.bincount(group, minlength=size), sums


def _different(group: Codes, numbers: Codes, size: int) -> Codes:
    """How many different numbers each group has."""
    wide = int(numbers.max(initial=0)) + 1
    return np.bincount(pd.unique(group * wide + numbers) // wide, minlength=size)


def _weekday(orders: pd.DataFrame) -> Codes:
    """0 = Monday; the first of January 1970 was a Thursday."""
    return (day_numbers(orders["day"]) + 3) % 7
