"""The temporary files that a commit makes beside a workbook: their names, their access rights, their end.

They lie in the workbook's own folder because names can be exchanged only within one file system. Invariants: a
temporary file is on disk (fsync) before it is handed out; a watcher recognises it by name; what a killed run left
goes away later, and if it is a whole workbook only after it is in the backup, for it may be what somebody saved.
"""

from __future__ import annotations

import io
import os
import re
import secrets
import stat
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from custsheet.package.saving import fileops

_ABANDONED = 3600.0  # seconds after which a temporary file cannot belong to a commit under way
_NAME_BYTES = 200  # file systems allow 255 bytes a name, and a Chinese character takes three
_OWN = re.compile(r"\.custsheet-[0-9a-f]{8}\.tmp(\.old)?$")


def is_own_temporary(name: str) -> bool:
    """Whether a commit makes files of this name beside the workbook, so that a watcher can pass over it."""
    return name.startswith(".") and _OWN.search(name) is not None


def write_temporary(beside: Path, data: bytes, *, mode: int, like: Path | None = None) -> Path:
    """
    A new synced file holding `data` in the folder of `beside`.

    Its mode is `mode` less the umask, or with `like` the owner, mode and extended attributes of that file, as far as
    the system permits.

    Raises:
        OSError: it could not be written; nothing of it is left.
    """
    temp = beside.with_name(f"{_start(beside)}{secrets.token_hex(4)}.tmp")
    descriptor = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if like is not None:
                _copy_rights(like, file.fileno(), temp)
            fileops.sync(file.fileno())
    except BaseException:
        with suppress(OSError):  # what went wrong first is what counts; a leftover is cleared by a later commit
            temp.unlink()
        raise
    return temp


def clear_abandoned(target: Path, backup: Callable[[bytes], object]) -> None:
    """Removes what killed commits of this workbook left; whole workbooks among it go to `backup` first."""
    for entry in target.parent.iterdir():
        if not (entry.name.startswith(_start(target)) and is_own_temporary(entry.name)):
            continue
        with suppress(OSError):
            # The time of the last rename; the modification time of a displaced workbook is that of somebody's save.
            if time.time() - entry.stat().st_ctime < _ABANDONED:
                continue
            data = entry.read_bytes()
            if zipfile.is_zipfile(io.BytesIO(data)):
                backup(data)
            entry.unlink()


def left_behind(target: Path) -> Path | None:
    """The newest whole workbook that a commit of `target` which broke off left beside it."""
    found: list[tuple[float, Path]] = []
    with suppress(OSError):
        for entry in target.parent.iterdir():
            if entry.name.startswith(_start(target)) and is_own_temporary(entry.name) and zipfile.is_zipfile(entry):
                found.append((entry.stat().st_ctime, entry))
    return max(found)[1] if found else None


def _start(beside: Path) -> str:
    # A name in another encoding (a zip unpacked from Chinese Windows) holds bytes that are no UTF-8.
    name = beside.name.encode(errors="surrogateescape")[:_NAME_BYTES].decode(errors="ignore")
    return f".{name}.custsheet-"


def _copy_rights(source: Path, descriptor: int, temp: Path) -> None:
    """Owner, mode, extended attributes (they hold access control lists), in an order in which none undoes another."""
    facts = source.stat()
    if hasattr(os, "fchown"):
        try:
            os.fchown(descriptor, facts.st_uid, facts.st_gid)
        except PermissionError:  # only root gives files away, but the group alone may be ours to set
            with suppress(PermissionError):
                os.fchown(descriptor, -1, facts.st_gid)
    temp.chmod(stat.S_IMODE(facts.st_mode))
    fileops.copy_attributes(source, descriptor)
