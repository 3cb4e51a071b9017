"""File operations Python does not offer: exchange two names, open without hindering others, spot a writer, take turns.

Exists so that everything that depends on the operating system stands in one small place. Only the Linux branches have
been run; the macOS branch (`renamex_np`) and the Windows branches (`ReplaceFileW`, `CreateFileW`) follow the vendors'
manuals and are tested through fakes of the system calls.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_AT_FDCWD = -100  # linux/fcntl.h: paths are relative to the working folder
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # macOS sys/stdio.h
_UNSUPPORTED = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})


def exchange(a: Path, b: Path) -> bool:
    """
    Exchanges what the names `a` and `b` in one folder stand for, in one step that no other program can see half of.

    Returns:
        False when this system or file system offers no such step; then nothing was changed.

    Raises:
        OSError: it does, but refused (missing file, no permission, file in use); then nothing was changed.
    """
    if sys.platform == "win32":
        return _exchange_windows(ctypes.WinDLL("kernel32", use_last_error=True), a, b)
    libc = ctypes.CDLL(None, use_errno=True)
    return _exchange_macos(libc, a, b) if sys.platform == "darwin" else _exchange_linux(libc, a, b)


def _exchange_linux(libc: Any, a: Path, b: Path) -> bool:
    if not hasattr(libc, "renameat2"):  # glibc before 2.28, some builds of musl
        return False
    return _outcome(libc.renameat2(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _RENAME_EXCHANGE), b)


def _exchange_macos(libc: Any, a: Path, b: Path) -> bool:
    if not hasattr(libc, "renamex_np"):  # before macOS 10.12
        return False
    return _outcome(libc.renamex_np(os.fsencode(a), os.fsencode(b), _RENAME_SWAP), b)


def _outcome(status: int, path: Path) -> bool:
    if status == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(path))


def _exchange_windows(kernel32: Any, a: Path, b: Path) -> bool:
    aside = a.with_name(a.name + ".old")  # ReplaceFileW names what it displaces; afterwards that takes the name `a`
    if not kernel32.ReplaceFileW(str(b), str(a), str(aside), 0, None, None):
        error = _windows_error()
        # ERROR_UNABLE_TO_MOVE_REPLACEMENT_2 (1177) is the one failure that leaves `b` under the aside name.
        if aside.exists() and not b.exists():
            aside.rename(b)
        raise error
    aside.replace(a)
    return True


def _windows_error() -> OSError:
    if sys.platform == "win32":
        return ctypes.WinError(ctypes.get_last_error())
    return OSError(errno.EACCES, os.strerror(errno.EACCES))


def open_shared(path: Path) -> int:
    """
    Opens `path` for reading and returns its descriptor, leaving every other program free to save, rename or delete it.

    On Windows a plain `open` forbids deletion, and Excel's own save then fails (CreateFileW with all share modes does
    not).
    """
    if sys.platform == "win32":
        import msvcrt

        kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel32.CreateFileW.restype = ctypes.c_void_p
        # GENERIC_READ; FILE_SHARE_READ | WRITE | DELETE; OPEN_EXISTING; FILE_ATTRIBUTE_NORMAL
        handle = kernel32.CreateFileW(str(path), 0x80000000, 7, None, 3, 0x80, None)
        if handle is None or handle == ctypes.c_void_p(-1).value:
            raise _windows_error()
        return msvcrt.open_osfhandle(handle, os.O_RDONLY | os.O_BINARY)
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC)


def being_written(descriptor: int) -> bool:
    """
    Whether somebody holds the file behind this read-only descriptor open for writing; False where that cannot be known.

    Linux grants a read lease only on a file that nobody has open for writing (fcntl(2), F_SETLEASE). Network file
    systems refuse leases for reasons of their own, so callers first try this on a file that certainly nobody writes.
    """
    if sys.platform != "linux":
        return False
    import fcntl

    with suppress(OSError):
        # Breaking a lease sends SIGIO, which would end this process; SIGURG is ignored unless somebody asks for it.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        try:
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except BlockingIOError:
            return True
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """
    Keeps the body from running twice at a time for one folder, among the custsheet processes of this computer.

    A lock on the folder itself (flock(2)) leaves no file behind and ends with the process. Windows and some network
    file systems have none; there the exchange alone protects.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        with suppress(OSError):  # the lock ends all the same, and what the body did stands
            os.close(descriptor)
