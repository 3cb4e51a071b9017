"""A snapshot made ready to be checked: one `View` a sheet, with plain lists and a way to build findings.

Invariant: positions, not labels, are what checks hand around; the Excel row is looked up once, when a finding is built.
Nothing here changes the snapshot's own frames.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from custsheet.checking.bounds import out_of_range
from custsheet.checking.entries import Entries
from custsheet.model.finding import Cell, Edit, Finding
from custsheet.model.records import record_ids
from custsheet.model.schema import Field, Sheet
from custsheet.model.snapshot import Snapshot, Table
from custsheet.reading.cast import Caster, blank_texts, objects
from custsheet.values.text import as_text
from custsheet.values.tidy import suspects

Mask = np.ndarray[Any, np.dtype[np.bool_]]

Reported = dict[str, dict[int, Cell]]

_NO_PARAMS: Mapping[str, object] = {}


def mask(values: Any) -> Mask:
    """One truth value a record."""
    return np.asarray(values, dtype=bool)


def series(values: np.ndarray[Any, np.dtype[Any]], index: pd.Index) -> pd.Series[Any]:
    """A column of a frame. With its dtype given, one of texts stays one of Python objects, in which None is blank."""
    return pd.Series(values, index, dtype=values.dtype, copy=False)


@dataclass(frozen=True)
class Audit:
    """What all checks of one pass share."""

    snapshot: Snapshot
    today: date
    _entries: dict[tuple[str, bool], Entries] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What reading found, without proposals that would be the next error: text that means a day in 1900."""
        return tuple([one if self._usable(one) else replace(one, edits=()) for one in self.snapshot.findings])

    def _usable(self, finding: Finding) -> bool:
        if finding.proposal is None or finding.sheet is None or finding.sheet not in self.snapshot.tables:
            return True
        field = self.snapshot.schema.sheet(finding.sheet).by_name.get(finding.field or "")
        return field is None or not out_of_range(field, finding.proposal, self.today)

    @cached_property
    def caster(self) -> Caster:
        """How cells become values in this workbook."""
        snapshot = self.snapshot
        canonical = {name: snapshot.lists.canonical(name) for name in snapshot.lists.entries}
        return Caster(blank_texts(snapshot.schema.missing_values), canonical, snapshot.date1904, self.today)

    def entries(self, name: str, *, provinces: bool = False) -> Entries:
        """The list called `name`, as the rules ask it."""
        key = name, provinces
        if key not in self._entries:
            self._entries[key] = Entries(self.snapshot, name, provinces=provinces)
        return self._entries[key]

    @cached_property
    def views(self) -> dict[str, View]:
        """Sheet name → view, for every sheet that was found."""
        reported: dict[str, Reported] = {}
        for one in self.findings:
            if one.sheet is not None and one.row is not None and one.field is not None:
                reported.setdefault(one.sheet, {}).setdefault(one.field, {})[one.row] = one.proposal
        return {
            name: View(self, table, self.snapshot.schema.sheet(name), reported.get(name, {}))
            for name, table in self.snapshot.tables.items()
        }


class View:
    """One sheet, ready to be checked.

    Attributes:
        frame: the typed records as they were meant: where reading or a list knows what to propose for a cell, that.
            So accepting such a proposal changes nothing of what other rules say.
        inputs: the fields people type into whose columns were found.
        rows: Excel row of each record.
        reported: field → Excel row of each cell that reading itself reported → what it proposes; after casting such
            cells are blank.
    """

    def __init__(self, audit: Audit, table: Table, sheet: Sheet, reported: Reported) -> None:
        self.audit = audit
        self.table = table
        self.sheet = sheet
        self.reported = reported
        self.inputs = tuple(one for one in sheet.fields if one.is_input and self.has(one.name))
        self.rows: list[int] = table.raw.index.tolist()
        self.frame = self._meant()
        self._cells: dict[str, list[Any]] = {}
        self._typed: dict[str, list[Any]] = {}
        self._blank: dict[str, Mask] = {}

    @property
    def name(self) -> str:
        """Schema name of the sheet."""
        return self.sheet.name

    def has(self, field: str) -> bool:
        """Whether this column was found."""
        return field in self.table.typed.columns

    def _meant(self) -> pd.DataFrame:
        frame = self.table.typed.copy(deep=False)
        position = {row: at for at, row in enumerate(self.rows)} if any(self.reported.values()) else {}
        for name, proposals in self.reported.items():
            usable = {position[row]: value for row, value in proposals.items() if value is not None and row in position}
            if usable and self.has(name):
                column = frame[name].to_numpy(copy=True)
                column[list(usable)] = np.array(list(usable.values()), dtype=column.dtype)
                frame[name] = series(column, frame.index)
        for field in self.inputs:
            enum = field.constraints.enum
            if field.type == "string" and enum in self.audit.snapshot.lists.entries:
                entries = self.audit.entries(str(enum), provinces=field.format == "province")
                values = {value for value in set(frame[field.name].tolist()) if isinstance(value, str)}
                slips = {one: near for one in values if not entries.holds(one) and (near := entries.nearest(one))}
                if slips:
                    names = {slip: entries.name(near) for slip, near in slips.items()}
                    column = objects([names.get(value, value) for value in frame[field.name].tolist()])
                    frame[field.name] = series(column, frame.index)
        return frame

    @cached_property
    def untidy(self) -> dict[str, list[int]]:
        """Text field → positions of the cells that may hold spaces or characters nobody meant to type."""
        return {one.name: suspects(self.cells(one.name)) for one in self.inputs if one.type in ("string", "list")}

    def cells(self, field: str) -> list[Any]:
        """What stands in each record's cell, as a person reads it; None where nothing does."""
        if field not in self._cells:
            self._cells[field] = self.table.raw[field].tolist()
        return self._cells[field]

    def typed(self, field: str) -> list[Any]:
        """Each record's value after casting; None where blank."""
        if field not in self._typed:
            column = self.frame[field]
            values = column.tolist()
            # NaN and NaT are the values that do not equal themselves.
            self._typed[field] = values if column.dtype == object else [one if one == one else None for one in values]
        return self._typed[field]

    def blank(self, field: str) -> Mask:
        """Which records have nothing in this column after casting."""
        if field not in self._blank:
            is_list = self.sheet.by_name[field].type == "list"
            found = mask([not value for value in self.frame[field].tolist()] if is_list else self.frame[field].isna())
            found.flags.writeable = False  # many rules ask
            self._blank[field] = found
        return self._blank[field]

    def unread(self, field: str) -> Mask:
        """Which records' cells in this column reading has reported already."""
        rows = self.reported.get(field)
        return mask([row in rows for row in self.rows]) if rows else np.zeros(len(self.rows), dtype=bool)

    @cached_property
    def records(self) -> list[str | None]:
        """Each record's identifier, e.g. `C000012` or `SO1/2`."""
        return record_ids(self.sheet, self.table)

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
            value=_plain(self.cells(field)[at]),
            record=self.records[at],
            message=message,
            params=params,
            edits=tuple([Edit(self.name, row, name, value) for name, value in edits]),
        )

    def field_of(self, form: str) -> Field | None:
        """The first column found whose format is this."""
        return next((one for one in self.inputs if one.format == form), None)


def _plain(value: Any) -> Cell:
    """A plain Python value: findings outlive the frames and are written as JSON."""
    if type(value) is str or value is None:
        return value
    if isinstance(value, np.generic):
        return _plain(value.item())
    if value != value:  # not a number, not a time
        return None
    moment: Cell = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
    return moment if isinstance(moment, bool | int | float | date) else as_text(moment) or None
