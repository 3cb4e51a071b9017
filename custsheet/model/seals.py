"""What a finding looked like when a person saw it, so that a tick is applied to that and to nothing else."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from custsheet.model.decision import digest
from custsheet.model.finding import ColumnFormula, Finding
from custsheet.model.snapshot import Snapshot


class Seals:
    """Seals of findings over one snapshot. Whole columns are taken out once: single cells of a DataFrame are slow."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._columns: dict[tuple[str, str], dict[Any, Any]] = {}

    def __call__(self, finding: Finding) -> str:
        """First half: the value in the finding's cell. Second half: every proposed edit and what stands there now.

        Rows do not count, so that sorting changes nothing.
        """
        edits = [
            [edit.sheet, edit.field, _plain(edit.value), _plain(self.cell(edit.sheet, edit.field, edit.row))]
            for edit in finding.edits
        ]
        return _digest(_plain(finding.value)) + _digest(edits)

    def cell(self, sheet: str, name: str, row: int | None) -> Any:
        """What stands in a cell as a person reads it; None where there is no such cell."""
        column = self._columns.get((sheet, name))
        if column is None:
            table = self._snapshot.table(sheet)
            known = table is not None and name in table.raw.columns
            column = table.raw[name].to_dict() if table is not None and known else {}
            self._columns[sheet, name] = column
        return column.get(row)


def _digest(value: Any) -> str:
    return digest(json.dumps(value, ensure_ascii=False, sort_keys=True))


def _plain(value: Any) -> Any:
    """A value as JSON holds it; a whole number is the same whether a program stored it as 5 or as 5.0."""
    if value is None or value != value:  # not a number, not a time
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, ColumnFormula):
        return {"formula": "of the column"}
    if isinstance(value, date):
        return {"day": value.isoformat().removesuffix("T00:00:00")}
    return int(value) if float(value).is_integer() else float(value)
