"""E191, E192, W192: keys that stand twice, and keys that name nothing on the sheet they point to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from custsheet.checking.probe import Probe
from custsheet.checking.targets import Target, keys_of, texts_of
from custsheet.checking.view import Mask, View, mask
from custsheet.model.finding import Cell, Finding
from custsheet.model.numbering import Numbering
from custsheet.model.schema import ForeignKey
from custsheet.values.text import as_text, fold

_MOST_LINES = 10**6
"""Of one order; a number beyond that is a slip, from which nobody should count on."""
_SERIES = re.compile(r"(.*?)([0-9]{1,9})", re.DOTALL)


def probes(view: View) -> Iterator[Probe]:
    """The rules on primary keys, unique columns and foreign keys."""
    keys: list[tuple[str, ...]] = [(field.name,) for field in view.inputs if field.constraints.unique]
    if view.sheet.primary_key and all(view.has(name) for name in view.sheet.primary_key):
        keys.append(view.sheet.primary_key)
    yield from (_unique(view, key) for key in dict.fromkeys(keys))
    for key in view.sheet.foreign_keys:
        there = view.other(key.reference.resource)
        present = all(view.has(name) for name in key.fields)
        if there is not None and present and all(there.has(name) for name in key.reference.fields):
            yield _reference(view, key, there)


def _same(value: Any) -> Any:
    """The form in which Excel's own look-ups take two keys for equal: case and width do not matter."""
    return value if type(value) is not str else value.casefold() if value.isascii() else fold(value)


def _forms(values: list[Any], blank: int | None) -> list[Any]:
    """The same of every cell of a column, `blank` where nothing stands."""
    if set(map(type, values)) == {str} and "".join(values).isascii():
        return list(map(str.casefold, values))
    return [blank if value is None else _same(value) for value in values]


def _unique(view: View, fields: tuple[str, ...]) -> Probe:
    # A blank line number is the first line; any other blank leaves no key.
    numbered = {name: len(fields) > 1 and name in view.sheet.counted_key for name in fields}
    earlier: dict[int, int] = {}
    free = _Free(view, fields, numbered)

    def fails(_: Any) -> Mask:
        found = np.zeros(len(view.rows), dtype=bool)
        columns = []
        for name in fields:
            columns.append(_forms(view.typed(name), 1 if numbered[name] else None))
            if len(set(columns[-1])) == len(columns[-1]):  # already this part of the key tells all records apart
                return found
        if len(keys := list(zip(*columns, strict=True))) == len(set(keys)):
            return found
        first: dict[tuple[Any, ...], int] = {}
        for at, key in enumerate(keys):
            if None not in key and (other := first.setdefault(key, at)) != at:
                earlier[at] = other
                found[at] = True
        return found

    def tell(at: int) -> Finding:
        params: dict[str, object] = {"other": view.rows[earlier[at]]}
        edits = free.edits(at, earlier[at])
        if len(fields) == 1:
            return view.finding("E191", at, fields[0], params=params, edits=edits)
        values = [view.typed(name)[at] for name in fields]
        shown = ("1" if value is None else as_text(value) for value in values)
        # A campaign stands in many rows, a customer once in each: the last part that is no number is to be corrected.
        marked = [name for name in fields if not numbered[name]][-1:] or fields
        params |= {"fields": fields, "key": "/".join(shown)}
        for name, value in edits:
            params |= {"part": view.sheet.by_name[name].title, "next": value}
        return view.finding("E191", at, marked[0], "numbered" if edits else "composite", params, edits)

    return Probe("E191", fields[0] if len(fields) == 1 else None, fails, tell, alone=False)


