"""KPIs about what customers say: satisfaction, recommendation, complaints, and whether their feedback is answered."""

from __future__ import annotations

from collections.abc import Iterator

from custsheet.analysis.kpis import voices
from custsheet.analysis.kpis.sources import Sources
from custsheet.analysis.kpis.values import NOTHING, Kpi, Rate, kpi
from custsheet.model.text import Text, counted, text

_BASES = {
    "orders": text("投诉件数 ÷ 同期有成交金额的订单数", "complaints ÷ orders of the period that sold something"),
    "active": text("投诉件数 ÷ 同期成交客户数", "complaints ÷ customers who bought in the period"),
    "customers": text(
        "同期成交客户中有投诉的 ÷ 成交客户", "customers who bought and complained ÷ customers who bought"
    ),
}


def about_opinions(sources: Sources) -> Iterator[Kpi]:
    """All of them, in the order shown."""
    yield satisfaction(sources)
    yield _recommendation(sources)
    yield complaints(sources)
    yield from _closing(sources)


def satisfaction(sources: Sources) -> Kpi:
    """CSAT, by the measure that is set, which has a target of its own."""
    rules, rated = sources.rules, sources.once("ratings", lambda: voices.ratings(sources.snapshot))
    now, before = (voices.measured(rated, one.period, rules.satisfaction_measure) for one in (sources, sources.earlier))
    n = now.n
    title = text("满意度", "Satisfaction")
    if rules.satisfaction_measure == "mean":
        formula = text(
            "服务、反馈两表期内评分（1–5）的平均", "mean of the period's ratings (1–5) on Service and Feedback"
        )
        note = text(f"{n:,} 份评价", counted(n, "rating", "ratings"))
        if (target := rules.csat_mean_target) is not None:
            note = text(f"目标 {target:g} 分 · {note.zh}", f"target {target:g} · {note.en}")
        return kpi("csat", title, formula, "score", now, before, least=rules.min_sample, target=target, note=note)
    return kpi(
        "csat",
        title,
        text(
            "4、5 分的评价 ÷ 服务、反馈两表期内全部评价",
            "ratings of 4 and 5 ÷ all ratings of the period on Service and Feedback",
        ),
        "percent",
        now,
        before,
        least=rules.min_sample,
        target=rules.csat_target,
        note=text(
            f"目标 {rules.csat_target:g}% · {n:,} 份评价",
            f"target {rules.csat_target:g}% · {counted(n, 'rating', 'ratings')}",
        ),
    )


def _recommendation(sources: Sources) -> Kpi:
    now, before = (voices.recommendation(sources.snapshot, one.period) for one in (sources, sources.earlier))
    return kpi(
        "nps",
        text("净推荐值", "NPS"),
        text(
            "9–10 分占比 − 0–6 分占比（反馈表的推荐意愿）", "share of 9–10 − share of 0–6 (Feedback: would recommend)"
        ),
        "points",
        now,
        before,
        least=sources.rules.min_sample,
        target=sources.rules.nps_target,
        note=text(f"{now.n:,} 份回答", counted(now.n, "answer", "answers")),
    )


def complaints(sources: Sources) -> Kpi:
    """Complaint rate over the denominator that is set."""
    base = sources.rules.complaint_base
    now, before = (complained(one) for one in (sources, sources.earlier))
    hits = int(now.hits)
    many = counted(hits, "complaint", "complaints")
    notes: dict[str, Text] = {
        "orders": text(f"{now.n:,} 笔订单，{hits:,} 件投诉", f"{many} on {counted(now.n, 'order', 'orders')}"),
        "active": text(f"{now.n:,} 位成交客户，{hits:,} 件投诉", f"{many} of {counted(now.n, 'buyer', 'buyers')}"),
        "customers": text(
            f"{now.n:,} 位成交客户中 {hits:,} 位有投诉", f"{hits:,} of {counted(now.n, 'buyer', 'buyers')} complained"
        ),
    }
    return kpi(
        "complaints",
        text("投诉率", "Complaint rate"),
        _BASES[base],
        "percent",
        now,
        before if sources.earlier.reaches else NOTHING,
        least=sources.rules.min_sample,
        target=sources.rules.complaint_target,
        better="less",
        note=notes[base],
    )


def complained(sources: Sources) -> Rate:
    """As the setting complaint_base asks: per order, per active customer, or of active customers."""
    base = sources.rules.complaint_base
    cases = sources.once("complaints", lambda: voices.complaint_cases(sources.snapshot))
    if base == "orders":
        return voices.complaints(cases, sources.lines, sources.period)
    buyers = sources.names[sources.purchases.buyers(sources.period)]
    by_base = voices.complaints_per_buyer if base == "active" else voices.complaining
    return by_base(cases, buyers, sources.period)


def _closing(sources: Sources) -> Iterator[Kpi]:
    rules, both = sources.rules, (sources, sources.earlier)
    now, before = (voices.closing(one.snapshot, one.period) for one in both)
    yield kpi(
        "closing",
        text("反馈闭环率", "Feedback closed"),
        text("已回复客户的反馈 ÷ 期内全部反馈", "feedback after which the customer was told ÷ all of the period"),
        "percent",
        now,
        before,
        least=rules.min_sample,
        target=rules.closing_target,
        note=text(
            f"{now.n:,} 条反馈，{now.n - int(now.hits):,} 条还没回复客户",
            f"{now.n - int(now.hits):,} of {now.n:,} not told yet",
        ),
    )
    days, earlier = (voices.reply_days(one.snapshot, one.period) for one in both)
    yield kpi(
        "reply_days",
        text("回复客户时长", "Days until told"),
        text("反馈日期到回复客户日期的天数，中位数", "median of days from feedback to telling the customer"),
        "days",
        days,
        earlier,
        least=rules.min_sample,
        target=rules.reply_target,
        better="less",
        note=text(f"{days.n:,} 条已回复", f"{days.n:,} told"),
    )
