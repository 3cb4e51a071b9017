"""Sheet 活动效果: how far customers came, and what a campaign brought beyond what would have come anyway."""

from __future__ import annotations

import pandas as pd

from custsheet.analysis.market import campaigns
from custsheet.analysis.reports.campaign_words import answers, basis, notes, verdict
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.links import names_linked, runs
from custsheet.analysis.reports.lists import CUSTOMER, TIER
from custsheet.model.report import Block, Chart, Column, RecordRef, Report, RowsRef, Target
from custsheet.model.text import text

NAME = "campaign_effect"
_CAMPAIGN = Column("name", text("活动", "Campaign"))
LISTED = 1_000
"""Customers in the detail: those of the newest campaigns."""
_SHOWN = 12  # campaigns
_LEVELS = ("not_reached", "reached", "responded", "joined", "bought")
_NONE = text("「活动」表里还没有名单。", "No campaign lists yet.")


def report(facts: Facts) -> Report:
    """The report."""
    listed = campaigns.people(facts.snapshot, facts.sales, pd.Timestamp(facts.ledger.reference))
    least = facts.rules.min_sample
    found = campaigns.effects(listed, least)
    order = ["campaign", "control", "level", "spent", "row"]
    detail = listed.sort_values(order, ascending=[True, True, False, False, True], kind="stable").head(LISTED)
    blocks = (
        _funnel(found.head(_SHOWN), detail),
        _effect(facts, found.head(_SHOWN)),
        _rates(found.head(_SHOWN)),
        _channels(facts, campaigns.channels(listed, least)),
        _detail(facts, detail, len(listed)),
    )
    said = answers(facts, found, listed) if len(found) else ()
    return Report(NAME, facts.snapshot.schema.tool(NAME).description, said, blocks, notes(facts), ready=len(found) > 0)


def _dates(values: pd.Series) -> list[object]:
    return [None if one is None or one != one else pd.Timestamp(one).date() for one in values]


def _funnel(found: pd.DataFrame, detail: pd.DataFrame) -> Block:
    ranges = runs(detail["campaign"].where(~detail["control"].astype(bool), -1)) if len(detail) else {}
    links: dict[tuple[int, str], Target] = {}
    for at, row in enumerate(found.to_dict("records")):
        if at not in ranges:
            continue
        first, last = ranges[at]
        for name in ("listed", "reached", "responded", "joined", "bought"):
            if row[name]:  # who came furthest stands first
                links[(at, name)] = RowsRef("detail", first, min(first + int(row[name]) - 1, last))
    return Block(
        "funnel",
        text("走到哪一步：触达 → 响应 → 参与 → 成交", "How far they came: reached → responded → joined → bought"),
        (
            _CAMPAIGN,
            Column("start", text("开始", "Began"), "date"),
            Column("listed", text("名单", "Listed"), "count"),
            Column("reached", text("触达", "Reached"), "count"),
            Column("responded", text("响应", "Responded"), "count"),
            Column("joined", text("参与", "Joined"), "count"),
            Column("bought", text("成交", "Bought"), "count"),
            Column("cost", text("成本", "Cost"), "money"),
        ),
        found.assign(start=_dates(found["start"]), cost=found["cost"] / 100 if len(found) else []),
        note=text(
            "不含对照组；点人数看名单，最新的活动在前", "without control groups; click a number for the customers"
        ),
        chart=Chart(
            "column",
            "name",
            ("reached", "responded", "joined", "bought"),
            text("各活动每一步的人数", "Customers by step"),
        ),
        links=links,
        empty=_NONE,
    )


