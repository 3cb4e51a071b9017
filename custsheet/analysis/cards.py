"""The eight cards of the dashboard.

Invariant: a rate over fewer than `min_sample` cases has no value and says how many there are. A comparison with the
year before is made only if the records reach back that far, and for rates only if both years have cases enough.
`status` is given only where people set a target.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from custsheet.analysis.kpis import Kpi, Sources, buying, opinions, service, staff, voices, work
from custsheet.analysis.kpis.values import Rate
from custsheet.analysis.money import percent
from custsheet.analysis.period import by_month, month_end, month_span, months_to, year_to
from custsheet.analysis.series import SMALLEST_MONTH
from custsheet.model.outcome import Card
from custsheet.model.text import Text, counted, text

_LEAST_STEPS = 2  # of a trend
_LAST_YEAR = text("比上一年同期", "on the year before")


def cards(sources: Sources) -> tuple[Card, ...]:
    """Revenue, buyers, repurchase, retention, satisfaction, complaints, response, tasks."""
    return tuple(_cards(sources))


def _cards(sources: Sources) -> Iterator[Card]:
    rules, period = sources.rules, sources.period
    least = rules.min_sample
    months = months_to(period.end)
    rated = sources.once("ratings", lambda: voices.ratings(sources.snapshot))
    yield from _sales(sources, months)
    years = [year_to(min(month_end(month), period.end)) for month in months] if sources.earlier.reaches else []
    yield _card(buying.repurchase(sources), [sources.repurchase(one).value(least) for one in years])
    yield _card(buying.retention(sources), [sources.retention(one).value(least) for one in years])
    spans = [month_span(month) for month in months]
    measured = [voices.measured(rated, one, rules.satisfaction_measure).value() for one in spans]
    yield _card(opinions.satisfaction(sources), measured)
    cases, today = staff.cases(sources), sources.today
    yield _card(opinions.complaints(sources), _monthly(opinions.complained(sources.during(one)) for one in spans))
    yield _card(staff.response(sources), _monthly(service.answers(cases, one, today).rate for one in spans))
    yield _card(staff.tasks(sources), _monthly(work.punctuality(sources.snapshot, one) for one in spans))


def _monthly(rates: Iterable[Rate]) -> list[float | None]:
    """A rate of every month as on the KPIs sheet; NaN, a gap, where there were too few cases."""
    return [float("nan") if (one := rate.value(SMALLEST_MONTH)) is None else one for rate in rates]


def _card(shown: Kpi, trend: list[float | None] | None = None) -> Card:
    """A KPI as a card: its trend only if no step is None, and only beside a value."""
    steps = tuple(step for step in trend or [] if step is not None)
    whole = steps if len(steps) == len(trend or []) and shown.value is not None else ()
    if sum(step == step for step in whole) < _LEAST_STEPS:
        whole = ()
    return Card(
        shown.name,
        shown.title,
        shown.value,
        "score" if shown.kind == "score" else "percent",
        shown.note,
        shown.delta,
        _LAST_YEAR if shown.delta is not None else None,
        shown.status,
        whole,
    )


def _sales(sources: Sources, months: pd.PeriodIndex) -> Iterator[Card]:
    lines, period, bought = sources.lines, sources.period, sources.purchases
    before, none, compare = period.before(), text("没有订单", "no orders"), sources.earlier.reaches
    sales = buying.revenue(sources)
    placed = counted(sales.n, "order", "orders")
    note = text(f"{sales.n:,} 笔订单", placed)
    if sales.target and sales.value is not None:
        done = percent(sales.value / sales.target)
        note = text(f"完成全年目标的 {done} · {sales.n:,} 笔订单", f"{done} of the year's target · {placed}")
    yield Card(
        "revenue",
        sales.title,
        sales.value,
        "money",
        note if sales.value is not None else none,
        *_change(sales.value or 0.0, sales.previous or 0.0, compare=compare),
        sales.status,
        tuple((by_month(lines["cents"], lines["day"], months) / 100).tolist()) if len(lines) else (),
    )
    here = bought.buyers(period)
    buyers, earlier = int(here.sum()), int(bought.buyers(before).sum())
    new, begun = int((here & ~bought.before(period.start)).sum()), sources.begun
    spans = [month_span(month) for month in months]
    monthly = [bought.buyers(span).sum() for span in spans]
    yield Card(
        "buyers",
        text("成交客户", "Active buyers"),
        float(buyers) if len(bought.who) else None,
        "count",
        text(f"其中首次成交 {new:,} 位{begun.zh}", f"{new:,} of them for the first time{begun.en}")
        if len(bought.who)
        else none,
        *_change(buyers, earlier, compare=compare),
        "none",
        tuple(float(n) for n in monthly) if len(bought.who) else (),
    )


def _change(now: float, before: float, *, compare: bool) -> tuple[float | None, Text | None]:
    if not compare or before <= 0:
        return None, None
    return now / before - 1, _LAST_YEAR
