"""The part of sheet 细分与生命周期 about who stays: cohorts by the month of the first purchase."""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis.cohorts import COHORTS, Cohorts, cohorts
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.lists import SHARE
from custsheet.model.report import Block, Chart, Column
from custsheet.model.text import counted, text

SHOWN, AFTER = 12, 10
"""Cohorts in the triangle, and months after the first: more columns would not print on one page."""
MONTHS = 12
"""Months after the first, of all cohorts together."""
_NONE = text("还没有人买过。", "Nobody has bought yet.")


def cohorts_of(facts: Facts) -> Cohorts:
    """The cohorts of the last `COHORTS` months and the reference day's own."""
    return cohorts(facts.histories.known_days, facts.histories.reference, COHORTS + 1)


def came_back(found: Cohorts) -> pd.DataFrame:
    """All cohorts together: months since the first purchase (1 to `MONTHS`) → n (customers observed in it), came.

    The reference day's own month is left out while it is not over.
    """
    counts = found.n.to_numpy(dtype="float64", na_value=np.nan)
    if found.partial:
        for row in range(len(counts)):
            counts[row, len(counts) - 1 - row] = np.nan
    size = found.size.to_numpy(dtype="float64")
    months = range(1, MONTHS + 1)
    seen = [~np.isnan(counts[:, at]) if at < len(counts) else np.zeros(len(counts), dtype=bool) for at in months]
    return pd.DataFrame(
        {
            "n": [int(size[mask].sum()) for mask in seen],
            "came": [int(counts[mask, at].sum()) if mask.any() else 0 for at, mask in zip(months, seen, strict=True)],
        },
        index=pd.Index(months, name="month"),
    )


def triangle(facts: Facts, found: Cohorts) -> Block:
    """The triangle of the last `SHOWN` months: in shares, or in customers where most cohorts are too small for them."""
    least = facts.rules.min_sample
    size, n, share = found.size.tail(SHOWN), found.n.tail(SHOWN), found.share.tail(SHOWN)
    begun = size[size > 0]
    small = bool((begun >= least).sum() * 2 < len(begun))
    whole = n.astype("float64") if small else share.where(size >= least)
    columns = {at: f"m{at}" for at in range(1, AFTER + 1)}
    table = whole.reindex(columns=list(columns)).rename(columns=columns)
    table = table.assign(month=[f"{month:%y-%m}" for month in table.index], size=size)
    table = table[size > 0].reset_index(drop=True)
    last = text("；最后一个月还没过完", "; the last month is not over") if found.partial else text("", "")
    if small:
        title = text(
            "首购以后各月又来买的客户数", "Customers who bought again, month by month after the first purchase"
        )
        note = text(
            f"每月的首购客户大多不足 {least} 位，所以写人数，不写比率{last.zh}",
            f"most months have fewer than {least} first-time buyers, hence numbers instead of rates{last.en}",
        )
    else:
        title = text("首购以后各月还来买的比例", "Share who bought again, month by month after the first purchase")
        note = text(
            f"首购客户不足 {least} 位的月份不算比率{last.zh}",
            f"no rates of months with fewer than {least} first-time buyers{last.en}",
        )
    return Block(
        "cohorts",
        title,
        (
            Column("month", text("首购月份", "First bought")),
            Column("size", text("首购客户", "Customers"), "count"),
            *(
                Column(name, text(f"第 {at} 月", f"Month {at}"), "count" if small else "percent", heat=True)
                for at, name in columns.items()
            ),
        ),
        table,
        note=note,
        empty=_NONE,
    )


def stayed(facts: Facts, kept: pd.DataFrame) -> Block:
    """The curve of all cohorts together."""
    least = facts.rules.min_sample
    share = kept["came"] / kept["n"].where(kept["n"] >= max(least, 1))
    table = kept.assign(
        share=share, after=[facts.say(f"{at} 个月", counted(at, "month", "months")) for at in kept.index]
    )
    table = table[table["n"] > 0].reset_index(drop=True)
    return Block(
        "stayed",
        text("首购几个月以后还在买", "How many still buy so many months later"),
        (
            Column("after", text("首购后", "After")),
            Column("n", text("客户数", "Customers"), "count"),
            Column("came", text("当月来买", "Bought then"), "count"),
            SHARE,
        ),
        table,
        note=text(
            f"近 {COHORTS} 个月的首购客户合在一起；不足 {least} 位的不算比率",
            f"first-time buyers of the last {COHORTS} months together; no rate over fewer than {least}",
        ),
        chart=Chart("line", "after", ("share",), text("首购以后各月还来买的比例", "Share who buy so many months later"))
        if table["share"].notna().any()
        else None,
        empty=_NONE,
    )
