"""A workbook being drawn in memory: its sheets, its defined names, and each look made into an XlsxWriter format once.

Whatever XlsxWriter would only warn about is an error, and the same drawing gives the same bytes. XlsxWriter draws
styles, columns, tables, charts and rules; the rows are joined by `sheetrows`, either into a workbook that stands by
itself, or later, when `package.graft` says what each style is called in the workbook they go into.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import xlsxwriter

from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import on
from custsheet.drawing.workbook.cellxml import Cells, Inline, Shared
from custsheet.drawing.workbook.native import done, guard, none_shown, style_number
from custsheet.drawing.workbook.style import Look
from custsheet.model.errors import Lang

_OPTIONS = {
    "in_memory": True,  # entries of the zip then carry a fixed date
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": style.FONT, "font_size": 10, "font_scheme": "none"},
}


class Book:
    """A workbook being drawn.

    Args:
        lang: language of every text written.
        created: what the document properties say; the same moment gives the same bytes.
        date1904: count days from 1904, as the workbook does that the sheets go into.
        standalone: the book is all there is, so that links to other sheets become plain text.
    """

    def __init__(self, lang: Lang, *, created: datetime, date1904: bool = False, standalone: bool = False) -> None:
        self.lang: Lang = lang
        self.date1904 = date1904
        self._standalone = standalone
        self._created = created
        self._out = io.BytesIO()
        self._native = xlsxwriter.Workbook(self._out, _OPTIONS | {"date_1904": date1904})
        self._native.use_custom_theme(io.StringIO(style.theme()))
        self.inline = Cells(self, Inline())
        """How values are written whose strings stand in their cells."""
        self._looks: list[Look] = [style.look()]
        self._ids: dict[tuple[tuple[str, Any], ...], int] = {(): 0}
        self._known: dict[
            int, tuple[Look, int]
        ] = {}  # identity of a look → itself, so that it lives on, and its number
        self._merged: dict[tuple[int, int], int] = {}
        self._formats: dict[tuple[int, str | None], Any] = {}
        self._bare: dict[int, Any] = {}
        self.canvases: list[Canvas] = []
        """Its sheets, in order."""
        self._shown = 0
        self.unlinked = self.look_id(style.look(underline=0, font_color=style.INK))
        """The look that takes from a text what makes it look like a link."""

    def sheet(
        self,
        title: str,
        *,
        tab: str | None = None,
        hidden: bool = False,
        gridlines: bool = False,
        row_height: int = 22,
        zoom: int = 100,
    ) -> Canvas:
        """A new worksheet. `hidden` sheets are very hidden: only a program can show them. `row_height` in pixels."""
        with guard():
            native = self._native.add_worksheet(title)
            native.set_default_row(row_height * 0.75)
            native.set_zoom(zoom)
            native.hide_gridlines(1 if gridlines else 2)  # never printed
            if tab:
                native.set_tab_color(tab)
            if hidden:
                native.very_hidden()
        self._shown += not hidden
        canvas = Canvas(self, title, native, row_height)
        self.canvases.append(canvas)
        return canvas

    def leads(self, target: str) -> bool:
        """Whether a link to `target` ("'客户'!A5") leads anywhere, once every sheet is there."""
        return not self._standalone or any(target.startswith(on(one.title, "")) for one in self.canvases)

    def define(self, name: str, refers_to: str) -> None:
        """A workbook-wide defined name; `refers_to` without "="."""
        with guard():
            done(self._native.define_name(name, "=" + refers_to))

    def chart(self, **options: Any) -> Any:
        """A new XlsxWriter chart; fill it inside `guard()` and place it with `Canvas.chart`."""
        with guard():
            return self._native.add_chart(options)

    def properties(self, custom: Mapping[str, str], **properties: str) -> None:
        """Document properties (title, subject, comments …) and custom ones."""
        self._native.set_properties({**properties, "created": self._created})
        for name, value in custom.items():
            self._native.set_custom_property(name, value, "text")

    def close(self) -> bytes:
        """The workbook, which stands by itself; the book cannot be drawn on any more."""
        return self._close(Cells(self, Shared(self._native)))

    def frame(self) -> bytes:
        """The workbook without its rows, which `Canvas.join` gives; the book cannot be drawn on any more."""
        return self._close(None)

    def _close(self, strings: Cells | None) -> bytes:
        with guard():
            for canvas in self.canvases:
                canvas.hand_over(strings)
            if not self._shown:
                none_shown(self._native)
            self._native.close()
        return self._out.getvalue()

    def style_number(self, worn: int, number_format: str | None) -> int:
        """What the drawn workbook calls the style of a look."""
        return style_number(self.format(worn, number_format))

    def look_id(self, *looks: Look | int) -> int:
        """A number for a merged look (the later wins), to pass in its place where many cells share it."""
        merged = 0
        for one in looks:
            merged = self._merge(merged, one if isinstance(one, int) else self._intern(one))
        return merged

    def format(self, one: int, number_format: str | None = None) -> Any:
        """XlsxWriter's format for look number `one` over the base look; `number_format` where the look names none."""
        found = self._formats.get((one, number_format))
        if found is None:
            number = {"num_format": number_format} if number_format else {}
            found = self._native.add_format({**style.BASE, **number, **self._looks[one], "font_scheme": "none"})
            self._formats[one, number_format] = found
        return found

    def bare_format(self, one: Look) -> Any:
        """A format for conditional formatting, which must change only what it names."""
        key = self._intern(one)
        if key not in self._bare:
            self._bare[key] = self._native.add_format(dict(one))
        return self._bare[key]

    def _intern(self, one: Look) -> int:
        known = self._known.get(id(one))
        if known is not None:
            return known[1]
        key = tuple(sorted(one.items()))
        found = self._ids.get(key)
        if found is None:
            found = self._ids[key] = len(self._looks)
            self._looks.append(one)
        self._known[id(one)] = one, found
        return found

    def _merge(self, first: int, second: int) -> int:
        if not first or not second or first == second:
            return second or first
        found = self._merged.get((first, second))
        if found is None:
            found = self._merged[first, second] = self._intern({**self._looks[first], **self._looks[second]})
        return found
