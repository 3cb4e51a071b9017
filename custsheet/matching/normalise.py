"""Cells → columns that can be compared, by kind and never by a column's name.

Invariant: the same rows give the same forms in any order of rows and columns and under any names; nothing here is
written back. A blank form is None. Every distinct cell is normalised once.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from custsheet.matching.column import Coded, Flags, Numbering, combined, together
from custsheet.matching.forms import FORMS, Form, phone, tests
from custsheet.matching.kinds import Kind
from custsheet.matching.reception import drop_reception
from custsheet.matching.swapped import put_right

_PEOPLE = frozenset({"person_name", "given_name", "family_name"})


@dataclass(frozen=True)
class Field:
    """One thing that is compared.

    Attributes:
        kind: what it is.
        prefix: how the names of its columns begin.
        beside: the kinds of all fields that are compared.
    """

    kind: str
    prefix: str
    beside: frozenset[str]

    @property
    def of_people(self) -> bool:
        """Whether the records are people; if not, they are organisations."""
        return bool(self.beside & _PEOPLE)


_WHOLE: Final = frozenset({"_near", "_digits", "_domain"})
"""Parts of which only matters whether they are the same: their texts are not kept."""


_AT_ONCE = 10_000
"""Cells whose forms are held as rows before they are numbered."""


def mapped(cells: Coded, form: Form, parts: Sequence[str]) -> list[Coded]:
    """`form` of every distinct cell, one column for each of its `parts`."""
    left_over = tests(cells.values.tolist(), form)
    nothing = ("",) * len(parts)
    found = [Numbering() for _ in parts]
    values = iter(cells.values)
    with _uncollected():
        while some := list(islice(values, _AT_ONCE)):
            rows = [(form(text) or nothing) if text and text not in left_over else nothing for text in some]
            for one, texts in zip(found, zip(*rows, strict=False), strict=False):
                one.add(texts)
    return [one.column(cells, whole=part in _WHOLE) for one, part in zip(found, parts, strict=True)]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without garbage collection: no form refers to itself, and looking for that took a quarter of the time."""
    wanted = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if wanted:
            gc.enable()


@dataclass(frozen=True)
class Normalised:
    """A table ready to be compared.

    Attributes:
        fields: what is compared; a column in which nothing stands is not.
        columns: the forms by name, which begins with a field's prefix.
        swapped: rows whose name and company stood in each other's column.
    """

    fields: list[Field]
    columns: dict[str, Coded]
    swapped: Flags


def normalise(rows: int, cells: Mapping[str, Coded], kinds: Mapping[str, Kind]) -> Normalised:
    """The forms of every column of a known kind, in a table of so many rows."""
    cells = dict(cells)
    who = [next((name for name, kind in kinds.items() if kind == one), None) for one in ("person_name", "company")]
    changed: Flags = np.zeros(rows, dtype=np.bool_)
    if who[0] is not None and who[1] is not None:
        cells[who[0]], cells[who[1]], changed = put_right(cells[who[0]], cells[who[1]])
    told: list[tuple[str, str]] = []
    columns: dict[str, Coded] = {}
    for kind, made in _made(kinds, cells):
        if all((one.codes < 0).all() for one in made):
            continue
        prefix = f"{kind}{sum(one == kind for one, _ in told)}"
        told.append((kind, prefix))
        columns |= {prefix + part: column for part, column in zip(FORMS[kind][1], made, strict=True)}
        if kind == "address":
            columns |= _doors(prefix, *made)
    drop_reception(columns)
    beside = frozenset(kinds.values())
    return Normalised([Field(kind, prefix, beside) for kind, prefix in told], columns, changed)


def _made(kinds: Mapping[str, Kind], cells: dict[str, Coded]) -> Iterator[tuple[str, list[Coded]]]:
    """Kind and forms of every column; those of telephone numbers are one."""
    numbers: list[Coded] = []
    for name, kind in kinds.items():
        form, parts = FORMS["phone" if kind == "mobile" else kind]
        made = mapped(cells.pop(name), form, parts)
        if form is phone:
            numbers += made
        else:
            yield kind, made
    if numbers:
        yield "phone", numbers if len(numbers) == 2 else _pooled(numbers)


def _pooled(columns: Sequence[Coded]) -> list[Coded]:
    """The first two numbers of all columns, mobiles first, whatever the order of the columns."""
    columns = together(columns)
    values = columns[0].values
    nothing = len(values)
    ranked = sorted(range(nothing), key=lambda at: (len(values[at]) != 11 or values[at][0] != "1", values[at]))
    rank = np.empty(nothing + 1, dtype=np.int32)
    rank[ranked], rank[nothing] = np.arange(nothing), nothing
    ranks = np.stack([rank[one.codes] for one in columns])
    first = ranks.min(axis=0)
    second = np.where(ranks > first, ranks, nothing).min(axis=0)
    code = np.array([*ranked, -1], dtype=np.int32)
    return [Coded(code[first], values), Coded(code[second], values)]


def _doors(prefix: str, words: Coded, street: Coded, numbers: Coded) -> dict[str, Coded]:
    """The whole of an address, its door (all numbers and how the street begins) and its house (the first number).

    They are told by which parts they are made of, and never spelled.
    """
    begins = street.made(one[:3] for one in street.values)
    first = numbers.made(one.partition(" ")[0] for one in numbers.values)
    nothing = np.empty(0, dtype=object)
    told = [Coded(one.codes + np.int32(1), nothing) for one in (words, street, numbers)]  # a blank is part of the whole
    blank: Flags = np.logical_and.reduce([one.codes == 0 for one in told])
    return {
        prefix: Coded(combined(told), nothing).without(blank),
        f"{prefix}_door": Coded(combined([begins, numbers]), nothing),
        f"{prefix}_house": Coded(combined([begins, first]), nothing),
    }
