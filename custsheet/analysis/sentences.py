"""What the figures mean, in at most five sentences a manager can act on.

Invariant: a sentence says something no card says, names who or what, and is left out when there is nothing to say; the
mark before it (good, near, bad) is about what it says. Bad news first. Where there are orders, there is a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from custsheet.analysis.columns import found, moments, strings
from custsheet.analysis.kpis import Sources, trade
from custsheet.analysis.kpis.sources import since
from custsheet.analysis.kpis.voices import satisfaction
from custsheet.analysis.money import money_text, percent
from custsheet.analysis.period import MONTHS, Period, last_quarter, month_span
from custsheet.analysis.reports.churn_words import at_stake, first_to_call, nobody, renewals, to_call
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.value_words import instead
from custsheet.analysis.rules import Rules
from custsheet.model.outcome import Status
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, counted, text

MOST = 5
_ORDER = {"bad": 0, "near": 1, "good": 2, "none": 3}
_TOO_LARGE, _LARGE = 0.3, 0.15  # share of one customer in the whole
_ENOUGH = 5  # fewer buyers: one of them is always large
_NAMED = 2  # customers to call first that are named
_SMALL_CHANGE = 0.05
_RHYTHM = 10  # days with orders; fewer show no usual gap
_STOPPED, _TIMES = 60, 4  # days without an order, and times the usual gap between days with orders
_CLOSE = 5  # percentage points below the target
_NOTHING = text("", "")
_TYPED = text("（按客户表里的累计金额）", ", by the totals on the customers' sheet")

Sentence = tuple[Status, Text]
Led = tuple[Sentence, tuple[str, ...]]
"""A sentence, and the sheets on which its rows stand, the best first."""


def sentences(facts: Facts, revenue: pd.DataFrame, rated: pd.DataFrame) -> tuple[Led, ...]:
    """The sentences, worst first, each with where it leads.

    They are about `Facts.period` unless they say of what else, and say what the sheet says that they lead to.

    Args:
        facts: the workbook.
        revenue: see `series.revenue`.
        rated: see `voices.ratings`.
    """
    told: tuple[tuple[Iterator[Sentence], tuple[str, ...]], ...] = (
        (_ended(facts), ("orders",)),
        (_leaving(facts), ("churn", "tiers")),
        (_pace(facts, revenue), ("market", "chart_data")),
        (_late(facts), ("tasks",)),
        (_mood(facts.rules, rated, facts.period), ("satisfaction", "feedback", "service")),
        (_concentration(facts), ("value", "tiers")),
    )
    said = [(one, leads) for sentence, leads in told for one in sentence]
    return tuple(sorted(said, key=lambda one: _ORDER[one[0][0]])[:MOST])


def _ended(facts: Facts) -> Iterator[Sentence]:
    """That nobody entered orders for long: everything else that is said looks worse by it."""
    end = pd.Timestamp(facts.period.end)
    days = facts.ledger.lines["day"].drop_duplicates().sort_values()
    if len(days) < _RHYTHM or not facts.period.mask(days.tail(1)).any():
        return
    idle = (end - days.iloc[-1]).days
    if idle < max(_STOPPED, _TIMES * days.diff().dt.days.median()):
        return
    last = f"{days.iloc[-1]:%Y-%m-%d}"
    advice = old_data(facts.snapshot, last)
    yield (
        "bad",
        text(
            f"最后一笔交易在 {last}，之后 {idle:,} 天没有交易，下面的数字因此偏差：先补录之后的交易；{advice.zh}。",
            f"The last order is of {last}; {idle:,} days without any make all figures worse: enter what came after;"
            f" {advice.en}.",
        ),
    )


def old_data(snapshot: Snapshot, last: str) -> Text:
    """What to do so that figures of old data count to its last day. A workbook made elsewhere has no settings."""
    if snapshot.native:
        return text(
            "看旧数据请把「参数」的基准日改为“最近交易日”", "for old data set Reference day on Settings to Last order"
        )
    return text(f"看旧数据请加 --today {last} 再处理", f"for old data process it with --today {last}")


def _concentration(facts: Facts) -> Iterator[Sentence]:
    ranked = facts.largest
    n = len(ranked)
    if n < _ENOUGH:
        return
    own, record = float(ranked["share"].iloc[0]), ranked["record"].iloc[0]
    called = ranked["customer"].iloc[0]  # who has no ID is known by nothing else
    first = facts.headline(record) if isinstance(record, str) else text(called, called)
    period = None if facts.totals_typed else facts.period
    unsure = facts.doubt(100 * float(ranked["amount"].iloc[0]), period, ranked["record"].head(1))
    half = int((ranked["cumulative"] < 0.5).sum()) + 1
    status: Status = "bad" if own >= _TOO_LARGE else "near" if own >= _LARGE else "none"
    typed = _TYPED if facts.totals_typed else _NOTHING
    buyers = text(f"共 {n:,} 位买家", counted(n, "buyer", "buyers"))
    share, other, of = percent(own), instead(facts), facts.of_sales(text("成交额", "all sales"))
    if half == 1:
        yield (
            status,
            text(
                f"「{first.zh}」一家就占{of.zh}的 {share}{unsure.zh}（{buyers.zh}）{typed.zh}{other.zh}。",
                f"{first.en} alone makes {share} of {of.en}{unsure.en} ({buyers.en}){typed.en}{other.en}.",
            ),
        )
        return
    yield (
        status,
        text(
            f"前 {half:,} 位客户占{of.zh}的一半（{buyers.zh}）{typed.zh}；最大的「{first.zh}」占 {share}"
            f"{unsure.zh}{other.zh}。",
            f"The first {half:,} of {buyers.en} make half of {of.en}{typed.en}; the largest, {first.en}, makes"
            f" {share}{unsure.en}{other.en}.",
        ),
    )


def _leaving(facts: Facts) -> Iterator[Sentence]:
    """How much is at stake, as 流失预警 says it, and the most urgent customers, as they stand there."""
    bought = int((facts.histories.customers["days"] > 0).sum())
    if not len(facts.churn.table):
        if bought >= _ENOUGH or len(facts.renewals):
            yield nobody(facts, bought)
        return
    first, due = first_to_call(facts), renewals(facts)
    if not len(first):  # who is lost brought nothing for a year: that is no news of this one
        if due.zh:
            yield "near", due
        return
    mark, said = at_stake(facts)
    named = [to_call(facts, row) for _, row in first.head(_NAMED).iterrows()]
    more = text("等", " and others") if len(first) > len(named) else _NOTHING
    zh, en = "、".join(one.zh for one in named), ", ".join(one.en for one in named)
    zh, en = f"{said.zh}：先联系{zh}{more.zh}。{due.zh}", f"{said.en}: call first {en}{more.en}. {due.en}".rstrip()
    yield mark, text(zh, en)


def _pace(facts: Facts, revenue: pd.DataFrame) -> Iterator[Sentence]:
    """The last whole month against the same month a year before."""
    whole = revenue[~revenue["partial"].astype(bool)] if len(revenue) else revenue
    if not len(whole):
        return
    month, now, before = whole["month"].iloc[-1], float(whole["amount"].iloc[-1]), whole["last_year"].iloc[-1]
    if pd.isna(before) or before <= 0:
        return
    change, said = now / float(before) - 1, money_text(now * 100, facts.rules.currency)
    status: Status = "good" if change >= 0 else "near" if change >= -_SMALL_CHANGE else "bad"
    day = pd.Period(f"20{month}", "M")
    unsure, first = facts.doubt(100 * now, month_span(day)), facts.ledger.first
    short = first > month_span(day - MONTHS).start  # the month a year before may lack its first days
    begun = since(first) if short else _NOTHING
    by, (zh, en) = percent(abs(change)), ("多", "more") if change >= 0 else ("少", "less")
    zh, en = (f"比去年同月{zh} {by}", f"{by} {en} than") if by != percent(0) else ("与去年同月持平", "as much as")
    yield (
        status,
        text(
            f"最近一个整月（{month}）成交 {said.zh}{unsure.zh}，{zh}{begun.zh}。",
            f"The last whole month ({month}) brought {said.en}{unsure.en}, {en} a year before{begun.en}.",
        ),
    )


def _late(facts: Facts) -> Iterator[Sentence]:
    table = found(facts.snapshot, "tasks", "due", "status")
    if table is None:
        return
    days = (pd.Timestamp(facts.today) - moments(table, "due").dt.normalize()).dt.days
    late = ~strings(table, "status").isin(["done", "cancelled"]) & (days > 0)
    n, longest = int(late.sum()), days[late].max()
    if not n:
        yield "good", text("没有逾期的任务。", "No task is overdue.")
        return
    counts = strings(table, "owner")[late].value_counts()
    # What is open is told of the real day: said where the sentences are about the time up to another one.
    apart = facts.today != facts.tiers.reference
    day = text(f"到 {facts.today} 有 ", f"On {facts.today} ") if apart else _NOTHING
    zh = f"{day.zh}{n:,} 件任务逾期，最久 {longest:,.0f} 天"
    en = f"{day.en}{counted(n, 'task is', 'tasks are')} overdue, by up to {counted(int(longest), 'day', 'days')}"
    if len(counts):
        who, most = min(counts.items(), key=lambda one: (-int(one[1]), str(one[0])))
        zh, en = f"{zh}；{who}名下 {most:,} 件", f"{en}; {who} has {most:,}"
    yield "bad", text(zh + "。", en + ".")


def _mood(rules: Rules, rated: pd.DataFrame, period: Period) -> Iterator[Sentence]:
    """The last three months' ratings against the nine before."""
    recent, earlier = last_quarter(period)
    now, before = satisfaction(rated, recent), satisfaction(rated, earlier)
    share, was = now.value(rules.min_sample), before.value(rules.min_sample)
    if share is None:
        return
    low = int((rated.loc[recent.mask(rated["when"]), "score"] <= 2).sum())
    zh, en = (
        f"近 3 个月满意度 {percent(share)}（{now.n:,} 份评价）",
        f"Satisfaction in the last 3 months: {percent(share)} of {counted(now.n, 'rating', 'ratings')}",
    )
    points = 0 if was is None else round(100 * (share - was))
    reached = round(100 * share, 6) >= rules.csat_target
    if points:
        zh += f"，比之前{'高' if points > 0 else '低'} {abs(points)} 个百分点"
        en += f", {counted(abs(points), 'point', 'points')} {'higher' if points > 0 else 'lower'} than before"
    elif was is not None:
        zh, en = zh + "，与之前持平", en + ", as before"
    if not reached:
        still = points > 0
        zh += f"，{'仍' if still else ''}低于目标 {rules.csat_target:g}%"
        en += f", {'still ' if still else ''}below the target of {rules.csat_target:g}%"
    if low:
        zh, en = f"{zh}；{low:,} 份只给了 1–2 分", f"{en}; {low:,} gave only 1 or 2"
    # On the way up but not there, or there but on the way down: neither good nor bad.
    close = points > 0 or 100 * share >= rules.csat_target - _CLOSE
    status: Status = ("good" if points >= 0 else "near") if reached else "near" if close else "bad"
    yield status, text(zh + "。", en + ".")


