"""Sheet 质量评分: how good the data is, how every figure is computed, whose rows it is about, and what to mend first.

Cards above; below them one line a dimension with its numerator and denominator beside the trend; then a row a sheet and
a row a person. A score never stands without a way to raise it, and people stand by name: a list by score would be a
ranking.
"""

from __future__ import annotations

from collections.abc import Sequence

from custsheet.checking.fixes import MOST
from custsheet.drawing.frame import footer
from custsheet.drawing.quality.quality_tables import owner_table, rate_cell, rate_format, sheet_table
from custsheet.drawing.quality.quality_trend import Trend
from custsheet.drawing.quality.quality_words import (
    ACCURACY,
    FORMULAS,
    failed,
    fix_title,
    fraction,
    moved,
    said,
    sample,
    titles,
)
from custsheet.drawing.toolsheet import Scene, begin, card, link_row, short, widened, widths
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Link, on, rich
from custsheet.drawing.workbook.wrapping import wrapped
from custsheet.model.quality import DIMENSIONS, TOTAL, Dimension, Quality

NAME = "quality"
_ROW = 25
_PANEL, _HEAD, _LINE, _WORDS, _GAP = 34, 28, 26, 22, 14  # pixels
_STRIP_VALUE = 5  # the row of figures in the summary strip
_TOP = 8  # the row in which the panels begin
_DIMENSION, _WEIGHT, _RATE, _FRACTION, _FAILED, _THEN, _MINI, _CHANGE = range(1, 9)
_CHART = 9  # first column of the trend
_COLUMNS = 11
_WIDEST = 330  # pixels of a column of what is to be mended


def draw_quality(scene: Scene) -> None:
    """Draw the sheet."""
    pixels = _widths(scene)
    canvas = begin(scene, NAME, pixels, row_height=_ROW)
    hint = scene.say(
        "每天记一次分。点「先改」里的字就到第一处；改好并保存，下次检查分数就变。",
        "Scored once a day. Click what to mend first to go there; mend it and save: the next check scores anew. "
        "(√ 3): a tick mends 3 of them.",
    )
    link_row(canvas, scene.links("findings", "duplicates", "parameters"), hint, pixels)
    quality = scene.outcome.quality
    if quality is None or not quality.whole.rows:
        canvas.put(
            _TOP, 1, scene.say("还没有数据可以评分。", "There is nothing to score yet."), style.MUTED, style.LEFT
        )
        canvas.printed(footer(scene.lang))
        return
    _Board(scene, canvas, quality, pixels).draw()


def _widths(scene: Scene) -> list[int]:
    """As declared, and wide enough for what is to be mended, which does not wrap."""
    quality, columns = scene.outcome.quality, [column.name for column in scene.schema.tool(NAME).columns]
    scopes = (*quality.sheets, *quality.owners) if quality else ()
    texts = {
        f"fix_{nth + 1}": ([fix_title(scene, one.fixes[nth]) for one in scopes if len(one.fixes) > nth], _WIDEST)
        for nth in range(MOST)
    }
    return widened(widths(scene, NAME), columns, texts)


