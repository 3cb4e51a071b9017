"""What may stand in a drawn cell, and how cells and ranges are named: Excel's own numbers, row 1 and column 1 = A1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.style import Look
from custsheet.model.address import column_letters
from custsheet.model.finding import Cell
from custsheet.values.dates import to_serial

MAX_TEXT = 32_767  # Excel: characters in a cell, in UTF-16 units
Span = tuple[int, int, int, int]  # first row, first column, last row, last column
_SURROGATES = re.compile("[\ud800-\udfff]")


def day_of(iso: str | None) -> date | None:
    """A remembered day; None where there is none, or where memory was damaged."""
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and the value shown until the program recalculates (LibreOffice and previewers show only that)."""

    text: str
    value: Cell = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a place in this workbook (`target` as "'客户'!A5"); a cell with a `number` shows that for the text."""

    target: str
    text: str
    tip: str | None = None
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Rich:
    """Runs of text, each with a look of its own. Runs without text are left out."""

    runs: tuple[tuple[str, Look], ...]


Content = Cell | Formula | Link | Rich


def rich(*runs: tuple[str, Look]) -> Rich:
    """Shorthand for `Rich`."""
    return Rich(runs)


def address(row: int, col: int, *, absolute: bool = False) -> str:
    """A1 style address of a cell."""
    sign = "$" if absolute else ""
    return f"{sign}{column_letters(col)}{sign}{row}"


def area(span: Span, *, absolute: bool = True) -> str:
    """Address of a range, $A$1:$B$2."""
    return f"{address(*span[:2], absolute=absolute)}:{address(*span[2:], absolute=absolute)}"


def on(title: str, where: str) -> str:
    """A reference to `where` on the sheet called `title`: 'O''Neil'!A1."""
    return "'" + title.replace("'", "''") + "'!" + where


def literal(text: str) -> str:
    """A text as a literal inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def clip(text: str, limit: int = MAX_TEXT) -> str:
    """`text`, cut to `limit` UTF-16 units (what Excel counts) with an ellipsis where it is longer.

    Half a surrogate pair, which no file can hold, becomes U+FFFD as in Excel.
    """
    if _SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if len(text) <= limit // 2:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= limit * 2:
        return text
    return units[: (limit - 1) * 2].decode("utf-16-le", "ignore") + "…"


def date_format(value: date | datetime) -> str:
    """The number format of a date, with the time only where there is one."""
    return style.DATETIME if isinstance(value, datetime) and value.time() != time() else style.DATE


def cached(value: Cell, *, date1904: bool = False) -> str | int | float | bool:
    """A formula's value as the file holds it: dates as serial numbers, nothing as empty text."""
    if value is None or value != value:  # NaN, NaT
        return ""
    if isinstance(value, (date, datetime)):
        serial = to_serial(value, date1904=date1904)
        return str(value) if serial is None else serial
    return clip(value) if isinstance(value, str) else value
