"""The eight cards of the dashboard.

Invariant: a rate over fewer than `min_sample` cases has no value and says how many there are. A comparison with the
year before is made only if the records reach back that far, and for rates only if both years have cases enough.
`status` is given only where people set a target.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from custsheet.analysis import kpi
from custsheet.analysis.columns import found
from custsheet.analysis.kpi import Rate
from custsheet.analysis.money import percent
from custsheet.analysis.period import Period, by_month, month_end, months_to, year_to
from custsheet.analysis.rules import Rules
from custsheet.model.outcome import Card, Status
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, counted, text

_NEAR = 5  # percentage points below a target that still count as near
_SETTLING = pd.Timedelta(days=31)  # records that begin this late in the year before still allow a comparison


@dataclass(frozen=True)
class Sources:
    """What the cards are computed from.

    Attributes:
        lines: every valid order line up to the end of the period, also of unknown customers (see `Ledger.lines`).
        bought: order lines that are purchases of known customers, with `customer` and `day`: who is on no sheet is
            no buyer.
        tier: final tier by customer ID.
        today: the real day; tasks and open requests are about now, whatever the period.
    """

    snapshot: Snapshot
    rules: Rules
    lines: pd.DataFrame
    bought: pd.DataFrame
    tier: pd.Series
    period: Period
    today: date


def cards(sources: Sources) -> tuple[Card, ...]:
    """Revenue, buyers, repurchase, retention, satisfaction, complaints, response, tasks."""
    return tuple(_cards(sources))


def _cards(sources: Sources) -> Iterator[Card]:
    snapshot, rules, period = sources.snapshot, sources.rules, sources.period
    before, months = period.before(), months_to(period.end)
    bought, rated = sources.bought[sources.bought["customer"].notna()], kpi.ratings(snapshot)
    yield from _sales(sources, bought, months)
    ends = [min(month_end(month), period.end) for month in months]
    compare = _reaches(sources.lines, before)
    again = kpi.repurchase(bought, period)
    yield _rate(
        rules,
        ("repurchase", text("复购率", "Repurchase rate")),
        again,
        kpi.repurchase(bought, before) if compare else Rate(0, 0),
        text(
            f"{again.n} 位买家中 {again.hits:.0f} 位买了两次以上",
            f"{again.hits:.0f} of {counted(again.n, 'buyer', 'buyers')} bought twice or more",
        ),
        trend=[kpi.repurchase(bought, year_to(end)).value(rules.min_sample) for end in ends] if compare else [],
    )
    kept = kpi.retention(bought, period)
    yield _rate(
        rules,
        ("retention", text("客户保留率", "Retention")),
        kept,
        kpi.retention(bought, before) if _reaches(sources.lines, before.before()) else Rate(0, 0),
        text(
            f"上一年 {kept.n} 位买家中 {kept.hits:.0f} 位又买了",
            f"{kept.hits:.0f} of last year's {counted(kept.n, 'buyer', 'buyers')} bought again",
        ),
        trend=[kpi.retention(bought, year_to(end)).value(rules.min_sample) for end in ends] if compare else [],
    )
    happy = kpi.satisfaction(rated, period)
    yield _rate(
        rules,
        ("csat", text("满意度", "Satisfaction")),
        happy,
        kpi.satisfaction(rated, before),
        text(
            f"目标 {rules.csat_target:g}% · {happy.n} 份评价",
            f"target {rules.csat_target:g}% · {counted(happy.n, 'rating', 'ratings')}",
        ),
        trend=[kpi.satisfaction(rated, Period(month.to_timestamp(), month_end(month))).value() for month in months],
        target=rules.csat_target,
    )
    bad = kpi.complaints(snapshot, sources.lines, period)
    logged = any(found(snapshot, one) is not None for one in ("feedback", "service"))
    yield _rate(
        rules,
        ("complaints", text("投诉率", "Complaint rate")),
        bad if logged else Rate(0, 0),
        kpi.complaints(snapshot, sources.lines, before) if logged and compare else Rate(0, 0),
        text(
            f"{bad.n} 笔订单，{bad.hits:.0f} 件投诉",
            f"{counted(int(bad.hits), 'complaint', 'complaints')} on {counted(bad.n, 'order', 'orders')}",
        ),
    )
    answered, median, waiting = kpi.responses(snapshot, rules, sources.tier, period, sources.today)
    yield _rate(
        rules,
        ("response", text("响应达标率", "Answered in time")),
        answered,
        kpi.responses(snapshot, rules, sources.tier, before, sources.today)[0],
        _response_note(median, waiting),
    )
    until = year_to(sources.today)
    tasks = kpi.punctuality(snapshot, until)
    yield _rate(
        rules,
        ("tasks", text("任务按时完成率", "Tasks done on time")),
        tasks,
        kpi.punctuality(snapshot, until.before()),
        text(
            f"到期 {tasks.n} 件，按时完成 {tasks.hits:.0f} 件",
            f"{tasks.hits:.0f} of {counted(tasks.n, 'due task', 'due tasks')}",
        ),
    )


def _sales(sources: Sources, bought: pd.DataFrame, months: pd.PeriodIndex) -> Iterator[Card]:
    lines, rules, period = sources.lines, sources.rules, sources.period
    before, none = period.before(), text("没有订单", "no orders")
    compare, orders = _reaches(lines, before), lines[period.mask(lines["day"])]
    now = float(orders["cents"].sum()) / 100
    last = float(lines.loc[before.mask(lines["day"]), "cents"].sum()) / 100
    target = None if rules.revenue_target is None else rules.revenue_target * 12
    count = len(orders[["customer", "order"]].drop_duplicates())
    placed = counted(count, "order", "orders")
    note = text(f"{count} 笔订单", placed)
    if target:
        done = percent(now / target)
        note = text(f"完成全年目标的 {done} · {count} 笔订单", f"{done} of the year's target · {placed}")
    yield Card(
        "revenue",
        text("成交额", "Revenue"),
        now if len(lines) else None,
        "money",
        note if len(lines) else none,
        *_change(now, last, compare=compare),
        _status(100 * now / target, 100) if target and len(lines) else "none",
        tuple((by_month(lines["cents"], lines["day"], months) / 100).tolist()) if len(lines) else (),
    )
    buyers = bought.loc[period.mask(bought["day"]), "customer"].nunique()
    earlier = bought.loc[before.mask(bought["day"]), "customer"].nunique()
    new = int(period.mask(bought.groupby("customer")["day"].min()).sum()) if len(bought) else 0
    monthly = bought.groupby(bought["day"].dt.to_period("M"))["customer"].nunique().reindex(months, fill_value=0)
    yield Card(
        "buyers",
        text("成交客户", "Active buyers"),
        float(buyers) if len(bought) else None,
        "count",
        text(f"其中首次成交 {new} 位", f"{new} of them for the first time") if len(bought) else none,
        *_change(buyers, earlier, compare=compare),
        "none",
        tuple(float(n) for n in monthly) if len(bought) else (),
    )


def _rate(
    rules: Rules,
    name: tuple[str, Text],
    now: Rate,
    before: Rate,
    note: Text,
    *,
    trend: list[float | None] | None = None,
    target: float | None = None,
) -> Card:
    value, earlier = now.value(rules.min_sample), before.value(rules.min_sample)
    if now.n == 0:
        note = text("没有数据", "no data")
    elif value is None:
        note = text(f"样本 {now.n}", f"sample {now.n}")
    delta = value - earlier if value is not None and earlier is not None else None
    status: Status = "none" if value is None or target is None else _status(100 * value, target)
    steps = tuple(step for step in trend or [] if step is not None)
    whole = steps if len(steps) == len(trend or []) and value is not None else ()
    return Card(*name, value, "percent", note, delta, _LAST_YEAR if delta is not None else None, status, whole)


_LAST_YEAR = text("比上一年同期", "on the year before")


def _change(now: float, before: float, *, compare: bool) -> tuple[float | None, Text | None]:
    if not compare or before <= 0:
        return None, None
    return now / before - 1, _LAST_YEAR


def _reaches(lines: pd.DataFrame, period: Period) -> bool:
    """Whether the records begin early enough to speak about `period`."""
    return bool(len(lines)) and bool(lines["day"].min() <= period.start + _SETTLING)


def _status(value: float, target: float) -> Status:
    rounded = np.round(value, 6)
    return "good" if rounded >= target else "near" if rounded >= target - _NEAR else "bad"


def _response_note(median: float, waiting: int) -> Text:
    zh, en = [], []
    if not np.isnan(median):
        zh.append(f"中位 {median:.1f} 小时")
        en.append(f"median {median:.1f} h")
    if waiting:
        zh.append(f"{waiting} 件超时未响应")
        en.append(f"{waiting} unanswered")
    return text(" · ".join(zh), " · ".join(en))
