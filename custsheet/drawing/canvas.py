"""A thin layer over an XlsxWriter worksheet: collect value and look per cell, merge, write each cell once.

Owns the promises every sheet relies on: a string is always written as text (never a formula, number or link), a formula
always carries its cached value, and whatever XlsxWriter would only warn about is an error.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from numbers import Real
from typing import TYPE_CHECKING, Any

from custsheet.drawing import style
from custsheet.drawing.cells import Content, Formula, Link, Rich, Span, cached, clip, date_format, literal
from custsheet.drawing.native import DrawingError, column_formula, done, guard, stored
from custsheet.drawing.style import Look

if TYPE_CHECKING:
    from custsheet.drawing.book import Book

MAX_LINKS = 60_000  # Excel allows 65,530 links a sheet; beyond this HYPERLINK() is used
MAX_NUMBER = 10**15  # Excel keeps 15 digits
_FIRST_DAY = date(1900, 1, 1)
_EMPTY: tuple[Any, int] = (None, 0)


class Canvas:
    """One worksheet being drawn; made by `Book.sheet`."""

    def __init__(self, book: Book, title: str, native: Any) -> None:
        self.book = book
        self.title = title
        self._native = native
        self._rows: dict[int, dict[int, tuple[Any, int]]] = {}
        self._links = 0
        self.heights: dict[int, int] = {}
        """Pixels of every row that is not as high as the sheet's others."""

    def put(self, row: int, col: int, value: Content = None, *looks: Look | int) -> None:
        """Set a cell. A later value replaces an earlier one; looks add up, the later wins. NaN and NaT are blank."""
        cells = self._rows.setdefault(row, {})
        before, worn = cells.get(col, _EMPTY)
        cells[col] = (before if value is None else value, self.book.look_id(worn, *looks))

    def row(self, row: int, first_col: int, values: Iterable[Content], *looks: Look | int) -> None:
        """Set neighbouring cells of one row, all with the same looks."""
        worn = self.book.look_id(*looks)
        for col, value in enumerate(values, first_col):
            self.put(row, col, value, worn)

    def paint(self, span: Span, *looks: Look | int) -> None:
        """Add looks to every cell of a range."""
        worn = self.book.look_id(*looks)
        for row in range(span[0], span[2] + 1):
            for col in range(span[1], span[3] + 1):
                self.put(row, col, None, worn)

    def under(self, row: int, col: int, *looks: Look | int) -> None:
        """Add looks beneath those the cell already wears."""
        cells = self._rows.setdefault(row, {})
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
        for col, one in enumerate(pixels, first_col):
            self.width(col, one)

    def height(self, row: int, pixels: int) -> None:
        """Height of a row in pixels."""
        self.heights[row] = pixels
        with guard():
            done(self._native.set_row_pixels(row - 1, pixels))

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
        """
        An Excel table without a style of its own: header at (row, col) and `rows` data rows below, at least one.

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
        with guard():
            done(self._native.add_table(row - 1, col - 1, row - 1 + max(rows, 1), col - 2 + len(headers), options))
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
        """
        A4, centred; `footer` in XlsxWriter's codes (&P page, &N pages).

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

    def flush(self) -> None:
        """Hand every cell to XlsxWriter; called by `Book.close`."""
        for row, cells in sorted(self._rows.items()):
            for col, (value, worn) in sorted(cells.items()):
                done(self._write(row - 1, col - 1, value, worn))
        self._rows.clear()

    def _write(self, row: int, col: int, value: Any, worn: int) -> object:
        native, book = self._native, self.book
        if value is None or value != value:  # NaN, NaT
            return native.write_blank(row, col, None, book.format(worn))
        if isinstance(value, str):
            return self._text(row, col, value, worn)
        if isinstance(value, bool):
            return native.write_boolean(row, col, value, book.format(worn))
        if isinstance(value, (date, datetime)):
            return self._moment(row, col, value, worn)
        if isinstance(value, Real):
            number = float(value)
            if not math.isfinite(number) or abs(number) >= MAX_NUMBER:
                return self._text(row, col, str(value), worn)
            return native.write_number(row, col, number, book.format(worn))
        if isinstance(value, Formula):
            day = date_format(value.value) if isinstance(value.value, (date, datetime)) else None
            return native.write_formula(
                row,
                col,
                stored(value.text),
                book.format(worn, day),
                cached(value.value, date1904=book.date1904),
            )
        if isinstance(value, Link):
            return self._link(row, col, value, worn)
        if isinstance(value, Rich):
            return self._rich(row, col, value, worn)
        if hasattr(value, "item"):  # numpy's own bool is neither bool nor Real
            return self._write(row, col, value.item(), worn)
        raise DrawingError(f"no way to write a {type(value).__name__}")

    def _text(self, row: int, col: int, text: str, worn: int) -> object:
        if not text:
            return self._native.write_blank(row, col, None, self.book.format(worn))
        return self._native.write_string(row, col, clip(text), self.book.format(worn))

    def _moment(self, row: int, col: int, value: date | datetime, worn: int) -> object:
        if (value.date() if isinstance(value, datetime) else value) < _FIRST_DAY:  # Excel has no earlier days
            return self._text(row, col, str(value), worn)
        return self._native.write_datetime(row, col, value, self.book.format(worn, date_format(value)))

    def _link(self, row: int, col: int, value: Link, worn: int) -> object:
        if not self.book.leads(value.target):
            unlinked = self.book.look_id(worn, style.look(underline=0, font_color=style.INK))
            return self._write(row, col, value.text if value.number is None else value.number, unlinked)
        if value.number is not None:
            return self._linked_number(row, col, value, worn)
        self._links += 1
        text, form = clip(value.text), self.book.format(worn)
        if self._links > MAX_LINKS:
            formula = f"=HYPERLINK({literal('#' + value.target)},{literal(clip(value.text, 255))})"
            return self._native.write_formula(row, col, formula, form, text)
        return self._native.write_url(row, col, "internal:" + value.target, form, text, value.tip)

    def _linked_number(self, row: int, col: int, value: Link, worn: int) -> object:
        """A number that leads somewhere: the link lies on the cell, whose content stays a plain number."""
        if self._links < MAX_LINKS:
            self._links += 1
            done(self._native.write_url(row, col, "internal:" + value.target, None, clip(value.text), value.tip))
        return self._write(row, col, value.number, worn)

    def _rich(self, row: int, col: int, value: Rich, worn: int) -> object:
        runs = [(clip(text), one) for text, one in value.runs if text]
        if len(runs) < 2:  # Excel has no rich text of one run
            text, one = runs[0] if runs else ("", style.look())
            return self._text(row, col, text, self.book.look_id(worn, one))
        parts: list[Any] = []
        for text, one in runs:
            parts += [self.book.format(self.book.look_id(one)), text]
        return self._native.write_rich_string(row, col, *parts, self.book.format(worn))


def _zero(span: Span) -> tuple[int, int, int, int]:
    return span[0] - 1, span[1] - 1, span[2] - 1, span[3] - 1
