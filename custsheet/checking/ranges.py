"""E162, E182, E183, W184: values that parse, but are out of their range, too long, or not of the required form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from custsheet.checking.probe import Probe
from custsheet.checking.view import Mask, View, mask
from custsheet.model.bounds import DateBound, date_bound
from custsheet.model.patterns import LONGEST_CELL
from custsheet.model.schema import Field
from custsheet.values.text import as_text

_TEXTS = frozenset({str, type(None)})


def probes(view: View) -> Iterator[Probe]:
    """The rules on single values that the schema's constraints give."""
    for field in view.inputs:
        rules = field.constraints
        if field.type in ("date", "datetime"):
            if rules.minimum is not None:
                yield _early(view, field, date_bound(rules.minimum))
            if rules.maximum is not None:
                yield _late(view, field, date_bound(rules.maximum))
        elif field.type in ("number", "integer"):
            yield from _number(view, field)
        if rules.pattern is not None and field.type == "string":
            yield _pattern(view, field, rules.pattern)
        if rules.max_length is not None:
            yield _length(view, field, "default", rules.max_length)
        if rules.min_length is not None:
            yield _length(view, field, "short", rules.min_length)


def _early(view: View, field: Field, bound: DateBound) -> Probe:
    message, params = "early", {"limit": bound.on(view.today), "years": -bound.offset}
    if bound.unit == "y" and bound.offset < 0:
        message = "older"
    first = pd.Timestamp(bound.on(view.today))
    return Probe(
        "E162",
        field.name,
        lambda column: mask(column < first),
        lambda at: view.finding("E162", at, field.name, message, params),
    )


def _late(view: View, field: Field, bound: DateBound) -> Probe:
    message, params = "late", {"limit": bound.on(view.today), "years": -bound.offset}
    if bound == DateBound():
        message = "future"
    elif bound.unit == "y" and bound.offset < 0:
        message = "younger"
    # The last day counts to its end: a time this afternoon is not later than today.
    end = pd.Timestamp(bound.on(view.today)) + timedelta(days=1)
    return Probe(
        "E162",
        field.name,
        lambda column: mask(column >= end),
        lambda at: view.finding("E162", at, field.name, message, params),
    )


def _number(view: View, field: Field) -> Iterator[Probe]:
    low, high = field.constraints.minimum, field.constraints.maximum
    sold = next((rule.fields for rule in view.sheet.rules if rule.kind == "product"), ())
    if low is not None and high is None and field.name in sold[:2] and view.has(sold[0]):
        yield _credit(view, field, sold[0], float(low))
    elif low is not None or high is not None:
        least = -np.inf if low is None else float(low)
        most = np.inf if high is None else float(high)
        message = "between" if low is not None and high is not None else "low" if high is None else "high"
        params = {"minimum": low, "maximum": high}
        yield Probe(
            "E183",
            field.name,
            lambda column: mask((column < least) | (column > most)),
            lambda at: view.finding("E183", at, field.name, message, params),
        )
    if field.type == "integer":
        yield Probe(
            "E183",
            field.name,
            lambda column: mask(column.notna() & (column % 1 != 0)),
            lambda at: view.finding("E183", at, field.name, "whole"),
        )


def _credit(view: View, field: Field, amount: str, least: float) -> Probe:
    """The same of what was sold: a line whose amount is negative gives money back, and is told once, on its amount."""

    def fails(_: Any) -> Mask:
        below = mask(view.column(field.name) < least)
        return below if field.name == amount else below & ~mask(view.column(amount) < 0)

    def tell(at: int) -> Any:
        message = "credit" if field.name == amount else "low"
        return view.finding("E183", at, field.name, message, {"minimum": field.constraints.minimum})

    return Probe("E183", None, fails, tell, on=field.name)


def _pattern(view: View, field: Field, pattern: str) -> Probe:
    expression = re.compile(pattern)

    def fails(column: pd.Series[Any]) -> Mask:
        # As in Table Schema, the pattern describes the whole value.
        texts = column.tolist()
        return mask(
            [isinstance(text, str) and (len(text) > LONGEST_CELL or not expression.fullmatch(text)) for text in texts]
        )

    return Probe("E182", field.name, fails, lambda at: view.finding("E182", at, field.name))


def _length(view: View, field: Field, message: str, limit: int) -> Probe:
    def size(value: Any) -> int:
        return len(as_text(value))

    def fails(_: Any) -> Mask:
        cells = view.cells(field.name)
        if message == "short":
            return mask([size(value) < limit for value in cells]) & ~view.blank(field.name)
        # Most cells are text or blank; calling a function for each would cost more than all other checks of the column.
        few = view.distinct(field.name)
        if set(map(type, few)) <= _TEXTS and max(map(len, filter(None, few)), default=0) <= limit:
            return np.zeros(len(cells), dtype=bool)
        return mask(
            [value is not None and (len(value) if type(value) is str else size(value)) > limit for value in cells]
        )

    def tell(at: int) -> Any:
        params = {"limit": limit, "length": size(view.cells(field.name)[at])}
        return view.finding("W184", at, field.name, message, params)

    return Probe("W184", field.name, fails, tell)
