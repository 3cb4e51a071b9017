"""What sheet 细分与生命周期 says: who is active, where they moved this month, who stays, how both kinds differ."""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis.lifecycle import IDLE, STAGES
from custsheet.analysis.money import money_text, percent
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.stages import History
from custsheet.model.report import Mark
from custsheet.model.text import Text, counted, text

_MONTHS = (1, 3, 6, 12)  # after the first purchase
_LOW = 0.5  # share of active customers below which more is done about those who left than about anything else
Said = tuple[Mark, Text]


def answers(facts: Facts, past: History, kept: pd.DataFrame, each: pd.DataFrame) -> tuple[Said, ...]:
    """At most four sentences; `kept`: see `segments_cohorts.came_back`, `each`: see `market.kinds`."""
    found = [_active(past), _moved(past), _stay(facts, kept), _sides(facts, each)]
    return tuple(one for one in found if one is not None)


def _active(past: History) -> Said:
    now = past.counts.iloc[-1]
    never, idle = int(now["potential"]), int(now[list(IDLE)].sum())
    bought = int(now.sum()) - never
    if not bought:
        return "none", text(
            f"{never:,} 位客户都还没有成交：给每位定下一步跟进。",
            f"{counted(never, 'customer', 'customers')} and no order yet: set a next step for each.",
        )
    active = bought - idle
    share = percent(active / bought)
    zh = f"{bought:,} 位买过的客户里 {active:,} 位（{share}）还在买，{idle:,} 位空窗过长"
    en = f"Of {bought:,} who ever bought, {active:,} ({share}) are active and {idle:,} have been silent for too long"
    if never:
        zh, en = (
            f"{zh}；另有 {never:,} 位没买过，定好下一步跟进",
            f"{en}; {never:,} never bought: set a next step for each",
        )
    return ("bad" if active / bought < _LOW else "good"), text(zh + "。", en + ".")


def _moved(past: History) -> Said | None:
    """Who fell silent and who came back since the last month end."""
    before, after = past.codes[:, -2], past.codes[:, -1]
    silent = [STAGES.index(one) for one in IDLE]
    active = [at for at, name in enumerate(STAGES) if name not in {"potential", *IDLE}]
    fell = int((np.isin(before, active) & np.isin(after, silent)).sum())
    back = int((np.isin(before, silent) & np.isin(after, active)).sum())
    first = int(((before == STAGES.index("potential")) & np.isin(after, active)).sum())
    if not (fell or back or first):
        return None
    day = f"{past.days[-2]:%Y-%m-%d}"
    zh = f"{day} 以来 {fell:,} 位从活跃转入空窗，{back:,} 位回来了，{first:,} 位潜在客户首次成交"
    en = f"Since {day}, {fell:,} active ones fell silent, {back:,} came back and {first:,} prospects bought first"
    if fell > back + first:
        return "bad", text(
            f"{zh}：流出多于流入，先做「流失预警」里的名单。", f"{en}: more leave than come; see Churn risk."
        )
    return "good", text(f"{zh}：流入不少于流出，给新客和回来的客户安排第二单。", f"{en}: offer these a next order.")


def _stay(facts: Facts, kept: pd.DataFrame) -> Said | None:
    """Retention by months, where enough customers were seen."""
    known = kept[kept["n"] >= max(facts.rules.min_sample, 1)]
    told = [at for at in _MONTHS if at in known.index]
    if not told:
        return "none", text(
            "首购客户还太少，看不出留存：先把每位首购客户的第二单盯住。",
            "Too few first-time buyers to tell who stays: watch the second order of each.",
        )
    shares = {at: percent(known.at[at, "came"] / known.at[at, "n"]) for at in told}
    zh = "、".join(f"{at} 个月后 {share}" for at, share in shares.items())
    en = ", ".join(f"{share} after {at} month{'s' if at > 1 else ''}" for at, share in shares.items())
    return "none", text(
        f"首购客户当月还来买的：{zh}；掉得最快的那几个月以前安排回访。",
        f"Of first-time buyers there still bought {en}: call before the months of the steepest fall.",
    )


def _each(facts: Facts, kind: str, row: pd.Series) -> Text:
    """The mean order of a kind of customers, and how much of all of them is unverified."""
    theirs = facts.customers.index[(facts.told("kind") == kind).to_numpy()]
    said = money_text(round(row["each"]), facts.rules.currency)
    unsure = facts.doubt(float(row["cents"]), facts.period, theirs, mean=True)
    return text(said.zh + unsure.zh, said.en + unsure.en)


def _sides(facts: Facts, each: pd.DataFrame) -> Said | None:
    """How business and private customers differ."""
    if not {"company", "person"} <= set(each.index):
        return None
    company, person = each.loc["company"], each.loc["person"]
    if min(company["orders"], person["orders"]) < facts.rules.min_sample or company["share"] != company["share"]:
        return None
    one, other = (_each(facts, name, row) for name, row in (("company", company), ("person", person)))
    share = percent(company["share"])
    return "none", text(
        f"企业客户占成交额的 {share}，平均每单 {one.zh}，个人 {other.zh}：企业配专人和方案，个人比速度。",
        f"Business customers are {share} of sales, {one.en} an order against {other.en} of private ones: give the"
        " former a contact of their own and offers, the latter speed.",
    )
