"""What people typed on the sheets that are drawn from the standard, so that drawing them anew loses nothing of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from custsheet.model.snapshot import Snapshot
from custsheet.reading.book import Book
from custsheet.reading.lists import typed_entries
from custsheet.reading.settings import typed_values

GENERATED = {"parameters": (1,), "options": (), "fields": (1, 4)}
"""Tool sheets drawn from the standard on which people write → columns that tell which row is which."""
Cells = Mapping[tuple[int, int], object]
"""(row, column; 1 = A) → what stands there, of every filled cell."""
Rows = Mapping[int, tuple[str, ...]]
"""Row → what it is about."""
NO_ROWS: Rows = MappingProxyType({})


@dataclass(frozen=True)
class Typed:
    """What stands on them.

    Attributes:
        settings: setting name → what stands in its cell, right or wrong; "" for a blank one.
        entries: list name → what stands below its title, entry by entry.
    """

    settings: Mapping[str, object]
    entries: Mapping[str, Sequence[str]]


def typed(book: Book, snapshot: Snapshot) -> Typed:
    """Read them as they stand in the workbook, of which `snapshot` was made."""
    options, parameters = snapshot.owned.get("options"), snapshot.owned.get("parameters")
    return Typed(
        settings=typed_values(
            snapshot.schema, book.grid(parameters) if parameters else [], book.errors(parameters) if parameters else {}
        ),
        entries=typed_entries(snapshot.schema, book.grid(options) if options else []),
    )


def cells(book: Book, title: str) -> Cells:
    """All filled cells of one worksheet."""
    return {
        (row, column): cell
        for row, line in enumerate(book.grid(title), 1)
        for column, cell in enumerate(line, 1)
        if cell != ""
    }


@dataclass(frozen=True, slots=True)
class Strays:
    """What somebody wrote on a sheet that the standard draws, besides what is asked for there.

    Attributes:
        moved: what stood right of the drawing or below it, where it shall stand again.
        lost: what stood within the drawing, where it stood.
    """

    moved: Cells
    lost: Cells


def strays(before: Cells, drawn: Cells, after: Cells, rows: Rows = NO_ROWS, now: Rows = NO_ROWS) -> Strays:
    """What stands on a sheet and would not stand on it after it was drawn anew.

    A row of the drawing is drawn anew wherever it stands, with gaps before it or far below. What stood beside it stands
    beside it again, and what was right of the drawing or below it stays so.

    Args:
        before: the sheet as it is.
        drawn: as its standard draws it, with everything people are asked to type there.
        after: as the new standard draws it.
        rows: what the rows of the sheet as it is are about.
        now: the same of the sheet as the new standard draws it.
    """
    known = {str(cell) for cell in (*drawn.values(), *after.values())}
    (bottom, right), (new_bottom, new_right) = _extent(drawn), _extent(after)
    places: dict[tuple[str, ...] | None, int] = {about: row for row, about in now.items()}
    moved: dict[tuple[int, int], object] = {}
    lost: dict[tuple[int, int], object] = {}
    for (row, column), cell in before.items():
        again = places.get(rows.get(row))
        if column <= right and (row <= bottom or again is not None):
            if str(cell) not in known:
                lost[row, column] = cell
            continue
        down = again or (row + new_bottom - bottom if row > bottom else row)
        place = down, column + new_right - right if column > right else column
        (lost if place in after else moved)[(row, column) if place in after else place] = cell
    return Strays(moved, lost)


def _extent(cells: Cells) -> tuple[int, int]:
    return max((row for row, _ in cells), default=0), max((column for _, column in cells), default=0)


def titled_rows(cells: Cells, anchor: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Row → what its anchoring columns say, for the first of the rows where all of them say the same something."""
    found: dict[tuple[str, ...], int] = {}
    for row in sorted({row for row, _ in cells}):
        about = tuple(str(cells.get((row, column), "")) for column in anchor)
        if about and all(about):
            found.setdefault(about, row)
    return {row: about for about, row in found.items()}
