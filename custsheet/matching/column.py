"""What columns are made of: texts by number, numbers, places of records.

Texts are numbered once, when a column is made. All that asks whether two are the same (keys, frequencies, most
conditions) works on the numbers, and each text is held once: of a million records that is a fifth of the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

Column = np.ndarray[Any, np.dtype[np.object_]]
Numbers = np.ndarray[Any, np.dtype[np.float64]]
Places = np.ndarray[Any, np.dtype[np.int64]]
Codes = np.ndarray[Any, np.dtype[np.int32]]
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
        numbers, values = pd.factorize(np.array([one or None for one in texts], dtype=object))
        return Coded(np.append(numbers, -1).astype(np.int32)[self.codes], values)


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
