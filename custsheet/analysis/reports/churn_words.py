"""What sheet 流失预警 says: how much is leaving, whom to call first, why, and whose turn it is."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from custsheet.analysis.churn.actions import action
from custsheet.analysis.money import money_text, percent
from custsheet.analysis.reports.facts import Facts
from custsheet.model.churn import REASONS
from custsheet.model.report import Mark
from custsheet.model.text import Text, counted, text

TOP = 10
"""Customers who stand apart from the others: those with most at stake."""
_MUCH = 0.1  # of last year's sales

Said = tuple[Mark, Text]


def answers(facts: Facts, bought: int) -> tuple[Said, ...]:
    """At most four sentences; `bought`: customers who ever bought."""
    if not len(facts.churn.table):
        return (("good", _nobody(bought)),)
    found = [_stake(facts, bought), _top(facts), _why(facts), _whose(facts)]
    return tuple(one for one in found if one is not None)


def _nobody(bought: int) -> Text:
    return text(
        f"{bought:,} 位买过的客户都在自己的周期以内，没有要挽留的；每周再看一次。",
        f"All {bought:,} who ever bought are within their cycle and nobody needs winning back. Look again every week.",
    )


def _stake(facts: Facts, bought: int) -> Said:
    churn, year = facts.churn, facts.histories.customers["year_cents"].clip(lower=0).sum() / 100
    stages, amount = churn.stages, churn.table["amount"].sum()
    many, soon = len(churn.table), int(stages.loc["at_risk", "customers"])
    stake = _money(facts, amount, churn.table["record"])
    share = percent(amount / year) if year > 0 else None
    ending = bool((churn.table["basis"] == "contract").any())
    zh = f"{bought:,} 位买过的客户里有 {many:,} 位空窗过长{'或合同到期' if ending else ''}"
    zh += f"，风险金额（近 12 个月成交额）{stake.zh}"
    en = f"Of {bought:,} who ever bought, {many:,} have been silent for too long"
    en += f"{' or have a contract that ends' if ending else ''}, with {stake.en} of the last 12 months"
    en += " at stake"
    if share is not None:
        zh, en = f"{zh}，占全部的 {share}", f"{en} ({share} of all sales)"
    if soon:
        zh, en = (
            f"{zh}：先找预警的 {soon:,} 位，还来得及。",
            f"{en}: begin with the {soon:,} at risk, still within reach.",
        )
    else:
        zh, en = f"{zh}：没有预警的，按金额逐个唤回。", f"{en}: nobody is merely at risk; win back the largest."
    return ("bad" if year > 0 and amount / year >= _MUCH else "near"), text(zh, en)


def _top(facts: Facts) -> Said | None:
    table = facts.churn.table
    top = table[table["amount"] > 0].head(TOP)
    if not len(top):
        return None
    first = top.iloc[0]
    name = facts.names(pd.Index([first["record"]]))[0]
    stake, reason = _money(facts, first["amount"], [first["record"]]), REASONS[first["reason"]]
    owner = text(f"由{first['owner']}", f"{first['owner']} should") if first["owner"] else None
    zh = f"最要紧的是{name}（{stake.zh}，已 {first['idle']:.0f} 天没下单，{reason.zh}）"
    en = f"Most urgent: {name} ({stake.en}, no order for {first['idle']:.0f} days, {reason.en})"
    zh += f"：{owner.zh}今天联系" if owner else "：没有负责人，先指定一位"
    en += f": {owner.en} call today" if owner else ": it has no owner, name one"
    if len(top) > 1 and (whole := table["amount"].sum()) > 0:
        share = percent(top["amount"].sum() / whole)
        zh, en = (
            f"{zh}；风险金额最大的 {len(top)} 位合计占 {share}",
            f"{en}; the {len(top)} largest are {share} of it",
        )
    return "bad", text(zh + "。", en + ".")


def _why(facts: Facts) -> Said | None:
    """The most frequent reason that was found."""
    known = facts.churn.reasons.drop(index="unknown", errors="ignore")
    unknown = len(facts.churn.table) - int(known["customers"].sum())
    if not len(known):
        return "none", text(
            "表里看不出离开的原因：打电话时问清楚，写进「互动」的“流失原因”。",
            "The workbook shows no reason: ask on the phone and write it into Reason for leaving on Interactions.",
        )
    name = str(known["customers"].idxmax())
    theirs = facts.churn.table.loc[facts.churn.table["reason"] == name, "record"]
    many, stake = int(known.loc[name, "customers"]), _money(facts, float(known.loc[name, "amount"]), theirs)
    do = text(*(action(name, facts.rules, lang) for lang in ("zh", "en")))
    zh = f"最常见的原因是「{REASONS[name].zh}」：{many:,} 位，{stake.zh}。{_ended(do.zh, '。')}"
    noun = counted(many, "customer", "customers")
    en = f"The most frequent reason is '{REASONS[name].en}': {noun}, {stake.en}. {_ended(do.en, '.')}"
    if unknown:
        zh, en = f"{zh}另有 {unknown:,} 位看不出原因。", f"{en} For {unknown:,} no reason is seen."
    return "near", text(zh, en)


def _whose(facts: Facts) -> Said | None:
    table = facts.churn.table
    nobody = table[table["owner"].isna()]
    by = table.groupby("owner")["amount"].agg(["count", "sum"])
    if not len(by):
        return "near", text(
            f"这 {len(table):,} 位都没有负责人：先分下去，再谈挽留。",
            f"{counted(len(table), 'customer', 'customers')} to win back without an owner: assign them first.",
        )
    most = str(by["sum"].idxmax()) if by["sum"].max() > 0 else str(by["count"].idxmax())
    theirs = table.loc[table["owner"] == most, "record"]
    many, stake = int(by.loc[most, "count"]), _money(facts, float(by.loc[most, "sum"]), theirs)
    zh = f"{most}名下最多：{many:,} 位，{stake.zh}，先看这份名单"
    en = f"{most} has most of them: {many:,}, {stake.en}; begin with that list"
    if len(nobody):
        zh, en = f"{zh}；还有 {len(nobody):,} 位没有负责人，要先分下去", f"{en}; {len(nobody):,} have no owner yet"
    return "none", text(zh + "。", en + ".")


def _money(facts: Facts, amount: float, records: Collection[object]) -> Text:
    """What those customers spent in the twelve months, and how much of it is unverified."""
    cents = round(100 * amount)
    said, unsure = money_text(cents, facts.rules.currency), facts.doubt(cents, facts.period, records)
    return text(said.zh + unsure.zh, said.en + unsure.en)


def _ended(sentence: str, stop: str) -> str:
    """A sentence of the settings, which people may have ended or not."""
    return sentence if sentence.endswith(("。", ".", "！", "!", "？", "?")) else sentence + stop
