"""One analysis for managers, ready to be drawn: the question, the answer in words, small tables and their charts.

An analysis decides what is said; how it looks is decided in one place, `drawing.report`. A table holds plain values:
a blank is None or NaN and shows as "–", a rate is 0–1, money is in whole currency units. A text in a column of numbers
stands for a number that is not told, such as "样本 6", and shows in grey.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from custsheet.model.text import Text

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal[
    "text", "long", "count", "number", "money", "percent", "points", "change", "gain", "days", "date", "tier", "mark",
    "month"
]  # fmt: skip
"""How a column shows its values.

"long" is a sentence, "points" a difference of two shares, "gain" one of two amounts or counts, "change" one of two
other figures, "tier" a badge, "mark" how a figure stands to its target (good, near, bad).
"""
ChartKind = Literal["column", "bar", "line", "stacked", "pareto", "shares"]
"""`pareto`: columns and a rising line on a second axis; `shares`: columns that fill 100 %."""
Mark = Literal["good", "near", "bad", "none"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: of the column in the frame.
        title: its header.
        kind: how values show.
        heat: whether a colour scale lies over it (a matrix is several such columns, with one scale in common).
        bar: whether a data bar lies behind its numbers.
        kinds: column that says of every row how its value shows, where that differs from row to row; all are numbers.
    """

    name: str
    title: Text
    kind: Kind = "text"
    heat: bool = False
    bar: bool = False
    kinds: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart over columns of its table.

    Attributes:
        kind: what it looks like.
        names: column of the categories.
        values: columns of the series; of a `pareto` the last is the line, which is a share.
        description: alternative text: what the chart shows.
        target: column of a target, drawn as a dashed line.
        marks: rows at which something began: upright lines in a `line` chart of shares.
    """

    kind: ChartKind
    names: str
    values: tuple[str, ...]
    description: Text
    target: str | None = None
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordRef:
    """The row of a record on one of people's sheets."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class RowsRef:
    """Rows of a table of the same report, from the first to the last, counted from 0: what a number was made from."""

    block: str
    first: int
    last: int


Target = RecordRef | RowsRef


@dataclass(frozen=True)
class Block:
    """One table of a report.

    Attributes:
        name: known by within its report; also the name of its Excel table.
        title: what it says: the finding, not the subject, where there is one.
        columns: shown, in this order.
        table: one row a line, with at least these columns.
        note: how it is computed, over what; shown beside the title.
        chart: drawn at its right.
        links: (position of the row, column name) → where the cell leads.
        empty: said in place of rows.
        sortable: whether people can sort and filter it; where it is longer than a page and not the last, each of the
            parts that it is drawn in.
        printed: whether it goes on paper; what does not stands below all that does, for looking things up.
    """

    name: str
    title: Text
    columns: tuple[Column, ...]
    table: pd.DataFrame
    note: Text | None = None
    chart: Chart | None = None
    links: Mapping[tuple[int, str], Target] = field(default_factory=dict)
    empty: Text | None = None
    sortable: bool = False
    printed: bool = True


@dataclass(frozen=True)
class Report:
    """One sheet.

    Attributes:
        name: of the tool sheet.
        question: that it answers, as its title.
        answers: at most four sentences, each with a status.
        blocks: from top to bottom; the detail rows stand in the last.
        notes: what is missing, how it is defined.
        ready: whether there is anything to analyse; else the sheet is drawn only if somebody asks for it.
    """

    name: str
    question: Text
    answers: tuple[tuple[Mark, Text], ...]
    blocks: tuple[Block, ...]
    notes: tuple[Text, ...] = ()
    ready: bool = True
