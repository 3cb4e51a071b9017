"""Single cells of a table, as people read them; whole columns are taken out once, for one cell of a frame is slow."""

from __future__ import annotations

from typing import Any

from custsheet.model.snapshot import Table


class Cells:
    """The cells of one table. It holds what it was asked for, so it lives no longer than the work it serves."""

    def __init__(self, table: Table | None) -> None:
        self._table = table
        self._columns: dict[str, list[Any]] = {}
        self._places: dict[int, int] | None = None

    def __call__(self, name: str, row: int | None) -> Any:
        """What stands under a field in an Excel row; None where there is no such cell."""
        if self._table is None or row is None:
            return None
        if self._places is None:
            rows = self._table.raw.index.tolist()
            self._places = dict(zip(rows, range(len(rows)), strict=True))
        at = self._places.get(row)
        if at is None:
            return None
        column = self._columns.get(name)
        if column is None:
            if name not in self._table.raw.columns:
                return None
            column = self._columns[name] = self._table.raw[name].tolist()
        return column[at]
