"""Brings new bytes of a workbook onto disk by compare-and-swap, so that nobody's newer save is ever overwritten.

Owns reading a snapshot of a workbook, replacing it and creating a new one. Invariants:

- at every moment, also after a crash or a power cut, the name stands for the whole old or the whole new workbook;
- nothing is written before the bytes that are about to be replaced are with `backup`;
- the new workbook is exchanged with the one on disk and what was displaced is hashed: if that is not what had been
  read, somebody saved meanwhile, and the exchange is undone. Whatever is thrown away is our own or is in the backup.

Where the file system cannot exchange (NFS, SMB, FAT before Linux 6.0), the workbook is hashed again immediately
before it is replaced; a save that lands between these two steps is the one case that this module cannot see. Windows
exchanges by two renames: a power cut between them leaves the old workbook under a name that `read` then tells. Another
hard link to the workbook keeps the old version, as after a save in Excel. The old modification time is never kept:
LibreOffice would then overwrite our version without asking.

At most the new workbook and, until it is in the backup, the old one are in memory; everything else is hashed in pieces.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import TypeAlias, TypeVar

from custsheet.model.errors import WorkbookError
from custsheet.package import fileops
from custsheet.package.oserrors import cannot_create, cannot_read, cannot_write, reason
from custsheet.package.temporary import clear_abandoned, left_behind, write_temporary

_SNAPSHOT_TRIES = 20
_SNAPSHOT_PAUSE = 0.05  # seconds; 20 tries are one second, longer than any save in place that was measured
_GIVE_BACK_TRIES = 10

Digest: TypeAlias = str
"""The name of a content: "sha256:" and 64 hexadecimal digits."""
Backup: TypeAlias = Callable[[bytes], object]
"""Keeps the bytes that it is handed so that they survive a power cut, or raises; what it returns does not matter."""
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
    data = _settled(path, lambda file: file.read())
    return data, digest(data)


def file_digest(path: Path) -> Digest:
    """The digest of the file's content, which is never in memory as a whole; refuses what `read` refuses."""
    return _settled(path, _hash)


def commit(path: Path, data: bytes, *, expected: Digest, backup: Backup) -> Digest:
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
                code = errno.EROFS if _on_read_only_disk(target) else errno.EACCES
                raise OSError(code, os.strerror(code), str(target))
            clear_abandoned(target, backup)
            backup(current)
            del current  # a third of what a commit takes
            temp = write_temporary(target, data, mode=0o600, like=target)
            _land(temp, target, mine=mine, expected=expected, backup=backup)
    except OSError as error:
        raise cannot_write(path, error) from error
    except RuntimeError as error:  # Path.resolve before Python 3.13
        raise cannot_write(path, OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))) from error
    try:
        fileops.sync_folder(target.parent)
    except OSError as error:  # it arrives after the new workbook is in place, so only the disk can say what holds
        with suppress(WorkbookError):
            if file_digest(target) == mine:
                return mine
        zh, en = reason(error)
        raise WorkbookError(
            f"{path} 写入后磁盘报错，请打开文件核对，旧版本在备份中：{zh}。",
            f"The disk failed after {path} was written; open and check it, a backup of the old one exists: {en}.",
        ) from error
    return mine


def create(path: Path, data: bytes, *, mode: int = 0o666) -> Digest:
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
            with suppress(OSError):  # where it was linked, the new file is there whatever becomes of this name
                temp.unlink(missing_ok=True)
    except FileExistsError as error:
        raise WorkbookError(
            f"{path} 已经存在，不会覆盖，请换一个文件名。",
            f"{path} already exists and is not overwritten; use another name.",
        ) from error
    except OSError as error:
        raise cannot_create(path, error) from error
    try:
        fileops.sync_folder(path.parent)
    except OSError as error:  # the disk may forget the name, and a backup that may go missing is none
        _discard(path)
        raise cannot_create(path, error) from error
    return digest(data)


