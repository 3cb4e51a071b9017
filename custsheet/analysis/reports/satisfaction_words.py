"""What sheet 满意度与反馈 says: is the target met, where is it worst, of what they complain, who waits for a reply."""

from __future__ import annotations

import pandas as pd

from custsheet.analysis.kpis.voices import ratings, satisfaction
from custsheet.analysis.money import percent
from custsheet.analysis.period import last_quarter
from custsheet.analysis.reports.satisfaction_cases import Opinions, named
from custsheet.model.report import Mark
from custsheet.model.text import Text, counted, text

_NAMED = 3  # pieces of comments in a sentence
_BEHIND = 0.05  # share below the whole from which a product is told
_SPLIT = 15


def answers(found: Opinions) -> tuple[tuple[Mark, Text], ...]:
    """At most four sentences, each with a status."""
    said = [_level(found), _worst(found), _words(found), _waiting(found)]
    return tuple(one for one in said if one is not None)


def _level(found: Opinions) -> tuple[Mark, Text] | None:
    kpi = named(found.facts.kpis, "csat")
    if kpi.value is None:
        return None
    share = kpi.kind == "percent"

    def said(value: float) -> str:
        return percent(value, 1) if share else f"{value:.2f}"

    zh, en = f"满意度 {said(kpi.value)}", f"Satisfaction is {said(kpi.value)}"
    if kpi.target is not None:
        zh, en = f"{zh}（目标 {said(kpi.target)}）", f"{en} (target {said(kpi.target)})"
    if kpi.previous is not None:
        zh, en = f"{zh}，上一年 {said(kpi.previous)}", f"{en}, {said(kpi.previous)} the year before"
    low = len(found.low)
    zh += f"；{kpi.n:,} 份评分里 {low:,} 份只给了 1–3 分"
    en += f"; {low:,} of {counted(kpi.n, 'rating', 'ratings')} are 1 to 3"
    recent = last_quarter(found.facts.period)[0]
    lately = satisfaction(found.facts.sources.once("ratings", lambda: ratings(found.facts.snapshot)), recent)
    if (good := lately.value(found.facts.rules.min_sample)) is not None:  # the figure that the dashboard's words tell
        zh += f"；近 3 个月 {percent(good)} 是 4–5 分（{lately.n:,} 份）"
        en += f"; in the last 3 months {percent(good)} of {counted(lately.n, 'rating', 'ratings')} were 4 or 5"
    mark: Mark = kpi.status
    return mark, text(f"{zh}。", f"{en}.")


def _worst(found: Opinions) -> tuple[Mark, Text] | None:
    """The type with most low scores, and the product with the lowest satisfaction."""
    types = found.split("type", _SPLIT)
    types = types[types["low"].notna()]
    if not len(types):
        return None
    first = types.iloc[0]
    zh = f"不满意最多的是{first['name']}（{first['low']:,} 份，占 {percent(first['share'])}）"
    en = f"Most low scores are about {first['name']} ({first['low']:,}, {percent(first['share'])} of all)"
    whole = named(found.facts.kpis, "csat")
    products = found.split("product", 10_000).set_index("name")["csat"]
    rated = pd.to_numeric(products, errors="coerce").dropna().sort_values(kind="stable")
    if whole.kind == "percent" and whole.value is not None and len(rated) and rated.iloc[0] <= whole.value - _BEHIND:
        zh += f"；产品里最低的是{rated.index[0]}（{percent(rated.iloc[0])}）：先查这两处"
        en += f"; the product with the lowest satisfaction is {rated.index[0]} ({percent(rated.iloc[0])}): begin there"
    return "near", text(f"{zh}。", f"{en}.")


def _words(found: Opinions) -> tuple[Mark, Text] | None:
    told = found.words.head(_NAMED)
    if not len(told):
        return None
    zh = "、".join(f"“{one.piece}”（{one.low:,} 条，满意里 {one.good:,} 条）" for one in told.itertuples())
    en = ", ".join(f"“{one.piece}” ({one.low:,}, in good ones {one.good:,})" for one in told.itertuples())
    return "near", text(
        f"低分里常说：{zh}。逐条找原因，改了再问客户。", f"Low scores say: {en}. Find the cause of each."
    )


def _waiting(found: Opinions) -> tuple[Mark, Text] | None:
    untold = found.untold
    if not len(untold):
        closing = named(found.facts.kpis, "closing")
        if not closing.n:
            return None
        return "good", text("每条反馈都回复了客户。", "Every customer was told what came of their feedback.")
    longest = (pd.Timestamp(found.facts.today) - untold["when"].min()).days
    return "bad", text(
        f"{len(untold):,} 条反馈还没回复客户，最久的已经 {longest:,} 天：从最早的开始回复。",
        f"{counted(len(untold), 'feedback waits', 'pieces of feedback wait')} for a reply, for up to"
        f" {counted(longest, 'day', 'days')}: begin with the oldest.",
    )
