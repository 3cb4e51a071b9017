"""What every native chart is made of: no decoration, quiet axes, direct labels, one font, one meaning a colour.

No chart carries a title, border, legend or fill of its own: title and legend are cells above it, so that they print
crisp and never move.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from custsheet.drawing.dashboard.chart_data import Block
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.chart_xml import speak_out
from custsheet.drawing.workbook.measure import text_pixels
from custsheet.drawing.workbook.native import guard

NONE = {"none": True}
TICKS = {"name": style.FONT, "size": 8, "color": style.GREY}
_NAMES = {"name": style.FONT, "size": 8.5, "color": style.INK}
_GRID = {"visible": True, "line": {"color": "#E8EBF0", "width": 0.75}}


PANEL = 258
"""Pixels: width of a chart in a panel two cards wide."""


def bars(
    book: Book,
    data: Block,
    values: int,
    fills: Sequence[str],
    form: str,
    labels: Sequence[str],
    *,
    names: int = 0,
    width: int = PANEL,
) -> Any:
    """Horizontal bars, each in its own colour and with its figure at the end, in a chart of `width` pixels."""
    chart = plain_chart(book, "bar")
    label = {"value": True, "position": "outside_end", "num_format": form, "font": font(8.5, style.INK)}
    points = [{"fill": {"color": colour}} for colour in fills]
    with guard():
        chart.add_series(series(data, values, names=names, points=points, gap=40, data_labels=label))
        names_left(chart, labels, width)
    return chart


def names_left(chart: Any, labels: Sequence[str], width: int = PANEL) -> None:
    """Names at the left, the first on top, no value axis. XlsxWriter names the axes of bars as they are drawn."""
    chart.set_y_axis({"reverse": True, "num_font": _NAMES, "line": NONE, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    longest = max((text_pixels(label, 8.5) for label in labels), default=0.0)
    left, right = min(0.62, (longest + 16) / width), 1 - 36 / width  # room for the figures
    plot = {"x": left, "y": 0.02, "width": right - left, "height": 0.96}
    chart.set_plotarea({"fill": NONE, "border": NONE, "layout": plot})


def axes(chart: Any, *, low: float | None, high: float | None = None, form: str = "#,##0") -> None:
    """Quiet axes; the values from `low` to `high` where given."""
    line = {"color": style.HAIR}
    chart.set_x_axis({"num_font": TICKS, "line": line, "major_tick_mark": "none", "label_position": "low"})
    y_axis = {
        "num_font": TICKS,
        "num_format": form,
        "line": NONE,
        "major_tick_mark": "none",
        "major_gridlines": _GRID,
    }
    bounds = {"min": low, "max": high}
    chart.set_y_axis(y_axis | {name: value for name, value in bounds.items() if value is not None})


def shares_right(lines: Any) -> None:
    """A second axis at the right from 0 to 100 %, for a combined chart's lines."""
    axis = {"min": 0, "max": 1, "major_unit": 0.2, "num_format": "0%", "num_font": TICKS, "line": NONE}
    lines.set_y2_axis(axis | {"major_tick_mark": "none", "major_gridlines": {"visible": False}})


def series(data: Block, values: int, *, names: int = 0, fill: str | None = None, **options: Any) -> dict[str, Any]:
    """A series in XlsxWriter's terms: its values and names are columns of `data`, its name is its header there."""
    made = {"categories": data.column(names), "values": data.column(values), **options}
    made["name"] = [data.title, data.first_row - 2, data.col + values - 1]
    if fill:
        made["fill"] = {"color": fill}
    return made


def font(size: float, colour: str, *, bold: bool = False) -> dict[str, Any]:
    """A font in XlsxWriter's terms."""
    return {"name": style.FONT, "size": size, "color": colour, "bold": bold}


def plain_chart(book: Book, kind: str, subtype: str | None = None) -> Any:
    """A chart without decoration."""
    chart = book.chart(type=kind, **({"subtype": subtype} if subtype else {}))
    speak_out(chart)
    chart.set_legend(NONE)
    chart.set_title(NONE)
    chart.set_chartarea({"fill": NONE, "border": NONE})
    chart.set_plotarea({"fill": NONE, "border": NONE})
    return chart
