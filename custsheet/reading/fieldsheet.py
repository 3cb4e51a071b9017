"""Sheet 字段 → the standard in force: what the workbook carries, with what the administrator changed on the sheet.

Invariant: the standard in force is always a valid one. Each mistake is a finding on its cell and leaves the last good
value standing; no row that is gone, moved or filtered takes a field away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from custsheet.model.address import column_letters
from custsheet.model.change import FieldRows, Place
from custsheet.model.fieldsheet import COLUMN, field_cells
from custsheet.model.finding import Cell, Finding
from custsheet.model.latest import Latest
from custsheet.model.load import MAX_FIELDS
from custsheet.model.schema import Field, Schema
from custsheet.model.text import Text, fold_label, text
from custsheet.reading.cells import Grid
from custsheet.reading.fieldkinds import read_rules
from custsheet.reading.fieldlines import Line, find_header, new_key, read_lines
from custsheet.reading.fieldmerge import merged
from custsheet.reading.fieldrow import AS_BEFORE, NO_COLUMN, Given, Row, mistake, read_plain
from custsheet.reading.fieldwords import one_of
from custsheet.reading.headers import label_text

_NEEDED = ("sheet", "label", "key", "kind")
_ROUNDS = 2  # a condition may speak of a field that the same sheet has just given its label
_MOST_TOLD = 20  # rows that cannot be taken, told of one by one: somebody pasted a list below the fields
_SHOWN_LOST = 5  # rows that are gone and told of one by one
_NONE = text("", "")


@dataclass(frozen=True, slots=True)
class FieldsRead:
    """What the sheet gave: the standard in force, what it lacks itself, what is wrong on it."""

    schema: Schema
    rows: FieldRows
    findings: tuple[Finding, ...]


_LATEST = Latest[tuple[Given, str, dict[tuple[int, int], str], dict[str, str]], FieldsRead]()


def read_fields(
    given: Given, grid: Grid, errors: Mapping[tuple[int, int], str], sheets: Mapping[str, str]
) -> FieldsRead:
    """The standard in force.

    Args:
        given: what rows are read with; its title is the sheet's.
        grid: the sheet's cells.
        errors: (row, column) → text of cells that show an error.
        sheets: folded title → schema name, for every way to call a sheet of the standard.
    """
    of = given, repr(grid), dict(errors), dict(sheets)
    return _LATEST.made(of, lambda: _read(given, grid, errors, sheets))


def _read(given: Given, grid: Grid, errors: Mapping[tuple[int, int], str], sheets: Mapping[str, str]) -> FieldsRead:
    header, columns = find_header(grid)
    lacking = [COLUMN[name].title for name in _NEEDED if name not in columns]
    if lacking:
        place = f"A{header or 1}"
        told = Finding("W322", params={"columns": lacking}, cell=place, place=given.title)
        return FieldsRead(given.schema, FieldRows(), (told,))
    lines = read_lines(grid, header, columns, errors)
    headers = {name: label_text(grid[header - 1][column - 1]) for name, column in columns.items()}
    read = _Reader(given, columns, sheets, header, headers).read(lines)
    for _ in range(_ROUNDS):
        if read.schema == given.known:
            break
        given = replace(given, known=read.schema)
        read = _Reader(given, columns, sheets, header, headers).read(lines)
    return read


@dataclass
class _Reader:
    given: Given
    columns: Mapping[str, int]
    sheets: Mapping[str, str]
    header: int
    headers: Mapping[str, str]
    findings: list[Finding] = field(default_factory=list)
    cells: dict[str, Cell] = field(default_factory=dict)

    def read(self, lines: Sequence[Line]) -> FieldsRead:
        known, fresh = self._told_apart(lines)
        rows = [(self._row(line, place), line) for place, line in known.items()]
        told = 0
        for line in fresh:
            found = self._new_row(line, [one for one, _ in rows]) if told < _MOST_TOLD else None
            if found is not None:
                rows.append((found, line))
            elif (told := told + 1) > _MOST_TOLD:
                self._refuse(line, "label", "rows", count=len(fresh))
                break
        schema, refused = merged(self.given, [row for row, _ in rows])
        for row, line in rows:
            self.findings += row.findings
            if row not in refused:
                self._complete(row, line, schema)
        lost = tuple(place for place in _places_of(self.given.schema) if place not in known)
        self._tell_lost(lost)
        placed = {line.number: (row.sheet.name, row.now.name) for row, line in rows if row not in refused}
        return FieldsRead(schema, FieldRows(self.cells, lost, self.headers, placed), tuple(self.findings))

    def _told_apart(self, lines: Sequence[Line]) -> tuple[dict[Place, Line], list[Line]]:
        """The row of each field, by its key or else by its label, and the rows of new fields."""
        claims: dict[Place, list[Line]] = {}
        others = []
        for line in lines:
            sheet, key = self._sheet(line), line.words("key").casefold()
            if sheet is not None and key in self.given.schema.sheet(sheet).by_name:
                claims.setdefault((sheet, key), []).append(line)
            else:
                others.append(line)
        known = {place: self._original(place, claimed) for place, claimed in claims.items()}
        fresh = []
        for line in others:
            places = [place for place in self._likely(line) if place not in known]
            if len(places) != 1:
                fresh.append(line)
                continue
            known[places[0]] = line
            if line.words("key").casefold() != places[0][1]:
                self._tell_key(line, places[0])
        return known, fresh

    def _sheet(self, line: Line) -> str | None:
        return self.sheets.get(fold_label(line.words("sheet")))

    def _likely(self, line: Line) -> list[Place]:
        """The fields a row may be about that lacks one half of what identifies it: the key, or the sheet."""
        sheet, key, label = self._sheet(line), line.words("key").casefold(), fold_label(line.words("label"))
        return [
            (one.name, known.name)
            for one in self.given.schema.sheets
            if sheet in (None, one.name)
            for known in one.fields
            if label in (fold_label(known.title.zh), fold_label(known.title.en))
            and (sheet is not None or key == known.name)
        ]

    def _tell_key(self, line: Line, place: Place) -> None:
        told = {"label": self._field(place).title, "key": place[1]}
        at, value = self._at("key", line), line.words("key") or None
        self.cells[at] = place[1]
        self.findings.append(Finding("I323", value=value, message="key", params=told, cell=at, place=self.given.title))

    def _original(self, place: Place, lines: Sequence[Line]) -> Line:
        """Of several rows with one key, the one that bears the field's label; the others are told of."""
        title = self._field(place).title
        first = next((one for one in lines if one.words("label") in (title.zh, title.en)), lines[0])
        for line in lines:
            if line is not first:
                self._refuse(line, "key", "key-taken", other=title)
        return first

    def _row(self, line: Line, place: Place) -> Row:
        """An existing field's row, read."""
        if self._sheet(line) is None:
            self._refuse(line, "sheet", allowed=self._sheet_titles(), until=AS_BEFORE)
        sheet = self.given.schema.sheet(place[0])
        return self._read(Row(self.given, sheet, sheet.by_name[place[1]], False, line.cells, self._places(line)))

    def _new_row(self, line: Line, rows: Sequence[Row]) -> Row | None:
        """A new field's row, read; None where it does not say yet which column it asks for."""
        name = self._sheet(line)
        if name is None:
            message = "default" if line.words("sheet") else "blank-sheet"
            self._refuse(line, "sheet", message, allowed=self._sheet_titles())
            return None
        if not line.words("label"):
            self._refuse(line, "label", "blank-label")
            return None
        sheet = self.given.schema.sheet(name)
        if len(sheet.fields) + sum(row.new and row.sheet is sheet for row in rows) >= MAX_FIELDS:
            self._refuse(line, "label", "many", limit=MAX_FIELDS)
            return None
        taken = {*sheet.by_name, *(row.now.name for row in rows if row.new and row.sheet.name == name)}
        english = line.words("other") if self.given.lang == "zh" else line.words("label")
        key = new_key(line.words("key"), english, taken)
        blank = Field(name=key, title=_NONE, description=_NONE, group="profile")
        row = self._read(Row(self.given, sheet, blank, True, line.cells, self._places(line)))
        if row.decided:
            return row
        self.findings += row.findings  # what holds in it while the column is unsure, nobody can tell
        return None

    def _read(self, row: Row) -> Row:
        read_plain(row)
        read_rules(row)
        if not row.now.description(self.given.lang):
            row.put(description=row.now.title)
        return row

    def _refuse(self, line: Line, column: str, message: str = "default", **params: object) -> None:
        label = line.words("label") or line.words("key")
        params = {"column": COLUMN[column].title, "label": label, "until": NO_COLUMN} | params
        self.findings.append(mistake(self.given, self._at(column, line), line.cells[column], message, params))

    def _tell_lost(self, lost: Sequence[Place]) -> None:
        place = f"A{self.header}"
        if len(lost) > _SHOWN_LOST:
            self.findings.append(
                Finding("I323", message="several", params={"count": len(lost)}, cell=place, place=self.given.title)
            )
            return
        for one in lost:
            title = self._field(one).title
            told = {"label": title, "sheet": one[0]}
            label = title(self.given.lang)
            self.findings.append(Finding("I323", field=label, params=told, cell=place, place=self.given.title))

    def _complete(self, row: Row, line: Line, schema: Schema) -> None:
        """Have the sheet say what was understood: corrections, and in a new row what was left blank."""
        said: dict[str, Cell] = dict(row.corrected)
        if row.new:
            cells = field_cells(schema, row.sheet, row.now, self.given.lang)
            said = {**{name: one for name, one in cells.items() if not line.words(name) and one is not None}, **said}
            if line.words("key") != row.now.name:
                said["key"] = row.now.name
        self.cells |= {self._at(name, line): one for name, one in said.items() if name in self.columns}

    def _field(self, place: Place) -> Field:
        return self.given.schema.sheet(place[0]).by_name[place[1]]

    def _at(self, column: str, line: Line) -> str:
        return f"{column_letters(self.columns[column])}{line.number}"

    def _places(self, line: Line) -> dict[str, str]:
        return {name: self._at(name, line) for name in self.columns}

    def _sheet_titles(self) -> Text:
        return one_of({sheet.name: sheet.title for sheet in self.given.schema.sheets})


def _places_of(schema: Schema) -> Iterator[Place]:
    for sheet in schema.sheets:
        yield from ((sheet.name, one.name) for one in sheet.fields)
