"""What a cell is beyond its value, as far as another value in it would lose that: formats of parts, a number format."""

from __future__ import annotations

import re

from custsheet.package.patching.richtext import runs
from custsheet.package.patching.sheetplan import Book, SheetPlan
from custsheet.package.sheetscan import cell_place
from custsheet.package.workbook import Workbook

_NUMBER = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^>]*)?>\s*([0-9]{1,9})\s*<")


class CellSources:
    """The cells of one workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self._book = Book.of(workbook)
        self._plans: dict[str, SheetPlan] = {}

    def runs(self, title: str, cell: str) -> str:
        """The formatted parts of its text, for a `RichText`; "" where it has none."""
        found = self._plan(title).data.cell(*cell_place(cell))
        if found is None:
            return ""
        if found.kind == "inlineStr":
            return runs(found.inner)
        number = _NUMBER.search(found.inner) if found.kind == "s" else None
        item = self._book.texts.item(int(number[1])) if number is not None else None
        return runs(item) if item is not None else ""

    def undated_format(self, title: str, cell: str) -> str:
        """The code of its number format, if that shows no day: a day put there brings one; "" where it does."""
        style = self._plan(title).look(*cell_place(cell)).style
        styles = self._book.styles
        return "" if styles.shows_date(style) else styles.number_format_code(style) or ""

    def _plan(self, title: str) -> SheetPlan:
        if title not in self._plans:
            sheet = self._book.workbook.sheet(title)
            if sheet is None:
                raise KeyError(title)
            self._plans[title] = SheetPlan(self._book, sheet)
        return self._plans[title]