def plain(sources: Sources) -> Sentence | None:
    """The one sentence of a workbook about which `sentences` finds nothing to say; None if it holds no orders."""
    snapshot, lines, period = sources.snapshot, sources.lines, sources.period
    if not len(lines):
        table = found(snapshot, "orders")
        if table is None:
            return None
        n = len(table.typed)
        return "near", text(
            f"已有 {n:,} 行交易，但都还没有计入；原因见本页最下面的说明。",
            f"{counted(n, 'order line', 'order lines')} so far, but none counts yet; the notes below say why.",
        )
    inside = lines[period.mask(lines["day"])]
    if not len(inside):
        last = f"{lines['day'].max().date().isoformat()}"
        return "near", text(
            f"近 12 个月没有成交，最后一笔在 {last}。", f"No sales in 12 months; the last was on {last}."
        )
    orders = trade.sold(lines, period.holds(lines["day"].to_numpy()))
    buyers = int(sources.purchases.buyers(period).sum())
    amount = money_text(float(inside["cents"].sum()), sources.rules.currency)
    if not buyers:
        return "near", _nobody_bought(sources, inside, orders, amount)
    return "none", text(
        f"近 12 个月 {buyers:,} 位客户下了 {orders:,} 笔订单，合计 {amount.zh}。",
        f"In 12 months {counted(buyers, 'customer', 'customers')} placed {counted(orders, 'order', 'orders')},"
        f" worth {amount.en} in all.",
    )


