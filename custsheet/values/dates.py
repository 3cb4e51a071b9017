"""Dates: real ones, Excel's serial numbers, and the text forms that can mean one day only.

Invariant: a day is never guessed. 01/05/2023 and 23-01-15 can be read two ways and give None; a weekday that
contradicts its date gives None. Dates are naive and local. It exists because text such as `2023.1.5` sorts, filters
and counts as text.
"""

from __future__ import annotations

import math
import numbers
import re
from datetime import date, datetime, timedelta
from typing import Final

from custsheet.values.text import clean_text, half_width

# Excel's last day in either date system is 9999-12-31 (ECMA-376 part 1, 18.17.4.1).
_MAX_SERIAL_1900: Final = 2_958_465
_MAX_SERIAL_1904: Final = 2_957_003
# A five-digit text can only be a serial between 1927 and 2173; shorter text is a year or a quantity.
_TEXT_SERIAL = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?")

_MONTHS = {
    name: i
    for i, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAYS = (
    {name: i for i, name in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])}
    | {name: i for i, name in enumerate("一二三四五六日")}
    | {"天": 6}
)
_WEEKDAY = re.compile(
    r"\(?(?:(?:星期|礼拜|周)([一二三四五六日天])|\b(mon|tue|wed|thu|fri|sat|sun)(?:s|r|rs|nes|ur)?(?:day)?\b)\)?[,.]?",
    re.IGNORECASE,
)
_HOUR_WORDS = "凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|am|pm"
_TIME = re.compile(
    rf"(?:(?<=[0-9日号])t|(?<=[0-9日号\s,]))\s*(?P<word>{_HOUR_WORDS})?\s*(?P<hour>[0-9]{{1,2}})"
    r"(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]{1,6})?)?|[点时](?:(?P<cminute>[0-9]{1,2})分?(?:(?P<csecond>[0-9]{1,2})秒)?|(?P<half>半)|整)?)"
    r"\s*(?P<after>am|pm)?$",
    re.IGNORECASE,
)
_YMD = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_CHINESE = re.compile(r"([0-9]{4}|[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})[日号]?")
_SHORT_YEAR = re.compile(r"([0-9]{2})([-.])([0-9]{1,2})\2([1-9])")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_COMPACT = re.compile(r"(19|20|21)([0-9]{2})([0-9]{2})([0-9]{2})")
_DAY_FIRST = re.compile(
    rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -]?{_MONTH},?[ -]?(?P<year>[0-9]{{4}}|(?<=-)[0-9]{{2}})", re.I
)
_MONTH_FIRST = re.compile(rf"{_MONTH}[ -]?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:, ?| |-)(?P<year>[0-9]{{4}})", re.I)


def cell_date(value: object) -> datetime | None:
    """The date a cell really holds (date or datetime), without time zone; None for text, numbers, everything else."""
    if isinstance(value, datetime):
        if value != value:  # pandas' not-a-time is a datetime too
            return None
        return datetime(value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond)
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else None


def parse_date(value: object, *, date1904: bool = False, allow_serial: bool = False) -> datetime | None:
    """The day (and time) a cell holds or its text can only mean, else None; what E161 proposes.

    Text: `2023.1.5`, `2023年1月5日 下午3点`, `2023-1-5 14:30`, `20230105` (also as a number), `5 Jan 2023`, `Jan 5,
    2023`. Day and month in figures before the year count only when one of them is over 12 or both are equal. Years of
    two digits count with 年, in `5-Jan-23`, and in `23.1.5` or `23-1-5`, where a last part of one digit cannot be the
    year: 00–49 mean 2000–2049, and 50–99 mean 1950–1999.

    With `allow_serial`, a number is an Excel serial, and so is text of five digits. Years before 1900 or after 9999,
    which Excel cannot hold, are None.
    """
    held = cell_date(value)
    if held is not None or isinstance(value, bool | datetime):
        return held
    if isinstance(value, str):
        return _parse_text(value, date1904, allow_serial)
    if not isinstance(value, numbers.Real):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    if number.is_integer() and 19_000_101 <= number <= 21_991_231:
        return _parse_text(str(int(number)), date1904, False)
    return from_serial(number, date1904=date1904) if allow_serial else None


