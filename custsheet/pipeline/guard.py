"""The guard against losing records by the hundred: a filter that hid what was then deleted, an old copy saved over it.

Nothing is written until somebody says that it was meant (`--accept-deletions`), so that what the workbook remembers of
its records, and the backups, stay those of the last good version.
"""

from __future__ import annotations

from pathlib import Path

from custsheet import mending
from custsheet.memory.backups import Backups
from custsheet.model.errors import ManyGoneError, WorkbookError
from custsheet.model.snapshot import Snapshot

MOST, SHARE = 20, 0.10
"""More than both must be gone of one sheet."""


def refuse_deletions(path: Path, snapshot: Snapshot, backups: Backups) -> None:
    """Stop where too many records of a sheet are gone since the last pass.

    Records are known by their identifiers, after those that were overwritten have been given back: `snapshot` is the
    workbook as mended, with what the last pass remembered of it.

    Raises:
        ManyGoneError: which sheet, how many, and where the version before is kept.
    """
    for name, (gone, known) in mending.gone(snapshot).items():
        if gone > MOST and gone > SHARE * known:
            raise _many_gone(path, snapshot.sheet_titles.get(name) or name, gone, known, _kept(path, backups))


def _many_gone(path: Path, title: str, gone: int, known: int, kept: Path | None) -> ManyGoneError:
    zh, en = (f"上一版在 {kept}。", f" The version before is {kept}.") if kept else ("", "")
    return ManyGoneError(
        f"{path} 的「{title}」少了 {gone:,} 条记录（上次有 {known:,} 条），没有写入。"
        f"如果是有意删除的，请运行一次 custsheet process --accept-deletions；否则请恢复。{zh}",
        f"{gone:,} of {known:,} records of {title} in {path} are gone since the last pass, so nothing was written. "
        f"If that was meant, run custsheet process --accept-deletions once; if not, restore them.{en}",
    )


def _kept(path: Path, backups: Backups) -> Path | None:
    """The newest backup of the workbook, as far as there is one."""
    try:
        newest = next(iter(backups.list(path)), None)
        return backups.file(newest.digest) if newest else None
    except WorkbookError:
        return None
