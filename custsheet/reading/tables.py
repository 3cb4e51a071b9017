"""One located sheet → a `Table`, and the findings that only reading can make: cells and headers that do not hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from custsheet.model.address import column_letters
from custsheet.model.finding import Edit, Finding
from custsheet.model.latest import Latest
from custsheet.model.records import record_ids
from custsheet.model.rules import show
from custsheet.model.schema import Field, Sheet
from custsheet.model.snapshot import Table
from custsheet.model.text import fold_label
from custsheet.reading.book import Book
from custsheet.reading.cast import Caster, Column, Failure, digits_lost, objects, person_reads, shown
from custsheet.reading.cells import Cells, Distinct
from custsheet.reading.guess import OWN_COLUMN, Registrar
from custsheet.reading.headers import Labels
from custsheet.reading.locate import Area, Place
from custsheet.reading.rows import Block, Extent, find_rows

_MESSAGES = {("E181", False): "boolean", ("E181", True): "boolean", ("E161", True): "number"}
"""(code of a cell that does not parse, whether a number stands there) → message, where it is not the usual one."""


@dataclass(frozen=True)
class _Cells:
    """All that one table is read from: where it lives, its columns' fields, what stands in its cells.

    `cells`: what they show; `errors`, `uncomputed`, `subtotals`: by row and column (see `Book`); `tables`, `elsewhere`:
    first rows of the other tables below it, of those that are read as another sheet.
    """

    place: Place
    fields: Mapping[int, Field]
    cells: Cells
    errors: Mapping[tuple[int, int], str]
    uncomputed: Collection[tuple[int, int]]
    subtotals: Collection[tuple[int, int]]
    tables: Sequence[int]
    elsewhere: Sequence[int]


_LATEST = defaultdict[str, Latest[tuple[_Cells, Caster, list[Sheet]], tuple[Table, list[Finding]]]](Latest)
"""By sheet. A table that a save has not changed is the very same one, with all that was made of it (`Table.kept`)."""


@dataclass
class TableReader:
    """Reads the located sheets of one workbook.

    Attributes:
        book: the workbook.
        native: whether custsheet made the workbook: only then are computed columns not data, and missing ones findings.
        caster: how cells become values.
        places: every sheet that was found.
        labels: the labels of all sheets of the standard.
        coming: fields whose column will be appended.
        registrar: offers people's own columns for the standard; None where there is no sheet to register them on.
    """

    book: Book
    native: bool
    caster: Caster
    places: Mapping[str, Place]
    labels: Sequence[Labels]
    registrar: Registrar | None = None
    coming: Collection[tuple[str, str]] = ()

    def read(self, place: Place) -> tuple[Table, list[Finding]]:
        """The table at `place`, and what is wrong with it."""
        title = place.title
        fields = {
            place.columns.fields[field.name]: field
            for field in place.sheet.fields
            if field.name in place.columns.fields and (not self.native or (field.is_input and field.enabled))
        }
        tables, elsewhere = self._other_tables(place)
        found = _Cells(
            place=place,
            fields=fields,
            cells=self.book.cells(title),
            errors={cell: text for cell, text in self.book.errors(title).items() if cell[1] in fields},
            uncomputed={cell for cell in self.book.uncomputed(title) if cell[1] in fields},
            subtotals=self.book.subtotals(title),
            tables=tables,
            elsewhere=elsewhere,
        )
        of = found, self.caster, [one.sheet for one in self.labels]
        table, findings = _LATEST[place.sheet.name].made(of, partial(self._made, found))
        return table, [*self._header_findings(place, Block.below(found.cells, place.header_row)), *findings]

    def _made(self, found: _Cells) -> tuple[Table, list[Finding]]:
        place, fields, errors, uncomputed = found.place, found.fields, found.errors, found.uncomputed
        sheet = place.sheet
        block = Block.below(found.cells, place.header_row)
        extent = find_rows(
            block,
            place,
            [field.name for field in fields.values()],
            blanks=self.caster.blanks,
            filled={*errors, *uncomputed},
            subtotals=found.subtotals,
            tables=found.tables,
            elsewhere=found.elsewhere,
            labels=self.labels,
        )
        raw, typed, failures = self._columns(block, fields, extent, errors)
        extra = dict(place.columns.extra)
        extra.update({label: column for _, label, column in place.columns.doubled if label not in extra})
        index = pd.Index(extent.rows, dtype="int64", name="row")
        table = Table(
            name=sheet.name,
            title=place.title,
            header_row=place.header_row,
            columns=dict(place.columns.fields),
            labels=dict(place.columns.labels),
            raw=_frame(raw, index),
            typed=_frame(typed, index),
            extra=extra,
            beside=_beside(sheet, place.columns.fields, block, index),
        )
        findings = list(_row_findings(sheet, extent))
        records = record_ids(sheet, table) if errors or uncomputed or failures else []
        at = {row: index for index, row in enumerate(extent.rows)} if errors or uncomputed else {}
        for row, column in sorted({*errors, *uncomputed}):
            if row in at:
                text = errors.get((row, column))
                code = "W305" if text is None else "E195"
                findings.append(Finding(code, sheet.name, row, fields[column].name, text, records[at[row]]))
        for field, failure in failures:
            row, proposal = extent.rows[failure.index], failure.proposal
            value = shown(raw[field.name][failure.index])
            edits = (Edit(sheet.name, row, field.name, proposal),) if proposal is not None else ()
            key = _MESSAGES.get((failure.code, type(value) in (int, float)), "default")
            if failure.code == "E161" and str(value).strip() == show(proposal):
                key = "same"  # "should be" followed by what stands there already helps nobody
            findings.append(
                Finding(failure.code, sheet.name, row, field.name, value, records[failure.index], key, edits=edits)
            )
        return table, findings

    def _columns(
        self, block: Block, fields: Mapping[int, Field], extent: Extent, errors: Mapping[tuple[int, int], str]
    ) -> tuple[dict[str, Column], dict[str, Column], list[tuple[Field, Failure]]]:
        at = {row: index for index, row in enumerate(extent.rows)} if errors else {}
        places = np.array(extent.rows, np.int64) - block.first
        raw: dict[str, Column] = {}
        typed: dict[str, Column] = {}
        failures: list[tuple[Field, Failure]] = []
        for number, field in fields.items():
            column = block.column(number).taken(places)
            cells = person_reads(field, column.values)
            values, failed = self.caster.typed(field, cells, digits_lost(field, column.values))
            typed[field.name] = values[column.codes]
            failures += [(field, one) for one in _spread(failed, column)]
            raw[field.name] = objects(cells)[column.codes]
            for (row, error_number), text in errors.items():
                if error_number == number and row in at:
                    raw[field.name][at[row]] = text  # after casting: an error is not a value
        return raw, typed, failures

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

    def _header_findings(self, place: Place, block: Block) -> list[Finding]:
        sheet, columns = place.sheet, place.columns
        findings = []
        for name, label, column in columns.doubled:
            if self.native or fold_label(label) == fold_label(columns.labels[name]):
                cell = f"{column_letters(column)}{place.header_row}"
                findings.append(Finding("E304", sheet.name, None, name, label, params={"label": label}, cell=cell))
        for label, column in columns.extra.items():
            if self.registrar is None:
                findings.append(Finding(OWN_COLUMN, sheet.name, None, label))
            else:
                findings.append(self.registrar.offer(sheet, label, place.header_row, block.column(column).cells()))
        if not self.native:
            return findings
        for field in sheet.enabled:
            # Without the identifiers nothing on other sheets finds its record, though nobody must type them.
            needed = field.constraints.required or field.name in sheet.primary_key[:1]
            missing = field.is_input and needed and field.name not in columns.fields
            if missing and (sheet.name, field.name) not in self.coming:
                findings.append(Finding("E301", sheet.name, None, field.name))
        for name in columns.renamed:
            label = columns.labels[name]
            params = {"label": label, "title": sheet.by_name[name].title}
            findings.append(Finding("I303", sheet.name, None, name, label, params=params))
        return findings


def _beside(sheet: Sheet, known: Mapping[str, int], block: Block, rows: pd.Index) -> pd.Series[int] | None:
    """See `Table.beside`."""
    columns = [one for one in range(1, len(block.columns) + 1) if one not in known.values()]
    if not columns or not sheet.counted_key or any(name in known for name in sheet.counted_key):
        return None
    places = rows.to_numpy() - block.first
    said = np.zeros(len(rows), np.int64)
    for number in columns:
        column = block.column(number).taken(places)
        values = np.empty(len(column.values), dtype=object)
        values[:] = column.values
        codes, different = pd.factorize(values)
        said = pd.factorize(said * len(different) + codes[column.codes])[0].astype(np.int64)
    return pd.Series(said, rows)


def _spread(failures: Sequence[Failure], column: Distinct) -> list[Failure]:
    """Failures of a column's distinct cells → those of its cells, from the top down."""
    if not failures:
        return []
    of = {one.index: one for one in failures}
    hit = np.flatnonzero(np.isin(column.codes, list(of)))
    return [replace(of[code], index=at) for at, code in zip(hit.tolist(), column.codes[hit].tolist(), strict=True)]


def _frame(columns: Mapping[str, Column], index: pd.Index) -> pd.DataFrame:
    # With its dtype given, a column of texts stays one of Python objects, in which None is blank.
    series = {name: pd.Series(cells, index, dtype=cells.dtype, copy=False) for name, cells in columns.items()}
    return pd.DataFrame(series, index, list(columns), copy=False)


def _row_findings(sheet: Sheet, extent: Extent) -> Iterable[Finding]:
    if extent.below:
        first, last = extent.below
        key = "one" if first == last else "default"
        yield Finding("I307", sheet.name, first, message=key, params={"first": first, "last": last})
    if extent.unread and extent.header:
        key = "lone" if extent.lone else "default"
        yield Finding("E308", sheet.name, extent.unread, message=key, params={"row": extent.unread})
    elif extent.unread:
        yield Finding("W306", sheet.name, extent.unread, params={"row": extent.unread})
