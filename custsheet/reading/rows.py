"""Which rows of a sheet are records: all with a value below the header, up to a totals row or a second table.

Invariant: hidden, filtered and blank rows and rows below the table's own range end nothing, and a row keeps Excel's own
number. What is left out although something stands there is reported, never silent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from custsheet.model.text import fold_label
from custsheet.reading.book import Grid
from custsheet.reading.headers import Labels, label_text
from custsheet.reading.locate import Place

_TOTALS_WORDS = """
合计 总计 小计 共计 总和 累计 合计金额 总计金额 本页合计 本页小计 本月合计
Total Totals Sum Subtotal GrandTotal
"""
_TOTALS = frozenset(map(fold_label, _TOTALS_WORDS.split()))
_LONGEST = 14  # characters of the longest such word, spaces between its letters included
_HEADINGS = 3  # so many headings of the standard side by side are the header of another table


@dataclass(frozen=True)
class Extent:
    """The rows of one sheet.

    Attributes:
        rows: Excel rows of the records.
        unread: Excel row of the first one that was left out below a totals row or a second table, None if none was.
        below: first and last Excel row of records that stand below the table's own range, None if none do.
    """

    rows: list[int]
    unread: int | None
    below: tuple[int, int] | None


def find_rows(
    grid: Grid,
    place: Place,
    fields: Iterable[str],
    *,
    blanks: frozenset[str],
    filled: Collection[tuple[int, int]] = (),
    subtotals: Collection[tuple[int, int]] = (),
    tables: Iterable[int] = (),
    elsewhere: Iterable[int] = (),
    labels: Iterable[Labels] = (),
) -> Extent:
    """The records below the header of `place`.

    Args:
        grid: all cells of the worksheet.
        place: header row, columns, table.
        fields: the fields whose cells make a record; computed ones and people's own columns do not.
        blanks: texts that mean "nothing".
        filled: (row, column) of cells that are not empty although the grid shows a blank (errors, uncomputed formulas).
        subtotals: (row, column) of cells with a SUBTOTAL formula.
        tables: header rows of other tables below this one.
        elsewhere: those of them that are read as another sheet of the standard.
        labels: the labels of all sheets, by which the header of a second table is known.
    """
    first = place.header_row  # index of the first row below the header
    columns = [place.columns.fields[name] for name in fields]
    with_value = _filled(grid, first, columns, blanks) | {r for r, c in filled if r > first and c in set(columns)}
    records = sorted(with_value)
    region = _region(place)
    totals = _totals_rows(grid, first, region, subtotals)
    if place.area and place.area.totals:
        totals.add(place.area.last_row)
    headings = _headings(grid, place, records, region, list(labels))
    below_us = {row for row in tables if row > first}
    end = min(totals | headings | below_us, default=len(grid) + 1)
    rest = [row for row in records if row >= end and row not in totals and not _read(row, elsewhere, below_us)]
    kept = [row for row in records if row < end]
    last = place.area.last_row if place.area else None
    below = [row for row in kept if last is not None and row > last]
    return Extent(kept, rest[0] if rest else None, (below[0], below[-1]) if below else None)


def _filled(grid: Grid, first: int, columns: Sequence[int], blanks: frozenset[str]) -> set[int]:
    """Excel rows with a value in one of `columns`; most are settled by the first column."""
    width = len(grid[0]) if grid else 0
    empty = list(range(first, len(grid)))
    found: set[int] = set()
    for column in columns:
        if column > width or not empty:
            continue
        at = column - 1
        left = [i for i in empty if (v := grid[i][at]) == "" or (isinstance(v, str) and v.strip() in blanks)]
        if len(left) < len(empty):
            found.update(set(empty).difference(left))
            empty = left
    return {i + 1 for i in found}


def _region(place: Place) -> tuple[int, int]:
    columns = [*place.columns.fields.values(), *place.columns.extra.values()]
    return min(columns, default=1), max(columns, default=1)


def _totals_rows(grid: Grid, first: int, region: tuple[int, int], subtotals: Collection[tuple[int, int]]) -> set[int]:
    """Rows that hold a word such as 合计 or a SUBTOTAL formula, and no other text."""
    left, right = region
    suspects = {r for r, c in subtotals if r > first and left <= c <= right}
    for at in range(left - 1, min(right, len(grid[0]) if grid else 0)):
        column = [row[at] for row in grid[first:]]
        words = {v for v in set(column) if isinstance(v, str) and 0 < len(v) <= _LONGEST and _is_total(v)}
        if words:
            suspects.update(i for i, v in enumerate(column, first + 1) if v in words)
    return {
        row
        for row in suspects
        if row <= len(grid)
        and all(not isinstance(v, str) or not v.strip() or _is_total(v) for v in grid[row - 1][left - 1 : right])
    }


def _is_total(text: str) -> bool:
    return fold_label(text) in _TOTALS


def _headings(grid: Grid, place: Place, records: list[int], region: tuple[int, int], labels: list[Labels]) -> set[int]:
    """Rows that repeat this header, and rows that begin another one behind a blank row."""
    left, right = region
    own = {column: place.columns.labels[name] for name, column in place.columns.fields.items()}
    hits: dict[int, int] = {}
    width = len(grid[0]) if grid else 0
    for column, label in own.items():
        if column <= width:
            for i, row in enumerate(grid[place.header_row :], place.header_row + 1):
                if row[column - 1] == label:
                    hits[i] = hits.get(i, 0) + 1
    found = {row for row, count in hits.items() if count >= max(2, len(own) / 2)}
    known = set(records)
    for row in records:
        if row - 1 in known or row - 1 <= place.header_row:
            continue
        cells = [v for v in grid[row - 1][left - 1 : right] if v != ""] if row <= len(grid) else []
        if len(cells) < _HEADINGS or not all(isinstance(v, str) for v in cells):
            continue
        texts = [label_text(v) for v in cells]
        named = max((sum(one.find(text) is not None for text in texts) for one in labels), default=0)
        if named >= max(_HEADINGS, len(texts) * 2 / 3):
            found.add(row)
    return found


def _read(row: int, elsewhere: Iterable[int], tables: set[int]) -> bool:
    """Whether the row belongs to a table further down that is read as another sheet of the standard."""
    above = max((header for header in tables if header <= row), default=None)
    return above is not None and above in set(elsewhere)
