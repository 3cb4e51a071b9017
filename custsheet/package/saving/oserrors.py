"""Turns what the operating system says about a file into one sentence that a person can act on.

Invariant: a sentence names the file, what is wrong and what to do, in both languages; no errno ever reaches a person
alone. One table for every room that touches the disk, so that "disk full" reads the same wherever it happens.
"""

from __future__ import annotations

import errno
from pathlib import Path

from custsheet.model.errors import InUseError, WorkbookError

_FULL = ("磁盘已满或超出配额，请先腾出空间", "the disk or quota is full; free some space first")
_BUSY = (
    "文件正在 Excel 或其他程序中打开，请关闭后再试",
    "it is open in Excel or another program; close it there and try again",
)
_DENIED = (
    "没有权限，请检查文件和文件夹是否只读",
    "permission was denied; check whether the file or its folder is read-only",
)
_DENIED_OR_BUSY = (
    "没有权限，或文件正在 Excel 中打开，请关闭它，并检查文件和文件夹是否只读",
    "permission was denied, or it is open in Excel; close it there, and check whether it or its folder is read-only",
)
_READ_ONLY = ("所在磁盘是只读的，请换一个位置", "it is on a read-only disk; use another place")
_GONE = ("文件或文件夹不存在，请检查路径", "the file or its folder does not exist; check the path")
_FOLDER = ("这是一个文件夹，不是文件", "it is a folder, not a file")
_NOT_FOLDER = ("路径中有一段不是文件夹，请检查路径", "a part of the path is not a folder; check the path")
_TAKEN = ("已有同名的文件，请换一个名字", "a file of that name exists; use another name")
_LONG = ("文件名太长，请改短", "its name is too long; shorten it")
_AWAY = (
    "共享文件夹或磁盘已断开，请检查网络或连接后再试",
    "the shared folder or disk is out of reach; check the network or the cable and try again",
)
_FAILED = (
    "磁盘读写出错，请检查磁盘或连接后再试",
    "the disk failed to read or write; check the disk and its cable, then try again",
)
_LOOP = ("符号链接绕成了一圈，请检查链接", "its symbolic links go round in a circle; check them")

_REASONS: dict[int, tuple[str, str]] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EBUSY: _BUSY,
    errno.ETXTBSY: _BUSY,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: _READ_ONLY,
    errno.ENOENT: _GONE,
    errno.EISDIR: _FOLDER,
    errno.EEXIST: _TAKEN,
    errno.ENOTDIR: _NOT_FOLDER,
    errno.ENAMETOOLONG: _LONG,
    errno.ELOOP: _LOOP,
    errno.EIO: _FAILED,
    errno.ETIMEDOUT: _AWAY,
    errno.EHOSTDOWN: _AWAY,
    errno.EHOSTUNREACH: _AWAY,
    errno.ENETUNREACH: _AWAY,
    errno.ENOTCONN: _AWAY,
    errno.ESTALE: _AWAY,
    errno.ENODEV: _AWAY,
    errno.ENXIO: _AWAY,
}
# Numbers of winerror.h. Python maps many of them to an errno whose remedy is another one: 32 and 33 to EACCES, 206 to
# ENOENT, 39 to EINVAL. MoveFileEx answers 5 also where somebody has the file open.
_WINDOWS_REASONS: dict[int, tuple[str, str]] = {
    5: _DENIED_OR_BUSY,  # ERROR_ACCESS_DENIED
    19: _READ_ONLY,  # ERROR_WRITE_PROTECT
    21: _AWAY,  # ERROR_NOT_READY
    32: _BUSY,  # ERROR_SHARING_VIOLATION
    33: _BUSY,  # ERROR_LOCK_VIOLATION
    39: _FULL,  # ERROR_HANDLE_DISK_FULL
    53: _AWAY,  # ERROR_BAD_NETPATH
    59: _AWAY,  # ERROR_UNEXP_NET_ERR
    64: _AWAY,  # ERROR_NETNAME_DELETED
    67: _AWAY,  # ERROR_BAD_NET_NAME
    112: _FULL,  # ERROR_DISK_FULL
    121: _AWAY,  # ERROR_SEM_TIMEOUT
    206: _LONG,  # ERROR_FILENAME_EXCED_RANGE
    1117: _FAILED,  # ERROR_IO_DEVICE
    1175: _BUSY,  # ERROR_UNABLE_TO_REMOVE_REPLACED
    1176: _BUSY,  # ERROR_UNABLE_TO_MOVE_REPLACEMENT
    1177: _BUSY,  # ERROR_UNABLE_TO_MOVE_REPLACEMENT_2
    1224: _BUSY,  # ERROR_USER_MAPPED_FILE
    1231: _AWAY,  # ERROR_NETWORK_UNREACHABLE
    1295: _FULL,  # ERROR_DISK_QUOTA_EXCEEDED
}


def reason(error: OSError) -> tuple[str, str]:
    """The clause (zh, en) that says what is wrong and what to do; for unknown errors the system's own words."""
    known = _WINDOWS_REASONS.get(getattr(error, "winerror", None) or 0) or _REASONS.get(error.errno or 0)
    if known is not None:
        return known
    said = error.strerror or str(error) or type(error).__name__
    return f"系统报告“{said}”，请检查磁盘后再试", f'the system said "{said}"; check the disk and try again'


def cannot_read(path: Path, error: OSError) -> WorkbookError:
    """The refusal for a file that could not be read."""
    zh, en = reason(error)
    return WorkbookError(f"无法读取 {path}：{zh}。", f"Cannot read {path}: {en}.")


def cannot_write(path: Path, error: OSError) -> WorkbookError:
    """The refusal for a file that could not be written; to be raised only where the old file is still in place."""
    zh, en = reason(error)
    kind = InUseError if (zh, en) in (_BUSY, _DENIED_OR_BUSY) else WorkbookError
    return kind(f"无法写入 {path}，原文件未改动：{zh}。", f"Cannot write {path}, which is unchanged: {en}.")


def cannot_create(path: Path, error: OSError) -> WorkbookError:
    """The refusal for a new file that could not be made; nothing of it is left."""
    zh, en = reason(error)
    return WorkbookError(f"无法新建 {path}：{zh}。", f"Cannot create {path}: {en}.")


def misplaced(path: Path, kept: Path) -> WorkbookError:
    """The refusal for a workbook that is not under its name, but may be what lies at `kept`."""
    return WorkbookError(
        f"{path} 不在了；一次中断的写入留下了 {kept}，如果那就是您的文件，请把它改名为 {path.name}。",
        f"{path} is gone; a write that broke off left {kept}. If that is your file, rename it to {path.name}.",
    )
