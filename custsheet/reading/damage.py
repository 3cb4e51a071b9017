"""E195: merged cells within a table, and values that somebody typed over the formulas of a computed column.

Both are seen in the bytes of a sheet only. A formula that is not the column's own is a person's variant and is left
alone; so is a blank cell, which mending fills again without a word.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from custsheet.model.address import column_letters
from custsheet.model.computed import LIVE_LIMIT, holds_formula
from custsheet.model.finding import COLUMN_FORMULA, Cell, Edit, Finding
from custsheet.model.records import record_ids
from custsheet.model.snapshot import Table
from custsheet.package import column_number
from custsheet.package.partmemo import PartMemo
from custsheet.package.ranges import Box, parse_box
from custsheet.reading.book import Book
from custsheet.reading.cast import shown
from custsheet.reading.locate import Place
from custsheet.reading.order import computed

SEVERAL = 20
"""So many cells of one column are told one by one; more are told once."""
_MERGE = re.compile(rb"""<(?:[\w.-]+:)?mergeCell\s[^<>]*?ref\s*=\s*["']([^"'<>]+)["']""")
# A cell with content that does not begin with a formula; spelled as office programs do, or in any other plain way.
_USUAL = rb'<c r="(%s)([0-9]+)"[^<>]*(?<!/)>(?!<f[ >/]|</)'
_TYPED = PartMemo[list[tuple[int, int]]]()
"""Cells that hold something else than a formula."""
_PREFIXED = rb'<(?:[\w.-]+:)?c\s(?:[^<>]*\s)?r="(%s)([0-9]+)"[^<>]*(?<!/)>(?!<(?:[\w.-]+:)?f[ >/]|</)'


def damaged(
    book: Book,
    places: Mapping[str, Place],
    tables: Mapping[str, Table],
    *,
    native: bool,
    layouts: Mapping[str, Collection[str]],
) -> Iterator[Finding]:
    """What is damaged on every sheet that was read.

    Args:
        book: the workbook.
        places: sheet name → where it was found.
        tables: sheet name → what was read there.
        native: whether custsheet made the workbook: only then its computed columns are formulas.
        layouts: sheet name → its columns at the last pass (`reading.order`).
    """
    customers = len(tables["customers"].raw) if "customers" in tables else 0
    columns = {name: place.columns.fields for name, place in places.items()}
    for name, place in places.items():
        sheet = _Sheet(book, place, tables[name])
        yield from sheet.merged()
        if native:
            ours = computed(place.sheet, tables[name], layouts.get(name, ()))
            formulas = [
                field.name
                for field in place.sheet.enabled
                if field.name in ours
                and not field.override
                and holds_formula(field, name, columns, live=customers <= LIVE_LIMIT)
            ]
            yield from sheet.overwritten(formulas)


class _Sheet:
    """One sheet and its records."""

    def __init__(self, book: Book, place: Place, table: Table) -> None:
        self._book, self._place, self._table = book, place, table
        self._rows: list[int] = table.raw.index.tolist()

    @cached_property
    def _position(self) -> dict[int, int]:
        return {row: at for at, row in enumerate(self._rows)}

    def merged(self) -> Iterator[Finding]:
        """One finding a merged range that touches records, at its first cell within the table."""
        fields = {column: name for name, column in {**self._table.extra, **self._table.columns}.items()}
        if not self._rows or not fields:
            return
        whole = Box(self._rows[0], min(fields), self._rows[-1], max(fields))
        for box in sorted(merged_ranges(self._book.after_cells(self._place.title))):
            if not box.meets(whole):
                continue
            at = bisect_left(self._rows, box.top)
            column = next((one for one in sorted(fields) if box.left <= one <= box.right), None)
            if at < len(self._rows) and self._rows[at] <= box.bottom and column is not None:
                yield self._finding(self._rows[at], fields[column], "merged", {"range": str(box)})

    def overwritten(self, formulas: Sequence[str]) -> Iterator[Finding]:
        """The records' cells in columns of formulas that hold something else."""
        columns = {self._table.columns[name]: name for name in formulas}
        if not columns or not self._rows:
            return

        def look(body: bytes) -> list[tuple[int, int]]:
            return list(typed_over(body, columns))

        found: dict[str, list[int]] = {}
        for row, column in self._book.found(_TYPED, self._place.title, look, *sorted(columns)):
            if row in self._position and self._value(row, columns[column]) is not None:
                found.setdefault(columns[column], []).append(row)
        for name, rows in found.items():
            if len(rows) <= SEVERAL:
                yield from (self._finding(row, name, "overwritten", {}, [row]) for row in rows)
            else:
                params = {"count": len(rows), "first": rows[0], "last": rows[-1]}
                yield self._finding(rows[0], name, "column", params, rows)

    def _finding(
        self, row: int, field: str, message: str, params: Mapping[str, object], restored: Iterable[int] = ()
    ) -> Finding:
        return Finding(
            "E195",
            self._table.name,
            row,
            field,
            self._value(row, field),
            self._ids[self._position[row]],
            message,
            params,
            tuple([Edit(self._table.name, one, field, COLUMN_FORMULA) for one in restored]),
        )

    @cached_property
    def _ids(self) -> list[str | None]:
        return record_ids(self._place.sheet, self._table)

    @cached_property
    def _errors(self) -> dict[tuple[int, int], str]:
        return self._book.errors(self._place.title)

    def _value(self, row: int, field: str) -> Cell:
        column = self._table.columns.get(field) or self._table.extra[field]
        value = self._book.cells(self._place.title).cell(row, column)
        return self._errors.get((row, column)) or (shown(value) if value != "" else None)


def merged_ranges(after_cells: bytes) -> list[Box]:
    """The merged ranges that a sheet part names behind its cells; those that make no sense are left out."""
    found = []
    for ref in _MERGE.findall(after_cells):
        try:
            found.append(parse_box(ref.decode()))
        except ValueError:
            continue
    return found


def typed_over(body: bytes, columns: Iterable[int]) -> Iterator[tuple[int, int]]:
    """(row, column) of the cells of a sheet part that hold something other than a formula, in some of its columns."""
    letters = b"|".join(column_letters(column).encode() for column in sorted(columns))
    spelled = _USUAL if b'<c r="' in body else _PREFIXED
    for match in re.finditer(spelled % letters, body):
        yield int(match[2]), column_number(match[1].decode())
