"""E181: a value that is in none of its list's spellings, with the nearest entry where only one can be meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from custsheet.checking.entries import Entries
from custsheet.checking.places import Rows
from custsheet.checking.probe import Probe
from custsheet.checking.view import Mask, View, mask
from custsheet.model.finding import Finding
from custsheet.model.schema import Field

JOINED = {"zh": "、", "en": "; "}


def probes(view: View) -> Iterator[Probe]:
    """One probe a column whose values come from a list."""
    for field in view.inputs:
        enum = field.constraints.enum
        if enum is not None and enum in view.lists.entries:
            yield _probe(view, field, view.entries(enum, provinces=field.format == "province"))


def _probe(view: View, field: Field, entries: Entries) -> Probe:
    if field.type == "list":
        return Probe("E181", field.name, lambda column: _any_unknown(column, entries), _tell_list(view, field, entries))

    places = Rows(view) if field is view.field_of("province") else None

    def fails(_: Any) -> Mask:
        column = view.as_cast(field.name)  # the frame holds what was meant
        unknown = {value for value in set(column.tolist()) if isinstance(value, str) and not entries.holds(value)}
        return mask(column.isin(unknown))

    def tell(at: int) -> Finding:
        proposal = entries.nearest(view.as_cast(field.name).iat[at])
        if proposal is not None:
            return view.finding("E181", at, field.name, edits=[(field.name, proposal)])
        parted = places.split_province(at) if places is not None else []
        return view.finding("E181", at, field.name, "split" if parted else "default", edits=parted)

    return Probe("E181", field.name, fails, tell)


def _any_unknown(column: Any, entries: Entries) -> Mask:
    values = column.tolist()
    return mask([isinstance(value, tuple) and not all(entries.holds(str(part)) for part in value) for value in values])


def _tell_list(view: View, field: Field, entries: Entries) -> Any:
    between = JOINED[view.lang]

    def tell(at: int) -> Finding:
        parts = [
            entries.title(part) if entries.holds(part) else entries.nearest(part) for part in view.typed(field.name)[at]
        ]
        # The proposal replaces the whole cell, so it needs every part.
        known = [part for part in dict.fromkeys(parts) if part is not None]
        edits = [(field.name, between.join(known))] if None not in parts else []
        return view.finding("E181", at, field.name, edits=edits)

    return tell
