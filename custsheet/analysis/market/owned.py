"""Which customer bought which product, how often, and when it is due again.

Durable is what its buyers do not buy again: not sold as parts, supplies or a service, and bought on a second day by
fewer than one buyer in five. Whoever has it is not asked to buy it once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from custsheet.analysis.daynumbers import day_numbers, moments_of
from custsheet.analysis.medians import medians
from custsheet.analysis.packing import Packing, begins

if TYPE_CHECKING:
    from custsheet.analysis.market.sales import Sales

RENEWED = 0.2
"""Share of buyers who bought on a second day from which a product is one that is bought again."""
CONSUMED = frozenset({"accessory", "service"})
"""Product categories of what is used up."""
EARLY, LATE = 0.9, 2.0
"""A product is due from so many usual gaps after the last purchase, and no longer asked about after so many."""
_OWN = 3  # purchase days from which a customer's own gap counts


def owned(bought: pd.DataFrame, products: int) -> pd.DataFrame:
    """One row a known customer and product: customer, product, days (with a purchase), last, usual (gap), each (cents).

    `usual` is the median of the customer's own gaps, NaN for one day.

    Args:
        bought: see `Sales.bought`.
        products: how many there are.
    """
    lines = bought[bought["product"] >= 0]
    day, who, what = day_numbers(lines["day"]), *(lines[name].to_numpy("int64") for name in ("customer", "product"))
    goods, dated = Packing(0, max(products, 1)), Packing.of(day)
    whole = dated.pack(goods.pack(who, what), day)
    order = np.argsort(whole, kind="stable")
    whole, spent = whole[order], lines["cents"].to_numpy("int64")[order]
    once = np.flatnonzero(begins(whole))  # lines at which a day of a pair begins
    pairs, days = dated.unpack(whole[once])
    first = np.flatnonzero(begins(pairs))
    starts = once[first]  # lines at which a pair begins
    last = np.append(first[1:], len(pairs))[: len(first)] - 1
    key, count = pairs[first], last - first + 1
    later = np.flatnonzero(~begins(pairs))
    place = np.repeat(np.arange(len(first)), last - first + 1)
    customer, product = goods.unpack(key)
    cents = np.add.reduceat(spent, starts) if len(starts) else spent
    return pd.DataFrame(
        {
            "customer": customer,
            "product": product,
            "days": count,
            "last": moments_of(days[last]),
            "usual": medians(place[later], days[later] - days[later - 1], len(first)),
            "each": cents / count,
        }
    )


def products(sales: Sales, pairs: pd.DataFrame, least: int) -> pd.DataFrame:
    """One row a product.

    Columns buyers, again (share who bought on a second day; NaN for few), usual (median of their gaps), consumed (by
    its category), durable.
    """
    product, twice, size = pairs["product"].to_numpy(), pairs["days"].to_numpy() > 1, len(sales.products)
    buyers, often = (np.bincount(one, minlength=size) for one in (product, product[twice]))
    again = often / np.where(buyers >= max(least, 1), buyers, np.nan)
    halves = (2 * pairs["usual"].to_numpy()[twice]).astype("int64")  # a median of whole days is whole or a half
    consumed = np.array([one in CONSUMED for one in sales.categories], dtype=bool)
    return pd.DataFrame(
        {
            "buyers": buyers,
            "again": again,
            "usual": medians(product[twice], halves, size) / 2,
            "consumed": consumed,
            "durable": ~consumed & ~(again >= RENEWED),
        }
    )


def due(pairs: pd.DataFrame, about: pd.DataFrame, reference: pd.Timestamp) -> pd.DataFrame:
    """The pairs that are due again: as `owned` gives them, with gap (days it goes by), own (whose it is), idle.

    With three purchase days the customer's own gap counts, else that of all who buy the product. Who bought once has
    not shown that it will again, unless the product is one that is used up.
    """
    product, days, last = (pairs[name].to_numpy() for name in ("product", "days", "last"))
    durable, consumed, usual = (about[name].to_numpy()[product] for name in ("durable", "consumed", "usual"))
    own, idle = days >= _OWN, (reference.to_datetime64() - last) // np.timedelta64(1, "D")
    gap = np.where(own, pairs["usual"].to_numpy(), usual)
    lapsed = idle / np.where(gap > 0, gap, np.nan)
    rows = np.flatnonzero(~durable & ((days > 1) | consumed) & (lapsed >= EARLY) & (lapsed <= LATE))
    return pairs.iloc[rows].assign(own=own[rows], gap=gap[rows], idle=idle[rows])
