"""What is wrong in the data, as values.

A `Finding` says where, what and which edits would cure it; its wording comes from the rule catalogue
(`custsheet.model.rules`), so that every code is declared once and nothing said to a person stands in a check.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal

Severity = Literal["error", "warning", "info"]
Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class ColumnFormula:
    """In an edit, in place of a value: the cell gets back the formula that its whole column has."""


COLUMN_FORMULA = ColumnFormula()
_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell that accepting a proposal would change."""

    sheet: str
    row: int
    field: str
    value: Cell | ColumnFormula


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in the data.

    Attributes:
        code: rule code; its first letter is the severity (E error, W warning, I info).
        sheet: schema name of the sheet, None for the workbook as a whole.
        row: Excel's own row number, None when the finding is about a column or sheet.
        field: schema name of the field; for a column the schema does not know, its label.
        value: what stands in the cell, as a person would read it.
        record: the record's identifier, if it has one.
        message: key of the message within the rule; most rules have only "default".
        params: what the message mentions beyond sheet, field and value.
        edits: the cells that accepting the proposal changes; empty = no proposal is known.
        cell: address (A1 style) when it is not the cell of (row, field), e.g. on sheet 参数.
        place: title of the worksheet when it is not a sheet of the schema's data (参数, 选项 …).
    """

    code: str
    sheet: str | None = None
    row: int | None = None
    field: str | None = None
    value: Cell = None
    record: str | None = None
    message: str = "default"
    params: Mapping[str, object] = dataclasses.field(default_factory=lambda: _NOTHING)
    edits: tuple[Edit, ...] = ()
    cell: str | None = None
    place: str | None = None

    @property
    def severity(self) -> Severity:
        """From the code's letter."""
        return {"E": "error", "W": "warning"}.get(self.code[0], "info")  # type: ignore[return-value]

    @property
    def proposal(self) -> Cell:
        """The value proposed for the finding's own cell, None if there is none, or a formula instead."""
        for edit in self.edits:
            if (edit.sheet, edit.row, edit.field) == (self.sheet, self.row, self.field):
                return None if isinstance(edit.value, ColumnFormula) else edit.value
        return None


SEVERITY_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
