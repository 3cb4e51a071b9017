"""The lists of sheet 客户价值: who will buy next, what came of earlier predictions, and what each customer is worth."""

from __future__ import annotations

import pandas as pd

from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.links import names_linked
from custsheet.analysis.reports.lists import CUSTOMER, LISTED, NEXT, OWNER, TIER, YEAR, only_first
from custsheet.model.prediction import HORIZON
from custsheet.model.report import Block, Column
from custsheet.model.text import text
from custsheet.model.value import CONFIDENCE, METHODS

SOON = 30
"""Customers who are expected next, in their own list."""


def due_soon(facts: Facts, due: pd.DataFrame) -> Block:
    """Who is expected to buy next, latest first."""
    shown = due.head(SOON)
    late = (pd.Timestamp(facts.value.reference) - shown["next"]).dt.days
    records = pd.Index(shown["record"])
    table = facts.people(records).assign(
        next=shown["next"].dt.date.to_numpy(),
        late=late.where(late > 0).to_numpy(dtype="float64"),
        average=shown["average"].to_numpy(),
        value=shown["value_12"].to_numpy(),
    )
    cut = only_first(SOON, len(due), text("最早的", "earliest"))
    return Block(
        "due",
        text(
            f"{HORIZON} 天内预计再买的客户（{len(due):,} 位）",
            f"Expected to buy within {HORIZON} days ({len(due):,})",
        ),
        (
            CUSTOMER,
            OWNER,
            TIER,
            Column("next", text("下次购买", "Next purchase"), "date"),
            Column("late", text("已过（天）", "Days late"), "days"),
            Column("average", text("平均每次", "Each time"), "money"),
            Column("value", NEXT, "money"),
        ),
        table,
        note=text(
            f"最近购买日加上通常间隔；日子过了还没买的排在前面，先联系{cut.zh}",
            f"the last purchase and the usual gap; who is late stands first: call them first{cut.en}",
        ),
        links=names_linked(facts, records),
        empty=text(
            "没有：要买过三次以上、且空窗不太久的客户才预测。",
            "Nobody: that takes three purchases and no long silence.",
        ),
    )


def grades(facts: Facts) -> Block:
    """What was foretold, month by month, and what came."""
    graded = facts.value.grades
    table = pd.DataFrame(
        {
            "made_on": [one.made_on for one in graded],
            "foretold": [one.foretold for one in graded],
            "came": [one.came for one in graded],
            "share": [one.share if one.foretold >= facts.rules.min_sample else None for one in graded],
        }
    )
    return Block(
        "grades",
        facts.value.said or text("预测准不准", "How good the predictions are"),
        (
            Column("made_on", text("预测日", "Foretold on"), "date"),
            Column("foretold", text("预测会买", "Foretold"), "count"),
            Column("came", text("实际买了", "Came"), "count"),
            Column("share", text("命中", "Right"), "percent"),
        ),
        table,
        note=text(
            f"每月记下 {HORIZON} 天内预计会买的客户，到期后对账；不足 {facts.rules.min_sample} 位的不算比率",
            f"Every month those due within {HORIZON} days are remembered and held against what came; no rate over"
            f" fewer than {facts.rules.min_sample}",
        ),
        empty=text(
            f"还没有到期的预测：第一批在记下 {HORIZON} 天以后对账。",
            f"No prediction is over yet: the first one is checked {HORIZON} days after it was made.",
        ),
    )


def detail(facts: Facts, bought: pd.DataFrame) -> Block:
    """Every customer who bought, most valuable first."""
    shown = bought.head(LISTED)
    never = len(facts.value.table) - len(bought)
    records = pd.Index(shown["record"])
    same = ("orders", "year_amount", "average", "p_alive", "orders_90", "value_12", "note")
    table = facts.people(records).assign(
        **{name: shown[name].to_numpy() for name in same},
        next=shown["next"].dt.date.to_numpy(),
        method=[METHODS[one](facts.lang) for one in shown["method"]],
        confidence=[CONFIDENCE[one](facts.lang) for one in shown["confidence"]],
    )
    cut = only_first(LISTED, len(bought), text("预期价值最高的", "most valuable"))
    return Block(
        "detail",
        text("每位客户以后还会带来多少", "What each customer will bring"),
        (
            CUSTOMER,
            OWNER,
            TIER,
            Column("orders", text("购买天数", "Purchase days"), "count"),
            Column("year_amount", YEAR, "money"),
            Column("average", text("平均每次", "Each time"), "money"),
            Column("p_alive", text("P(活跃)", "P(active)"), "percent"),
            Column("orders_90", text("90 天预期订单", "Orders in 90 days"), "number"),
            Column("value_12", NEXT, "money", bar=True),
            Column("next", text("下次购买", "Next purchase"), "date"),
            Column("method", text("方法", "Method")),
            Column("confidence", text("把握", "How sure")),
            Column("note", text("说明", "Remark"), "long"),
        ),
        table,
        note=text(
            f"按未来 12 个月的预期从高到低；没有成交过的 {never:,} 位不列{cut.zh}",
            f"most expected first; {never:,} who never bought are not listed{cut.en}",
        ),
        links=names_linked(facts, records),
        empty=text("还没有可用的订单。", "No usable orders yet."),
        sortable=True,
    )
