"""Sheet 经营看板: one landscape A4 with what happened in words, eight cards and seven charts.

Owns the grid (eight cards wide, nothing merged) and the cards; what stands above a chart comes from `captions`. A
figure is a number in its cell; a panel without data says so calmly in place of an empty chart.
"""

from __future__ import annotations

import math
from typing import Any

from custsheet.analysis.doubts import STARRED
from custsheet.drawing.dashboard import captions, charts
from custsheet.drawing.dashboard.board import FIRST_SELECTOR, SELECTED_ROW, Picks, draw_board
from custsheet.drawing.dashboard.board import NAME as BOARD
from custsheet.drawing.dashboard.board_cards import CARD, STATUS, Cards
from custsheet.drawing.dashboard.chart_data import ChartData, draw_chart_data
from custsheet.drawing.dated import about
from custsheet.drawing.frame import footer
from custsheet.drawing.toolsheet import Scene, plain, short
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Link, Rich, rich
from custsheet.drawing.workbook.measure import text_pixels
from custsheet.drawing.workbook.wrapping import wrapped
from custsheet.model.board import SELECTORS
from custsheet.model.outcome import Figures
from custsheet.model.text import text

NAME = "dashboard"
_CARDS, _CARD, _GUTTER, _MARGIN = 8, CARD, 10, 12
_LAST = 2 * _CARDS + 1
_WIDTH = _CARDS * (_CARD + _GUTTER) - _GUTTER
_CHART_ROWS, _CHART_ROW = 6, 30
_SENTENCE, _SENTENCE_LINES = 21, 3  # pixels of a line; lines a sentence may take
_COMPANY = 300  # pixels
_NOTE_LINES = 4
_TITLES = (12, 11, 10, 9, 8.5)  # points, the best first
_TITLE_AIR = 18  # pixels
_BOLD = 1.05  # bold Latin letters of a substitute font are wider than those of ours
_WIDER = 1.13  # than plain ones
_SELECTOR = style.look(num_format=style.AS_TEXT, bold=True, shrink=True)  # text: 2026-05 is no day to be guessed


def draw_dashboard(scene: Scene, figures: Figures) -> None:
    """Draw the sheet, and behind it the sheet of chart data that its charts refer to."""
    canvas = scene.book.sheet(scene.title(NAME), tab=style.TAB_TOOL, zoom=90)
    chosen = figures.board is not None and scene.schema.has_tool(BOARD)
    picks = draw_board(scene, figures.board) if chosen and figures.board is not None else None
    data = draw_chart_data(scene, figures, picks)
    canvas.widths([_MARGIN, *([_CARD, _GUTTER] * _CARDS)[:-1], _MARGIN])
    board = _Board(scene, canvas, figures, data, picks)
    row = board.head()
    row = board.selectors(row)
    row = board.sentences(row)
    row = board.cards(row)
    row = board.panels(row)
    row = board.more(row)
    last = board.notes(row)
    canvas.select(1, 1)
    canvas.printed(footer(scene.lang), pages_high=1, area=(1, 1, last, _LAST))


