"""File operations Python does not offer: exchange two names, reach the disk, open without hindering others, take turns.

Exists so that everything that depends on the operating system stands in one small place. Only the Linux branches have
been run; the macOS branches (`renamex_np`, `F_FULLFSYNC`) and the Windows branches (`ReplaceFileW`, `CreateFileW`)
follow the vendors' manuals and are tested through fakes of the system calls.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_AT_FDCWD = -100  # linux/fcntl.h: paths are relative to the working folder
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # macOS sys/stdio.h
_F_FULLFSYNC = 51  # macOS sys/fcntl.h
_UNSUPPORTED = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
# ERROR_INVALID_FUNCTION, ERROR_NOT_SUPPORTED and ERROR_CALL_NOT_IMPLEMENTED: what servers of shares answer.
_WINDOWS_UNSUPPORTED = frozenset({1, 50, 120})
# ERROR_ACCESS_DENIED, _SHARING_VIOLATION, _LOCK_VIOLATION, _UNABLE_TO_REMOVE_REPLACED, _UNABLE_TO_MOVE_REPLACEMENT:
# both files keep their names, and the cause often is a virus scanner that looks at a new file for a moment.
_WINDOWS_PASSING = frozenset({5, 32, 33, 1175, 1176})
_WINDOWS_TRIES = 10
_WINDOWS_PAUSE = 0.1  # seconds
_COPYFILE_ACL, _COPYFILE_XATTR = 1, 4  # macOS copyfile.h
_TURN = 30.0  # seconds; a commit of 100 MB takes two
_TURN_PAUSE = 0.02


class MisplacedError(OSError):
    """
    An exchange broke off in the middle and could not be undone: nothing stands under the name it was about.

    Attributes:
        kept: where what stood there lies now.
    """

    def __init__(self, error: OSError, kept: Path) -> None:
        super().__init__(*error.args)
        self.kept = kept


def exchange(a: Path, b: Path) -> Path | None:
    """
    Puts `a` in the place of `b`, both in one folder, keeping what `b` stood for.

    On Linux and macOS no other program can see half of it. Windows has no such step: `ReplaceFileW` renames twice, so
    that for a moment, and after a power cut in that moment, nothing stands under the name of `b`.

    Returns:
        The name under which lies what `b` stood for: `a`, or on Windows one like it. None when this system or file
        system offers no exchange; then nothing was changed.

    Raises:
        MisplacedError: `b` stands for nothing now (Windows alone).
        OSError: refused (missing file, no permission, file in use); nothing was changed.
    """
    if sys.platform == "win32":
        return _exchange_windows(ctypes.WinDLL("kernel32", use_last_error=True), a, b)
    libc = ctypes.CDLL(None, use_errno=True)
    return _exchange_macos(libc, a, b) if sys.platform == "darwin" else _exchange_linux(libc, a, b)


def _exchange_linux(libc: Any, a: Path, b: Path) -> Path | None:
    if not hasattr(libc, "renameat2"):  # glibc before 2.28, some builds of musl
        return None
    return _outcome(libc.renameat2(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _RENAME_EXCHANGE), a, b)


def _exchange_macos(libc: Any, a: Path, b: Path) -> Path | None:
    if not hasattr(libc, "renamex_np"):  # before macOS 10.12
        return None
    return _outcome(libc.renamex_np(os.fsencode(a), os.fsencode(b), _RENAME_SWAP), a, b)


def _outcome(status: int, a: Path, b: Path) -> Path | None:
    if status == 0:
        return a
    code = ctypes.get_errno()
    if code in _UNSUPPORTED:
        return None
    raise OSError(code, os.strerror(code), str(b))


def _exchange_windows(kernel32: Any, a: Path, b: Path) -> Path | None:
    # ReplaceFileW names what it displaces. The name goes back and forth when exchanges are undone.
    aside = a.with_suffix("") if a.suffix == ".old" else a.with_name(a.name + ".old")
    for attempt in range(_WINDOWS_TRIES):
        if attempt:
            time.sleep(_WINDOWS_PAUSE)
        if kernel32.ReplaceFileW(str(b), str(a), str(aside), 0, None, None):
            return aside
        code = _windows_code()
        if code in _WINDOWS_UNSUPPORTED:
            return None
        if code not in _WINDOWS_PASSING:
            break
    error = _windows_error(code, b)
    # ERROR_UNABLE_TO_MOVE_REPLACEMENT_2 (1177) is the one failure that leaves `b` under the aside name. Here a rename
    # never replaces, so what somebody saved as `b` meanwhile is safe; then ours is superseded, and is in the backup.
    if aside.exists() and not b.exists():
        try:
            aside.rename(b)
        except OSError as stuck:
            if not b.exists():
                raise MisplacedError(stuck, aside) from error
    raise error


def _windows_code() -> int:
    if sys.platform == "win32":
        return ctypes.get_last_error()
    return 0


def _windows_error(code: int, path: Path) -> OSError:
    """As `ctypes.WinError`, with the path; on Windows Python derives the errno from the code."""
    said = f"Windows error {code}"
    if sys.platform == "win32":
        said = ctypes.FormatError(code)
    return OSError(errno.EACCES, said, str(path), code)


def sync(descriptor: int) -> None:
    """
    Waits until the file or folder behind `descriptor` is on the disk itself.

    On Linux fsync(2) makes the drive empty its cache. On macOS it does not: fcntl(2) offers F_FULLFSYNC for that,
    which volumes of other makes may not know. On Windows it is FlushFileBuffers, which wants a writable descriptor.
    """
    if sys.platform == "darwin":
        import fcntl

        _sync_macos(fcntl, descriptor)
    else:
        os.fsync(descriptor)


def _sync_macos(fcntl: Any, descriptor: int) -> None:
    try:
        fcntl.fcntl(descriptor, _F_FULLFSYNC)
    except OSError:
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """
    Makes the names in `folder` survive a power cut, where the file system can: some shares cannot.

    Nothing to do on Windows, where NTFS keeps a journal of them.
    """
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        sync(descriptor)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
    finally:
        with suppress(OSError):  # it was synced or not, whatever becomes of the descriptor
            os.close(descriptor)


def copy_attributes(source: Path, descriptor: int) -> None:
    """
    Gives the open file the extended attributes of `source`, as far as the system permits.

    Access control lists and the Finder's tags are among them. On Windows the exchange itself does that.
    """
    if sys.platform == "darwin":
        _copy_attributes_macos(ctypes.CDLL(None), source, descriptor)
    elif sys.platform == "linux":
        with suppress(OSError):
            for name in os.listxattr(source):
                with suppress(OSError):  # security.* and trusted.* are not ours to set
                    os.setxattr(descriptor, name, os.getxattr(source, name))


def _copy_attributes_macos(libc: Any, source: Path, descriptor: int) -> None:
    with suppress(OSError):
        from_descriptor = os.open(source, os.O_RDONLY)
        try:
            # Neither the bytes nor the times (COPYFILE_STAT); what a volume cannot hold is left out.
            libc.fcopyfile(from_descriptor, descriptor, None, _COPYFILE_ACL | _COPYFILE_XATTR)
        finally:
            os.close(from_descriptor)


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
            raise _windows_error(_windows_code(), path)
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

    Raises:
        OSError: the folder cannot be opened, or (EBUSY) another process has had its turn for half a minute: it hangs.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        until = time.monotonic() + _TURN
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(folder)) from None
                time.sleep(_TURN_PAUSE)
                continue
            except OSError:
                pass
            break
        yield
    finally:
        with suppress(OSError):  # the lock ends all the same, and what the body did stands
            os.close(descriptor)
