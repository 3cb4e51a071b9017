"""Days that people keep in lists on sheet 选项: public holidays, and the weekend days that are worked for them.

Invariant: an entry that names no day is told, never guessed; a day is a real one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from custsheet.model.snapshot import Lists

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?")
_UNTIL = re.compile(
    r"\s*(?:至|到|—+|–|～|~|-+|\bto\b)\s*(?:(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*)?(\d{1,2})日?(?!\d)"
)
_LONGEST = 60  # days of one entry: more is a slip


@dataclass(frozen=True, slots=True)
class DayList:
    """What a list says: its days in order, and the entries that name none."""

    days: tuple[date, ...]
    unread: tuple[str, ...]

    @classmethod
    def of(cls, lists: Lists, name: str) -> DayList:
        """List `name` of 选项; without days where the workbook has no such list."""
        return cls.read([one.name for one in lists.entries.get(name, ())])

    @classmethod
    def read(cls, entries: Sequence[str]) -> DayList:
        """An entry is a day or a stretch of days, with or without words.

        >>> DayList.read(["2026-05-01", "国庆节 2026-10-01 至 10-03", "元旦"])  # doctest: +ELLIPSIS
        DayList(days=(datetime.date(2026, 5, 1), ..., datetime.date(2026, 10, 3)), unread=('元旦',))
        """
        found = [(one, _days(one)) for one in entries]
        known = sorted({day for _, days in found for day in days})
        return cls(tuple(known), tuple(one for one, days in found if not days))


def leading_day(entry: str) -> tuple[date | None, str]:
    """The first day that an entry names, and its other words.

    >>> leading_day("2026-03-01 满意度：电话回访")
    (datetime.date(2026, 3, 1), '满意度：电话回访')
    """
    found = _DAY.search(entry)
    day = _real(*found.groups()) if found else None
    if found is None or day is None:
        return None, entry.strip()
    rest = re.sub(r"^[ T]*00:00(:00)?", "", entry[found.end() :])
    return day, (entry[: found.start()] + rest).strip(" ,，、;；:：-—")


def _days(entry: str) -> set[date]:
    """Nothing of an entry in which anything is no day: half of what was meant would be a guess."""
    days: set[date] = set()
    at = 0
    while found := _DAY.search(entry, at):
        first, until = _real(*found.groups()), _UNTIL.match(entry, found.end())
        last = first
        if first is not None and until is not None:
            last = _real(until[1] or first.year, until[2] or first.month, until[3])
        if first is None or last is None or not 0 <= (last - first).days < _LONGEST:
            return set()
        days.update(first + timedelta(days=n) for n in range((last - first).days + 1))
        at = (until or found).end()
    return days


def _real(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
