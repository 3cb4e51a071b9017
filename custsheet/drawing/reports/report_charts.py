"""The native chart beside a table of a report, by its kind."""

from __future__ import annotations

from typing import Any

from custsheet.drawing.dashboard import plots
from custsheet.drawing.dashboard.chart_data import Block as Place
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.native import guard
from custsheet.model.report import Block, Chart

COLOURS = (style.ACCENT, style.TIER_SOLID["A"], style.TIER_SOLID["P"], style.COOLING, style.LAST_YEAR, style.PARTIAL,
           style.OVERDUE, style.SLATE)  # fmt: skip
"""Of series, in turn."""
WIDTH = 560
"""Pixels of a chart at most."""
_FORMS = {"percent": style.WHOLE_PERCENT, "points": style.WHOLE_PERCENT, "number": "#,##0.0"}


def chart_of(book: Book, block: Block, chart: Chart, place: Place, width: int = WIDTH) -> Any:
    """`chart` over the table of `block`, whose rows stand at `place`; `width` in pixels."""
    with guard():
        bars = chart.kind == "bar"
        made = _bar(book, block, chart, place, width) if bars else _MAKERS[chart.kind](book, block, chart, place)
        if len(chart.values) > 1 or chart.target:
            made.set_legend({"position": "top", "font": plots.font(8.5, style.INK)})
    return made


def _at(block: Block, name: str) -> int:
    return next(at for at, column in enumerate(block.columns) if column.name == name)


def _form(block: Block, chart: Chart) -> str:
    kind = block.columns[_at(block, chart.values[0])].kind
    return _FORMS.get(kind, style.COUNT)


def _low(block: Block, chart: Chart) -> float | None:
    """0 for columns, unless something lies below it."""
    lowest = min((block.table[name].min() for name in chart.values), default=0)
    return None if lowest < 0 else 0


def _high(block: Block, chart: Chart) -> float | None:
    """1 where shares come near it: left to itself, an axis goes on to 120 %."""
    names = [*chart.values, *([chart.target] if chart.target else [])]
    if any(block.columns[_at(block, name)].kind != "percent" for name in names):
        return None
    most = max((block.table[name].astype(float).max() for name in names), default=0.0)
    return 1 if 0.8 < most <= 1 else None


def _column(book: Book, block: Block, chart: Chart, place: Place, subtype: str | None = None) -> Any:
    made = plots.plain_chart(book, "column", subtype)
    more = {"overlap": 100} if subtype else {}
    named = _at(block, chart.names)
    for colour, name in zip(COLOURS, chart.values, strict=False):
        made.add_series(plots.series(place, _at(block, name), names=named, fill=colour, gap=50, **more))
    if chart.target:
        lines = plots.plain_chart(book, "line")
        lines.add_series(_dashed(block, chart.target, named, place))
        made.combine(lines)
    shares = subtype == "percent_stacked"
    high = 1 if shares else None if subtype else _high(block, chart)
    plots.axes(made, low=_low(block, chart), high=high, form="0%" if shares else _form(block, chart))
    return made


def _stacked(book: Book, block: Block, chart: Chart, place: Place) -> Any:
    return _column(book, block, chart, place, "stacked")


def _shares(book: Book, block: Block, chart: Chart, place: Place) -> Any:
    return _column(book, block, chart, place, "percent_stacked")


def _bar(book: Book, block: Block, chart: Chart, place: Place, width: int) -> Any:
    names = [str(one) for one in block.table[chart.names]]
    fills = [style.ACCENT] * place.rows
    at, named = _at(block, chart.values[0]), _at(block, chart.names)
    return plots.bars(book, place, at, fills, _form(block, chart), names, names=named, width=width)


def _line(book: Book, block: Block, chart: Chart, place: Place) -> Any:
    made = plots.plain_chart(book, "line")
    for colour, name in zip(COLOURS, chart.values, strict=False):
        drawn = {"color": colour, "width": 2.0}
        dots = {"type": "circle", "size": 4, "fill": {"color": colour}, "border": {"color": colour}}
        more = {"line": drawn, "marker": dots, **_marks(block, chart, name)}
        made.add_series(plots.series(place, _at(block, name), names=_at(block, chart.names), **more))
    if chart.target:
        made.add_series(_dashed(block, chart.target, _at(block, chart.names), place))
    made.show_blanks_as("gap")
    plots.axes(made, low=_low(block, chart), high=1 if chart.marks else _high(block, chart), form=_form(block, chart))
    return made


def _marks(block: Block, chart: Chart, name: str) -> dict[str, Any]:
    """Upright lines through the whole chart where something began, as error bars of the first line: they need no cells.

    The chart is of shares, from 0 to 1.
    """
    if name != chart.values[0] or not chart.marks:
        return {}
    values = block.table[name].to_numpy(dtype="float64")
    above = [float(1 - one) if at in chart.marks and one == one else 0.0 for at, one in enumerate(values)]
    below = [float(one) if at in chart.marks and one == one else 0.0 for at, one in enumerate(values)]
    line = {"color": style.SLATE, "width": 1.5, "dash_type": "dash"}
    bars = {"type": "custom", "plus_values": above, "minus_values": below, "end_style": 0, "line": line}
    return {"y_error_bars": bars}


def _pareto(book: Book, block: Block, chart: Chart, place: Place) -> Any:
    *amounts, share = chart.values
    columns, lines = plots.plain_chart(book, "column"), plots.plain_chart(book, "line")
    named = _at(block, chart.names)
    for colour, name in zip(COLOURS, amounts, strict=False):
        columns.add_series(plots.series(place, _at(block, name), names=named, fill=colour, gap=30))
    grown = {"color": style.NAVY, "width": 1.75}
    none = {"type": "none"}
    lines.add_series(plots.series(place, _at(block, share), names=named, line=grown, marker=none, y2_axis=True))
    columns.combine(lines)
    plots.axes(columns, low=0, form=_form(block, chart))
    plots.shares_right(lines)
    return columns


def _dashed(block: Block, target: str, named: int, place: Place) -> dict[str, Any]:
    dash = {"color": style.INK, "width": 1.25, "dash_type": "dash"}
    return plots.series(place, _at(block, target), names=named, line=dash, marker={"type": "none"})


_MAKERS = {"column": _column, "stacked": _stacked, "shares": _shares, "line": _line, "pareto": _pareto}