def _effect(facts: Facts, found: pd.DataFrame) -> Block:
    rows = found.to_dict("records")
    amounts = {name: found[name].astype("float64") / 100 for name in ("spent", "each", "usual", "gain")}
    table = found.assign(
        **amounts,
        against=[basis(one)(facts.lang) for one in rows],
        verdict=[verdict(one)(facts.lang) for one in rows],
        roi=found["roi"].astype("float64"),
    )
    return Block(
        "effect",
        text("带来了多少原本不会有的成交", "What would not have come anyway"),
        (
            _CAMPAIGN,
            Column("against", text("对比", "Held against")),
            Column("spent", text("期间成交", "Sales"), "money"),
            Column("each", text("人均", "Each"), "money"),
            Column("usual", text("对比人均", "Compared"), "money"),
            Column("gain", text("增量", "Gain"), "money"),
            Column("roi", text("投资回报（倍）", "ROI (times)"), "number"),
            Column("verdict", text("结论", "Verdict")),
        ),
        table,
        note=text(
            "增量 =（人均 − 对比人均）× 名单人数；投资回报 =（增量 − 成本）÷ 成本，按成交额，不是利润",
            "gain = (each − compared) × listed; ROI = (gain − cost) ÷ cost, of sales, not of profit",
        ),
        chart=Chart("column", "name", ("each", "usual"), text("人均成交与对比", "Sales per customer, and compared")),
        empty=_NONE,
    )


def _rates(found: pd.DataFrame) -> Block:
    compared = found[found["rate"].notna()]
    table = compared.assign(more=(compared["rate"] - compared["other"]).astype("float64") * 100)
    few = text("名单都太小，比率不显示。", "Every list is too small for a rate.")
    return Block(
        "rates",
        text("期间买了的比例", "Who bought meanwhile"),
        (
            _CAMPAIGN,
            Column("rate", text("名单", "Listed"), "percent"),
            Column("other", text("对照组", "Control"), "percent"),
            Column("more", text("相差", "Difference"), "points"),
        ),
        table.reset_index(drop=True),
        note=text("对照组太小的不比", "not compared where the control group is too small"),
        chart=Chart(
            "column", "name", ("rate", "other"), text("名单与对照组的购买率", "Share who bought, and of control")
        ),
        empty=few if len(found) else _NONE,
    )


def _channels(facts: Facts, found: pd.DataFrame) -> Block:
    lists, blank = facts.snapshot.lists, facts.say("（未填）", "(blank)")
    named = [blank if one is None or one != one else lists.title("reach_channel", one, facts.lang)
             for one in found["channel"]]  # fmt: skip
    return Block(
        "channels",
        text("哪种触达方式有用", "Which way of reaching works"),
        (
            Column("named", text("触达方式", "Channel")),
            Column("listed", text("名单", "Listed"), "count"),
            Column("reached", text("触达", "Reached"), "count"),
            Column("responded", text("响应率", "Responded"), "percent"),
            Column("bought", text("成交率", "Bought"), "percent"),
        ),
        found.assign(named=named),
        note=text("所有活动一起；比率的分母是触达的人", "all campaigns together; rates are of those reached"),
        chart=Chart("column", "named", ("responded", "bought"), text("各触达方式的响应率与成交率", "Rates by channel")),
        empty=_NONE,
    )


def _detail(facts: Facts, detail: pd.DataFrame, whole: int) -> Block:
    records = pd.Index(detail["who"], dtype=object)
    lists = facts.snapshot.lists
    arms = {False: lists.title("arm", "treated", facts.lang), True: lists.title("arm", "control", facts.lang)}
    table = facts.people(records).assign(
        campaign=detail["name"].to_numpy(),
        arm=[arms[bool(one)] for one in detail["control"]],
        level=[lists.title("participation", _LEVELS[int(one)], facts.lang) for one in detail["level"]],
        **{name: detail[name].to_numpy("float64") / 100 for name in ("spent", "before", "cost")},
    )
    links = names_linked(facts, records)
    links |= {(at, "level"): RecordRef("campaigns", int(row)) for at, row in enumerate(detail["row"])}
    more = text(f"；只列最新的 {LISTED:,} 行", f"; the newest {LISTED:,}") if whole > LISTED else text("", "")
    return Block(
        "detail",
        text("名单上的客户", "The customers on the lists"),
        (
            CUSTOMER,
            Column("campaign", text("活动", "Campaign")),
            TIER,
            Column("arm", text("分组", "Group")),
            Column("level", text("走到哪一步", "Came as far as")),
            Column("spent", text("期间成交", "Sales"), "money"),
            Column("before", text("之前同样长", "Before"), "money"),
            Column("cost", text("成本", "Cost"), "money"),
        ),
        table,
        note=text(f"点步骤回到「活动」里那一行{more.zh}", f"click a step for its row on Campaigns{more.en}"),
        links=links,
        empty=_NONE,
        sortable=True,
    )