def is_text_date(value: object) -> bool:
    """Whether this is text that means one day: right for people, not a date for Excel (E161)."""
    return isinstance(value, str) and parse_date(value) is not None


def from_serial(serial: float, *, date1904: bool = False) -> datetime | None:
    """The moment of an Excel serial, to the second; None outside Excel's calendar, for a bare time, and for booleans.

    The 1900 system counts a 29 February 1900 that never was as serial 60; like every reader, this gives the 28th.
    """
    if isinstance(serial, bool) or not isinstance(serial, int | float) or not 0 <= serial < 10**7:
        return None
    seconds = round(math.modf(serial)[0] * 86_400)
    days = int(serial)
    if not (0 <= days <= _MAX_SERIAL_1904 if date1904 else 1 <= days <= _MAX_SERIAL_1900):
        return None
    start = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 31 if days < 60 else 30)
    try:
        return start + timedelta(days=days, seconds=seconds)
    except OverflowError:  # half a second before the end of time
        return None


def to_serial(moment: date, *, date1904: bool = False) -> float | None:
    """The Excel serial of a date or datetime, the inverse of `from_serial`; None before the first day Excel knows."""
    held = cell_date(moment)
    if held is None:
        return None
    start = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 31 if held < datetime(1900, 3, 1) else 30)
    past = held - start
    serial = past.days + (past.seconds + past.microseconds / 1e6) / 86_400
    return serial if serial >= (0 if date1904 else 1) else None


def _parse_text(text: str, date1904: bool, allow_serial: bool) -> datetime | None:
    if len(text) > 60:
        return None
    # The Chinese full stop is what an input method types for the dot key.
    bare = half_width(clean_text(text)).replace("。", ".").strip()
    if allow_serial and _TEXT_SERIAL.fullmatch(bare):
        return from_serial(float(bare), date1904=date1904)
    weekdays = [_WEEKDAYS[(m[1] or m[2]).lower()] for m in _WEEKDAY.finditer(bare)]
    bare = _WEEKDAY.sub(" ", bare).strip() if weekdays else bare
    time = _TIME.search(bare)
    clock = _clock(time) if time else timedelta()
    day = _day(bare[: time.start()].strip(" ,") if time else bare)
    if day is None or clock is None or any(day.weekday() != weekday for weekday in weekdays):
        return None
    try:
        return day + clock
    except OverflowError:
        return None


def _clock(match: re.Match[str]) -> timedelta | None:
    hour = int(match["hour"])
    minute = 30 if match["half"] else int(match["minute"] or match["cminute"] or 0)
    second = int(match["second"] or match["csecond"] or 0)
    if match["word"] and match["after"]:
        return None
    word = (match["word"] or match["after"] or "").lower()
    if hour > 23 or minute > 59 or second > 59:
        return None
    if (word in ("下午", "傍晚", "晚上", "pm") and hour < 12) or (word == "中午" and hour < 11):
        hour += 12
    elif word in ("凌晨", "am") and hour == 12:
        hour = 0
    elif word in ("凌晨", "清晨", "早上", "上午", "am") and hour > 12:
        return None
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _day(text: str) -> datetime | None:
    tight = re.sub(r"\s*([-/.年月日号])\s*", r"\1", text)
    if match := _YMD.fullmatch(tight):
        return _make(match[1], match[3], match[4])
    if match := _CHINESE.fullmatch(tight):
        return _make(_full_year(match[1]), match[2], match[3])
    if match := _COMPACT.fullmatch(tight):
        return _make(match[1] + match[2], match[3], match[4])
    if match := _SHORT_YEAR.fullmatch(tight):
        return _make(_full_year(match[1]), match[3], match[4])
    if match := _YEAR_LAST.fullmatch(tight):
        first, second = int(match[1]), int(match[3])
        if first == second or second > 12:
            return _make(match[4], first, second)
        return _make(match[4], second, first) if first > 12 else None
    if match := _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text):
        return _make(_full_year(match["year"]), _MONTHS[match["month"][:3].lower()], match["day"])
    return None


def _full_year(year: str) -> int:
    return int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 50 else 1900)


def _make(year: str | int, month: str | int, day: str | int) -> datetime | None:
    try:
        made = datetime(int(year), int(month), int(day))
    except ValueError:
        return None
    return made if made.year >= 1900 else None
