"""E101 and E102: what must be filled, always, because another field says so, or one of several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from custsheet.checking.colleagues import SHARED, Colleagues
from custsheet.checking.probe import Probe
from custsheet.checking.products import products
from custsheet.checking.view import Mask, View, mask
from custsheet.model.finding import Cell, Finding
from custsheet.model.schema import Field
from custsheet.model.text import Text


def probes(view: View) -> Iterator[Probe]:
    """The rules on missing values."""
    colleagues = Colleagues(view)
    for field in view.inputs:
        if field.constraints.required:
            yield _required(view, field, colleagues)
        else:
            asked = (other for other in field.required_when if view.has(other))
            yield from (_conditional(view, field, other, colleagues) for other in asked)
    for rule in view.sheet.rules:
        if rule.kind == "any_of" and (fields := tuple(name for name in rule.fields if view.has(name))):
            yield _any_of(view, fields)


def _missing(view: View, field: str) -> Mask:
    """Blank after casting, and not because it did not parse: that is a finding of its own."""
    return view.blank(field) & ~view.unread(field)


def _required(view: View, field: Field, colleagues: Colleagues) -> Probe:
    default = default_cell(view, field)
    product = next((one for one in products(view) if one.whole.name == field.name), None)

    def tell(at: int) -> Finding:
        if default is not None:
            return view.finding("E101", at, field.name, edits=[(field.name, default)])
        if product is not None and (proposal := product.proposal(view, at)) is not None:
            return view.finding("E101", at, field.name, "product", *proposal)
        edits = colleagues.proposal(field, at)
        return view.finding("E101", at, field.name, "colleagues" if edits else "default", edits=edits)

    return Probe("E101", field.name, lambda _: _missing(view, field.name), tell, shares=_shares(field))


def default_cell(view: View, field: Field) -> Cell:
    """What a new record holds in this column, as people of this workbook write it; None if nothing."""
    enum, default = field.constraints.enum, field.default
    if enum is None or default is None:
        return default
    return view.lists.title(enum, str(default), view.lang)


def applies(view: View, field: Field, other: str) -> Mask:
    """The records in which `other` makes `field` required."""
    values = field.required_when[other]
    if values == "*":
        return ~view.blank(other)
    return mask(view.column(other).isin(values))


def _conditional(view: View, field: Field, other: str, colleagues: Colleagues) -> Probe:
    trigger = view.sheet.by_name[other]
    always = field.required_when[other] == "*"
    known: dict[str, dict[str, object]] = {}

    def params(value: Any) -> dict[str, object]:
        if value not in known:
            enum = trigger.constraints.enum
            entries = view.lists.entries.get(enum, ()) if enum else ()
            title: Text | str = next((one.title for one in entries if one.name == value), str(value))
            known[value] = {"trigger": trigger.title, "choice": title}
        return known[value]

    def tell(at: int) -> Finding:
        said = params("" if always else view.column(other).iat[at])
        key, edits = "depends" if always else "conditional", colleagues.proposal(field, at)
        return view.finding("E101", at, field.name, key, said, edits)

    def fails(_: Any) -> Mask:
        return applies(view, field, other) & _missing(view, field.name)

    return Probe("E101", None, fails, tell, on=field.name, shares=_shares(field))


def _shares(field: Field) -> str:
    """What only the colleagues can tell, they tell of all records at once."""
    return "colleagues" if field.name in SHARED else ""


def _any_of(view: View, fields: tuple[str, ...]) -> Probe:
    message, params = "default" if len(fields) > 1 else "single", {"fields": fields}

    def fails(_: Any) -> Mask:
        return mask(np.logical_and.reduce([_missing(view, name) for name in fields]))

    return Probe("E102", None, fails, lambda at: view.finding("E102", at, fields[0], message, params), on=fields[0])
