"""Sheet 字段 as it stands: where its header is, which column is which, and its rows; nothing of what they mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from custsheet.model.fieldsheet import COLUMNS
from custsheet.model.text import fold_label
from custsheet.reading.cells import Grid
from custsheet.reading.headers import label_text
from custsheet.values.text import as_text

_HEADER_ROWS = 10
_LONGEST_KEY = 40
_KEY = re.compile(rf"[a-z][a-z0-9_]{{0,{_LONGEST_KEY - 1}}}")


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it stands: Excel row number, column name → content."""

    number: int
    cells: Mapping[str, object]

    def words(self, column: str) -> str:
        """What stands in this column, as one line of text."""
        return " ".join(as_text(self.cells.get(column, "")).split())


def find_header(grid: Grid) -> tuple[int, dict[str, int]]:
    """Excel row of the header (0: none), and column name → number."""
    known = {
        fold_label(label): one.name for one in COLUMNS for label in (*one.aliases, one.name, one.title.en, one.title.zh)
    }
    best: tuple[int, dict[str, int]] = (0, {})
    for number, cells in enumerate(grid[:_HEADER_ROWS], 1):
        labels = [fold_label(label_text(cell)) for cell in cells]
        found: dict[str, int] = {}
        for column, label in enumerate(labels, 1):
            if label in known:
                found.setdefault(known[label], column)
        if len(found) > len(best[1]):
            best = number, found
    return best


def read_lines(
    grid: Grid, header: int, columns: Mapping[str, int], errors: Mapping[tuple[int, int], str]
) -> list[Line]:
    """The rows below the header in which something stands.

    Args:
        grid: the sheet's cells.
        header: Excel row of the header.
        columns: column name → number.
        errors: (row, column) → text of cells that show an error.
    """
    found = (_line(number, cells, columns, errors) for number, cells in enumerate(grid[header:], header + 1))
    return [line for line in found if line is not None]


def _line(
    number: int, cells: Sequence[object], columns: Mapping[str, int], errors: Mapping[tuple[int, int], str]
) -> Line | None:
    content = {
        name: errors.get((number, column), cells[column - 1] if column <= len(cells) else "")
        for name, column in columns.items()
    }
    return Line(number, content) if any(as_text(one).strip() for one in content.values()) else None


def new_key(wanted: str, english: str, taken: Collection[str]) -> str:
    """A key for a new field: as wanted if it can be one, else from its English label, else col_1; never a taken one."""
    if _KEY.fullmatch(wanted) and wanted not in taken:
        return wanted
    letters = unicodedata.normalize("NFKD", english).encode("ascii", "ignore").decode().casefold()
    slug = re.sub("[^a-z0-9]+", "_", letters).strip("_")[:_LONGEST_KEY]
    if not _KEY.fullmatch(slug):
        slug = "col"
    if slug != "col" and slug not in taken:
        return slug
    return next(key for number in count(1) if (key := f"{slug}_{number}") not in taken)
