"""Fingerprints of what stands on the tool's own sheets.

Invariant: a sheet's mark is the same however an office program wrote it down: cached results of formulas, formats and
trailing blanks do not count.
"""

from __future__ import annotations

import hashlib
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from custsheet.model.latest import Latest, Very
from custsheet.model.schema import Schema, ToolSheet
from custsheet.model.snapshot import Memory, Snapshot
from custsheet.package import cell_place, formula_cells
from custsheet.package.partmemo import PartMemo
from custsheet.reading.book import Book
from custsheet.reading.carried import passport
from custsheet.reading.cells import Grid
from custsheet.reading.decisions import find_header
from custsheet.reading.selectors import DASHBOARD, selector_cells
from custsheet.values.dates import to_serial

_PER_DAY = 86_400
_HELD = frozenset({str, float})  # True is the same key as 1.0, and says something else
_WHOLE = 1e12  # whole numbers below have no more digits than a fingerprint keeps
_ROWS = b"<sheetData>"
RESULTS = ("findings", "duplicates", "ledger", "quality", "tiers", "dashboard", "chart_data", "guide")
"""Tool sheets whose A1 says who made them."""


def sheet_marks(data: bytes, titles: Mapping[str, str], schema: Schema) -> dict[str, str]:
    """Tool sheet name → fingerprint of the values on its worksheet in the workbook `data`; no key if it is not there.

    On a sheet of records the order of the rows and what people decide in its decision columns do not count: sorting and
    ticking is what the sheet is for.

    Args:
        data: a workbook.
        titles: tool sheet name → title of the worksheet.
        schema: tells the columns of each tool sheet.
    """
    return _marks(Book(data), titles, schema)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What stands on tool sheets, by their names.

    Attributes:
        marks: fingerprints of their values.
        strangers: those that are a person's. A program that replaces a sheet under its title (pandas does) leaves the
            mark on what is not ours any more; A1 of every result sheet says who made it, theirs does not.
        edited: those that hold something else than what the last pass wrote.
    """

    marks: dict[str, str]
    strangers: frozenset[str]
    edited: tuple[str, ...]


def inspect(
    data: bytes, snapshot: Snapshot, visible: Collection[str], plain: Collection[str] | None = None
) -> Inspection:
    """Look at the worksheets that defined names mark as the tool's.

    Args:
        data: the workbook.
        snapshot: what was read of it.
        visible: tool sheets that people see.
        plain: parts the gate has proved plain (`Report.plain`), None if it was not asked.
    """
    book, memory, written = Book(data, plain), snapshot.memory, snapshot.memory.sheets
    titles = {name: title for name, title in snapshot.owned.items() if name in written or name in visible}
    same = {name for name, title in titles.items() if _is_as_written(book, title, name, memory)}
    others = {name: title for name, title in titles.items() if name not in same}
    marks = {name: written[name] for name in same} | _marks(book, others, snapshot.schema)
    strangers = frozenset(name for name in RESULTS if name in others and not _says_who(book, others[name]))
    edited = (n for n in visible if n in marks and n not in strangers and written.get(n, marks[n]) != marks[n])
    return Inspection(marks, strangers, tuple(edited))


_SPELLED = PartMemo[str]()


def _is_as_written(book: Book, title: str, name: str, memory: Memory) -> bool:
    """Whether the worksheet holds the very bytes that the last pass wrote."""
    sheet = book.inventory.sheet(title) if name in memory.sheets and name in memory.spelled else None
    if sheet is None:
        return False
    package, mark = book.package, memory.sheets[name]
    spelled = _SPELLED.made(lambda: Spelling.of(package.part(sheet.part)).done(mark), package, sheet.part, mark)
    return spelled == memory.spelled[name]


def _marks(book: Book, titles: Mapping[str, str], schema: Schema) -> dict[str, str]:
    there = {sheet.title.casefold() for sheet in book.worksheets}
    tools = {tool.name: tool for tool in schema.tool_sheets if tool.columns}
    here = {name: title for name, title in titles.items() if title.casefold() in there}
    return {name: _mark(book, title, tools.get(name), chosen=name == DASHBOARD) for name, title in here.items()}


def _says_who(book: Book, title: str) -> bool:
    grid = book.grid(title)
    return bool(grid and grid[0]) and "custsheet" in str(grid[0][0]).casefold()


def remembered(data: bytes) -> tuple[Memory, dict[str, str]]:
    """What the workbook `data` remembers, and its tool sheets: name → title."""
    found = passport(Book(data))
    return found.memory, found.owned


class SheetMark:
    """The fingerprint of one sheet, taken row by row: from a sheet that was read, or while one is being drawn."""

    def __init__(self, tool: ToolSheet | None, top: Grid, *, chosen: bool = False) -> None:
        """Of a sheet without rows yet.

        Args:
            tool: the sheet as declared, None if it has no columns.
            top: its first rows, as far as a header may stand.
            chosen: it has selectors, which are there to be changed.
        """
        self._selectors: dict[int, set[int]] = {}
        for row, column in selector_cells(top).values() if chosen else ():
            self._selectors.setdefault(row, set()).add(column)
        header, columns = find_header(tool, top) if tool is not None else (-1, {})
        asked = tool.columns if tool is not None else ()
        self._decided = {columns[one.name] + 1 for one in asked if one.decision and one.name in columns}
        self._first_record = header + 2 if header >= 0 else sys.maxsize
        self._digest = hashlib.sha256()
        self._records: list[str] = []

    def aside(self, row: int) -> Collection[int]:
        """The columns whose cells in a row do not count; numbers from 1."""
        aside = self._selectors.get(row, ())
        return {*self._decided, *aside} if row >= self._first_record else aside

    def counts(self, row: int, column: int) -> bool:
        """Whether what stands in a cell, numbers from 1, counts."""
        return column not in self.aside(row)

    def is_record(self, row: int) -> bool:
        """Whether a row, numbers from 1, is one whose place does not count."""
        return row >= self._first_record

    def add_records(self, said: Iterable[str]) -> None:
        """What rows that are records say, each as a whole."""
        self._records.extend(said)

    def add(self, row: int, said: Iterable[str]) -> None:
        """The cells of one row that count, in order, as `said` spells them; "" is a blank. Rows come in order."""
        if self.is_record(row):
            self._records.append("".join(said))
        else:
            self._digest.update("".join([f"{row},{one}" for one in said if one]).encode("utf-8", "replace"))

    def done(self) -> str:
        """64 hexadecimal digits."""
        self._digest.update("\f".join(sorted(filter(None, self._records))).encode("utf-8", "replace"))
        return self._digest.hexdigest()


class Spelling:
    """The digest of a sheet's rows byte by byte, bound to the fingerprint of their values.

    The tool's sheets hold their texts themselves, so that the same bytes say the same. Another program that saves the
    workbook spells them otherwise; only then must the values be looked at.
    """

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def add(self, piece: bytes | memoryview[int]) -> None:
        """More of what stands between the tags of the sheet's data."""
        self._digest.update(piece)

    def done(self, mark: str) -> str:
        """64 hexadecimal digits; `mark`: what `SheetMark` gives."""
        self._digest.update(mark.encode())
        return self._digest.hexdigest()

    @classmethod
    def of(cls, body: bytes) -> Spelling:
        """Of the part of a worksheet."""
        found = cls()
        begin, end = body.find(_ROWS), body.rfind(b"</sheetData>")
        found.add(memoryview(body)[begin + len(_ROWS) : end] if 0 <= begin < end else b"")
        return found


