"""How wide the columns of a sheet of analyses are, whose tables stand one above another and share them.

A column is as wide as the table that needs most of it. Where that makes the sheet too wide for one page, names and
texts that stand over another table's numbers give way first, then sentences: all of them can wrap.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from custsheet.drawing.reports.report_charts import WIDTH
from custsheet.drawing.reports.report_table import NUMBERS
from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook.measure import header_width, text_pixels
from custsheet.model.report import Block, Column, Report

AIR = 20
"""Pixels between the tables and their charts."""
_TEXTS, _LONG, _LEAST, _WIDEST = 340, 480, 76, 150  # pixels of a column: of names, of sentences, of numbers
_NAMES, _FOLDED, _WRAPPED = 270, 130, 240  # pixels that names, texts and sentences keep where they give way
_LINKED, _WIDER = 400, 1.2  # the same of names that lead somewhere, which LibreOffice does not wrap; of their width
_NARROWEST = 420  # pixels of a chart
_PAGE = 1_440  # pixels of a sheet's width that print legibly on one page; sentences wrap and charts shrink for it
_MEASURED = 200  # rows whose texts are measured


@dataclass(frozen=True, slots=True)
class Widths:
    """Pixels of every column, the column in which charts stand, and how wide those are."""

    columns: list[int]
    beside: int
    chart: int


def column_widths(scene: Scene, report: Report, values: Callable[[Block, str], Sequence[Any]]) -> Widths:
    """The widths of a report's sheet; `values`: what stands in a column of a table."""
    # Charts stand beside the widest table that has one, over what columns wider ones have there.
    beside = 1 + max((len(one.columns) for one in report.blocks if one.chart), default=0)
    found, folded, wrapped = _shared(scene, report, values)
    wanted = list(found)
    left = beside - 1  # columns at the left of the charts: those at their right make no room for them
    for least in (folded, wrapped):
        found = _given(found, least, sum(found) - _PAGE)
        found[:left] = _given(found[:left], least[:left], sum(found[:left]) + AIR + _NARROWEST - _PAGE)
    width = WIDTH
    if beside > 1:  # room for the charts, which are smaller beside wide tables
        width = min(max(_PAGE - sum(found[:left]) - AIR, _NARROWEST), WIDTH)
        for at in range(left, len(found)):  # sentences that had given way have what the charts need anyway
            found[at] += max(min(wanted[at] - found[at], width + AIR - sum(found[left:])), 0)
        while (lacking := width + AIR - sum(found[left:])) > 0:
            found.append(min(lacking, 130))
    return Widths(found or [_TEXTS], beside, width)


def _shared(
    scene: Scene, report: Report, values: Callable[[Block, str], Sequence[Any]]
) -> tuple[list[int], list[int], list[int]]:
    """Of every column what the tables need there; with texts folded that stand over other kinds; with all wrapped."""
    found, folded, wrapped = list[int](), list[int](), list[int]()
    for at in range(max((len(one.columns) for one in report.blocks), default=0)):
        here = [(block, block.columns[at]) for block in report.blocks if at < len(block.columns)]
        needs = [
            (column.kind, _needed(scene, column, values(block, column.name), linked=_leads(block, column.name)))
            for block, column in here
        ]
        mixed = at > 0 and len({kind in {"text", "long"} for kind, _ in needs}) > 1
        least = (
            _LINKED if any(_leads(block, column.name) for block, column in here if column.kind == "text") else _NAMES
        )
        least = least if at == 0 else _FOLDED if mixed else _TEXTS
        folds = [min(need, least) if kind == "text" else need for kind, need in needs]
        wraps = [min(fold, _WRAPPED) if kind == "long" else fold for (kind, _), fold in zip(needs, folds, strict=True)]
        for each, pixels in ((found, [need for _, need in needs]), (folded, folds), (wrapped, wraps)):
            each.append(max(_LEAST, *pixels))
    return found, folded, wrapped


def _given(found: list[int], least: list[int], over: int) -> list[int]:
    """`found`, narrower by `over` pixels, but nothing narrower than in `least`."""
    least = [min(pair) for pair in zip(found, least, strict=True)]
    give = sum(found) - sum(least)
    if over <= 0 or give <= 0:
        return found
    share = min(over / give, 1.0)
    return [wide - math.ceil((wide - low) * share) for wide, low in zip(found, least, strict=True)]


def _leads(block: Block, name: str) -> bool:
    """Whether cells of a column lead somewhere."""
    return any(column == name for _, column in block.links)


def _needed(scene: Scene, column: Column, values: Sequence[Any], *, linked: bool) -> int:
    title = header_width(scene.tell(column.title), _LEAST, mark=False)
    if column.kind in NUMBERS:
        return min(max(title, _LEAST), _WIDEST)
    if column.kind in {"date", "mark"}:
        return max(title, 96)
    texts = [str(one) for one in values[:_MEASURED] if one == one and one]
    longest = max((text_pixels(one) for one in texts), default=0.0)
    if linked and column.kind == "text":
        return max(title, min(int(longest * _WIDER) + 24, _LINKED))
    return max(title, min(int(longest * 1.05) + 24, _LONG if column.kind == "long" else _TEXTS))
