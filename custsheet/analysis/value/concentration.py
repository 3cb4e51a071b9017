"""How much of the sales hangs on how few customers."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from custsheet.model.text import Text, text
from custsheet.model.value import Concentration

_POINTS = 100
_TOP = 10
_FIFTH = 0.2
_SALES = text("成交额", "sales")


def concentration(cents: pd.Series) -> Concentration:
    """Of one amount a customer, in cents. Customers whose amount is not above 0 bring nothing and are not counted."""
    amounts = np.sort(cents.to_numpy(dtype="int64"))[::-1]
    amounts = amounts[amounts > 0]
    n = len(amounts)
    columns = {"customers": "int64", "share_of_customers": "float64", "share_of_sales": "float64"}
    if not n:
        return Concentration(pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()}), 0, 0)
    summed = np.cumsum(amounts)  # int64 holds 92 quadrillion yuan
    total = int(summed[-1])
    at = np.unique(np.ceil(np.linspace(0, n, min(n, _POINTS) + 1)).astype("int64"))
    sold = np.concatenate([[0], summed])[at] / total
    curve = pd.DataFrame({"customers": at, "share_of_customers": at / n, "share_of_sales": sold})
    shares = amounts / total
    return Concentration(
        curve=curve,
        customers=n,
        cents=total,
        top10=float(summed[min(n, _TOP) - 1] / total),
        top20_percent=float(summed[fifth(n) - 1] / total),
        largest=float(shares[0]),
        hhi=float(10_000 * (shares**2).sum()),
    )


def fifth(n: int) -> int:
    """How many customers the largest fifth of `n` are, rounded up."""
    return math.ceil(round(_FIFTH * n, 9))


def sentence(found: Concentration, of: Text = _SALES) -> Text | None:
    """«前 20% 客户贡献 71%» `of` sales; None where nobody bought or a fifth is less than one customer."""
    if found.top20_percent is None or found.customers * _FIFTH < 1:
        return None
    share = f"{found.top20_percent:.0%}"
    return text(
        f"前 20% 的客户（{fifth(found.customers):,} 位）贡献了 {share} 的{of.zh}。",
        f"The largest 20% of customers ({fifth(found.customers):,}) bring {share} of {of.en}.",
    )
