"""What an upgrade came to, as sentences and as the JSON object of `custsheet upgrade --json`."""

from __future__ import annotations

from typing import Any

from custsheet.model.errors import Lang
from custsheet.model.text import counted
from custsheet.model.upgrading import Upgrade

_SIGNS = {"new": "+", "changed": "~", "gone": "-", "kept": "=", "left_out": "!", "own": "="}


def lines(done: Upgrade, lang: Lang) -> list[str]:
    """What differs, and what was done about it."""
    said = [notice(lang) for notice in done.notices]
    zh = lang == "zh"
    if not done.differences:
        title, after, file = done.title(lang), done.after, done.workbook
        said.append(
            f"{file} 的标准「{title}」已是最新的 {after} 版，不用升级。"
            if zh
            else f"{file} already carries the newest version of {title}, {after}; there is nothing to do."
        )
        return said
    said.append(
        f"标准「{done.title.zh}」{done.before} → {done.after}，{len(done.differences)} 处不同："
        if zh
        else f"{done.title.en} {done.before} → {done.after}, "
        f"{counted(len(done.differences), 'difference', 'differences')}:"
    )
    for change in done.changes:
        said.append(f"  {change.version}（{change.date}）" if zh else f"  {change.version} ({change.date})")
        said += [f"    {what(lang)}" for what in change.what]
    said += [f"  {_SIGNS[one.kind]} {one.text(lang)}" for one in done.differences]
    said.append(_closing(done, lang))
    return said


def _closing(done: Upgrade, lang: Lang) -> str:
    file = f'"{done.workbook}"' if " " in str(done.workbook) else str(done.workbook)
    if not done.written:
        return (
            "试运行：没有写文件。不加 --dry-run 再运行一次就会升级。"
            if lang == "zh"
            else "Dry run: nothing was written. Run it again without --dry-run to upgrade."
        )
    if lang == "zh":
        kept = f"写之前的版本备份在 {done.backup}。" if done.backup else ""
        return f"已升级 {done.workbook}。{kept}请接着运行：custsheet process {file}"
    kept = f" The version before is kept at {done.backup}." if done.backup else ""
    return f"Upgraded {done.workbook}.{kept} Now run: custsheet process {file}"


def as_object(done: Upgrade) -> dict[str, Any]:
    """Plain data, ready for `json.dumps`; keys may be added, not renamed."""
    return {
        "workbook": str(done.workbook),
        "digest": done.digest,
        "lang": done.lang,
        "title": done.title.model_dump(),
        "before": done.before,
        "after": done.after,
        "current": not done.differences,
        "written": done.written,
        "backup": str(done.backup) if done.backup else None,
        "differences": [
            {"kind": one.kind, "place": list(one.place), "text": one.text.model_dump()} for one in done.differences
        ],
        "changes": [change.model_dump(mode="json") for change in done.changes],
        "notices": [notice.model_dump() for notice in done.notices],
    }
