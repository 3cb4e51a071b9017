"""Business and private customers side by side: how many, what they bring, how often, and whether they come back."""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis.market.sales import Sales
from custsheet.analysis.period import Period
from custsheet.model.snapshot import Lists
from custsheet.model.text import Text, text

KINDS = ("company", "person", "", "unknown")
"""Of customers: names in list kind, "" where it is blank; "unknown" for orders of who stands on no sheet."""
_TRADE = {"company": "B2B", "person": "B2C"}


def titled(lists: Lists, kind: str) -> Text:
    """What a name in list kind is called, with the word of the trade: 企业（B2B）."""
    zh, en = lists.title("kind", kind, "zh"), lists.title("kind", kind, "en")
    return text(f"{zh}（{_TRADE[kind]}）", f"{en} ({_TRADE[kind]})")


def kinds(sales: Sales, kind: pd.Series, period: Period, least: int) -> pd.DataFrame:
    """What each kind of customer bought in `period`; kinds without customers and orders are left out.

    Args:
        sales: what was sold.
        kind: of each of `sales.customers`, in their order; None where blank.
        period: when.
        least: customers below which a rate says nothing.

    Returns:
        Indexed by kind in the order of `KINDS`: customers · buyers · orders · cents (less refunds and returns) · share
        (of all cents; NaN unless they are above 0) · each (cents an order, NaN without one) · repeat (buyers on two
        days or more ÷ buyers; NaN below `least`).
    """
    own = kind.map({"company": 0, "person": 1}).fillna(2).to_numpy(dtype="int64") if len(kind) else np.zeros(0, "int64")
    place = np.append(own, 3)  # position -1, a stranger, is the last
    size = len(KINDS)
    lines, orders, days = (period.holds(one["day"].to_numpy()) for one in (sales.lines, sales.orders, sales.days))
    each_bought = np.bincount(sales.days["customer"].to_numpy()[days], minlength=len(own))
    of_line = place[sales.lines["customer"].to_numpy()[lines]]
    of_order = place[sales.orders["customer"].to_numpy()[orders]]
    cents, bought = np.zeros((2, size), dtype="int64")
    np.add.at(cents, of_line, sales.lines["cents"].to_numpy()[lines])
    np.add.at(bought, of_order, sales.orders["cents"].to_numpy()[orders])
    out = pd.DataFrame(
        {
            "customers": np.bincount(own, minlength=size),
            "buyers": np.bincount(own[each_bought > 0], minlength=size),
            "orders": np.bincount(of_order, minlength=size),
            "cents": cents,
            "again": np.bincount(own[each_bought > 1], minlength=size),
            "bought": bought,
        },
        index=list(KINDS),
    )
    whole = int(cents.sum())
    out["share"] = out["cents"] / whole if whole > 0 else np.nan
    out["each"] = out["bought"] / out["orders"].where(out["orders"] > 0)
    out["repeat"] = out["again"] / out["buyers"].where(out["buyers"] >= max(least, 1))
    there = (out["customers"] > 0) | (out["orders"] > 0) | (out["cents"] != 0)
    return out[there].drop(columns=["again", "bought"])
