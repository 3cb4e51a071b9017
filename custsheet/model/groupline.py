"""How a line of 疑似重复 is known: by who is in its group and which record it is about, not by where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from custsheet.model.decision import digest

LATER_DAYS = 30
"""So many days after 待定 a group is asked about again."""
_GROUP, _STAR = "group:", "★"


@dataclass(frozen=True, slots=True)
class Line:
    """What the key of a line on 疑似重复 says: its group, its record, and whether that was the one to be kept."""

    group: str
    record: str
    star: bool

    @property
    def key(self) -> str:
        """What answers are remembered under: the same whichever record is proposed to be kept."""
        return f"{_GROUP}{self.group}:{self.record}"

    @property
    def written(self) -> str:
        """The key as the hidden column holds it."""
        return f"{_GROUP}{self.group}:{_STAR if self.star else ''}{self.record}"

    @classmethod
    def read(cls, key: str) -> Line | None:
        """The inverse of `written`; None for the key of anything else."""
        head, _, rest = key.removeprefix(_GROUP).partition(":")
        if not key.startswith(_GROUP) or not rest:
            return None
        return cls(head, rest.removeprefix(_STAR), rest.startswith(_STAR))


def group_name(records: Iterable[str]) -> str:
    """What a group is known by, pass after pass: a digest of who is in it."""
    return digest("\n".join(sorted(records))) + digest("\n".join(sorted(records, reverse=True)))


def row_names(rows: Iterable[int]) -> tuple[str, ...]:
    """What the records of a group go by where identifiers do not name all of them: their Excel rows."""
    return tuple(f"#{row}" for row in rows)


def row_of(record: str) -> int | None:
    """The inverse of `row_names`, of one record; None for an identifier."""
    return int(record[1:]) if record[:1] == "#" and record[1:].isdecimal() else None


def expired(day: str, today: date) -> bool:
    """Whether what was put off on `day` is to be asked again; a damaged day counts as long ago."""
    try:
        return (today - date.fromisoformat(day)).days >= LATER_DAYS
    except ValueError:
        return True
