"""What columns are made of: texts by number, numbers, places of records.

Texts are numbered once, when a column is made. All that asks whether two are the same (keys, frequencies, most
conditions) works on the numbers, and each text is held once: of a million records that is a fifth of the memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
import pandas as pd

Column = np.ndarray[Any, np.dtype[np.object_]]
Numbers = np.ndarray[Any, np.dtype[np.float64]]
Places = np.ndarray[Any, np.dtype[np.int64]]
Codes = np.ndarray[Any, np.dtype[np.int32]]
Levels = np.ndarray[Any, np.dtype[np.int8]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of texts.

    Attributes:
        codes: for each record the number of its text, -1 where it is blank.
        values: the distinct texts by their number; empty where nobody asks what they are, only which are the same.
    """

    codes: Codes
    values: Column

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
        return Coded(self.codes[places], self.values)

    def flagged(self, values: Flags) -> Flags:
        """A flag of each value → one of each record; blanks have none."""
        found: Flags = np.append(values, False)[self.codes]
        return found

    def each(self, told: Callable[[str], object]) -> Flags:
        """Whether it holds of each record; of blanks it does not."""
        return self.flagged(np.fromiter(map(bool, map(told, self.values)), np.bool_, len(self.values)))

    def without(self, dropped: Flags) -> Coded:
        """Blank where the record is dropped."""
        return Coded(np.where(dropped, np.int32(-1), self.codes), self.values)

    def made(self, texts: Iterable[str | None]) -> Coded:
        """The column in which each value is replaced by what stands in its place, blank for nothing."""
        numbering = Numbering()
        numbering.add(texts)
        return numbering.column(self)


class Numbering:
    """Numbers texts as they come, so that only the distinct ones are ever held."""

    def __init__(self) -> None:
        self._known: defaultdict[str | None, int] = defaultdict(count().__next__)
        self._numbers: list[Codes] = []

    def add(self, texts: Iterable[str | None]) -> None:
        """Numbers what stands in the place of the next values of a column, nothing for blanks."""
        self._numbers.append(np.fromiter(map(self._known.__getitem__, texts), np.int32))

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
    numbers, values = pd.factorize(np.concatenate([one.values for one in columns]))
    parts = np.split(numbers.astype(np.int32), np.cumsum([len(one.values) for one in columns])[:-1])
    return [Coded(np.append(part, np.int32(-1))[one.codes], values) for one, part in zip(columns, parts, strict=True)]


def compact(column: Coded) -> Coded:
    """The same column without the values that no record has."""
    used = np.flatnonzero(np.bincount(column.codes + 1, minlength=len(column.values) + 1)[1:])
    numbers = np.full(len(column.values) + 1, -1, dtype=np.int32)
    numbers[used] = np.arange(len(used))
    return Coded(numbers[column.codes], column.values[used])
