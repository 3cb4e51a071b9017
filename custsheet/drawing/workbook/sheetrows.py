"""The rows of one drawn sheet: kept as they were put, joined as XML once, when it is known what each style is called.

There are two kinds. `put` sets single cells, which may be painted over; they lie in dictionaries. A `Block` is many
rows of the same columns, each column one list of values with one look or a list of looks: no cell is an object there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from custsheet.drawing.workbook.cells import Content, Link, address, clip
from custsheet.drawing.workbook.cellxml import Cells
from custsheet.drawing.workbook.native import DrawingError

if TYPE_CHECKING:
    from custsheet.drawing.workbook.book import Book

MAX_LINKS = 60_000  # Excel allows 65,530 links a sheet; beyond this HYPERLINK() is used
SPAN = 16
"""Rows that share one statement of their first and last column."""
_PLAIN = frozenset({str, int, float, type(None)})


class Column(NamedTuple):
    """One column of a block: its values, and the look of all of them or of each."""

    values: Sequence[Content]
    looks: int | Sequence[int]

    def part(self, at: int, end: int) -> Column:
        """Its cells from row `at` to before `end`."""
        return Column(self.values[at:end], self.looks if isinstance(self.looks, int) else self.looks[at:end])

    def cells(self) -> Iterator[tuple[Any, int]]:
        """Value and look of each cell."""
        return zip(self.values, repeat(self.looks) if isinstance(self.looks, int) else self.looks, strict=False)


@dataclass(slots=True)
class Block:
    """Rows from `first` on, columns from A; `heights` holds those that are not as high as the sheet's others."""

    first: int
    columns: Sequence[Column]
    heights: Mapping[int, int] = field(default_factory=dict)

    @property
    def rows(self) -> range:
        """Its rows."""
        return range(self.first, self.first + len(self.columns[0].values))


