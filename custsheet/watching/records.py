"""The small files a watcher keeps about a workbook on this computer: where they lie and what they are called."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from custsheet.memory.home import home


def folder() -> Path:
    """Where they lie. It need not exist yet."""
    return home() / "watch"


def key(workbook: Path) -> str:
    """One name for a workbook, however it is reached: through links, in another case where case counts for nothing."""
    try:
        meant = workbook.resolve()
    except (OSError, RuntimeError):  # links in a circle
        meant = workbook.absolute()
    return hashlib.sha256(os.fsencode(os.path.normcase(meant))).hexdigest()[:24]
