"""What an amount must be where its sheet says so: one column times another, such as quantity × unit price."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from custsheet.checking.bounds import out_of_range
from custsheet.checking.view import View
from custsheet.model.finding import Cell
from custsheet.model.schema import Field
from custsheet.values.numbers import EXCEL_DIGITS


@dataclass(frozen=True, slots=True)
class Product:
    """A column that is `first` × `second`; what differs by no more than `tolerance` is right."""

    whole: Field
    first: Field
    second: Field
    tolerance: float

    def proposal(self, view: View, at: int) -> tuple[dict[str, object], list[tuple[str, Cell]]] | None:
        """What a message on it names, and the cell that would hold it; None unless both factors are given.

        To the cent where that is exact enough. No cell where people do not type, or it or a factor is out of range.
        """
        factors = [(field, view.typed(field.name)[at]) for field in (self.first, self.second)]
        if any(value is None for _, value in factors):
            return None
        product = float(math.prod(value for _, value in factors)) + 0.0  # no -0
        if not math.isfinite(product):
            return None
        rounded = round(product, 2)
        value = rounded if abs(rounded - product) <= self.tolerance else float(f"{product:.{EXCEL_DIGITS}g}")
        fits = not any(out_of_range(field, one, view.today) for field, one in (*factors, (self.whole, value)))
        said = {"first": self.first.title, "second": self.second.title, "product": value}
        return said, [(self.whole.name, value)] if fits and self.whole.is_input else []


def products(view: View) -> Iterator[Product]:
    """Those of which the sheet has all three columns."""
    for rule in view.sheet.rules:
        if rule.kind == "product" and all(view.has(name) for name in rule.fields):
            whole, first, second = (view.sheet.by_name[name] for name in rule.fields)
            yield Product(whole, first, second, rule.tolerance)
