"""Brings new bytes of a workbook onto disk by compare-and-swap, so that nobody's newer save is ever overwritten.

Owns reading a snapshot of a workbook, replacing it and creating a new one. Invariants:

- at every moment, also after a crash or a power cut, the name stands for the whole old or the whole new workbook;
- nothing is written before the bytes that are about to be replaced are with `backup`;
- the new workbook is exchanged with the one on disk and what was displaced is hashed: if that is not what had been
  read, somebody saved meanwhile, and the exchange is undone. Whatever is thrown away is our own or is in the backup.

Where the file system cannot exchange (NFS, SMB, FAT before Linux 6.0), the workbook is hashed again immediately
before it is replaced; a save that lands between these two steps is the one case that this module cannot see. The old
modification time is never kept: LibreOffice would then overwrite our version without asking.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from custsheet.model.errors import WorkbookError
from custsheet.package import fileops
from custsheet.package.oserrors import cannot_create, cannot_read, cannot_write, reason
from custsheet.package.temporary import clear_abandoned, sync_folder, write_temporary

_SNAPSHOT_TRIES = 20
_SNAPSHOT_PAUSE = 0.05  # seconds; 20 tries are one second, longer than any save in place that was measured
_GIVE_BACK_TRIES = 10

Backup = Callable[[bytes], object]


def digest(data: bytes) -> str:
    """The name of a content: "sha256:" and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def read(path: Path) -> tuple[bytes, str]:
    """
    A snapshot of the workbook: its bytes and their digest; the file is closed again on return.

    Raises:
        WorkbookError: missing, a folder, not permitted, or still being saved after a second of waiting.
    """
    try:
        for attempt in range(_SNAPSHOT_TRIES):
            if attempt:
                time.sleep(_SNAPSHOT_PAUSE)
            data = _snapshot(path)
            if data is not None:
                return data, digest(data)
    except OSError as error:
        raise cannot_read(path, error) from error
    raise WorkbookError(
        f"{path} 正在被保存，还没有写完，请稍后再试。", f"{path} is still being saved; wait a moment and try again."
    )


def commit(path: Path, data: bytes, *, expected: str, backup: Backup) -> str:
    """
    Replaces the workbook at `path` by `data` if it still is the one whose digest is `expected`.

    A symbolic link is followed: it stays, and its target is replaced. Mode, owner and extended attributes are kept
    where the system permits. `backup` is called with the bytes on disk before anything is written; if it raises,
    nothing is. If `data` is what is on disk already, nothing is done.

    Returns:
        The digest of `data`, now on disk.

    Raises:
        WorkbookError: somebody saved meanwhile, or the file cannot be written; the workbook on disk is theirs,
        unchanged.
    """
    mine = digest(data)
    try:
        target = path.resolve(strict=True)
        with fileops.turn(target.parent):
            current, found = read(target)
            if found != expected:
                raise _newer(path)
            if mine == expected:
                return mine
            if not os.access(target, os.W_OK):  # a rename needs no right to the file, but its owner meant something
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
            clear_abandoned(target, backup)
            backup(current)
            temp = write_temporary(target, data, mode=0o600, like=target)
            _land(temp, target, mine=mine, expected=expected, backup=backup)
    except OSError as error:
        raise cannot_write(path, error) from error
    except RuntimeError as error:  # Path.resolve before Python 3.13
        raise cannot_write(path, OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))) from error
    try:
        sync_folder(target.parent)
    except OSError as error:  # it arrives after the new workbook is in place, so only the disk can say what holds
        if read(target)[1] != mine:
            zh, en = reason(error)
            raise WorkbookError(
                f"{path} 写入后磁盘报错，请打开文件核对，旧版本在备份中：{zh}。",
                f"The disk failed after {path} was written; open and check it, a backup of the old one exists: {en}.",
            ) from error
    return mine


