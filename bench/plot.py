"""Lines on logarithmic axes, as an SVG: enough to see at a glance what grows faster than its rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

COLOURS = ("#1f4e79", "#c55a11", "#548235", "#7030a0", "#bf9000", "#0b7a75", "#a61c3c", "#5b5b5b", "#2e75b6", "#8c5a2b")
WIDTH, HEIGHT = 620, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 176, 44, 44
_GAP = 13  # pixels between two labels, at least
_AIR = 0.06  # decades beyond the values
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Panel:
    """One picture: a title, what the axes tell, lines by name (the first drawn strong), a guide to compare with."""

    title: str
    across: str
    up: str
    lines: Mapping[str, Points]
    guide: Points = ()


def svg(panels: Sequence[Panel], columns: int = 2) -> str:
    """All panels in one picture, `columns` in a row."""
    rows = math.ceil(len(panels) / columns)
    width, height = WIDTH * min(columns, len(panels)), HEIGHT * rows
    drawn = [
        f'<g transform="translate({WIDTH * (place % columns)},{HEIGHT * (place // columns)})">{_panel(one)}</g>'
        for place, one in enumerate(panels)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="11"><rect width="{width}" height="{height}" fill="#fff"/>'
        + "".join(drawn)
        + "</svg>\n"
    )


def _panel(panel: Panel) -> str:
    points = [point for line in (*panel.lines.values(), panel.guide) for point in line]
    across = _Axis([x for x, _ in points], _LEFT, WIDTH - _RIGHT)
    up = _Axis([y for _, y in points], HEIGHT - _BOTTOM, _TOP)
    out = [f'<text x="{_LEFT}" y="22" font-size="15" font-weight="bold">{escape(panel.title)}</text>']
    for value in across.ticks:
        out.append(_rule(across.at(value), _TOP, across.at(value), HEIGHT - _BOTTOM))
        out.append(_label(across.at(value), HEIGHT - _BOTTOM + 16, _short(value), "middle"))
    for value in up.ticks:
        out.append(_rule(_LEFT, up.at(value), WIDTH - _RIGHT, up.at(value)))
        out.append(_label(_LEFT - 6, up.at(value) + 4, _short(value), "end"))
    out.append(_label((_LEFT + WIDTH - _RIGHT) / 2, HEIGHT - 10, panel.across, "middle"))
    out.append(_label(_LEFT, _TOP - 8, panel.up, "start"))
    guide = " ".join(f"{across.at(x):.1f},{up.at(y):.1f}" for x, y in panel.guide)
    out.append(f'<polyline points="{guide}" fill="none" stroke="#bbb" stroke-width="6" stroke-opacity=".6"/>')
    ends = []
    for place, (name, line) in enumerate(panel.lines.items()):
        colour, strong = COLOURS[place % len(COLOURS)], 3.0 if place == 0 else 1.6
        dashed = ' stroke-dasharray="5 3"' if place >= len(COLOURS) else ""
        path = " ".join(f"{across.at(x):.1f},{up.at(y):.1f}" for x, y in line)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{strong}"{dashed}/>')
        ends.append((up.at(line[-1][1]), name, colour))
    for y, name, colour in _apart(sorted(ends)):
        out.append(f'<text x="{WIDTH - _RIGHT + 8}" y="{y + 4:.1f}" fill="{colour}">{escape(name)}</text>')
    return "".join(out)


class _Axis:
    """A logarithmic axis between two pixels, as long as its values need; ticks at 1, 3, 10, 30."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self._low, self._high = math.log10(min(values)) - _AIR, math.log10(max(values)) + _AIR
        self._start, self._end = start, end

    @property
    def ticks(self) -> list[float]:
        powers = range(math.floor(self._low), math.ceil(self._high) + 1)
        ticks = [factor * 10.0**power for power in powers for factor in (1, 3)]
        return [tick for tick in ticks if self._low <= math.log10(tick) <= self._high]

    def at(self, value: float) -> float:
        share = (math.log10(value) - self._low) / (self._high - self._low)
        return self._start + share * (self._end - self._start)


def _apart(ends: Sequence[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """The labels from the top down, none over another, and as a whole where the lines end."""
    placed: list[tuple[float, str, str]] = []
    for y, name, colour in ends:
        placed.append((max(y, placed[-1][0] + _GAP) if placed else y, name, colour))
    over = max(0.0, (placed[-1][0] if placed else 0.0) - (HEIGHT - _BOTTOM))
    return [(y - over, name, colour) for y, name, colour in placed]


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'


def _label(x: float, y: float, said: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#555">{escape(said)}</text>'


def _short(value: float) -> str:
    return f"{value / 1000:,.0f}k" if value >= 1000 else f"{value:g}"
