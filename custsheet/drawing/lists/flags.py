"""Hidden flag sheets: at the address of every wrong cell, how bad it is and what stood there when it was checked.

A conditional format on the people's sheet (`hidden.flag_formula`) compares the cell and its record's key with the flag,
so that the colour goes the moment the cell is corrected, and nothing lights up wrongly after sorting.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal

from custsheet.drawing.hidden import BAR, ERROR_MARK, LONGEST, TEXT_MARK, flag_name, flags_title
from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.cells import on
from custsheet.model.cells import Cells
from custsheet.model.finding import SEVERITY_ORDER, Cell
from custsheet.model.schema import Sheet
from custsheet.values.cellerrors import ERRORS
from custsheet.values.dates import to_serial

_LETTERS = {"error": "E", "warning": "W"}
_TIME = re.compile(r"\d\d:\d\d:\d\d(?:\.\d+)?")
_TEXTS = frozenset({"string", "list"})
_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)  # Excel shows 15 significant digits
_LONGEST = 20  # characters of a plain number; Excel turns to 1.5E-20 where it would need more


def flags_name(sheet: str) -> str:
    """Tool sheet name of the flags of `sheet`."""
    return f"flags_{sheet}"


def flags_sheet(scene: Scene, sheet: Sheet) -> str:
    """Title of the flags of one people's sheet."""
    return scene.snapshot.owned.get(flags_name(sheet.name)) or flags_title(sheet, scene.lang)


def draw_flags(book: Book, title: str, flags: Mapping[tuple[int, int], str]) -> None:
    """Draw the flags of one people's sheet, as `flags_of` gives them."""
    canvas = book.sheet(title, hidden=True)
    text = book.look_id(style.look(num_format=style.AS_TEXT))
    for (row, col), said in flags.items():
        canvas.put(row, col, said, text)


def define_flags(scene: Scene, sheet: Sheet) -> str:
    """Define the relative name that reads the flags of one people's sheet; returns it."""
    name = flag_name(sheet.name)
    scene.book.define(name, on(flags_sheet(scene, sheet), "A1"))
    return name


def flags_of(scene: Scene, sheet: Sheet) -> dict[tuple[int, int], str]:
    """(row, column) → flag; where several rules fail the worst counts."""
    table, date1904 = scene.snapshot.table(sheet.name), scene.snapshot.date1904
    found: dict[tuple[int, int], str] = {}
    if table is None:
        return found
    keys = [name for name in sheet.primary_key if name in table.raw.columns]
    cell, rows = Cells(table), set(table.raw.index.tolist())
    for finding in sorted(scene.outcome.findings, key=lambda one: SEVERITY_ORDER[one.severity]):
        letter, row, field = _LETTERS.get(finding.severity), finding.row, finding.field
        if letter is None or finding.sheet != sheet.name or row is None or field is None or field not in table.columns:
            continue
        place = (row, table.columns[field])
        if row in rows and place not in found:
            key = [cell(name, row) for name in keys]
            value = cell(field, row) if field in table.raw else finding.value
            texts = sheet.by_name[field].type in _TEXTS
            found[place] = flag(letter, key, value, texts=texts, date1904=date1904)
    return found


def flag(letter: str, key: Sequence[Cell], value: Cell, *, texts: bool, date1904: bool = False) -> str:
    """What `hidden.flag_formula` compares with.

    Args:
        letter: E or W.
        key: the record's key.
        value: what the cell holds.
        texts: whether its column holds texts; a number there has become a text in reading.
        date1904: the workbook's date system.

    >>> flag("E", ["C000012"], None, texts=True), flag("W", ["SO1", 2], 3, texts=False), flag("E", [], "3", texts=False)
    ('E|C000012|', 'W|SO1|2|3', "E|'3")
    """
    head = BAR.join([letter, *(general(one, date1904=date1904) for one in key), ""])
    if isinstance(value, str):
        # A time of day is read as a text, and VALUE makes it the number again that it is in the cell.
        mark = "" if texts or not value or _TIME.fullmatch(value) else TEXT_MARK
        return head + (ERROR_MARK if value in ERRORS else mark + _cut(value))
    return head + general(value, date1904=date1904)


def _cut(value: str) -> str:
    """As much of a text as is compared, in UTF-16 units, which Excel counts."""
    if len(value) <= LONGEST // 2:
        return value
    return value.encode("utf-16-le", "surrogatepass")[: LONGEST * 2].decode("utf-16-le", "ignore")


def general(value: Cell, *, date1904: bool = False) -> str:
    """A cell's value as text in Excel's format General: dates as serial numbers, errors and blanks as nothing."""
    if value is None or value != value:
        return ""
    if isinstance(value, str):
        return "" if value in ERRORS else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date | datetime):
        serial = to_serial(value, date1904=date1904)
        return "" if serial is None else _number(serial)
    return _number(value)


def _number(value: float) -> str:
    """A number as Excel turns it into text: 15 digits; scientific beyond 20 characters.

    The rules are those of Apache POI's NumberToTextConverter, which was made by comparing with Excel.
    """
    exact = _DIGITS.create_decimal(Decimal(value))
    if not exact:
        return "0"
    sign, digits, exponent = exact.normalize(_DIGITS).as_tuple()
    shown, point = "".join(map(str, digits)), len(digits) + int(exponent)  # 0.digits × 10^point
    minus = "-" if sign else ""
    if point > _LONGEST or (point <= 0 and 2 - point + len(shown) > _LONGEST):
        mantissa = shown[0] + ("." + shown[1:] if len(shown) > 1 else "")
        return f"{minus}{mantissa}E{point - 1:+03d}"
    if point <= 0:
        return f"{minus}0.{'0' * -point}{shown}"
    if point >= len(shown):
        return minus + shown + "0" * (point - len(shown))
    return f"{minus}{shown[:point]}.{shown[point:]}"
