"""The trend on sheet 质量评分: a small table of the remembered days, and the line chart and mini charts drawn over it.

At most `MOST` points: every remembered day while they are so few, else the last one of each week.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from custsheet.drawing.dashboard import charts
from custsheet.drawing.dashboard.chart_data import Block
from custsheet.drawing.quality.quality_words import said, titles
from custsheet.drawing.toolsheet import Scene, plain
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Content, rich
from custsheet.model.quality import DIMENSIONS, TOTAL, Quality, Rates

MOST = 60
LEAST = 2
"""Days below which there is no line to draw."""
_LABELS = 8  # dates written under the chart
_COLUMNS = (TOTAL, *DIMENSIONS)
_PANEL = 34  # pixels
_MIDDLE = style.look(**style.CENTRE, indent=0)
_FIRST = 3  # the column of the total, as in the tables above


def points(quality: Quality) -> list[tuple[date, Rates]]:
    """The days to show, oldest first; today is the last."""
    days = [(day, rates) for day, rates in quality.trend if TOTAL in rates]
    if len(days) <= MOST:
        return days
    weekly = {day.isocalendar()[:2]: (day, rates) for day, rates in days}
    return list(weekly.values())[-MOST:]


class Trend:
    """Where the remembered days stand on the sheet, once they are written from `row` on."""

    def __init__(self, scene: Scene, canvas: Canvas, quality: Quality, row: int) -> None:
        self._scene, self._canvas, self._quality = scene, canvas, quality
        self._points = points(quality)
        self._row = row

    def __bool__(self) -> bool:
        return len(self._points) >= LEAST

    def write(self) -> int:
        """The table; returns the row below it. Nothing where no day has a total."""
        if not self._points:
            return self._row
        scene, canvas, row = self._scene, self._canvas, self._row
        named = titles(scene)
        canvas.height(row, _PANEL)
        canvas.put(row, 1, scene.say("走势所用的数字", "The figures behind the trend"), style.PANEL)
        row += 1
        heads = [scene.say("日期", "Day"), scene.say("图上", "In chart"), *(named[name] for name in _COLUMNS)]
        canvas.row(row, 1, heads, style.HEADER, style.look(font_size=10))
        canvas.paint((row, _FIRST, row, _FIRST - 1 + len(_COLUMNS)), _MIDDLE)
        rate = style.look(num_format=style.PERCENT)
        goal = self._target()
        if goal is not None:
            canvas.put(row, _FIRST + len(_COLUMNS), scene.say("目标", "Target"), style.HEADER, style.look(font_size=10))
        for at, (day, rates) in enumerate(self._points):
            row += 1
            canvas.put(row, 1, day, style.BODY, style.LEFT)
            canvas.put(row, 2, self._label(at), style.BODY, style.LEFT, style.MUTED)
            values: list[Content] = [rates.get(name) for name in _COLUMNS]
            canvas.row(row, _FIRST, values, style.BODY, style.CENTRE, rate)
            if goal is not None:
                canvas.put(row, _FIRST + len(_COLUMNS), goal, style.BODY, style.LEFT, rate, style.MUTED)
        return row + 1

    def _label(self, at: int) -> str | None:
        """A date under the chart, or none: LibreOffice slants the labels of an axis rather than leave some out."""
        last = len(self._points) - 1
        step = -(-last // (_LABELS - 1)) or 1
        day = self._points[at][0]
        # No hyphen, at which LibreOffice would break it into two lines.
        return f"{day.month}/{day.day}" if (last - at) % step == 0 else None

    def _target(self) -> float | None:
        goal = self._scene.snapshot.settings.get("quality_target")
        return goal / 100 if isinstance(goal, int | float) else None

    def chart(self, row: int, col: int, size: tuple[int, int]) -> None:
        """The line of the total, with its legend in the row above."""
        scene, canvas = self._scene, self._canvas
        goal = self._target()
        marks = [
            ("— ", style.look(font_size=9, bold=True, font_color=style.ACCENT)),
            (scene.say("总分", "total"), style.SMALL),
        ]
        if goal is not None:
            marks += [("   ┅ ", style.look(font_size=9, bold=True)), (scene.say("目标", "target"), style.SMALL)]
        canvas.put(row, col, rich(*marks), style.SMALL, style.LEFT)
        data = Block(canvas.title, self._row + 2, len(self._points), 1)
        drawn = charts.over_time(
            scene.book,
            data,
            [rates[TOTAL] for _, rates in self._points],
            value=2,
            names=1,
            low=self._low(goal),
            form=style.PERCENT,
            target=None if goal is None else _FIRST - 1 + len(_COLUMNS),
        )
        drawn.set_size({"width": size[0], "height": size[1]})
        day = self._points[0][0]
        about = said(scene, self._quality) + scene.say(
            f"；自 {day} 起 {len(self._points)} 次", f"; {len(self._points)} days since {day}"
        )
        options: dict[str, Any] = {"object_position": 1, "description": plain(about), "x_offset": 4, "y_offset": 2}
        canvas.chart(row + 1, col, drawn, options)

    def _low(self, goal: float | None) -> float:
        """Where the axis begins: below everything drawn, at a multiple of 5 %."""
        least = min([*(rates[TOTAL] for _, rates in self._points), *([] if goal is None else [goal])])
        return max(0.0, math.floor(least * 20 - 0.5) / 20)

    def mini(self, row: int, col: int, name: str) -> None:
        """The mini chart of one dimension."""
        place = 2 + _COLUMNS.index(name)
        held = [rates[name] for _, rates in self._points if name in rates]
        if len(held) < LEAST:
            return
        where = Block(self._canvas.title, self._row + 2, len(self._points), 1).reference(place)
        self._canvas.sparkline(row, col, charts.mini_columns(where, held))
