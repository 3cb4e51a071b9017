"""In which language the command line speaks, and the sentences it says about a pass."""

from __future__ import annotations

import locale
import os
from typing import TYPE_CHECKING

from custsheet.model.errors import Lang

if TYPE_CHECKING:
    from custsheet.model.outcome import Outcome
    from custsheet.model.summary import Summary

SHOWN = 10


def ui_lang() -> Lang:
    """`CUSTSHEET_LANG` if set, else Chinese where the system is, else English."""
    chosen = os.environ.get("CUSTSHEET_LANG") or next(
        (value for value in map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG")) if value), None
    )
    if chosen is None:
        chosen = locale.getlocale()[0] or ""
    return "zh" if chosen.lower().startswith(("zh", "chinese")) else "en"


def summary(said: Summary, lang: Lang) -> list[str]:
    """The closing lines of a pass: what was found, what was written, what to open."""
    counts, groups, rows, ignored = said.counts, said.groups, said.rows, said.ignored
    shares = " · ".join(f"{tier} {number}" for tier, number in said.tiers.items())
    mended = [one(lang) for one in said.mended]
    if lang == "zh":
        left = f"已忽略 {ignored}；" if ignored else ""
        lines = [
            *mended,
            f"检查了 {rows:,} 行：错误 {counts['error']}，警告 {counts['warning']}，提示 {counts['info']}；{left}"
            f"疑似重复 {groups} 组；客户分级 {shares}。",
        ]
        if said.target is None and said.written:
            lines.append("试运行：没有写文件。")
        elif said.written:
            lines.append(f"已写入 {said.target}。" + (f"写之前的版本备份在 {said.backup}。" if said.backup else ""))
        elif said.target is None and said.sheets:
            lines.append("试运行：和上次相比没有变化，不会写文件。")
        elif said.target is not None:
            lines.append(f"和上次相比没有变化，{said.target} 没有改动。")
        if said.sheets and said.target is not None:
            lines.append(
                f"请打开 {said.target}，先看「{said.sheets[0]}」，再看" + _list(said.sheets[1:], "「", "」", "") + "。"
            )
        return lines
    left = f"{ignored} ignored; " if ignored else ""
    lines = [
        *mended,
        f"Checked {_many(rows, 'row')}: {_many(counts['error'], 'error')}, {_many(counts['warning'], 'warning')}, "
        f"{_many(counts['info'], 'hint')}; {left}{_many(groups, 'group')} of possible duplicates; tiers {shares}.",
    ]
    if said.target is None and said.written:
        lines.append("Dry run: nothing was written.")
    elif said.written:
        kept = f" The version before is kept at {said.backup}." if said.backup else ""
        lines.append(f"Wrote {said.target}.{kept}")
    elif said.target is None and said.sheets:
        lines.append("Dry run: nothing has changed since the last pass, so nothing would be written.")
    elif said.target is not None:
        lines.append(f"Nothing has changed since the last pass; {said.target} was left as it is.")
    if said.sheets and said.target is not None:
        lines.append(f"Open {said.target}: see {said.sheets[0]} first, then {_list(said.sheets[1:], '', '', ', ')}.")
    return lines


def findings(outcome: Outcome, lang: Lang, limit: int = SHOWN) -> list[str]:
    """The worst findings, one line each, and how many more there are."""
    from custsheet.model.address import place
    from custsheet.model.rules import message

    snapshot = outcome.snapshot
    schema, titles, labels = snapshot.schema, snapshot.sheet_titles, snapshot.field_labels(lang)
    lines = []
    for finding in outcome.findings[:limit]:
        title, cell = place(snapshot, finding)
        where = "!".join(part for part in (title, cell) if part)
        lines.append(f"  {finding.code}  {where}  {message(finding, schema, lang, titles, labels)}")
    more = len(outcome.findings) - limit
    if more > 0:
        sheet = schema.tool("findings").title(snapshot.lang)  # whoever lists findings here has not written that sheet
        lines.append(
            f"  …… 还有 {more} 处：用 --json 看全部，或运行 custsheet process 写进「{sheet}」"
            if lang == "zh"
            else f"  … and {more} more: see all with --json, or run custsheet process to write them into {sheet}"
        )
    return lines


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _list(titles: tuple[str, ...], before: str, after: str, between: str) -> str:
    return between.join(f"{before}{title}{after}" for title in titles)
