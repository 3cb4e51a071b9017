"""The last step of everything that writes: onto disk, with the version before kept."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from custsheet.memory.backups import Backups
from custsheet.model.errors import WorkbookError
from custsheet.package.saving.commit import commit
from custsheet.package.saving.commit import create as create_file


def save(target: Path, result: bytes, expected: str | None, backups: Backups) -> Path | None:
    """Write, and say where the version before is kept. `expected` is its digest, None where there is no file yet."""
    if expected is None:
        create_file(target, result)
        return None
    kept: list[Path] = []
    commit(target, result, expected=expected, backup=lambda old: kept.append(backups.store(old, target)))
    with suppress(WorkbookError):  # the workbook is written; old backups go another time
        backups.prune()
    return kept[-1] if kept else None
