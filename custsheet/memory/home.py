"""Where custsheet keeps what is its own on this computer: backups, logs, what a watcher is at."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """`$CUSTSHEET_HOME`, or this user's data folder for custsheet. It need not exist yet."""
    chosen = os.environ.get("CUSTSHEET_HOME")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("custsheet", appauthor=False))
