"""What people wrote into the decision columns of the tool's own sheets, found by the hidden key in each row.

The header is looked for by its titles, in either language, so that a row inserted above it does no harm.
"""

from __future__ import annotations

from collections.abc import Sequence

from custsheet.model.decision import Decision, digest, open_key
from custsheet.model.schema import ToolColumn, ToolSheet
from custsheet.model.text import fold_label
from custsheet.reading.cells import Grid
from custsheet.values.text import as_text

KEY, PROPOSAL = "key", "proposal"
_LOOKED_AT = 30  # rows in which a header may stand


def read_decisions(tool: ToolSheet, grid: Grid) -> tuple[Decision, ...]:
    """Every row of the sheet that bears a key, with what stands in its decision columns; blank cells are left out."""
    header, columns = find_header(tool, grid)
    if KEY not in columns:
        return ()
    asked = {column.name: columns[column.name] for column in tool.columns if column.decision and column.name in columns}
    found = []
    for cells in grid[header + 1 :]:
        opened = open_key(as_text(cells[columns[KEY]])) if columns[KEY] < len(cells) else None
        if opened is not None:
            seal, listed, key = opened
            said = {name: text for name, at in asked.items() if (text := _written(cells, at))}
            shown = _written(cells, columns[PROPOSAL]) if PROPOSAL in columns else None
            typed = None if shown is None or digest(shown) == listed else shown
            found.append(Decision(key, seal, said, typed))
    return tuple(found)


def find_header(tool: ToolSheet, grid: Grid) -> tuple[int, dict[str, int]]:
    """Index of the header row of a tool sheet and column name → index in it; (-1, {}) where none is found."""
    known = {fold_label(title): column for column in tool.columns for title in _titles(column)}
    best: tuple[int, dict[str, int]] = (-1, {})
    for number, cells in enumerate(grid[:_LOOKED_AT]):
        places: dict[str, int] = {}
        for at, cell in enumerate(cells):
            column = known.get(fold_label(cell)) if isinstance(cell, str) and cell else None
            if column is not None:
                places.setdefault(column.name, at)
        if len(places) > len(best[1]):
            best = number, places
    # One word alone may stand anywhere: a card above the table says 规则 too.
    return best if 2 * len(best[1]) > len(tool.columns) else (-1, {})


def _titles(column: ToolColumn) -> tuple[str, str]:
    return column.title.zh, column.title.en


def _written(cells: Sequence[object], at: int) -> str:
    return as_text(cells[at]).strip() if at < len(cells) else ""
