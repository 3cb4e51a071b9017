"""Sheets of analyses: the question, the answers in words, then table after table, each with its chart beside it.

Every report of `analysis` looks the same and is drawn here. A number that was made from rows leads to them; a customer
leads to its row on people's sheet. The last table holds the detail and can be sorted and filtered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from custsheet.drawing.dashboard.chart_data import Block as Place
from custsheet.drawing.dated import about
from custsheet.drawing.frame import footer, heading, page_scale
from custsheet.drawing.reports.report_charts import chart_of
from custsheet.drawing.reports.report_forms import money_note
from custsheet.drawing.reports.report_pages import Stretch, page_breaks, page_height, page_parts
from custsheet.drawing.reports.report_table import MARKS, NUMBERS, TableCells
from custsheet.drawing.reports.report_widths import AIR, column_widths
from custsheet.drawing.toolsheet import Scene, link_row, plain, row_heights
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.cells import rich
from custsheet.drawing.workbook.wrapping import wrapped
from custsheet.model.report import Block, Report

_ROW, _HEAD, _TITLE, _NOTE, _GAP, _ANSWER = 24, 30, 30, 18, 14, 22  # pixels: three charts stand on a printed page
_FIRST = 4  # row of the first answer
_CHART_ROWS = 9
_SAID = 1_120  # pixels of a line of an answer
_MOST_LINES = 24  # of a cell: sentences are written out whole; Excel knows no row higher than 409 points
_TOGETHER = 3  # rows that stay with the head of a table that runs over several pages


def draw_report(scene: Scene, report: Report) -> None:
    """Draw the sheet of `report`."""
    _Sheet(scene, report).draw()


class _Sheet:
    """One sheet from top to bottom."""

    def __init__(self, scene: Scene, report: Report) -> None:
        self._scene, self._report = scene, report
        self._canvas = scene.book.sheet(scene.title(report.name), tab=style.TAB_TOOL, row_height=_ROW)
        self._places: dict[str, tuple[Place, ...]] = {}
        self._cells = TableCells(scene, report, self._canvas, self._places)
        self._widths = column_widths(scene, report, self._cells.values)
        self._pixels = self._widths.columns
        self._scale = page_scale(sum(self._pixels))
        self._page = page_height(self._scale)
        self._heights = {block.name: self._high(block) for block in report.blocks}
        self._paper = [block for block in report.blocks if block.printed]
        self._noted = [line for note in report.notes for line in wrapped(scene.tell(note), _SAID, 9)]

    def draw(self) -> None:
        scene, canvas, report = self._scene, self._canvas, self._report
        canvas.widths(self._pixels)
        heading(canvas, canvas.title, about(scene, scene.tell(report.question)) + money_note(scene, report))
        canvas.height(2, 22)
        canvas.height(3, 8)
        link_row(canvas, scene.links("dashboard", "tiers", "parameters"), "", self._pixels)
        row = first = self._answers(_FIRST)
        self._plan(row)
        for block in self._paper:
            row = self._block(block)
        last = self._notes(row)
        row = last + 1
        for block in report.blocks[len(self._paper) :]:
            row = self._block(block)
        canvas.freeze(3, 1)
        breaks = page_breaks(canvas.high(1, first), self._stretches(), self._page)
        area = (1, 1, last - 1, len(self._pixels))
        canvas.printed(footer(scene.lang), repeat=self._titles(), scale=self._scale, area=area, breaks=breaks)

    def _titles(self) -> tuple[int, int] | None:
        """The header that every page below it repeats: only the last table's is right on all of those."""
        last = [self._places[block.name][0] for block in self._paper][-1:]
        heads = (
            one.first_row - 1
            for one in last
            if self._canvas.high(one.first_row, one.first_row + one.rows) > self._page / 2
        )
        return next(((head, head) for head in heads), None)

    def _stretches(self) -> Iterator[Stretch]:
        """Every table: charts stay whole, and tables that a page holds, for they repeat no header."""
        for block in self._paper:
            for place in self._places[block.name]:
                row, below = self._top(block, place), self._below(block, place)
                head = place.first_row + _TOGETHER
                charted = row + _CHART_ROWS + 5 if block.chart and len(block.table) else 0
                whole, part = (self._canvas.high(row, one) for one in (below, min(max(head, charted), below)))
                most = self._page / 2 if block is self._paper[-1] else self._page
                yield Stretch(row, whole, whole if whole <= most else part)

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
            if len(self._places) == len(self._paper):  # the notes stand between what is printed and what is not
                row += len(self._noted) + 1
            places = []
            for number, rows in enumerate(self._parts(block)):
                place = Place(self._canvas.title, row + 2 + (block.note is not None and number == 0), rows, 1)
                places.append(place)
                row = self._below(block, place)
            self._places[block.name] = tuple(places)

    def _parts(self, block: Block) -> list[int]:
        """Rows of each part of a table: one that is longer than a page, and not the last, has a header on each."""
        if block is self._paper[-1] or not block.printed or block.chart is not None:
            return [len(block.table)]
        high = self._heights[block.name]
        around = _TITLE + _NOTE + self._head() + _GAP
        return page_parts([high.get(at, _ROW) for at in range(len(block.table))], self._page - around)

    def _head(self) -> int:
        return _HEAD if self._scene.lang == "zh" else 44

    def _top(self, block: Block, place: Place) -> int:
        """The row of the title above a part of a table."""
        return place.first_row - 2 - (block.note is not None and place is self._places[block.name][0])

    def _below(self, block: Block, place: Place) -> int:
        """The first row after a part of a table, and after its chart."""
        rows = max(place.rows, _CHART_ROWS if block.chart and place else 1)
        return place.first_row + rows + 1

    def _block(self, block: Block) -> int:
        parts, first = self._places[block.name], 0
        drawn = [
            self._cells.column(block, column, pixels)
            for column, pixels in zip(block.columns, self._pixels, strict=False)
        ]
        for number, place in enumerate(parts, 1):
            self._heading(block, place, f"{number}/{len(parts)}" if len(parts) > 1 else "")
            self._header(block, place, f"_{number}" if number > 1 else "")
            rows = slice(first, first + place.rows)
            heights = {
                place.first_row + at - first: high
                for at, high in self._heights[block.name].items()
                if first <= at < first + place.rows
            }
            self._canvas.block(place.first_row, [(said[rows], worn[rows]) for said, worn in drawn], heights)
            first += place.rows
        if parts[0]:
            self._scales(block, parts)
            self._chart(block, parts[0])
        end = self._below(block, parts[-1])
        for place in parts:
            self._canvas.height(self._below(block, place) - 1, _GAP)
        return end

    def _heading(self, block: Block, place: Place, part: str) -> None:
        """The title, with which part of how many this is, and at the first the note."""
        scene, canvas, row = self._scene, self._canvas, self._top(block, place)
        canvas.height(row, _TITLE)
        which = scene.say(f"（{part}）", f" ({part})") if part else ""
        canvas.put(row, 1, scene.tell(block.title) + which, style.PANEL)
        if block.note is not None and place is self._places[block.name][0]:
            canvas.height(row + 1, _NOTE)
            canvas.put(row + 1, 1, scene.tell(block.note), style.NOTE)

    def _header(self, block: Block, place: Place, suffix: str) -> None:
        scene, canvas, head = self._scene, self._canvas, place.first_row - 1
        titles = [scene.tell(column.title) for column in block.columns]
        if place:
            name = f"t_{self._report.name}_{block.name}{suffix}"
            about = plain(f"{scene.tell(block.title)} {scene.tell(block.note) if block.note else ''}".strip())
            canvas.table(name, head, 1, titles, place.rows, autofilter=block.sortable, description=about)
        for col, (title, column) in enumerate(zip(titles, block.columns, strict=True), 1):
            side = style.look(align="right", indent=1) if column.kind in NUMBERS and not block.sortable else style.LEFT
            canvas.put(head, col, title, style.HEADER, style.WRAP, side)
        canvas.height(head, self._head())
        if not place:
            nothing = scene.tell(block.empty) if block.empty else scene.say("没有可列的。", "Nothing to list.")
            canvas.put(head + 1, 1, nothing, style.MUTED, style.LEFT)

    def _high(self, block: Block) -> Mapping[int, int]:
        """Pixels of the rows of a table, counted from 0, that are higher than others because a text in them wraps."""
        texts = [
            ([str(one) if one == one and one is not None else "" for one in self._cells.values(block, column.name)], px)
            for column, px in zip(block.columns, self._pixels, strict=False)
            if column.kind in {"long", "text"}
        ]
        return row_heights(0, texts, _ROW, _MOST_LINES) if len(block.table) else {}

    def _scales(self, block: Block, parts: tuple[Place, ...]) -> None:
        first, last = parts[0].first_row, parts[-1].first_row + parts[-1].rows - 1
        heat = [col for col, column in enumerate(block.columns, 1) if column.heat]
        if heat:
            scale = {"type": "2_color_scale", "min_color": style.WHITE, "max_color": style.LATER}
            self._canvas.conditional((first, heat[0], last, heat[-1]), scale)
        for col, column in enumerate(block.columns, 1):
            if column.bar:
                bar = {"type": "data_bar", "bar_solid": True, "bar_color": style.BAR_VALUE, "min_type": "num"}
                bar |= {"min_value": 0, "bar_border_color": style.BAR_VALUE, "bar_negative_color_same": True}
                self._canvas.conditional((first, col, last, col), bar)

    def _chart(self, block: Block, place: Place) -> None:
        if block.chart is None:
            return
        made = chart_of(self._canvas.book, block, block.chart, place, self._widths.chart)
        row = self._top(block, place)
        rows = place.first_row - 1 - row - 1 + _CHART_ROWS
        made.set_size({"width": self._widths.chart, "height": rows * _ROW})
        options = {
            "object_position": 1,
            "x_offset": AIR,
            "description": plain(self._scene.tell(block.chart.description)),
        }
        self._canvas.chart(row + 1, self._widths.beside, made, options)

    def _notes(self, row: int) -> int:
        for line in self._noted:
            self._canvas.put(row, 1, line, style.NOTE)
            self._canvas.height(row, _NOTE)
            row += 1
        return row
