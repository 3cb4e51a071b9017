"""What sheet 活动效果 says: what worked, what did not, what cannot be told, and how the next list should be drawn."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from custsheet.analysis.market import campaigns
from custsheet.analysis.money import money_text, percent
from custsheet.analysis.period import Period
from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import Mark
from custsheet.model.text import Text, counted, text

_HELD_OUT = 10  # percent of a list that makes a control group

_STEPS = (
    ("listed", text("", "")),
    ("reached", text("名单到触达", "from the list to being reached")),
    ("responded", text("触达到响应", "from reached to responding")),
    ("joined", text("响应到参与", "from responding to joining")),
    ("bought", text("参与到成交", "from joining to buying")),
)
"""Column of the counts → the way to it from the step before."""

Row = dict[str, Any]


def basis(one: Row) -> Text:
    """What a campaign is held against."""
    if one["basis"] == "control":
        return text(f"对照组 {one['control']} 位", f"control of {one['control']:,}")
    if one["basis"] == "before":
        return text(f"自己前 {one['days']} 天", f"own {one['days']} days before")
    return text("不能比", "nothing")


def verdict(one: Row) -> Text:
    """Whether it worked, in two words."""
    if not one["days"]:
        dateless = one["start"] is None or one["start"] != one["start"]
        return text("没有日期", "no date") if dateless else text("还没开始", "not begun")
    if one["basis"] == "none":
        return text(f"样本 {one['listed']}", f"sample of {one['listed']}")
    if one["running"]:
        return text("还在进行", "running")
    if not one["clear"]:
        return text("看不准", "unclear")
    return text("有效果", "works") if one["gain"] > 0 else text("不如不做", "worse")


def answers(facts: Facts, found: pd.DataFrame, listed: pd.DataFrame) -> tuple[tuple[Mark, Text], ...]:
    """At most four sentences, each with a status; `listed`: who was on the lists, see `campaigns.people`."""
    rows = found.assign(who=_treated(found, listed)).to_dict("records")
    over = [one for one in rows if one["basis"] != "none" and not one["running"]]
    said = [_best(facts, over), _worst(facts, over), _bare(over), _leak(facts, found)]
    told = [one for one in said if one is not None]
    if not over:
        least = facts.rules.min_sample
        told.insert(
            0,
            (
                "none",
                text(
                    f"还没有结束了的、名单满 {least} 位的活动，效果看不出来。",
                    f"No finished campaign with {least} or more customers yet: no effect can be told.",
                ),
            ),
        )
    return tuple(told)


def _treated(found: pd.DataFrame, listed: pd.DataFrame) -> list[list[object]]:
    """The customers of each campaign whom it was for."""
    theirs = listed[~listed["control"].astype(bool)].groupby("name")["who"].agg(list) if len(listed) else {}
    return [theirs.get(name, []) for name in found["name"]]


def _held(one: Row) -> Text:
    return text("比对照组", "than the control group") if one["basis"] == "control" else text(
        "比自己之前", "than before"
    )  # fmt: skip


def _best(facts: Facts, over: list[Row]) -> tuple[Mark, Text] | None:
    clear = [one for one in over if one["clear"] and one["gain"] > 0]
    if not clear:
        if not over:
            return None
        return "none", text(
            "没有一个活动的增量大到不像偶然：先把名单做大、留对照组，再下结论。",
            "No campaign's gain is more than chance: draw larger lists with a control group before you judge.",
        )
    best = max(clear, key=lambda one: one["gain"])
    currency, held = facts.rules.currency, _held(best)
    more, gain = (money_text(one, currency) for one in (best["each"] - best["usual"], best["gain"]))
    unsure = facts.doubt(best["gain"], Period(best["start"], best["end"]), best["who"])
    worth = best["roi"] > 0 or best["roi"] != best["roi"]
    then = text("值得再做", "worth repeating") if worth else text("但还抵不回成本", "yet less than it cost")
    roi = best["roi"]
    back = text("", "") if roi != roi else text(f"，投资回报 {roi:.1f} 倍", f", ROI {roi:.1f}")
    return ("good" if worth else "near"), text(
        f"“{best['name']}”的客户{held.zh}人均多买 {more.zh}，共多 {gain.zh}{unsure.zh}{back.zh}：{then.zh}。",
        f"Customers of “{best['name']}” bought {more.en} more each {held.en}, {gain.en} in all{unsure.en}{back.en}:"
        f" {then.en}.",
    )


def _worst(facts: Facts, over: list[Row]) -> tuple[Mark, Text] | None:
    """The dearest campaign whose gain, which is no chance, does not cover its cost."""
    lost = [one for one in over if one["clear"] and 0 < one["cost"] > one["gain"]]
    if not lost:
        return None
    worst = max(lost, key=lambda one: one["cost"])
    cost, gain = (money_text(one, facts.rules.currency) for one in (worst["cost"], max(worst["gain"], 0.0)))
    held = _held(worst)
    if worst["gain"] <= 0:
        return "bad", text(
            f"“{worst['name']}”花了 {cost.zh}，{held.zh}没有多买：换个做法或停掉。",
            f"“{worst['name']}” cost {cost.en} and customers bought no more {held.en}: change or stop it.",
        )
    return "bad", text(
        f"“{worst['name']}”花了 {cost.zh}，只多卖 {gain.zh}：换个做法或停掉。",
        f"“{worst['name']}” cost {cost.en} and brought only {gain.en} more: change or stop it.",
    )


def _bare(over: list[Row]) -> tuple[Mark, Text] | None:
    bare = [one for one in over if one["basis"] == "before"]
    if not bare:
        return None
    return "near", text(
        f"{len(bare):,} 个活动没有够大的对照组，只能和客户自己之前比，季节也混在里面：下次名单留 {_HELD_OUT}% 不触达。",
        f"{counted(len(bare), 'campaign has', 'campaigns have')} no control group of any size, to be held against only"
        f" the customers' own time before, seasons included: keep {_HELD_OUT}% of the next list out.",
    )


def _leak(facts: Facts, found: pd.DataFrame) -> tuple[Mark, Text] | None:
    """The step at which most are lost, over all campaigns."""
    sums = [int(found[name].sum()) for name, _ in _STEPS]
    rates = [
        (after / before, at) for at, (before, after) in enumerate(pairwise(sums)) if before >= facts.rules.min_sample
    ]
    if not rates:
        return None
    rate, at = min(rates)
    step = _STEPS[at + 1][1]
    return "none", text(
        f"流失最多的一步是{step.zh}，只有 {percent(rate)} 走过去：先改这一步。",
        f"Most are lost {step.en}: only {percent(rate)} go on. Mend that step first.",
    )


def notes(facts: Facts) -> tuple[Text, ...]:
    """How it is defined."""
    least, days = facts.rules.min_sample, campaigns.OPEN_ENDED
    return (
        text(
            f"期间 = 活动开始到结束，没写结束日期的算 {days} 天；名单上的人都算，没触达的也算，才能和对照组比。"
            f"对照组少于 {least} 位时，和同一批客户之前同样长的时间比。",
            f"The time of a campaign is from its beginning to its end, {days} days where no end is given. Everybody on"
            " the list counts, reached or not, as only then it is like the control group; with fewer than"
            f" {least} in that, the same customers' time of the same length before is taken.",
        ),
        text(
            "成交 = 参与情况填了已成交，或订单注明了该活动，或已参与并在期间下单。"
            "“看不准”= 差别小于偶然波动（95% 把握）。",
            "Bought = marked so, or an order names the campaign, or joined and ordered meanwhile. “Unclear” = the"
            " difference is within chance (95% confidence).",
        ),
    )
