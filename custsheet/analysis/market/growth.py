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
        return cls(now, before, bool(sales.first <= before.start + _SETTLING), last_over(end, now.end))


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
        cents = cents.where(wanted >= sales.first.to_period("M"))
    orders = by_month(pd.Series(1, index=sales.orders.index), sales.orders["day"], wanted)
    enough = orders >= least
    fresh = sales.newcomers
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


def change(now: pd.Series, before: pd.Series) -> pd.Series:
    """Relative; NaN against nothing or less."""
    return pd.Series(_changes(now.to_numpy("float64"), before.to_numpy("float64")), index=now.index)


def window(sales: Sales, spans: Spans) -> pd.DataFrame:
    """The lines that are compared, at their positions in `Sales.lines`, and of which span each is.

    Columns customer, order, cents, bought, doubted · now, before, month, last (the month before that) · first (whether
    it is of the customer's first day with a purchase).
    """
    lines = sales.lines
    inside = {name: getattr(spans, name).holds(lines["day"].to_numpy()) for name in ("now", "before")}
    keep = np.flatnonzero(inside["now"] | inside["before"])
    out = {name: lines[name].to_numpy()[keep] for name in ("customer", "order", "cents", "bought", "doubted")}
    day = lines["day"].to_numpy()[keep]
    month = month_numbers(pd.Series(day))
    met = np.full(len(sales.customers) + 1, "NaT", dtype="datetime64[us]")  # the last is of strangers
    fresh = sales.newcomers
    met[fresh["customer"]] = fresh["day"].to_numpy()
    out |= {"now": inside["now"][keep], "before": inside["before"][keep]}
    out |= {"month": month == spans.month.ordinal, "last": month == spans.month.ordinal - 1}
    out["first"] = out["bought"] & (day == met[out["customer"]])
    return pd.DataFrame(out, index=keep)


def segments(lines: pd.DataFrame, codes: Any, spans: Spans, least: int) -> pd.DataFrame:
    """One row a segment, largest first.

    Args:
        lines: see `window`.
        codes: of every line of `Sales.lines` the segment, a whole number from 0.
        spans: what is compared.
        least: orders that both sides of a comparison need.

    Returns:
        Indexed by segment: cents, before, change (cents), growth, share, shift (of the share), mom (of the last month
        that is over), newcomers and newcomers_before (customers whose first purchase fell into the span, and was of the
        segment). A segment without sales in both years is left out.
    """
    segment, cents = codes[lines.index], lines["cents"].to_numpy("float64")
    size = int(segment.max(initial=-1)) + 1
    spent = {name: lines[name].to_numpy(dtype=bool) for name in ("now", "before", "month", "last")}
    bought = lines["bought"].to_numpy(dtype=bool)
    opens = bought & ~_again(segment, lines["order"], bought)  # an order counts once in each of its segments
    first = lines["first"].to_numpy(dtype=bool)
    fresh = first & ~_again(segment, lines["customer"], first)
    sums = {name: np.bincount(segment[mask], cents[mask], size) for name, mask in spent.items()}
    enough = {name: np.bincount(segment[mask & opens], minlength=size) >= least for name, mask in spent.items()}
    now, before = sums["now"], sums["before"] if spans.comparable else np.full(size, np.nan)
    share = _shares(now)
    out = {
        "cents": now,
        "before": before,
        "change": now - before,
        "growth": np.where(enough["now"] & enough["before"], _changes(now, before), np.nan),
        "share": share,
        "shift": share - _shares(before),
        "mom": np.where(enough["month"] & enough["last"], _changes(sums["month"], sums["last"]), np.nan),
        "newcomers": np.bincount(segment[fresh & spent["now"]], minlength=size),
        "newcomers_before": np.bincount(segment[fresh & spent["before"]], minlength=size),
    }
    sold = np.flatnonzero((now != 0) | (np.nan_to_num(before) != 0))
    sold = sold[np.lexsort([-np.nan_to_num(before)[sold], -now[sold]])]
    return pd.DataFrame({name: column[sold] for name, column in out.items()}, index=sold)


