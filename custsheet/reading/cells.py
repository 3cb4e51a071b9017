"""The cells of a worksheet, column by column, each distinct cell once: of a million cells most stand more than once.

What a cell means is worked out for the distinct ones (`Distinct.values`), and spread over the rows by their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

Codes = np.ndarray[Any, np.dtype[np.int32]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Places = np.ndarray[Any, np.dtype[np.int64]]
Column = np.ndarray[Any, np.dtype[Any]]
Grid = list[list[object]]


@dataclass(frozen=True, slots=True, eq=False)
class Distinct:
    """One column; equal to another if no cell can be told from the other's: 1, TRUE and the text 1 are three.

    Attributes:
        codes: for each row the place of its cell in `values`.
        values: the cells that occur, "" where nothing stands; in a sheet that was not scanned one may stand twice.
    """

    codes: Codes
    values: Sequence[object]

    def __eq__(self, other: object) -> bool:
        if self is other or not isinstance(other, Distinct):
            return self is other
        mine, others = self.values, other.values
        return (
            np.array_equal(self.codes, other.codes)
            and mine == others
            and list(map(type, mine)) == list(map(type, others))
            and _zeros(mine) == _zeros(others)
        )

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, at: int) -> object:
        return self.values[self.codes[at]]

    def cells(self) -> list[object]:
        """The cells, row by row."""
        return list(map(self.values.__getitem__, self.codes.tolist()))

    @classmethod
    def blank(cls, height: int) -> Distinct:
        """A column in which nothing stands."""
        return cls(np.zeros(height, np.int32), [""])

    def flagged(self, values: Iterable[bool]) -> Flags:
        """A flag of each distinct cell → one of each cell."""
        found: Flags = np.fromiter(values, np.bool_, len(self.values))[self.codes]
        return found

    def where(self, wanted: Callable[[object], bool]) -> list[int]:
        """Positions of the cells of which it holds; quick where it holds of none."""
        holds = np.fromiter(map(wanted, self.values), np.bool_, len(self.values))
        found: list[int] = np.flatnonzero(holds[self.codes]).tolist() if holds.any() else []
        return found

    def below(self, at: int) -> Distinct:
        """The cells from position `at` on."""
        return Distinct(self.codes[at:], self.values)

    def taken(self, places: Places) -> Distinct:
        """The cells at these positions; blanks beyond the last."""
        inside = places < len(self.codes)
        if inside.all():
            return Distinct(self.codes[places], self.values)
        codes = np.full(len(places), len(self.values), np.int32)
        codes[inside] = self.codes[places[inside]]
        return Distinct(codes, [*self.values, ""])


def _zeros(values: Sequence[object]) -> list[str]:
    """How those are written that equal 0: with a sign or without."""
    return [repr(one) for one in values if one == 0] if 0 in values else []


@dataclass(frozen=True, slots=True)
class Cells:
    """All cells of one worksheet from A1 on.

    Attributes:
        height: number of rows.
        columns: columns A, B, C …, each `height` long.
    """

    height: int
    columns: Sequence[Distinct]

    @classmethod
    def of(cls, grid: Grid) -> Cells:
        """Those of rows that are all equally long."""
        codes = np.arange(len(grid), dtype=np.int32)
        return cls(len(grid), [Distinct(codes, column) for column in zip(*grid, strict=True)])

    def grid(self) -> Grid:
        """The same row by row."""
        return list(map(list, zip(*[column.cells() for column in self.columns], strict=True)))

    def filled(self, most: int) -> list[int]:
        """The first `most` Excel rows with anything in them."""
        rows = (row for row in range(1, self.height + 1) if any(cell != "" for cell in self.row(row)))
        return list(islice(rows, most))

    def row(self, number: int) -> list[object]:
        """The cells of Excel row `number`; none beyond the last row in use."""
        return [column[number - 1] for column in self.columns] if 0 < number <= self.height else []

    def cell(self, row: int, column: int) -> object:
        """The cell in Excel row `row` and column `column`, 1 = A; "" beyond those in use."""
        return self.columns[column - 1][row - 1] if row <= self.height and column <= len(self.columns) else ""
