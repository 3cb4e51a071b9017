"""One located sheet → a `Table`, and the findings that only reading can make: cells and headers that do not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from custsheet.model.finding import Cell, Edit, Finding
from custsheet.model.schema import Field, Schema, Sheet
from custsheet.model.snapshot import Table
from custsheet.model.text import fold_label
from custsheet.reading.book import Book
from custsheet.reading.cast import Caster, Failure, person_reads
from custsheet.reading.formulas import formulas_without_value, subtotal_cells
from custsheet.reading.headers import Labels
from custsheet.reading.locate import Area, Place
from custsheet.reading.rows import Extent, find_rows
from custsheet.values.text import as_text


@dataclass
class TableReader:
    """Reads the located sheets of one workbook.

    Attributes:
        book: the workbook.
        schema: the standard in force.
        native: whether custsheet made the workbook: only then are computed columns not data, and missing ones findings.
        caster: how cells become values.
        places: every sheet that was found.
    """

    book: Book
    schema: Schema
    native: bool
    caster: Caster
    places: Mapping[str, Place]

    def read(self, place: Place) -> tuple[Table, list[Finding]]:
        """The table at `place`, and what is wrong with it."""
        sheet, title = place.sheet, place.title
        fields = [
            field
            for field in sheet.fields
            if field.name in place.columns.fields and (field.is_input or not self.native)
        ]
        body = self.book.body(title)
        columns = {place.columns.fields[field.name] for field in fields}
        errors = {cell: text for cell, text in self.book.errors(title).items() if cell[1] in columns}
        uncomputed = {cell for cell in formulas_without_value(body) if cell[1] in columns}
        tables, elsewhere = self._other_tables(place)
        extent = find_rows(
            self.book.grid(title),
            place,
            [field.name for field in fields],
            blanks=self.caster.blanks,
            filled={*errors, *uncomputed},
            subtotals=subtotal_cells(body),
            tables=tables,
            elsewhere=elsewhere,
            labels=[Labels(one) for one in self.schema.sheets],
        )
        raw, typed, failures = self._columns(place, fields, extent, errors)
        extra = dict(place.columns.extra)
        extra.update({label: column for _, label, column in place.columns.doubled if label not in extra})
        table = Table(
            name=sheet.name,
            title=title,
            header_row=place.header_row,
            columns=dict(place.columns.fields),
            labels=dict(place.columns.labels),
            raw=raw,
            typed=typed,
            extra=extra,
        )
        record = record_namer(sheet, typed)
        findings = [*self._header_findings(place), *_row_findings(sheet, extent)]
        by_column = {place.columns.fields[field.name]: field for field in fields}
        rows = set(extent.rows)
        for (row, column), text in sorted(errors.items()):
            if row in rows:
                name = by_column[column].name
                findings.append(Finding("E195", sheet.name, row, name, text, record(row)))
        for row, column in sorted(uncomputed):
            if row in rows:
                findings.append(Finding("W305", sheet.name, row, by_column[column].name, None, record(row)))
        for field, failure in failures:
            row = extent.rows[failure.index]
            value = _shown(raw[field.name].iat[failure.index])
            proposal = failure.proposal
            edits = (Edit(sheet.name, row, field.name, proposal),) if proposal is not None else ()
            findings.append(Finding(failure.code, sheet.name, row, field.name, value, record(row), edits=edits))
        return table, findings

    def _columns(
        self, place: Place, fields: Sequence[Field], extent: Extent, errors: Mapping[tuple[int, int], str]
    ) -> tuple[pd.DataFrame, pd.DataFrame, list[tuple[Field, Failure]]]:
        grid = self.book.grid(place.title)
        lines = [grid[row - 1] if row <= len(grid) else [] for row in extent.rows]
        width = len(grid[0]) if grid else 0
        at = {row: index for index, row in enumerate(extent.rows)} if errors else {}
        raw: dict[str, pd.Series] = {}
        typed: dict[str, pd.Series] = {}
        failures: list[tuple[Field, Failure]] = []
        for field in fields:
            column = place.columns.fields[field.name]
            cells = person_reads(field, [line[column - 1] for line in lines] if column <= width else [""] * len(lines))
            typed[field.name], failed = self.caster.typed(field, cells)
            failures += [(field, one) for one in failed]
            for (row, error_column), text in errors.items():
                if error_column == column and row in at:
                    cells[at[row]] = text  # after casting: an error is not a value
            raw[field.name] = pd.Series(cells, dtype=object)
        index = pd.Index(extent.rows, dtype="int64", name="row")
        names = [field.name for field in fields]
        return (
            pd.DataFrame(raw, columns=names).set_axis(index, axis=0),
            pd.DataFrame(typed, columns=names).set_axis(index, axis=0),
            failures,
        )

    def _other_tables(self, place: Place) -> tuple[list[int], list[int]]:
        """First rows of other tables below the header and across its columns; those read as another sheet."""
        mine = place.columns.fields.values()
        left, right = min(mine, default=1), max(mine, default=1)
        tables, elsewhere = [], []
        read = {
            (other.title, other.area)
            for other in self.places.values()
            if other.sheet.name != place.sheet.name and other.area
        }
        for table in self.book.sheet(place.title).tables:
            area = Area.of(table)
            if area is None or area == place.area or area.last_column < left or area.first_column > right:
                continue
            if area.first_row > place.header_row:
                tables.append(area.first_row)
                if (place.title, area) in read:
                    elsewhere.append(area.first_row)
        return tables, elsewhere

    def _header_findings(self, place: Place) -> list[Finding]:
        sheet, columns = place.sheet, place.columns
        findings = []
        for name, label, _ in columns.doubled:
            if self.native or fold_label(label) == fold_label(columns.labels[name]):
                findings.append(Finding("E304", sheet.name, None, name, label, params={"label": label}))
        if not self.native:
            return findings
        for field in sheet.enabled:
            if field.is_input and field.constraints.required and field.name not in columns.fields:
                findings.append(Finding("E301", sheet.name, None, field.name))
        findings += [Finding("I302", sheet.name, None, label) for label in columns.extra]
        for name in columns.renamed:
            label = columns.labels[name]
            params = {"label": label, "title": sheet.by_name[name].title}
            findings.append(Finding("I303", sheet.name, None, name, label, params=params))
        return findings


def record_namer(sheet: Sheet, typed: pd.DataFrame) -> Callable[[int], str | None]:
    """Excel row → the record's identifier: the filled parts of its primary key, joined by "/"; None if it has none."""
    keys = [typed[name] for name in sheet.primary_key if name in typed]
    whole = len(keys) == len(sheet.primary_key) > 0

    def record(row: int) -> str | None:
        if not keys:
            return None
        parts = [as_text(key.at[row]) for key in keys]
        if not parts[0] or (not whole and sheet.primary_key[0] not in typed):
            return None
        return "/".join(part for part in parts if part)

    return record


def _row_findings(sheet: Sheet, extent: Extent) -> Iterable[Finding]:
    if extent.below:
        params = {"first": extent.below[0], "last": extent.below[1]}
        yield Finding("I307", sheet.name, extent.below[0], params=params)
    if extent.unread:
        yield Finding("W306", sheet.name, extent.unread, params={"row": extent.unread})


def _shown(value: object) -> Cell:
    """What stands in the cell, as a person would read it."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date()
    return value  # type: ignore[return-value]
