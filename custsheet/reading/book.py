"""One open workbook: its inventory, and the cells of its worksheets on demand, each read at most once.

Invariant: `grid(title)[r - 1][c - 1]` is what Excel shows in row r, column c; blanks are "". It is the only place that
touches python-calamine, which undoes Excel's own escapes (`_x000D_`, ISO 29500-1, 22.9.2.19), which sees only what
`package.gating.faithful` spells for it, and whose exceptions end here as one plain sentence.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import time
from functools import cached_property
from typing import TypeVar

from python_calamine import CalamineError, CalamineWorkbook, load_workbook

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, Sheet, Workbook, cell_errors, cell_place, plain_errors
from custsheet.package.container import part_key
from custsheet.package.formulatexts import after_cells
from custsheet.package.gating import faithful
from custsheet.package.gating.xmlguard import utf8

Grid = list[list[object]]
_Got = TypeVar("_Got")
_NEGATIVE = re.compile(
    rb'<(?:\w+:)?c\b[^<>]*? r="([A-Z]+[0-9]+)"[^<>]*>(?:<(?:\w+:)?f[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>))?'
    rb"<(?:\w+:)?v>(-[0-9.eE+-]+)<"
)


@dataclass
class Book:
    """The workbook in `data`.

    `plain` are the keys of the parts that the gate proved to be spelled plainly (`Report.plain`); None: nobody has
    looked yet, so each sheet is proved before it is read.
    """

    data: bytes
    plain: Collection[str] | None = None
    _grids: dict[str, Grid] = field(default_factory=dict)
    _bodies: dict[str, bytes] = field(default_factory=dict)
    _proved: dict[int, bool] = field(default_factory=dict)

    @cached_property
    def package(self) -> Package:
        """The zip of parts."""
        return Package.read(self.data)

    @cached_property
    def inventory(self) -> Workbook:
        """Sheets, tables, defined names, date system."""
        return Workbook.read(self.package)

    @cached_property
    def worksheets(self) -> tuple[Sheet, ...]:
        """The sheets that hold cells, in order (no chart or dialogue sheets)."""
        return tuple(sheet for sheet in self.inventory.sheets if sheet.kind == "worksheet")

    def sheet(self, title: str) -> Sheet:
        """The worksheet called `title`; KeyError if there is none."""
        found = self.inventory.sheet(title)
        if found is None:
            raise KeyError(title)
        return found

    def body(self, title: str) -> bytes:
        """The bytes of the worksheet's part; if they are spelled unusually, its cells spelled as Excel does.

        Raises:
            WorkbookError: the sheet cannot be read.
        """
        if title not in self._bodies:
            sheet = self.sheet(title)
            self._bodies[title] = self.package.part(sheet.part) if self._is_plain(sheet) else self._respelled(sheet)
        return self._bodies[title]

    def after_cells(self, title: str) -> bytes:
        """What follows the cells in the worksheet's part: its merged cells, rules and links.

        Raises:
            WorkbookError: the sheet cannot be read.
        """
        sheet = self.sheet(title)
        if self._is_plain(sheet):
            body = self.body(title)
            return body[max(body.rfind(b"sheetData"), 0) :]
        return after_cells(utf8(sheet.part, self.package.stream(sheet.part)))

    def errors(self, title: str) -> dict[tuple[int, int], str]:
        """(row, column) → text of every cell that shows an error, e.g. #N/A; the grid has blanks there."""
        return cell_errors(self.body(title))

    def grid(self, title: str) -> Grid:
        """All cells of a worksheet from A1 on, row by row, all rows equally long.

        Raises:
            WorkbookError: the sheet cannot be read.
        """
        if title not in self._grids:
            self._grids[title] = self._read(self.sheet(title))
        return self._grids[title]

    @cached_property
    def _calamine(self) -> CalamineWorkbook:
        return _open(faithful.for_readers(self.inventory, {}, texts_plain=self._texts_plain))

    @cached_property
    def _texts(self) -> tuple[int, bool]:
        return faithful.text_count(self.inventory)

    @cached_property
    def _texts_plain(self) -> bool:
        part = self.inventory.rel_part("sharedStrings")
        if self.plain is not None and part:
            return part_key(part) in self.plain
        return self._texts[1]

    @cached_property
    def _formats(self) -> int:
        return faithful.cell_formats(self.inventory)

    def _is_plain(self, sheet: Sheet) -> bool:
        if self.plain is not None:
            return part_key(sheet.part) in self.plain
        if sheet.index not in self._proved:
            count = self._texts[0]
            self._proved[sheet.index] = faithful.sheet_is_plain(self.inventory, sheet, count, self._formats)
        return self._proved[sheet.index]

    def _respelled(self, sheet: Sheet) -> bytes:
        return faithful.respelled(self.inventory, sheet, self._texts[0], self._formats)

    def _read(self, sheet: Sheet) -> Grid:
        body = self.body(sheet.title)
        grid = _cells(self._calamine, sheet) if self._is_plain(sheet) else self._read_anew(sheet, body)
        if grid is None:
            # An error python-calamine does not know, such as #SPILL!, makes it refuse the whole sheet; anything else,
            # such as a wrong dimension, does not stand in a sheet that is spelled anew.
            grid = self._read_anew(sheet, body) or self._read_anew(sheet, self._respelled(sheet))
        if grid is None:
            raise _unreadable(sheet.title)
        _negative_dates(grid, body)
        return grid

    def _read_anew(self, sheet: Sheet, body: bytes) -> Grid | None:
        plain = {sheet.index: plain_errors(body)}
        data = faithful.for_readers(self.inventory, plain, texts_plain=self._texts_plain, only=True)
        return _cells(_open(data), sheet)


def _negative_dates(grid: Grid, body: bytes) -> None:
    """A negative number formatted as a date is no date; Excel shows ####, python-calamine midnight."""
    if b"v>-" not in body:
        return
    for place, number in _NEGATIVE.findall(body):
        row, column = cell_place(place.decode())
        if isinstance(grid[row - 1][column - 1], time):
            grid[row - 1][column - 1] = float(number)


def _open(data: bytes) -> CalamineWorkbook:
    opened = _attempt(lambda: load_workbook(io.BytesIO(data)))
    if opened is None:
        raise WorkbookError(
            "这个工作簿读不出来，可能已损坏。请在 Excel 或 WPS 中打开并另存，或从备份恢复。",
            "This workbook cannot be read; it may be damaged. Open it in Excel or WPS and save it again, "
            "or restore a backup.",
        )
    return opened


def _cells(workbook: CalamineWorkbook, sheet: Sheet) -> Grid | None:
    # skip_empty_area=False keeps Excel's own row and column numbers.
    def read() -> Grid:
        return workbook.get_sheet_by_name(str(sheet.index)).to_python(skip_empty_area=False)  # type: ignore[return-value]

    return _attempt(read)


def _attempt(call: Callable[[], _Got]) -> _Got | None:
    """What the call returns; None where python-calamine gives up, be it by a panic, which is no Exception."""
    try:
        return call()
    except CalamineError:
        return None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of compiled code; the class has no importable name
            raise
        return None


def _unreadable(title: str) -> WorkbookError:
    return WorkbookError(
        f"工作表“{title}”读不出来，可能已损坏。请在 Excel 或 WPS 中打开并另存，或从备份恢复。",
        f"Sheet “{title}” cannot be read; it may be damaged. Open the file in Excel or WPS and save it again, "
        "or restore a backup.",
    )
