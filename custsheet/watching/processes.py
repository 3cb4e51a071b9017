"""Whether a process still runs. On Windows `os.kill(pid, 0)` would end it, so that is asked another way there."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

_QUERY = 0x1000  # winnt.h: PROCESS_QUERY_LIMITED_INFORMATION
_STILL_ACTIVE = 259
_DENIED = 5  # ERROR_ACCESS_DENIED: it is somebody else's


def alive(pid: int) -> bool:
    """Whether the process `pid` of this computer runs. Only the branch for Windows was not run."""
    if pid <= 0:
        return False
    if sys.platform == "win32":
        return _alive_windows(ctypes.WinDLL("kernel32", use_last_error=True), pid, ctypes.get_last_error)
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def _alive_windows(kernel32: Any, pid: int, last_error: Any) -> bool:
    kernel32.OpenProcess.restype = ctypes.c_void_p
    handle = kernel32.OpenProcess(_QUERY, False, pid)
    if not handle:
        return bool(last_error() == _DENIED)
    try:
        code = ctypes.c_ulong()
        return bool(kernel32.GetExitCodeProcess(ctypes.c_void_p(handle), ctypes.byref(code))) and (
            code.value == _STILL_ACTIVE
        )
    finally:
        kernel32.CloseHandle(ctypes.c_void_p(handle))
