"""A workbook takes over a newer standard: what differs is said, then its sheets follow, and nothing in it is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from custsheet import reading
from custsheet.memory.backups import Backups
from custsheet.model.bounds import chosen_day
from custsheet.model.errors import SchemaError, WorkbookError
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import text
from custsheet.model.upgrading import Upgrade, differences, merge, seed_of
from custsheet.package import gate
from custsheet.package.saving.commit import read
from custsheet.package.saving.lock import holder
from custsheet.pipeline.compute import UNSAID
from custsheet.pipeline.saving import save
from custsheet.pipeline.takeover import TakeOver
from custsheet.pipeline.turns import in_turn
from custsheet.reading.standards import standard

_MISTAKES = ("E321", "W322")
"""What is wrong on sheet 字段 and therefore not in force yet."""


@in_turn
def upgrade(
    path: Path | str,
    *,
    dry_run: bool = False,
    schema: str | Schema | None = None,
    today: date | None = None,
    backups: Backups | None = None,
) -> Upgrade:
    """Bring the standard that a workbook carries up to the newest version, or say what that would change.

    What the administrator changed on sheet 字段 wins over the new standard. Columns, rows, entries of lists and values
    of settings all stay; what the new standard dropped stays as the company's own.

    Args:
        path: a workbook made with custsheet.
        dry_run: only say what differs.
        schema: the newer standard: a shipped name, the path of a YAML file, or a `Schema`. None: the shipped one of the
            name that the workbook carries.
        today: what counts as today.
        backups: where the version before the write is kept.

    Raises:
        WorkbookError: the file cannot be read or written, somebody has it open, custsheet did not make it, its standard
            is newer, or something on sheet 字段 must be mended first; nothing was changed. SchemaError: the standard is
            wrong, or there is none of that name.
    """
    path, today = Path(path), chosen_day(today)
    who = None if dry_run else holder(path)
    if who is not None:
        refusal = who.refusal(path)
        raise WorkbookError(refusal.zh, refusal.en)
    data, digest = read(path)
    report = gate(data)
    snapshot = reading.read(data, schema=standard(), today=today, plain=report.plain)
    _refuse(path, snapshot)
    new = _newest(path, snapshot.schema, schema)
    merged = merge(seed_of(snapshot), snapshot.schema, new)
    known = {one.version for one in snapshot.schema.changes}
    found = Upgrade(
        workbook=path,
        digest=digest,
        lang=snapshot.lang,
        title=new.title,
        before=snapshot.schema.version,
        after=merged.schema.version,
        differences=differences(merged) if merged else (),
        changes=tuple(one for one in new.changes if one.version not in known),
        notices=tuple(text(one.zh, one.en) for one in report.notices if one.code not in UNSAID),
    )
    if dry_run or not merged:
        return found
    result, notes = TakeOver(data, snapshot, today, report.plain).done(merged)
    backup = save(path, result, digest, backups or Backups())
    return replace(found, written=True, backup=backup, notices=(*found.notices, *notes))


def _refuse(path: Path, snapshot: Snapshot) -> None:
    """Stop at a workbook that has no standard to bring up to date, or whose own changes are not all in force."""
    if not snapshot.native:
        raise WorkbookError(
            f"{path} 不是用 custsheet new 建的，里面没有可升级的数据标准；直接运行 custsheet process，用的就是最新的。",
            f"{path} was not made with custsheet new and carries no standard to upgrade; "
            "run custsheet process, which uses the newest one.",
        )
    if snapshot.carried is None:
        raise WorkbookError(
            f"{path} 里的数据标准已损坏，不能升级。请先运行一次 custsheet process，或从备份恢复。",
            f"The standard in {path} is damaged and cannot be upgraded. "
            "Run custsheet process once first, or restore a backup.",
        )
    wrong = [one.cell for one in snapshot.findings if one.code in _MISTAKES and one.cell]
    if wrong:
        place = snapshot.owned["fields"]
        raise WorkbookError(
            f"「{place}」里还有没改好的地方（{'、'.join(wrong[:3])}），改动还没有全部生效；请先改好，再升级。",
            f"Sheet {place} still has mistakes ({', '.join(wrong[:3])}), so that not all its changes are in force; "
            "mend them first.",
        )


def _newest(path: Path, mine: Schema, schema: str | Schema | None) -> Schema:
    """The standard to bring the workbook up to."""
    try:
        new = schema if isinstance(schema, Schema) else standard(mine.name if schema is None else schema)
    except SchemaError as error:
        if schema is not None:
            raise
        raise SchemaError(
            f"{path} 用的是你们自己的标准“{mine.name}”；请加 --schema，写上它新版本的 YAML 文件。",
            f"{path} carries a standard of your own, '{mine.name}'; "
            "give the YAML file of its new version with --schema.",
        ) from error
    if new.name != mine.name:
        raise SchemaError(
            f"{path} 的标准是“{mine.name}”，给出的是“{new.name}”，不是同一份标准。",
            f"{path} carries the standard '{mine.name}'; '{new.name}' is another one.",
        )
    if _number(new.version) < _number(mine.version):
        raise WorkbookError(
            f"{path} 的标准是 {mine.version} 版，比这里的 {new.version} 版新。请升级 custsheet。",
            f"The standard in {path} is version {mine.version}, newer than {new.version} here. Update custsheet.",
        )
    return new


def _number(version: str) -> tuple[int, ...]:
    """1.10.0 is more than 1.9.0."""
    return tuple(map(int, re.findall(r"[0-9]+", version)))
