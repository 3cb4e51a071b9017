"""Brings new bytes of a workbook onto disk by compare-and-swap, so that nobody's newer save is ever overwritten.

Owns replacing a workbook and creating a new one; what is read before (`steady`) may be had from here too. Invariants:

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
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from custsheet.model.errors import InUseError, NewerSaveError, WorkbookError
from custsheet.package.saving import fileops
from custsheet.package.saving.oserrors import cannot_create, cannot_write, misplaced, reason
from custsheet.package.saving.steady import Digest as Digest
from custsheet.package.saving.steady import digest as digest
from custsheet.package.saving.steady import file_digest as file_digest
from custsheet.package.saving.steady import held, open_for_writing
from custsheet.package.saving.steady import read as read
from custsheet.package.saving.temporary import clear_abandoned, write_temporary

_GIVE_BACK_TRIES = 10

Backup: TypeAlias = Callable[[bytes], object]
"""Keeps the bytes that it is handed so that they survive a power cut, or raises; what it returns does not matter."""


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


def _land(temp: Path, target: Path, *, mine: Digest, expected: Digest, backup: Backup) -> None:
    """Puts `temp` in the place of `target` unless that is not what was read; removes `temp` if nothing is lost."""
    try:
        leases = not open_for_writing(temp)  # nobody writes it, so a "yes" means that this file system cannot tell
        displaced = fileops.exchange(temp, target)
        if displaced is None:
            _replace(temp, target, mine=mine, expected=expected, leases=leases)
            return
    except (OSError, WorkbookError) as error:
        if not _holds(temp, mine):  # the exchange took place after all, and this is what it displaced
            raise _kept(target, temp) from error
        _discard(temp)
        raise (misplaced(target, error.kept) if isinstance(error, fileops.MisplacedError) else error) from error
    try:
        found = held(displaced, leases=leases)
        trouble = _in_use(target) if found is None else _newer(target)
    except OSError as error:
        found, trouble = None, cannot_write(target, error)
    if found != expected:
        _give_back(displaced, target, mine=mine, leases=leases, backup=backup)
        raise trouble
    _discard(displaced)


def _replace(temp: Path, target: Path, *, mine: Digest, expected: Digest, leases: bool) -> None:
    """As `_land`, where names cannot be exchanged."""
    if leases and open_for_writing(target):
        raise _in_use(target)
    if file_digest(target) != expected:
        raise _newer(target)
    try:
        temp.replace(target)
    except OSError:  # a server of a share may have done it, and its answer may have been lost
        if temp.exists() or file_digest(target) != mine:
            raise


def _give_back(displaced: Path, target: Path, *, mine: Digest, leases: bool, backup: Backup) -> None:
    """
    Undoes an exchange that displaced somebody's newer save.

    Saves go on meanwhile, so each swap may displace a still newer one, which then belongs back in turn. It is over when
    what comes back is what we had put there. If it does not come to that, `displaced` stays, and the sentence names it.
    """
    placed = mine
    try:
        for _ in range(_GIVE_BACK_TRIES):
            seen: Digest | None = None
            with suppress(OSError):  # needed only if there are still newer saves
                seen = held(displaced, leases=False)
            back = fileops.exchange(displaced, target)
            if back is None:
                break
            displaced = back
            if held(displaced, leases=leases) == placed:
                if placed != mine:
                    backup(displaced.read_bytes())  # a save that a later one has superseded
                _discard(displaced)
                return
            placed = seen or ""
    except fileops.MisplacedError as error:
        raise misplaced(target, displaced) from error
    except (OSError, WorkbookError) as error:
        raise _kept(target, displaced) from error
    raise _kept(target, displaced)


def _holds(temp: Path, content: Digest) -> bool:
    with suppress(OSError):
        return held(temp, leases=False) == content
    return False


def _discard(temp: Path) -> None:
    """Removes a file that holds nothing of anybody's; if it stays, a later commit clears it."""
    with suppress(OSError):
        temp.unlink()


def _on_read_only_disk(path: Path) -> bool:
    return hasattr(os, "statvfs") and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


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
    return NewerSaveError(
        f"{path} 刚刚被别人保存过新版本，没有覆盖它，请重新运行。",
        f"Somebody saved a newer version of {path} meanwhile; it was not overwritten. Run again.",
    )


def _in_use(path: Path) -> WorkbookError:
    return InUseError(
        f"{path} 正在其他程序中打开并可能随时保存，没有覆盖它，请关闭后重新运行。",
        f"Another program has {path} open for writing, so it was not overwritten; close it there and run again.",
    )


def _kept(path: Path, temp: Path) -> WorkbookError:
    return WorkbookError(
        f"{path} 的写入没有正常结束，可能有人同时在保存；一个版本保留在 {temp}，请对照两个文件后再运行。",
        f"Writing {path} did not end as it should, perhaps because somebody kept saving it; one version was kept as "
        f"{temp}. Compare the two, then run again.",
    )
