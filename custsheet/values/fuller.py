"""Whether one value is another one written out: the legal name, the whole first name, the address to the door.

Invariant: each is a strict order (the fuller value has more letters), so of any values there is one that none exceeds.
Where two values could be of two companies, people or places, neither is the fuller one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from custsheet.values.hanzi import is_chinese
from custsheet.values.names import company_forms, name_key, split_title
from custsheet.values.text import fold

_LETTERS: Final = re.compile(r"[^\W_]+")
_PARTS: Final = re.compile(r"\d+|[a-z]+|[^\W\d_a-z]")
# 3幢201室 and 3-201 are one door.
_DOORS: Final = frozenset("号楼室座栋幢层院单元") | {"apt", "room", "rm", "unit", "suite", "flat", "no"}


def fuller_company(one: str, other: str) -> bool:
    """杭州云帆科技有限公司 before 杭州云帆科技公司 and 云帆科技; a branch is not its company written out."""
    mine, others = company_forms(one), company_forms(other)
    if mine.branch != others.branch or (mine.city and others.city and mine.city != others.city):
        return False
    long, short = _letters(one), _letters(other)
    return len(long) > len(short) > 0 and (mine.key == others.key or _within(_words(other), _words(one)))


def fuller_name(one: str, other: str) -> bool:
    """Robert Lin before R. Lin, 林志强 before 林总; a title makes no name fuller."""
    long, short = name_key(one), name_key(other)
    if not len(long) > len(short) > 0:
        return False
    if is_chinese(long):
        return short in long
    parts = iter(_LETTERS.findall(split_title(one).name))
    return all(
        any(part == word or (len(word) == 1 and part[0] == word) for part in parts)
        for word in _LETTERS.findall(split_title(other).name)
    )


def fuller_address(one: str, other: str) -> bool:
    """文三路88号3幢201室 before 文三路 88 号, but not before 文三路 8 号: numbers are compared whole."""
    long, short = _letters(one), _letters(other)
    doors = [[word for word in _words(value) if word not in _DOORS] for value in (other, one)]
    return len(long) > len(short) > 0 and _within(*doors)


FULLER: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "name": fuller_name,
    "company": fuller_company,
    "address": fuller_address,
}
"""Field of the customers → whether its first value is the second one written out."""


def fuller(field: str, one: str, other: str) -> bool:
    """Whether one value is the other written out, which only names, companies and addresses show."""
    return field in FULLER and FULLER[field](one, other)


def agree(field: str, one: str, other: str) -> bool:
    """Whether two values say the same, the first perhaps in full, or one of them nothing."""
    return not one or not other or one == other or fuller(field, one, other)


def _letters(value: str) -> str:
    return "".join(_LETTERS.findall(fold(value)))


def _words(value: str) -> list[str]:
    """Numbers and Latin words whole, Chinese character by character."""
    return _PARTS.findall(fold(value))


def _within(short: list[str], long: list[str]) -> bool:
    """Whether the words of one stand side by side in the other."""
    span = len(short)
    return span > 0 and any(long[at : at + span] == short for at in range(len(long) - span + 1))
