"""All that the dashboard shows, put together."""

from __future__ import annotations

import pandas as pd

from custsheet.analysis import cards, series
from custsheet.analysis.board.cube import cube
from custsheet.analysis.columns import found
from custsheet.analysis.kpis import voices
from custsheet.analysis.period import Period
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.sentences import old_data, plain, sentences
from custsheet.model.outcome import Figures
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, text


def figures(facts: Facts) -> Figures:
    """The dashboard of a workbook.

    All of it is about the twelve months to the reference day, but for what is open on the real day: tasks that are
    late or due, and requests that wait.
    """
    snapshot, ledger, tiers, today = facts.snapshot, facts.ledger, facts.tiers, facts.today
    sources, period, once, ranked = facts.sources, facts.period, facts.once, facts.ranked
    rated = sources.once("ratings", lambda: voices.ratings(snapshot))
    revenue = series.revenue(ledger.lines, ledger.first, period.end)
    said = sentences(facts, revenue, rated)
    if not said and (one := plain(sources)):
        said = ((one, ("orders",)),)
    return Figures(
        period=period.title(),
        sentences=tuple(one for one, _ in said),
        leads=tuple(leads for _, leads in said),
        cards=cards.cards(sources),
        revenue=revenue,
        tiers=series.by_tier(tiers.table, once),
        pareto=ranked.head(series.PARETO)[["customer", "amount", "cumulative", "tier"]],
        buyers=len(ranked),
        top=_top(facts),
        groups=series.groups(once),
        satisfaction=series.satisfaction_by_month(rated, period.end),
        overdue=series.overdue(snapshot, today),
        board=cube(sources),
        begun=sources.begun,
        notes=(*tiers.notes, *_notes(snapshot, ledger.lines, rated, period)),
    )


def _top(facts: Facts) -> pd.DataFrame:
    top = facts.largest.head(series.TOP)
    unsure = top["record"].isin(facts.in_doubt.index)
    return top[["customer", "amount", "share", "tier"]].assign(unverified=unsure.to_numpy(dtype=bool))


def shown_figures(facts: Facts) -> Figures | None:
    """The dashboard, None where the workbook's standard has no sheet for it: it is not computed unseen."""
    return figures(facts) if facts.snapshot.schema.has_tool("dashboard") else None


def _notes(snapshot: Snapshot, lines: pd.DataFrame, rated: pd.DataFrame, period: Period) -> list[Text]:
    notes = []
    if len(lines) and not period.mask(lines["day"]).any():
        last = f"{lines['day'].max():%Y-%m-%d}"
        advice = old_data(snapshot, last)
        notes.append(
            text(
                f"最近 12 个月没有订单，最后一笔在 {last}；{advice.zh}。",
                f"The latest order is of {last}, over 12 months ago; {advice.en}.",
            )
        )
    if not len(rated):
        notes.append(
            text(
                "「服务」「反馈」里还没有满意度评分。",
                "No satisfaction ratings yet.",
            )
        )
    if found(snapshot, "tasks", "due", "status") is None:
        notes.append(text("还没有任务。", "There are no tasks yet."))
    return notes