def create(path: Path, data: bytes, *, mode: int = 0o666) -> str:
    """
    Writes a new file, whole or not at all, and never over an existing one; `mode` is reduced by the umask.

    Returns:
        The digest of `data`.

    Raises:
        WorkbookError: the name is taken, or the folder is missing or may not be written to.
    """
    try:
        temp = write_temporary(path, data, mode=mode)
        try:
            _claim(temp, path)
        finally:
            temp.unlink(missing_ok=True)
    except FileExistsError as error:
        raise WorkbookError(
            f"{path} 已经存在，不会覆盖，请换一个文件名。",
            f"{path} already exists and is not overwritten; use another name.",
        ) from error
    except OSError as error:
        raise cannot_create(path, error) from error
    with suppress(OSError):  # it is there; some file systems cannot sync a folder
        sync_folder(path.parent)
    return digest(data)


def _snapshot(path: Path) -> bytes | None:
    """The bytes, or None if the file changed while it was read."""
    kind = path.stat().st_mode
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(kind):  # opening a pipe would wait for ever
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    with os.fdopen(fileops.open_shared(path), "rb") as file:
        before = os.fstat(file.fileno())
        data = file.read()
        after = os.fstat(file.fileno())
    settled = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data if settled and len(data) == after.st_size else None


def _land(temp: Path, target: Path, *, mine: str, expected: str, backup: Backup) -> None:
    """Puts `temp` in the place of `target` unless that is not what was read; removes `temp` if nothing is lost."""
    try:
        leases = not _open_for_writing(temp)  # nobody writes it, so a "yes" means that this file system cannot tell
        exchanged = fileops.exchange(temp, target)
        if not exchanged:
            if read(target)[1] != expected:
                raise _newer(target)
            temp.replace(target)
            return
    except (OSError, WorkbookError):
        temp.unlink(missing_ok=True)
        raise
    if _held(temp, leases) != expected:
        _give_back(temp, target, mine=mine, leases=leases, backup=backup)
        raise _newer(target)
    with suppress(OSError):  # the workbook is in place; a leftover is cleared by a later commit
        temp.unlink()


def _give_back(temp: Path, target: Path, *, mine: str, leases: bool, backup: Backup) -> None:
    """
    Undoes an exchange that displaced somebody's newer save.

    Saves go on meanwhile, so each swap may displace a still newer one, which then belongs back in turn. It is over when
    what comes back is what we had put there. If it does not come to that, `temp` stays, and the sentence names it.
    """
    placed = mine
    try:
        for _ in range(_GIVE_BACK_TRIES):
            held = digest(temp.read_bytes())
            if not fileops.exchange(temp, target):
                break
            if _held(temp, leases) == placed:
                if placed != mine:
                    backup(temp.read_bytes())  # a save that a later one has superseded
                temp.unlink()
                return
            placed = held
    except OSError as error:
        raise _kept(target, temp) from error
    raise _kept(target, temp)


def _held(path: Path, leases: bool) -> str:
    """The digest of what lies at `path`, or "" if it cannot be read or somebody is in the middle of writing it."""
    try:
        return "" if leases and _open_for_writing(path) else read(path)[1]
    except (OSError, WorkbookError):
        return ""


def _open_for_writing(path: Path) -> bool:
    descriptor = fileops.open_shared(path)
    try:
        return fileops.being_written(descriptor)
    finally:
        os.close(descriptor)


def _claim(temp: Path, path: Path) -> None:
    """Gives `temp` the name `path`, failing if it is taken."""
    if os.name == "nt":
        temp.rename(path)  # on Windows a rename never replaces
        return
    try:
        path.hardlink_to(temp)
    except FileExistsError:
        raise
    except OSError:  # no hard links here (FAT, some shares): reserve the name, then fill it in one step
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        temp.replace(path)


def _newer(path: Path) -> WorkbookError:
    return WorkbookError(
        f"{path} 刚刚被别人保存过新版本，没有覆盖它，请重新运行。",
        f"Somebody saved a newer version of {path} meanwhile; it was not overwritten. Run again.",
    )


def _kept(path: Path, temp: Path) -> WorkbookError:
    return WorkbookError(
        f"{path} 正被反复保存；其中一个版本保留在 {temp}，请对照两个文件后再运行。",
        f"{path} is being saved again and again; one version was kept as {temp}. Compare the two, then run again.",
    )
