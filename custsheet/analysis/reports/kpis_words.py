"""What sheet 经营指标 says: which target is missed and where to look, what got worse, what got better, what is due."""

from __future__ import annotations

from collections.abc import Sequence

from custsheet.analysis.kpis import Kpi
from custsheet.analysis.money import money_text
from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import Mark
from custsheet.model.text import Text, text

_MOVED = 2.0  # percentage points from which a change is told
_LISTED = 2  # figures named in one sentence
_UNITS = {
    "hours": text("小时", "h"),
    "days": text("天", "days"),
    "times": text("次", "times"),
    "points": text("分", "points"),
    "score": text("分", "points"),
}
_SAME = frozenset({"churn"})  # what moves with another figure and says nothing of its own


def answers(facts: Facts) -> tuple[tuple[Mark, Text], ...]:
    """At most four sentences, each with a status."""
    every = [one for one in facts.kpis if one.name not in _SAME]
    moved = [one for one in every if one.kind in {"percent", "points"} and one.delta is not None]
    said = [_targets(facts, every), _worse(facts, moved), _better(facts, moved), _waiting(facts.kpis)]
    return tuple(one for one in said if one is not None)


def _targets(facts: Facts, every: Sequence[Kpi]) -> tuple[Mark, Text]:
    aimed = [one for one in every if one.target is not None and one.value is not None]
    if not aimed:
        return "none", text(
            "还没有能和目标比的指标：先在「参数」的“目标”里填几项，比如投诉率上限、响应达标率。",
            "No figure has a target yet: set a few in Settings under Targets, such as the complaint limit.",
        )
    missed = sorted((one for one in aimed if one.status in {"bad", "near"}), key=lambda one: (one.status, -_gap(one)))
    if not missed:
        all_ = (
            "The only figure here with a target is"
            if len(aimed) == 1
            else f"All {len(aimed)} figures here with a target are"
        )
        return "good", text(f"本表有目标的 {len(aimed)} 项指标都达标了。", f"{all_} on it.")
    worst = missed[0]
    look = text("", "")
    if behind := sum(map(len, worst.rows.values())):
        look = text(f"，先看它背后的 {behind:,} 条记录", f"; look at the {behind:,} records behind it first")
    mark: Mark = "bad" if worst.status == "bad" else "near"
    return mark, text(
        f"本表有目标的 {len(aimed)} 项里 {len(missed)} 项没达标，差得最多的是{worst.title.zh}"
        f"（{_value(facts, worst).zh}，目标 {_value(facts, worst, worst.target).zh}）{look.zh}。",
        f"{len(missed)} of {len(aimed)} figures here with a target miss it, most of all {worst.title.en}"
        f" ({_value(facts, worst).en}, target {_value(facts, worst, worst.target).en}){look.en}.",
    )


def _gap(one: Kpi) -> float:
    """How far a figure is from its target, as a share of it."""
    if one.target is None or one.value is None:
        return 0.0
    return abs(one.value - one.target) / max(abs(one.target), 1e-9)


def _moved(one: Kpi) -> float:
    """Percentage points by which a figure got better; below 0 it got worse."""
    points = (one.delta or 0.0) * (100 if one.kind == "percent" else 1)
    return round(points if one.better == "more" else -points, 6)


def _worse(facts: Facts, moved: Sequence[Kpi]) -> tuple[Mark, Text] | None:
    lost = sorted((one for one in moved if _moved(one) <= -_MOVED), key=_moved)[:_LISTED]
    if not lost:
        return None
    zh, en = ("、".join(_change(facts, one).zh for one in lost), ", ".join(_change(facts, one).en for one in lost))
    return "bad", text(
        f"比上一年变差最多的：{zh}。请负责人说明原因。",
        f"Worse than the year before, most of all: {en}. Have those in charge say why.",
    )


def _better(facts: Facts, moved: Sequence[Kpi]) -> tuple[Mark, Text] | None:
    won = sorted((one for one in moved if _moved(one) >= _MOVED), key=_moved, reverse=True)[:_LISTED]
    if not won:
        return None
    zh, en = ("、".join(_change(facts, one).zh for one in won), ", ".join(_change(facts, one).en for one in won))
    return "good", text(f"进步最大的：{zh}。", f"Better most of all: {en}.")


def _change(facts: Facts, one: Kpi) -> Text:
    now, before = _value(facts, one), _value(facts, one, one.previous)
    return text(f"{one.title.zh}（{before.zh} → {now.zh}）", f"{one.title.en} ({before.en} → {now.en})")


def _waiting(every: Sequence[Kpi]) -> tuple[Mark, Text] | None:
    """What can be done today."""
    zh, en = [], []
    named = {one.name: one for one in every}
    for name, sheet, said in (
        ("unanswered", "service", text("{} 件请求还没响应", "{} requests without an answer")),
        ("closing", "feedback", text("{} 条反馈还没回复客户", "{} customers to be told what came of their feedback")),
    ):
        many = len(named[name].rows.get(sheet, ())) if name in named else 0
        if many:
            zh.append(said.zh.format(many))
            en.append(said.en.format(many))
    if not zh:
        return None
    return "near", text(
        f"先做这些：{'，'.join(zh)}，从最早的开始。", f"To do first: {', '.join(en)}; the oldest first."
    )


def _value(facts: Facts, one: Kpi, value: float | None = None) -> Text:
    """A value of `one` as a sentence says it: its own, or another in the same unit."""
    number = one.value if value is None else value
    if number is None:
        return text("–", "–")
    if one.kind == "percent":
        said = f"{100 * number:.1f}".removesuffix(".0") + "%"
        return text(said, said)
    if one.kind == "money":
        return money_text(round(100 * number), facts.rules.currency)
    said, unit = f"{number:,.1f}".removesuffix(".0"), _UNITS.get(one.kind)
    return text(f"{said} {unit.zh}", f"{said} {unit.en}") if unit else text(said, said)