class SheetRows:
    """The rows of a sheet."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._rows: dict[int, dict[int, tuple[Any, int]]] = {}
        self._blocks: list[Block] = []
        self.heights: dict[int, int] = {}
        """Pixels of every row outside blocks that is not as high as the sheet's others."""

    def cells(self, row: int) -> dict[int, tuple[Any, int]]:
        """The single cells of a row: column → value and look; they may be changed."""
        found = self._rows.get(row)
        if found is None:
            found = self._rows[row] = {}
        return found

    def add(self, block: Block) -> None:
        """Put in a block with at least one row."""
        self._blocks.append(block)

    def every_height(self) -> Iterator[tuple[int, int]]:
        """Each row that is not as high as the sheet's others, with its pixels."""
        yield from self.heights.items()
        for block in self._blocks:
            yield from block.heights.items()

    def high(self, first: int, until: int, usual: int) -> int:
        """Pixels of the rows from `first` up to before `until`, where rows are `usual` high."""
        heights = dict(self.every_height())
        return sum(heights.get(row, usual) for row in range(first, until))

    def span(self) -> tuple[int, int, int, int] | None:
        """First and last row and column; None if there is nothing."""
        rows = [*self._rows, *self.heights, *(row for one in self._blocks for row in (one.rows[0], one.rows[-1]))]
        if not rows:
            return None
        single = [col for cells in self._rows.values() for col in cells] or [1]
        first = 1 if self._blocks or self.heights else min(single)
        return min(rows), first, max(rows), max([*single, *(len(one.columns) for one in self._blocks)])

    def value(self, row: int, col: int) -> tuple[bool, Any]:
        """Whether a cell is there, and its value."""
        for one in self._blocks:
            if row in one.rows:
                here = col <= len(one.columns)
                return here, one.columns[col - 1].values[row - one.first] if here else None
        cells = self._rows.get(row, {})
        return col in cells, cells[col][0] if col in cells else None

    def has_row(self, row: int) -> bool:
        """Whether the row has any cell."""
        return bool(self._rows.get(row)) or any(row in one.rows for one in self._blocks)

    def top(self, rows: int) -> list[list[object]]:
        """The texts among the single cells of the first rows, as a grid."""
        width = max((col for cells in self._rows.values() for col in cells), default=0)
        grid: list[list[object]] = [[""] * width for _ in range(rows)]
        for row in range(1, rows + 1):
            for col, (value, _) in self._rows.get(row, {}).items():
                if isinstance(value, str):
                    grid[row - 1][col - 1] = value
        return grid

    def forms(self, cells: Cells) -> list[tuple[int, str | None]]:
        """Every look with its number format that the cells wear, in the order of the rows."""
        found: dict[tuple[int, str | None], None] = {}
        for part in self.parts():
            if isinstance(part, Block):
                for column in part.columns:
                    found |= dict.fromkeys(self._forms_of(column, cells))
            else:
                for _, (value, worn) in sorted(self._rows.get(part, {}).items()):
                    form = (worn, None) if value.__class__ in _PLAIN else cells.form(*self.settled(value, worn))
                    found[form] = None
        return list(found)

    def _forms_of(self, column: Column, cells: Cells) -> Iterator[tuple[int, str | None]]:
        looks = {column.looks} if isinstance(column.looks, int) else sorted(set(column.looks))
        if set(map(type, column.values)) <= _PLAIN:
            yield from ((one, None) for one in looks)
            return
        for value, worn in column.cells():
            yield (worn, None) if value.__class__ in _PLAIN else cells.form(*self.settled(value, worn))

    def links(self) -> str:
        """The links, as the file lists them, up to as many as Excel takes."""
        found: list[str] = []
        for row, col, value in self._linked():
            if len(found) == MAX_LINKS:
                break
            tip = f" tooltip={_attribute(value.tip)}" if value.tip else ""
            target, text = _attribute(value.target), _attribute(clip(value.text))
            found.append(f'<hyperlink ref="{address(row, col)}" location={target}{tip} display={text}/>')
        return "".join(found)

    def _linked(self) -> Iterator[tuple[int, int, Link]]:
        for part in self.parts():
            if isinstance(part, Block):
                columns = [
                    (col, one.values) for col, one in enumerate(part.columns, 1) if Link in map(type, one.values)
                ]
                for at, row in enumerate(part.rows if columns else ()):
                    yield from self._leading(row, ((col, values[at]) for col, values in columns))
            else:
                cells = sorted(self._rows.get(part, {}).items())
                yield from self._leading(part, ((col, value) for col, (value, _) in cells))

    def _leading(self, row: int, cells: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, int, Link]]:
        for col, value in cells:
            if value.__class__ is Link and self._book.leads(value.target):
                yield row, col, value

    def settled(self, value: Any, worn: int) -> tuple[Any, int]:
        """A link that leads nowhere as the plain text or number it shows, one that leads as what its cell shows."""
        if value.__class__ is not Link:
            return value, worn
        if not self._book.leads(value.target):
            worn = self._book.look_id(worn, self._book.unlinked)
        return (value.text if value.number is None else value.number), worn

    def settled_column(self, column: Column) -> Column:
        """A column with all its links settled."""
        if Link not in set(map(type, column.values)):
            return column
        values, looks = zip(*(self.settled(value, worn) for value, worn in column.cells()), strict=True)
        return Column(values, looks[0] if len(set(looks)) == 1 else looks)

    def parts(self) -> Iterator[Block | int]:
        """Blocks and the numbers of rows outside them, from the top down.

        Raises:
            DrawingError: something stands in the rows of a block.
        """
        blocks = sorted(self._blocks, key=lambda one: one.first)
        single = sorted(self._rows.keys() | self.heights.keys())
        at = 0
        for block in blocks:
            while at < len(single) and single[at] < block.first:
                yield single[at]
                at += 1
            if at < len(single) and single[at] in block.rows:
                raise DrawingError(f"row {single[at]} stands in a block")
            yield block
        yield from single[at:]

    def spans(self) -> dict[int, str]:
        """Of every sixteen rows: their first and last column."""
        found: dict[int, tuple[int, int]] = {}
        for row, cells in self._rows.items():
            if cells:
                low, high = found.get((row - 1) // SPAN, (1 << 14, 0))
                found[(row - 1) // SPAN] = min(low, *cells), max(high, *cells)
        for block in self._blocks:
            for at in range((block.first - 1) // SPAN, (block.rows[-1] - 1) // SPAN + 1):
                found[at] = 1, max(found.get(at, (1, 0))[1], len(block.columns))
        return {at: f' spans="{low}:{high}"' for at, (low, high) in found.items()}


def _attribute(text: str) -> str:
    for sign, spelled in (("&", "&amp;"), ('"', "&quot;"), ("<", "&lt;"), (">", "&gt;"), ("\n", "&#xA;")):
        if sign in text:
            text = text.replace(sign, spelled)
    return f'"{text}"'
