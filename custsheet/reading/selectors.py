"""What somebody chose in the drop-downs of the dashboard, found by the words above them.

The words are looked for together in one row, in either language, so that a row or column inserted before them does no
harm. A choice is no edit: the sheet lives on without the tool.
"""

from __future__ import annotations

from custsheet.model.board import SELECTORS
from custsheet.model.text import fold_label
from custsheet.reading.cells import Grid
from custsheet.values.text import as_text

DASHBOARD = "dashboard"
_LOOKED_AT = 20  # rows in which they may stand


def selector_cells(grid: Grid) -> dict[str, tuple[int, int]]:
    """Selector → row and column, from 1, of its cell; {} unless all are there."""
    words = {fold_label(title): name for name, one in SELECTORS.items() for title in (one.zh, one.en)}
    for row, cells in enumerate(grid[:_LOOKED_AT], 1):
        places: dict[str, tuple[int, int]] = {}
        for col, cell in enumerate(cells, 1):
            name = words.get(fold_label(cell)) if isinstance(cell, str) and cell else None
            if name is not None:
                places.setdefault(name, (row + 1, col))
        if len(places) == len(SELECTORS) and row < len(grid):
            return places
    return {}


def read_selection(grid: Grid) -> dict[str, str]:
    """Selector → the text in its cell; blank ones are left out."""
    found = {name: as_text(grid[row - 1][col - 1]).strip() for name, (row, col) in selector_cells(grid).items()}
    return {name: said for name, said in found.items() if said}
