"""The charts of the dashboard, each a native Excel chart over a block of sheet 图表数据.

The same colour means the same thing in every chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from custsheet.drawing.dashboard import plots
from custsheet.drawing.dashboard.chart_data import Block
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.native import guard

_COOLING = ("lhh", "llh")
_VALUED = ("hhh", "hlh")


def revenue(book: Book, data: Block, *, targeted: bool, compared: bool, below_zero: bool) -> Any:
    """Columns a month, the month under way paler; last year and target as lines."""
    columns = plots.plain_chart(book, "column")
    with guard():
        for position, colour, ink in ((1, style.ACCENT, style.WHITE), (2, style.PARTIAL, style.INK)):
            label = {
                "value": True,
                "position": "inside_base",
                "font": plots.font(8, ink, bold=True),
                "num_format": "#,##0;-#,##0;",
                "fill": {"color": colour},  # the lines run behind the figures, not through them
            }
            columns.add_series(plots.series(data, position, fill=colour, gap=55, overlap=100, data_labels=label))
        if compared or targeted:
            lines = plots.plain_chart(book, "line")
            if compared:
                lines.add_series(
                    plots.series(data, 3, line={"color": style.LAST_YEAR, "width": 1.5}, marker={"type": "none"})
                )
            if targeted:
                dash = {"color": style.INK, "width": 1.25, "dash_type": "dash"}
                lines.add_series(plots.series(data, 4, line=dash, marker={"type": "none"}))
            columns.combine(lines)
        plots.axes(columns, low=None if below_zero else 0)
    return columns


def doughnut(book: Book, data: Block) -> Any:
    """Customers per tier; the figure in its hole is a cell behind it."""
    chart = plots.plain_chart(book, "doughnut")
    edge = {"color": style.WHITE, "width": 1.5}
    points = [{"fill": {"color": style.TIER_SOLID[tier]}, "border": edge} for tier in "ABCP"]
    with guard():
        chart.add_series(plots.series(data, 1, points=points))
        chart.set_hole_size(66)
    return chart


def groups(book: Book, data: Block, names: Sequence[str], labels: Sequence[str]) -> Any:
    """Customers per RFM group; important ones blue, cooling ones orange, the rest grey."""
    fills = [
        style.ACCENT if one in _VALUED else style.COOLING if one in _COOLING else style.TIER_SOLID["C"] for one in names
    ]
    return plots.bars(book, data, 1, fills, "#,##0", labels)


def pareto(book: Book, data: Block, tiers: Sequence[str]) -> Any:
    """The largest customers in their tier's colour, and how much they make together."""
    columns, lines = plots.plain_chart(book, "column"), plots.plain_chart(book, "line")
    points = [{"fill": {"color": style.TIER_SOLID.get(tier, style.ACCENT)}} for tier in tiers]
    with guard():
        columns.add_series(plots.series(data, 2, names=1, points=points, gap=25))
        grown = {"color": style.NAVY, "width": 1.75}
        lines.add_series(plots.series(data, 3, names=1, line=grown, marker={"type": "none"}, y2_axis=True))
        limit = {"color": style.INK, "width": 1, "dash_type": "dash"}
        lines.add_series(plots.series(data, 4, names=1, line=limit, marker={"type": "none"}, y2_axis=True))
        columns.combine(lines)
        plots.axes(columns, low=0)
        plots.shares_right(lines)
    return columns


def top(book: Book, data: Block, tiers: Sequence[str], labels: Sequence[str]) -> Any:
    """Amounts of the largest customers, in their tier's colour."""
    fills = [style.TIER_SOLID.get(tier, style.ACCENT) for tier in tiers]
    return plots.bars(book, data, 2, fills, "#,##0.0", labels, names=1)


def satisfaction(book: Book, data: Block, shares: Sequence[float], *, targeted: bool) -> Any:
    """Share of good ratings by month."""
    known = [one for one in shares if one == one]
    low = max(0.0, int(min(known) * 10 - 1) / 10) if known else 0.0
    return over_time(book, data, shares, value=1, names=4, target=2 if targeted else None, low=low, form="0%")


def over_time(
    book: Book,
    data: Block,
    shares: Sequence[float],
    *,
    value: int,
    names: int,
    target: int | None,
    low: float,
    form: str,
) -> Any:
    """Shares (NaN = none) as a line of which only the last point is labelled, and a dashed target if there is one.

    `value`, `names`, `target`: positions of their columns in the block. The axis runs from `low` to 100 %; `form` is
    the number format of the label.
    """
    chart = plots.plain_chart(book, "line")
    known = [one for one in shares if one == one]
    last = max(at for at, one in enumerate(shares) if one == one)
    falling = len(known) > 1 and known[-1] < known[-2]
    labels = {
        "value": True,
        "position": "below" if falling else "above",
        "num_format": form,
        "font": plots.font(9, style.ACCENT, bold=True),
        "fill": {"color": style.WHITE},  # the target runs behind the figure, not through it
        "custom": [None if at == last else {"delete": True} for at in range(len(shares))],
    }
    marker = {"type": "circle", "size": 5, "fill": {"color": style.ACCENT}, "border": {"color": style.ACCENT}}
    with guard():
        line = {"color": style.ACCENT, "width": 2.25}
        chart.add_series(plots.series(data, value, names=names, line=line, marker=marker, data_labels=labels))
        if target is not None:
            dash = {"color": style.INK, "width": 1.25, "dash_type": "dash"}
            chart.add_series(plots.series(data, target, names=names, line=dash, marker={"type": "none"}))
        chart.show_blanks_as("span")
        plots.axes(chart, low=low, high=1, form="0%")
    return chart


def mini_columns(where: str, values: Sequence[float], *, live: bool = False) -> dict[str, object]:
    """A mini chart of the range `where`, which holds `values` (NaN = a gap), or if `live` others too.

    The last one stands out. Columns from just below the least one, so that small changes of a rate can be seen; never
    touching the edges.
    """
    values = [one for one in values if one == one]
    low, high = min(values), max(values)
    base = low - (high - low) * 0.4 if low > 0 and high > low else min(low, 0.0)
    look = {"range": where, "type": "column", "series_color": style.LATER, "last_color": style.ACCENT}
    if live:
        return look | {"last_point": True, "min": 0}
    top = high + (high - base) * 0.15 if high > base else base + 1.0
    return look | {"last_point": True, "min": base, "max": top}


def overdue(book: Book, data: Block, owners: Sequence[str]) -> Any:
    """Tasks of each owner: overdue, due today, due within a week."""
    chart = plots.plain_chart(book, "bar", "stacked")
    with guard():
        for position, colour in enumerate((style.OVERDUE, style.TODAY, style.LATER), 1):
            label = {
                "value": True,
                "position": "center",
                "font": plots.font(8.5, style.INK, bold=True),
                "num_format": "0;;",
            }
            chart.add_series(plots.series(data, position, fill=colour, gap=45, overlap=100, data_labels=label))
        plots.names_left(chart, owners)
    return chart
