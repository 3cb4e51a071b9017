"""Of what a share of sales is a share, and how every sheet says so.

One rule: shares are of what customers of the customers' sheet bought, for who is not known cannot be called.
Where other lines count as revenue too, no sentence and no legend says "of all sales", and 客户价值 tells the sum.
"""

from __future__ import annotations

from typing import Any

from custsheet.analysis.money import in_full
from custsheet.model.text import Text, text

KNOWN = text("已知客户成交额", "what known customers bought")
SHORT = text("已知成交", "known sales")
"""The same where there is no room, as the notes of the sheet explain it."""


def base(strays: int, plain: Text, known: Text = KNOWN) -> Text:
    """What shares are of: `plain`, or `known` where `strays` order lines are of nobody."""
    return known if strays else plain


def joined(known: Any, rest: Any, currency: str) -> Text:
    """The sum of what customers bought and of what nobody known did, in cents, to the yuan, and what shares are of."""
    parts = [round(float(known) / 100), round(float(known + rest) / 100)]
    bought, whole, other = (in_full(one, currency) for one in (*parts, parts[1] - parts[0]))
    return text(
        f"近 12 个月：客户 {bought} + 客户不明 {other} = 成交额 {whole}；占比只算客户的 {bought}。",
        f"Last 12 months: {bought} of customers + {other} without a known customer = {whole} revenue; shares are of"
        f" the {bought}.",
    )
