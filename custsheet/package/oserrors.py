"""Turns what the operating system says about a file into one sentence that a person can act on.

Invariant: a sentence names the file, what is wrong and what to do, in both languages; no errno ever reaches a person
alone. One table for every room that touches the disk, so that "disk full" reads the same wherever it happens.
"""

from __future__ import annotations

import errno
from pathlib import Path

from custsheet.model.errors import WorkbookError

_FULL = ("磁盘已满或超出配额，请先腾出空间", "the disk or quota is full; free some space first")
_BUSY = ("正被其他程序占用，请关闭后再试", "another program is using it; close it there and try again")
_DENIED = (
    "没有权限，请检查文件和文件夹是否只读",
    "permission was denied; check whether the file or its folder is read-only",
)
_READ_ONLY = ("所在磁盘是只读的，请换一个位置", "it is on a read-only disk; use another place")
_GONE = ("文件或文件夹不存在，请检查路径", "the file or its folder does not exist; check the path")
_FOLDER = ("这是一个文件夹，不是文件", "it is a folder, not a file")
_NOT_FOLDER = ("路径中有一段不是文件夹，请检查路径", "a part of the path is not a folder; check the path")
_TAKEN = ("已有同名的文件，请换一个名字", "a file of that name exists; use another name")
_LONG = ("文件名太长，请改短", "its name is too long; shorten it")
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
}
# ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION: Python maps both to EACCES, but the remedy is another one.
_WINDOWS_BUSY = frozenset({32, 33})


def reason(error: OSError) -> tuple[str, str]:
    """The clause (zh, en) that says what is wrong and what to do; for unknown errors the system's own words."""
    if getattr(error, "winerror", None) in _WINDOWS_BUSY:
        return _BUSY
    known = _REASONS.get(error.errno or 0)
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
    return WorkbookError(f"无法写入 {path}，原文件未改动：{zh}。", f"Cannot write {path}, which is unchanged: {en}.")


def cannot_create(path: Path, error: OSError) -> WorkbookError:
    """The refusal for a new file that could not be made; nothing of it is left."""
    zh, en = reason(error)
    return WorkbookError(f"无法新建 {path}：{zh}。", f"Cannot create {path}: {en}.")
