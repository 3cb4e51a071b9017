"""What sheet 推荐 says: whom to contact first, what goes together, why each offer is made, and how it is defined."""

from __future__ import annotations

from typing import Any

from custsheet.analysis.market import lift, offers, owned
from custsheet.analysis.money import money_text, percent
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.offered import Offered
from custsheet.model.report import Mark
from custsheet.model.text import Text, counted, text

KINDS = {
    "due": text("该补货", "Due again"),
    "wish": text("客户想要", "Wanted"),
    "product": text("常一起买", "Bought together"),
    "interest": text("兴趣相近", "Same interest"),
    "industry": text("同行在买", "Same industry"),
}
"""Why something is offered, in two words."""


def answers(facts: Facts, found: Offered) -> tuple[tuple[Mark, Text], ...]:
    """At most four sentences."""
    said: list[tuple[Mark, Text]] = []
    products, currency = facts.sales.products, facts.rules.currency
    if len(found.due):
        counts = found.due["product"].value_counts()
        people, first = found.due["customer"].nunique(), products[int(counts.index[0])]
        worth = money_text(float(found.due["each"].sum()), currency)
        said.append(
            (
                "near",
                text(
                    f"有 {people:,} 位客户该补货了，最多的是{first}（{counts.iloc[0]:,} 位），按往常每次的金额"
                    f"共约 {worth.zh}：本周先联系。",
                    f"{counted(people, 'customer is', 'customers are')} due to buy again, most often {first}"
                    f" ({counts.iloc[0]:,}), about {worth.en} at their usual amounts: contact them this week.",
                ),
            )
        )
    together = found.rules[found.rules["kind"] == "product"]
    if len(together):
        best = together.iloc[0]
        a, b = products[int(best["has"])], products[int(best["product"])]
        share, times = percent(best["share"]), f"{best['lift']:.1f}"
        said.append(
            (
                "none",
                text(
                    f"买过{a}的客户有 {share} 也买{b}，是一般客户的 {times} 倍：报价时一起推荐。",
                    f"{share} of those who bought {a} buy {b} too, {times} times as many as of all:"
                    " offer them together.",
                ),
            )
        )
    people = found.offers["customer"].nunique()
    said.append(
        (
            "none",
            text(
                f"下表为 {people:,} 位客户各列出最多 {offers.TOP} 个推荐和理由"
                + (f"；{found.refused:,} 位营销退订的客户没有列。" if found.refused else "。"),
                f"Below are up to {offers.TOP} offers with reasons for {counted(people, 'customer', 'customers')}"
                + (f"; {found.refused:,} who want no marketing are left out." if found.refused else "."),
            ),
        )
    )
    return tuple(said)


def notes(facts: Facts) -> tuple[Text, ...]:
    """How it is defined."""
    least, again = facts.rules.min_sample, percent(owned.RENEWED)
    return (
        text(
            f"一条规律背后至少有 {least} 位客户，而且比一般客户高 {percent(lift.LIFT - 1)} 以上才列出；"
            "只推荐近 12 个月卖出过的产品。",
            f"A rule is told only if at least {least} customers stand behind it and it exceeds the average by"
            f" {percent(lift.LIFT - 1)} or more; only products sold in the last 12 months are offered.",
        ),
        text(
            f"该补货 = 距上次购买已到通常间隔的 {percent(owned.EARLY)}，不超过 {owned.LATE:.0f} 倍"
            "（只买过一次的，仅限配件耗材和服务项目）；买过 3 次以上按自己的间隔，否则按所有买它的客户。",
            f"Due again = {percent(owned.EARLY)} of the usual gap after the last purchase, up to {owned.LATE:.0f} times"
            " (bought once: parts, supplies and services only); by the customer's own gap from three purchases on, else"
            " by that of all who buy it.",
        ),
        text(
            f"耐用品不向已经买过的客户推荐：类别不是配件耗材、服务项目，且再买率低于 {again} 的产品。"
            "营销退订的客户不列。",
            "Durable products are not offered to who has them: neither parts, supplies nor services, and bought again"
            f" by fewer than {again}. Who wants no marketing is not listed.",
        ),
    )


def reason(facts: Facts, found: Offered, one: dict[str, Any]) -> str:
    """Of one offer."""
    kind, product = str(one["kind"]), facts.sales.products[int(one["product"])]
    if kind == "due":
        gap, idle = f"{one['gap']:.0f}", f"{one['idle']:.0f}"
        if one["own"]:
            return facts.say(
                f"约 {gap} 天买一次，上次在 {idle} 天前", f"buys it about every {gap} days, last {idle} days ago"
            )
        return facts.say(
            f"买它的客户约 {gap} 天后再买，上次在 {idle} 天前",
            f"its buyers return after about {gap} days, last {idle} days ago",
        )
    if kind == "wish":
        return facts.say(f"客户偏好里写了{product}，还没买过", f"asked for {product} and has not bought it")
    has = found.names[kind][int(one["has"])]
    share, times = percent(float(one["share"])), f"{one['lift']:.1f}"
    who = {
        "product": text(f"买过{has}的客户", f"those who bought {has}"),
        "interest": text(f"喜欢{has}的客户", f"those who like {has}"),
        "industry": text(f"{has}的客户", f"customers in {has}"),
    }[kind]
    return facts.say(
        f"{who.zh}有 {share} 买它，是一般客户的 {times} 倍",
        f"{share} of {who.en} buy it, {times} times as many as of all",
    )
