"""A value as a cell holds it: checked against Excel's limits, dates as serial numbers, text safe from being code.

Text is written as an inline string, so that the shared strings of the person's workbook stay as they are, and no
program takes `=1+1` for a formula.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from numbers import Integral, Real
from typing import Any
from xml.sax.saxutils import escape as xml_escape

from custsheet.model.errors import WorkbookError
from custsheet.package.patching.patches import CellValue, Formula, RichText
from custsheet.package.refusals import PatchRefusedError
from custsheet.package.workbook import escape
from custsheet.values.cellerrors import STORED

LONGEST_TEXT = 32_767
"""Characters of a cell, counted as UTF-16 units (Excel's specification)."""
LONGEST_FORMULA = 8_192
LARGEST_NUMBER = 9.99999999999999e307
"""The largest number Excel keeps (Excel's specification)."""
_EPOCH_1904 = datetime(1904, 1, 1)
# Excel counts a 29 February 1900 that never was: from 1 March 1900 on days count from 30 December 1899.
_EPOCH_1900, _EPOCH_EARLY, _AFTER_LEAP = datetime(1899, 12, 30), datetime(1899, 12, 31), datetime(1900, 3, 1)
_LAST_YEAR = 9999
_DAY = 86_400.0
# After each underscore that begins what would be read as an escape.
_LITERAL = re.compile(r"(?<=_)(?=x[0-9A-Fa-f]{4}_)")

Plain = str | bool | float | int | None
"""A value as the file knows it: dates are numbers, a blank is None."""


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a cell: the value of its attribute `t` (empty: number or nothing), its content, its `cm`."""

    kind: str = ""
    inner: bytes = b""
    metadata: str = ""


def plain(value: CellValue, date1904: bool, place: str) -> Plain:
    """`value`, which is no formula, as the file knows it.

    Raises:
        WorkbookError: Excel cannot hold it; `place` says where it was meant to go. TypeError: it is no cell value.
    """
    value = native(value.text if isinstance(value, RichText) else value)
    if value is None or isinstance(value, str):
        return _text(value or "", place) or None
    if isinstance(value, bool):
        return value
    if isinstance(value, date):
        return serial(value, date1904, place)
    if isinstance(value, Integral):
        return _whole(int(value), place)
    if isinstance(value, (Decimal, Real)):
        return _number(float(value), place)
    raise TypeError(f"no value of a cell: {type(value).__name__}")


def native(value: Any) -> Any:
    """The Python value of a truth value or number as numpy and columns of pandas hold it; all others as they are.

    Times are left alone: numpy gives some of them as a number.
    """
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    return value.item() if kind in {"b", "i", "u", "f"} and value.ndim == 0 else value


def serial(day: date, date1904: bool, place: str) -> float:
    """The number of days of a date or a naive local date and time in the workbook's own date system (18.17.4.1).

    Raises:
        WorkbookError: the date lies before the first or after the last that Excel knows, or names a time zone.
    """
    # A missing time of other libraries (NaT) is a datetime that differs from itself.
    if day != day or not isinstance(getattr(day, "year", None), int) or getattr(day, "tzinfo", None) is not None:
        raise refusal(place, "没有可用的日期", "there is no date to write (missing, or with a time zone)")
    moment = day if isinstance(day, datetime) else datetime.combine(day, time())
    first = _EPOCH_1904 if date1904 else datetime(1900, 1, 1)
    if moment < first or moment.year > _LAST_YEAR:
        zh = f"日期 {day} 早于这个工作簿能存的第一天 {first:%Y-%m-%d}"
        en = f"{day} lies before the first day this workbook can hold, {first:%Y-%m-%d}"
        raise refusal(place, zh, en)
    epoch = _EPOCH_1904 if date1904 else _EPOCH_1900 if moment >= _AFTER_LEAP else _EPOCH_EARLY
    gone = moment - epoch
    return gone.days + (gone.seconds + gone.microseconds / 1e6) / _DAY


def content(value: Plain, prefix: bytes) -> Content:
    """The cell's content for a value made by `plain`; `prefix` is that of the sheet's elements."""
    if value is None:
        return Content()
    if isinstance(value, bool):
        return Content("b", _element(prefix, b"v", b"1" if value else b"0"))
    if isinstance(value, str):
        return Content("inlineStr", _element(prefix, b"is", _runs(prefix, value)))
    return Content("", _element(prefix, b"v", number(value)))


def formula_content(formula: Formula, prefix: bytes, place: str, *, array: str = "", metadata: str = "") -> Content:
    """The cell's content for a formula; `array` is the reference of a single-cell array formula.

    Raises:
        WorkbookError: it is empty or too long, or its value is none.
    """
    text = formula.text.strip().removeprefix("=").replace("\r\n", "\n")
    bare = text.replace("_", "")  # only what XML cannot hold is escaped then
    if not text or len(text) > LONGEST_FORMULA or escape(bare) != bare:
        zh, en = "公式是空的、太长或含有控制字符", "the formula is empty, too long or holds control characters"
        raise refusal(place, zh, en)
    opening = b"f" if not array else b'f t="array" ref="%s"' % array.encode()
    written = b"<%s%s>%s</%sf>" % (prefix, opening, xml_escape(text).encode(), prefix)
    value = native(formula.value)
    if value is None:
        return Content("", written, metadata)
    if isinstance(value, bool):
        return Content("b", written + _element(prefix, b"v", b"1" if value else b"0"), metadata)
    if isinstance(value, str):
        kind = "e" if value in STORED else "str"
        return Content(kind, written + _spaced(prefix, b"v", _text(value, place)), metadata)
    return Content("", written + _element(prefix, b"v", number(_number(float(value), place))), metadata)


def number(value: float) -> bytes:
    """A number as XML Schema writes a double, exact to the last bit."""
    if isinstance(value, float):
        return repr(value + 0.0).removesuffix(".0").encode()  # + 0.0 makes 0 of -0
    return b"%d" % value


def _element(prefix: bytes, name: bytes, inner: bytes) -> bytes:
    return b"<%s%s>%s</%s%s>" % (prefix, name, inner, prefix, name)


def _runs(prefix: bytes, text: str) -> bytes:
    """The text, in runs where it looks like an escape (`_x000D_`), so that no run does.

    Readers disagree about escapes in inline strings: openpyxl takes them as they stand.
    """
    first, *rest = _LITERAL.split(text)
    if not rest:
        return _spaced(prefix, b"t", text)
    return b"".join(_element(prefix, b"r", _spaced(prefix, b"t", run)) for run in (first, *rest))


def _spaced(prefix: bytes, name: bytes, text: str) -> bytes:
    """An element with text; XML programs may drop blanks at its ends unless told to keep them."""
    written = xml_escape(escape(text)).encode()
    kept = text != text.strip() or any(blank in text for blank in "\n\t")
    return b"<%s%s%s>%s</%s%s>" % (prefix, name, b' xml:space="preserve"' if kept else b"", written, prefix, name)


def _text(text: str, place: str) -> str:
    if len(text) + sum(letter > "\uffff" for letter in text) > LONGEST_TEXT:
        raise refusal(
            place, f"文字超过 {LONGEST_TEXT:,} 个字符", f"the text is longer than {LONGEST_TEXT:,} characters"
        )
    return text


def _whole(value: int, place: str) -> float | int:
    try:
        exact = int(float(value)) == value
    except OverflowError:
        exact = False
    if not exact:  # Excel computes with doubles; identifiers this long are text
        zh = f"数字 {str(value)[:20]} 位数太多，Excel 会改变它，请按文本写入"
        raise refusal(place, zh, f"{str(value)[:20]} has more digits than Excel keeps in a number; write it as text")
    _number(float(value), place)
    return value


def _number(value: float, place: str) -> float:
    if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
        raise refusal(place, f"{value} 不是 Excel 能存的数字", f"{value} is no number that Excel can hold")
    return value


def formula_there(place: str) -> WorkbookError:
    """Why a plain value does not go into a cell that holds a formula."""
    zh, en = "那里有公式，不能用普通的值覆盖", "the cell holds a formula, which a plain value must not replace"
    return refusal(place, zh, en)


def refusal(place: str, zh: str, en: str) -> PatchRefusedError:
    """One plain sentence why nothing was written at `place`."""
    return PatchRefusedError(place, zh, en)
