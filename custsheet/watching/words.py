"""What is said of a watched workbook: a title and a text for a notification, one line for the console and the log."""

from __future__ import annotations

from custsheet.model.text import Text, counted, text
from custsheet.watching.answer import Answer, Both
from custsheet.watching.events import (
    Checked,
    Conflicted,
    Event,
    Missing,
    Refused,
    StandsBy,
    WaitsForClose,
    WrittenBack,
)


def title(event: Event) -> Text:
    """What happened to which workbook."""
    name = event.workbook.name
    match event:
        case Checked():
            found = _found(event.answer)
            return text(f"{name}：{found.zh}", f"{name}: {found.en}")
        case WrittenBack():
            return text(f"{name}：结果已写入", f"{name}: the results are in it now")
        case WaitsForClose():
            return text(f"{name}：等待关闭", f"{name}: waiting until it is closed")
        case Missing():
            return text(f"{name}：文件不在", f"{name} is not there")
        case Conflicted():
            return text(f"{name}：出现冲突副本", f"{name}: there are two versions")
        case StandsBy():
            return text(f"{name}：已由别处处理", f"{name} is looked after elsewhere")
        case Refused():
            return text(f"{name}：没有处理", f"{name} was not processed")


def body(event: Event) -> Text:
    """The rest: what was found and what to do."""
    match event:
        case Checked():
            return _joined(
                *map(_text, (*event.answer.done, *event.answer.gone, *event.answer.worst)), _where(event.answer)
            )
        case WrittenBack():
            return _joined(*map(_text, (*event.answer.done, *event.answer.gone)), _found(event.answer))
        case WaitsForClose():
            who = event.holder
            zh = (who.name if who else "") or "有人"
            en = (who.name if who else "") or "Somebody"
            return text(
                f"{zh}正打开着它；关闭之后自动写入结果。",
                f"{en} has it open; the results are written in once it is closed.",
            )
        case Missing():
            return text(
                f"{event.workbook} 被移走、改名或删除了，或还没有建好；它一出现就会处理。",
                f"{event.workbook} was moved, renamed or deleted, or not made yet; it is processed once it is there.",
            )
        case Conflicted():
            return text(
                f"同步软件留下了另一个版本：{event.copy.name}。请对照两个文件，"
                f"把需要的内容抄进 {event.workbook.name}，再删除副本。",
                f"Synchronising left another version, {event.copy.name}. Compare the two, copy what is needed into "
                f"{event.workbook.name}, then delete the copy.",
            )
        case StandsBy():
            return text(
                f"{event.who} 正在处理它，这里只看不写。", f"{event.who} processes it; here it is only watched."
            )
        case Refused():
            return _text(event.said)


def line(event: Event) -> Text:
    """Both, the text below the title."""
    return _joined(*(said for said in (title(event), body(event)) if said.zh))


def _found(answer: Answer) -> Text:
    counts = {name: answer.counts.get(name, 0) for name in ("error", "warning", "info")}
    return text(
        f"错误 {counts['error']:,}，警告 {counts['warning']:,}，提示 {counts['info']:,}；疑似重复 {answer.groups:,} 组",
        f"{counted(counts['error'], 'error', 'errors')}, {counted(counts['warning'], 'warning', 'warnings')}, "
        f"{counted(counts['info'], 'hint', 'hints')}; "
        f"{counted(answer.groups, 'group', 'groups')} of possible duplicates",
    )


def _where(answer: Answer) -> Text | None:
    if not answer.written or answer.target is None:
        return None
    return text(f"结果在 {answer.target}", f"results in {answer.target}")


def _text(said: Both) -> Text:
    return text(said["zh"], said["en"])


def _joined(*said: Text | None) -> Text:
    kept = [one for one in said if one is not None]
    return text("\n".join(one.zh for one in kept), "\n".join(one.en for one in kept))
