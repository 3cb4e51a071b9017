"""I173: a price far from what the same product usually costs.

Prices are compared as logarithms, where ten times too much is as far away as ten times too little. One is an outlier if
it lies further from its product's median than `outlier_limit` times the usual scatter (the median absolute deviation,
MAD) *and* stands apart, with few others: the long tail of a product that is sold at all prices is no slip, nor is the
price of its larger pack. One too low must be an outlier among the prices themselves as well. What somebody bought of a
product at once says nothing, so amounts are divided by their quantity.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any

import numpy as np

from custsheet.checking.probe import Probe
from custsheet.checking.thresholds import Thresholds
from custsheet.checking.view import Mask, View, mask
from custsheet.model.finding import Finding
from custsheet.model.rules import show
from custsheet.model.schema import RowRule
from custsheet.model.text import fold_value

FEWEST = 8
"""Prices of a product below which nobody can say what is usual."""
_FEW = 4
LEAST_SCATTER = math.log(1.25)
"""A product that nearly always costs the same has no scatter; then a quarter more or less passes for one."""

Column = np.ndarray[Any, np.dtype[np.float64]]


def probes(view: View) -> Iterator[Probe]:
    """The rule on prices, and on amounts of records that have none."""
    limit = Thresholds.of(view.settings).outlier_limit
    for rule in view.sheet.rules:
        if rule.kind != "usual" or not limit or not view.has(rule.fields[0]):
            continue
        prices = _Prices(view, rule, float(limit))
        yield from (_probe(view, prices, name) for name in rule.fields[1:3] if view.has(name))


def _probe(view: View, prices: _Prices, field: str) -> Probe:
    # Not a rule of the column: a price means something only beside its product.
    def fails(_: Any) -> Mask:
        found = np.zeros(len(view.rows), dtype=bool)
        found[[at for at, (name, _) in prices.outliers.items() if name == field]] = True
        return found

    def tell(at: int) -> Finding:
        usual, product = prices.outliers[at][1], view.cells(prices.product)[at]
        message, params = "default", {"product": product, "usual": usual}
        if field in prices.divided and (quantity := prices.divided[field][at]) == quantity and quantity != 1:
            message, params = "each", params | {"each": float(f"{view.typed(field)[at] / quantity:.6g}")}
        return view.finding("I173", at, field, message, params)

    return Probe("I173", None, fails, tell, alone=False)


@dataclass
class _Prices:
    """The prices of one sheet by product."""

    view: View
    rule: RowRule
    limit: float

    @property
    def product(self) -> str:
        return self.rule.fields[0]

    @cached_property
    def divided(self) -> dict[str, Column]:
        """Field of amounts → quantity of each record, where there are such columns."""
        names = [name for name in self.rule.fields[2:] if self.view.has(name)]
        return {names[0]: self.view.column(names[1]).to_numpy(dtype="float64")} if len(names) == 2 else {}

    @cached_property
    def outliers(self) -> dict[int, tuple[str, str]]:
        """Position of a record whose price is one → (field it stands in, what is usual)."""
        groups = self._groups()
        found: dict[int, tuple[str, str]] = {}
        for names, price in self._pools():
            positive = np.isfinite(price) & (price > 0)
            for places in groups:
                priced = places[positive[places]]
                far = far_off(price[priced], self.limit) if len(priced) >= FEWEST else np.zeros(len(priced), dtype=bool)
                if far.any():
                    usual = _range(price[priced[~far]])
                    found |= {int(at): (names[at], usual) for at in priced[far]}
        return found

    def _groups(self) -> list[np.ndarray[Any, np.dtype[np.int64]]]:
        """Positions of the records of each product that is sold often enough."""
        products = self.view.typed(self.product)
        numbers: dict[str, int] = {}
        known = {name: numbers.setdefault(fold_value(str(name)), len(numbers)) for name in set(products) - {None}}
        codes = np.fromiter(map(known.get, products, repeat(-1)), np.int64, len(products))
        order = np.argsort(codes, kind="stable")
        ends = np.flatnonzero(np.diff(codes[order])) + 1
        return [each for each in np.split(order, ends) if len(each) >= FEWEST and codes[each[0]] >= 0]

    def _pools(self) -> Iterator[tuple[list[str], Column]]:
        """Prices that may be compared with each other, and the field that each is told from: of one, else of several.

        An amount without its quantity can only be compared with others like it.
        """
        count = len(self.view.rows)
        price_field, *more = self.rule.fields[1:3]
        blank = np.full(count, np.nan)
        price = self._column(price_field) if self.view.has(price_field) else blank
        if not more or not self.view.has(more[0]):
            yield [price_field] * count, price
            return
        amount, amount_field = self._column(more[0]), more[0]
        quantity = self.divided.get(amount_field, blank)
        with np.errstate(over="ignore"):  # a quantity next to nothing
            each = np.divide(amount, quantity, out=blank.copy(), where=quantity > 0)
        told = np.isnan(price)
        yield [amount_field if one else price_field for one in told.tolist()], np.where(told, each, price)
        yield [amount_field] * count, np.where(told & np.isnan(quantity), amount, np.nan)

    def _column(self, name: str) -> Column:
        column: Column = self.view.column(name).to_numpy(dtype="float64")
        return column


def far_off(prices: Column, limit: float) -> Mask:
    """Which of these prices, all above 0, are outliers: too far from the median, behind a gap, and rare.

    >>> far_off(np.array([90, 95, 100, 100, 100, 105, 110, 1000.0]), 4).tolist()[-2:]
    [False, True]
    """
    logs = np.log(prices)
    off = logs - _median(logs)
    # Of few prices the scatter is known badly.
    reach = limit * (1 + _FEW / len(prices)) * max(_median(np.abs(off)), LEAST_SCATTER)
    if np.abs(off).max() <= reach:
        return np.zeros(len(prices), dtype=bool)
    # Near 0 logarithms lie far apart, so that of prices spread evenly the lowest would always seem an outlier.
    centre = _median(prices)
    low = centre - prices > limit * _median(np.abs(prices - centre))
    return mask(_apart(off, reach) | (_apart(-off, reach) & low))


def _median(values: Column) -> float:
    """The median; numpy's own spends most of its time on what these columns never hold."""
    half = len(values) // 2
    around = np.partition(values, [(len(values) - 1) // 2, half])
    return float((around[(len(values) - 1) // 2] + around[half]) / 2)


def _apart(off: Column, reach: float) -> Mask:
    """Where `off` exceeds `reach` and is reached from there only over a gap; none where they are many.

    What a tenth of the sales fetched is another usual price: of a larger pack, of a better make.
    """
    nobody = np.zeros(len(off), dtype=bool)
    beyond = np.sort(off[off > reach])
    if not len(beyond):
        return nobody
    wide = np.flatnonzero(np.diff(beyond, prepend=off[off <= reach].max()) > reach / 2)
    found = off >= beyond[wide[0]] if len(wide) else nobody
    return mask(found) if found.sum() <= max(1, len(off) // 10) else nobody


def _range(prices: Column) -> str:
    """What is usual, as a sentence says it: 100, or 90–110."""
    low, high = float(prices.min()), float(prices.max())
    return show(low) if low == high else f"{show(low)}–{show(high)}"