class _Board:
    """The dashboard from top to bottom; each part takes its first row and returns the next free one."""

    def __init__(self, scene: Scene, canvas: Canvas, figures: Figures, data: ChartData, picks: Picks | None) -> None:
        self._scene, self._canvas, self._figures, self._data, self._picks = scene, canvas, figures, data, picks

    def head(self) -> int:
        scene, canvas = self._scene, self._canvas
        company = scene.snapshot.settings.get("company_name")
        named = short(str(company), _COMPANY, 9.5) if company else ""
        self._rows(1, [46, 22])
        behind = "   " + about(scene, named, "" if self._picks else scene.tell(self._figures.period))
        canvas.put(1, 1, rich((canvas.title, style.BIG_TITLE), (behind, style.HELP)), style.LEFT)
        for col, link in zip(range(2, _LAST, 2), scene.links("findings", "tiers", "chart_data"), strict=False):
            canvas.put(2, col, link, style.TO)
        return 3

    def selectors(self, row: int) -> int:
        """The drop-downs, with the days they come to; nothing where there is nothing to choose from."""
        picks, scene, canvas = self._picks, self._scene, self._canvas
        if picks is None:
            self._rows(row, [6])
            return row + 1
        self._rows(row, [20, 27, 8])
        for place, (name, title) in enumerate(SELECTORS.items()):
            col = FIRST_SELECTOR + 2 * place
            canvas.put(SELECTED_ROW - 1, col, scene.tell(title), style.HELP, style.LEFT, style.look(valign="bottom"))
            canvas.put(SELECTED_ROW, col, picks.chosen[name], style.INPUT, style.LEFT, _SELECTOR)
            canvas.box((SELECTED_ROW, col, SELECTED_ROW, col), colour=style.INPUT_INK)
            options = {"validate": "list", "source": "=" + picks.entries[name], "error_type": "stop"}
            options |= {
                "error_title": scene.tell(title),
                "error_message": scene.say("请从下拉列表里选一项。", "Choose an entry of the list."),
            }
            canvas.validate((SELECTED_ROW, col, SELECTED_ROW, col), options)
        col = FIRST_SELECTOR + 2 * len(SELECTORS)
        canvas.put(SELECTED_ROW, col, picks.days, style.STRONG, style.LEFT)
        follows = scene.say(
            "卡片和成交额图跟着选择变；其余的图和文字看全公司。",
            "The cards and the revenue chart follow your choice; the rest is about the whole company.",
        )
        canvas.put(SELECTED_ROW - 1, col, follows, style.HELP, style.LEFT, style.look(valign="bottom"))
        return row + 3

    def sentences(self, row: int) -> int:
        """What happened, in words."""
        scene, canvas = self._scene, self._canvas
        said = self._figures.sentences or (
            ("none", text("还没有可说的：先录入客户和交易。", "Nothing to tell yet: enter customers and orders.")),
        )
        lines: list[tuple[Rich, Link | None]] = []
        for place, (status, sentence) in enumerate(said):
            mark, ink, _, _ = STATUS[status]
            lead = scene.lead(self._figures.leads[place]) if place < len(self._figures.leads) else None
            room = _WIDTH - 60 - (_CARD if lead else 0)
            whole = short(scene.tell(sentence), _SENTENCE_LINES * (room - 20))
            for number, line in enumerate(wrapped(whole, room)):
                sign = f"{mark}  " if number == 0 else "      "
                runs = rich((sign, style.look(font_color=ink)), (line, style.look(font_color=style.INK)))
                lines.append((runs, lead if number == 0 else None))
        self._rows(row, [26, *[_SENTENCE] * len(lines), 5, 10])
        last = row + len(lines) + 1
        self._card((row, 2, last, _LAST - 1), left=(5, style.NAVY))
        period = scene.tell(self._figures.period)
        canvas.put(row, 2, scene.say(f"{period}，几句话", f"{period} in words"), style.PANEL, style.LEFT)
        for number, (content, lead) in enumerate(lines, row + 1):
            canvas.put(number, 2, content, style.LEFT)
            if lead is not None:
                canvas.put(number, _LAST - 1, lead, style.TO, style.LEFT, style.look(shrink=True))
        return last + 2

    def cards(self, row: int) -> int:
        """The KPI cards, one column each, so that every figure is a number in its cell."""
        if not self._figures.cards:
            return row
        self._rows(row, [22, 36, 24, 18, 44])
        shown = Cards(self._scene, self._canvas, self._data, self._picks)
        for place, card in enumerate(self._figures.cards[:_CARDS]):
            col = 2 + 2 * place
            self._card((row, col, row + 4, col), top=(5, shown.edge(card)))
            shown.draw(row, col, card)
        shown.colours(row, (2, 2 * min(len(self._figures.cards), _CARDS)))
        return row + 5

    def panels(self, row: int) -> int:
        """Two rows of charts."""
        figures, data, book = self._figures, self._data, self._scene.book
        said = captions.Captions(self._scene, figures)
        months = figures.revenue
        shares = [float(one) for one in figures.satisfaction["share"]]
        drawn: list[tuple[int, int, captions.Caption, Any]] = [
            (1, 4, said.revenue(), data.revenue and charts.revenue(
                book, data.revenue, targeted=bool(self._setting("revenue_target")),
                compared=bool(months["last_year"].notna().any()), below_zero=bool((months["amount"] < 0).any()))),
            (5, 2, said.tiers(), data.tiers and charts.doughnut(book, data.tiers)),
            (7, 2, said.groups(), data.groups and charts.groups(
                book, data.groups, list(figures.groups["group"]), data.groups.labels)),
            (1, 2, said.pareto(), data.pareto and charts.pareto(book, data.pareto, list(figures.pareto["tier"]))),
            (3, 2, said.top(), data.top and charts.top(book, data.top, list(figures.top["tier"]), data.top.labels)),
            (5, 2, said.satisfaction(), any(one == one for one in shares) and charts.satisfaction(
                book, data.satisfaction, shares, targeted=self._setting("csat_target") is not None)),
            (7, 2, said.overdue(), data.overdue and charts.overdue(book, data.overdue, data.overdue.labels)),
        ]  # fmt: skip
        # One size for all titles: the largest in which the longest fits its panel.
        room = [(caption.title, _across(span) - _TITLE_AIR) for _, span, caption, _ in drawn]
        fits = [size for size in _TITLES if all(_title_pixels(one, size) <= room_ for one, room_ in room)]
        size = max(fits, default=_TITLES[-1])
        for place, (first, span, caption, chart) in enumerate(drawn):
            if place in {0, 3}:
                self._rows(row, [10, 25, 18, *[_CHART_ROW] * _CHART_ROWS])
                row += 3 + _CHART_ROWS
            self._panel(row - 2 - _CHART_ROWS, 2 * first, span, caption, chart, size)
            if chart and first == 5 and place < 3:
                self._slices(row - _CHART_ROWS, 2 * first)
        return row

    def _panel(self, row: int, left: int, span: int, caption: captions.Caption, chart: Any, size: float) -> None:
        """A white card with finding, legend and chart, or a calm sentence, over `span` cards."""
        canvas = self._canvas
        self._card((row, left, row + 1 + _CHART_ROWS, left + 2 * (span - 1)))
        room = _across(span) - _TITLE_AIR
        title = (
            caption.title if _title_pixels(caption.title, size) <= room else short(caption.title, room / _WIDER, size)
        )
        live = self._picks if caption.live else None
        content = title if live is None or caption.live is None else live.unless_chosen(title, caption.live)
        canvas.put(row, left, content, style.PANEL, style.LEFT, style.look(font_size=size))
        if not chart:
            calm = style.look(font_color=style.GREY, font_size=10)
            canvas.put(row + 1 + _CHART_ROWS // 2, left, caption.empty, calm, style.LEFT)
            return
        canvas.put(row + 1, left, caption.legend, style.SMALL, style.LEFT)
        height = _CHART_ROWS * _CHART_ROW
        options: dict[str, Any] = {"object_position": 1, "description": plain(caption.description)}
        if caption.beside:
            # From edge to edge of its column: the ring's middle is the column's, however wide a program draws it.
            chart.set_size({"width": _CARD, "height": height})
        else:
            chart.set_size({"width": _across(span) - 8, "height": height - 6})
            options |= {"x_offset": 4, "y_offset": 2}
        canvas.chart(row + 2, left, chart, options)

    def _slices(self, row: int, left: int) -> None:
        """The doughnut's figure is the cell behind its hole, its legend the cells at its right."""
        canvas, table = self._canvas, self._figures.tiers
        for place, tier in enumerate("ABCP", row + 1):
            count, share = int(table.at[tier, "customers"]), float(table.at[tier, "share"])
            canvas.put(place, left + 2, captions.slice_label(self._scene, tier, count, share), style.look(align="left"))
        total, middle = int(table["customers"].sum()), row + _CHART_ROWS // 2 - 1
        size = 18 if total < 10_000 else 13
        figure = style.look(font_size=size, bold=True, font_color=style.NAVY, num_format=style.COUNT, align="center")
        canvas.put(middle, left, total, figure, style.look(valign="bottom"))
        canvas.put(middle + 1, left, self._scene.say("位客户", "in all"), style.SMALL, style.CENTRE, style.TOP)

    def _setting(self, name: str) -> object:
        return self._scene.snapshot.settings.get(name)

    def more(self, row: int) -> int:
        """Where every analysis is, under the charts that it explains."""
        leads = [self._scene.lead([one.name]) for one in self._scene.outcome.reports]
        links = [lead for lead in leads if lead is not None]
        if not links:
            return row
        across = range(4, _LAST, 2)
        lines = math.ceil(len(links) / len(across))
        self._rows(row, [8, *[20] * lines])
        self._canvas.put(row + 1, 2, self._scene.say("全部分析", "All analyses"), style.STRONG, style.LEFT)
        for place, link in enumerate(links):
            at = row + 1 + place // len(across), across[place % len(across)]
            self._canvas.put(*at, link, style.TO, style.LEFT, style.look(shrink=True))
        return row + 1 + lines

    def notes(self, row: int) -> int:
        """Below the charts: what the cards compare with, what is missing. Returns the last row."""
        scene = self._scene
        against = {scene.tell(card.delta_note) for card in self._figures.cards if card.delta_note}
        parts = [scene.say(f"数字下的 ▲▼ = {one}", f"▲▼ below a figure = {one}") for one in sorted(against)] + [
            scene.tell(note) for note in self._figures.notes
        ]
        top = self._figures.top
        if len(top) and top["unverified"].any():
            parts.insert(0, scene.tell(STARRED))
        if any(card.status != "none" for card in self._figures.cards):
            states = [(STATUS[one][0], scene.tell(STATUS[one][3])) for one in ("good", "near", "bad")]
            parts.insert(0, "  ".join(f"{mark} {word}" for mark, word in states))
        said = short(" · ".join(parts), _NOTE_LINES * (_WIDTH - 40), 8.5)
        lines = wrapped(said, _WIDTH - 10, 8.5)
        self._rows(row, [8, *[18] * len(lines), 6])
        for number, line in enumerate(lines, row + 1):
            self._canvas.put(number, 2, line, style.SMALL)
        return row + len(lines) + 1

    def _rows(self, first: int, pixels: list[int]) -> None:
        """Heights of the rows from `first` on, on the colour of the page."""
        for row, height in enumerate(pixels, first):
            self._canvas.height(row, height)
        self._canvas.paint((first, 1, first + len(pixels) - 1, _LAST), style.PAPER)

    def _card(
        self,
        span: tuple[int, int, int, int],
        top: tuple[int, str] | None = None,
        left: tuple[int, str] | None = None,
    ) -> None:
        self._canvas.paint(span, style.CARD)
        self._canvas.box(span, top=top, left=left)


def _across(span: int) -> int:
    """Pixels of a panel over `span` cards."""
    return span * (_CARD + _GUTTER) - _GUTTER


def _title_pixels(title: str, points: float) -> float:
    return text_pixels(title, points, bold=True) * _BOLD
