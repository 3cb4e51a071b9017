"""Hints that something happened in a folder, from the operating system where it tells, else by looking again and again.

Invariants: a hint may be missing or superfluous, never more than that; an emitter that has died, or whose folder was
made anew, is replaced at the next `revive`. Network shares tell nothing of what other computers do, so they are polled.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

POLL = 2.0
"""Seconds between two looks at a folder that is polled."""
_SILENT = frozenset({"opened", "closed_no_write"})  # our own reading would hint at itself
_JOIN = 5.0  # seconds


class Hints(FileSystemEventHandler):
    """Hands on the paths of an event, both of a rename."""

    def __init__(self, put: Callable[[Path], None]) -> None:
        self._put = put

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Something happened."""
        if event.event_type in _SILENT:
            return
        for path in (event.src_path, event.dest_path):
            if path:  # half a rename has no source
                self._put(Path(os.fsdecode(path)))


@dataclass(slots=True)
class _Folder:
    observer: BaseObserver
    watch: ObservedWatch
    inode: tuple[int, int] | None


class Folders:
    """The folders that are observed.

    Args:
        put: called from other threads with each path that something happened to.
        polled: whether a folder must be polled.
    """

    def __init__(self, put: Callable[[Path], None], polled: Callable[[Path], bool]) -> None:
        self._hints, self._polled = Hints(put), polled
        self._folders: dict[Path, _Folder | None] = {}
        self._native: BaseObserver = Observer()
        self._polling: BaseObserver = PollingObserver(timeout=POLL)
        self._started: set[int] = set()

    def add(self, folder: Path) -> None:
        """Observe `folder`, now or as soon as it is there."""
        if self._folders.get(folder) is None:
            self._folders[folder] = self._observed(folder)

    def revive(self) -> None:
        """Replace what has died."""
        for folder, seen in self._folders.items():
            if seen is not None and self._alive(folder, seen):
                continue
            if seen is not None:
                with suppress(Exception):  # a dead emitter may fail in any way
                    seen.observer.unschedule(seen.watch)
            self._folders[folder] = self._observed(folder)

    def stop(self) -> None:
        """Observe nothing any more."""
        for observer in (self._native, self._polling):
            if id(observer) in self._started:
                observer.stop()
                observer.join(_JOIN)

    def _observed(self, folder: Path) -> _Folder | None:
        inode = _inode(folder)
        if inode is None:
            return None
        wanted = (self._polling,) if self._polled(folder) else (self._native, self._polling)
        for observer in wanted:
            with suppress(OSError):  # too many watches (inotify), a folder that cannot be read
                if id(observer) not in self._started:
                    observer.start()
                    self._started.add(id(observer))
                return _Folder(observer, observer.schedule(self._hints, str(folder), recursive=False), inode)
        return None

    @staticmethod
    def _alive(folder: Path, seen: _Folder) -> bool:
        emitters = {emitter.watch: emitter for emitter in seen.observer.emitters}
        emitter = emitters.get(seen.watch)
        return emitter is not None and emitter.is_alive() and _inode(folder) == seen.inode


def _inode(folder: Path) -> tuple[int, int] | None:
    with suppress(OSError):
        facts = folder.stat()
        return facts.st_dev, facts.st_ino
    return None
