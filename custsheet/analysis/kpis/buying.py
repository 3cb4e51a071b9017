"""KPIs about staying and buying: revenue, retention and churn, prospects won, repurchase, what an order is worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from custsheet.analysis.doubts import doubt
from custsheet.analysis.kpis import trade
from custsheet.analysis.kpis.sources import Sources
from custsheet.analysis.kpis.values import NOTHING, Amount, Kpi, Measure, Rows, Total, judged, kpi
from custsheet.analysis.money import money_text
from custsheet.analysis.period import MONTHS
from custsheet.model.text import Text, counted, text
from custsheet.model.value import Value


def about_buying(sources: Sources) -> Iterator[Kpi]:
    """All of them, in the order shown."""
    yield revenue(sources)
    yield retention(sources)
    yield from _churn(sources)
    yield from _conversion(sources)
    yield repurchase(sources)
    yield from _orders(sources)


def revenue(sources: Sources) -> Kpi:
    """What was sold, against twelve times the month's target."""
    rules, earlier = sources.rules, sources.earlier
    now, before = (one.revenue(one.period) for one in (sources, earlier))
    target = rules.revenue_target * MONTHS if rules.revenue_target else None
    found = kpi(
        "revenue",
        text("成交额", "Revenue"),
        text(
            "期内全部有效订单的金额减退款，客户不明的也算；目标 = 月成交目标 × 12",
            "amounts of all valid orders of the period less refunds, also of unknown customers; target = the monthly"
            " one × 12",
        ),
        "money",
        _units(now),
        _units(before) if earlier.reaches else NOTHING,
        least=rules.min_sample,
        target=target,
        note=_sold(sources, now),
    )
    done = None if found.value is None or target is None else 100 * found.value / target
    return replace(found, status=judged(done, None if done is None else 100))


def retention(sources: Sources) -> Kpi:
    """Customers of the year before who are customers still."""
    rules, base = sources.rules, sources.rules.retention_base
    now, before = (one.retention(one.period) for one in (sources, sources.earlier))
    now = replace(now, rows=_gone(sources))
    formula = text(
        "期初（前 12 个月有购买）且期内仍购买的客户 ÷ 期初客户",
        "customers of the 12 months before who bought again ÷ customers of the 12 months before",
    )
    note = text(
        f"上一年 {now.n:,} 位买家中 {now.hits:,.0f} 位又买了",
        f"{now.hits:,.0f} of last year's {counted(now.n, 'buyer', 'buyers')} bought again",
    )
    if base == "net":
        formula = text(
            "（期末客户 − 期内首购客户）÷ 期初客户；隔更久回来的也算进期末",
            "(customers at the end − new ones) ÷ customers at the start; those back after longer count at the end",
        )
        note = text(
            f"期初 {now.n:,} 位，期末老客户 {now.hits:,.0f} 位", f"{now.n:,} at the start, {now.hits:,.0f} not new now"
        )
    note = _plus(note, sources.begun)
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
    gone, before = (trade.churn(one.purchases, one.period, base) for one in both)
    gone = replace(gone, rows=_gone(sources))
    yield kpi(
        "churn",
        text("客户流失率", "Churn"),
        text("1 − 客户保留率，同一批客户", "1 − retention, of the same customers"),
        "percent",
        gone,
        before if reaches else NOTHING,
        least=rules.min_sample,
        target=None if rules.retention_target is None else 100 - rules.retention_target,
        better="less",
        note=_plus(
            text(f"上一年 {gone.n:,} 位买家", f"last year's {counted(gone.n, 'buyer', 'buyers')}"), sources.begun
        ),
    )
    money, earlier = (trade.churned_revenue(one.counted, one.purchases, one.period) for one in both)
    money = replace(money, rows=_gone(sources))
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
        target=rules.lost_revenue_target,
        better="less",
        note=_plus(
            text(f"上一年 {money.n:,} 位买家", f"last year's {counted(money.n, 'buyer', 'buyers')}"), sources.begun
        ),
    )


def _gone(sources: Sources) -> Rows:
    return sources.rows(trade.gone(sources.purchases, sources.period))


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
        target=rules.won_target,
        note=text(f"{now.n:,} 个商机，{still:,} 个还在进行", f"{now.n:,} begun, {still:,} still open"),
    )
    days = rules.conversion_days
    entered = sources.once("prospects", lambda: trade.prospects(sources.snapshot, sources.purchases, sources.names))
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
        earlier if sources.earlier.reaches else NOTHING,
        least=rules.min_sample,
        target=rules.first_purchase_target,
        note=text(f"{turned.n:,} 位潜在客户", counted(turned.n, "prospect", "prospects")),
    )


