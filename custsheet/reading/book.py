"""One open workbook: its inventory, and the cells of its worksheets on demand, each read at most once.

Invariant: `grid(title)[r - 1][c - 1]` is what Excel shows in row r, column c; blanks are "". It is the only place that
touches python-calamine, which undoes Excel's own escapes (`_x000D_`, ISO 29500-1, 22.9.2.19), and whose exceptions end
here as one plain sentence.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cached_property

from python_calamine import CalamineError, CalamineWorkbook, load_workbook

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, Sheet, Workbook, cell_errors, plain_errors

Grid = list[list[object]]


@dataclass
class Book:
    """The workbook in `data`."""

    data: bytes
    _grids: dict[str, Grid] = field(default_factory=dict)
    _bodies: dict[str, bytes] = field(default_factory=dict)

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
        """The bytes of the worksheet's part."""
        if title not in self._bodies:
            self._bodies[title] = self.package.part(self.sheet(title).part)
        return self._bodies[title]

    def errors(self, title: str) -> dict[tuple[int, int], str]:
        """(row, column) → text of every cell that shows an error, e.g. #N/A; the grid has blanks there."""
        return cell_errors(self.body(title))

    def grid(self, title: str) -> Grid:
        """All cells of a worksheet from A1 on, row by row, all rows equally long.

        Raises:
            WorkbookError: the sheet cannot be read.
        """
        if title not in self._grids:
            self._grids[title] = self._read(title)
        return self._grids[title]

    @cached_property
    def _calamine(self) -> CalamineWorkbook:
        return _open(self.data)

    def _read(self, title: str) -> Grid:
        name = self.sheet(title).title
        try:
            return _cells(self._calamine, name)
        except CalamineError:
            # An error python-calamine does not know, such as #SPILL!, makes it refuse the whole sheet.
            body = self.body(title)
            plain = plain_errors(body)
            if plain == body:
                raise _unreadable(name) from None
        try:
            return _cells(_open(self.package.assemble({self.sheet(title).part: plain})), name)
        except CalamineError:
            raise _unreadable(name) from None


def _open(data: bytes) -> CalamineWorkbook:
    try:
        return load_workbook(io.BytesIO(data))
    except CalamineError:
        raise WorkbookError(
            "这个工作簿读不出来，可能已损坏。请在 Excel 或 WPS 中打开并另存，或从备份恢复。",
            "This workbook cannot be read; it may be damaged. Open it in Excel or WPS and save it again, "
            "or restore a backup.",
        ) from None


def _cells(workbook: CalamineWorkbook, name: str) -> Grid:
    # skip_empty_area=False keeps Excel's own row and column numbers.
    return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)  # type: ignore[return-value]


def _unreadable(title: str) -> WorkbookError:
    return WorkbookError(
        f"工作表“{title}”读不出来，可能已损坏。请在 Excel 或 WPS 中打开并另存，或从备份恢复。",
        f"Sheet “{title}” cannot be read; it may be damaged. Open the file in Excel or WPS and save it again, "
        "or restore a backup.",
    )
