"""What findings cast doubt on, and how every sheet says so: unlikely prices (I173), customers like test data (W194).

Lines that stand twice (W198) count twice until somebody decides: a note of the ledger says how many and how much.

One rule for all sentences: from a tenth of the amount on, the sentence says how much of it nobody has verified; a
customer that looks like test data is named as such; in charts and lists that rank customers by amount a star marks
both. The amounts count as they stand until somebody mends the record or puts the finding aside.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from custsheet.analysis.money import money_text
from custsheet.model.finding import Finding
from custsheet.model.schema import Schema
from custsheet.model.text import Text, text

FROM = 0.1
"""Share of an amount from which a sentence tells of it."""
STAR = " *"
"""Behind the name of a customer with an unverified amount."""
STARRED = text(
    "* = 未核实：金额有一成以上单价可疑，或像是测试数据",
    "* = unverified: a tenth or more of the amount at prices that look wrong, or like test data",
)
_PRICE, _TEST, _TWICE = "I173", "W194", "W198"
_NOTHING = text("", "")
WHY = {
    "price": text(
        "金额有一成以上单价可疑，未核实", "a tenth or more of the amount is at prices that look wrong, unverified"
    ),
    "test": text("像是测试数据，未核实", "looks like test data, unverified"),
}
"""Why the amount of a customer is in doubt, by the kinds of `in_doubt`."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """Excel rows: `prices` of order lines that are priced unlikely, `tests` of customers who look like test data.

    `twice`: of order lines that say what an earlier one says.
    """

    prices: frozenset[int] = frozenset()
    tests: frozenset[int] = frozenset()
    twice: frozenset[int] = frozenset()

    @classmethod
    def of(cls, findings: Iterable[Finding], schema: Schema) -> Doubts:
        """What `findings`, which nobody put aside, say; a test is told by its name, no placeholder of a phone."""
        findings = tuple(findings)
        called = {*schema.sheet("customers").label_fields} if schema.has_sheet("customers") else set[str]()
        tests = (one for one in findings if one.code == _TEST and one.sheet == "customers" and one.field in called)
        return cls(unlikely(findings), frozenset(one.row for one in tests if one.row is not None), repeated(findings))


def in_doubt(customers: pd.DataFrame, tests: Collection[str]) -> pd.Series:
    """Why the amount of a customer is in doubt, "price" or "test", None where it is not.

    `customers`: see `Histories`; `tests`: IDs of those who look like test data. An amount is in doubt if that of all
    time is, by which value is estimated, or that of the twelve months, by which customers are ranked.
    """
    ever = telling(customers["doubted"].to_numpy(), customers["cents"].to_numpy())
    year = telling(customers["year_doubted"].to_numpy(), customers["year_cents"].to_numpy())
    test = customers.index.isin(list(tests))
    why = np.select([ever | year, test], ["price", "test"], "").astype(object)
    why[why == ""] = None
    return pd.Series(why, index=customers.index, dtype=object)


def unlikely(findings: Iterable[Finding]) -> frozenset[int]:
    """Excel rows of order lines whose price or amount is far from what the product usually costs.

    `findings`: those that nobody put aside; who did has looked at the price.
    """
    return _order_rows(findings, _PRICE)


def repeated(findings: Iterable[Finding]) -> frozenset[int]:
    """Excel rows of order lines that say what an earlier one says, as nobody said that they are right."""
    return _order_rows(findings, _TWICE)


def _order_rows(findings: Iterable[Finding], code: str) -> frozenset[int]:
    return frozenset(one.row for one in findings if one.code == code and one.sheet == "orders" and one.row is not None)


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
