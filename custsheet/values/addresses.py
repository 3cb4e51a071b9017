"""Addresses reduced to what can be compared: the whole, the street, and the numbers in it.

Invariant: forms compare only and are never written. Numbers are keys of their own, since 12号 and 21号 look alike and
are two doors, while 号 and 室 come and go; the division in front (江苏省苏州市工业园区) comes and goes too, so it is
taken off. Latin addresses are put into the abbreviations of the post: North → n, Street → st.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from custsheet.values.hanzi import is_chinese, simplified
from custsheet.values.text import fold

_LONGEST: Final = 200
_DIVISION = re.compile(r"^[一-龥]{1,13}(?:省|市|自治区|特别行政区|(?<!小)(?<!社)区|县|旗)(?=[一-龥])")
_DIGITS = re.compile(r"\d+")
_NOT_WORDS = re.compile(r"[\W_]+")
_MARKS_OF_NUMBERS = re.compile(r"\d+[号楼室座栋幢层院]*|号楼|单元")
# A street and its numbers, as most Chinese addresses are written.
_PLAIN = re.compile(r"([一-龥]+)([0-9][0-9号楼室座栋幢层院]*)")
_LATIN_WORDS = re.compile(r"[a-z]+|\d+")
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_SHORT_FORMS: Final = {
    **dict.fromkeys(("north", "no"), "n"), "south": "s", "east": "e", "west": "w",
    **dict.fromkeys(("northeast", "ne"), "ne"), "northwest": "nw", "southeast": "se", "southwest": "sw",
    **dict.fromkeys(("street", "str", "strt"), "st"), **dict.fromkeys(("avenue", "av"), "ave"),
    **dict.fromkeys(("boulevard", "blv", "boul"), "blvd"), "road": "rd", "drive": "dr", "place": "pl", "court": "ct",
    "crt": "ct", **dict.fromkeys(("crescent", "cresent", "crst"), "cres"), "circuit": "cct", "lane": "ln",
    "terrace": "tce", "ter": "tce", "parkway": "pkwy", "highway": "hwy", "square": "sq", "close": "cl", "grove": "gr",
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7",
    "eighth": "8", "ninth": "9", "tenth": "10", "saint": "st", "mount": "mt", "fort": "ft",
    **dict.fromkeys(("apartment", "suite", "ste", "unit", "flat", "room", "rm"), "apt"),
}  # fmt: skip
# Kinds of streets and directions: people leave them out.
_COME_AND_GO: Final = frozenset(
    re.findall(
        r"\w+",
        "n s e w ne nw se sw st ave blvd rd dr pl ct cres cct ln tce pkwy hwy sq cl gr way apt floor fl between near "
        "off at and of the",
    )
)


class Address(NamedTuple):
    """Forms of one address, "" for what it does not tell.

    Attributes:
        words: everything a Latin one says; "" of a Chinese one, of which street and numbers say everything.
        street: names without numbers, kinds of street and directions; of a Chinese one without the division in front.
        numbers: all numbers, the first being the house.
    """

    words: str
    street: str
    numbers: str


def address_forms(value: object) -> Address:
    """湖南省长沙市岳麓区天府街835号2712室 → ("", 天府街, 835 2712)."""
    if isinstance(value, str) and len(value) <= _LONGEST and (plain := _PLAIN.fullmatch(value)):
        return Address("", _street(plain[1]), " ".join(_DIGITS.findall(plain[2])))
    text = fold(value)[:_LONGEST]
    if is_chinese(text):
        return _chinese(simplified(text) if text.isalnum() else _NOT_WORDS.sub(" ", simplified(text)))
    words = [_SHORT_FORMS.get(word, word) for word in _LATIN_WORDS.findall(_ORDINAL.sub(r"\1", text))]
    house = next((at for at, word in enumerate(words) if word.isdigit()), None)
    street = [word for at, word in enumerate(words) if at != house and word not in _COME_AND_GO]
    number = [] if house is None else [words[house].lstrip("0") or "0"]
    return Address(" ".join(words), " ".join(street), " ".join(number))


def _chinese(text: str) -> Address:
    numbers = _DIGITS.findall(text)
    return Address("", _without_marks(text.replace(" ", "")), " ".join(numbers))


@lru_cache(20_000)  # many live in one street
def _street(text: str) -> str:
    return _without_marks(simplified(text))


def _without_marks(text: str) -> str:
    return _MARKS_OF_NUMBERS.sub("", _DIVISION.sub("", text))