def _settled(path: Path, take: Callable[[FileIO], _Taken]) -> _Taken:
    """What `take` makes of the open file, once it did not change meanwhile."""
    try:
        for attempt in range(_SNAPSHOT_TRIES):
            if attempt:
                time.sleep(_SNAPSHOT_PAUSE)
            taken = _snapshot(path, take)
            if taken is not None:
                return taken
    except FileNotFoundError as error:
        left = left_behind(path.resolve())
        raise (cannot_read(path, error) if left is None else _misplaced(path, left)) from error
    except OSError as error:
        raise cannot_read(path, error) from error
    raise WorkbookError(
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


def _land(temp: Path, target: Path, *, mine: Digest, expected: Digest, backup: Backup) -> None:
    """Puts `temp` in the place of `target` unless that is not what was read; removes `temp` if nothing is lost."""
    try:
        leases = not _open_for_writing(temp)  # nobody writes it, so a "yes" means that this file system cannot tell
        displaced = fileops.exchange(temp, target)
        if displaced is None:
            if (leases and _open_for_writing(target)) or file_digest(target) != expected:
                raise _newer(target)
            temp.replace(target)
            return
    except (OSError, WorkbookError) as error:
        _discard(temp)
        raise (_misplaced(target, error.kept) if isinstance(error, fileops.MisplacedError) else error) from error
    trouble = _newer(target)
    try:
        found = _held(displaced, leases)
    except OSError as error:
        found, trouble = None, cannot_write(target, error)
    if found != expected:
        _give_back(displaced, target, mine=mine, leases=leases, backup=backup)
        raise trouble
    _discard(displaced)


def _give_back(displaced: Path, target: Path, *, mine: Digest, leases: bool, backup: Backup) -> None:
    """
    Undoes an exchange that displaced somebody's newer save.

    Saves go on meanwhile, so each swap may displace a still newer one, which then belongs back in turn. It is over when
    what comes back is what we had put there. If it does not come to that, `displaced` stays, and the sentence names it.
    """
    placed = mine
    try:
        for _ in range(_GIVE_BACK_TRIES):
            held: Digest | None = None
            with suppress(OSError):  # needed only if there are still newer saves
                held = _held(displaced, leases=False)
            back = fileops.exchange(displaced, target)
            if back is None:
                break
            displaced = back
            if _held(displaced, leases) == placed:
                if placed != mine:
                    backup(displaced.read_bytes())  # a save that a later one has superseded
                _discard(displaced)
                return
            placed = held or ""
    except fileops.MisplacedError as error:
        raise _misplaced(target, displaced) from error
    except (OSError, WorkbookError) as error:
        raise _kept(target, displaced) from error
    raise _kept(target, displaced)


def _held(path: Path, leases: bool) -> Digest | None:
    """The digest of what lies at `path`, or None if somebody is in the middle of writing it."""
    return None if leases and _open_for_writing(path) else _snapshot(path, _hash)


def _discard(temp: Path) -> None:
    """Removes a file that holds nothing of anybody's; if it stays, a later commit clears it."""
    with suppress(OSError):
        temp.unlink()


def _on_read_only_disk(path: Path) -> bool:
    return hasattr(os, "statvfs") and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


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
        try:
            temp.replace(path)
        except OSError:
            path.unlink()  # still empty
            raise


def _newer(path: Path) -> WorkbookError:
    return WorkbookError(
        f"{path} 刚刚被别人保存过新版本，没有覆盖它，请重新运行。",
        f"Somebody saved a newer version of {path} meanwhile; it was not overwritten. Run again.",
    )


def _kept(path: Path, temp: Path) -> WorkbookError:
    return WorkbookError(
        f"写入 {path} 时又有人保存；其中一个版本保留在 {temp}，请对照两个文件后再运行。",
        f"Somebody kept saving {path} while it was written; one version was kept as {temp}. "
        "Compare the two, then run again.",
    )


def _misplaced(path: Path, kept: Path) -> WorkbookError:
    return WorkbookError(
        f"{path} 不在了；一次中断的写入留下了 {kept}，如果那就是您的文件，请把它改名为 {path.name}。",
        f"{path} is gone; a write that broke off left {kept}. If that is your file, rename it to {path.name}.",
    )
