"""What the last pass over a workbook found out of its customers, so that the next one looks at what has changed only.

Invariant: whatever is taken over from the last pass is what this one would find itself. Rows are taken over where every
cell that is compared holds the very same; pairs where both records say the same and are told the same of beside others.
Only the last workbook is held, in memory, and a quarter of it that is no longer there at most.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from custsheet.matching.column import Contents, Flags, Places
from custsheet.matching.normalise import Forms
from custsheet.matching.pairs import Store

Cells = Mapping[str, np.ndarray[Any, Any]]
"""Columns of cells as they were read: texts or days."""
_GONE_AT_MOST = 4


@dataclass(frozen=True)
class _Last:
    """The rows of the last pass: their cells, what they say, what each is called, and how many others were here."""

    cells: Cells
    forms: Forms
    names: Places
    others: int


class Remembered:
    """Rows with what they say, and pairs with how alike they are, of the workbook that was looked at last."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Holds nothing any more."""
        self._last: _Last | None = None
        self._called = 0
        self.store = Store()

    def rows(
        self, cells: Cells, content: Callable[[Places], Contents], made: Callable[[Places], Forms]
    ) -> tuple[Forms, Places]:
        """What every row says, and what it is called: as before where it says the same as a row before.

        Args:
            cells: of the rows.
            content: of such rows, what `Forms.content` says.
            made: the forms of such rows, to which others can be joined.
        """
        last, count = self._last, len(next(iter(cells.values())))
        # Where so many rows came or went, too few are left to look for them.
        if (
            last is not None
            and list(last.cells) == list(cells)
            and abs(count - len(last.names)) * _GONE_AT_MOST <= count
        ):
            rows = _same_rows(last, cells, content)
            new = np.flatnonzero(rows < 0)
            others = last.others + len(new) + max(len(last.names) - count, 0)
            if others * _GONE_AT_MOST <= count:
                forms = last.forms
                if len(new):
                    like = np.where(new < len(last.names), new, -1)
                    forms = forms.joined(made(new), rows, like)
                elif len(rows) != len(last.names) or (rows != np.arange(count)).any():
                    forms = forms.taken(rows)
                names = last.names[rows]
                names[new] = self._numbered(len(new))
                self._last = _Last(cells, forms, names, others)
                return forms, names
        self.forget()
        forms = made(np.arange(count))
        names = self._numbered(count)
        self._last = _Last(cells, forms, names, 0)
        return forms, names

    def _numbered(self, rows: int) -> Places:
        self._called += rows
        return np.arange(self._called - rows, self._called)


def _same_rows(last: _Last, cells: Cells, content: Callable[[Places], Contents]) -> Places:
    """For each row one of the last pass that says the same, -1 where there is none."""
    before, now = (len(next(iter(one.values()))) for one in (last.cells, cells))
    rows = np.full(now, -1, dtype=np.int64)
    both = np.arange(min(before, now))
    # Counted from the top, and where rows came or went from the bottom too.
    for old, new in [(both, both), (both + (before - len(both)), both + (now - len(both)))][: 1 + (before != now)]:
        same = _equal(last.cells, old, cells, new)
        rows[new[same]] = old[same]
    left = np.flatnonzero(rows < 0)
    if len(left) and before:
        told, order = content(left), np.argsort(last.forms.content)
        at = np.minimum(np.searchsorted(last.forms.content[order], told), before - 1)
        old = order[at]
        found = np.flatnonzero(last.forms.content[old] == told)
        old, left = old[found], left[found]
        same = _equal(last.cells, old, cells, left)
        rows[left[same]] = old[same]
    return rows


def _equal(one: Cells, at: Places, other: Cells, there: Places) -> Flags:
    """Whether rows hold the very same cells."""
    same: Flags = np.ones(len(at), dtype=np.bool_)
    for name in one:
        was, now = one[name][at], other[name][there]
        # No day is not equal to no day, but the numbers that stand for them are.
        same &= was == now if was.dtype == object else was.view(np.int64) == now.view(np.int64)
    return same
