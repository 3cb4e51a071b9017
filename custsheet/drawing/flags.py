"""Hidden flag sheets: at the address of every wrong cell, how bad it is and what stood there when it was checked.

A conditional format on the people's sheet compares the cell with its flag, so that the colour goes the moment the cell
is corrected and nothing lights up wrongly after sorting. The flag must be exactly what `"E"&A1` gives in Excel.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal

from custsheet.drawing import style
from custsheet.drawing.cells import MAX_TEXT, on
from custsheet.drawing.hidden import flag_name, flags_title
from custsheet.drawing.toolsheet import Scene
from custsheet.model.finding import SEVERITY_ORDER, Cell
from custsheet.model.schema import Sheet
from custsheet.values.dates import to_serial

_LETTERS = {"error": "E", "warning": "W"}
# Every error a cell of Excel can show (Office's CellValueType), and #DATA!, which python-calamine gives for others.
_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
    | {"#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#EXTERNAL!", "#TIMEOUT!", "#PYTHON!", "#DATA!"}
)
_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)  # Excel shows 15 significant digits
_LONGEST = 20  # characters of a plain number; Excel turns to 1.5E-20 where it would need more


def flags_name(sheet: str) -> str:
    """Tool sheet name of the flags of `sheet`."""
    return f"flags_{sheet}"


def draw_flags(scene: Scene, sheet: Sheet, *, date1904: bool = False) -> str:
    """Draw the flags of one people's sheet and the relative name that reads them; returns the title."""
    title = scene.snapshot.owned.get(flags_name(sheet.name)) or flags_title(sheet, scene.lang)
    canvas = scene.book.sheet(title, hidden=True)
    text = scene.book.look_id(style.look(num_format=style.AS_TEXT))
    for (row, col), flag in _flags(scene, sheet.name, date1904).items():
        canvas.put(row, col, flag, text)
    scene.book.define(flag_name(sheet.name), on(title, "A1"))
    return title


def _flags(scene: Scene, sheet: str, date1904: bool) -> dict[tuple[int, int], str]:
    """(row, column) → flag; where several rules fail the worst counts."""
    table = scene.snapshot.table(sheet)
    found: dict[tuple[int, int], str] = {}
    if table is None:
        return found
    for finding in sorted(scene.outcome.findings, key=lambda one: SEVERITY_ORDER[one.severity]):
        letter, row, field = _LETTERS.get(finding.severity), finding.row, finding.field
        if letter is None or finding.sheet != sheet or row is None or field is None or field not in table.columns:
            continue
        place = (row, table.columns[field])
        if row in table.raw.index and place not in found:
            found[place] = flag(letter, table.raw.at[row, field], date1904=date1904)
    return found


def flag(letter: str, value: Cell, *, date1904: bool = False) -> str:
    """`letter` and the value as Excel joins them; the letter alone for a blank, an error and what no cell can hold.

    >>> flag("E", 0.1), flag("W", True), flag("E", None)
    ('E0.1', 'WTRUE', 'E')
    """
    shown = general(value, date1904=date1904)
    return letter if len(shown.encode("utf-16-le", "surrogatepass")) // 2 >= MAX_TEXT else letter + shown


def general(value: Cell, *, date1904: bool = False) -> str:
    """A cell's value as text in Excel's format General: dates as serial numbers, errors and blanks as nothing."""
    if value is None or value != value:
        return ""
    if isinstance(value, str):
        return "" if value in _ERRORS else value
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
