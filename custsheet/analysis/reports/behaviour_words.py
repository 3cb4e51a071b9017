"""What sheet 购买行为 says: how often, when and how much at once customers buy, and what to do about it."""

from __future__ import annotations

import pandas as pd

from custsheet.analysis.doubts import doubt
from custsheet.analysis.market import habits
from custsheet.analysis.money import money_text, percent
from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import Mark
from custsheet.model.text import Text, counted, text

_SOON = 90  # days after the first purchase in which a second one is worth asking for
WEEKDAYS = (("周一", "Mon"), ("周二", "Tue"), ("周三", "Wed"), ("周四", "Thu"), ("周五", "Fri"), ("周六", "Sat"),
         ("周日", "Sun"))  # fmt: skip


def answers(facts: Facts, recent: pd.DataFrame) -> tuple[tuple[Mark, Text], ...]:
    """At most four sentences; `recent`: the orders of the period."""
    said = [_rhythm(facts), _second(facts), _busy(facts), _alone(facts, recent)]
    return tuple(("none", one) for one in said if one is not None)


def _rhythm(facts: Facts) -> Text | None:
    gaps = facts.sales.days["gap"].dropna()
    if len(gaps) < facts.rules.min_sample:
        return text(
            f"只有 {len(gaps):,} 个复购间隔，还看不出购买节奏。",
            f"Only {counted(len(gaps), 'gap', 'gaps')} between purchases so far: too few for a rhythm.",
        )
    middle, most = gaps.median(), gaps.quantile(0.8)
    return text(
        f"一半的复购在 {middle:.0f} 天以内，八成在 {most:.0f} 天以内：约 {middle:.0f} 天时主动联系，"
        f"过了 {most:.0f} 天没来就问原因。",
        f"Half of all repeat purchases come within {middle:.0f} days, four of five within {most:.0f}: get in touch"
        f" after about {middle:.0f} days and ask why after {most:.0f}.",
    )


def _second(facts: Facts) -> Text | None:
    reference = pd.Timestamp(facts.ledger.reference)
    back = habits.comeback(facts.sales.days, reference, facts.rules.min_sample).set_index("days")["share"][_SOON]
    left = habits.waiting(facts.sales.days, reference, _SOON)
    if back != back or not left:
        return None
    return text(
        f"首购后 {_SOON} 天内有 {percent(back)} 的客户买第二次；"
        f"有 {left:,} 位首购不满 {_SOON} 天、还没有第二单，趁热联系。",
        f"{percent(back)} buy again within {_SOON} days of their first purchase; {left:,} who bought first less than"
        f" {_SOON} days ago have not yet: contact them while it is fresh.",
    )


def _busy(facts: Facts) -> Text | None:
    by = habits.weekdays(facts.sales.orders, facts.period)
    if by["orders"].sum() < facts.rules.min_sample * 7:
        return None
    most, least = int(by["orders"].idxmax()), int(by["orders"].idxmin())
    shares = percent(by["share"][most]), percent(by["share"][least])
    return text(
        f"{WEEKDAYS[most][0]}下单最多（{shares[0]}），{WEEKDAYS[least][0]}最少（{shares[1]}）：人手和群发消息按此安排。",
        f"Most orders come on {WEEKDAYS[most][1]} ({shares[0]}), fewest on {WEEKDAYS[least][1]} ({shares[1]}): plan"
        " staff and mailings by it.",
    )


def _alone(facts: Facts, recent: pd.DataFrame) -> Text | None:
    single = recent["products"] == 1
    if not facts.sales.products or min(single.sum(), (~single).sum()) < facts.rules.min_sample:
        return None
    one, more = (_mean(facts, recent[mask]) for mask in (single, ~single))
    share = percent(float(single.mean()))
    return text(
        f"{share} 的订单只买一种产品，平均 {one.zh}；买两种以上的平均 {more.zh}：下单时顺带推荐（见「推荐」）。",
        f"{share} of orders hold a single product, {one.en} on average; those with more {more.en}: offer another with"
        " the order (see Recommendations).",
    )


def _mean(facts: Facts, orders: pd.DataFrame) -> Text:
    """What an order is worth on average, and how much of all of them is unverified."""
    lines, currency = facts.sales.lines, facts.rules.currency
    unsure = orders.index.isin(lines.loc[lines["doubted"], "order"])
    said = money_text(orders["cents"].mean(), currency)
    more = doubt(float(orders.loc[unsure, "cents"].sum()), float(orders["cents"].sum()), currency, mean=True)
    return text(said.zh + more.zh, said.en + more.en)
