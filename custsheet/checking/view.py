"""A snapshot made ready to be checked: one `View` a sheet, with plain lists and a way to build findings.

Invariants: positions, not labels, are what checks hand around; the Excel row is looked up once, when a finding is
built. Nothing here changes the snapshot's own frames. Whatever the data say is asked of a `View`, which writes down
what was asked for (`reads`), so that `kept` knows on what a finding rests; a new way to ask must write it down too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from custsheet.checking.ground import Ground
from custsheet.model.finding import Cell, Edit, Finding
from custsheet.model.records import record_ids
from custsheet.model.schema import Sheet
from custsheet.model.snapshot import Table
from custsheet.reading.cast import objects
from custsheet.values.distinct import distinct
from custsheet.values.text import as_text
from custsheet.values.tidy import suspects

if TYPE_CHECKING:
    from custsheet.checking.audit import Audit

Mask = np.ndarray[Any, np.dtype[np.bool_]]

Reported = dict[str, dict[int, Cell]]

_NO_PARAMS: Mapping[str, object] = {}


class Read(NamedTuple):
    """Something that was asked for while checking.

    Attributes:
        sheet: whose; "" for the memory of merges.
        column: a column, as it stands and as it was meant; "" for the rows the records stand in, ALL for whatever the
            sheet says, NUMBERS for the highest identifier ever given there, MERGES for which records were merged.
    """

    sheet: str
    column: str


ALL, NUMBERS, MERGES = "*", "*numbers", "*merges"  # no field may be called so


def mask(values: Any) -> Mask:
    """One truth value a record."""
    return np.asarray(values, dtype=bool)


def series(values: np.ndarray[Any, np.dtype[Any]], index: pd.Index) -> pd.Series[Any]:
    """A column of a frame. With its dtype given, one of texts stays one of Python objects, in which None is blank."""
    return pd.Series(values, index, dtype=values.dtype, copy=False)


class View(Ground):
    """One sheet, ready to be checked.

    Attributes:
        reads: what was asked for.
    """

    def __init__(self, audit: Audit, table: Table, sheet: Sheet, reported: Reported) -> None:
        super().__init__(audit, table, sheet)
        self._reported = reported
        self.reads: set[Read] = set()
        self._seen: set[str] = set()
        self._rows: list[int] = table.raw.index.tolist()
        self._frame = self._meant()
        self._bare = self._frame[[]]
        self._cells: dict[str, list[Any]] = {}
        self._distinct: dict[str, Sequence[Any]] = {}
        self._typed: dict[str, list[Any]] = {}
        self._blank: dict[str, Mask] = {}
        self._untidy: dict[str, list[int]] | None = None

    def apart(self, reads: set[Read] | None = None) -> View:
        """The same sheet. What is asked of it, and through it of others, is written down by itself, or in `reads`."""
        other = copy(self)
        other.reads, other._seen = set() if reads is None else reads, set()
        return other

    def trial(self, table: Table, reported: Reported) -> View:
        """The sheet if `table` stood there."""
        view = View(self._audit, table, self.sheet, reported)
        view.reads = self.reads
        return view

    def _asked(self, column: str = "") -> None:
        """Writes down that a column was asked for, or the rows alone."""
        if column not in self._seen:  # most are asked for once a record
            self._seen.add(column)
            self.reads |= {Read(self.name, ""), Read(self.name, column)}

    # Other sheets, and what the workbook remembers.

    def other(self, name: str) -> View | None:
        """The view of another sheet, None if the workbook has none."""
        view = self._audit.views.get(name)
        return None if view is None else view.apart(self.reads)

    def others(self) -> Iterator[View]:
        """The views of all sheets."""
        return (view.apart(self.reads) for view in self._audit.views.values())

    def highest_given(self) -> int:
        """The highest number that the last pass knew to be given on this sheet, 0 where none."""
        self._asked(NUMBERS)
        return self._audit.snapshot.memory.numbers.get(self.name, 0)

    def merged_into(self, record: str) -> str | None:
        """The record of which this one is a part since both were merged; None where it was not merged."""
        self.reads.add(Read("", MERGES))
        review = self._audit.snapshot.memory.review
        return review.survivor(record) if record in review.closed else None

    # What the sheet says.

    @property
    def rows(self) -> list[int]:
        """Excel row of each record."""
        self._asked()
        return self._rows

    @property
    def table(self) -> Table:
        """All that was read."""
        self._asked(ALL)
        return self._table

    @property
    def reported(self) -> Reported:
        """Field → Excel row of each cell that reading itself reported → what it proposes; such cells are blank."""
        self._asked(ALL)
        return self._reported

    @property
    def frame(self) -> pd.DataFrame:
        """The typed records as they were meant: where reading or a list knows what to propose for a cell, that.

        So accepting such a proposal changes nothing of what other rules say.
        """
        self._asked(ALL)
        return self._frame

    @property
    def bare(self) -> pd.DataFrame:
        """The same without any column: what a rule on whole rows looks at, it asks for by name."""
        self._asked()
        return self._bare

    def column(self, field: str) -> pd.Series[Any]:
        """One column of the frame."""
        self._asked(field)
        return self._frame[field]

    def columns(self, fields: Sequence[str]) -> pd.DataFrame:
        """Some columns of the frame."""
        for field in fields:
            self._asked(field)
        self._asked()
        return self._frame[list(fields)]

    def as_cast(self, field: str) -> pd.Series[Any]:
        """One column after casting, as it stands there: nothing of it is taken for what was meant."""
        self._asked(field)
        return self._table.typed[field]

    def _meant(self) -> pd.DataFrame:
        frame = self._table.typed.copy(deep=False)
        position = {row: at for at, row in enumerate(self._rows)} if any(self._reported.values()) else {}
        for name, proposals in self._reported.items():
            usable = {position[row]: value for row, value in proposals.items() if value is not None and row in position}
            if usable and self.has(name):
                column = frame[name].to_numpy(copy=True)
                column[list(usable)] = np.array(list(usable.values()), dtype=column.dtype)
                frame[name] = series(column, frame.index)
        for field in self.inputs:
            enum = field.constraints.enum
            if field.type == "string" and enum in self.lists.entries:
                entries = self.entries(str(enum), provinces=field.format == "province")
                values = {value for value in set(frame[field.name].tolist()) if isinstance(value, str)}
                slips = {one: near for one in values if not entries.holds(one) and (near := entries.nearest(one))}
                if slips:
                    names = {slip: entries.name(near) for slip, near in slips.items()}
                    column = objects([names.get(value, value) for value in frame[field.name].tolist()])
                    frame[field.name] = series(column, frame.index)
        return frame

    @property
    def untidy(self) -> Mapping[str, list[int]]:
        """Text field → positions of the cells that may hold spaces or characters nobody meant to type."""
        self._asked(ALL)
        if self._untidy is None:
            self._untidy = {name: self.suspects(name) for name in self.text_fields}
        return self._untidy

    @untidy.setter
    def untidy(self, found: Mapping[str, list[int]]) -> None:
        self._untidy = dict(found)

    def cells(self, field: str) -> list[Any]:
        """What stands in each record's cell, as a person reads it; None where nothing does."""
        self._asked(field)
        if field not in self._cells:
            self._cells[field] = self._table.raw[field].tolist()
        return self._cells[field]

    def distinct(self, field: str) -> Sequence[Any]:
        """The same cells, but of those that repeat others few or none."""
        cells = self.cells(field)
        if field not in self._distinct:
            self._distinct[field] = distinct(cells)
        return self._distinct[field]

    def suspects(self, field: str) -> list[int]:
        """Positions of the cells whose text cleaning may change, and of few others."""
        cells, few = self.cells(field), self.distinct(field)
        if few is cells:
            return suspects(cells)
        odd = {few[at] for at in suspects(few)}
        return [at for at, value in enumerate(cells) if value in odd] if odd else []

    def typed(self, field: str) -> list[Any]:
        """Each record's value after casting, as it was meant; None where blank."""
        self._asked(field)
        if field not in self._typed:
            column = self._frame[field]
            values = column.tolist()
            # NaN and NaT are the values that do not equal themselves.
            self._typed[field] = values if column.dtype == object else [one if one == one else None for one in values]
        return self._typed[field]

    def blank(self, field: str) -> Mask:
        """Which records have nothing in this column after casting."""
        self._asked(field)
        if field not in self._blank:
            is_list, column = self.sheet.by_name[field].type == "list", self._frame[field]
            found = mask([not value for value in column.tolist()] if is_list else column.isna())
            found.flags.writeable = False  # many rules ask
            self._blank[field] = found
        return self._blank[field]

    def unread(self, field: str) -> Mask:
        """Which records' cells in this column reading has reported already."""
        self._asked(field)
        rows = self._reported.get(field)
        return mask([row in rows for row in self._rows]) if rows else np.zeros(len(self._rows), dtype=bool)

    @property
    def records(self) -> list[str | None]:
        """Each record's identifier, e.g. `C000012` or `SO1/2`."""
        self._asked()
        for field in filter(self.has, self.sheet.primary_key):
            self._asked(field)
        return record_ids(self.sheet, self._table)

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
