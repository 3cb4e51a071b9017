"""The row of a merged record beside what the ledger keeps of it: what is blank now, what is another thing, whose it is.

People take the row of a merged record for dead: they clear it, or write the next customer over it. The ledger has what
stood there, so that nothing is lost by it, and nothing of theirs is written over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from custsheet.mending.exact import STATE, Exact
from custsheet.model.finding import Cell
from custsheet.model.merge import Merge
from custsheet.model.schema import Sheet
from custsheet.model.snapshot import Table
from custsheet.values.cellerrors import ERRORS
from custsheet.values.text import as_text, fold

_NAME = "name"
_TELLING = frozenset({"mobile", "landline", "email", "resident_id", "credit_code"})
"""Formats of fields that tell one customer from another."""
_NOTHING = ERRORS | {""}


@dataclass(frozen=True)
class Former:
    """One such row, by now in the plan, and what its record held when it was merged."""

    sheet: Sheet
    table: Table
    exact: Exact
    row: int
    merge: Merge

    @cached_property
    def blank(self) -> dict[str, tuple[str, Cell]]:
        """Field → its cell, where nothing stands any more, and what stood there."""
        return {
            name: (cell, was)
            for name, cell, was, now in self._cells()
            if not _words(now) and _words(was) not in _NOTHING
        }

    @cached_property
    def other(self) -> tuple[str, ...]:
        """Fields in which something else stands than at merging."""
        return tuple(name for name, _, was, now in self._cells() if _words(now) and _words(now) != _words(was))

    @property
    def stranger(self) -> bool:
        """Whether somebody else stands in the row."""
        return another(self.sheet, {name: (_words(was), _words(now)) for name, _, was, now in self._cells()})

    def _cells(self) -> Iterator[tuple[str, str, Cell, Cell]]:
        """Field, address, what stood there, what stands there; cells with formulas or errors are nobody's to fill."""
        for name, was in remembered(self.merge, self.table).items():
            named = name in (STATE, self.sheet.primary_key[0])
            cell = self.exact.cell(self.table, name, self.row) if not named else None
            if cell is not None:
                yield name, cell, was, self.exact.held(self.table, cell)


def another(sheet: Sheet, cells: Mapping[str, tuple[str, str]]) -> bool:
    """Whether a row holds another customer: of all that tells one from another (field → then, now) nothing agrees."""
    names = [one.name for one in sheet.fields if one.name == _NAME or one.format in _TELLING]
    if not any(cells[name][0] for name in names if name in cells):
        names = list(sheet.label_fields)
    pairs = [cells[name] for name in names if name in cells]
    agrees = any(was and fold(was) == fold(now) for was, now in pairs)
    return not agrees and any(was and now for was, now in pairs)


def remembered(merge: Merge, table: Table) -> dict[str, Cell]:
    """Column that is there and was known when the record was merged → what it held then.

    A column of people's own may have become a field since: then it is known by its label.
    """
    found: dict[str, Cell] = {}
    for name in (*table.raw.columns, *table.extra):
        then = name if name in merge.known else table.labels.get(name, name)
        if then in merge.known:
            found[name] = merge.content.get(then)
    return found


def _words(value: Cell) -> str:
    return as_text(value).strip()