class _Free:
    """Free numbers for keys that stand twice: the next identifier, or an order's next line. None is given twice."""

    def __init__(self, view: View, fields: tuple[str, ...], numbered: Mapping[str, bool]) -> None:
        self._view, self._fields = view, fields
        self._lines = [name for name in fields if numbered[name]]
        self._last: dict[tuple[Any, ...], int] = {}
        strict = (key for key in view.sheet.foreign_keys if key.strict)
        self._series: dict[tuple[str, int], Iterator[str]] = {}
        self._parents = [name for key in strict for name in key.fields if view.has(name) and name not in fields]

    def edits(self, at: int, other: int) -> list[tuple[str, Cell]]:
        """What would make this record's key another than that of `other`; empty where nothing counts up.

        The lines of an order are one customer's: a number dragged down onto somebody else's order becomes the next one.
        """
        if len(self._fields) == 1:
            field = self._view.sheet.by_name[self._fields[0]]
            return (
                [(field.name, next(self._identifiers))] if field.numbering is not None and not self._named(at) else []
            )
        if len(self._lines) != 1 or not self._view.sheet.by_name[self._lines[0]].is_input:
            return []
        if any(_same(self._view.typed(name)[at]) != _same(self._view.typed(name)[other]) for name in self._parents):
            return self._next_of_series(at)
        group = self._group(at)
        if not self._last:
            for other in range(len(self._view.rows)):
                number = self._view.typed(self._lines[0])[other]
                whole = 1 if number is None else int(number) if abs(number) < _MOST_LINES else 0
                self._last[self._group(other)] = max(whole, self._last.get(self._group(other), 0))
        self._last[group] += 1
        return [(self._lines[0], self._last[group])]

    def _next_of_series(self, at: int) -> list[tuple[str, Cell]]:
        """SO20260301-07 for a second SO20260301-02, if -06 is the last of that day; none where it ends in no number."""
        (name, *others) = [name for name in self._fields if name not in self._lines]
        match = _SERIES.fullmatch(as_text(self._view.typed(name)[at]))
        if others or match is None:
            return []
        series = match[1].casefold(), len(match[2])
        if series not in self._series:
            used = (as_text(value) for value in self._view.typed(name) if value is not None)
            self._series[series] = Numbering(match[1], len(match[2])).following(used)
        return [(name, next(self._series[series]))]

    def _named(self, at: int) -> bool:
        """Whether other sheets name this record in a writing that no other one has: c000012 beside C000012."""
        value = self._view.typed(self._fields[0])[at]
        return value in self._referring and self._times[value] == 1

    @cached_property
    def _times(self) -> Counter[Any]:
        return Counter(self._view.typed(self._fields[0]))

    @cached_property
    def _referring(self) -> set[Any]:
        return {
            value
            for other in self._view.others()
            for key in other.sheet.foreign_keys
            if (key.reference.resource, key.reference.fields) == (self._view.name, self._fields)
            and len(key.fields) == 1
            and other.has(key.fields[0])
            for value in texts_of(other, key.fields[0])
            if value is not None
        }

    @cached_property
    def _identifiers(self) -> Iterator[str]:
        field = self._view.sheet.by_name[self._fields[0]]
        used = [as_text(value) for value in self._view.typed(field.name) if value is not None]
        numbering = Numbering.used(str(field.numbering), used, native=self._view.native)
        return numbering.following(used, self._view.highest_given())

    def _group(self, at: int) -> tuple[Any, ...]:
        return tuple(_same(self._view.typed(name)[at]) for name in self._fields if name not in self._lines)


def _reference(view: View, key: ForeignKey, there: View) -> Probe:
    code = "E192" if key.strict else "W192"
    target = Target(there, key.reference.fields)
    params = {"reference": there.name}
    own = _Own(view, key.fields[0])

    def fails(_: Any) -> Mask:
        # A list that nobody has filled in yet says nothing about who is in it.
        if not target.keys and not key.strict:
            return np.zeros(len(view.rows), dtype=bool)
        keys = keys_of(view, key.fields)
        unknown = set(keys) - target.keys - {None}
        return mask([one in unknown for one in keys]) if unknown else np.zeros(len(keys), dtype=bool)

    def tell(at: int) -> Finding:
        value = as_text(view.typed(key.fields[0])[at])
        merged = view.merged_into(value) if key.strict and there.name == "customers" else None
        if merged is not None:
            return view.finding(code, at, key.fields[0], "merged", params, [(key.fields[0], merged)])
        proposal = target.meant(value) if len(key.fields) == 1 else None
        if proposal is not None and own.taken(at, proposal):
            proposal = None
        edits = [(key.fields[0], proposal)] if proposal is not None else ()
        return view.finding(code, at, key.fields[0], params=params, edits=edits)

    return Probe(code, key.fields[0] if len(key.fields) == 1 else None, fails, tell, on=key.fields[0])


class _Own:
    """The keys of the very sheet, of which a foreign key may be a part: a customer stands once in each campaign."""

    def __init__(self, view: View, field: str) -> None:
        self._view, self._field = view, field
        fields = view.sheet.primary_key
        self._fields = fields if field in fields and len(fields) > 1 and all(map(view.has, fields)) else ()

    def taken(self, at: int, value: str) -> bool:
        """Whether another record has the key that this one would have with `value`."""
        return bool(self._fields) and self._key(at, value) in self._keys

    @cached_property
    def _keys(self) -> set[tuple[Any, ...]]:
        return {self._key(at, self._view.typed(self._field)[at]) for at in range(len(self._view.rows))}

    def _key(self, at: int, value: Any) -> tuple[Any, ...]:
        return tuple(_same(value if name == self._field else self._view.typed(name)[at]) for name in self._fields)
