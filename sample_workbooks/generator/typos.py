"""How people write numbers and dates that a workbook wants otherwise: the right value in, what is typed out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from generator.world import Row

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def full_width(text: str) -> str:
    """Letters and digits as a Chinese input method in full-width mode types them."""
    return "".join(chr(ord(one) + 0xFEE0) if one.isascii() and one.isalnum() else one for one in text)


def spaced(mobile: str) -> str:
    """139 0000 1234."""
    return f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}"


def bracketed(phone: str) -> str:
    """(0571)80000012."""
    area, number = phone.split("-")
    return f"({area}){number}"


def dotted(day: date) -> str:
    """2026.3.5."""
    return f"{day.year}.{day.month}.{day.day}" + _clock(day)


def in_words(day: date) -> str:
    """2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日" + _clock(day)


def english(day: date) -> str:
    """5 Mar 2026; not by strftime, whose month names depend on the computer."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" + _clock(day)


def compact(day: date) -> str:
    """20260305."""
    return f"{day:%Y%m%d}" + _clock(day)


def serial(day: date) -> str:
    """46086, or 46086.4375 with the time: the number behind a date, copied as text."""
    days = (date(day.year, day.month, day.day) - date(1899, 12, 30)).days
    minutes = day.hour * 60 + day.minute if isinstance(day, datetime) else 0
    return f"{days + minutes / 1440:.10g}"


def _clock(day: date) -> str:
    return f" {day:%H:%M}" if isinstance(day, datetime) else ""


def swapped(amount: float) -> float:
    """The amount with its first two different neighbouring digits before the point exchanged."""
    whole, _, rest = f"{amount:.2f}".partition(".")
    for at in range(len(whole) - 1):
        if whole[at] != whole[at + 1] and whole[at + 1] != "0":
            return float(whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :] + "." + rest)
    return amount


def plain(amount: float) -> str:
    """1280 or 1280.50."""
    return f"{amount:.2f}".removesuffix(".00")


def grouped(amount: float) -> str:
    """1,280 or 1,280.50."""
    return f"{amount:,.2f}".removesuffix(".00")


def in_ten_thousands(amount: float) -> str:
    """1.28 for 12800."""
    return f"{amount / 10_000:.4f}".rstrip("0").rstrip(".")


AMOUNTS: Mapping[str, Mapping[str, Callable[[Row], str]]] = {
    "zh": {
        "with_unit": lambda row: grouped(row["amount"]) + "元",
        "in_wan": lambda row: in_ten_thousands(row["amount"]) + "万",
        "text_number": lambda row: plain(row["amount"]),
        "full_width": lambda row: full_width(plain(row["amount"])),
    },
    "en": {
        "with_unit": lambda row: "¥" + grouped(row["amount"]),
        "with_currency": lambda row: "RMB " + plain(row["amount"]),
        "text_number": lambda row: plain(row["amount"]),
        "full_width": lambda row: full_width(plain(row["amount"])),
    },
}
"""Kind of fault → the amount of an order as text."""


def broken(text: str) -> str:
    """The text with a line break, as copied out of a chat: at its first space, behind it where there is none."""
    return text.replace(" ", "\n", 1) if " " in text else f"{text}\n"


def laced(text: str) -> str:
    """The text with a character of no width in it, as copied off a web page."""
    return f"{text[0]}\u200b{text[1:]}"


UNTIDY: Sequence[tuple[str, Callable[[str], str]]] = (
    ("spaces", "{}  ".format),
    ("full_width", full_width),
    ("spaces", "\u3000{}".format),
    ("zero_width", laced),
    ("spaces", "{}\xa0".format),
    ("line_break", broken),
)
"""Kind of fault → what nobody meant to type."""