def repurchase(sources: Sources) -> Kpi:
    """Buyers who bought on two days or more."""
    now, before = (one.repurchase(one.period) for one in (sources, sources.earlier))
    now = replace(now, rows=sources.rows(sources.purchases.days(sources.period) == 1))
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
        target=sources.rules.repurchase_target,
        note=text(
            f"{now.n:,} 位买家中 {now.hits:,.0f} 位买了两次以上",
            f"{now.hits:,.0f} of {counted(now.n, 'buyer', 'buyers')} bought twice or more",
        ),
    )


def _orders(sources: Sources) -> Iterator[Kpi]:
    rules, both = sources.rules, (sources, sources.earlier)
    reaches = sources.earlier.reaches
    cents, before = (trade.order_value(one.lines, rules.amount_floor, one.period) for one in both)
    yield kpi(
        "order_value",
        text("客单价", "Average order value"),
        text(
            "期内成交额（减退款）÷ 购买订单数；退货单和零元单不算，同一订单号写了两位客户的算两笔",
            "the period's sales less refunds ÷ purchases; returns and orders of nothing are none, and one number of two"
            " customers is two",
        ),
        "money",
        _units(cents),
        _units(before) if reaches else NOTHING,
        least=rules.min_sample,
        target=rules.order_value_target,
        note=_placed(sources, cents.n),
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
        target=rules.frequency_target,
        note=text(f"{often.n:,} 位买家", counted(often.n, "buyer", "buyers")),
    )


def lifetime(sources: Sources, value: Value | None) -> Kpi:
    """What a customer is expected to bring in the next twelve months. `value`: None where nobody keeps it up."""
    now: Measure = NOTHING
    formula = text(
        "买过的客户未来 12 个月预计成交额 ÷ 买过的客户，见「客户价值」",
        "expected sales to customers in the next 12 months ÷ customers who ever bought, see Customer value",
    )
    note = text("", "")
    if value is not None:
        bought = value.table[value.table["orders"] > 0]
        whole, n = float(bought["value_12"].sum()), len(bought)
        now = Amount(whole / n if n else None, n)
        amount = money_text(round(100 * whole), sources.rules.currency)
        note = text(f"{n:,} 位客户，共 {amount.zh}", f"{counted(n, 'customer', 'customers')}, {amount.en} in all")
        formula = text(f"{formula.zh}。{value.why.zh}", f"{formula.en}. {value.why.en}")
    return kpi(
        "clv",
        text("客户预期价值", "Expected customer value"),
        formula,
        "money",
        now,
        NOTHING,  # what was expected a year ago is not kept
        least=sources.rules.min_sample,
        target=sources.rules.clv_target,
        note=note,
    )


def _placed(sources: Sources, n: int) -> Text:
    """How many orders, how many of their numbers are of two customers, and what is sold at prices that look wrong."""
    lines, inside = sources.lines, sources.period.holds(sources.lines["day"].to_numpy())
    shared = trade.shared_numbers(lines, inside)
    zh, en = f"{n:,} 笔购买订单", counted(n, "purchase", "purchases")
    if shared:
        zh += f"，{shared:,} 个订单号写了两位以上客户"
        en += f", {counted(shared, 'number', 'numbers')} of two customers or more"
    whole = float(lines["cents"].to_numpy()[inside].sum())
    unsure = doubt(_doubted(sources), whole, sources.rules.currency, mean=True)
    return text(zh + unsure.zh, en + unsure.en)


def _sold(sources: Sources, cents: Total) -> Text:
    unsure = doubt(_doubted(sources), cents.amount or 0.0, sources.rules.currency)
    return text(f"{cents.n:,} 笔订单{unsure.zh}", f"{counted(cents.n, 'order', 'orders')}{unsure.en}")


def _doubted(sources: Sources) -> float:
    """Cents of the period that rest on prices that look wrong."""
    lines = sources.lines
    inside = sources.period.holds(lines["day"].to_numpy()) & lines["doubted"].to_numpy(dtype=bool)
    return float(lines["cents"].to_numpy()[inside].sum())


def _plus(said: Text, more: Text) -> Text:
    return text(said.zh + more.zh, said.en + more.en)


def _units(cents: Amount) -> Amount:
    """What was measured in cents, in units of the currency."""
    return replace(cents, amount=None if cents.amount is None else cents.amount / 100)
