"""Sheet 经营看板: one landscape A4 with what happened in words, eight cards and seven charts.

Owns the grid (eight cards wide, nothing merged) and the cards; what stands above a chart comes from `captions`. A
figure is a number in its cell; a panel without data says so calmly in place of an empty chart.
"""

from __future__ import annotations

from typing import Any

from custsheet.analysis.money import money_format
from custsheet.drawing import captions, charts, style
from custsheet.drawing.canvas import Canvas
from custsheet.drawing.cells import Rich, rich
from custsheet.drawing.chart_data import ChartData, draw_chart_data
from custsheet.drawing.frame import footer
from custsheet.drawing.measure import text_pixels
from custsheet.drawing.toolsheet import Scene, plain, prefix, short
from custsheet.model.outcome import Card, Figures
from custsheet.model.text import Text, text

NAME = "dashboard"
_CARDS, _CARD, _GUTTER, _MARGIN = 8, 128, 10, 12
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
_STATUS: dict[str, tuple[str, str, str, Text]] = {
    "good": ("▲", style.OK_INK, style.OK_EDGE, text("达标", "on target")),
    "near": ("◇", style.WARN_INK, style.WARN_EDGE, text("接近", "close")),
    "bad": ("▼", style.ERROR_INK, style.ERROR_EDGE, text("未达标", "off target")),
    "none": ("●", style.ACCENT, style.ACCENT, text("", "")),
}
_LESS_IS_BETTER = frozenset({"complaints"})


def draw_dashboard(scene: Scene, figures: Figures) -> None:
    """Draw the sheet, and behind it the sheet of chart data that its charts refer to."""
    canvas = scene.book.sheet(scene.title(NAME), tab=style.TAB_TOOL, zoom=90)
    data = draw_chart_data(scene, figures)
    canvas.widths([_MARGIN, *([_CARD, _GUTTER] * _CARDS)[:-1], _MARGIN])
    board = _Board(scene, canvas, figures, data)
    row = board.head()
    row = board.sentences(row)
    row = board.cards(row)
    row = board.panels(row)
    last = board.notes(row)
    canvas.select(1, 1)
    canvas.printed(footer(scene.lang), pages_high=1, area=(1, 1, last, _LAST))


