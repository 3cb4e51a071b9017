"""Which workbooks are watched: those that were named, and those that lie in folders that were named."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from custsheet.watching.events import Conflicted, Event
from custsheet.watching.machine import Machine, State
from custsheet.watching.names import Kind, conflicted_with, kind

Make = Callable[[Path, bool, float], Machine]
"""Of a workbook, whether it was merely found, and when: its machine."""


class Watched:
    """Their machines, one a workbook, however many names and links lead to it.

    Args:
        paths: files and folders.
        make: makes a machine.
        tell: told of conflicted copies.
    """

    def __init__(self, paths: list[Path], make: Make, tell: Callable[[Event], None]) -> None:
        self._make, self._tell = make, tell
        self._machines: dict[Path, Machine] = {}
        self._scanned: list[Path] = []
        self._named = [path.absolute() for path in paths]
        self._tell_folders()
        self._conflicted: set[Path] = set()

    def __iter__(self) -> Iterator[Machine]:
        return iter(tuple(self._machines.values()))

    @property
    def folders(self) -> set[Path]:
        """All folders in which something may happen that matters: of links, and of what they lead to."""
        ends = {_target(machine.path) for machine in self}
        places = {path.parent for path in self._named} | {end.parent for end in ends}
        return places | set(self._scanned)

    def scan(self, now: float) -> None:
        """Look which workbooks there are; those that went for good, or lie elsewhere now, are forgotten."""
        self._tell_folders()
        for end, machine in list(self._machines.items()):
            if (machine.found and machine.state is State.MISSING) or _target(machine.path) != end:
                del self._machines[end]
        for path in self._named:
            self._add(path, now, found=False)
        for folder in self._scanned:
            for path in _workbooks(folder):
                self._consider(path, now)
        for folder in {path.parent for path in self._named}:
            for path in _workbooks(folder):
                self._is_conflicted(path)

    def hint(self, path: Path, now: float) -> None:
        """Something happened to `path`."""
        what = kind(path.name)
        if what is Kind.LOCK:
            for machine in self:
                if path.parent in {machine.path.parent, _target(machine.path).parent}:
                    machine.hint(now)
            return
        if what is not Kind.WORKBOOK:
            return
        known = self._machines.get(_target(path))
        if known is not None:
            known.hint(now)
        elif path.parent in self._scanned and path.is_file():
            self._consider(path, now)
        elif path.is_file():
            self._is_conflicted(path)

    def _tell_folders(self) -> None:
        """Tell folders from workbooks among what was named; a drive may be there only some time after log-in."""
        for path in [one for one in self._named if one.is_dir()]:
            self._named.remove(path)
            self._scanned.append(path)
            self._machines.pop(_target(path), None)

    def _consider(self, path: Path, now: float) -> None:
        if not self._is_conflicted(path):
            self._add(path, now, found=True)

    def _add(self, path: Path, now: float, *, found: bool) -> None:
        end = _target(path)
        if end not in self._machines:
            self._machines[end] = self._make(path, found, now)

    def _is_conflicted(self, path: Path) -> bool:
        """Whether this is a conflicted copy of a workbook beside it, which people are told of once."""
        if path in self._conflicted:
            return True
        if _target(path) in self._machines:  # every heartbeat comes by here: the folder is read for new files alone
            return False
        beside = {one.name for one in _workbooks(path.parent)} | {
            machine.path.name for machine in self if machine.path.parent == path.parent
        }
        book = conflicted_with(path.name, frozenset(beside - {path.name}))
        if book is None:
            return False
        self._conflicted.add(path)
        self._tell(Conflicted(path.with_name(book), path))
        return True


def _target(path: Path) -> Path:
    with suppress(OSError, RuntimeError):
        return path.resolve()
    return path


def _workbooks(folder: Path) -> list[Path]:
    with suppress(OSError), os.scandir(folder) as entries:
        return sorted(folder / entry.name for entry in entries if kind(entry.name) is Kind.WORKBOOK)
    return []
