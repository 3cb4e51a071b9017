"""The pieces that the sentences of tiers are made of, and how they are put together for many customers at once."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.money import Texts, monies
from custsheet.model.errors import Lang
from custsheet.model.text import Text, text

Rows = npt.NDArray[np.intp]
_ONE = re.compile(r"(?<![\d.,])1 (contact|day|month|order|period)s\b")

_SAY: dict[str, Text] = {
    "head": text("{span}成交 {amount}，排第 {rank}", "{amount} {span}, number {rank}"),
    "head_a": text("{span}成交 {amount}，达到 A 的门槛 {limit}", "{amount} {span}, reaching {limit} for A"),
    "head_b": text("{span}成交 {amount}，达到 B 的门槛 {limit}", "{amount} {span}, reaching {limit} for B"),
    "head_score": text(
        "综合 {score} 分（价值 {value}、潜力 {potential}）；{span}成交 {amount}，排第 {rank}",
        "score {score} (value {value}, potential {potential}); {amount} {span}, number {rank}",
    ),
    "head_value": text(
        "综合 {score} 分（只有价值分）；{span}成交 {amount}，排第 {rank}",
        "score {score} (value only); {amount} {span}, number {rank}",
    ),
    "held": text(
        "本次算是 {raw}，连续 {k} 期更低才降级，本期是第 {low} 期",
        "computed {raw} this time; it falls after {k} lower periods in a row, this is number {low}",
    ),
    "held_month": text("本次算是 {raw}，本月曾达到 {tier}", "computed {raw} this time, was {tier} earlier this month"),
    "chance": text("潜力 {potential} 分", "potential {potential}"),
    "months": text("近 {n} 个月", "in {n} months"),
    "ever": text("累计", "in all"),
    "sheet": text("表内累计", "by the sheet"),
    "today": text("截至日当天买过", "bought on the very day"),
    "just": text("{n} 天前刚买过", "bought {n} days ago"),
    "idle": text("已 {n} 天没有下单（平时约 {cycle} 天一次）", "no order for {n} days (usually every {cycle})"),
    "idle_once": text("只买过 1 次，已 {n} 天没有下单", "bought once, {n} days ago"),
    "idle_some": text("已 {n} 天没有下单", "no order for {n} days"),
    "contract": text("合同 {day} 到期", "contract ends {day}"),
    "new": text("新客，{n} 天前首次购买", "new, first bought {n} days ago"),
    "new_today": text("新客，截至日当天首次购买", "new, first bought on the very day"),
    "returned": text("沉寂 {n} 天后又回来下单", "back after {n} days without an order"),
    "dominant": text("占{whole}的 {share}", "{share} of {whole}"),
    "often": text("买了 {f} 次，约 {cycle} 天一次", "bought on {f} days, about every {cycle} days"),
    "large": text("单次约 {each}，比一般客户大", "about {each} each time, more than most"),
    "once": text("只买过 1 次，在 {n} 天前", "bought once, {n} days ago"),
    "usual": text("买了 {f} 次，最近在 {n} 天前", "bought on {f} days, last {n} days ago"),
    "doubt": text("其中 {amount} 单价可疑，未核实", "{amount} of it at prices that look wrong, unverified"),
    "pending": text("有 {n} 笔交易的日期、金额或状态还不能用", "orders with an unusable date, amount or status: {n}"),
    "never": text("还没有成交", "has not bought yet"),
    "asked": text("还没有成交；近 90 天联系 {n} 次", "has not bought yet; {n} contacts in 90 days"),
    "before": text("{span}没有成交，上次购买在 {n} 天前", "nothing {span}, last bought {n} days ago"),
    "refunded": text("{span}退款抵掉了成交，净额 {amount}", "refunds outweigh sales {span}: {amount} net"),
    "unknown": text("没有订单资料", "no orders to go by"),
    "manual": text(
        "人工定级 {tier}：{why}，{until}（系统 {computed}）",
        "Set to {tier} by hand: {why}, {until} (computed {computed})",
    ),
    "why": text("未写理由", "no reason given"),
    "until": text("至 {day}", "until {day}"),
    "good": text("一直有效", "for good"),
    "over": text("人工定级 {tier} 已于 {day} 到期", "the tier {tier} set by hand ended on {day}"),
    "top": text("已是最高级", "already the highest"),
    "more": text("再成交 {amount}{by} → {tier}", "{amount} more{by} → {tier}"),
    "either": text("再成交 {amount} 或 {n} 单{by} → {tier}", "{amount} or {n} orders more{by} → {tier}"),
    "orders": text("再成交 {n} 单{by} → {tier}", "{n} orders more{by} → {tier}"),
    "by": text("（{day} 前）", " by {day}"),
    "keep": text("保住 {tier}", "keeps {tier}"),
    "beyond": text("光靠成交到不了 {tier}，要提高潜力分", "orders alone do not reach {tier}: raise the potential"),
    "first": text("成交首单 → {tier}", "a first order → {tier}"),
    "again": text("再成交 1 单 → {tier}", "another order → {tier}"),
    "correct": text("改正这些交易后重算", "correct them to compute it"),
    "overruled": text("系统已是 {computed}，由人工定为 {tier}", "computed {computed}, set to {tier} by hand"),
    "blind": text("补上订单后可计算", "add orders to compute it"),
    "service": text("{days} 天联系一次 · {hours} 小时内响应", "contact every {days} days · answer within {hours} h"),
    "joint": text("；", "; "),
}


class Phrases:
    """The pieces in the language of a workbook; values stand in them as they are given, of one customer or of many."""

    def __init__(self, lang: Lang, currency: str) -> None:
        self._lang, self._currency = lang, currency
        self.say = {key: said(lang) for key, said in _SAY.items()}
        self._parts = {key: [part[:2] for part in Formatter().parse(said)] for key, said in self.say.items()}

    def put(self, key: str, **values: str | Texts) -> Any:
        """The sentence `key` with its figures, of one customer or of many."""
        said: Any = ""
        for literal, name in self._parts[key]:
            said = said + literal if literal else said
            said = said + values[name] if name else said
        return said

    def add(self, out: Texts, at: Rows, key: str, **values: str | Texts) -> None:
        """The same behind what is said already."""
        if len(at):
            out[at] = out[at] + (self.say["joint"] + self.put(key, **values))

    def singular(self, out: Texts) -> Texts:
        """English says "1 day"."""
        if self._lang != "en":
            return out
        return texts([_ONE.sub(r"1 \1", one) if "1 " in one else one for one in out])

    def money(self, cents: npt.NDArray[Any], *, up: bool = False) -> Texts:
        """Amounts as sentences tell them."""
        return monies(cents, self._currency, self._lang, up=up)


def texts(said: list[str]) -> Texts:
    """An array of texts; of none, too."""
    out = np.empty(len(said), dtype=object)
    out[:] = said
    return out


def whole(numbers: npt.NDArray[Any]) -> Texts:
    """Without decimals, with separators of thousands; days and orders are few different ones."""
    codes, known = pd.factorize(numbers)
    said: Texts = texts([*(f"{one:,.0f}" for one in known.tolist()), "nan"])[codes]
    return said
