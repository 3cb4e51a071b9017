"""One writer for one shared folder, among watchers on different computers.

A share offers no lock that all systems keep, and a synchronised folder offers none at all, so the writer leaves a small
file and renews it. Everything is measured on the observer's own monotonic clock; clocks of computers may say what they
will. What makes it safe, on file systems that show a rename to all at once:

* a lease is dead only when its content was seen unchanged for `DEAD`; its owner counts on it for `LATE` at most;
* whoever takes over writes first, waits `SETTLE`, and is the writer only if its own content is still there;
* `SETTLE` is longer than `BEAT`, so that whoever was overwritten has looked, and stopped, before anybody begins;
* a renewal that took long, or comes late, counts as taking over.

In a synchronised folder both may write until their files have met; there the workbook's own guard (compare and swap,
conflicted copies reported) is what protects.
"""

from __future__ import annotations

import json
import os
import platform
import secrets
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from custsheet.package.saving.fileops import open_shared
from custsheet.package.saving.temporary import clear_abandoned, write_temporary
from custsheet.watching.timing import BEAT as BEAT

NAME = ".custsheet-writer"
RENEW, LATE, DEAD = 60.0, 120.0, 180.0
FRESH, SETTLE = 5.0, 30.0
SLOW = 5.0
_MODE = 0o666  # less the umask: colleagues read it
_MOST = 4096  # bytes of a file that anybody may have put there


class Lease:
    """The right to write the workbooks in `folder`.

    Args:
        folder: a shared folder.
        now: a monotonic clock, in seconds.
    """

    def __init__(self, folder: Path, now: Callable[[], float] = time.monotonic) -> None:
        self._path, self._now = folder / NAME, now
        self._id, self._host, self._count = secrets.token_hex(8), platform.node(), 0
        self._seen: bytes | None = None
        """What another left, and since when that has not changed."""
        self._since = 0.0
        self._settled = self._written = 0.0
        self._who = ""

    @property
    def who(self) -> str:
        """Who writes instead of us, or why we cannot; "" where nobody else is known."""
        return self._who

    def beat(self, now: float | None = None) -> bool:
        """Whether we are the writer, for the next `BEAT`; to be asked at least that often, and right before writing.

        Args:
            now: what the clock says; it is read if not given.
        """
        began = self._now() if now is None else now
        try:
            # Asleep in between, another may have taken over.
            return self._beat(began) and self._now() - began <= SLOW
        except OSError:
            self._who = f"{self._path.parent} 不能写入 / cannot be written to"
            return False

    def release(self) -> None:
        """Let others write at once."""
        with suppress(OSError):
            began = self._now()
            if _told(self._read() or b"").get("id") == self._id and self._now() - began <= SLOW:
                self._path.unlink()

    def _beat(self, began: float) -> bool:
        content = self._read()
        if content is None:
            return self._create()
        told = _told(content)
        if told.get("id") == self._id:
            self._who = ""
            return began >= self._settled and self._renew(began)
        self._who = _name(told)
        if content != self._seen:
            self._seen, self._since = content, self._now()
        elif began - self._since >= DEAD and self._now() - began <= SLOW:
            with suppress(OSError):
                clear_abandoned(self._path, lambda _data: None)
            self._claim(SETTLE, self._put)
        return False

    def _create(self) -> bool:
        """Nobody writes here: the first to make the file does."""
        with suppress(FileExistsError):
            self._claim(FRESH, self._make)
        return False

    def _renew(self, began: float) -> bool:
        """Whether the lease, which is ours, may be counted on."""
        age = began - self._written
        if age < RENEW:
            return True
        if self._now() - began > SLOW:
            return False
        try:
            self._claim(0.0, self._put)
        except OSError:
            if age >= LATE:
                raise
            return True
        if age < LATE and self._written - began <= SLOW:
            return True
        self._settled = self._written + SETTLE
        return False

    def _claim(self, settle: float, write: Callable[[bytes], None]) -> None:
        self._count += 1
        mine = {"host": self._host, "pid": os.getpid(), "id": self._id, "beat": self._count}
        write(json.dumps(mine, ensure_ascii=False).encode("utf-8", "replace"))
        self._written = self._now()
        self._settled = self._written + settle
        self._who = ""

    # The folder

    def _read(self) -> bytes | None:
        try:
            descriptor = open_shared(self._path)
        except FileNotFoundError:
            return None
        try:
            return os.read(descriptor, _MOST)
        finally:
            os.close(descriptor)

    def _make(self, data: bytes) -> None:
        # Exclusive creation is the one thing that shares of every make do as a whole.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        descriptor = os.open(self._path, flags, _MODE)
        try:
            os.write(descriptor, data)
        except OSError:
            with suppress(OSError):
                self._path.unlink()
            raise
        finally:
            os.close(descriptor)
        _hide(self._path)

    def _put(self, data: bytes) -> None:
        temp = write_temporary(self._path, data, mode=_MODE)
        _hide(temp)
        try:
            temp.replace(self._path)
        except OSError:
            with suppress(OSError):
                temp.unlink()
            raise


def _told(content: bytes) -> dict[str, Any]:
    """What stands there; {} for half a file, or for whatever else somebody put there."""
    with suppress(ValueError, RecursionError):
        told = json.loads(content)
        if isinstance(told, dict):
            return told
    return {}


def _name(told: dict[str, Any]) -> str:
    """The other's computer and process, fit to be shown whatever stands there."""
    name = f"{told.get('host') or '?'} ({told.get('pid') or '?'})"
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:80]


def _hide(path: Path) -> None:
    """On Windows a dot hides nothing. Not tried there."""
    if sys.platform == "win32":
        import ctypes

        ctypes.WinDLL("kernel32").SetFileAttributesW(str(path), 2)  # FILE_ATTRIBUTE_HIDDEN
