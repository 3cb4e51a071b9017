"""The copy beside a workbook that holds the results while the workbook itself is open: whose it is, and its end.

Invariant: a file that is not the tool's, or that somebody has open, stays as it is; whatever is removed is in the
backup first, for a person may have typed into it.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from custsheet import reading
from custsheet.memory.backups import Backups
from custsheet.model.errors import WorkbookError
from custsheet.model.sidecar import side_cars
from custsheet.model.snapshot import Memory
from custsheet.model.text import Text, text
from custsheet.package import gate
from custsheet.package.saving.commit import read
from custsheet.package.saving.lock import holder
from custsheet.package.saving.steady import file_digest, open_for_writing


def written_by_us(data: bytes) -> tuple[Memory, dict[str, str]] | None:
    """What a file that a pass wrote remembers, and its tool sheets' titles; None: no pass wrote it."""
    try:
        gate(data)
        memory, owned = reading.remembered(data)
    except WorkbookError:
        return None
    return (memory, owned) if memory.stamp else None  # every pass leaves its stamp


def remove_side_cars(workbook: Path, backups: Backups | None = None) -> None:
    """Remove what passes left beside `workbook`, now that the results are in it; what cannot be removed stays."""
    for path in filter(Path.is_file, side_cars(workbook)):
        with suppress(WorkbookError, OSError):
            if holder(path) is not None or open_for_writing(path):
                continue
            data, found = read(path)
            if written_by_us(data) is None:
                continue
            (backups or Backups()).store(data, path)
            if file_digest(path) == found:
                path.unlink()


def said_of_the_copy(workbook: Path) -> Text:
    """What stands on the sheets of a side-car, so that nobody works there in vain."""
    return text(
        f"这是 {workbook.name} 的副本，只供查看；请在 {workbook.name} 里修改和勾选。",
        f"This is a copy of {workbook.name}, to look at only: correct and tick in {workbook.name}.",
    )
