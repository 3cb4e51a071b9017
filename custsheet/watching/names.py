"""What a file beside a watched workbook is, told from its name alone.

Invariant: whatever custsheet itself writes beside a workbook is never taken for one. The names of other programs'
temporary files and locks are those seen in traces of their saves (LibreOffice, Excel on Windows and macOS, WPS,
OneDrive, Dropbox, Nutstore).
"""

from __future__ import annotations

import re
from enum import Enum, auto
from pathlib import PurePath

from custsheet.model.sidecar import is_side_car
from custsheet.package.saving.temporary import is_own_temporary

_SUFFIXES = frozenset({".xlsx", ".xlsm"})
_HEX = re.compile(r"[0-9A-F]{8}(\.tmp)?", re.IGNORECASE)  # Excel on Windows while it saves
_TEMPORARY = re.compile(r"lu\w+\.tmp|~.*\.tmp|\{?[0-9A-F-]{32,38}\}?\.tmp|.*\.sb-[\w-]+", re.IGNORECASE)
_LOCK = re.compile(r"(\.~lock\.(?P<libre>.+)#|~\$(?P<excel>.+)|\.~(?P<wps>.+\.(?:xlsx|xlsm)))", re.IGNORECASE)
# Dropbox, Nextcloud and Nutstore say so in brackets; OneDrive appends the computer's name, of which a person's own
# suffix (-2024, -BACKUP) must be told apart: such names hold a digit, and begin with a letter.
_CONFLICTED = (
    re.compile(r"(?P<book>.+?) ?[(（][^()（）]*(?:conflict|冲突)[^()（）]*[)）]", re.IGNORECASE),
    re.compile(r"(?P<book>.+?)[._-](?:sync-)?conflict[\w.-]*", re.IGNORECASE),
    re.compile(r"(?P<book>.+)-(?=[A-Z-]*[0-9])[A-Z][A-Z0-9-]{2,14}"),
)


class Kind(Enum):
    """What a file is to a watcher."""

    WORKBOOK = auto()
    LOCK = auto()
    TEMPORARY = auto()
    """Somebody's save is under way."""
    OURS = auto()
    OTHER = auto()


def kind(name: str) -> Kind:
    """What the file called `name` is."""
    if is_own_temporary(name) or is_side_car(name):
        return Kind.OURS
    if _LOCK.fullmatch(name) and not name.lower().endswith(".tmp"):
        return Kind.LOCK
    if _HEX.fullmatch(name) or _TEMPORARY.fullmatch(name):
        return Kind.TEMPORARY
    return Kind.WORKBOOK if PurePath(name).suffix.lower() in _SUFFIXES and not name.startswith(".") else Kind.OTHER


def conflicted_with(name: str, books: frozenset[str]) -> str | None:
    """Which of `books` this file is a conflicted copy of, as programs that synchronise call them."""
    path = PurePath(name)
    if kind(name) is not Kind.WORKBOOK:
        return None
    for pattern in _CONFLICTED:
        found = pattern.fullmatch(path.stem)
        book = found["book"].rstrip() + path.suffix if found else None
        if book in books:
            return book
    return None
