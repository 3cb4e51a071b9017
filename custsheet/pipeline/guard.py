"""The guard against losing records: a row deleted by mistake, a filter that hid what was then deleted, an old copy.

A few are told. Of very many nothing is written until somebody says that it was meant (`--accept-deletions`), so that
what the workbook remembers of its records, and the backups, stay those of the last good version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Gone:
    """Records of one sheet that the last pass knew and that are there no more."""

    sheet: str
    title: str
    identifiers: tuple[str, ...]
    known: int


def told_deletions(
    path: Path, snapshot: Snapshot, findings: Sequence[Finding], backups: Backups, *, accepted: bool
) -> tuple[Text, ...]:
    """What to say of records that are gone since the last pass: which, who still names them, where they still are.

    Records are known by their identifiers, after those that were overwritten have been given back.

    Args:
        path: the workbook.
        snapshot: the workbook as mended, with what the last pass remembered of it.
        findings: what is wrong in it.
        backups: where the version before is.
        accepted: whether any number may be gone.

    Raises:
        ManyGoneError: which sheet, how many, and where the version before is kept.
    """
    gone = _gone(snapshot)
    for one in gone:
        if not accepted and len(one.identifiers) > MOST and len(one.identifiers) > SHARE * one.known:
            raise _many_gone(path, one, _kept(path, backups))
    return tuple(_few_gone(one, findings, _kept(path, backups)) for one in gone)


def _gone(snapshot: Snapshot) -> list[_Gone]:
    return [
        _Gone(name, snapshot.sheet_titles.get(name) or name, tuple(sorted(gone)), known)
        for name, (gone, known) in mending.gone(snapshot).items()
        if gone
    ]


def _few_gone(one: _Gone, findings: Sequence[Finding], kept: Path | None) -> Text:
    names, left = "、".join(one.identifiers[:_NAMED]), len(one.identifiers) > _NAMED
    zh = f"「{one.title}」从上次处理到现在少了 {len(one.identifiers):,} 条记录：{names}{'……' if left else '。'}"
    who = counted(len(one.identifiers), "record", "records")
    en = (
        f"{who} gone from {one.title} since the last pass: {', '.join(one.identifiers[:_NAMED])}{' …' if left else '.'}"
    )
    gone = frozenset(one.identifiers)
    naming = sum(_names(finding, one.sheet) and finding.value in gone for finding in findings)
    if naming:
        zh += f"还有 {naming:,} 行写着这样的编号。"
        en += f" {counted(naming, 'row', 'rows')} elsewhere still {'name' if naming > 1 else 'names'} such a record."
    if kept:
        zh += f"如果删错了，上一版在 {kept}。"
        en += f" If that was a slip, the version before is {kept}."
    return text(zh, en)


def _names(finding: Finding, sheet: str) -> bool:
    """Whether it is about a key that should be on that sheet."""
    return finding.code == "E192" and finding.params.get("reference") == sheet


def _many_gone(path: Path, one: _Gone, kept: Path | None) -> ManyGoneError:
    gone = len(one.identifiers)
    zh, en = (f"上一版在 {kept}。", f" The version before is {kept}.") if kept else ("", "")
    return ManyGoneError(
        f"{path} 的「{one.title}」少了 {gone:,} 条记录（上次有 {one.known:,} 条），没有写入。"
        f"如果是有意删除的，请运行一次 custsheet process --accept-deletions；否则请恢复。{zh}",
        f"{gone:,} of {one.known:,} records of {one.title} in {path} are gone since the last pass, so nothing was "
        f"written. If that was meant, run custsheet process --accept-deletions once; if not, restore them.{en}",
    )


def _kept(path: Path, backups: Backups) -> Path | None:
    """The newest backup of the workbook, as far as there is one."""
    try:
        newest = next(iter(backups.list(path)), None)
        return backups.file(newest.digest) if newest else None
    except WorkbookError:
        return None
