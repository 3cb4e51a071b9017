"""Sheet 客户价值: who brings the money, how much hangs on a few, and what each will bring from here on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.links import names_linked
from custsheet.analysis.reports.lists import CUSTOMER, CUSTOMERS, NEXT, OWNER, SHARE, TIER, YEAR
from custsheet.analysis.reports.value_lists import detail, due_soon, grades
from custsheet.analysis.reports.value_words import answers, hanging, heading
from custsheet.analysis.shares import joined
from custsheet.analysis.value.concentration import fifth
from custsheet.model.prediction import HORIZON
from custsheet.model.report import Block, Chart, Column, Report, RowsRef
from custsheet.model.text import Text, text
from custsheet.model.value import CONFIDENCE

NAME = "value"
LARGEST = 20
"""The largest by the amount of the last twelve months."""
_TENTHS = 10
_TIERS = ("A", "B", "C", "P")
_NONE = text("还没有可用的订单。", "No usable orders yet.")


def report(facts: Facts) -> Report:
    """The report."""
    value = facts.value
    bought = value.table[value.table["orders"] > 0]
    due = bought[bought["next"] <= pd.Timestamp(value.reference) + pd.Timedelta(days=HORIZON)]
    every = pd.Index(due["record"])
    due = due[facts.real(every)].sort_values("next", kind="stable")
    blocks = (
        _hanging(facts),
        _curve(facts),
        _largest(facts, bought),
        _tiers(bought),
        _sure(facts, bought),
        due_soon(facts, due),
        grades(facts),
        detail(facts, bought),
    )
    ready = len(bought) > 0
    return Report(
        NAME,
        facts.snapshot.schema.tool(NAME).description,
        answers(facts, bought, due) if ready else (),
        blocks,
        (*_notes(facts), *facts.left_out(every)) if ready else value.notes,
        ready=ready,
    )


def _notes(facts: Facts) -> tuple[Text, ...]:
    return (
        *_base(facts),
        facts.value.why,
        text(
            "P(活跃) = 还会再来的概率，只在按模型估算、且买过两次以上时给出；预期订单按购买日计，同一天的订单算一次。",
            "P(active) = the chance of ever coming back, given by the models for who bought twice or more. Expected"
            " orders are purchase days: several orders of one day are one.",
        ),
        text(
            "下次购买 = 最近购买日 + 通常间隔；买过不足三次或空窗太久的不预测，原因写在备注里。金额已减退款。",
            "Next purchase = the last one + the usual gap; none for fewer than three purchases or too long a silence,"
            " as the remark says. Amounts are less refunds.",
        ),
        *facts.value.notes,
    )


def _base(facts: Facts) -> tuple[Text, ...]:
    """How the customers' amounts and the dashboard's revenue come together, where they differ."""
    if not facts.tiers.strays:
        return ()
    lines = facts.ledger.lines
    inside = facts.period.holds(lines["day"].to_numpy())
    known = facts.ledger.places(facts.histories.customers.index) >= 0
    bought, rest = (lines["cents"].to_numpy()[inside & one].sum() for one in (known, ~known))
    return (joined(bought, rest, facts.rules.currency),)


def _hanging(facts: Facts) -> Block:
    found = facts.value.concentration
    shown = min(found.customers, LARGEST)
    rows: list[tuple[str, int, float | None]] = [
        (facts.say("最大的 1 位", "The largest"), 1, found.largest),
        (facts.say("最大的 10 位", "The 10 largest"), min(10, found.customers), found.top10),
        (facts.say("前 20%", "The largest 20%"), fifth(found.customers), found.top20_percent),
    ]
    table = pd.DataFrame(
        {
            "who": [name for name, _, _ in rows],
            "customers": [many for _, many, _ in rows],
            "amount": [round((share or 0.0) * found.cents) / 100 for _, _, share in rows],
            "share": [share for _, _, share in rows],
        }
    )
    links = {
        (at, "customers"): RowsRef("largest", 0, many - 1) for at, (_, many, _) in enumerate(rows) if many <= shown
    }
    return Block(
        "hanging",
        hanging(facts),
        (
            Column("who", text("谁", "Who")),
            CUSTOMERS,
            Column("amount", YEAR, "money"),
            SHARE,
        ),
        table if found.customers else table.head(0),
        note=text(
            "HHI = 各客户占比（%）的平方和：1,500 以下为分散，2,500 以上为高度集中，10,000 就是只有一位客户",
            "HHI = the sum of squared shares in %: spread below 1,500, highly concentrated above 2,500, one customer at"
            " 10,000",
        ),
        links=links if found.customers else {},
        empty=_NONE,
    )


def _curve(facts: Facts) -> Block:
    curve, n = facts.value.concentration.curve, facts.value.concentration.customers
    wanted = np.searchsorted(curve["customers"], n * np.arange(1, _TENTHS + 1) / _TENTHS - 1e-6)
    at = curve.iloc[np.unique(wanted)] if n else curve
    said = (100 * at["share_of_customers"]).round().astype("int64").tolist()
    table = pd.DataFrame(
        {
            "top": [facts.say(f"前 {one}%", f"top {one}%") for one in said],
            "customers": at["customers"].to_numpy(),
            "share": np.diff(at["share_of_sales"], prepend=0.0),
            "cumulative": at["share_of_sales"].to_numpy(),
        }
    )
    return Block(
        "curve",
        heading(facts),
        (
            Column("top", text("客户（从大到小）", "Customers, largest first")),
            CUSTOMERS,
            Column("share", text("增加", "Adds"), "percent"),
            Column("cumulative", text("累计", "So far"), "percent"),
        ),
        table,
        note=text(
            f"{facts.period.title().zh}有成交的客户，按成交额从大到小",
            f"Customers with sales, largest first; {facts.period.title().en}",
        ),
        chart=Chart(
            "pareto",
            "top",
            ("share", "cumulative"),
            text("帕累托曲线：前百分之几的客户贡献了多少", "Pareto curve: what the largest customers bring"),
        ),
        empty=_NONE,
    )


def _largest(facts: Facts, bought: pd.DataFrame) -> Block:
    top = facts.largest.head(LARGEST if len(bought) else 0)
    records = pd.Index(top["record"])
    star = facts.star_note(records)
    table = facts.people(records).assign(
        customer=facts.starred(records),
        **{name: top[name].to_numpy() for name in ("amount", "share", "cumulative")},
        next=bought.set_index("record")["value_12"].reindex(records).to_numpy(),
    )
    return Block(
        "largest",
        text(f"近 12 个月最大的 {len(top)} 位客户", f"The {len(top)} largest customers of the last 12 months")
        if len(top) > 1
        else text("近 12 个月最大的客户", "The largest customer of the last 12 months"),
        (
            CUSTOMER,
            OWNER,
            TIER,
            Column("amount", YEAR, "money", bar=True),
            SHARE,
            Column("cumulative", text("累计", "So far"), "percent"),
            Column("next", NEXT, "money"),
        ),
        table,
        note=text(f"{facts.period.title().zh}{star.zh}", f"{facts.period.title().en}{star.en}"),
        links=names_linked(facts, records),
        empty=_NONE,
    )


def _sums(bought: pd.DataFrame, column: str, names: Sequence[str]) -> pd.DataFrame:
    """Customers, both amounts and expected orders of each of `names` that occurs."""
    by = bought.groupby(column)
    out = by[["year_amount", "value_12", "orders_90"]].sum()
    out.insert(0, "customers", by.size())
    out = out.reindex([one for one in names if one in out.index]).rename_axis(None)
    whole = out["value_12"].sum()
    return out.assign(share=out["value_12"] / whole if whole > 0 else np.nan)


_SUMS = (
    CUSTOMERS,
    Column("year_amount", YEAR, "money"),
    Column("value_12", NEXT, "money"),
    SHARE,
    Column("orders_90", text("90 天预期订单", "Orders in 90 days"), "number"),
)


def _tiers(bought: pd.DataFrame) -> Block:
    table = _sums(bought, "tier", _TIERS)
    return Block(
        "tiers",
        text("各级客户以后还会带来多少", "What each tier will bring"),
        (Column("tier", TIER.title), *_SUMS),
        table.assign(tier=table.index).reset_index(drop=True),
        note=text("只算有过成交的客户", "of customers who ever bought"),
        chart=Chart(
            "column",
            "tier",
            ("year_amount", "value_12"),
            text("各级客户近 12 个月的成交额与未来 12 个月的预期", "Last and next 12 months by tier"),
        ),
        empty=_NONE,
    )


def _sure(facts: Facts, bought: pd.DataFrame) -> Block:
    table = _sums(bought, "confidence", list(CONFIDENCE))
    named = [CONFIDENCE[one](facts.lang) for one in table.index]
    return Block(
        "sure",
        text("这些预期有多大把握", "How sure that is"),
        (Column("confidence", text("把握", "How sure")), *_SUMS),
        table.assign(confidence=named).reset_index(drop=True),
        note=text(
            "高：按模型估算且买过 5 次以上；低：只买过一次，按简单估算且不足 5 次，"
            "或金额未核实（单价可疑、像是测试数据）",
            "high: by the models, with five purchases or more; low: a single purchase, a plain estimate over fewer than"
            " five, or unverified amounts (prices that look wrong, test data)",
        ),
        empty=_NONE,
    )
