"""Sheet 客户价值: who brings the money, and how much hangs on a few."""

from __future__ import annotations

import pandas as pd

from custsheet.analysis import series
from custsheet.analysis.money import percent
from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import Block, Chart, Column, Report
from custsheet.model.text import text

_CURVE = 20


def report(facts: Facts) -> Report:
    """The report."""
    ranked = series.ranked(facts.snapshot, facts.tiers.table)
    top = ranked.head(_CURVE).assign(place=range(1, 1 + len(ranked.head(_CURVE))))
    share = float(ranked["cumulative"].iloc[max(len(ranked) // 5, 1) - 1]) if len(ranked) else 0.0
    said = text(f"前 20% 的客户贡献了 {percent(share)} 的成交额。", f"The top 20% of customers bring {percent(share)}.")
    curve = Block(
        "curve",
        text("最大的 20 位客户", "The 20 largest customers"),
        (
            Column("place", text("名次", "Rank"), "count"),
            Column("customer", text("客户", "Customer")),
            Column("tier", text("分级", "Tier"), "tier"),
            Column("amount", text("成交额", "Amount"), "money", bar=True),
            Column("share", text("占比", "Share"), "percent"),
            Column("cumulative", text("累计占比", "Cumulative"), "percent"),
        ),
        pd.DataFrame(top),
        chart=Chart("pareto", "place", ("amount", "cumulative"), text("客户贡献曲线", "Contribution curve")),
    )
    question = text("谁带来了收入？", "Who brings the money?")
    return Report("value", question, (("none", said),) if len(ranked) else (), (curve,), ready=len(ranked) > 0)
