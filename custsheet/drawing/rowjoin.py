"""The rows of a drawn sheet as XML, and what they say to its fingerprint, in one go.

A block is joined by pieces of rows: each column becomes a list of tails (see `cellxml`), equal values being spelled
once, and one template of the whole row puts them between the cells' addresses. XlsxWriter took 7 µs a cell, mapping
the styles in its XML 1 µs, reading it again for the fingerprint 2 µs; this takes less than 1 µs for all three.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from custsheet.drawing import sheetrows
from custsheet.drawing.cells import Link
from custsheet.drawing.cellxml import MAX_NUMBER, Cell, Cells
from custsheet.drawing.sheetrows import SPAN, Block, Column, SheetRows, pairs
from custsheet.model.address import column_letters
from custsheet.reading.fingerprint import SheetMark, numeral

if TYPE_CHECKING:
    from custsheet.drawing.book import Book

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
        """Rows of a block: template % (attributes, row, first tail, row, second tail …)."""
        numbers = range(block.first + at, block.first + end)
        mark, heights = self._mark, block.heights
        openings = [self._opening(row, heights.get(row)) for row in numbers]
        places = list(map(str, numbers))
        parts: list[Sequence[str]] = [openings]
        said: list[Sequence[str]] = []
        for col, (tails, words) in enumerate(self._tails(block, at, end), 1):
            parts += [places, tails]
            if mark is not None and mark.counts(numbers[0], col):
                said.append(words)
        template = "%s>" + "".join(f'<c r="{column_letters(col)}%s" s="%s' for col in range(1, len(block.columns) + 1))
        if mark is not None and said:
            for row, one in zip(numbers, zip(*said, strict=True), strict=True):
                mark.add(row, one)
        return "".join(map((template + "</row>").__mod__, zip(*parts, strict=True)))

    def _tails(self, block: Block, at: int, end: int) -> list[tuple[Sequence[str], Sequence[str]]]:
        """Of each column, every cell's style and tail, and what it says to the fingerprint."""
        found: list[tuple[Sequence[str], Sequence[str]]] = []
        leading: list[tuple[list[str], list[str]]] = []
        cells: list[Iterable[tuple[Any, int]]] = []
        spellings: list[_Spelling] = []
        for col, column in enumerate(block.columns, 1):
            if self._cells.in_order or Link in set(map(type, column.values[at:end])):
                leading.append(([], []))
                found.append(leading[-1])
                cells.append(pairs(column, at, end))
                spellings.append(_Spelling(self, col))
            else:
                found.append(self._column_tails(column, col, at, end))
        for row in zip(*cells, strict=True):  # links and shared strings are counted row by row
            for (tails, words), pair, spelling in zip(leading, row, spellings, strict=True):
                tail, said = spelling.spell(pair)
                tails.append(tail)
                words.append(said)
        return found

    def _column_tails(self, column: Column, col: int, at: int, end: int) -> tuple[Sequence[str], Sequence[str]]:
        values, looks = column.values[at:end], column.looks
        kinds, spelling = set(map(type, values)), _Spelling(self, col)
        tails: Sequence[str]
        words: Sequence[str]
        if bool in kinds:  # 1, 1.0 and True are one key to a dictionary, but not one cell
            tails, words = zip(*map(spelling.spell, pairs(column, at, end)), strict=True)
        elif float in kinds:
            worn = {looks} if isinstance(looks, int) else set(looks[at:end])
            number = {one: self._style(one, None) + '"><v>%.16G</v></c>' for one in worn}
            keys = list(pairs(column, at, end))
            plain = [key[0].__class__ is float and -MAX_NUMBER < key[0] < MAX_NUMBER for key in keys]
            tails = [number[key[1]] % key[0] if so else spelling[key][0] for key, so in zip(keys, plain, strict=True)]
            words = [
                f"{col},{numeral(key[0])}\n" if so else spelling[key][1] for key, so in zip(keys, plain, strict=True)
            ]
        else:
            tails, words = zip(*map(spelling.__getitem__, pairs(column, at, end)), strict=True)
        return tails, words


class _Spelling(dict[tuple[Any, int], tuple[str, str]]):
    """(value, look) of the cells of a column → style and tail, and what the cell says; each is made once."""

    def __init__(self, joint: Joint, col: int) -> None:
        super().__init__()
        self._joint, self._col = joint, col

    def __missing__(self, pair: tuple[Any, int]) -> tuple[str, str]:
        found = self[pair] = self.spell(pair)
        return found

    def spell(self, pair: tuple[Any, int]) -> tuple[str, str]:
        """The same, made anew."""
        joint = self._joint
        cell = joint._cell(*pair)
        said = f"{self._col},{cell.said}\n" if cell.said else ""
        return joint._style(cell.worn, cell.form) + cell.tail, said
