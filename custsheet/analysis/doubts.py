"""What a sentence adds where the amount it tells rests on prices that checking calls unlikely (I173).

One rule for all sentences: from a tenth of the amount on, the sentence says how much of it nobody has verified. The
amounts count as they stand until somebody mends the price or puts the finding aside.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from custsheet.analysis.money import money_text
from custsheet.model.finding import Finding
from custsheet.model.text import Text, text

FROM = 0.1
"""Share of an amount from which a sentence tells of it."""
_CODE = "I173"
_NOTHING = text("", "")


def unlikely(findings: Iterable[Finding]) -> frozenset[int]:
    """Excel rows of order lines whose price or amount is far from what the product usually costs.

    `findings`: those that nobody put aside; who did has looked at the price.
    """
    return frozenset(one.row for one in findings if one.code == _CODE and one.sheet == "orders" and one.row is not None)


def telling(doubted: Any, whole: Any) -> Any:
    """Whether a sentence about `whole` has to tell of `doubted`, both in one unit: two numbers, or arrays of them."""
    return (doubted > 0) & (doubted >= FROM * whole)


def doubt(doubted: float, whole: float, currency: str, *, mean: bool = False) -> Text:
    """What stands behind an amount of `whole` cents of which `doubted` are unverified; "" where that is little.

    `mean`: what is told is not the whole but its mean.
    """
    if not telling(doubted, whole):
        return _NOTHING
    amount = money_text(doubted, currency)
    if mean:
        return text(
            f"（总额里有 {amount.zh} 单价可疑，未核实）",
            f" ({amount.en} of the sum at prices that look wrong, unverified)",
        )
    return text(f"（其中 {amount.zh} 单价可疑，未核实）", f" ({amount.en} of it at prices that look wrong, unverified)")
