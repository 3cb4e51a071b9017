"""Cells → columns that can be compared, by kind and never by a column's name.

Invariant: the same rows give the same forms in any order of rows and columns and under any names; nothing here is
written back. A blank form is None. Every distinct cell is normalised once.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any, Final

import numpy as np
import pandas as pd

from custsheet.matching.column import Coded, Contents, Flags, Numbering, Numbers, Places, combined, joined, together
from custsheet.matching.forms import FORMS, Form, phone, tests
from custsheet.matching.kinds import Kind
from custsheet.matching.mailboxes import namesakes
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
"""Parts of which only matters whether they are the same: their texts are not kept, but where more are to come."""


_AT_ONCE = 10_000
"""Cells whose forms are held as rows before they are numbered."""


def mapped(cells: Coded, form: Form, parts: Sequence[str], *, growing: bool = False) -> list[Coded]:
    """`form` of every distinct cell, one column for each of its `parts`; `growing`: as `forms` says."""
    left_over = tests(cells.values.tolist(), form)
    nothing = ("",) * len(parts)
    found = [Numbering() for _ in parts]
    values = iter(cells.values)
    with _uncollected():
        while some := list(islice(values, _AT_ONCE)):
            rows = [(form(text) or nothing) if text and text not in left_over else nothing for text in some]
            for one, texts in zip(found, zip(*rows, strict=False), strict=False):
                one.add(texts)
    whole = frozenset() if growing else _WHOLE
    return [one.column(cells, whole=part in whole) for one, part in zip(found, parts, strict=True)]


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
class Forms:
    """What rows say, each for itself: nothing here depends on any other row.

    Attributes:
        kinds: of all columns.
        fields: kind and parts of each thing that is compared; the numbers of telephones are one.
        content: of each row a number that only its cells make, whatever the order of columns.
        swapped: rows whose name and company stood in each other's column.
        chance: how likely a namesake has the same mailbox (`mailboxes.namesakes`).
    """

    kinds: tuple[Kind, ...]
    fields: list[tuple[Kind, list[Coded]]]
    content: Contents
    swapped: Flags
    chance: Numbers

    def taken(self, places: Places) -> Forms:
        """Those of these rows."""
        fields = [(kind, [one.taken(places) for one in parts]) for kind, parts in self.fields]
        return Forms(self.kinds, fields, self.content[places], self.swapped[places], self.chance[places])

    def joined(self, new: Forms, rows: Places, like: Places) -> Forms:
        """Those of other rows, some of them `new`; see `column.joined`."""
        fields: list[tuple[Kind, list[Coded]]] = []
        for (kind, old), (_, more) in zip(self.fields, new.fields, strict=True):
            if kind == "phone":
                fields.append((kind, joined(old, more, rows, like)))
            else:
                parts = [joined([one], [other], rows, like)[0] for one, other in zip(old, more, strict=True)]
                fields.append((kind, parts))
        content, swapped, chance = self.content[rows], self.swapped[rows], self.chance[rows]
        fresh = rows < 0
        content[fresh], swapped[fresh], chance[fresh] = new.content, new.swapped, new.chance
        return Forms(self.kinds, fields, content, swapped, chance)


def forms(rows: int, cells: Mapping[str, Coded], kinds: Mapping[str, Kind], *, growing: bool = False) -> Forms:
    """The forms of every column of a known kind, in a table of so many rows; `growing`: others are to be joined."""
    cells = dict(cells)
    content = row_contents(rows, cells, kinds)
    who = [next((name for name, kind in kinds.items() if kind == one), None) for one in ("person_name", "company")]
    swapped: Flags = np.zeros(rows, dtype=np.bool_)
    if who[0] is not None and who[1] is not None:
        cells[who[0]], cells[who[1]], swapped = put_right(cells[who[0]], cells[who[1]])
    made = list(_made(kinds, cells, growing))
    if growing:
        made = [(kind, _remembering(parts)) for kind, parts in made]
    parts: dict[str, Coded] = {}
    for kind, columns in made:
        parts |= {f"{kind}{part}": one for part, one in zip(FORMS[kind][1], columns, strict=True) if kind not in parts}
    return Forms(tuple(kinds.values()), made, content, swapped, namesakes(rows, parts))


def _remembering(parts: list[Coded]) -> list[Coded]:
    """The same columns, which keep what is found out of their values; those that share values share that."""
    told: dict[int, dict[Any, Any]] = {}
    return [Coded(one.codes, one.values, told.setdefault(id(one.values), {})) for one in parts]


def row_contents(rows: int, cells: Mapping[str, Coded], kinds: Mapping[str, Kind]) -> Contents:
    """Of each row a number that only its content makes, whatever the order of the columns."""
    key = np.zeros(rows, dtype=np.uint64)
    for name, kind in kinds.items():
        texts = np.append(cells[name].values, np.array([""], dtype=object))
        key += pd.util.hash_array(texts, hash_key=f"{kind:0<16}"[:16], categorize=False)[cells[name].codes]
    return key


@dataclass(frozen=True)
class Normalised:
    """A table ready to be compared.

    Attributes:
        fields: what is compared; a column in which nothing stands is not.
        columns: the forms by name, which begins with a field's prefix.
        dropped: of each row, the numbers and mailboxes that are an office's (`reception.drop_reception`).
    """

    fields: list[Field]
    columns: dict[str, Coded]
    dropped: Places


def normalise(made: Forms) -> Normalised:
    """What rows say beside each other."""
    told: list[tuple[str, str]] = []
    columns: dict[str, Coded] = {}
    for kind, parts in made.fields:
        if all((one.codes < 0).all() for one in parts):
            continue
        prefix = f"{kind}{sum(one == kind for one, _ in told)}"
        told.append((kind, prefix))
        columns |= {prefix + part: column for part, column in zip(FORMS[kind][1], parts, strict=True)}
        if kind == "address":
            columns |= _doors(prefix, *parts)
    dropped = drop_reception(columns, len(made.content))
    beside = frozenset(made.kinds)
    return Normalised([Field(kind, prefix, beside) for kind, prefix in told], columns, dropped)


def _made(kinds: Mapping[str, Kind], cells: dict[str, Coded], growing: bool) -> Iterator[tuple[Kind, list[Coded]]]:
    """Kind and forms of every column; those of telephone numbers are one."""
    numbers: list[Coded] = []
    for name, kind in kinds.items():
        form, parts = FORMS["phone" if kind == "mobile" else kind]
        made = mapped(cells.pop(name), form, parts, growing=growing)
        if form is phone:
            numbers += made
        else:
            yield kind, made
    if numbers:
        yield "phone", together(numbers) if len(numbers) == 2 else _pooled(numbers)


def _pooled(columns: Sequence[Coded]) -> list[Coded]:
    """The first two numbers of all columns, mobiles first, whatever the order of the columns."""
    columns = together(columns)
    values = columns[0].values
    nothing = len(values)
    codes = np.stack([one.codes for one in columns])
    mobile = np.append(np.fromiter(map(_looks_mobile, values), np.bool_, nothing), False)
    # Only where one row has several of a sort their order matters, and is looked for.
    several = np.zeros(nothing + 1, dtype=np.bool_)
    for one, other in combinations(codes, 2):
        both = (one != other) & (one >= 0) & (other >= 0) & (mobile[one] == mobile[other])
        several[one[both]] = several[other[both]] = True
    ranked = sorted(np.flatnonzero(several).tolist(), key=values.item)
    rank = np.zeros(nothing + 1, dtype=np.int64)
    rank[ranked] = np.arange(len(ranked))
    # Mobiles, then others, each by its rank; what has none is beside nothing it could be confused with.
    rank = ((~mobile * np.int64(nothing + 1)) + rank) * (nothing + 1) + np.arange(nothing + 1)
    rank[nothing] = np.iinfo(np.int64).max
    ranks = rank[codes]
    first = ranks.min(axis=0)
    second = np.where(ranks > first, ranks, rank[nothing]).min(axis=0)
    return [
        Coded(np.where(one == rank[nothing], -1, one % (nothing + 1)).astype(np.int32), values)
        for one in (first, second)
    ]


def _looks_mobile(number: str) -> bool:
    return len(number) == 11 and number[0] == "1"


def _doors(prefix: str, words: Coded, street: Coded, numbers: Coded) -> dict[str, Coded]:
    """The whole of an address, its door (all numbers and how the street begins) and its house (the first number).

    They are told by which parts they are made of, and never spelled.
    """
    begins, first = street.made(_begins), numbers.made(_first)
    nothing = np.empty(0, dtype=object)
    told = [Coded(one.codes + np.int32(1), nothing) for one in (words, street, numbers)]  # a blank is part of the whole
    blank: Flags = np.logical_and.reduce([one.codes == 0 for one in told])
    return {
        prefix: Coded(combined(told), nothing).without(blank),
        f"{prefix}_door": Coded(combined([begins, numbers]), nothing),
        f"{prefix}_house": Coded(combined([begins, first]), nothing),
    }


def _begins(street: str) -> str:
    return street[:3]


def _first(numbers: str) -> str:
    return numbers.partition(" ")[0]
