"""The main figures month by month: is it going up or down."""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis.kpis import opinions, service, staff, voices
from custsheet.analysis.period import month_end, month_span, months_to, year_to
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.kpis_measures import begun
from custsheet.analysis.reports.lists import MONTH
from custsheet.analysis.series import SMALLEST_MONTH
from custsheet.model.report import Block, Chart, Column
from custsheet.model.text import text

_DRAWN = ("csat", "response", "fcr", "closing")


def trend(facts: Facts) -> Block:
    """Twelve months: figures of the month itself, and repurchase and retention of the twelve months up to its end."""
    table = monthly(facts)
    drawn = tuple(name for name in _DRAWN if table[name].notna().any())
    started = begun(facts)
    marks = tuple(at for at, month in enumerate(table["month"]) if month in started)
    table["month"] = [f"{month} ▲" if at in marks else month for at, month in enumerate(table["month"])]
    began = text("；▲ 当月开始了改进措施", "; ▲ a measure began in the month") if marks else text("", "")
    return Block(
        "trend",
        text("主要指标的走势", "The main figures month by month"),
        (
            MONTH,
            Column("csat", text("满意度", "Satisfaction"), "percent"),
            Column("response", text("响应达标率", "Answered in time"), "percent"),
            Column("fcr", text("首次解决率", "First contact resolution"), "percent"),
            Column("closing", text("反馈闭环率", "Feedback closed"), "percent"),
            Column("complaints", text("投诉率", "Complaint rate"), "percent"),
            Column("repurchase", text("复购率", "Repurchase rate"), "percent"),
            Column("retention", text("客户保留率", "Retention"), "percent"),
        ),
        table if table.drop(columns="month").notna().to_numpy().any() else table.head(0),
        note=text(
            f"满意度是 4–5 分占比；当月样本不足 {SMALLEST_MONTH} 的空着；复购率、保留率按截至当月的 12 个月{began.zh}",
            f"satisfaction: share of 4 and 5; blank under {SMALLEST_MONTH} cases in the month; repurchase and retention"
            f" of the twelve months up to it{began.en}",
        ),
        chart=Chart(
            "line",
            "month",
            drawn,
            text("主要指标的走势", "The main figures month by month"),
            marks=marks,
        )
        if drawn
        else None,
        empty=text("还没有可以按月看的指标。", "Nothing to show by month yet."),
    )


def monthly(facts: Facts) -> pd.DataFrame:
    """One row a month; a share of 0 to 1, None for too few cases or where the records do not reach back."""
    sources, rules = facts.sources, facts.rules
    snapshot, end = facts.snapshot, sources.period.end
    cases = staff.cases(sources)
    rated = sources.once("ratings", lambda: voices.ratings(snapshot))
    rows = []
    for month in months_to(end):
        one, year = month_span(month), year_to(min(month_end(month), end))
        # the first order day of all: a year that begins before it is no whole year
        first = sources.first
        whole, both = first <= year.start, first <= year.before().start
        rates = {
            "csat": voices.satisfaction(rated, one).value(SMALLEST_MONTH),
            "response": service.answers(cases, one, facts.today).rate.value(SMALLEST_MONTH),
            "fcr": service.first_contact(cases, one)[0].value(SMALLEST_MONTH),
            "closing": voices.closing(snapshot, one).value(SMALLEST_MONTH),
            "complaints": opinions.complained(sources.during(one)).value(SMALLEST_MONTH),
            "repurchase": sources.repurchase(year).value(rules.min_sample) if whole else None,
            "retention": sources.retention(year).value(rules.min_sample) if both else None,
        }
        rows.append({"month": f"{month:%y-%m}", **rates})
    return pd.DataFrame(
        {name: np.array([row[name] for row in rows], dtype=None if name == "month" else "float64") for name in rows[0]}
    )
