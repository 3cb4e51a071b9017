"""What columns are made of: texts by number, numbers, places of records.

Texts are numbered once, when a column is made. All that asks whether two are the same (keys, frequencies, most
conditions) works on the numbers, and each text is held once: of a million records that is a fifth of the memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np
import pandas as pd

Column = np.ndarray[Any, np.dtype[np.object_]]
Numbers = np.ndarray[Any, np.dtype[np.float64]]
Places = np.ndarray[Any, np.dtype[np.int64]]
Contents = np.ndarray[Any, np.dtype[np.uint64]]
Codes = np.ndarray[Any, np.dtype[np.int32]]
Levels = np.ndarray[Any, np.dtype[np.int8]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of texts.

    Attributes:
        codes: for each record the number of its text, -1 where it is blank.
        values: the distinct texts by their number; empty where nobody asks what they are, only which are the same.
        told: what was found out of each value before, by what found it; None where that is not kept. It stays true of
            a longer column that begins with the same values.
    """

    codes: Codes
    values: Column
    told: dict[Any, Any] | None = field(default=None, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.codes)

    def at(self, place: int) -> str | None:
        """The text of one record."""
        code = self.codes[place]
        return None if code < 0 else str(self.values[code])

    def texts(self) -> Column:
        """The text of every record, None where it is blank."""
        found: Column = np.append(self.values, np.array([None], dtype=object))[self.codes]
        return found

    def taken(self, places: Places) -> Coded:
        """The column of these records."""
        return Coded(self.codes[places], self.values, self.told)

    def flagged(self, values: Flags) -> Flags:
        """A flag of each value → one of each record; blanks have none."""
        found: Flags = np.append(values, False)[self.codes]
        return found

    def each(self, holds: Callable[[str], object]) -> Flags:
        """Whether it holds of each record; of blanks it does not. `holds` follows from the text alone."""
        known: Flags = (self.told or {}).get(holds, np.empty(0, dtype=np.bool_))[: len(self.values)]
        more = self.values[len(known) :]
        if len(more):
            known = np.concatenate([known, np.fromiter(map(bool, map(holds, more)), np.bool_, len(more))])
            if self.told is not None:
                self.told[holds] = known
        return self.flagged(known)

    def without(self, dropped: Flags) -> Coded:
        """Blank where the record is dropped."""
        return Coded(np.where(dropped, np.int32(-1), self.codes), self.values, self.told)

    def made(self, form: Callable[[str], str | None]) -> Coded:
        """The column of what `form` makes of each value, blank for nothing; without telling what that is."""
        numbering = (self.told or {}).get(form) or Numbering()
        numbering.add(map(form, self.values[len(numbering) :]))
        if self.told is not None:
            self.told[form] = numbering
        return numbering.column(self, whole=True)


class Numbering:
    """Numbers texts as they come, so that only the distinct ones are ever held."""

    def __init__(self) -> None:
        self._known: defaultdict[str | None, int] = defaultdict(count().__next__)
        self._numbers: list[Codes] = []

    def __len__(self) -> int:
        """How many were numbered."""
        return sum(map(len, self._numbers))

    def add(self, texts: Iterable[str | None]) -> None:
        """Numbers what stands in the place of the next values of a column, nothing for blanks."""
        new = np.fromiter(map(self._known.__getitem__, texts), np.int32)
        if len(new):
            self._numbers.append(new)

    def column(self, instead: Coded, *, whole: bool = False) -> Coded:
        """The column `instead` with these texts for its values; `whole`: without telling what they are."""
        numbers = np.concatenate([*self._numbers, np.array([-1], dtype=np.int32)])
        for blank in {"", None} & self._known.keys():
            numbers[numbers == self._known[blank]] = -1
        values = np.empty(0 if whole else len(self._known), dtype=object)
        values[:] = [] if whole else list(self._known)
        return Coded(numbers[instead.codes], values)


def combined(parts: Sequence[Coded]) -> Codes:
    """A number for each combination of values, -1 where any is blank."""
    codes = parts[0].codes
    for part in parts[1:]:
        both = codes * np.int64(len(codes) + 1) + part.codes
        blank = (codes < 0) | (part.codes < 0)
        both[blank] = -1
        codes = pd.factorize(both)[0].astype(np.int32)
        codes[blank] = -1
    return codes


def coded(cells: Column) -> Coded:
    """Cells as a column of texts; None and NaN are blank."""
    codes, values = pd.factorize(cells)
    texts: Column = np.empty(len(values), dtype=object)
    texts[:] = [one if type(one) is str else str(one) for one in values]
    return Coded(codes.astype(np.int32), texts)


def together(columns: Sequence[Coded]) -> list[Coded]:
    """The same columns with the same numbers for the same texts."""
    if all(one.values is columns[0].values for one in columns):
        return list(columns)
    numbers, values = pd.factorize(np.concatenate([one.values for one in columns]))
    parts = np.split(numbers.astype(np.int32), np.cumsum([len(one.values) for one in columns])[:-1])
    return [Coded(np.append(part, np.int32(-1))[one.codes], values) for one, part in zip(columns, parts, strict=True)]


def joined(old: Sequence[Coded], new: Sequence[Coded], rows: Places, like: Places) -> list[Coded]:
    """The columns `old` in other rows, of which those that are not there are the rows of `new`, in their order.

    Args:
        old: columns with the same numbers for the same texts.
        new: the same columns of the new rows.
        rows: the old row that each one is; -1 for the next of the new ones.
        like: for each new row an old one that has much in common with it, or -1.
    """
    fresh = np.flatnonzero(rows < 0)
    if not len(fresh):
        return [one.taken(rows) for one in old]
    values, new = old[0].values, together(new)
    texts = new[0].values
    number = np.full(len(texts) + 1, -1, dtype=np.int32)
    for before, after in zip(old, new, strict=True):
        known = np.flatnonzero(like >= 0)
        was, now = before.codes[like[known]], after.codes[known]
        told = np.flatnonzero((was >= 0) & (now >= 0))
        same = told[values[was[told]] == texts[now[told]]]
        number[now[same]] = was[same]
    if (wanted := np.flatnonzero(number[:-1] < 0)).size:
        at = pd.Index(texts[wanted], dtype=object).get_indexer(pd.Index(values, dtype=object))
        found = np.flatnonzero(at >= 0)
        number[wanted[at[found]]] = found
        wanted = np.flatnonzero(number[:-1] < 0)
        number[wanted] = np.arange(len(values), len(values) + len(wanted))
        values = np.concatenate([values, texts[wanted]])
    codes = [one.codes[rows] for one in old]
    for one, more in zip(codes, new, strict=True):
        one[fresh] = number[more.codes]
    return [Coded(one, values, before.told) for one, before in zip(codes, old, strict=True)]


def compact(column: Coded) -> Coded:
    """The same column without the values that no record has."""
    used = np.flatnonzero(np.bincount(column.codes + 1, minlength=len(column.values) + 1)[1:])
    numbers = np.full(len(column.values) + 1, -1, dtype=np.int32)
    numbers[used] = np.arange(len(used))
    return Coded(numbers[column.codes], column.values[used])
