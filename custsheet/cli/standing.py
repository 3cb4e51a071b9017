"""What `custsheet status` says of one watched workbook, in words and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from custsheet.model.text import Text, counted, text
from custsheet.package.saving.lock import Holder
from custsheet.watching.status import Standing

_STATES: Mapping[str, Text] = {
    "idle": text("空闲", "idle"),
    "settling": text("正在等保存完成", "waiting for a save to end"),
    "computing": text("正在处理", "being processed"),
    "pending": text("等待关闭后写入", "waiting until it is closed"),
    "missing": text("找不到文件", "the file is gone"),
    "standby": text("由另一台电脑处理", "looked after by another computer"),
}
NOTHING = text(
    "没有监视任何工作簿。要开始，请运行 custsheet watch 加工作簿或文件夹；加上 --install 则每次登录时自动开始。",
    "No workbook is watched. To begin, run custsheet watch with a workbook or a folder; with --install it begins "
    "at every log-in.",
)


def as_object(standing: Standing, running: bool, who: Holder | None) -> dict[str, object]:
    """For programs; names may be added, not renamed."""
    return {
        "workbook": standing.workbook,
        "running": running,
        "state": standing.state,
        "pid": standing.pid,
        "beat": standing.beat,
        "last_pass": standing.last_pass,
        "counts": dict(standing.counts),
        "groups": standing.groups,
        "pending": standing.pending,
        "open_by": {"program": who.program, "name": who.name, "host": who.host} if who else None,
        "looked_after_by": standing.holder if standing.state == "standby" else None,
        "said": dict(standing.said) if standing.said else None,
        "target": standing.target,
    }


def lines(standing: Standing, running: bool, who: Holder | None) -> list[Text]:
    """One workbook: its path, how it stands, and what a person may have to do."""
    told = [text(standing.workbook, standing.workbook), _now(standing, running)]
    if standing.last_pass:
        told.append(_last(standing))
    if who is not None:
        told.append(_open(who))
    if standing.pending:
        told.append(_waits(standing, running))
    if standing.said:
        said = standing.said
        told.append(text(f"没有处理：{said['zh']}", f"Not processed: {said['en']}"))
    return [told[0], *(text(f"  {line.zh}", f"  {line.en}") for line in told[1:])]


def _now(standing: Standing, running: bool) -> Text:
    if not running:
        seen = _shown(standing.beat)
        return text(f"现在没有在监视（上次监视到 {seen}）", f"Not watched now (was until {seen})")
    state = _STATES.get(standing.state) or text(standing.state, standing.state)
    other = f"：{standing.holder}" if standing.state == "standby" and standing.holder else ""
    return text(f"正在监视，{state.zh}{other}", f"Watched; {state.en}{other.replace('：', ': ')}")


def _last(standing: Standing) -> Text:
    when, counts = _shown(standing.last_pass or ""), standing.counts
    errors, warnings, hints = (counts.get(name, 0) for name in ("error", "warning", "info"))
    return text(
        f"上次处理 {when}：错误 {errors:,}，警告 {warnings:,}，提示 {hints:,}；疑似重复 {standing.groups:,} 组",
        f"Last pass {when}: {counted(errors, 'error', 'errors')}, {counted(warnings, 'warning', 'warnings')}, "
        f"{counted(hints, 'hint', 'hints')}; {counted(standing.groups, 'group', 'groups')} of possible duplicates",
    )


def _open(who: Holder) -> Text:
    zh = (who.name or "有人") + (f"（电脑 {who.host}）" if who.host else "")
    en = (who.name or "Somebody") + (f" (on {who.host})" if who.host else "")
    return text(f"{zh}正用 {who.program} 打开着", f"{en} has it open in {who.program}")


def _waits(standing: Standing, running: bool) -> Text:
    zh = f"，现在可看 {standing.target}" if standing.target else ""
    en = f"; until then see {standing.target}" if standing.target else ""
    if running:
        return text(f"结果等它关闭后写入{zh}", f"The results are written into it once it is closed{en}")
    return text(
        f"结果还没有写入{zh}；请再运行 custsheet watch 或 custsheet process",
        f"The results are not in it yet{en}; run custsheet watch or custsheet process",
    )


def _shown(moment: str) -> str:
    """In this computer's time, to the minute."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
