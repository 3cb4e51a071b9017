"""The two tables of sheet 质量评分, by sheet and by person: rows, scores, and links to what to mend first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from custsheet.checking.fixes import MOST, NOBODY
from custsheet.drawing.quality.quality_words import fix_title, sample
from custsheet.drawing.toolsheet import Scene, short
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Content, Link, on
from custsheet.drawing.workbook.style import Look
from custsheet.model.address import place
from custsheet.model.quality import DIMENSIONS, Fix, Quality, Score
from custsheet.model.text import counted

NAME = "quality"
MAX_OWNERS = 200
"""People shown; a column of owners that holds sentences would else make a table without end."""
_PANEL, _HEAD, _ROW = 34, 32, 26  # pixels
_RATES = 3  # the column of the total
_FIXES = 9


def rate_cell(rate: float | None, instead: str, goal: float | None) -> tuple[Content, Look]:
    """What stands in a cell for a rate: the number, marked where it is below the target; else the words in grey."""
    if rate is None:
        return instead, style.look(**style.CENTRE, **style.MUTED)
    form = rate_format(rate)
    if goal is None or round(rate, 6) >= goal:
        return rate, style.look(**style.CENTRE, num_format=form)
    return rate, style.look(**style.CENTRE, num_format=f'"▼ "{form}', font_color=style.WARN_INK, bold=True)


def rate_format(rate: float) -> str:
    """One decimal, two where one would read 100 % although something fails."""
    return "0.00%" if 0.9995 <= rate < 1 else style.PERCENT


def sheet_table(
    scene: Scene, canvas: Canvas, quality: Quality, row: int, pixels: Sequence[int], goal: float | None
) -> int:
    """A row a sheet, in the standard's order; returns the row below."""
    title = scene.say("按工作表", "By sheet")
    note = scene.say("▼ = 低于质量目标；样本太少的不算比率。", "▼ = below the target; too small a sample has no rate.")
    table = _Table(scene, canvas, pixels, goal)
    tables = scene.snapshot.tables
    sheets = [one for one in quality.sheets if one.name in tables]
    row = table.begin(row, title, note, scene.say("工作表", "Sheet"), len(sheets), "sheets")
    for one in sheets:
        there = tables[one.name]
        row = table.row(row, Link(on(there.title, f"A{there.header_row}"), there.title), one)
    return row


def owner_table(
    scene: Scene, canvas: Canvas, quality: Quality, row: int, pixels: Sequence[int], goal: float | None
) -> int:
    """A row a person, by name; returns the row below."""
    title = scene.say("按负责人", "By owner")
    # Of too many those with the most rows, still by name.
    most = sorted(quality.owners, key=lambda one: -one.rows)[:MAX_OWNERS]
    shown = [one for one in quality.owners if one in most] if len(quality.owners) > MAX_OWNERS else quality.owners
    if not shown:
        canvas.height(row, _PANEL)
        canvas.put(row, 1, title, style.PANEL)
        none = scene.say("没有负责人一栏，分不出是谁的。", "No column says whose the rows are.")
        canvas.put(row, _RATES, none, style.HELP)
        return row + 1
    table = _Table(scene, canvas, pixels, goal)
    owner = scene.say("负责人", "Owner")
    row = table.begin(row, title, _about_owners(scene, quality), owner, len(shown), "owners", sortable=True)
    for one in shown:
        name = scene.say("（无负责人）", "(nobody)") if one.name == NOBODY else one.name
        row = table.row(row, short(name, pixels[0] - 24), one)
    return row


def _about_owners(scene: Scene, quality: Quality) -> str:
    parts = [scene.say("按姓名排列，不排名。", "By name, not by score.")]
    if quality.unowned:
        names = scene.say("、", ", ").join(scene.titles[name] for name in quality.unowned)
        parts.append(
            scene.say(f"「{names}」没有负责人一栏，只计入总分。", f"{names}: no owner column, in the total only.")
        )
    if ignored := len(scene.outcome.ignored):
        said = counted(ignored, "ignored finding lowers", "ignored findings lower")
        parts.append(scene.say(f"已忽略的 {ignored:,} 处不算错。", f"{said} no score."))
    left = len(quality.owners) - MAX_OWNERS
    if left > 0:
        parts.append(scene.say(f"另有 {left:,} 位没有列出。", f"{left:,} more are not listed."))
    return scene.say("", " ").join(parts)


