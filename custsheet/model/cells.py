"""Single cells of a table, as people read them; whole columns are taken out once, for one cell of a frame is slow."""

from __future__ import annotations

from typing import Any

from custsheet.model.snapshot import Table


class Cells:
    """The cells of one table. It holds what it was asked for, so it lives no longer than the work it serves."""

    def __init__(self, table: Table | None) -> None:
        self._table = table
        self._columns: dict[str, dict[Any, Any]] = {}

    def __call__(self, name: str, row: int | None) -> Any:
        """What stands under a field in an Excel row; None where there is no such cell."""
        column = self._columns.get(name)
        if column is None:
            there = self._table is not None and name in self._table.raw.columns
            column = self._table.raw[name].to_dict() if self._table is not None and there else {}
            self._columns[name] = column
        return column.get(row)
