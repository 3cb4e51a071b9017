"""One watcher for one workbook on one computer. The lock ends with the process, however that ends."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from custsheet.memory import records
from custsheet.watching.processes import alive


class Single:
    """The right to watch `workbook` here.

    Args:
        workbook: which.
        folder: where the lock files lie; that of this user if not given.
    """

    def __init__(self, workbook: Path, folder: Path | None = None) -> None:
        place = folder or records.folder(records.WATCHED)
        self._lock = FileLock(place / f"{records.key(workbook)}.lock", thread_local=False)
        # Beside the lock: on Windows nobody else can read a locked file.
        self._pid = place / f"{records.key(workbook)}.pid"

    def acquire(self) -> bool:
        """Whether this process may watch it now; asks without waiting.

        Where no lock can be made (a folder that cannot be written, a file system without locks), nobody can be told
        from anybody, and it may: commits never overwrite a newer save, whoever made it.
        """
        try:
            self._pid.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        except (OSError, NotImplementedError):  # filelock's answer to a file system without locks
            return True
        with suppress(OSError):
            self._pid.write_text(str(os.getpid()), "ascii")
        return True

    def release(self) -> None:
        """Let others watch it. Nothing happens where it was not acquired."""
        if self._lock.is_locked:
            with suppress(OSError):
                self._pid.unlink()
            with suppress(OSError):
                self._lock.release()

    def holder(self) -> int | None:
        """The process that watches it; None: none does, as far as can be told."""
        with suppress(OSError, ValueError):
            pid = int(self._pid.read_text("ascii"))
            return pid if alive(pid) else None
        return None
