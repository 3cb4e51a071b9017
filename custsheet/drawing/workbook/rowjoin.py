"""The rows of a drawn sheet as XML, and what they say to its fingerprint, in one go.

A block is joined by pieces of rows: each column says what its cells have in common and what each has of its own
(see `columnjoin`), and one template of the whole row puts that between the cells' addresses; another one says to the
fingerprint what the row holds. XlsxWriter took 7 µs a cell, mapping the styles in its XML 1 µs, reading it again for
the fingerprint 2 µs; this takes .3 µs for all three.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from custsheet.drawing.workbook import sheetrows
from custsheet.drawing.workbook.cells import Link
from custsheet.drawing.workbook.cellxml import Cell, Cells
from custsheet.drawing.workbook.columnjoin import ColumnJoint, Shape
from custsheet.drawing.workbook.sheetrows import SPAN, Block, Column, SheetRows
from custsheet.model.address import column_letters
from custsheet.reading.fingerprint import SheetMark

if TYPE_CHECKING:
    from custsheet.drawing.workbook.book import Book

_PIECE = 2_000  # rows of a block that are joined at once: what they take in memory stays small
Numbers = Callable[[int, str | None], int]
"""Look and number format → what the style is called where the rows go."""


class Joint:
    """One joining of the rows of a sheet."""

    def __init__(
        self,
        rows: SheetRows,
        book: Book,
        cells: Cells,
        number: Numbers,
        height: Callable[[int | None], str],
        mark: SheetMark | None = None,
    ) -> None:
        self._sheet, self._book, self._cells, self._mark = rows, book, cells, mark
        self._number, self._height = number, height
        self._styles: dict[tuple[int, str | None], str] = {}
        self._spans = rows.spans()
        self._letters: dict[int, str] = {}
        self._left = sheetrows.MAX_LINKS
        self._joint = ColumnJoint(self._cell, self._style)

    def pieces(self) -> Iterator[str]:
        """The XML of the rows from the top down. The mark is complete when there is no more."""
        single: list[str] = []
        for part in self._sheet.parts():
            if isinstance(part, Block):
                yield "".join(single)
                single = []
                for at in range(0, len(part.rows), _PIECE):
                    yield self._piece(part, at, min(at + _PIECE, len(part.rows)))
            else:
                single.append(self._row(part))
        yield "".join(single)

    def _opening(self, row: int, pixels: int | None) -> str:
        return f'<row r="{row}"{self._spans.get((row - 1) // SPAN, "")}{self._height(pixels)}'

    def _style(self, worn: int, form: str | None) -> str:
        found = self._styles.get((worn, form))
        if found is None:
            found = self._styles[worn, form] = str(self._number(worn, form))
        return found

    def _row(self, row: int) -> str:
        opening = self._opening(row, self._sheet.heights.get(row))
        cells = self._sheet.cells(row)
        if not cells:
            return opening + "/>"
        said, out = [], [opening + ">"]
        for col, (value, worn) in sorted(cells.items()):
            cell = self._cell(value, worn)
            out.append(f'<c r="{self._column(col)}{row}" s="{self._style(cell.worn, cell.form)}{cell.tail}')
            if cell.said and self._mark is not None and self._mark.counts(row, col):
                said.append(f"{col},{cell.said}\n")
        if self._mark is not None:
            self._mark.add(row, said)
        out.append("</row>")
        return "".join(out)

    def _column(self, col: int) -> str:
        found = self._letters.get(col)
        if found is None:
            found = self._letters[col] = column_letters(col)
        return found

    def _cell(self, value: Any, worn: int) -> Cell:
        if value.__class__ is not Link:
            return self._cells.cell(value, worn)
        if not self._book.leads(value.target):
            return self._cells.cell(*self._sheet.settled(value, worn))
        self._left -= 1
        return self._cells.link(value, worn, written=self._left >= 0)

    def _piece(self, block: Block, at: int, end: int) -> str:
        """Rows of a block: template % (attributes, row, what is of the first cell's own, row, of the second's …)."""
        numbers = range(block.first + at, block.first + end)
        heights = block.heights
        places = list(map(str, numbers))
        template = ["%s>"]
        parts: list[Sequence[Any]] = [[self._opening(row, heights.get(row)) for row in numbers]]
        said: list[Shape] = []
        for col, (cells, words) in enumerate(self._columns(block, at, end), 1):
            template.append(f'<c r="{self._column(col)}%s" s="{cells.form}')
            parts += [places, *cells.values]
            if words.form and self._mark is not None and self._mark.counts(numbers[0], col):
                said.append(words)
        if self._mark is not None:
            self._tell(self._mark, numbers, said)
        template.append("</row>")
        return "".join(map("".join(template).__mod__, zip(*parts, strict=True)))

    def _tell(self, mark: SheetMark, numbers: range, said: Sequence[Shape]) -> None:
        if mark.is_record(numbers[0]):
            parts = [part for one in said for part in one.values]
            if parts:
                whole = "".join(one.form for one in said)
                mark.add_records(map(whole.__mod__, zip(*parts, strict=True)))
            return
        for row, one in zip(numbers, zip(*(one.rows(len(numbers)) for one in said), strict=True), strict=bool(said)):
            mark.add(row, one)

    def _columns(self, block: Block, at: int, end: int) -> Sequence[tuple[Shape, Shape]]:
        """Of each column, every cell's style and tail, and what it says to the fingerprint."""
        columns = [column.part(at, end) for column in block.columns]
        links = sum(list(map(type, column.values)).count(Link) for column in columns)
        if self._cells.in_order or links > self._left:  # strings and links are counted row by row
            return self._row_by_row(columns)
        self._left -= links
        settled = map(self._sheet.settled_column, columns)
        return [self._joint.column(one.values, one.looks, col) for col, one in enumerate(settled, 1)]

    def _row_by_row(self, columns: Sequence[Column]) -> Sequence[tuple[Shape, Shape]]:
        found: list[tuple[list[str], list[str]]] = [([], []) for _ in columns]
        for row in zip(*(column.cells() for column in columns), strict=True):
            for col, ((tails, words), (value, worn)) in enumerate(zip(found, row, strict=True), 1):
                tail, said = self._joint.spell(value, worn, col)
                tails.append(tail)
                words.append(said)
        return [(Shape("%s", (tails,)), Shape("%s", (words,))) for tails, words in found]
