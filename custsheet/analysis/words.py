"""Why a customer has its tier, what is missing to the next one, how such customers are served: a sentence each.

Invariant: a sentence names figures that stand in the workbook, and its second half is about what is most telling of
this customer, so that a column of them can be read without falling asleep.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

import numpy as np

from custsheet.analysis.money import money, percent
from custsheet.analysis.rules import Rules
from custsheet.model.errors import Lang
from custsheet.model.text import Text, text

_SOON = 7  # days: has just bought
_DOMINANT = 0.2  # share of the whole
_LARGE = 3.0  # times the usual amount of an order day
_OFTEN = 6  # order days in the window
_ONE = re.compile(r"(?<![\d.,])1 (contact|day|month|order|period)s\b")
_MANY_ORDERS = 100  # so many more are no advice

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
        "今天算是 {raw}，连续 {k} 期更低才降级，本期是第 {low} 期",
        "computed {raw} today; it falls after {k} lower periods in a row, this is number {low}",
    ),
    "held_month": text("今天算是 {raw}，本月曾达到 {tier}", "computed {raw} today, was {tier} earlier this month"),
    "chance": text("潜力 {potential} 分", "potential {potential}"),
    "months": text("近 {n} 个月", "in {n} months"),
    "ever": text("累计", "in all"),
    "sheet": text("表内累计", "by the sheet"),
    "today": text("今天刚买过", "bought today"),
    "just": text("{n} 天前刚买过", "bought {n} days ago"),
    "idle": text("已 {n} 天没有下单（平时约 {cycle} 天一次）", "no order for {n} days (usually every {cycle})"),
    "idle_once": text("只买过 1 次，已 {n} 天没有下单", "bought once, {n} days ago"),
    "idle_some": text("已 {n} 天没有下单", "no order for {n} days"),
    "new": text("新客，{n} 天前首次购买", "new, first bought {n} days ago"),
    "new_today": text("新客，今天首次购买", "new, first bought today"),
    "returned": text("沉寂 {n} 天后又回来下单", "back after {n} days without an order"),
    "dominant": text("占全部成交额的 {share}", "{share} of all sales"),
    "often": text("买了 {f} 次，约 {cycle} 天一次", "bought on {f} days, about every {cycle} days"),
    "large": text("单次约 {each}，比一般客户大", "about {each} each time, more than most"),
    "once": text("只买过 1 次，在 {n} 天前", "bought once, {n} days ago"),
    "usual": text("买了 {f} 次，最近在 {n} 天前", "bought on {f} days, last {n} days ago"),
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


class Facts(NamedTuple):
    """What is known of one customer.

    Money in cents, NaN where unknown. `missing` is the amount to `next_tier` and `orders` how many orders of the usual
    size are; both hold until `by`, and are NaN where none is enough. Where the final tier is held, `next_tier` is that
    tier itself, `raw` the lower one computed today and `low` for how many periods in a row it has been lower.
    """

    tier: str
    computed: str
    manual: str | None
    manual_reason: str | None
    until: date | None
    expired: str | None
    cents: int
    recency: float
    frequency: float
    rank: float
    own: float
    stage: str | None
    days: float
    cycle: float
    age: float
    quiet: float
    contacts: int
    pending: int
    missing: float
    orders: float
    next_tier: str | None
    by: date | None = None
    raw: str | None = None
    low: int = 0
    value: float = float("nan")
    potential: float = float("nan")
    score: float = float("nan")

    @property
    def held(self) -> bool:
        """Whether the computed tier is better than what this day says."""
        return self.raw is not None and self.raw > self.computed


class Writer:
    """Writes the sentences of one workbook in its language.

    Args:
        rules: the settings.
        lang: the workbook's language.
        usual: what an average order day is worth, cents; NaN if nobody bought.
        source: "orders", "sheet" (amounts typed on the customers' own sheet) or "none".
    """

    def __init__(self, rules: Rules, lang: Lang, usual: float, source: str) -> None:
        self._rules, self._lang, self._usual, self._source = rules, lang, usual, source
        self._say = {key: said(lang) for key, said in _SAY.items()}
        self._service = {tier: self._serve(tier) for tier in "ABCP"}
        self._span = self._window()

    def reason(self, one: Facts) -> str:
        """Why this tier."""
        if one.manual is not None:
            until = self._put("until", day=one.until.isoformat()) if one.until else self._say["good"]
            why = (one.manual_reason or self._say["why"]).rstrip("。.；; ")
            return self._put("manual", tier=one.manual, why=why, until=until, computed=one.computed)
        said = self._computed(one)
        if one.held:
            values = {"raw": one.raw, "tier": one.computed, "low": one.low, "k": self._rules.tier_hold}
            said += self._say["joint"] + self._put("held" if one.low else "held_month", **values)
        if one.expired is not None and one.until is not None:
            said += self._say["joint"] + self._put("over", tier=one.expired, day=one.until.isoformat())
        return said

    def missing(self, one: Facts) -> str:
        """What is missing to the next tier."""
        if self._source == "none":
            return self._say["top"] if one.tier == "A" else self._say["blind"]
        if one.manual is not None and one.computed < one.manual:
            return self._put("overruled", computed=one.computed, tier=one.manual)
        if one.next_tier is None:
            return self._say["top"]
        if one.next_tier == "C" and one.cents == 0:
            never = np.isnan(one.recency)
            if never and one.pending:
                return self._say["correct"]
            return self._put("first" if never else "again", tier=self._goal(one))
        return self._lacking(one)

    def _lacking(self, one: Facts) -> str:
        """So much or so many orders, whichever of the two leads there."""
        few = one.orders < _MANY_ORDERS  # not if NaN
        key = ("either" if few else "more") if one.missing == one.missing else "orders" if few else "beyond"
        if key == "either" and one.missing <= 1 and self._rules.tier_method == "composite":
            key = "orders"  # one, of whatever amount
        values = {
            "amount": "" if one.missing != one.missing else self._money(one.missing, up=True),
            "n": f"{one.orders:.0f}",
            "by": self._put("by", day=f"{one.by:%m-%d}") if one.by else "",
        }
        return self._put(key, tier=self._goal(one) if key != "beyond" else one.next_tier, **values)

    def _goal(self, one: Facts) -> str:
        return self._put("keep", tier=one.next_tier) if one.next_tier == one.tier else str(one.next_tier)

    def service(self, tier: str) -> str:
        """How customers of this tier are served."""
        return self._service[tier]

    def _computed(self, one: Facts) -> str:
        if one.cents <= 0 or one.computed == "P":
            said = self._prospect(one)
            chance = self._put("chance", potential=f"{one.potential:.0f}") if one.potential > 0 else ""
            return said + self._say["joint"] + chance if chance else said
        head = "head"
        values = {"span": self._span, "amount": self._money(one.cents), "rank": f"{one.rank:.0f}", "limit": ""}
        reached = one.raw or one.computed
        if self._rules.tier_method == "fixed" and reached in "AB":
            head = f"head_{reached.lower()}"
            limit = self._rules.fixed_a if reached == "A" else self._rules.fixed_b
            values["limit"] = self._money(limit * 100)
        if self._rules.tier_method == "composite":
            head = "head_score" if one.potential == one.potential else "head_value"
            values |= {"score": f"{one.score:.1f}", "value": f"{one.value:.1f}", "potential": f"{one.potential:.1f}"}
        said = self._put(head, **values)
        tail = "" if one.held else self._tail(one)  # why it has not fallen is more telling, and must not be cut off
        return said + self._say["joint"] + tail if tail else said

    def _prospect(self, one: Facts) -> str:
        if self._source == "none":
            return self._say["unknown"]
        if np.isnan(one.recency) and one.cents == 0:
            if one.pending:
                return self._put("pending", n=one.pending)
            return self._put("asked", n=f"{one.contacts:.0f}") if one.contacts else self._say["never"]
        if one.frequency == 0 and one.cents == 0:
            return self._put("before", span=self._span, n=f"{one.recency:.0f}")
        return self._put("refunded", span=self._span, amount=self._money(one.cents))

    def _tail(self, one: Facts) -> str:
        """The most telling fact besides the amount."""
        if one.own >= _DOMINANT:
            return self._put("dominant", share=percent(one.own))
        if np.isnan(one.recency):
            return ""
        each = one.cents / max(one.frequency, 1)
        if one.stage in {"at_risk", "dormant", "lost"}:
            key = "idle_once" if one.days == 1 else "idle_some" if np.isnan(one.cycle) else "idle"
        elif one.stage == "returned":
            return self._put("returned", n=f"{one.quiet:.0f}")
        elif one.stage == "new" and one.days == 1:
            key = "new_today" if one.recency == 0 else "new"
        elif each >= _LARGE * self._usual:
            return self._put("large", each=self._money(each))
        elif one.recency <= _SOON:
            key = "today" if one.recency == 0 else "just"
        elif one.frequency >= _OFTEN:
            key = "often"
        else:
            key = "once" if one.frequency == 1 and one.days == 1 else "usual"
        figures = {"n": f"{one.recency:.0f}", "cycle": f"{max(one.cycle, 1):.0f}", "f": f"{one.frequency:.0f}"}
        return self._put(key, **figures)

    def _put(self, key: str, **values: object) -> str:
        """The sentence `key` with its figures; English says "1 day"."""
        said = self._say[key].format(**values)
        return _ONE.sub(r"1 \1", said) if self._lang == "en" else said

    def _window(self) -> str:
        if self._source == "sheet":
            return self._say["sheet"]
        months = self._rules.window_months
        return self._say["ever"] if months is None else self._put("months", n=months)

    def _money(self, cents: float, *, up: bool = False) -> str:
        return money(cents, self._rules.currency, self._lang, up=up)

    def _serve(self, tier: str) -> str:
        return self._put("service", days=self._rules.cycle(tier), hours=f"{self._rules.sla(tier):g}")