class _Board:
    """The dashboard from top to bottom; each part takes its first row and returns the next free one."""

    def __init__(self, scene: Scene, canvas: Canvas, figures: Figures, data: ChartData) -> None:
        self._scene, self._canvas, self._figures, self._data = scene, canvas, figures, data

    def head(self) -> int:
        scene, canvas = self._scene, self._canvas
        company = scene.snapshot.settings.get("company_name")
        parts = [
            short(str(company), _COMPANY, 9.5) if company else "",
            scene.tell(self._figures.period),
            scene.provenance,
        ]
        self._rows(1, [46, 22, 6])
        about = "   " + " · ".join(part for part in parts if part)
        canvas.put(1, 1, rich((canvas.title, style.BIG_TITLE), (about, style.HELP)), style.LEFT)
        for col, link in zip(range(2, _LAST, 2), scene.links("findings", "tiers", "chart_data"), strict=False):
            canvas.put(2, col, link, style.TO)
        return 4

    def sentences(self, row: int) -> int:
        """What happened, in words."""
        scene, canvas = self._scene, self._canvas
        said = self._figures.sentences or (
            ("none", text("还没有可说的：先录入客户和交易。", "Nothing to tell yet: enter customers and orders.")),
        )
        lines: list[Rich] = []
        for status, sentence in said:
            mark, ink, _, _ = _STATUS[status]
            whole = short(scene.tell(sentence), _SENTENCE_LINES * (_WIDTH - 80))
            for number, line in enumerate(wrapped(whole, _WIDTH - 60)):
                sign = f"{mark}  " if number == 0 else "      "
                lines.append(rich((sign, style.look(font_color=ink)), (line, style.look(font_color=style.INK))))
        self._rows(row, [26, *[_SENTENCE] * len(lines), 5, 10])
        last = row + len(lines) + 1
        self._card((row, 2, last, _LAST - 1), left=(5, style.NAVY))
        canvas.put(row, 2, scene.say("这一期，几句话", "This period in words"), style.PANEL, style.LEFT)
        for number, content in enumerate(lines, row + 1):
            canvas.put(number, 2, content, style.LEFT)
        return last + 2

    def cards(self, row: int) -> int:
        """The KPI cards, one column each, so that every figure is a number in its cell."""
        if not self._figures.cards:
            return row
        self._rows(row, [22, 36, 24, 18, 44])
        for place, card in enumerate(self._figures.cards[:_CARDS]):
            self._kpi(row, 2 + 2 * place, card)
        return row + 5

    def _kpi(self, row: int, col: int, card: Card) -> None:
        scene, canvas = self._scene, self._canvas
        mark, ink, edge, word = _STATUS[card.status]
        self._card((row, col, row + 4, col), top=(5, edge))
        title, state = scene.tell(card.title), scene.tell(word)
        if state and text_pixels(f"{title} {state}", 9.5, bold=True) > _CARD - 12:
            state = mark
        label = rich((title + "  ", style.look(font_size=9.5, font_color=style.GREY)),
                     (state, style.look(font_size=9, bold=True, font_color=ink)))  # fmt: skip
        canvas.put(row, col, label, style.LEFT, style.look(shrink=True))
        figure = style.look(num_format=number_format(card, scene), shrink=True)
        if card.value is None:
            canvas.put(row + 1, col, "–", style.BIG_FIGURE, style.LEFT, style.MUTED)
        else:
            canvas.put(row + 1, col, float(card.value), style.BIG_FIGURE, style.LEFT, figure)
        trend = self._data.trends.get(card.name)
        if trend:
            canvas.sparkline(row + 2, col, charts.mini_columns(trend[0].reference(trend[1]), card.trend))
        if card.delta is not None:
            self._delta(row + 3, col, card)
        canvas.put(row + 4, col, scene.tell(card.note), style.SMALL, style.LEFT, style.WRAP, style.TOP)

    def _delta(self, row: int, col: int, card: Card) -> None:
        points = card.kind == "percent"
        delta = (card.delta or 0.0) * (100 if points else 1)
        number = self._scene.say('0.0" 点"', '0.0" pts"') if points else "0.00" if card.kind == "score" else "0.0%"
        same = self._scene.say('"— 持平"', '"— no change"')
        better = delta > 0 if card.name not in _LESS_IS_BETTER and card.kind != "days" else delta < 0
        ink = style.OK_INK if better else style.ERROR_INK if delta else style.GREY
        wear = style.look(num_format=f'"▲ "{number};"▼ "{number};{same}', font_color=ink, font_size=9)
        self._canvas.put(row, col, round(delta, 4), wear, style.LEFT)

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
        canvas.put(row, left, title, style.PANEL, style.LEFT, style.look(font_size=size))
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

    def notes(self, row: int) -> int:
        """Below the charts: what the cards compare with, what is missing. Returns the last row."""
        scene = self._scene
        against = {scene.tell(card.delta_note) for card in self._figures.cards if card.delta_note}
        parts = [scene.say(f"数字下的 ▲▼ = {one}", f"▲▼ below a figure = {one}") for one in sorted(against)] + [
            scene.tell(note) for note in self._figures.notes
        ]
        if any(card.status != "none" for card in self._figures.cards):
            states = [(_STATUS[one][0], scene.tell(_STATUS[one][3])) for one in ("good", "near", "bad")]
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


def wrapped(sentence: str, pixels: float, points: float = 10) -> list[str]:
    """`sentence` broken into lines of at most `pixels`: at spaces in Latin text, anywhere in Chinese."""
    lines: list[str] = []
    while (cut := max(prefix(sentence, pixels, points), 1)) < len(sentence):
        space = sentence.rfind(" ", 0, cut + 1)
        at = space if space > cut * 0.7 else cut
        lines.append(sentence[:at].rstrip())
        sentence = sentence[at:].lstrip()
    return [*lines, sentence] if sentence else lines


def number_format(card: Card, scene: Scene) -> str:
    """A format that keeps the cell a plain number: ¥107.2万, ¥1.25M, 41, 68.0%, 3 天."""
    if card.kind == "percent":
        return style.PERCENT
    if card.kind == "days":
        return scene.say('0.#" 天"', '0.#" d"')
    if card.kind == "count":
        return style.COUNT
    if card.kind == "score":
        return "0.0"
    return money_format(card.value or 0.0, scene.currency, scene.lang)
