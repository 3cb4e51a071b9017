"""What sheet 流失预警 says: how much is leaving, whom to call first, why, and whose turn it is."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from custsheet.analysis.churn.actions import action
from custsheet.analysis.churn.urgency import by_owner
from custsheet.analysis.money import money_text, percent
from custsheet.analysis.reports.facts import Facts
from custsheet.model.churn import REASONS
from custsheet.model.report import Mark
from custsheet.model.text import Text, counted, text

TOP = 10
"""Customers who stand apart from the others: the most urgent ones with something at stake."""
_MUCH = 0.1  # of last year's sales

Said = tuple[Mark, Text]


def answers(facts: Facts, bought: int) -> tuple[Said, ...]:
    """At most four sentences; `bought`: customers who ever bought."""
    if not len(facts.churn.table):
        return (nobody(facts, bought),)
    found = [_stake(facts), _top(facts), _why(facts), _whose(facts)]
    return tuple(one for one in found if one is not None)


def nobody(facts: Facts, bought: int) -> Said:
    """That none of those who bought is leaving; which contracts end of others."""
    more = renewals(facts)
    if not bought:
        return "near", more
    if more.zh:
        return "near", text(
            f"{bought:,} 位买过的客户都在自己的周期以内。{more.zh}",
            f"All {bought:,} who ever bought are within their cycle. {more.en}",
        )
    return "good", text(
        f"{bought:,} 位买过的客户都在自己的周期以内，没有要挽留的；每周再看一次。",
        f"All {bought:,} who ever bought are within their cycle and nobody needs winning back. Look again every week.",
    )


def renewals(facts: Facts) -> Text:
    """How many contracts end of customers without orders, and what to do about it; "" where none does."""
    n, soon = len(facts.renewals), int((facts.renewals["stage"] == "at_risk").sum())
    if not n:
        return text("", "")
    zh, en = (action("contract", facts.rules, lang) for lang in ("zh", "en"))
    return text(
        f"没有订单记录的客户里有 {n:,} 位合同快到期或已到期（{soon:,} 位还没到期）：{_ended(zh, '。')}",
        f"{counted(n, 'contract ends or has ended', 'contracts end or have ended')} of customers without an order on"
        f" record ({soon:,} not yet): {_ended(en[:1].lower() + en[1:], '.')}",
    )


def first_to_call(facts: Facts) -> pd.DataFrame:
    """The rows of `Churn.table` of those to call first."""

    def made() -> pd.DataFrame:
        table = facts.churn.table
        return table[(table["amount"] > 0) & facts.real(pd.Index(table["record"]))].head(TOP)

    return facts.sources.once("first to call", made)


def owners(facts: Facts) -> pd.DataFrame:
    """See `urgency.by_owner`."""
    return facts.sources.once("owners of who is leaving", lambda: by_owner(facts.churn.table))


def at_stake(facts: Facts) -> Said:
    """How many are leaving, with how much: the beginning of a sentence, which the dashboard tells too."""
    customers, churn = facts.histories.customers, facts.churn
    bought, many = int((customers["days"] > 0).sum()), len(churn.table)
    year, amount = customers["year_cents"].clip(lower=0).sum() / 100, churn.table["amount"].sum()
    stake = _money(facts, amount, churn.table["record"])
    ending = bool((churn.table["basis"] == "contract").any())
    zh = f"{bought:,} 位买过的客户里有 {many:,} 位空窗过长{'或合同到期' if ending else ''}"
    zh += f"，风险金额（近 12 个月成交额）{stake.zh}"
    have = "has" if many == 1 else "have"
    en = f"Of {bought:,} who ever bought, {many:,} {have} been silent for too long"
    en += f"{f' or {have} a contract that ends' if ending else ''}, with {stake.en} of the last 12 months"
    en += " at stake"
    if year > 0:
        share, of = percent(amount / year), facts.of_sales(text("全部", "all sales"))
        zh, en = f"{zh}，占{of.zh}的 {share}", f"{en} ({share} of {of.en})"
    return ("bad" if year > 0 and amount / year >= _MUCH else "near"), text(zh, en)


def _stake(facts: Facts) -> Said:
    mark, said = at_stake(facts)
    more = renewals(facts)
    if soon := int(facts.churn.stages.loc["at_risk", "customers"]):
        return mark, text(
            f"{said.zh}：先找预警的 {soon:,} 位，还来得及。{more.zh}",
            f"{said.en}: begin with the {soon:,} at risk, still within reach. {more.en}".rstrip(),
        )
    return mark, text(
        f"{said.zh}：没有预警的，按金额逐个唤回。{more.zh}",
        f"{said.en}: nobody is merely at risk; win back the largest. {more.en}".rstrip(),
    )


def to_call(facts: Facts, row: pd.Series) -> Text:
    """One of them in brackets after its name: what is at stake, for how long it has been silent, whose it is."""
    stake, name = _money(facts, row["amount"], [row["record"]]), facts.headline(row["record"])
    owner, why = row["owner"], _silent(row)
    return text(
        f"{name.zh}（{stake.zh}，{why.zh}{f'；{owner}' if owner else ''}）",
        f"{name.en} ({stake.en}, {why.en}{f'; {owner}' if owner else ''})",
    )


def _silent(row: pd.Series) -> Text:
    """For how long one of them is silent, or when its contract ends where that decides."""
    if row["basis"] == "contract":
        return text(f"合同 {row['end']:%Y-%m-%d} 到期", f"contract until {row['end']:%Y-%m-%d}")
    idle = int(row["idle"])
    return text(f"已 {idle:,} 天没有下单", f"{counted(idle, 'day', 'days')} without an order")


def _top(facts: Facts) -> Said | None:
    top = first_to_call(facts)
    if not len(top):
        return None
    first = top.iloc[0]
    stake, reason = _money(facts, first["amount"], [first["record"]]), REASONS[first["reason"]]
    state = text(*(facts.snapshot.lists.title("stage", first["stage"], lang) for lang in ("zh", "en")))
    name, owner = facts.headline(first["record"]), first["owner"]
    why = _silent(first)
    zh = f"最要紧的是{name.zh}（{state.zh}，{stake.zh}，{why.zh}，{reason.zh}）"
    en = f"Most urgent: {name.en} ({state.en.lower()}, {stake.en}, {why.en}, {reason.en})"
    zh += f"：由{owner}先联系" if owner else "：没有负责人，先指定一位"
    en += f": {owner} should call first" if owner else ": it has no owner, name one"
    if len(top) > 1 and (whole := facts.churn.table["amount"].sum()) > 0:
        share = percent(top["amount"].sum() / whole)
        zh, en = (
            f"{zh}；要先联系的 {len(top)} 位合计占风险金额的 {share}",
            f"{en}; the {len(top)} to call first are {share} of what is at stake",
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
    table, by = facts.churn.table, owners(facts)
    by, nobodys = by[by.index.notna()], int(table["owner"].isna().sum())
    if not len(by):
        return "near", text(
            f"这 {len(table):,} 位都没有负责人：先分下去，再谈挽留。",
            f"{counted(len(table), 'customer', 'customers')} to win back without an owner: assign them first.",
        )
    most, first = str(by.index[0]), by.iloc[0]
    theirs = table[table["owner"] == most]
    many, stake = int(first["customers"]), _money(facts, float(first["amount"]), theirs["record"])
    if first["urgent"] > 0:
        soon = theirs.loc[theirs["stage"] == "at_risk", "record"]
        urgent, within = _money(facts, float(first["urgent"]), soon), int(first["at_risk"])
        zh = f"最要紧的在{most}名下：预警 {within:,} 位，{urgent.zh}（一共 {many:,} 位，{stake.zh}），先看这份名单"
        en = f"The most urgent ones are {most}'s: {within:,} at risk, {urgent.en} (of {many:,}, {stake.en});"
        en += " begin with that list"
    else:
        zh = f"{most}名下金额最多：{many:,} 位，{stake.zh}，先看这份名单"
        en = f"{most} has most at stake: {counted(many, 'customer', 'customers')}, {stake.en}; begin with that list"
    if nobodys:
        zh, en = f"{zh}；还有 {nobodys:,} 位没有负责人，要先分下去", f"{en}; {nobodys:,} have no owner yet"
    return "none", text(zh + "。", en + ".")


def _money(facts: Facts, amount: float, records: Collection[object]) -> Text:
    """What those customers spent in the twelve months, and how much of it is unverified."""
    cents = round(100 * amount)
    said, unsure = money_text(cents, facts.rules.currency), facts.doubt(cents, facts.period, records)
    return text(said.zh + unsure.zh, said.en + unsure.en)


def _ended(sentence: str, stop: str) -> str:
    """A sentence of the settings, which people may have ended or not."""
    return sentence if sentence.endswith(("。", ".", "！", "!", "？", "?")) else sentence + stop
