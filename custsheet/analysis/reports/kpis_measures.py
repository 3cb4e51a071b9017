"""The improvement measures on sheet 经营指标: what each figure was before, and what it is since."""

from __future__ import annotations

import pandas as pd

from custsheet.analysis.kpis.improvements import OF_NOW, SPAN, Improvement, effects, improvements
from custsheet.analysis.reports import kpis_shown
from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import Block, Column
from custsheet.model.text import Text, text

_HOW = text(
    "还没有改进措施：在「选项」的“改进措施”里一格写一条，如“2026-03-01 满意度：投诉当天回电”。",
    "No measures yet: in Options, under Improvement measures, write one a cell, such as"
    ' "2026-03-01 Satisfaction: complaints are called back the same day".',
)
_WAITING = text("措施还没开始，或者还没有数据。", "The measures have not begun yet, or there is no data.")


def read(facts: Facts) -> tuple[tuple[Improvement, ...], tuple[str, ...]]:
    """The measures people wrote down, and entries that name no day."""
    known = {one.name: (one.title.zh, one.title.en) for one in facts.kpis if one.name not in OF_NOW}
    return improvements(facts.snapshot.lists, known)


def measures(facts: Facts) -> Block:
    """Every measure against the figures it is meant to move."""
    found, unread = read(facts)
    rows = []
    for one in effects(facts.sources, found):
        before, since = one.before, one.since
        rows.append(
            {
                "said": one.improvement.said or facts.say("（没写）", "(not told)"),
                "day": one.improvement.day,
                "figure": kpis_shown.title(facts, since),
                "before": kpis_shown.value(facts, before),
                "n_before": before.n,
                "since": kpis_shown.value(facts, since),
                "n": since.n,
                "change": kpis_shown.change(since, before.value),
                "days": one.days,
                "kind": kpis_shown.kind(since),
                "changed": kpis_shown.change_kind(since),
            }
        )
    names = ("said", "day", "figure", "before", "n_before", "since", "n", "change", "days", "kind", "changed")
    return Block(
        "measures",
        text("改进措施：之前和之后", "Improvement measures: before and after"),
        (
            Column("figure", text("指标", "Figure")),
            Column("before", text("之前", "Before"), "number", kinds="kind"),
            Column("n_before", text("样本", "Cases"), "count"),
            Column("since", text("之后", "After"), "number", kinds="kind"),
            Column("change", text("变化", "Change"), "change", kinds="changed"),
            Column("n", text("之后样本", "Cases after"), "count"),
            Column("day", text("开始", "Began"), "date"),
            Column("days", text("各算几天", "Days each"), "count"),
            Column("said", text("措施", "Measure"), "long"),
        ),
        pd.DataFrame(rows, columns=list(names)),
        note=_note(unread),
        empty=_WAITING if found else _HOW,
    )


def _note(unread: tuple[str, ...]) -> Text:
    note = text(
        f"之前、之后天数相同，最多 {SPAN} 天；按年算的指标用截至当天的 12 个月。同时发生的其他事也在里面",
        f"as many days before as after, {SPAN} at most; twelve months for figures of a year. Whatever else happened is"
        " in it too",
    )
    if not unread:
        return note
    quoted = unread[0] if len(unread[0]) <= 20 else unread[0][:19] + "…"
    return text(
        f"{note.zh}；看不出日期的 {len(unread):,} 条没算（如“{quoted}”）",
        f'{note.en}; without a date and left out: {len(unread):,} (such as "{quoted}")',
    )


def begun(facts: Facts) -> frozenset[str]:
    """The months, as the trend calls them, in which a measure began."""
    return frozenset(f"{one.day:%y-%m}" for one in read(facts)[0])
