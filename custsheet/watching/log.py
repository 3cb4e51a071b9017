"""What a watcher did, as lines of JSON in files of limited size.

    log.info("written back", extra={"workbook": path.name, "errors": 3, "seconds": 1.2})

gives {"time": …, "level": "info", "event": "written back", "workbook": …, "errors": 3, "seconds": 1.2}.

Invariants: logging never raises and never prints, also on a full disk; nothing of a customer gets in by itself: of an
exception stand there its type and where it arose, not its message, which may quote a cell.
"""

from __future__ import annotations

import json
import logging
import os
import traceback
from contextlib import suppress
from datetime import datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

NAME = "watch.log"
SIZE, KEPT = 1_000_000, 5
"""Bytes a file, and how many older files stay."""
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def open_log(folder: Path) -> logging.Logger:
    """The log in `folder`, which is made if need be; only its owner may read it.

    Where nothing can be written, the logger is as good as any, and what it is told is lost.
    """
    log = logging.Logger("custsheet.watch", logging.INFO)  # its own: no handler of the program that calls us
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = _Lines(folder / NAME, maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(_Json())
    log.addHandler(handler)
    return log


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info and record.exc_info[0] is not None:
            line |= {"error": record.exc_info[0].__name__, "where": _frames(record.exc_info[2])}
        # No lone surrogate of a file name in another encoding stops the line.
        return json.dumps(line, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace").decode()


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


class _Lines(RotatingFileHandler):
    """Holds the file open only while it writes: two watchers may share it, and on Windows either may rotate it."""

    def emit(self, record: logging.LogRecord) -> None:
        super().emit(record)
        # Where closing fails, the disk is full; what was lost is one line.
        with suppress(OSError, ValueError):
            if self.stream is not None:
                self.stream.close()
        self.stream = None  # opened anew by the next record

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name for it
        """A line is lost; the watcher goes on."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8")
