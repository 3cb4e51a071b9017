"""What stands below the figure of each card, as patterns that a text and a formula can be made from.

`{n}` is a count of the card's own column, `{n:buyer|buyers}` the same with its noun in English, `{median:.1}` has one
decimal. A part is shown only if what it counts is not blank; `shown` names it. Tests hold the patterns
against the notes of `kpis`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from custsheet.analysis.kpis.sources import since
from custsheet.analysis.rules import Rules
from custsheet.model.text import Text, text

NO_DATA = text("没有数据", "no data")
TOO_FEW = text("样本 {n}", "sample {n}")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a note; parts are joined by " · ". `shown`: the count without which it is left out."""

    said: Text
    shown: str | None = None


def notes(rules: Rules, first: pd.Timestamp | None) -> Mapping[str, tuple[Part, ...]]:
    """Name of a card → the parts of its note; `first`: the day on which the orders begin."""
    begun = since(first)
    kept = text("上一年 {n} 位买家中 {hits} 位又买了", "{hits} of last year's {n:buyer|buyers} bought again")
    if rules.retention_base == "net":
        kept = text("期初 {n} 位，期末老客户 {hits} 位", "{n} at the start, {hits} not new now")
    rated = text("{n} 份评价", "{n:rating|ratings}")
    if rules.satisfaction_measure != "mean":
        target = f"{rules.csat_target:g}%"
        rated = text(f"目标 {target} · {rated.zh}", f"target {target} · {rated.en}")
    elif rules.csat_mean_target is not None:
        target = f"{rules.csat_mean_target:g}"
        rated = text(f"目标 {target} 分 · {rated.zh}", f"target {target} · {rated.en}")
    complained = {
        "orders": text("{n} 笔订单，{hits} 件投诉", "{hits:complaint|complaints} on {n:order|orders}"),
        "active": text("{n} 位成交客户，{hits} 件投诉", "{hits:complaint|complaints} of {n:buyer|buyers}"),
        "customers": text("{n} 位成交客户中 {hits} 位有投诉", "{hits} of {n:buyer|buyers} complained"),
    }
    return {
        "revenue": (
            Part(text("完成全年目标的 {done}%", "{done}% of the year's target"), "done"),
            Part(text("{n} 笔订单", "{n:order|orders}")),
        ),
        "buyers": (
            Part(text("其中首次成交 {new} 位", "{new} of them for the first time"), "new"),
            Part(text(f"其中首次成交 {{met}} 位{begun.zh}", f"{{met}} of them for the first time{begun.en}"), "met"),
        ),
        "repurchase": (
            Part(text("{n} 位买家中 {hits} 位买了两次以上", "{hits} of {n:buyer|buyers} bought twice or more")),
        ),
        "retention": (Part(kept, "whole"), Part(text(kept.zh + begun.zh, kept.en + begun.en), "part")),
        "csat": (Part(rated),),
        "complaints": (Part(complained[rules.complaint_base]),),
        "response": (
            Part(text("中位 {median:.1} 小时", "median {median:.1} h"), "median"),
            Part(text("{late} 件超时未响应", "{late} unanswered"), "late"),
        ),
        "tasks": (Part(text("到期 {n} 件，按时完成 {hits} 件", "{hits} of {n:due task|due tasks}")),),
    }
