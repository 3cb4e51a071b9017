"""KPIs about customers: satisfaction, recommendation, complaints, feedback; staying and leaving; sales."""

from __future__ import annotations

from collections.abc import Iterator

from custsheet.analysis.kpis import trade, voices
from custsheet.analysis.kpis.sources import Sources
from custsheet.analysis.kpis.values import NOTHING, Amount, Kpi, Rate, kpi
from custsheet.model.text import Text, counted, text

_BASES = {
    "orders": text("投诉件数 ÷ 同期有效订单数", "complaints ÷ valid orders of the period"),
    "active": text("投诉件数 ÷ 同期成交客户数", "complaints ÷ customers who bought in the period"),
    "customers": text(
        "同期成交客户中有投诉的 ÷ 成交客户", "customers who bought and complained ÷ customers who bought"
    ),
}
_CHURN = text("客户流失率", "Churn")


def about_customers(sources: Sources) -> Iterator[Kpi]:
    """All of them, in the order shown."""
    yield satisfaction(sources)
    yield _recommendation(sources)
    yield complaints(sources)
    yield from _closing(sources)
    yield retention(sources)
    yield from _churn(sources)
    yield from _conversion(sources)
    yield repurchase(sources)
    yield from _orders(sources)


def satisfaction(sources: Sources) -> Kpi:
    """CSAT, by the measure that is set; only a share has a target."""
    rules, rated = sources.rules, sources.once("ratings", lambda: voices.ratings(sources.snapshot))
    now, before = (voices.measured(rated, one.period, rules.satisfaction_measure) for one in (sources, sources.earlier))
    n = now.n
    title = text("满意度", "Satisfaction")
    if rules.satisfaction_measure == "mean":
        formula = text(
            "服务、反馈两表期内评分（1–5）的平均", "mean of the period's ratings (1–5) on Service and Feedback"
        )
        note = text(f"{n} 份评价", counted(n, "rating", "ratings"))
        return kpi("csat", title, formula, "score", now, before, least=rules.min_sample, note=note)
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
            f"目标 {rules.csat_target:g}% · {n} 份评价",
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
        note=text(f"{now.n} 份回答", counted(now.n, "answer", "answers")),
    )


