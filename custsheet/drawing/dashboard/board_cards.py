"""The cards of the dashboard: title with its state, figure, trend, change, note.

With selectors each cell is a formula over what is chosen, without them a value; a figure is a number either way.
"""

from __future__ import annotations

from custsheet.analysis.board.notes import notes
from custsheet.analysis.money import any_money_format, money_format
from custsheet.analysis.rules import Rules
from custsheet.drawing.dashboard import charts
from custsheet.drawing.dashboard.board import Picks
from custsheet.drawing.dashboard.board_notes import note_formula
from custsheet.drawing.dashboard.chart_data import LIVE, ChartData
from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Formula, address, literal, rich
from custsheet.drawing.workbook.measure import text_pixels
from custsheet.model.board import STATUSES
from custsheet.model.outcome import Card
from custsheet.model.text import Text, text

CARD = 128
"""Pixels."""
STATUS: dict[str, tuple[str, str, str, Text]] = {
    "good": ("▲", style.OK_INK, style.OK_EDGE, text("达标", "on target")),
    "near": ("◇", style.WARN_INK, style.WARN_EDGE, text("接近", "close")),
    "bad": ("▼", style.ERROR_INK, style.ERROR_EDGE, text("未达标", "off target")),
    "none": ("●", style.ACCENT, style.ACCENT, text("", "")),
}
_LESS_IS_BETTER = frozenset({"complaints"})
_NOTHING = "–"


class Cards:
    """Draws them one by one into five rows."""

    def __init__(self, scene: Scene, canvas: Canvas, data: ChartData, picks: Picks | None) -> None:
        self._scene, self._canvas, self._data, self._picks = scene, canvas, data, picks
        self._notes = notes(Rules.of(scene.snapshot), None if picks is None else picks.board.first)
        self._inverse: list[int] = []

    def edge(self, card: Card) -> str:
        """The colour of its upper edge: its state, where that cannot change."""
        return style.ACCENT if self._picks else STATUS[card.status][2]

    def draw(self, row: int, col: int, card: Card) -> None:
        """One card."""
        scene, canvas, picks = self._scene, self._canvas, self._picks
        small = (style.SMALL, style.LEFT, style.WRAP, style.TOP)
        if picks is None:
            self._label(row, col, card)
            self._figure(row + 1, col, card)
            if card.delta is not None:
                delta = card.delta * (100 if card.kind == "percent" else 1)
                self._delta(row + 3, col, card, round(delta, 4))
                canvas.put(row + 3, col, None, style.look(font_color=_ink(card, delta)))
            canvas.put(row + 4, col, scene.tell(card.note), *small)
        else:
            canvas.put(row, col, self._live_label(card, picks), style.LEFT, _LABEL, style.look(shrink=True))
            value, cell = picks.values[card.name], picks.cell(card.name)
            figure = Formula(f'=IF({cell}="",{literal(_NOTHING)},{cell})', _NOTHING if value is None else value)
            canvas.put(row + 1, col, figure, style.BIG_FIGURE, style.LEFT, self._live_format(card))
            self._delta(row + 3, col, card, picks.number(f"{card.name}_delta"))
            if _inverse(card):
                self._inverse.append(col)
            canvas.put(row + 4, col, note_formula(scene, picks, card.name, self._notes[card.name]), *small)
        trend = self._data.trends.get(card.name)
        if trend:
            canvas.sparkline(
                row + 2,
                col,
                charts.mini_columns(
                    trend[0].reference(trend[1]), card.trend, live=picks is not None and card.name in LIVE
                ),
            )

    def colours(self, row: int, cols: tuple[int, int]) -> None:
        """Inks that follow what is chosen, for the cards from `cols[0]` to `cols[1]`."""
        if self._picks is None:
            return
        first, last = cols
        for one in ("good", "near", "bad"):
            mark, ink, *_ = STATUS[one]
            where = f"ISNUMBER(SEARCH({literal(mark)},{address(row, first)}))"
            self._canvas.rule((row, first, row, last), f"={where}", style.look(font_color=ink, bold=True))
        for col in self._inverse:
            self._changes((row + 3, col, row + 3, col), style.ERROR_INK, style.OK_INK)
        self._changes((row + 3, first, row + 3, last), style.OK_INK, style.ERROR_INK)

    def _changes(self, span: tuple[int, int, int, int], more: str, less: str) -> None:
        cell = address(span[0], span[1])
        self._canvas.rule(span, f"=N({cell})>0", style.look(font_color=more))
        self._canvas.rule(span, f"=N({cell})<0", style.look(font_color=less))

    def _label(self, row: int, col: int, card: Card) -> None:
        title = self._scene.tell(card.title)
        state, ink = self._state(title, card.status), STATUS[card.status][1]
        label = rich((title + "  ", _LABEL), (state, style.look(font_size=9, bold=True, font_color=ink)))
        self._canvas.put(row, col, label, style.LEFT, style.look(shrink=True))

    def _state(self, title: str, status: str) -> str:
        """The state in words if they fit, else its mark."""
        mark, _, _, word = STATUS[status]
        said = self._scene.tell(word)
        if said and text_pixels(f"{title} {said}", 9.5, bold=True) > CARD - 12:
            return mark
        return said

    def _live_label(self, card: Card, picks: Picks) -> Formula:
        title = self._scene.tell(card.title)
        states = []
        for one in STATUSES:
            mark, _, _, word = STATUS[one]
            said = f"{mark} {self._scene.tell(word)}" if one != "none" else ""
            fits = text_pixels(f"{title}  {said}", 9.5, bold=True) <= CARD - 12
            states.append("" if not said else f"  {said}" if fits else f"  {mark}")
        cell = picks.cell(f"{card.name}_status")
        chosen = ",".join(literal(one) for one in states)
        now = states[int(picks.values[f"{card.name}_status"] or 0)]
        return Formula(f"={literal(title)}&CHOOSE(N({cell})+1,{chosen})", title + now)

    def _figure(self, row: int, col: int, card: Card) -> None:
        canvas = self._canvas
        if card.value is None:
            canvas.put(row, col, _NOTHING, style.BIG_FIGURE, style.LEFT, style.MUTED)
            return
        figure = style.look(num_format=number_format(card, self._scene), shrink=True)
        canvas.put(row, col, float(card.value), style.BIG_FIGURE, style.LEFT, figure)

    def _live_format(self, card: Card) -> style.Look:
        form = number_format(card, self._scene)
        if card.kind == "money":
            form = any_money_format(self._scene.currency, self._scene.lang)
        return style.look(num_format=form, shrink=True)

    def _delta(self, row: int, col: int, card: Card, delta: float | Formula) -> None:
        points = card.kind == "percent"
        number = self._scene.say('0.0" 点"', '0.0" pts"') if points else "0.00" if card.kind == "score" else "0.0%"
        same = self._scene.say('"— 持平"', '"— no change"')
        form = f'"▲ "{number};"▼ "{number};{same}'
        self._canvas.put(row, col, delta, style.LEFT, style.look(num_format=form, font_color=style.GREY, font_size=9))


_LABEL = style.look(font_size=9.5, font_color=style.GREY)


def _inverse(card: Card) -> bool:
    """Whether less of it is better."""
    return card.name in _LESS_IS_BETTER or card.kind == "days"


def _ink(card: Card, delta: float) -> str:
    better = delta < 0 if _inverse(card) else delta > 0
    return style.OK_INK if better else style.ERROR_INK if delta else style.GREY


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
