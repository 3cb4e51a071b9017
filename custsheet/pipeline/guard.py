"""The guard against losing records: a row deleted by mistake, a filter that hid what was then deleted, an old copy.

A few are told. Of very many nothing is written until somebody says that it was meant (`--accept-deletions`), so that
what the workbook remembers of its records, and the backups, stay those of the last good version.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from custsheet import mending
from custsheet.memory.backups import Backups
from custsheet.model.errors import ManyGoneError, WorkbookError
from custsheet.model.finding import Finding
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, counted, text

MOST, SHARE = 20, 0.10
"""More than both must be gone of one sheet."""
_NAMED = 5  # so many are named


Gone = Mapping[str, tuple[Collection[str], int]]
"""What `mending.gone` finds, of the workbook as mended: identifiers that were overwritten have been given back."""


def refuse_deletions(path: Path, snapshot: Snapshot, gone: Gone, digest: str, backups: Backups) -> None:
    """Stop where too many records of a sheet are gone since the last pass.

    Args:
        path: the workbook.
        snapshot: as mended, with what the last pass remembered of it.
        gone: the identifiers that are there no more.
        digest: of the version as it was read.
        backups: where the version before is.

    Raises:
        ManyGoneError: which sheet, how many, and where the version before is kept.
    """
    for name, (identifiers, known) in gone.items():
        if len(identifiers) > MOST and len(identifiers) > SHARE * known:
            title = snapshot.sheet_titles.get(name) or name
            raise _many_gone(path, title, len(identifiers), known, _kept(path, digest, backups))


def told_deletions(
    path: Path, snapshot: Snapshot, gone: Gone, digest: str, findings: Sequence[Finding], backups: Backups
) -> tuple[Text, ...]:
    """What to say of records that were deleted since the last pass: which, who still names them, where they still are.

    Arguments as of `refuse_deletions`; `findings`: what is wrong in the workbook.
    """
    identifiers = {name: those for name, (those, _) in gone.items()}
    return tuple(
        _few_gone(snapshot.sheet_titles[name], one, _naming(findings, name, one), _kept(path, digest, backups))
        for name, one in mending.deleted(snapshot, identifiers).items()
        if one
    )


def _few_gone(title: str, gone: Collection[str], naming: int, kept: Path | None) -> Text:
    first, left = sorted(gone)[:_NAMED], len(gone) > _NAMED
    zh = f"「{title}」从上次处理到现在少了 {len(gone):,} 条记录：{'、'.join(first)}{'……' if left else '。'}"
    en = f"{counted(len(gone), 'record', 'records')} gone from {title} since the last pass: {', '.join(first)}"
    en += " …" if left else "."
    if naming:
        zh += f"还有 {naming:,} 行写着这样的编号。"
        en += f" {counted(naming, 'row', 'rows')} elsewhere still {'name' if naming > 1 else 'names'} such a record."
    if kept:
        zh += f"如果删错了，这份备份里还有：{kept}。"
        en += f" If that was a slip, this backup still has {'it' if len(gone) == 1 else 'them'}: {kept}."
    return text(zh, en)


def _naming(findings: Sequence[Finding], sheet: str, gone: Collection[str]) -> int:
    """How many rows elsewhere name one of them, as far as they must name one that exists."""
    return sum(one.code == "E192" and one.params.get("reference") == sheet and one.value in gone for one in findings)


def _many_gone(path: Path, title: str, gone: int, known: int, kept: Path | None) -> ManyGoneError:
    zh, en = (f"上一版在 {kept}。", f" The version before is {kept}.") if kept else ("", "")
    return ManyGoneError(
        f"{path} 的「{title}」少了 {gone:,} 条记录（上次有 {known:,} 条），没有写入。"
        f"如果是有意删除的，请运行一次 custsheet process --accept-deletions；否则请恢复。{zh}",
        f"{gone:,} of {known:,} records of {title} in {path} are gone since the last pass, so nothing was written. "
        f"If that was meant, run custsheet process --accept-deletions once; if not, restore them.{en}",
    )


def _kept(path: Path, digest: str, backups: Backups) -> Path | None:
    """The newest backup of the workbook, as far as there is one, but for that of the version that was read.

    A write that failed leaves one of that.
    """
    try:
        newest = next((one for one in backups.list(path) if one.digest != digest), None)
        return backups.file(newest.digest) if newest else None
    except WorkbookError:
        return None