class _Table:
    """One table on the common columns of the sheet."""

    def __init__(self, scene: Scene, canvas: Canvas, pixels: Sequence[int], goal: float | None) -> None:
        self._scene, self._canvas, self._pixels, self._goal = scene, canvas, pixels, goal
        look = canvas.book.look_id
        self._name = look(style.BODY, style.LEFT, style.STRONG)
        self._count = look(style.BODY, style.CENTRE, style.MUTED, style.look(num_format=style.COUNT))
        self._plain = look(style.BODY)
        self._fix = look(style.BODY, style.TO, style.LEFT, style.look(font_size=10))

    def begin(
        self, row: int, title: str, note: str, first: str, rows: int, name: str, *, sortable: bool = False
    ) -> int:
        """Title, note and header; returns the first row of data."""
        scene, canvas = self._scene, self._canvas
        tool = scene.schema.tool(NAME)
        canvas.height(row, _PANEL)
        canvas.put(row, 1, title, style.PANEL)
        canvas.put(row, _RATES, short(note, sum(self._pixels[_RATES - 1 :]) - 16, 9.5), style.HELP)
        heads = [first, *(column.title(scene.lang) for column in tool.columns[1:])]
        of = re.sub(r"\W", "", tool.title(scene.lang).title())
        canvas.table(f"t{of}_{name}", row + 1, 1, heads, rows, autofilter=sortable, description=f"{title}. {note}")
        canvas.row(row + 1, 1, heads, style.HEADER, style.WRAP)
        canvas.paint((row + 1, 2, row + 1, _FIXES - 1), style.CENTRE, style.look(indent=0))
        canvas.height(row + 1, _HEAD if scene.lang == "zh" else 44)
        return row + 2

    def row(self, row: int, name: Content, score: Score) -> int:
        """One scope; returns the row below."""
        scene, canvas = self._scene, self._canvas
        worn = self._name
        if isinstance(name, Link):
            worn = canvas.book.look_id(self._name, style.TO, style.look(font_size=10))
        canvas.put(row, 1, name, worn)
        canvas.put(row, 2, score.rows, self._count)
        canvas.put(row, _RATES, *self._rate(score.total, sample(scene, score.rows)), style.STRONG)
        for col, part in enumerate(DIMENSIONS, _RATES + 1):
            ratio = score.ratios[part]
            # A sheet of which a dimension says nothing stays blank there: it is not 0 %.
            canvas.put(row, col, *self._rate(ratio.rate, sample(scene, ratio.count) if ratio.count else ""))
        for col, fix in enumerate(score.fixes, _FIXES):
            canvas.put(row, col, self._to(fix, self._pixels[col - 1] - 20), self._fix)
        for col in range(_FIXES + len(score.fixes), _FIXES + MOST):
            clean = not score.fixes and col == _FIXES
            text = scene.say("✓ 没有要改的", "✓ nothing to mend") if clean else None
            canvas.put(row, col, text, self._plain, style.LEFT, style.look(font_color=style.OK_INK))
        canvas.height(row, _ROW)
        return row + 1

    def _rate(self, rate: float | None, instead: str) -> tuple[Content, int]:
        shown, look = rate_cell(rate, instead, self._goal)
        return shown, self._canvas.book.look_id(self._plain, look)

    def _to(self, fix: Fix, room: float) -> Content:
        """A link to the first place that is to be mended."""
        scene, said = self._scene, fix_title(self._scene, fix)
        title, cell = (scene.title("duplicates"), "A1") if fix.first is None else place(scene.snapshot, fix.first)
        shown = short(said, room)
        if title is None:
            return shown
        return Link(on(title, cell or "A1"), shown, None if shown == said else said)
