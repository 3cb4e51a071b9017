"""A snapshot made ready to be checked: one `View` a sheet, with records only, clean text, and plain lists for findings.

Invariant: row positions, not labels, are what checks hand around; the Excel row is looked up once, when a finding is
built. Nothing here changes the snapshot's own frames.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from custsheet.checking.tidy import cleaned
from custsheet.model.finding import Cell, Edit, Finding
from custsheet.model.schema import Field, Sheet
from custsheet.model.snapshot import Snapshot, Table
from custsheet.values.text import as_text

Mask = np.ndarray[Any, np.dtype[np.bool_]]

_NO_PARAMS: Mapping[str, object] = {}


def mask(values: Any) -> Mask:
    """One truth value a record."""
    return np.asarray(values, dtype=bool)


@dataclass(frozen=True)
class Audit:
    """What all checks of one pass share."""

    snapshot: Snapshot
    today: date

    @cached_property
    def views(self) -> dict[str, View]:
        """Sheet name → view, for every sheet that was found."""
        known = {(one.sheet, one.row, one.field) for one in self.snapshot.findings if one.row is not None}
        reported: dict[str, dict[str, set[int]]] = {}
        for sheet, row, field in known:
            if sheet is not None and row is not None and field is not None:
                reported.setdefault(sheet, {}).setdefault(field, set()).add(row)
        return {
            name: View(self, table, self.snapshot.schema.sheet(name), reported.get(name, {}))
            for name, table in self.snapshot.tables.items()
        }


class View:
    """One sheet, ready to be checked.

    Attributes:
        inputs: the fields people type into whose columns were found.
        rows: Excel row of each record. A row without anything typed into it is no record.
        reported: field → Excel rows that reading itself reported; such cells are blank after casting.
    """

    def __init__(self, audit: Audit, table: Table, sheet: Sheet, reported: Mapping[str, set[int]]) -> None:
        self.audit = audit
        self.table = table
        self.sheet = sheet
        self.reported = reported
        self.inputs = tuple(one for one in sheet.fields if one.is_input and one.name in table.typed.columns)
        raw = table.raw[[one.name for one in self.inputs]]
        self._kept = raw.notna().any(axis=1).to_numpy(dtype=bool)
        self.rows: list[int] = [int(row) for row in table.raw.index[self._kept]]
        self._values: dict[str, list[Cell]] = {}
        self._typed: dict[str, list[Any]] = {}

    @property
    def name(self) -> str:
        """Schema name of the sheet."""
        return self.sheet.name

    def has(self, field: str) -> bool:
        """Whether this column was found."""
        return field in self.table.typed.columns

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The typed records; free text without the blanks and invisible characters that I193 reports."""
        typed = self.table.typed if self._kept.all() else self.table.typed.loc[self._kept]
        tidy = {
            one.name: pd.Series(cleaned(_texts(typed[one.name])), index=typed.index, dtype=object)
            for one in self.inputs
            if one.type == "string" and one.constraints.enum is None
        }
        return typed.assign(**tidy)

    def values(self, field: str) -> list[Cell]:
        """What stands in each record's cell, as a person reads it."""
        if field not in self._values:
            column = self.table.raw[field].to_numpy(dtype=object)[self._kept]
            self._values[field] = [_cell(value) for value in column]
        return self._values[field]

    def typed(self, field: str) -> list[Any]:
        """Each record's value after casting; None where blank."""
        if field not in self._typed:
            pairs = zip(self.frame[field].tolist(), self.blank(field).tolist(), strict=True)
            self._typed[field] = [None if blank else value for value, blank in pairs]
        return self._typed[field]

    def blank(self, field: str) -> Mask:
        """Which records have nothing in this column after casting."""
        column = self.frame[field]
        gone = mask(column.isna())
        if column.dtype == object:
            gone = gone | mask([value in ("", ()) for value in column.tolist()])
        return gone

    def unread(self, field: str) -> Mask:
        """Which records' cells in this column reading has reported already."""
        rows = self.reported.get(field, set())
        return mask([row in rows for row in self.rows])

    @cached_property
    def _keys(self) -> list[list[str]]:
        fields = [name for name in self.sheet.primary_key if self.has(name)]
        return [[as_text(value) for value in self.typed(name)] for name in fields]

    def record(self, at: int) -> str | None:
        """The identifier of the record at this position, e.g. `C000012` or `SO1/2`; None without its first part."""
        parts = [column[at] for column in self._keys]
        return "/".join(part for part in parts if part) if parts and parts[0] else None

    def finding(
        self,
        code: str,
        at: int,
        field: str,
        message: str = "default",
        params: Mapping[str, object] = _NO_PARAMS,
        edits: Iterable[tuple[str, Cell]] = (),
    ) -> Finding:
        """A finding on one cell. `edits` are (field, value) in the same row."""
        row = self.rows[at]
        return Finding(
            code=code,
            sheet=self.name,
            row=row,
            field=field,
            value=self.values(field)[at],
            record=self.record(at),
            message=message,
            params=params,
            edits=tuple(Edit(self.name, row, name, value) for name, value in edits),
        )

    def field_of(self, *formats: str) -> Field | None:
        """The first column found whose format is one of these."""
        return next((one for one in self.inputs if one.format in formats), None)


def _texts(column: pd.Series[Any]) -> list[str | None]:
    texts = column.astype(object).tolist()
    return [value if isinstance(value, str) and value else as_text(value) or None for value in texts]


def _cell(value: Any) -> Cell:
    """A plain Python value: findings outlive the frames and are written as JSON."""
    if isinstance(value, str | bool) or value is None:
        return value
    if isinstance(value, pd.Timestamp):
        return None if value is pd.NaT else value.to_pydatetime()
    if isinstance(value, datetime | date):
        return None if value is pd.NaT else value
    if isinstance(value, float | np.floating):
        return None if value != value else float(value)
    if isinstance(value, np.generic):
        return _cell(value.item())
    return value if isinstance(value, int) else as_text(value) or None
