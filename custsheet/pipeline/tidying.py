"""Clears away the copy beside a workbook once the results are in the workbook itself.

Invariant: a file that is not the tool's, or that somebody has open, stays; whatever goes is in the backup first, for a
person may have typed into it.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from custsheet import reading
from custsheet.memory.backups import Backups
from custsheet.model.errors import WorkbookError
from custsheet.package import gate
from custsheet.package.saving.commit import read
from custsheet.package.saving.lock import holder
from custsheet.package.saving.steady import file_digest, open_for_writing


def remove_side_car(path: Path, backups: Backups | None = None) -> None:
    """Remove the copy that a pass left at `path`; what cannot be removed stays."""
    with suppress(WorkbookError, OSError):
        if holder(path) is not None or open_for_writing(path):
            return
        data, found = read(path)
        gate(data)
        memory, _ = reading.remembered(data)
        if not memory.stamp:  # every pass leaves its stamp
            return
        (backups or Backups()).store(data, path)
        if file_digest(path) == found:
            path.unlink()
