"""Sheets as they were read last: one that still holds the same bytes, and means the same by them, is not read again.

What the cells of a sheet part show follows from its bytes, from the shared texts they name, from the number formats of
the cell formats they bear, and from the date system. A save in which one text has changed leaves most sheets as they
were; their parts are known by `Package.seal` before anybody inflates them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from custsheet.package import Sheet, Workbook
from custsheet.package.container import part_key
from custsheet.package.gating.faithful import declares_formats, number_formats

_NAMING = b't="s"'
_WHOLE = re.compile(rb"v>([0-9]+)</")
_STYLE = re.compile(rb'\ss="([0-9]+)"')


@dataclass(frozen=True, slots=True)
class Used:
    """What cells hang on beside their spelling: cell formats, and shared texts by number. Too many do no harm.

    `formats`: None for all there are.
    """

    formats: Collection[int] | None
    texts: Collection[int]

    @classmethod
    def by(cls, spelled: Iterable[bytes], formats: Iterable[int], texts: Iterable[int]) -> Used:
        """By plainly spelled cells, and by those that are known already."""
        styles, named = set(formats), set(texts)
        for one in spelled:
            styles.update(map(int, _STYLE.findall(one)))
            named |= _named(one)
        return cls(styles, named)

    @classmethod
    def by_part(cls, body: bytes) -> Used:
        """By a whole part: to look which formats its cells bear costs as much as half of reading them."""
        return cls(None, _named(body))


def _named(spelled: bytes) -> set[int]:
    """Any whole number may be that of a text: to take some too many costs less than to look which are."""
    return set(map(int, _WHOLE.findall(spelled))) if _NAMING in spelled else set()


@dataclass(frozen=True, slots=True)
class _Read:
    seal: bytes
    date1904: bool
    declared: bool
    formats: dict[int, tuple[int, str] | None]
    numbers: list[int]
    texts: list[object]
    made: Any


_READ: dict[tuple[str, str], _Read] = {}
"""By kind of what was made, and part."""
Texts = Callable[[], Sequence[object]]
Retell = Callable[[Any, Sequence[object], Sequence[int]], Any | None]


def recalled(kind: str, workbook: Workbook, sheet: Sheet, texts: Texts, retell: Retell = lambda *_: None) -> Any | None:
    """What was made of this sheet the last time, if it would be the same now.

    Args:
        kind: of what was made.
        workbook: as it is now.
        sheet: one of its sheets.
        texts: gives all shared texts.
        retell: of what was made, all shared texts, and the numbers of those that have changed since, makes what would
            be made now; None if it cannot.
    """
    one = _READ.get((kind, part_key(sheet.part)))
    now = workbook.package.seal(sheet.part), workbook.date1904, declares_formats(workbook)
    if one is None or (one.seal, one.date1904, one.declared) != now:
        return None
    if one.formats != number_formats(workbook, one.formats):
        return None
    said = _said(one.numbers, texts()) if one.numbers else []
    if said == one.texts:
        return one.made
    if len(said) < len(one.texts):
        return None
    told = zip(one.numbers, said, one.texts, strict=True)
    made = retell(one.made, texts(), [number for number, now, before in told if now != before])
    if made is not None:
        _READ[kind, part_key(sheet.part)] = replace(one, texts=said, made=made)
    return made


def remember(kind: str, workbook: Workbook, sheet: Sheet, texts: Texts, used: Used, made: Any) -> None:
    """Keep what was `made` of a plain sheet, in place of what was made of its part before."""
    all_texts: Sequence[object] = texts() if used.texts else ()
    numbers = sorted(one for one in used.texts if one < len(all_texts))
    _READ[kind, part_key(sheet.part)] = _Read(
        workbook.package.seal(sheet.part),
        workbook.date1904,
        declares_formats(workbook),
        number_formats(workbook, used.formats),
        numbers,
        _said(numbers, all_texts),
        made,
    )


def _said(numbers: Sequence[int], texts: Sequence[object]) -> list[object]:
    return [texts[one] for one in numbers] if not numbers or numbers[-1] < len(texts) else []