class _Board:
    """The sheet from top to bottom; each part takes its first row and returns the next free one."""

    def __init__(self, scene: Scene, canvas: Canvas, quality: Quality, pixels: Sequence[int]) -> None:
        self._scene, self._canvas, self._quality, self._pixels = scene, canvas, quality, pixels
        self._titles = titles(scene)
        goal = scene.snapshot.settings.get("quality_target")
        self._goal = goal / 100 if isinstance(goal, int | float) else None
        self._before = quality.before[1] if quality.before else {}

    def draw(self) -> None:
        scene, canvas, quality = self._scene, self._canvas, self._quality
        self._cards()
        last = _TOP + 1 + 2 * (len(DIMENSIONS) + 1)
        row = self._gap(last + 1)
        row = sheet_table(scene, canvas, quality, row, self._pixels, self._goal)
        row = self._gap(row)
        row = owner_table(scene, canvas, quality, row, self._pixels, self._goal)
        row = self._gap(row)
        trend = Trend(scene, canvas, quality, row)
        bottom = trend.write()
        self._formulas(_TOP, trend)
        self._trend(_TOP, last, trend)
        canvas.freeze(3, 1)
        canvas.printed(footer(scene.lang), repeat=(1, 1), area=(1, 1, bottom - 1, _COLUMNS))

    def _gap(self, row: int) -> int:
        self._canvas.height(row, _GAP)
        return row + 1

    def _edge(self, rate: float | None) -> str:
        """The colour over a card: green from the target on, amber below it."""
        if rate is None or self._goal is None:
            return style.SLATE
        return style.OK_EDGE if self._reached(rate) else style.WARN_EDGE

    def _reached(self, rate: float) -> bool:
        return self._goal is None or round(rate, 6) >= self._goal

    def _cards(self) -> None:
        scene, canvas, quality = self._scene, self._canvas, self._quality
        total = quality.whole.total
        note = moved(scene, total, self._before.get(TOTAL))
        if note and quality.before:
            note = scene.say(f"{note}（比 {quality.before[0]:%m-%d}）", f"{note} since {quality.before[0]:%m-%d}")
        elif total is None and quality.whole.rows < quality.least:
            note = scene.say(f"满 {quality.least:,} 行才有总分", f"needs {quality.least:,} rows")
        elif total is None:
            note = scene.say("没有计分的维度", "no dimension counts")
        else:
            note = scene.say("第一次记分", "scored for the first time")
        label = self._titles[TOTAL] + self._state(total)
        card(canvas, (1, 3), self._edge(total), label, None, note)
        self._figure(1, total, sample(scene, quality.whole.rows) if quality.whole.rows < quality.least else "–")
        for col, name in enumerate(DIMENSIONS, 4):
            ratio = quality.whole.ratios[name]
            label = self._titles[name] + self._state(ratio.rate)
            card(
                canvas,
                (col, col),
                self._edge(ratio.rate),
                label,
                None,
                moved(scene, ratio.rate, self._before.get(name)),
            )
            self._figure(col, ratio.rate, "–" if not ratio.count else sample(scene, ratio.count))
        accuracy, _, note = scene.tell(ACCURACY).partition(scene.say("：", ": "))
        none, grey = scene.say("不计分", "not scored"), style.look(font_size=12, font_color=style.GREY)
        card(canvas, (9, 9), style.SLATE, accuracy, rich((none, grey)), note)
        self._first_fix()

    def _state(self, rate: float | None) -> str:
        """Whether the target is reached, in words: the colour alone would say it to some only."""
        if rate is None or self._goal is None:
            return ""
        return (
            self._scene.say(" · 达标", " · on target")
            if self._reached(rate)
            else self._scene.say(" · ▼ 未达标", " · ▼ below")
        )

    def _figure(self, col: int, rate: float | None, instead: str = "–") -> None:
        if rate is None:
            self._canvas.put(_STRIP_VALUE, col, instead, style.LEFT, style.look(font_size=12, font_color=style.GREY))
        else:
            self._canvas.put(
                _STRIP_VALUE, col, rate, style.FIGURE, style.LEFT, style.look(num_format=rate_format(rate))
            )

    def _first_fix(self) -> None:
        scene, fixes = self._scene, self._quality.whole.fixes
        room = sum(self._pixels[9:11]) - 24
        label = scene.say("最值得先改", "Worth mending first")
        if not fixes:
            card(self._canvas, (10, 11), style.OK_EDGE, label, scene.say("✓ 没有要改的", "✓ nothing to mend"), None)
            return
        rest = scene.say("其次 ", "then ") + scene.say("、", ", ").join(fix_title(scene, one) for one in fixes[1:])
        first = rich(
            (short(fix_title(scene, fixes[0]), room, 12), style.look(font_size=12, bold=True, font_color=style.NAVY))
        )
        card(self._canvas, (10, 11), style.ACCENT, label, first, short(rest, room, 9) if fixes[1:] else None)

    def _formulas(self, row: int, trend: Trend) -> None:
        """One line a dimension, and below it how it is computed."""
        scene, canvas = self._scene, self._canvas
        canvas.height(row, _PANEL)
        canvas.put(row, 1, scene.say("每一维怎么算", "How scores are computed"), style.PANEL)
        mean = scene.say(
            "总分 = 各维得分按权重平均；没有得分的不算在内。", "Total = mean of the scores there are, by weight."
        )
        if scene.snapshot.native:
            title = scene.title("parameters")
            mean += scene.say(f"权重在「{title}」里改。", f" Weights are set on {title}.")
        canvas.put(row, _FRACTION, mean, style.HELP)
        then = scene.say("上次", "Before")
        if self._quality.before:
            then += f" {self._quality.before[0]:%m-%d}"
        heads = (scene.say("维度", "Dimension"), scene.say("权重", "Weight"), scene.say("得分", "Score"),
                 scene.say("算式", "Formula"), scene.say("没通过", "Failed"), then, scene.say("走势", "Trend"),
                 scene.say("变化", "Change"))  # fmt: skip
        canvas.height(row + 1, _HEAD)
        canvas.row(row + 1, 1, heads, style.HEADER, style.look(font_size=10))
        for col in (_WEIGHT, _RATE, _THEN):
            canvas.put(row + 1, col, None, style.CENTRE, style.look(indent=0))
        parts = sum(self._quality.weights.values())
        at = row + 2
        for name in DIMENSIONS:
            self._line(at, name, self._quality.weights[name] / parts if parts else None)
            if trend:
                trend.mini(at, _MINI, name)
            at += 2
        self._pair(at)
        accuracy, _, why = scene.tell(ACCURACY).partition(scene.say("：", ": "))
        canvas.put(at, 1, accuracy, style.STRONG)
        canvas.put(at, _RATE, "–", style.MUTED, style.CENTRE, style.look(indent=0))
        canvas.put(at + 1, 1, why, style.HELP, style.LEFT)

    def _pair(self, at: int) -> None:
        """The two rows of a line: a hairline below the second."""
        self._canvas.height(at, _LINE)
        self._canvas.height(at + 1, _WORDS)
        self._canvas.paint((at, 1, at, _CHANGE), style.LEFT)
        self._canvas.paint((at + 1, 1, at + 1, _CHANGE), style.BODY)

    def _line(self, at: int, name: Dimension, weight: float | None) -> None:
        scene, canvas = self._scene, self._canvas
        ratio = self._quality.whole.ratios[name]
        then = self._before.get(name)
        share = style.look(num_format=style.PERCENT)
        self._pair(at)
        canvas.put(at, _DIMENSION, self._titles[name], style.STRONG)
        middle = style.look(**style.CENTRE, indent=0)
        canvas.put(at, _WEIGHT, weight, middle, style.MUTED, style.look(num_format=style.WHOLE_PERCENT))
        shown, look = rate_cell(ratio.rate, sample(scene, ratio.count) if ratio.count else "–", self._goal)
        canvas.put(at, _RATE, shown, look, middle)
        canvas.put(at, _FRACTION, fraction(ratio), style.LEFT)
        wrong = failed(ratio)
        if wrong:
            where = scene.title("duplicates" if name == "uniqueness" else "findings")
            canvas.put(at, _FAILED, Link(on(where, "A1"), f"{wrong:,.0f} → {where}"), style.TO, style.LEFT)
        elif ratio.count:
            canvas.put(at, _FAILED, "✓ 0", style.LEFT, style.look(font_color=style.OK_INK))
        canvas.put(at, _THEN, then, middle, style.MUTED, share)
        change = moved(scene, ratio.rate, then)
        ink = style.OK_INK if "▲" in change else style.ERROR_INK if "▼" in change else style.GREY
        canvas.put(at, _CHANGE, change or None, style.LEFT, style.look(font_color=ink))
        words = scene.tell(FORMULAS[name])
        canvas.put(at + 1, 1, short(words, sum(self._pixels[:_CHANGE]) - 20, 9.5), style.HELP, style.LEFT)

    def _trend(self, row: int, last: int, trend: Trend) -> None:
        """The panel at the right of the formulas."""
        scene, canvas = self._scene, self._canvas
        canvas.box((row, _CHART, last, _COLUMNS))
        width = sum(self._pixels[_CHART - 1 : _COLUMNS])
        canvas.put(row, _CHART, short(said(scene, self._quality), width - 24, 12), style.PANEL, style.LEFT)
        if trend:
            height = (len(DIMENSIONS) + 1) * (_LINE + _WORDS)
            trend.chart(row + 1, _CHART, (width - 8, height - 6))
            return
        calm = scene.say(
            "从有总分的第二天起，这里画出总分的走势，左边画出每一维的。",
            "From the second day with a total on, its trend stands here, and that of each dimension at the left.",
        )
        for at, line in enumerate(wrapped(calm, width - 40), row + 5):
            canvas.put(at, _CHART, line, style.MUTED, style.LEFT)
