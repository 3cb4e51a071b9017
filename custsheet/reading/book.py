"""One open workbook: its inventory, and the cells of its worksheets on demand, each read at most once.

Invariant: `cells(title).cell(r, c)` is what Excel shows in row r, column c; blanks are "".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np

from custsheet.package import Package, Sheet, Workbook, cell_errors, plain_errors
from custsheet.package.container import part_key
from custsheet.package.formulatexts import tail
from custsheet.package.gating import faithful
from custsheet.package.partmemo import PartMemo
from custsheet.reading import calamine, sheetmemo
from custsheet.reading.assemble import Assembled, assembled
from custsheet.reading.cells import Cells, Grid
from custsheet.reading.formulas import formulas_without_value, subtotal_cells
from custsheet.reading.scan import NUMBER, OTHER, TEXT, Scanned, scan

_Told = TypeVar("_Told")
_LARGE = 1 << 16
"""Bytes of a sheet part from which on scanning it is quicker than having it read cell by cell."""


@dataclass
class Book:
    """The workbook in `data`.

    `plain` are the keys of the parts that the gate proved to be spelled plainly (`Report.plain`); None: nobody has
    looked yet, so each sheet is proved before it is read.
    """

    data: bytes
    plain: Collection[str] | None = None
    _cells: dict[str, Cells] = field(default_factory=dict)
    _grids: dict[str, Grid | None] = field(default_factory=dict)
    _bodies: dict[str, bytes] = field(default_factory=dict)
    _others: dict[str, Scanned] = field(default_factory=dict)
    _proved: dict[int, bool] = field(default_factory=dict)

    @cached_property
    def package(self) -> Package:
        """The zip of parts."""
        return self.inventory.package

    @cached_property
    def inventory(self) -> Workbook:
        """Sheets, tables, defined names, date system."""
        return Workbook.of(self.data)

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
        return tail(self.package, sheet.part, self._bodies.get(title) if self._is_plain(sheet) else None)

    def found(self, memo: PartMemo[_Told], title: str, look: Callable[[bytes], _Told], *also: Hashable) -> _Told:
        """What `look` finds in the body of a worksheet, remembered; `also` is what else that hangs on."""
        sheet = self.sheet(title)
        if not self._is_plain(sheet):
            return look(self.body(title))
        return memo.made(lambda: look(self.body(title)), self.package, sheet.part, *also)

    def errors(self, title: str) -> dict[tuple[int, int], str]:
        """(row, column) → text of every cell that shows an error, e.g. #N/A; the grid has blanks there."""
        return self._told(title, cell_errors)

    def uncomputed(self, title: str) -> set[tuple[int, int]]:
        """(row, column) of every cell with a formula that has no result."""
        return set(self._told(title, lambda body: dict.fromkeys(formulas_without_value(body))))

    def subtotals(self, title: str) -> set[tuple[int, int]]:
        """(row, column) of every cell whose formula adds up others (`formulas.subtotal_cells`)."""
        return set(self._told(title, lambda body: dict.fromkeys(subtotal_cells(body))))

    def _told(
        self, title: str, look: Callable[[bytes], Mapping[tuple[int, int], _Told]]
    ) -> dict[tuple[int, int], _Told]:
        """What `look` finds in cells of a sheet part; in one that was scanned, each spelling is looked at once."""
        if title not in self._others:
            return dict(look(self.body(title)))
        scanned = self._others[title]
        cells = b"".join(b'<c r="A%d"%s' % each for each in enumerate(scanned.others, 1))
        found = look(b"<sheetData>%s</sheetData>" % cells)
        if not found:
            return {}
        places = zip(scanned.rows.tolist(), scanned.columns.tolist(), scanned.values.tolist(), strict=True)
        return {(row, column): found[at] for row, column, one in places if (at := (int(one) + 1, 1)) in found}

    def cells(self, title: str) -> Cells:
        """All cells of a worksheet from A1 on.

        Raises:
            WorkbookError: the sheet cannot be read.
        """
        if title not in self._cells:
            sheet = self.sheet(title)
            # How long a plain part is is known before it is inflated.
            size = self.package.entry(sheet.part).size if self._is_plain(sheet) else len(self.body(title))
            found = self._scanned(title) if size >= _LARGE else None
            if found is None:
                grid = self._grid(title)
                # A number formatted as a time of millions of years makes python-calamine refuse the whole sheet.
                found = Cells.of(grid) if grid is not None else self._scanned(title)
            if found is None:
                raise calamine.unreadable(title)
            self._cells[title] = found
        return self._cells[title]

    def grid(self, title: str) -> Grid:
        """The same row by row, all rows equally long: for the tool's own sheets, in which few cells are alike.

        Raises:
            WorkbookError: the sheet cannot be read.
        """
        grid = self._grid(title)
        if grid is None:
            raise calamine.unreadable(title)
        return grid

    @cached_property
    def _calamine(self) -> calamine.Reader:
        return calamine.opened(faithful.for_readers(self.inventory, {}, texts_plain=self._texts_plain))

    @cached_property
    def _textless(self) -> calamine.Reader:
        """For sheets that name no shared text; without a hundred thousand of them it opens at once."""
        return calamine.opened(faithful.for_readers(self.inventory, {}, texts_plain=True, texts=False))

    @cached_property
    def _meaning(self) -> calamine.Meaning:
        return calamine.Meaning(self.inventory, self._texts_plain)

    def _shared(self) -> Sequence[object]:
        return self._meaning.texts

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

    def _scanned(self, title: str) -> Cells | None:
        """The cells as they are scanned; None where they cannot be."""
        sheet = self.sheet(title)
        plain = self._is_plain(sheet)
        known = sheetmemo.recalled("cells", self.inventory, sheet, self._shared, _retold) if plain else None
        if known is None:
            scanned = scan(self.body(title))
            if scanned is None:
                return None
            known = scanned.only(OTHER), assembled(scanned, self._meaning)
            if plain:
                texts, formats = scanned.values[scanned.kinds == TEXT], scanned.formats[scanned.kinds == NUMBER]
                used = sheetmemo.Used.by(
                    scanned.others, np.unique(formats).tolist(), np.unique(texts).astype(int).tolist()
                )
                sheetmemo.remember("cells", self.inventory, sheet, self._shared, used, known)
        self._others[title], found = known
        return found.cells

    def _grid(self, title: str) -> Grid | None:
        """The cells as python-calamine gives them; None where it refuses the sheet."""
        if title not in self._grids:
            sheet = self.sheet(title)
            plain = self._is_plain(sheet)
            known = sheetmemo.recalled("grid", self.inventory, sheet, self._shared) if plain else None
            if known is None:
                known = self._read(sheet)
                if plain and known is not None:
                    used = sheetmemo.Used.by_part(self.body(title))
                    sheetmemo.remember("grid", self.inventory, sheet, self._shared, used, known)
            self._grids[title] = known
        return self._grids[title]

    def _read(self, sheet: Sheet) -> Grid | None:
        body = self.body(sheet.title)
        grid: Grid | None
        if not self._is_plain(sheet):
            grid = self._read_anew(sheet, body)
        elif b't="s"' not in body:
            grid = calamine.grid(self._textless, sheet, body)
        elif (scanned := scan(body)) is not None:  # the texts need not be opened, which takes longer than all else here
            return assembled(scanned, self._meaning).cells.grid()
        else:
            grid = calamine.grid(self._calamine, sheet, body)
        if grid is None:
            # An error python-calamine does not know, such as #SPILL!, makes it refuse the whole sheet; anything else,
            # such as a wrong dimension, does not stand in a sheet that is spelled anew.
            grid = self._read_anew(sheet, body) or self._read_anew(sheet, self._respelled(sheet))
        return grid

    def _read_anew(self, sheet: Sheet, body: bytes) -> Grid | None:
        plain = {sheet.index: plain_errors(body)}
        data = faithful.for_readers(self.inventory, plain, texts_plain=self._texts_plain, only=True)
        return calamine.grid(calamine.opened(data), sheet, body)


def _retold(
    known: tuple[Scanned, Assembled], texts: Sequence[object], changed: Sequence[int]
) -> tuple[Scanned, Assembled] | None:
    others, found = known
    now = found.saying(texts, changed)
    return None if now is None else (others, now)