def complaints(sources: Sources) -> Kpi:
    """Complaint rate over the denominator that is set."""
    base = sources.rules.complaint_base
    now, before = (_complained(one, base) for one in (sources, sources.earlier))
    hits = int(now.hits)
    many = counted(hits, "complaint", "complaints")
    notes: dict[str, Text] = {
        "orders": text(f"{now.n} 笔订单，{hits} 件投诉", f"{many} on {counted(now.n, 'order', 'orders')}"),
        "active": text(f"{now.n} 位成交客户，{hits} 件投诉", f"{many} of {counted(now.n, 'buyer', 'buyers')}"),
        "customers": text(
            f"{now.n} 位成交客户中 {hits} 位有投诉", f"{hits} of {counted(now.n, 'buyer', 'buyers')} complained"
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


def _complained(sources: Sources, base: str) -> Rate:
    """As the setting complaint_base asks: per order, per active customer, or of active customers."""
    cases = sources.once("complaints", lambda: voices.complaint_cases(sources.snapshot))
    if base == "orders":
        return voices.complaints(cases, sources.lines, sources.period)
    buyers = sources.names[trade.buyers(sources.bought, sources.period)]
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
            f"{now.n} 条反馈，{now.n - int(now.hits)} 条还没回复客户",
            f"{now.n - int(now.hits)} of {now.n} not told yet",
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
        better="less",
        note=text(f"{days.n} 条已回复", f"{days.n} told"),
    )


def retention(sources: Sources) -> Kpi:
    """Customers of the year before who are customers still."""
    rules, base = sources.rules, sources.rules.retention_base
    now, before = (trade.retention(one.bought, one.period, base) for one in (sources, sources.earlier))
    formula = text(
        "期初（前 12 个月有购买）且期内仍购买的客户 ÷ 期初客户",
        "customers of the 12 months before who bought again ÷ customers of the 12 months before",
    )
    note = text(
        f"上一年 {now.n} 位买家中 {now.hits:.0f} 位又买了",
        f"{now.hits:.0f} of last year's {counted(now.n, 'buyer', 'buyers')} bought again",
    )
    if base == "net":
        formula = text(
            "（期末客户 − 期内首购客户）÷ 期初客户；隔更久回来的也算进期末",
            "(customers at the end − new ones) ÷ customers at the start; those back after longer count at the end",
        )
        note = text(
            f"期初 {now.n} 位，期末老客户 {now.hits:.0f} 位", f"{now.n} at the start, {now.hits:.0f} not new now"
        )
    return kpi(
        "retention",
        text("客户保留率", "Retention"),
        formula,
        "percent",
        now,
        before if sources.earlier.earlier.reaches else NOTHING,
        least=rules.min_sample,
        target=rules.retention_target,
        note=note,
    )


def _churn(sources: Sources) -> Iterator[Kpi]:
    rules, base, both = sources.rules, sources.rules.retention_base, (sources, sources.earlier)
    reaches = sources.earlier.earlier.reaches
    gone, before = (trade.churn(one.bought, one.period, base) for one in both)
    yield kpi(
        "churn",
        _CHURN,
        text("1 − 客户保留率，同一批客户", "1 − retention, of the same customers"),
        "percent",
        gone,
        before if reaches else NOTHING,
        least=rules.min_sample,
        better="less",
        note=text(f"上一年 {gone.n} 位买家", f"last year's {counted(gone.n, 'buyer', 'buyers')}"),
    )
    money, earlier = (trade.churned_revenue(one.counted, one.bought, one.period) for one in both)
    yield kpi(
        "churned_revenue",
        text("流失金额占比", "Revenue lost"),
        text(
            "期内没再买的客户前 12 个月的成交额 ÷ 期初客户前 12 个月的成交额",
            "what customers who did not buy again had spent in the 12 months before ÷ what all of them had",
        ),
        "percent",
        money,
        earlier if reaches else NOTHING,
        least=rules.min_sample,
        better="less",
        note=text(f"上一年 {money.n} 位买家", f"last year's {counted(money.n, 'buyer', 'buyers')}"),
    )


def _conversion(sources: Sources) -> Iterator[Kpi]:
    rules, both = sources.rules, (sources, sources.earlier)
    (now, still), (before, _) = (trade.won(one.snapshot, one.period) for one in both)
    yield kpi(
        "won",
        text("销售转化率", "Opportunities won"),
        text(
            "期内开始的 B2B 商机中赢单的 ÷ 期内开始的全部", "B2B opportunities begun in the period and won ÷ all begun"
        ),
        "percent",
        now,
        before,
        least=rules.min_sample,
        note=text(f"{now.n} 个商机，{still} 个还在进行", f"{now.n} begun, {still} still open"),
    )
    days = rules.conversion_days
    entered = sources.once("prospects", lambda: trade.prospects(sources.snapshot, sources.bought, sources.names))
    turned, earlier = (trade.first_purchases(entered, one.period, days) for one in both)
    yield kpi(
        "first_purchase",
        text("潜在客户首购率", "Prospects who buy"),
        text(
            f"登记后 {days} 天内首次购买的潜在客户 ÷ 登记已满 {days} 天的潜在客户",
            f"prospects who bought within {days} days of being entered ÷ prospects entered at least {days} days ago",
        ),
        "percent",
        turned,
        earlier,
        least=rules.min_sample,
        note=text(f"{turned.n} 位潜在客户", counted(turned.n, "prospect", "prospects")),
    )


def repurchase(sources: Sources) -> Kpi:
    """Buyers who bought on two days or more."""
    now, before = (trade.repurchase(one.bought, one.period) for one in (sources, sources.earlier))
    return kpi(
        "repurchase",
        text("复购率", "Repurchase rate"),
        text(
            "期内在两天以上购买的客户 ÷ 期内购买的客户",
            "customers who bought on two days or more ÷ customers who bought",
        ),
        "percent",
        now,
        before if sources.earlier.reaches else NOTHING,
        least=sources.rules.min_sample,
        note=text(
            f"{now.n} 位买家中 {now.hits:.0f} 位买了两次以上",
            f"{now.hits:.0f} of {counted(now.n, 'buyer', 'buyers')} bought twice or more",
        ),
    )


def _orders(sources: Sources) -> Iterator[Kpi]:
    rules, both = sources.rules, (sources, sources.earlier)
    reaches = sources.earlier.reaches
    cents, before = (trade.order_value(one.lines, rules.amount_floor, one.period) for one in both)
    yield kpi(
        "order_value",
        text("客单价", "Average order value"),
        text("期内成交额（减退款）÷ 购买订单数", "the period's sales less refunds ÷ orders"),
        "money",
        _units(cents),
        _units(before) if reaches else NOTHING,
        least=rules.min_sample,
        note=text(f"{cents.n} 笔订单", counted(cents.n, "order", "orders")),
    )
    often, earlier = (trade.frequency(one.bought, one.period) for one in both)
    yield kpi(
        "frequency",
        text("购买频次", "Purchase frequency"),
        text("期内订单数 ÷ 期内购买的客户", "the period's orders ÷ customers who bought"),
        "times",
        often,
        earlier if reaches else NOTHING,
        least=rules.min_sample,
        note=text(f"{often.n} 位买家", counted(often.n, "buyer", "buyers")),
    )


def _units(cents: Amount) -> Amount | Rate:
    return Amount(None if cents.amount is None else cents.amount / 100, cents.n)
