"""Some rows of one column of a block: what its cells have in common, and what each has of its own.

A column of plain texts or of numbers has one form for all its cells, and nothing is made for each of them. In other
columns every value is spelled once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np

from custsheet.drawing.workbook.cells import Formula, Rich
from custsheet.drawing.workbook.cellxml import BLANK, INLINE, MAX_NUMBER, NUMBER, Cell, are_plain
from custsheet.reading.fingerprint import numeral

_DECIMALS = ((4, 1e8), (2, 1e10))
"""Below the bound, a number with no more decimals than these has no more digits than a fingerprint keeps."""
_NEVER_ALIKE = frozenset({bool, Formula, Rich})
"""1, 1.0 and True are one key to a dictionary, but not one cell; rich text is no key."""


class Shape(NamedTuple):
    """What stands in each row: `form % (the row's of each of `values`)`."""

    form: str
    values: tuple[Sequence[Any], ...] = ()

    def rows(self, count: int) -> Iterable[str]:
        """The same, row by row."""
        if not self.values:
            return repeat(self.form, count)
        return self.values[0] if self.form == "%s" else map(self.form.__mod__, zip(*self.values, strict=True))


class ColumnJoint:
    """Spells columns: `cell` makes the cell of a value and a look, `style` the number of a look and number format."""

    def __init__(self, cell: Callable[[Any, int], Cell], style: Callable[[int, str | None], str]) -> None:
        self._cell, self._style = cell, style

    def column(self, values: Sequence[Any], looks: int | Sequence[int], col: int) -> tuple[Shape, Shape]:
        """Style and tail of each cell of column `col`, and what it says to the fingerprint ("" for nothing)."""
        kinds = set(map(type, values))
        if kinds == {str} and are_plain(values):
            return self._alike(looks, INLINE, values), Shape(f"{col},t%s\n", (values,))
        if kinds == {float} and (numbers := _small(values)) is not None:
            return self._alike(looks, NUMBER, values), _numerals(values, numbers, col)
        if kinds == {type(None)}:
            return self._alike(looks, BLANK), Shape("")
        tails, words = self._each(values, looks, kinds, col)
        return Shape("%s", (tails,)), Shape("%s", (words,))

    def spell(self, value: Any, worn: int, col: int) -> tuple[str, str]:
        """Style and tail of one cell, and what it says."""
        cell = self._cell(value, worn)
        return self._style(cell.worn, cell.form) + cell.tail, f"{col},{cell.said}\n" if cell.said else ""

    def _alike(self, looks: int | Sequence[int], tail: str, *values: Sequence[Any]) -> Shape:
        """Cells of one kind, in one look or in several."""
        if isinstance(looks, int):
            return Shape(self._style(looks, None) + tail, values)
        number = {worn: self._style(worn, None) for worn in dict.fromkeys(looks)}
        return Shape("%s" + tail, (list(map(number.__getitem__, looks)), *values))

    def _each(
        self, values: Sequence[Any], looks: int | Sequence[int], kinds: set[type], col: int
    ) -> tuple[Sequence[str], Sequence[str]]:
        worn = repeat(looks, len(values)) if isinstance(looks, int) else looks
        pairs = zip(values, worn, strict=True)
        if float not in kinds and kinds.isdisjoint(_NEVER_ALIKE):
            cells = list(pairs)
            spelled = {one: self.spell(*one, col) for one in dict.fromkeys(cells)}
            found = [spelled[one] for one in cells]
        else:
            found = self._mixed(pairs, col)
        tails, words = zip(*found, strict=True)
        return tails, words

    def _mixed(self, pairs: Iterable[tuple[Any, int]], col: int) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        known: dict[tuple[Any, int], tuple[str, str]] = {}
        very: dict[tuple[int, int], tuple[str, str]] = {}  # by identity: the values live as long as this
        number: dict[int, str] = {}
        for value, look in pairs:
            kind = value.__class__
            if kind is float and -MAX_NUMBER < value < MAX_NUMBER:
                if look not in number:
                    number[look] = self._style(look, None) + NUMBER
                found.append((number[look] % value, f"{col},{numeral(value)}\n"))
                continue
            if kind in _NEVER_ALIKE:
                one = very.get((id(value), look))
                if one is None:
                    one = very[id(value), look] = self.spell(value, look, col)
            else:
                one = known.get((value, look))
                if one is None:
                    one = known[value, look] = self.spell(value, look, col)
            found.append(one)
        return found


def _small(values: Sequence[float]) -> Any:
    """The numbers as an array, where each is one that a cell holds as it is."""
    numbers = np.array(values)
    return numbers if bool((np.abs(numbers) < MAX_NUMBER).all()) else None  # not so of NaN


def _numerals(values: Sequence[float], numbers: Any, col: int) -> Shape:
    """What numbers say: most have so few digits that they are said as they are (see `fingerprint.numeral`)."""
    most = np.abs(numbers).max()
    if most < 1e12 and bool((np.trunc(numbers) == numbers).all()):
        return Shape(f"{col},n%d\n", (values,))
    for decimals, bound in _DECIMALS:
        if most < bound and bool((np.round(numbers, decimals) == numbers).all()):
            return Shape(f"{col},n%.12g\n", ((numbers + 0.0).tolist(),))  # there is no zero below zero
    return Shape(f"{col},%s\n", (list(map(numeral, values)),))
