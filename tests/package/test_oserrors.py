"""Sentences for what the operating system refuses."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from custsheet.package.saving.oserrors import cannot_create, cannot_read, cannot_write, reason


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        (errno.ENOSPC, "磁盘已满", "full"),
        (errno.EDQUOT, "磁盘已满", "full"),
        (errno.EACCES, "没有权限", "permission"),
        (errno.EROFS, "只读", "read-only disk"),
        (errno.ENOENT, "不存在", "does not exist"),
        (errno.EISDIR, "文件夹", "a folder"),
        (errno.EEXIST, "同名", "that name exists"),
        (errno.EBUSY, "Excel", "another program"),
        (errno.EIO, "磁盘读写出错", "failed to read or write"),
        (errno.ESTALE, "共享文件夹", "shared folder"),
    ],
)
def test_reason__says_what_to_do(code: int, zh: str, en: str) -> None:
    said = reason(OSError(code, os.strerror(code)))
    assert zh in said[0]
    assert en in said[1]


@pytest.mark.parametrize(
    ("winerror", "zh", "en"),
    [
        (5, "Excel", "open in Excel"),
        (32, "Excel", "open in Excel"),
        (33, "Excel", "open in Excel"),
        (1175, "Excel", "open in Excel"),
        (1177, "Excel", "open in Excel"),
        (39, "磁盘已满", "full"),
        (64, "共享文件夹", "shared folder"),
        (206, "太长", "too long"),
    ],
)
def test_reason__knows_what_windows_means(winerror: int, zh: str, en: str) -> None:
    """Python folds many of them into EACCES, whose remedy is another one."""
    error = PermissionError(errno.EACCES, "in use")
    error.winerror = winerror  # type: ignore[attr-defined]
    assert zh in reason(error)[0]
    assert en in reason(error)[1]


def test_reason__passes_on_what_it_does_not_know() -> None:
    assert "Remote I/O error" in reason(OSError(errno.EREMOTEIO, "Remote I/O error"))[1]
    assert "timed out" in reason(OSError("timed out"))[0]


@pytest.mark.parametrize("refuse", [cannot_read, cannot_write, cannot_create])
def test_cannot__is_one_sentence_with_the_path(refuse: object) -> None:
    error = refuse(Path("客户.xlsx"), OSError(errno.ENOSPC, "x"))  # type: ignore[operator]
    assert "客户.xlsx" in error.text("zh")
    assert "客户.xlsx" in error.text("en")
    assert error.text("zh").count("。") == 1
    assert error.text("zh").endswith("。")
