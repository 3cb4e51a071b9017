"""Which rows of a sheet are records: all with a value below the header, up to a totals row or a second table.

Invariant: hidden, filtered and blank rows and rows below the table's own range end nothing, nor does a totals row above
all records, where some keep it in sight; and a row keeps Excel's own number. What is left out although something stands
there is reported, never silent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import eq

import numpy as np

from custsheet.reading.cells import Cells, Distinct
from custsheet.reading.headers import Labels, label_text
from custsheet.reading.locate import Place

_TOTALS = """
合计 总计 小计 共计 总和 累计 合计金额 总计金额 本页合计 本页小计 本月合计
Total Totals Sum Subtotal Grandtotal
"""
_WORDS = "|".join(r"\s*".join(word) for word in _TOTALS.split())
# Letters may stand apart (合 计, Grand total). It fails at the first letter, so that whole columns pass quickly.
_TOTAL = re.compile(rf"\s*(?:{_WORDS})\s*[:：]?\s*", re.IGNORECASE)
_AMONG = re.compile(rf"\0{_TOTAL.pattern}\0", re.IGNORECASE)
_HEADINGS = 3  # so many headings of the standard side by side are the header of another table


@dataclass(frozen=True)
class Extent:
    """The rows of one sheet.

    Attributes:
        rows: Excel rows of the records.
        unread: Excel row of the totals row or second table below which records were left out, None if none were.
        below: first and last Excel row of records that stand below the table's own range, None if none do.
        header: whether row `unread` repeats this sheet's own header, so that records follow once it is deleted.
        lone: whether nothing follows that repeated header.
    """

    rows: list[int]
    unread: int | None
    below: tuple[int, int] | None
    header: bool = False
    lone: bool = False


@dataclass(frozen=True)
class Block:
    """The cells below a header, column by column.

    Attributes:
        first: Excel row of the first one.
        height: number of rows.
        columns: the cells of columns A, B, C …, each `height` long.
    """

    first: int
    height: int
    columns: Sequence[Distinct]

    @classmethod
    def below(cls, cells: Cells, header_row: int) -> Block:
        """What stands in `cells` below Excel row `header_row`."""
        columns = [column.below(header_row) for column in cells.columns]
        return cls(header_row + 1, max(cells.height - header_row, 0), columns)

    def column(self, number: int) -> Distinct:
        """The cells of column `number` (1 = A); blanks beyond the last column in use."""
        return self.columns[number - 1] if 0 < number <= len(self.columns) else Distinct.blank(self.height)

    def between(self, left: int, right: int, row: int) -> list[object]:
        """The cells of Excel row `row` from column `left` to `right`."""
        at = row - self.first
        return [column[at] for column in self.columns[left - 1 : right]] if 0 <= at < self.height else []


def find_rows(
    block: Block,
    place: Place,
    fields: Iterable[str],
    *,
    blanks: frozenset[str],
    filled: Collection[tuple[int, int]] = (),
    subtotals: Collection[tuple[int, int]] = (),
    tables: Collection[int] = (),
    elsewhere: Collection[int] = (),
    labels: Sequence[Labels] = (),
) -> Extent:
    """The records below the header of `place`.

    Args:
        block: the cells below it.
        place: header row, columns, table.
        fields: the fields whose cells make a record; computed ones and people's own columns do not.
        blanks: texts that mean "nothing".
        filled: (row, column) of cells that are not empty although the grid shows a blank (errors, uncomputed formulas).
        subtotals: (row, column) of cells with a SUBTOTAL formula.
        tables: first rows of other tables below this one.
        elsewhere: those of them that are read as another sheet of the standard.
        labels: the labels of all sheets, by which the header of a second table is known.
    """
    columns = [place.columns.fields[name] for name in fields]
    with_value = _filled(block, columns, blanks)
    with_value.update(row for row, column in filled if row >= block.first and column in columns)
    records = sorted(with_value)
    region = _region(place)
    totals = _totals_rows(block, region, subtotals)
    first = next((row for row in records if row not in totals), 0)
    ends = {row for row in totals if row > first}  # one above all records, right below the header, ends nothing
    if place.area and place.area.totals:
        totals.add(place.area.last_row)
        ends.add(place.area.last_row)
    repeated = _repeated(block, place)
    headings = repeated | _other_headers(block, records, region, labels)
    end = min(ends | headings | set(tables), default=records[-1] + 1 if records else 0)
    kept = [row for row in records if row < end and row not in totals]
    rest = [row for row in records if row >= end and row not in totals and not _read(row, elsewhere, tables)]
    last = place.area.last_row if place.area else None
    below = [row for row in kept if last is not None and row > last]
    # The header of a table of its own is no row that can simply be deleted.
    header = bool(rest) and end in repeated.difference(tables)
    return Extent(
        kept, end if rest else None, (below[0], below[-1]) if below else None, header, header and rest == [end]
    )


def _filled(block: Block, columns: Sequence[int], blanks: frozenset[str]) -> set[int]:
    """Excel rows with a value in one of `columns`; most are settled by the first column."""
    empty = np.ones(block.height, np.bool_)
    for column in map(block.column, columns):
        if set(map(type, column.values)) == {str}:
            empty &= column.flagged(map(blanks.__contains__, map(str.strip, column.values)))  # type: ignore[arg-type]
        else:
            empty &= column.flagged(type(v) is str and v.strip() in blanks for v in column.values)
        if not empty.any():
            break
    return set((np.flatnonzero(~empty) + block.first).tolist())


def _region(place: Place) -> tuple[int, int]:
    columns = [*place.columns.fields.values(), *place.columns.extra.values()]
    return min(columns, default=1), max(columns, default=1)


def _totals_rows(block: Block, region: tuple[int, int], subtotals: Collection[tuple[int, int]]) -> set[int]:
    """Rows that hold a word such as 合计 or a SUBTOTAL formula, and no other text."""
    left, right = region
    suspects = {row for row, column in subtotals if row >= block.first and left <= column <= right}
    for column in block.columns[left - 1 : right]:
        # Of a hundred thousand texts hardly one is, which one search shows.
        if _AMONG.search("\0".join(["", *[v for v in column.values if type(v) is str], ""])):
            suspects.update(at + block.first for at in column.where(_is_total))
    return {
        row
        for row in suspects
        if all(not isinstance(v, str) or not v.strip() or _is_total(v) for v in block.between(left, right, row))
    }


def _is_total(value: object) -> bool:
    return isinstance(value, str) and _TOTAL.fullmatch(value) is not None


def _repeated(block: Block, place: Place) -> set[int]:
    """Rows that repeat this very header, as lists stacked from several exports do."""
    own = {column: place.columns.labels[name] for name, column in place.columns.fields.items()}
    hits: Counter[int] = Counter()
    for number, label in own.items():
        column = block.column(number)
        if label in column.values:
            hits.update(at + block.first for at in column.where(partial(eq, label)))
    return {row for row, count in hits.items() if count >= max(2, len(own) / 2)}


def _other_headers(block: Block, records: list[int], region: tuple[int, int], labels: Sequence[Labels]) -> set[int]:
    """Rows behind a blank row that hold headings of the standard, side by side: the header of another table."""
    known = set(records)
    found = set()
    for row in records:
        if row == block.first or row - 1 in known:
            continue
        values = [v for v in block.between(*region, row) if v != ""]
        if len(values) < _HEADINGS or not all(isinstance(v, str) for v in values):
            continue
        texts = [label_text(v) for v in values]
        named = max((sum(one.find(text) is not None for text in texts) for one in labels), default=0)
        if named >= max(_HEADINGS, len(texts) * 2 / 3):
            found.add(row)
    return found


def _read(row: int, elsewhere: Collection[int], tables: Collection[int]) -> bool:
    """Whether the row belongs to a table further down that is read as another sheet of the standard."""
    above = max((header for header in tables if header <= row), default=None)
    return above in elsewhere
