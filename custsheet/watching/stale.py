"""Lock files that a crash left behind: told from locks in use, never deleted.

A lock counts as left behind when it was made on this computer, no office program runs on it, nobody holds the workbook
open for writing, and all that has been so for half a minute. Programs on other computers cannot be seen, so their locks
always count. Where running programs cannot be listed (only Linux offers them as files), every lock counts.
"""

from __future__ import annotations

import platform
from contextlib import suppress
from pathlib import Path

from custsheet.model.errors import WorkbookError
from custsheet.package.saving.lock import Holder
from custsheet.package.saving.steady import open_for_writing

FREE_FOR = 30.0
"""Seconds for which nothing may speak for the lock."""
_PROGRAMS = frozenset({"soffice", "oosplash", "et", "wps", "wpsoffice"})


class Leftovers:
    """Remembers since when nothing has spoken for a lock."""

    def __init__(self, processes: Path = Path("/proc"), host: str | None = None) -> None:
        self._processes = processes
        self._host = (host if host is not None else platform.node()).casefold()
        self._free_since: dict[Path, float] = {}

    def left_behind(self, who: Holder, workbook: Path, now: float) -> bool:
        """Whether the lock of `who` on `workbook` was left by a crash; `now` in seconds of a monotonic clock."""
        if not self._abandoned(who, workbook):
            self._free_since.pop(who.lock, None)
            return False
        return now - self._free_since.setdefault(who.lock, now) >= FREE_FOR

    def _abandoned(self, who: Holder, workbook: Path) -> bool:
        if not who.host or who.host.casefold() != self._host or self._office_runs():
            return False
        with suppress(OSError, WorkbookError):
            return not open_for_writing(workbook)
        return False

    def _office_runs(self) -> bool:
        """Whether an office program runs here; True where that cannot be told."""
        seen = False
        with suppress(OSError):
            for entry in self._processes.iterdir():
                if not entry.name.isdigit():
                    continue
                with suppress(OSError):
                    seen = True
                    if (entry / "comm").read_text("utf-8", "replace").strip().removesuffix(".bin") in _PROGRAMS:
                        return True
        return not seen
