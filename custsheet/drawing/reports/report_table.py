"""The cells of a table of a report, column by column: what a value of each kind looks like and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import repeat
from typing import Any

from custsheet.drawing.dashboard.chart_data import Block as Place
from custsheet.drawing.reports.report_forms import number_form
from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Content, Link, area, on
from custsheet.drawing.workbook.measure import wraps
from custsheet.drawing.workbook.style import Look
from custsheet.model.report import Block, Column, Kind, Mark, RecordRef, Report, RowsRef

MARKS: dict[Mark, tuple[str, str]] = {
    "good": ("▲", style.OK_INK),
    "near": ("◇", style.WARN_INK),
    "bad": ("▼", style.ERROR_INK),
    "none": ("●", style.ACCENT),
}
_STANDS = {"good": ("达标", "on target"), "near": ("接近", "close"), "bad": ("未达标", "off target")}
NUMBERS = frozenset({"count", "number", "money", "percent", "points", "change", "gain", "days"})
_LEADING = style.look(**{**style.TO, "font_size": 10})
BLANK = "–"


class TableCells:
    """The tables of one report; `places`: name of a table → where its parts will stand."""

    def __init__(self, scene: Scene, report: Report, canvas: Canvas, places: Mapping[str, tuple[Place, ...]]) -> None:
        self._scene, self._report, self._canvas, self._places = scene, report, canvas, places
        self._values: dict[tuple[str, str], list[Any]] = {}

    def values(self, block: Block, name: str) -> list[Any]:
        """What stands in a column; taken out of the frame once, which takes as long as drawing a hundred cells."""
        found = self._values.get((block.name, name))
        if found is None:
            found = self._values[block.name, name] = block.table[name].tolist()
        return found

    def column(self, block: Block, column: Column, pixels: int) -> tuple[list[Content], list[int]]:
        """Contents and looks of the cells of a column so many pixels wide."""
        values = self.values(block, column.name)
        kinds = self.values(block, column.kinds) if column.kinds else repeat(column.kind, len(values))
        links = {at: target for (at, name), target in block.links.items() if name == column.name}
        looks, look = self._looks(block, column), self._canvas.book.look_id
        leading = {worn: look(worn, _LEADING) for worn, _ in looks.values()}
        number = column.kind in NUMBERS
        # Excel draws a text as 0: what a chart shows is left empty where there is no value.
        none = None if number and block.chart is not None and column.name in block.chart.values else BLANK
        contents: list[Content] = []
        worn_by: list[int] = []
        for at, (value, kind) in enumerate(zip(values, kinds, strict=True)):
            worn, blank = looks[kind]
            content: Content = value
            if value is None or value != value or value == "":
                content, worn = none, blank
            elif number and isinstance(value, str):
                worn = blank
            elif column.kind in ("tier", "mark"):
                content, worn = self._badge(column.kind, value, worn)
            elif at in links:
                where, worn = self._where(links[at]), leading[worn]
                content = Link(where, f"{value:g}", number=float(value)) if number else Link(where, str(value))
            elif number:
                content = float(value)
            elif not isinstance(value, date):
                content = str(value)
            if column.kind == "text" and wraps(str(value), pixels):
                worn = look(worn, style.WRAP)
            contents.append(content)
            worn_by.append(worn)
        return contents, worn_by

    def _badge(self, kind: Kind, value: Any, worn: int) -> tuple[Content, int]:
        """A tier in its colour, or a mark with its word."""
        look = self._canvas.book.look_id
        if kind == "tier":
            return value, look(worn, style.BADGE, style.CENTRE, style.tier(str(value)), style.look(indent=0))
        sign, ink = MARKS[value]
        said = f"{sign} {self._scene.say(*_STANDS[value])}" if value in _STANDS else BLANK
        return said, look(worn, style.look(font_color=ink if value in _STANDS else style.GREY))

    def _where(self, target: RecordRef | RowsRef) -> str:
        if isinstance(target, RecordRef):
            return on(self._scene.titles[target.sheet], f"A{target.row}")
        width = next(len(one.columns) for one in self._report.blocks if one.name == target.block)
        span = (self._row(target.block, target.first), 1, self._row(target.block, target.last), width)
        return on(self._canvas.title, area(span, absolute=False))

    def _row(self, block: str, position: int) -> int:
        """On which row of the sheet a row of a table stands."""
        for place in self._places[block]:
            if position < place.rows:
                break
            position -= place.rows
        return place.first_row + position

    def _looks(self, block: Block, column: Column) -> dict[Kind, tuple[int, int]]:
        """Of the values of a column, and of its blanks, by kind."""
        look = self._canvas.book.look_id
        if column.kind in NUMBERS:
            kinds: dict[Kind, list[Any]] = {column.kind: self.values(block, column.name)}
            if column.kinds:  # those that have the same kinds have one form, as they compare
                alike = [self.values(block, one.name) for one in block.columns if one.kinds == column.kinds]
                kinds = {}
                for kind, *values in zip(self.values(block, column.kinds), *alike, strict=True):
                    kinds.setdefault(kind, []).extend(values)
            blank = look(style.BODY, style.RIGHT, style.MUTED)
            forms = {
                kind: style.look(num_format=number_form(self._scene, kind, values, heat=column.heat))
                for kind, values in kinds.items()
            }
            return {kind: (look(style.BODY, style.RIGHT, form), blank) for kind, form in forms.items()}
        more: Look = style.look()
        if column.kind == "long":
            more = style.WRAP
        elif column.kind == "date":
            more = style.look(num_format=style.DATE)
        worn, blank = look(style.BODY, style.LEFT, more), look(style.BODY, style.LEFT, style.MUTED)
        return {column.kind: (worn, blank)}
