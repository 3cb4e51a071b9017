"""Sheets of analyses: the question, the answers in words, then table after table, each with its chart beside it.

Every report of `analysis` looks the same and is drawn here. A number that was made from rows leads to them; a customer
leads to its row on people's sheet. The last table holds the detail and can be sorted and filtered.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from custsheet.drawing.dashboard.chart_data import Block as Place
from custsheet.drawing.dashboard.dashboard import wrapped
from custsheet.drawing.frame import footer, heading
from custsheet.drawing.reports.report_charts import WIDTH, chart_of
from custsheet.drawing.reports.report_forms import money_note
from custsheet.drawing.reports.report_pages import Stretch, page_breaks, page_height, page_scale
from custsheet.drawing.reports.report_table import BLANK, MARKS, NUMBERS, TableCells
from custsheet.drawing.toolsheet import Scene, link_row, plain, row_heights
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.cells import rich
from custsheet.drawing.workbook.measure import header_width, text_pixels
from custsheet.model.report import Block, Column, Report

_ROW, _HEAD, _TITLE, _NOTE, _GAP, _ANSWER = 24, 30, 30, 18, 14, 22  # pixels: three charts stand on a printed page
_FIRST = 4  # row of the first answer
_TEXTS, _LONG, _LEAST, _WIDEST = 260, 480, 76, 150  # pixels of a column: of names, of sentences, of numbers
_WRAPPED = 240  # pixels that a column of sentences keeps where the sheet would else not print on one page's width
_CHART_ROWS, _NARROWEST, _AIR = 9, 420, 20
_PAGE = 1_440  # pixels of a sheet's width that print legibly on one page; sentences wrap and charts shrink for it
_SAID = 1_120  # pixels of a line of an answer
_MEASURED = 200  # rows whose texts are measured
_TOGETHER = 3  # rows that stay with the head of a table that runs over several pages


def draw_report(scene: Scene, report: Report) -> None:
    """Draw the sheet of `report`."""
    _Sheet(scene, report).draw()


class _Sheet:
    """One sheet from top to bottom."""

    def __init__(self, scene: Scene, report: Report) -> None:
        self._scene, self._report = scene, report
        self._canvas = scene.book.sheet(scene.title(report.name), tab=style.TAB_TOOL, row_height=_ROW)
        # Charts stand beside the widest table that has one, over what columns wider ones have there.
        self._beside = 1 + max((len(one.columns) for one in report.blocks if one.chart), default=0)
        self._chart_width = WIDTH
        self._places: dict[str, Place] = {}
        self._cells = TableCells(scene, report, self._canvas, self._places)
        self._pixels = self._widths()

    def draw(self) -> None:
        scene, canvas, report = self._scene, self._canvas, self._report
        canvas.widths(self._pixels)
        said = f"{scene.tell(report.question)}  ·  {scene.provenance}{money_note(scene, report)}"
        heading(canvas, canvas.title, said)
        canvas.height(2, 22)
        canvas.height(3, 8)
        link_row(canvas, scene.links("dashboard", "tiers", "parameters"), "", self._pixels)
        row = first = self._answers(_FIRST)
        self._plan(row)
        for block in report.blocks:
            row = self._block(row, block)
        last = self._notes(row)
        canvas.freeze(3, 1)
        scale = page_scale(sum(self._pixels))
        page = page_height(scale)
        breaks = page_breaks(canvas.high(1, first), self._stretches(first, page), page)
        area = (1, 1, last - 1, len(self._pixels))
        canvas.printed(footer(scene.lang), repeat=self._titles(page), scale=scale, area=area, breaks=breaks)

    def _titles(self, page: float) -> tuple[int, int] | None:
        """The header that every page below it repeats: only the last table's is right on all of those."""
        last = list(self._places.values())[-1:]
        heads = (
            one.first_row - 1 for one in last if self._canvas.high(one.first_row, one.first_row + one.rows) > page / 2
        )
        return next(((head, head) for head in heads), None)

    def _stretches(self, row: int, page: float) -> Iterator[Stretch]:
        """Every block from `row` on: charts stay whole, and tables that a page holds, for they repeat no header."""
        for block in self._report.blocks:
            below = self._below(block, row)
            head = self._places[block.name].first_row + _TOGETHER
            charted = row + _CHART_ROWS + 5 if block.chart and len(block.table) else 0
            whole, part = (self._canvas.high(row, one) for one in (below, min(max(head, charted), below)))
            most = page / 2 if block is self._report.blocks[-1] else page
            yield Stretch(row, whole, whole if whole <= most else part)
            row = below

    def _answers(self, row: int) -> int:
        scene, canvas = self._scene, self._canvas
        for mark, said in self._report.answers:
            sign, ink = MARKS[mark]
            for number, line in enumerate(wrapped(scene.tell(said), _SAID)):
                lead = f"{sign}  " if number == 0 else "     "
                runs = rich((lead, style.look(font_color=ink, bold=True)), (line, style.look(font_color=style.INK)))
                canvas.put(row, 1, runs, style.LEFT)
                canvas.height(row, _ANSWER)
                row += 1
        canvas.height(row, _GAP)
        return row + 1

    def _plan(self, row: int) -> None:
        """Where every table will stand, so that one can lead to rows of another."""
        for block in self._report.blocks:
            first = row + 2 + (block.note is not None)
            self._places[block.name] = Place(self._canvas.title, first, len(block.table), 1)
            row = self._below(block, row)

    def _below(self, block: Block, row: int) -> int:
        """The first row after a block that begins at `row`."""
        rows = max(len(block.table), 1)
        if block.chart and len(block.table):
            rows = max(rows, _CHART_ROWS)
        return row + 3 + (block.note is not None) + rows

    def _block(self, row: int, block: Block) -> int:
        scene, canvas, place = self._scene, self._canvas, self._places[block.name]
        canvas.height(row, _TITLE)
        canvas.put(row, 1, scene.tell(block.title), style.PANEL)
        if block.note is not None:
            canvas.height(row + 1, _NOTE)
            canvas.put(row + 1, 1, scene.tell(block.note), style.NOTE)
        head = place.first_row - 1
        titles = [scene.tell(column.title) for column in block.columns]
        if place:
            name = f"t_{self._report.name}_{block.name}"
            about = plain(f"{scene.tell(block.title)} {scene.tell(block.note) if block.note else ''}".strip())
            canvas.table(name, head, 1, titles, place.rows, autofilter=block.sortable, description=about)
        for col, (title, column) in enumerate(zip(titles, block.columns, strict=True), 1):
            side = style.look(align="right", indent=1) if column.kind in NUMBERS and not block.sortable else style.LEFT
            canvas.put(head, col, title, style.HEADER, style.WRAP, side)
        canvas.height(head, _HEAD if scene.lang == "zh" else 44)
        if not place:
            nothing = scene.tell(block.empty) if block.empty else scene.say("没有可列的。", "Nothing to list.")
            canvas.put(head + 1, 1, nothing, style.MUTED, style.LEFT)
        else:
            self._rows(block, place)
            self._scales(block, place)
            self._chart(block, place, row)
        end = self._below(block, row)
        canvas.height(end - 1, _GAP)
        return end

    def _rows(self, block: Block, place: Place) -> None:
        drawn = [self._cells.column(block, column) for column in block.columns]
        texts = [
            (["" if one == BLANK else str(one) for one in contents], pixels)
            for (contents, _), column, pixels in zip(drawn, block.columns, self._pixels, strict=False)
            if column.kind == "long"
        ]
        heights = row_heights(place.first_row, texts, _ROW)
        self._canvas.block(place.first_row, drawn, heights)

    def _scales(self, block: Block, place: Place) -> None:
        last = place.first_row + place.rows - 1
        heat = [col for col, column in enumerate(block.columns, 1) if column.heat]
        if heat:
            scale = {"type": "2_color_scale", "min_color": style.WHITE, "max_color": style.LATER}
            self._canvas.conditional((place.first_row, heat[0], last, heat[-1]), scale)
        for col, column in enumerate(block.columns, 1):
            if column.bar:
                bar = {"type": "data_bar", "bar_solid": True, "bar_color": style.BAR_VALUE, "min_type": "num"}
                bar |= {"min_value": 0, "bar_border_color": style.BAR_VALUE, "bar_negative_color_same": True}
                self._canvas.conditional((place.first_row, col, last, col), bar)

    def _chart(self, block: Block, place: Place, row: int) -> None:
        if block.chart is None:
            return
        made = chart_of(self._canvas.book, block, block.chart, place, self._chart_width)
        rows = place.first_row - 1 - row - 1 + _CHART_ROWS
        made.set_size({"width": self._chart_width, "height": rows * _ROW})
        options = {
            "object_position": 1,
            "x_offset": _AIR,
            "description": plain(self._scene.tell(block.chart.description)),
        }
        self._canvas.chart(row + 1, self._beside, made, options)

    def _notes(self, row: int) -> int:
        for note in self._report.notes:
            for line in wrapped(self._scene.tell(note), _SAID, 9):
                self._canvas.put(row, 1, line, style.NOTE)
                self._canvas.height(row, _NOTE)
                row += 1
        return row

    def _widths(self) -> list[int]:
        """Of every column: what the widest of the tables needs there.

        Sentences can wrap: their columns give way where the sheet would be too wide for one page, which would part
        tables and charts.
        """
        found, least = list[int](), list[int]()
        for block in self._report.blocks:
            for at, column in enumerate(block.columns):
                if at == len(found):
                    found.append(_LEAST)
                    least.append(_LEAST)
                needed = self._needed(block, column)
                found[at] = max(found[at], needed)
                least[at] = max(least[at], min(needed, _WRAPPED) if column.kind == "long" else needed)
        chart = _AIR + _NARROWEST if self._beside > 1 else 0
        over = max(sum(found), sum(found[: self._beside - 1]) + chart) - _PAGE
        give = sum(found) - sum(least)
        if over > 0 and give > 0:
            share = min(over / give, 1.0)
            found = [wide - math.ceil((wide - low) * share) for wide, low in zip(found, least, strict=True)]
        if self._beside > 1:  # room for the charts, which are smaller beside wide tables
            left = _PAGE - sum(found[: self._beside - 1]) - _AIR
            self._chart_width = min(max(left, _NARROWEST), WIDTH)
            while (lacking := self._chart_width + _AIR - sum(found[self._beside - 1 :])) > 0:
                found.append(min(lacking, _TEXTS // 2))
        return found or [_TEXTS]

    def _needed(self, block: Block, column: Column) -> int:
        title = header_width(self._scene.tell(column.title), _LEAST, mark=False)
        if column.kind in NUMBERS:
            return min(max(title, _LEAST), _WIDEST)
        if column.kind in {"date", "mark"}:
            return max(title, 96)
        texts = [str(one) for one in self._cells.values(block, column.name)[:_MEASURED] if one == one and one]
        needed = int(max((text_pixels(one) for one in texts), default=0.0) * 1.05) + 24
        return max(title, min(needed, _LONG if column.kind == "long" else _TEXTS))
