"""Small files about a workbook that custsheet keeps on this computer: where they lie and how they are written.

Invariants: a reader sees a whole record or none; only this user may read it; writing one never stops anybody, for what
it holds can be found out again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from custsheet.memory.home import home

WATCHED, PASSES = "watch", "passes"
"""Kinds of records: how a watched workbook stands, and what the last pass said."""
MOST = 65_536
"""Bytes of a record."""


def place(kind: str, workbook: Path) -> Path:
    """The record of that kind about `workbook`. It need not exist yet, nor its folder."""
    return folder(kind) / f"{key(workbook)}.json"


def folder(kind: str) -> Path:
    """Where records of that kind lie. It need not exist yet."""
    return home() / kind


def key(workbook: Path) -> str:
    """One name for a workbook, however it is reached: through links, in another case where case counts for nothing."""
    try:
        meant = workbook.resolve()
    except (OSError, RuntimeError):  # links in a circle
        meant = workbook.absolute()
    return hashlib.sha256(os.fsencode(os.path.normcase(meant))).hexdigest()[:24]


def write(place: Path, told: Mapping[str, Any]) -> None:
    """Keep `told` at `place`. On a full disk the record before stays."""
    temp = place.with_suffix(f".{os.getpid()}.tmp")
    with suppress(OSError, ValueError):
        line = json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogateescape")
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(temp, flags, 0o600), "wb") as file:
                file.write(line)
            temp.replace(place)  # on Windows it fails while somebody reads it
        except OSError:
            temp.unlink(missing_ok=True)
            raise


def read(place: Path) -> Any:
    """What was written at `place`; None where nothing is there that can be understood."""
    with suppress(OSError, ValueError, RecursionError), place.open("rb") as file:
        return json.loads(file.read(MOST).decode("utf-8", "surrogateescape"))
    return None


def sweep(kind: str) -> None:
    """Forget the records of that kind whose workbook (`told["workbook"]`) is no longer there, or not told.

    They hold values of people, which should not outlive the workbook; if it only was out of reach, a pass finds out.
    """
    for place in folder(kind).glob("*.json"):
        told = read(place)
        workbook = told.get("workbook") if isinstance(told, dict) else None
        if not isinstance(workbook, str) or not os.path.lexists(workbook):
            forget(place)


def forget(place: Path) -> None:
    """Remove the record; a file that will not go is as good as one from another day, and every reader looks at that."""
    with suppress(OSError):
        place.unlink()
