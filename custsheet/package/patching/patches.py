"""What can be changed on a person's sheet: values that say what shall hold, nothing about how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, with or without its leading `=`, as Excel stores it (English function names, `,` between arguments).

    `value` is the result shown until a program recalculates; None lets Excel recalculate on opening.
    """

    text: str
    value: str | bool | float | None = None


@dataclass(frozen=True, slots=True)
class RichText:
    """A text whose parts have formats of their own; `runs`: the XML of its parts as a cell had it (`CellSources`).

    Where they are damaged, or say another text, the cell gets the text alone.
    """

    text: str
    runs: str


CellValue = str | bool | int | float | Decimal | date | Formula | RichText | None
"""What a cell can be given. None and the empty text clear it; a `datetime` is a `date` too.

Truth values and numbers of numpy are taken as what they are.
"""


@dataclass(frozen=True, slots=True)
class CellPatch:
    """One cell of sheet `sheet` (its title) gets `value`; it keeps its style.

    A date in a cell whose format shows none gets that style with Excel's own date format (14, with a time 22). A
    cell with a formula takes a `Formula` only. Of several patches of one cell the last holds.
    """

    sheet: str
    cell: str
    value: CellValue


@dataclass(frozen=True, slots=True)
class ResultPatch:
    """The result stored with `formula` in one cell of sheet `sheet` becomes `value`.

    The formula keeps its bytes, the cell its style. A cell that does not hold that very formula stays as it is.
    """

    sheet: str
    cell: str
    formula: str
    value: str | float


@dataclass(frozen=True, slots=True)
class RowPatch:
    """One row at the end of table `table` (its display name): header text → value; other columns stay blank.

    Formula columns, styles, row height, validations and conditional formats continue. A table whose only row is blank
    gets its values there. Rows typed below the table stand in the way until a `GrowPatch` takes them in. The row is
    appended each time.
    """

    table: str
    values: Mapping[str, CellValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GrowPatch:
    """The rows below table `table` down to `last_row`, typed by somebody, become rows of the table."""

    table: str
    last_row: int


@dataclass(frozen=True, slots=True)
class WidenPatch:
    """The columns on the right of table `table` up to `last_column`, from 1, typed by somebody, become columns of it.

    Each is called what its header cell says, which must be a text. Not one cell changes.
    """

    table: str
    last_column: int


@dataclass(frozen=True, slots=True)
class ColumnPatch:
    """A column `header` on the right of table `table`, formatted like its neighbour.

    `like`: the header of the column whose number format it takes; without one it has none. `formula`: what each row
    computes, relative references written for the table's first data row. `twin`: the header of the column that it looks
    like instead of its neighbour: number format, header and the blank cells prepared below the table included. `width`:
    of the column, in characters as Excel counts. A column that is there already stays as it is.
    """

    table: str
    header: str
    like: str | None = None
    formula: str | None = None
    twin: str | None = None
    width: float | None = None


@dataclass(frozen=True, slots=True)
class RulesPatch:
    """The validations and conditional formats of sheet `title` in `donor` (drawn by XlsxWriter) hold on `sheet` again.

    A cell that the donor rules has the donor's validation and no other. Conditional formats of the tool (a formula
    that mentions a `cs_` name, or that equals one of the donor's as seen from its own cell) give way to the donor's.
    All other rules stay as they are.
    """

    sheet: str
    donor: bytes
    title: str


@dataclass(frozen=True, slots=True)
class HeaderPatch:
    """The column of a table whose header is the cell `cell` is called `header`: there, in the table and in formulas.

    Several that follow each other may exchange names. Of several of one cell the last holds.
    """

    sheet: str
    cell: str
    header: str


@dataclass(frozen=True, slots=True)
class FormatPatch:
    """The cells `cells` (`C5`, `C5:D204`) show their values by the number format `number_format`, `@` above all.

    All else of their formats stays, and so do their values: a number in a cell that becomes text stays a number.
    `instead`: only those that have this number format.
    """

    sheet: str
    cells: str
    number_format: str
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class HiddenPatch:
    """Column `column`, counted from 1, is hidden or shown; its width, format and outline stay."""

    sheet: str
    column: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class UnmergePatch:
    """Every merged range that has a cell in `cells` is single cells again; its value stays in the top left one."""

    sheet: str
    cells: str


SheetPatch = CellPatch | ResultPatch | RulesPatch | HeaderPatch | FormatPatch | HiddenPatch | UnmergePatch
"""What names a sheet by its title."""
TablePatch = RowPatch | GrowPatch | WidenPatch | ColumnPatch
"""What names a table."""
Patch = SheetPatch | TablePatch
