"""What sheet 客户价值 says: how much hangs on a few, what is to be expected, whom to call, and how sure that is."""

from __future__ import annotations

import pandas as pd

from custsheet.analysis.money import money_text, percent
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.value.concentration import fifth, sentence
from custsheet.model.prediction import HORIZON
from custsheet.model.report import Mark
from custsheet.model.text import Text, text

SPREAD, HIGH = 1_500, 2_500
"""The bounds that competition authorities long used for the Herfindahl-Hirschman index."""
_DOMINANT = 0.2  # share of the whole
_SALES = text("成交额", "sales")


def answers(facts: Facts, bought: pd.DataFrame, due: pd.DataFrame) -> tuple[tuple[Mark, Text], ...]:
    """At most four sentences; `bought`: who ever bought, `due`: who is expected within `HORIZON` days or late."""
    found = [_few(facts, bought), _risk(facts), _ahead(facts, bought), _call(facts, due)]
    return tuple(one for one in found if one is not None)


def heading(facts: Facts) -> Text:
    """Over the Pareto curve."""
    return sentence(facts.value.concentration, facts.of_sales(_SALES)) or text(
        "多少客户贡献了多少", "How many customers bring how much"
    )


def hanging(facts: Facts) -> Text:
    """Over the shares of the largest: the index in words."""
    hhi = facts.value.concentration.hhi
    if hhi is None:
        return text("收入集中在谁身上", "On whom sales hang")
    word = _word(hhi)
    return text(f"收入{word.zh}（HHI {hhi:,.0f}）", f"Sales are {word.en} (HHI {hhi:,.0f})")


def instead(facts: Facts) -> Text:
    """The largest customer whose amount is in no doubt, to be told beside one whose is; "" where that is the first."""
    ranked = facts.largest
    sure = ranked[~ranked["record"].isin(facts.in_doubt.index)]
    if not len(sure) or sure.index[0] == ranked.index[0]:
        return text("", "")
    name, share = sure["customer"].iloc[0], percent(float(sure["share"].iloc[0]))
    return text(f"；核实过的里最大的是{name}（{share}）", f"; the largest verified one is {name} ({share})")


def _word(hhi: float) -> Text:
    if hhi < SPREAD:
        return text("分散", "spread over many")
    return text("中等集中", "moderately concentrated") if hhi < HIGH else text("高度集中", "highly concentrated")


def _few(facts: Facts, bought: pd.DataFrame) -> tuple[Mark, Text] | None:
    said, concentration = sentence(facts.value.concentration, facts.of_sales(_SALES)), facts.value.concentration
    if said is None:
        return None
    first = bought.nlargest(fifth(concentration.customers), "year_amount")
    unsure = facts.doubt(100 * float(first["year_amount"].sum()), facts.period, first["record"])
    said = text(said.zh.removesuffix("。") + unsure.zh + "。", said.en.removesuffix(".") + unsure.en + ".")
    more = text("这些客户先服务、先回访。", " Serve and call these first.")
    return "none", text(said.zh + more.zh, said.en + more.en)


def _risk(facts: Facts) -> tuple[Mark, Text] | None:
    """How dangerous it would be to lose the largest."""
    found = facts.value.concentration
    if found.largest is None or found.hhi is None:
        return None
    first, share, word = facts.largest.iloc[0], percent(found.largest), _word(found.hhi)
    name, unsure = (
        facts.headline(first["record"]),
        facts.doubt(100 * float(first["amount"]), facts.period, [first["record"]]),
    )
    other, of = instead(facts), facts.of_sales(_SALES)
    told = text(
        f"最大的客户{name.zh} 占{of.zh}的 {share}{unsure.zh}{other.zh}",
        f"The largest customer, {name.en}, is {share} of {of.en}{unsure.en}{other.en}",
    )
    if found.largest >= _DOMINANT:
        return "bad", text(
            f"{told.zh}，收入{word.zh}：失去它影响太大，给它配第二联系人，并开发同类客户。",
            f"{told.en}; sales are {word.en}: name a second contact there and win others like it.",
        )
    return "good", text(
        f"{told.zh}，收入{word.zh}：少了任何一位都撑得住。",
        f"{told.en}; sales are {word.en}: no single loss would be fatal.",
    )


def _ahead(facts: Facts, bought: pd.DataFrame) -> tuple[Mark, Text]:
    """What is to be expected, and by which method."""
    expected, year = bought["value_12"].sum(), bought["year_amount"].sum()
    ahead, past = (money_text(round(100 * one), facts.rules.currency) for one in (expected, year))
    unsure = facts.doubt(100 * float(year), facts.period, bought["record"])
    why, less = facts.value.why, expected < year
    rest = text("，差额要靠新客户和唤回", "; the rest must come from new and returning ones") if less else text("", "")
    return "none", text(
        f"老客户未来 12 个月预计带来 {ahead.zh}（近 12 个月 {past.zh}）{unsure.zh}{rest.zh}。{why.zh}",
        f"Present customers will bring about {ahead.en} in the next 12 months ({past.en} in the last){unsure.en}"
        f"{rest.en}. {why.en}",
    )


def _call(facts: Facts, due: pd.DataFrame) -> tuple[Mark, Text] | None:
    """Whom to call, and how well that was foretold before."""
    said = facts.value.said
    if not len(due):
        return None if said is None else ("none", said)
    late = int((due["next"] < pd.Timestamp(facts.value.reference)).sum())
    zh = f"{HORIZON} 天内有 {len(due):,} 位客户预计再买"
    en = (
        f"{len(due):,} customers are expected to buy within {HORIZON} days"
        if len(due) > 1
        else (f"One customer is expected to buy within {HORIZON} days")
    )
    if late:
        zh, en = f"{zh}，其中 {late:,} 位日子已过、还没来", f"{en}, {late:,} of them late already"
    zh, en = f"{zh}：按下面的名单先联系。", f"{en}: call them in the order of the list below."
    if said is not None:
        zh, en = zh + said.zh, f"{en} {said.en}"
    return ("near" if late else "none"), text(zh, en)
