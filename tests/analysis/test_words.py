"""The sentences: concrete, and about what is most telling of a customer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from custsheet.analysis.rules import Rules
from custsheet.analysis.words import Told, Writer

NAN = math.nan
_BASE: dict[str, Any] = {
    "tier": "B",
    "computed": "B",
    "manual": None,
    "why": None,
    "until": None,
    "over": None,
    "cents": 8_150_000,
    "doubted": 0,
    "recency": 40.0,
    "frequency": 4.0,
    "rank": 3.0,
    "own": 0.01,
    "stage": "mature",
    "days": 5.0,
    "cycle": 30.0,
    "quiet": NAN,
    "contacts": 0,
    "pending": 0,
    "need": 320_000,
    "need_orders": NAN,
    "to": "A",
    "by": None,
    "raw": None,
    "low": 0,
    "value": NAN,
    "potential": NAN,
    "score": NAN,
    "renewal": None,
}


_NEVER: dict[str, Any] = {
    "tier": "P",
    "computed": "P",
    "cents": 0,
    "recency": NAN,
    "frequency": 0.0,
    "rank": NAN,
    "own": NAN,
    "stage": "potential",
    "days": NAN,
    "cycle": NAN,
    "to": "C",
    "need": 1,
}


class _Writer:
    """Of one customer at a time."""

    def __init__(self, writer: Writer) -> None:
        self.service = writer.service
        self._writer = writer

    def reason(self, told: Told) -> str:
        return str(self._writer.reasons(told)[0])

    def missing(self, told: Told) -> str:
        return str(self._writer.missing(told)[0])


def _writer(lang: str = "zh", source: str = "orders", usual: float = 2_000_000, **rules: Any) -> _Writer:
    return _Writer(Writer(Rules(**rules), lang, usual, source))  # type: ignore[arg-type]


def _facts(**changed: Any) -> Told:
    told = _BASE | changed
    return {
        name: np.array([one], dtype="float64" if isinstance(one, int | float) else object) for name, one in told.items()
    }


@pytest.mark.parametrize(
    ("changed", "zh", "en"),
    [
        ({}, "买了 4 次，最近在 40 天前", "bought on 4 days, last 40 days ago"),
        ({"own": 0.25}, "占全部成交额的 25%", "25% of all sales"),
        ({"recency": 0.0}, "截至日当天买过", "bought on the very day"),
        ({"recency": 5.0}, "5 天前刚买过", "bought 5 days ago"),
        (
            {"stage": "dormant", "recency": 131.0, "cycle": 12.0},
            "已 131 天没有下单（平时约 12 天一次）",
            "no order for 131 days (usually every 12)",
        ),
        (
            {"stage": "lost", "recency": 400.0, "days": 1.0, "cycle": NAN},
            "只买过 1 次，已 400 天没有下单",
            "bought once, 400 days ago",
        ),
        ({"stage": "at_risk", "recency": 90.0, "days": 2.0, "cycle": NAN}, "已 90 天没有下单", "no order for 90 days"),
        (
            {"stage": "at_risk", "recency": 5.0, "own": 0.3, "renewal": pd.Timestamp(2024, 5, 20)},
            "合同 2024-05-20 到期",
            "contract ends 2024-05-20",
        ),
        ({"renewal": pd.Timestamp(2024, 5, 20)}, "买了 4 次，最近在 40 天前", "bought on 4 days, last 40 days ago"),
        ({"stage": "returned", "quiet": 400.0}, "沉寂 400 天后又回来下单", "back after 400 days without an order"),
        ({"stage": "new", "days": 1.0, "recency": 12.0}, "新客，12 天前首次购买", "new, first bought 12 days ago"),
        (
            {"stage": "new", "days": 1.0, "recency": 0.0},
            "新客，截至日当天首次购买",
            "new, first bought on the very day",
        ),
        ({"frequency": 1.0}, "单次约 ¥8.2万，比一般客户大", "about ¥81,500 each time, more than most"),
        ({"frequency": 9.0, "cycle": 14.0}, "买了 9 次，约 14 天一次", "bought on 9 days, about every 14 days"),
    ],
)
def test_reason__names_the_most_telling_fact(changed: dict[str, Any], zh: str, en: str) -> None:
    assert _writer().reason(_facts(**changed)) == f"近 24 个月成交 ¥8.2万，排第 3；{zh}"
    assert _writer("en").reason(_facts(**changed)) == f"¥81,500 in 24 months, number 3; {en}"


def test_reason__tells_of_prices_nobody_has_verified_from_a_tenth_of_the_amount_on() -> None:
    cents = int(_facts()["cents"][0])
    said = _writer().reason(_facts(doubted=cents // 2))
    assert said.endswith("其中 ¥4.1万 单价可疑，未核实")
    assert _writer("en").reason(_facts(doubted=cents)).endswith("¥81,500 of it at prices that look wrong, unverified")
    assert _writer().reason(_facts(doubted=cents // 11)) == _writer().reason(_facts())


def test_reason__says_what_period_and_currency() -> None:
    writer = _writer("en", window_months=None, currency="$")
    assert writer.reason(_facts()).startswith("$81,500 in all, number 3")


def test_reason__of_prospects_says_how_often_they_were_contacted() -> None:
    assert _writer().reason(_facts(**_NEVER)) == "还没有成交"
    assert _writer().reason(_facts(**_NEVER | {"contacts": 3})) == "还没有成交；近 90 天联系 3 次"


def test_reason__who_bought_before_the_window_is_not_told_to_have_never_bought() -> None:
    before = _facts(**_NEVER | {"recency": 800.0, "stage": "lost"})
    assert _writer().reason(before) == "近 24 个月没有成交，上次购买在 800 天前"


def test_reason__who_has_orders_that_cannot_be_read_is_not_told_to_have_never_bought() -> None:
    unusable = _facts(**_NEVER | {"contacts": 3, "pending": 1})
    assert _writer().reason(unusable) == "有 1 笔交易的日期、金额或状态还不能用"
    assert "never" not in _writer("en").reason(unusable) + _writer("en").missing(unusable)


@pytest.mark.parametrize(
    ("changed", "en"),
    [
        ({"recency": 1.0}, "bought 1 day ago"),
        ({"recency": 21.0}, "bought on 4 days, last 21 days ago"),
        ({"frequency": 1.0, "days": 3.0, "recency": 11.0}, "bought on 1 day, last 11 days ago"),
        ({"frequency": 9.0, "cycle": 1.0}, "bought on 9 days, about every 1 day"),
    ],
)
def test_reason__one_is_singular(changed: dict[str, Any], en: str) -> None:
    assert _writer("en", usual=9e9).reason(_facts(**changed)).endswith(f"; {en}")
    once = _facts(**_NEVER | {"contacts": 1})
    assert _writer("en").reason(once) == "has not bought yet; 1 contact in 90 days"
    assert _writer("en", window_months=1).reason(_facts()).startswith("¥81,500 in 1 month, ")
    assert _writer("en", cycle_a=1).service("A") == "contact every 1 day · answer within 2 h"


def test_reason__what_people_wrote_stays_as_they_wrote_it() -> None:
    by_hand = _facts(manual="A", why="only 1 orders, but a friend")
    assert "A by hand: only 1 orders, but a friend, for good" in _writer("en").reason(by_hand)


@pytest.mark.parametrize(
    ("changed", "zh"),
    [
        ({}, "再成交 ¥3,200 → A"),
        ({"need": 1_910_000}, "再成交 ¥19,100 → A"),
        ({"tier": "A", "computed": "A", "to": None}, "已是最高级"),
        (_NEVER, "成交首单 → C"),
        (_NEVER | {"recency": 800.0}, "再成交 1 单 → C"),
        (_NEVER | {"pending": 1}, "改正这些交易后重算"),
        ({"tier": "P", "computed": "P", "cents": -5000, "to": "C", "need": 5001}, "再成交 ¥50.01 → C"),
        ({"tier": "C", "manual": "C", "computed": "A", "to": "B", "need": 0}, "系统已是 A，由人工定为 C"),
    ],
)
def test_missing__to_the_next_tier(changed: dict[str, Any], zh: str) -> None:
    assert _writer().missing(_facts(**changed)) == zh


@pytest.mark.parametrize(
    ("tier", "zh"), [("A", "14 天联系一次 · 2 小时内响应"), ("P", "45 天联系一次 · 24 小时内响应")]
)
def test_service__from_the_settings(tier: str, zh: str) -> None:
    assert _writer().service(tier) == zh
    assert _writer("en", cycle_a=7, sla_a=0.5).service("A") == "contact every 7 days · answer within 0.5 h"
