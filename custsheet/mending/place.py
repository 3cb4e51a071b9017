"""Where a value may be written on a person's sheet: the cell of a field, unless a formula stands there."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from custsheet.model.address import column_letters
from custsheet.model.snapshot import Table
from custsheet.package import formula_cells
from custsheet.reading.book import Book


class Place:
    """The cells of one workbook."""

    def __init__(self, data: bytes, plain: Collection[str] | None = None) -> None:
        self._data, self._plain = data, plain
        self._formulas: dict[str, set[str]] = {}

    @cached_property
    def book(self) -> Book:
        """The workbook, opened when first asked for."""
        return Book(self._data, self._plain)

    def cell(self, table: Table, field: str, row: int) -> str | None:
        """Address of a record's cell; None where the column is not there or a formula of somebody's stands in it."""
        column = table.columns.get(field)
        if column is None:
            return None
        cell = f"{column_letters(column)}{row}"
        return None if cell in self.formulas(table.title) else cell

    def formulas(self, title: str) -> set[str]:
        """Addresses of the cells of worksheet `title` that hold a formula."""
        if title not in self._formulas:
            self._formulas[title] = set(formula_cells(self.book.body(title)))
        return self._formulas[title]
