"""What starting at log-in asks of the system, one function each, so that tests can answer in its place.

Invariant: what the system refuses is a `CustsheetError` of one sentence.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from custsheet.model.errors import CustsheetError
from custsheet.package.saving.oserrors import reason

_SECONDS = 30


def name() -> str:
    """As `sys.platform`."""
    return sys.platform


def user() -> int:
    """This user's number."""
    return os.getuid() if sys.platform != "win32" else 0


def pause(seconds: float) -> None:
    """Give the system time."""
    time.sleep(seconds)


def run(*words: str) -> bool:
    """Whether the system's own command succeeded."""
    with suppress(OSError, subprocess.SubprocessError):
        return subprocess.run(words, capture_output=True, timeout=_SECONDS, check=False).returncode == 0  # noqa: S603
    return False


def registry(key: str, value: str, content: str | None) -> bool:
    """Set a value below HKEY_CURRENT_USER, or with None delete it; whether there was something to do."""
    if sys.platform != "win32":
        return False
    import winreg

    try:
        with winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, key, 0, winreg.KEY_SET_VALUE) as opened:
            if content is None:
                winreg.DeleteValue(opened, value)
            else:
                winreg.SetValueEx(opened, value, 0, winreg.REG_SZ, content)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _refused(f"HKEY_CURRENT_USER\\{key}", error) from error
    return True


def write(place: Path, content: bytes) -> None:
    """A file with that content, in a folder that is made if need be."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    except OSError as error:
        raise _refused(place, error) from error


def remove(*places: Path) -> list[Path]:
    """Those that were there, and no longer are."""
    gone = []
    for place in places:
        try:
            place.unlink()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise _refused(place, error) from error
        gone.append(place)
    return gone


def _refused(place: object, error: OSError) -> CustsheetError:
    zh, en = reason(error)
    return CustsheetError(f"无法改动 {place}：{zh}。", f"Cannot change {place}: {en}.")
