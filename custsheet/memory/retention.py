"""Which backups are kept: the last 50, then one an hour, a day, a week and a month, counted back from real time.

Owns `Entry` and the pure policy `keep`. Invariant: the newest verified backup of every workbook is always kept, and
so is everything dated in the future, for then a clock is wrong and not the backup old. Periods are those of the
calendar (in the time zone of `now`), not multiples of an hour before now: what is the newest of its day today is so
tomorrow, and therefore what a later pruning looks for has not been dropped by an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

LAST = 50
HOURS = 24
DAYS = 30
WEEKS = 12
MONTHS = 24


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One backup.

    Attributes:
        sequence: order of taking; never reused, and trusted where clocks are not.
        digest: "sha256:" and 64 hexadecimal digits of the content.
        source: absolute path of the workbook it was taken of.
        taken: when, with time zone, as the clock said then.
        size: bytes.
        reason: why it was taken, one word.
        verified: whether it was read back and matched its digest.
    """

    sequence: int
    digest: str
    source: str
    taken: datetime
    size: int
    reason: str
    verified: bool


def keep(entries: Iterable[Entry], now: datetime) -> set[int]:
    """The sequence numbers to keep at `now` (with time zone), each workbook by itself."""
    by_source: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.sequence, reverse=True):
        by_source.setdefault(entry.source, []).append(entry)
    kept: set[int] = set()
    for newest_first in by_source.values():
        kept |= _keep_one(newest_first, now)
    return kept


def _keep_one(newest_first: list[Entry], now: datetime) -> set[int]:
    kept = {entry.sequence for entry in newest_first[:LAST]}
    kept |= {entry.sequence for entry in newest_first if entry.taken > now}
    kept |= {entry.sequence for entry in [e for e in newest_first if e.verified][:1]}
    for period, count in ((_hour, HOURS), (_day, DAYS), (_week, WEEKS), (_month, MONTHS)):
        newest: dict[int, int] = {}
        for entry in newest_first:
            newest.setdefault(period(entry.taken.astimezone(now.tzinfo)), entry.sequence)
        kept |= {sequence for number, sequence in newest.items() if number > period(now) - count}
    return kept


def _hour(moment: datetime) -> int:
    return int(moment.timestamp() // 3600)  # absolute, or the hour that the end of summer time repeats would count once


def _day(moment: datetime) -> int:
    return moment.toordinal()


def _week(moment: datetime) -> int:
    return (moment.toordinal() - 1) // 7  # day 1 was a Monday


def _month(moment: datetime) -> int:
    return moment.year * 12 + moment.month
