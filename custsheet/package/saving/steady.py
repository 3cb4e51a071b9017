"""Reads a workbook that other programs may be saving at the same moment: its bytes, or the name of its content.

Invariants: what is handed out was the whole content of the file at one moment, as far as its size and times tell; the
file is closed again on return, for a lingering handle makes Excel's own save fail; what needs only the digest never
holds the content. Exists because some programs save in place, in many small writes.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import TypeAlias, TypeVar

from custsheet.model.errors import InUseError, WorkbookError
from custsheet.package.saving import fileops
from custsheet.package.saving.oserrors import cannot_read, misplaced
from custsheet.package.saving.temporary import left_behind

_SNAPSHOT_TRIES = 20
_SNAPSHOT_PAUSE = 0.05  # seconds; 20 tries are one second, longer than any save in place that was measured

Digest: TypeAlias = str
"""The name of a content: "sha256:" and 64 hexadecimal digits."""
_Taken = TypeVar("_Taken")


def digest(data: bytes) -> Digest:
    """The name of `data`."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def read(path: Path) -> tuple[bytes, Digest]:
    """
    A snapshot of the workbook: its bytes and their digest; the file is closed again on return.

    Raises:
        WorkbookError: missing, a folder, not permitted, or still being saved after a second of waiting.
    """
    try:
        data = _settled(path, lambda file: file.read())
    except WorkbookError as error:
        left = left_behind(path.resolve()) if isinstance(error.__cause__, FileNotFoundError) else None
        if left is None:
            raise
        raise misplaced(path, left) from error
    return data, digest(data)


def file_digest(path: Path) -> Digest:
    """The digest of the file's content, which is never in memory as a whole; refused as by `read`."""
    return _settled(path, _hash)


def held(path: Path, *, leases: bool) -> Digest | None:
    """
    The digest of what lies at `path` now, or None if somebody is in the middle of writing it.

    Args:
        path: the file.
        leases: whether its file system can tell that somebody has it open for writing (`open_for_writing`).

    Raises:
        OSError: it cannot be read.
    """
    return None if leases and open_for_writing(path) else _snapshot(path, _hash)


def open_for_writing(path: Path) -> bool:
    """Whether somebody has the file open for writing, see `fileops.being_written`."""
    descriptor = fileops.open_shared(path)
    try:
        return fileops.being_written(descriptor)
    finally:
        os.close(descriptor)


def _settled(path: Path, take: Callable[[FileIO], _Taken]) -> _Taken:
    """What `take` makes of the open file, once it did not change meanwhile."""
    try:
        for attempt in range(_SNAPSHOT_TRIES):
            if attempt:
                time.sleep(_SNAPSHOT_PAUSE)
            taken = _snapshot(path, take)
            if taken is not None:
                return taken
    except OSError as error:
        raise cannot_read(path, error) from error
    raise InUseError(
        f"{path} 正在被保存，还没有写完，请稍后再试。", f"{path} is still being saved; wait a moment and try again."
    )


def _snapshot(path: Path, take: Callable[[FileIO], _Taken]) -> _Taken | None:
    """What `take` makes of the open file, or None if the file changed meanwhile."""
    kind = path.stat().st_mode
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(kind):  # opening a pipe would wait for ever
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    with os.fdopen(fileops.open_shared(path), "rb", buffering=0) as file:
        before = os.fstat(file.fileno())
        taken = take(file)
        after = os.fstat(file.fileno())
        settled = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
        return taken if settled and file.tell() == after.st_size else None


def _hash(file: FileIO) -> Digest:
    return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
