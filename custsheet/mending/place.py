"""Where a value may be written on a person's sheet, and what the file says of the place: tables, headers, formulas."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from custsheet.model.address import column_letters
from custsheet.model.snapshot import Snapshot, Table
from custsheet.package import Table as ListObject
from custsheet.package import formula_cells
from custsheet.package.rewrite import styles_of
from custsheet.package.styles import Styles
from custsheet.reading.book import Book
from custsheet.reading.locate import Area
from custsheet.values.text import as_text


class Place:
    """The cells of one workbook."""

    def __init__(self, data: bytes, plain: Collection[str] | None = None) -> None:
        self._data, self._plain = data, plain
        self._formulas: dict[str, set[str]] = {}
        self._codes: dict[int, str | None] = {}

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

    def number_format(self, style: int) -> str | None:
        """The code of the number format of a cell format."""
        if style not in self._codes:
            self._codes[style] = self._styles.number_format_code(style)
        return self._codes[style]

    @cached_property
    def _styles(self) -> Styles:
        return styles_of(self.book.inventory)

    def list_object(self, table: Table) -> ListObject | None:
        """The Excel table in which the records stand, None where they stand in plain cells."""
        for one in self.book.sheet(table.title).tables:
            area = Area.of(one)
            if area is not None and area.first_row == table.header_row and self._covers(area, table):
                return one
        return None

    def table_area(self, table: Table) -> Area | None:
        """The range of that Excel table."""
        found = self.list_object(table)
        return Area.of(found) if found is not None else None

    def header(self, table: Table) -> dict[int, str]:
        """Column, 1 = A → what the header cell says, trimmed."""
        cells = self.book.cells(table.title).row(table.header_row)
        return {column: as_text(cell).strip() for column, cell in enumerate(cells, 1)}

    def list_objects(self, snapshot: Snapshot) -> dict[str, str]:
        """Sheet name → display name of the Excel table in which its records stand."""
        found = {name: self.list_object(table) for name, table in snapshot.tables.items()}
        return {name: one.display_name for name, one in found.items() if one is not None}

    @staticmethod
    def _covers(area: Area, table: Table) -> bool:
        return any(area.first_column <= column <= area.last_column for column in table.columns.values())