def _nobody_bought(sources: Sources, inside: pd.DataFrame, orders: int, amount: Text) -> Text:
    """What the lines `inside` of the period are, worth `amount`, where none is a purchase of a customer."""
    snapshot = sources.snapshot
    table, schema = snapshot.table("customers"), snapshot.schema
    title = text("客户", "Customers") if table is None else text(table.title, table.title)
    if table is None and schema.has_sheet("customers"):
        title = schema.sheet("customers").title
    back = sources.counted[sources.period.mask(sources.counted["day"])]
    if not len(back):
        return text(
            f"近 12 个月有 {orders:,} 笔订单，合计 {amount.zh}，但没有一笔对得上「{title.zh}」里的人。",
            f"{counted(orders, 'order', 'orders')} in 12 months, worth {amount.en} in all, but none of anybody on"
            f" {title.en}.",
        )
    whose, less = back["customer"].nunique(), money_text(float(back["cents"].sum()), sources.rules.currency)
    zh = f"近 12 个月「{title.zh}」里没有人购买，只有 {whose:,} 位客户的退货，共 {less.zh}"
    en = f"Nobody on {title.en} bought anything in 12 months; {counted(whose, 'customer', 'customers')} returned goods,"
    en += f" {less.en} in all"
    if len(inside) > len(back):
        zh, en = f"{zh}；连同客户不明的合计 {amount.zh}", f"{en}; with lines of nobody known it is {amount.en}"
    return text(zh + "。", en + ".")