_MARKED = defaultdict[str, Latest[tuple[Very, ToolSheet | None, bool], str]](Latest)
"""Title of a sheet → its fingerprint. A sheet that is the same gives the very grid."""


def _mark(book: Book, title: str, tool: ToolSheet | None, *, chosen: bool = False) -> str:
    grid = book.grid(title)
    made = partial(_mark_of, book, title, grid, tool, chosen=chosen)
    return _MARKED[title].made((Very(grid), tool, chosen), made)


def _mark_of(book: Book, title: str, grid: Grid, tool: ToolSheet | None, *, chosen: bool) -> str:
    mark = SheetMark(tool, grid, chosen=chosen)
    # What a formula shows depends on the day and on who calculated last; a program that does not calculate drops it.
    formulas: dict[int, set[int]] = {}
    for place in formula_cells(book.body(title)):
        row, column = cell_place(place)
        formulas.setdefault(row, set()).add(column)
    say = _Said()
    for row, cells in enumerate(grid, 1):
        aside = {*mark.aside(row), *formulas.get(row, ())}
        said = [
            f"{column},{value}\n"
            for column, cell in enumerate(cells, 1)
            if cell != ""
            and column not in aside
            and (value := say[cell] if cell.__class__ in _HELD else normal(cell)) != ""
        ]
        mark.add(row, said)
    return mark.done()


class _Said(dict[object, str]):
    """What texts and numbers say, each looked at once: a column holds few that are unlike all others."""

    def __missing__(self, cell: object) -> str:
        said = self[cell] = normal(cell)
        return said


def normal(value: object) -> str:
    """A value in a fingerprint: without the format that makes a number a date, and the last digits.

    Office programs may change those. "" for what does not count.
    """
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        return f"t{text}" if text else ""
    if isinstance(value, bool):
        return ""  # LibreOffice writes TRUE as the formula TRUE(), and formulas do not count
    if isinstance(value, datetime | date):
        return numeral(to_serial(value) or 0.0)
    if isinstance(value, time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
        return numeral(seconds / _PER_DAY)
    if isinstance(value, timedelta):
        return numeral(value.total_seconds() / _PER_DAY)
    return numeral(float(value))  # type: ignore[arg-type]


def numeral(value: float) -> str:
    """A number in a fingerprint, with the significant digits that every office program keeps.

    Rounded twice, as it is where LibreOffice writes 15 digits down and those are rounded here: what lies just below the
    middle between two numbers of 12 digits would else be another one after that.

    >>> numeral(98.41714694014996) == numeral(98.41714694015)
    True
    """
    if -_WHOLE < value < _WHOLE and value == int(value):
        return f"n{int(value)}"
    return f"n{float(f'{value:.15g}') + 0.0:.12g}"  # 0.0: there is no zero below zero