def doubted(lines: pd.DataFrame, codes: Any) -> pd.Series:
    """Cents by segment, of both spans, at prices that look wrong (see `doubts`); arguments as of `segments`."""
    unsure = lines.index[lines["doubted"].to_numpy()]
    if not len(unsure):
        return pd.Series(dtype="float64")
    return lines.loc[unsure, "cents"].astype("float64").groupby(codes[unsure]).sum()


def _shares(amounts: Any) -> Any:
    whole = np.nansum(amounts)
    return amounts / whole if whole > 0 else np.full(len(amounts), np.nan)


def _changes(now: Any, before: Any) -> Any:
    """Relative; NaN against nothing or less."""
    return (now - before) / np.where(before > 0, before, np.nan)


def _again(segment: Any, number: pd.Series, counted: Any) -> Any:
    """Which of the lines counted repeat an earlier one's segment and number."""
    which = number.to_numpy()
    key = np.where(counted, segment * (int(which.max(initial=0)) + 2) + which + 1, -1)
    return pd.Series(key).duplicated().to_numpy()


def movers(lines: pd.DataFrame, codes: Any, spans: Spans, wanted: pd.Index, top: int) -> pd.DataFrame:
    """Of every segment in `wanted` the customers that changed it most, and all others together as customer -1.

    Columns segment (in the order of `wanted`), customer, cents, before, change; without a comparison the largest.
    """
    segment, who = codes[lines.index], lines["customer"].to_numpy() + 1  # 0: strangers, who stand among the others
    cents, now = lines["cents"].to_numpy("float64"), lines["now"].to_numpy(dtype=bool)
    rows: list[tuple[int, int, float, float]] = []
    for one in wanted:
        mine = np.flatnonzero(segment == one)
        people, code = np.unique(who[mine], return_inverse=True)  # of all customers a segment has few
        spent_now, size = now[mine], len(people)
        spent = np.bincount(code, weights=np.where(spent_now, cents[mine], 0.0), minlength=size)
        earlier = np.bincount(code, weights=np.where(spent_now, 0.0, cents[mine]) * spans.comparable, minlength=size)
        there = np.flatnonzero((np.bincount(code[spent_now | spans.comparable], minlength=size) > 0) & (people > 0))
        moved = np.abs(spent - earlier)[there]
        if len(there) > top:  # sort only what can be among the first
            there = there[moved >= np.partition(moved, len(there) - top)[len(there) - top]]
        order = np.lexsort([-spent[there], -np.abs(spent - earlier)[there]])
        shown = there[order][:top]
        rows += [(one, int(people[at]) - 1, spent[at], earlier[at]) for at in shown]
        if len(shown) < size:
            rows.append((one, -1, spent.sum() - spent[shown].sum(), earlier.sum() - earlier[shown].sum()))
    kinds = {"segment": "int64", "customer": "int64", "cents": "float64", "before": "float64"}
    out = {name: np.array([row[at] for row in rows], dtype=kind) for at, (name, kind) in enumerate(kinds.items())}
    if not spans.comparable:
        out["before"] = np.full(len(rows), np.nan)
    return pd.DataFrame(out | {"change": out["cents"] - out["before"]})


def seasons(sales: Sales, spans: Spans) -> pd.DataFrame:
    """One row a calendar month 1 … 12: index (1 = an average month), low and high (over the years), years.

    Each year of twelve complete months is measured by its own average, so that growth is no season. No rows where the
    records hold fewer than `YEARS` such years, or where a year brought nothing.
    """
    columns = ["month", "index", "low", "high", "years"]
    lines = sales.lines
    start = sales.first
    if pd.isna(start):
        return pd.DataFrame(columns=columns)
    # the month of the first order is complete from its first day only
    begun = start.to_period("M") + int(start.day > 1)
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
