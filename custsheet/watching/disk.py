"""What a watcher asks the disk about one workbook; everything the state machine knows of the world comes from here.

Invariant: looking changes nothing, and every file is closed again on return.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from custsheet.model.sidecar import side_cars
from custsheet.package.saving.lock import Holder, holder
from custsheet.package.saving.steady import Digest, file_digest, open_for_writing
from custsheet.watching.names import Kind, kind
from custsheet.watching.stale import Leftovers

_YOUNG = 60.0  # seconds
_RECALL = 0x00400000 | 0x00040000 | 0x00001000  # winnt.h: FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS, …_ON_OPEN, OFFLINE
_DATALESS = 0x40000000  # sys/stat.h of macOS: SF_DATALESS


class Signature(NamedTuple):
    """What differs between two versions of a file, as far as can be told without reading it."""

    inode: int
    size: int
    modified: int
    changed: int


class Disk:
    """The real one."""

    def __init__(self, leftovers: Leftovers | None = None) -> None:
        self._leftovers = leftovers or Leftovers()

    def signature(self, path: Path) -> Signature | None:
        """Of what lies at `path`, behind a symbolic link; None: nothing does."""
        facts = _facts(path)
        if facts is None or not stat.S_ISREG(facts.st_mode):
            return None
        # Where the time of the last change means that of creation (Windows), it changes nothing here.
        return Signature(facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)

    def placeholder(self, path: Path) -> bool:
        """Whether the content is still in the cloud, so that reading it would fetch it. Not tried on either system."""
        facts = _facts(path)
        if facts is None:
            return False
        return bool(getattr(facts, "st_file_attributes", 0) & _RECALL) or (
            sys.platform == "darwin" and bool(getattr(facts, "st_flags", 0) & _DATALESS)
        )

    def saving(self, path: Path) -> bool:
        """Whether a program's temporary file lies beside the workbook: its save may still be under way.

        What a crash left there long ago must not slow down every save, so only young ones count.
        """
        with suppress(OSError), os.scandir(path.resolve().parent) as entries:
            return any(kind(entry.name) is Kind.TEMPORARY and _young(entry) for entry in entries)
        return False

    def digest(self, path: Path) -> Digest:
        """Of the content. Raises WorkbookError: it cannot be read, or is still being saved."""
        return file_digest(path)

    def locked(self, path: Path) -> bool:
        """Whether a lock file lies beside it, left over or not."""
        return holder(path) is not None

    def holder(self, path: Path, now: float) -> Holder | None:
        """Who has the workbook open. `now` (seconds, monotonic) tells how long a lock has been without a program."""
        who = holder(path)
        return None if who is None or self._leftovers.left_behind(who, path, now) else who

    def written(self, path: Path) -> bool:
        """Whether a program holds the file open for writing; False also where that cannot be told.

        Network file systems refuse the question for reasons of their own. Where they refuse it even for the copy that
        holds our results, the answer means nothing.
        """
        with suppress(OSError):
            if open_for_writing(path):
                return not any(one.exists() and open_for_writing(one) for one in side_cars(path))
        return False


def _young(entry: os.DirEntry[str]) -> bool:
    with suppress(OSError):
        return abs(time.time() - entry.stat(follow_symlinks=False).st_mtime) < _YOUNG
    return False


def _facts(path: Path) -> os.stat_result | None:
    with suppress(OSError, RuntimeError):
        return path.stat()
    return None
