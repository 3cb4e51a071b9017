"""Where the shipped standards, templates and samples are: inside an installed wheel, or beside the source tree."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `schemas`, `templates` or `sample_workbooks`."""
    installed = _HERE / "_data" / name
    return installed if installed.is_dir() else _HERE.parent / name
