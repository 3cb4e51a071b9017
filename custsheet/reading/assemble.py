"""A scanned sheet and what its cells mean → its cells, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from custsheet.reading.calamine import Meaning
from custsheet.reading.cells import Cells, Codes, Column, Distinct
from custsheet.reading.scan import NUMBER, OTHER, Flags, Ints, Numbers, Scanned

_LONGEST = 1e9  # days: more than any date or time can be shown of, so that the number itself is what there is


@dataclass(frozen=True, slots=True)
class Assembled:
    """The cells of a sheet.

    `named`: column by column the number of the shared text that each distinct value is, -1 for any other; None where a
    cell shows a text in another way.
    """

    cells: Cells
    named: Sequence[Codes] | None

    def saying(self, texts: Sequence[object], changed: Sequence[int]) -> Assembled | None:
        """What is assembled of the same sheet where the shared texts of these numbers are others; None: not known."""
        if self.named is None:
            return None
        columns = []
        for column, named in zip(self.cells.columns, self.named, strict=True):
            hit = np.flatnonzero(np.isin(named, changed))
            if len(hit):
                values = list(column.values)
                for at in hit.tolist():
                    values[at] = texts[named[at]]
                column = Distinct(column.codes, values)
            columns.append(column)
        return Assembled(Cells(self.cells.height, columns), self.named)


def assembled(scanned: Scanned, meaning: Meaning) -> Assembled:
    """The cells of a sheet.

    Raises:
        WorkbookError: some cannot be read.
    """
    if not len(scanned.rows):
        return Assembled(Cells(0, []), [])
    kinds, values, spelled = scanned.kinds.copy(), scanned.values.copy(), list(scanned.others)
    for number, chosen in _moments(scanned, meaning):
        codes, moments = _by_bits(values[chosen])
        values[chosen] = codes + len(spelled)
        kinds[chosen] = OTHER
        spelled += [b' s="%d"><v>%s</v></c>' % (number, repr(one).encode()) for one in moments.tolist()]
    naming = any(b' t="s"' in one for one in scanned.others)
    texts, others = meaning.texts, meaning.cells(spelled, texts=naming)
    known = np.fromiter([*texts, *others], dtype=object, count=len(texts) + len(others))
    other = kinds == OTHER
    there = ~other
    there[other] = np.fromiter((cell != "" for cell in others), np.bool_, len(others))[values[other].astype(np.int64)]
    values[other] += len(texts)
    rows, order = scanned.rows, np.flatnonzero(there)
    if not len(order):
        return Assembled(Cells(0, []), [])
    height = int(rows[order].max())
    order = order[np.argsort(scanned.columns[order], kind="stable")]
    ends = np.cumsum(np.bincount(scanned.columns[order])[1:])
    columns, named = [], []
    for these in np.split(order, ends[:-1]):
        numbers, places, distinct = _distinct(kinds[these] == NUMBER, values[these], known)
        column = np.zeros(height, np.int32)
        column[rows[these] - 1] = numbers + 1
        columns.append(Distinct(column, ["", *distinct]))
        named.append(np.append(-1, np.where(places < len(texts), places, -1)).astype(np.int32))
    return Assembled(Cells(height, columns), None if naming else named)


def _moments(scanned: Scanned, meaning: Meaning) -> Iterator[tuple[int, Flags]]:
    """Each cell format of days or times, and which cells show one in it."""
    numbers = (scanned.kinds == NUMBER) & (np.abs(scanned.values) < _LONGEST)
    used = np.flatnonzero(np.bincount(scanned.formats[numbers])).tolist()
    for number, timed in zip(used, meaning.timed(used), strict=True):
        if timed:
            yield number, numbers & (scanned.formats == number)


def _distinct(numbers: Flags, values: Numbers, known: Column) -> tuple[Codes, Ints, list[object]]:
    """For each cell of a column the place among its distinct ones; the places of those in `known` or beyond it; those.

    `values`: of a number itself, of any other cell its place in `known`.
    """
    place = np.where(numbers, 0.0, values).astype(np.int64)
    codes, found = _by_bits(values[numbers])
    place[numbers] = codes + len(known)
    codes, used = pd.factorize(place)
    shown = np.empty(len(used), dtype=object)
    number = used >= len(known)
    shown[number] = found[used[number] - len(known)].tolist()
    shown[~number] = known[used[~number]]
    return codes.astype(np.int32), used, shown.tolist()


def _by_bits(numbers: Numbers) -> tuple[Ints, Numbers]:
    """For each number the place among the distinct ones, and those; 0 and -0 are two."""
    codes, bits = pd.factorize(numbers.view(np.int64))
    return codes, bits.view(np.float64)
