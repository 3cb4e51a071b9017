"""A worksheet being drawn: its cells are collected here and joined as XML by `sheetrows`, XlsxWriter draws the rest.

Owns the promises every sheet relies on: a string is always written as text (never a formula, number or link), a formula
always carries its cached value, and whatever XlsxWriter would only warn about is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.cells import Content, Span, clip
from custsheet.drawing.workbook.cellxml import Cells
from custsheet.drawing.workbook.native import (
    DrawingError,
    column_formula,
    done,
    grown_table,
    guard,
    hand_over,
    row_heights,
    stored,
)
from custsheet.drawing.workbook.rowjoin import Joint
from custsheet.drawing.workbook.sheetrows import Block, Column, SheetRows
from custsheet.drawing.workbook.style import Look
from custsheet.model.address import column_letters
from custsheet.reading.fingerprint import SheetMark

if TYPE_CHECKING:
    from custsheet.drawing.workbook.book import Book

_EMPTY: tuple[Any, int] = (None, 0)
_TOP = 31  # rows in which the fingerprint looks for the header and the selectors


class Canvas:
    """One worksheet being drawn; made by `Book.sheet`."""

    def __init__(self, book: Book, title: str, native: Any, row_height: int) -> None:
        self.book = book
        self.title = title
        self._row_height = row_height
        self._native = native
        self._rows = SheetRows(book)
        self._tables: list[Span] = []
        self.heights = self._rows.heights
        """Pixels of every row outside blocks that is not as high as the sheet's others."""

    def put(self, row: int, col: int, value: Content = None, *looks: Look | int) -> None:
        """Set a cell. A later value replaces an earlier one; looks add up, the later wins. NaN and NaT are blank."""
        cells = self._rows.cells(row)
        before, worn = cells.get(col, _EMPTY)
        cells[col] = (before if value is None else value, self.book.look_id(worn, *looks))

    def row(self, row: int, first_col: int, values: Iterable[Content], *looks: Look | int) -> None:
        """Set neighbouring cells of one row, all with the same looks."""
        worn = self.book.look_id(*looks)
        for col, value in enumerate(values, first_col):
            self.put(row, col, value, worn)

    def block(
        self,
        first_row: int,
        columns: Sequence[tuple[Sequence[Content], int | Sequence[int]]],
        heights: Mapping[int, int] | None = None,
    ) -> None:
        """Set many rows at once, column by column from A on; nothing else may be put into these rows.

        Args:
            first_row: their first.
            columns: values of each, and the look of all of them or of each, as `Book.look_id` says it.
            heights: pixels of those rows that are not as high as the sheet's others.
        """
        if columns and len(columns[0][0]):
            self._rows.add(Block(first_row, [Column(*one) for one in columns], heights or {}))

    def paint(self, span: Span, *looks: Look | int) -> None:
        """Add looks to every cell of a range."""
        worn = self.book.look_id(*looks)
        for row in range(span[0], span[2] + 1):
            for col in range(span[1], span[3] + 1):
                self.put(row, col, None, worn)

    def under(self, row: int, col: int, *looks: Look | int) -> None:
        """Add looks beneath those the cell already wears."""
        cells = self._rows.cells(row)
        value, worn = cells.get(col, _EMPTY)
        cells[col] = (value, self.book.look_id(*looks, worn))

    def box(
        self,
        span: Span,
        *,
        colour: str = style.HAIR,
        top: tuple[int, str] | None = None,
        left: tuple[int, str] | None = None,
    ) -> None:
        """A thin line around a range; `top` and `left` replace those edges by (border style, colour)."""
        first_row, first_col, last_row, last_col = span
        width, ink = left or (1, colour)
        for row in range(first_row, last_row + 1):
            self.put(row, first_col, None, style.look(left=width, left_color=ink))
            self.put(row, last_col, None, style.look(right=1, right_color=colour))
        width, ink = top or (1, colour)
        for col in range(first_col, last_col + 1):
            self.put(first_row, col, None, style.look(top=width, top_color=ink))
            self.put(last_row, col, None, style.look(bottom=1, bottom_color=colour))

    def width(self, col: int, pixels: int, *, level: int = 0, hidden: bool = False, collapsed: bool = False) -> None:
        """Width of a column in pixels, its outline level, whether it begins hidden or bears the + of hidden ones."""
        options = {"level": level, "hidden": hidden, "collapsed": collapsed}
        with guard():
            done(self._native.set_column_pixels(col - 1, col - 1, pixels, None, options))

    def widths(self, pixels: Sequence[int], first_col: int = 1) -> None:
        """Widths of neighbouring columns in pixels."""
        with guard():
            for col, one in enumerate(pixels, first_col - 1):
                done(self._native.set_column_pixels(col, col, one))

    def height(self, row: int, pixels: int) -> None:
        """Height of a row in pixels."""
        self.heights[row] = pixels

    def high(self, first: int, until: int) -> int:
        """Pixels of the rows from `first` up to before `until`."""
        return self._rows.high(first, until, self._row_height)

    def table(
        self,
        name: str,
        row: int,
        col: int,
        headers: Sequence[str],
        rows: int,
        *,
        formulas: Mapping[int, str] | None = None,
        autofilter: bool = True,
        description: str | None = None,
    ) -> None:
        """An Excel table without a style of its own: header at (row, col) and `rows` data rows below, at least one.

        `formulas`: position of a column → the formula Excel gives to new rows. Cells are put like any other.
        `description`: alternative text for screen readers.
        """
        options: dict[str, Any] = {
            "name": name,
            "style": None,
            "banded_rows": False,
            "autofilter": autofilter,
            "columns": [{"header": clip(header)} for header in headers],
        }
        if description:
            options["description"] = description
        last_row, last_col = row + max(rows, 1), col - 1 + len(headers)
        if any(one[0] <= last_row and row <= one[2] and one[1] <= last_col and col <= one[3] for one in self._tables):
            raise DrawingError(f"table {name} overlaps another")
        self._tables.append((row, col, last_row, last_col))
        with guard():
            done(self._native.add_table(row - 1, col - 1, row, last_col - 1, options))
        grown_table(self._native, last_row, column_letters(last_col))
        for position, formula in (formulas or {}).items():
            column_formula(self._native, position, stored(formula))
        self.row(row, col, headers)

    def validate(self, span: Span, options: Mapping[str, Any]) -> None:
        """A data validation in XlsxWriter's terms."""
        with guard():
            done(self._native.data_validation(*_zero(span), dict(options)))

    def rule(self, span: Span, formula: str, wear: Look, *, stop: bool = True) -> None:
        """A conditional format by formula, written for the first cell of the range; changes only what `wear` names."""
        wear_format = self.book.bare_format(wear)
        self.conditional(span, {"type": "formula", "criteria": formula, "format": wear_format, "stop_if_true": stop})

    def conditional(self, span: Span, options: Mapping[str, Any]) -> None:
        """A conditional format in XlsxWriter's terms (data bars, scales)."""
        with guard():
            done(self._native.conditional_format(*_zero(span), dict(options)))

    def sparkline(self, row: int, col: int, options: Mapping[str, Any]) -> None:
        """A mini chart in XlsxWriter's terms."""
        with guard():
            done(self._native.add_sparkline(row - 1, col - 1, dict(options)))

    def chart(self, row: int, col: int, chart: Any, options: Mapping[str, Any]) -> None:
        """Place a chart made by `Book.chart`. `options` must hold a description for those who cannot see it."""
        if not options.get("description"):
            raise DrawingError(f"a chart on {self.title} has no description")
        with guard():
            done(self._native.insert_chart(row - 1, col - 1, chart, dict(options)))

    def freeze(self, row: int, col: int) -> None:
        """Rows above and columns left of this cell stay in sight."""
        self._native.freeze_panes(row - 1, col - 1)

    def select(self, row: int, col: int) -> None:
        """The cell that is active when the sheet is opened."""
        self._native.set_selection(row - 1, col - 1, row - 1, col - 1)

    def open_here(self) -> None:
        """The workbook opens on this sheet."""
        self._native.activate()

    def numbers_as_text(self, ranges: str) -> None:
        """No green triangles in `ranges` ("F5:F204 H5:H204"), where digits are meant to be text."""
        with guard():
            done(self._native.ignore_errors({"number_stored_as_text": ranges}))

    def printed(
        self,
        footer: str,
        *,
        repeat: tuple[int, int] | None = None,
        repeat_cols: tuple[int, int] | None = None,
        pages_wide: int = 1,
        pages_high: int = 0,
        portrait: bool = False,
        area: Span | str | None = None,
        breaks: Sequence[int] = (),
        scale: int | None = None,
    ) -> None:
        """A4, centred; `footer` in XlsxWriter's codes (&P page, &N pages).

        `repeat`, `repeat_cols`: first and last row and column printed on every page. Pages: 0 = as many as needed.
        `area`: what is printed, a range or a formula that gives one (without "="). `breaks`: rows that begin a page,
        which Excel heeds only where a `scale` (percent) is given in place of pages to fit.
        """
        native = self._native
        with guard():
            native.set_paper(9)
            (native.set_portrait if portrait else native.set_landscape)()
            native.fit_to_pages(pages_wide, pages_high) if scale is None else native.set_print_scale(scale)
            native.set_margins(left=0.51, right=0.51, top=0.51, bottom=0.71)
            native.center_horizontally()
            native.set_footer("&C&9" + footer)
            native.set_h_pagebreaks([row - 1 for row in breaks])
            if repeat:
                native.repeat_rows(repeat[0] - 1, repeat[1] - 1)
            if repeat_cols:
                native.repeat_columns(repeat_cols[0] - 1, repeat_cols[1] - 1)
            if isinstance(area, str):
                if "!" not in self.title:  # where XlsxWriter would cut the name of the sheet; then all of it is printed
                    self.book.define(f"{self.title}!_xlnm.Print_Area", area)
            elif area:
                done(native.print_area(*_zero(area)))

    def hand_over(self, strings: Cells | None) -> None:
        """Let XlsxWriter write the sheet; called by `Book`. Without `strings` it leaves the place of the rows empty."""
        native, pieces = self._native, None
        with guard():
            for row, pixels in self._rows.every_height():  # charts stand where these put them
                done(native.set_row_pixels(row - 1, pixels))
            if strings is not None:
                joint = Joint(self._rows, self.book, strings, self.book.style_number, row_heights(native))
                pieces = list(joint.pieces())
            else:
                for form in self._rows.forms(self.book.inline):
                    self.book.style_number(*form)
            rows = None if pieces is None else lambda: pieces
            hand_over(native, self._rows.span(), rows, self._rows.links, self._shown)

    def join(self, style: Callable[[int], int], mark: SheetMark | None = None) -> Iterator[bytes]:
        """The XML of the rows with their strings in them, piece by piece, once XlsxWriter has written the rest.

        Args:
            style: what the workbook that they go into calls each cell format of this one.
            mark: is told what they say.
        """

        def number(worn: int, form: str | None) -> int:
            return style(self.book.style_number(worn, form))

        joint = Joint(self._rows, self.book, self.book.inline, number, row_heights(self._native), mark)
        return map(str.encode, joint.pieces())

    def top(self) -> list[list[object]]:
        """The texts of the first rows, among which the header is looked for."""
        return self._rows.top(_TOP)

    def _shown(self, first_row: int, first_col: int, last_row: int, last_col: int) -> list[Any]:
        """What charts hold of a range (numbers from 0), in XlsxWriter's terms: numbers as text, None for no cell."""
        found: list[Any] = []
        for row in range(first_row + 1, last_row + 2):
            if not self._rows.has_row(row):
                found.append(None)
                continue
            for col in range(first_col + 1, last_col + 2):
                there, value = self._rows.value(row, col)
                found.append(self.book.inline.shown(value) if there else None)
        return found


def _zero(span: Span) -> tuple[int, int, int, int]:
    return span[0] - 1, span[1] - 1, span[2] - 1, span[3] - 1
