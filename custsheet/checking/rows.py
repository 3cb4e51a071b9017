"""E163 and W172: dates of one row in the wrong order, and amounts that are not quantity × price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pandas as pd

from custsheet.checking.bounds import out_of_range
from custsheet.checking.probe import Probe
from custsheet.checking.products import Product, products
from custsheet.checking.view import Mask, View, mask
from custsheet.model.finding import Cell, Finding
from custsheet.model.schema import Field, RowRule
from custsheet.values.numbers import EXCEL_DIGITS


def probes(view: View) -> Iterator[Probe]:
    """The rules over several fields of one row; one that lacks a column is silent."""
    for rule in view.sheet.rules:
        if rule.kind == "order":
            yield from _order(view, rule)
    yield from (_product(view, one) for one in products(view))


def _order(view: View, rule: RowRule) -> Iterator[Probe]:
    """One probe a pair of dates between which no other date of the rule is filled."""
    fields = [view.sheet.by_name[name] for name in rule.fields if view.has(name)]
    for first, last in combinations(range(len(fields)), 2):
        yield _pair(view, fields, first, last, timedelta(days=rule.slack_days))


def _pair(view: View, fields: Sequence[Field], first: int, last: int, slack: timedelta) -> Probe:
    earlier, later = fields[first], fields[last]
    between = [field.name for field in fields[first + 1 : last]]
    by_day = "date" in (earlier.type, later.type)

    def fails(_: Any) -> Mask:
        wrong = _precedes(view.column(later.name), view.column(earlier.name), slack, by_day)
        return wrong & mask(view.columns(between).isna().all(axis=1))

    def tell(at: int) -> Finding:
        moments: dict[str, datetime | None] = {field.name: view.typed(field.name)[at] for field in fields}
        params = {"other": earlier.title, "earlier": _cell(moments[earlier.name], earlier)}
        moments[earlier.name], moments[later.name] = moments[later.name], moments[earlier.name]
        edits: list[tuple[str, Cell]] = []
        # Where the later one may come first, a date far off is a slip in one of them rather than a swap.
        if not slack and later.is_input and earlier.is_input and _sound(view, fields, moments):
            edits = [(field.name, _cell(moments[field.name], field)) for field in (later, earlier)]
        return view.finding("E163", at, later.name, params=params, edits=edits)

    return Probe("E163", None, fails, tell, on=later.name)


def _precedes(later: pd.Series[Any], earlier: pd.Series[Any], slack: timedelta, by_day: bool) -> Mask:
    """Where the one that should be later lies before the other. A moment without time of day is compared by its day."""
    days = later.dt.normalize(), earlier.dt.normalize()
    too_soon = days[0] + slack < days[1]
    if not by_day:
        timed = (later != days[0]) & (earlier != days[1])
        too_soon |= timed & (later + slack < earlier)
    return mask(too_soon)


def _sound(view: View, fields: Sequence[Field], moments: Mapping[str, datetime | None]) -> bool:
    """Whether these dates would be right: one type, each within its own range, all in order."""
    filled = [(field, moment) for field in fields if (moment := moments[field.name]) is not None]
    if len({field.type for field, _ in filled}) > 1:  # a swap would put a time of day into a date column
        return False
    if any(out_of_range(field, moment, view.today) for field, moment in filled):
        return False
    return all(earlier <= later for (_, earlier), (_, later) in pairwise(filled))


def _cell(moment: datetime | None, field: Field) -> Cell:
    if moment is None:
        return None
    plain: datetime = pd.Timestamp(moment).to_pydatetime()
    return plain.date() if field.type == "date" else plain


def _product(view: View, one: Product) -> Probe:
    def fails(_: Any) -> Mask:
        product = view.column(one.first.name) * view.column(one.second.name)
        # Beyond the tolerance, binary fractions may differ in the last of Excel's 15 digits.
        allowed = one.tolerance + product.abs() * 10.0 ** (1 - EXCEL_DIGITS)
        wrong = (view.column(one.whole.name) - product).abs() > allowed
        return mask(wrong) & mask(np.isfinite(product))

    def tell(at: int) -> Finding:
        params, edits = one.proposal(view, at) or ({}, [])  # where it differs, there is one
        return view.finding("W172", at, one.whole.name, params=params, edits=edits)

    return Probe("W172", None, fails, tell, on=one.whole.name)
