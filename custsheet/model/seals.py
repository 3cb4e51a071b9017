"""What a finding looked like when a person saw it, so that a tick is applied to that and to nothing else."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any

from custsheet.model.cells import Cells
from custsheet.model.decision import digest
from custsheet.model.finding import ColumnFormula, Finding
from custsheet.model.records import record_ids
from custsheet.model.snapshot import Snapshot

# Rules that hold one cell against others of its row.
_COMPARING = frozenset({"E163", "W133", "W151", "W152", "W172"})


class Seals:
    """Seals of findings over one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._cells: dict[str, Cells] = {}
        self._twice: dict[str, frozenset[str | None]] = {}

    def __call__(self, finding: Finding) -> str:
        """First half: what the finding is about. Second half: every proposed edit and what stands there now.

        It is about the value in its cell; where the rule compares several cells, about what it found in the others too;
        and where only the row tells which record is meant, about the whole record. Rows themselves do not count, so
        that sorting changes nothing.
        """
        seen: list[Any] = [_plain(finding.value)]
        if finding.code in _COMPARING:
            seen.append(sorted((name, str(value)) for name, value in finding.params.items()))
        if self.by_place(finding):
            seen.append(self._record(finding))
        edits = [
            [edit.sheet, edit.field, _plain(edit.value), _plain(self.cell(edit.sheet, edit.field, edit.row))]
            for edit in finding.edits
        ]
        return _digest(seen) + (_digest(edits) if edits else _NO_EDITS)

    def by_place(self, finding: Finding) -> bool:
        """Whether nothing but its row tells the finding's record from others: it has no identifier, or a shared one."""
        if finding.sheet is None or finding.row is None:
            return False
        return finding.record is None or finding.record in self._shared(finding.sheet)

    def _shared(self, sheet: str) -> frozenset[str | None]:
        """Identifiers that several records bear."""
        if sheet not in self._twice:
            table = self._snapshot.table(sheet)
            ids = record_ids(self._snapshot.schema.sheet(sheet), table) if table is not None else []
            alone = len(set(ids)) == len(ids)
            self._twice[sheet] = frozenset(() if alone else (one for one, times in Counter(ids).items() if times > 1))
        return self._twice[sheet]

    def about(self, finding: Finding) -> tuple[Any, ...]:
        """All that the seal follows from beside the finding itself."""
        there = [self.cell(edit.sheet, edit.field, edit.row) for edit in finding.edits]
        return *there, *(self._record(finding) if self.by_place(finding) else ())

    def _record(self, finding: Finding) -> list[Any]:
        table = self._snapshot.table(finding.sheet or "")
        names = table.raw.columns if table is not None else ()
        return [_plain(self.cell(finding.sheet or "", name, finding.row)) for name in names]

    def cell(self, sheet: str, name: str, row: int | None) -> Any:
        """What stands in a cell as a person reads it; None where there is no such cell."""
        if sheet not in self._cells:
            self._cells[sheet] = Cells(self._snapshot.table(sheet))
        return self._cells[sheet](name, row)


def _digest(value: Any) -> str:
    return digest(_encoded(value))


_encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_NO_EDITS = _digest([])


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
