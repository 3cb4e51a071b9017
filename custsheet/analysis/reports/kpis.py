"""Sheet 经营指标: every figure against its target and the year before, with the records one looks at first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from custsheet.analysis.kpis import Kpi
from custsheet.analysis.reports import kpis_shown
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.kpis_measures import measures
from custsheet.analysis.reports.kpis_trend import trend
from custsheet.analysis.reports.kpis_words import answers
from custsheet.analysis.reports.lists import CUSTOMER, DAY, RECORD, SAID, TIER, TYPE
from custsheet.analysis.reports.records import COLUMNS, dated, latest, listed, records
from custsheet.model.report import Block, Column, Report, RowsRef, Target
from custsheet.model.text import Text, text

NAME = "kpis"
LISTED = 30
"""Records listed of one figure and sheet, the latest; the others are counted."""
GROUPS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "customers": (
        text("客户", "Customers"),
        ("csat", "nps", "retention", "churn", "churned_revenue", "repurchase", "first_purchase"),
    ),
    "sales": (text("销售", "Sales"), ("revenue", "won", "order_value", "frequency", "clv", "follow_ups", "tasks")),
    "service": (
        text("服务", "Service"),
        ("response", "response_median", "response_mean", "unanswered", "fcr", "resolution_median", "resolution_mean",
         "reopened", "escalated"),
    ),
    "feedback": (text("反馈", "Feedback"), ("complaints", "closing", "reply_days")),
    "data": (text("数据", "Data"), ("quality",)),
}  # fmt: skip
"""What stands together, by the names of the figures; every figure stands in one of them."""
_EMPTY = text("这一组还没有数据。", "No data for this group yet.")


def report(facts: Facts) -> Report:
    """The report."""
    every = facts.kpis
    detail, places = _behind(facts, every)
    known = {one.name: one for one in every}
    blocks = (
        *(_group(facts, name, [known[one] for one in names if one in known], places)
          for name, (_, names) in GROUPS.items()),
        trend(facts),
        measures(facts),
        _detail(facts, detail),
    )  # fmt: skip
    ready = any(one.n for one in every if one.name != "quality")
    said = answers(facts) if ready else ()
    return Report(NAME, facts.snapshot.schema.tool(NAME).description, said, blocks, _notes(facts), ready=ready)


def _notes(facts: Facts) -> tuple[Text, ...]:
    least = facts.rules.min_sample
    return (
        text(
            f"{facts.period.title().zh}，和之前的 12 个月比；订单记录没有那么久的，不比。",
            f"{facts.period.title().en}, against the twelve months before; not where orders do not reach back that"
            " far.",
        ),
        text(
            f"样本少于 {least} 的只写样本数，不算比率，也不比较；没有数据的是“–”，不是 0。目标在「参数」里填。",
            f"Figures over fewer than {least} cases only say how many there are; what has no data is “–”, not 0."
            " Targets are set in Settings.",
        ),
    )


def _group(facts: Facts, name: str, found: Sequence[Kpi], places: dict[str, tuple[int, int]]) -> Block:
    rows = [_row(facts, one, places) for one in found]
    columns = ("title", "value", "target", "previous", "change", "n", "status", "look", "formula", "kind",
               "changed")  # fmt: skip
    links: dict[tuple[int, str], Target] = {
        (at, "look"): RowsRef("detail", *places[one.name]) for at, one in enumerate(found) if one.name in places
    }
    return Block(
        name,
        GROUPS[name][0],
        (
            Column("title", text("指标", "Figure")),
            Column("value", text("本期", "Period"), "number", kinds="kind"),
            Column("target", text("目标", "Target"), "number", kinds="kind"),
            Column("previous", text("上一年", "Year before"), "number", kinds="kind"),
            Column("change", text("变化", "Change"), "change", kinds="changed"),
            Column("n", text("样本", "Cases"), "count"),
            Column("status", text("对目标", "On target"), "mark"),
            Column("look", text("先看哪几条", "Look at first"), "count"),
            Column("formula", text("怎么算，算了多少", "How it is computed, over what"), "long"),
        ),
        pd.DataFrame(rows, columns=list(columns)),
        links=links,
        empty=_EMPTY,
    )


def _row(facts: Facts, one: Kpi, places: dict[str, tuple[int, int]]) -> dict[str, object]:
    return {
        "title": kpis_shown.title(facts, one),
        "value": kpis_shown.value(facts, one),
        "target": one.target,
        "previous": one.previous,
        "change": kpis_shown.change(one, one.previous),
        "n": one.n,
        "status": one.status if one.status != "none" else None,
        "look": sum(map(len, one.rows.values())) if one.name in places else None,
        "formula": _said(facts, one),
        "kind": kpis_shown.kind(one),
        "changed": kpis_shown.change_kind(one),
    }


def _said(facts: Facts, one: Kpi) -> str:
    """The definition, and the cases behind the value where there is one."""
    formula, note = one.formula(facts.lang), one.note(facts.lang)
    if not one.n or one.small or not note:
        return formula
    return facts.say(f"{formula.rstrip('。')}。{note}", f"{formula.rstrip('.')}. {note[:1].upper()}{note[1:]}")


def _behind(facts: Facts, every: Sequence[Kpi]) -> tuple[pd.DataFrame, dict[str, tuple[int, int]]]:
    """The records behind the figures, one figure after another as on the sheet; first and last row of each."""
    known = {one.name: one for one in every}
    places: dict[str, tuple[int, int]] = {}
    together: dict[object, list[Kpi]] = {}  # figures of the same records share their rows
    for one in (known[name] for _, names in GROUPS.values() for name in names if name in known):
        together.setdefault(tuple(one.rows.items()), []).append(one)
    when = {sheet: dated(facts, sheet) for one in every for sheet, rows in one.rows.items() if rows}
    told: list[tuple[str, str, int | None, int]] = []  # figures, sheet, Excel row; None and how many more there are
    for alike in together.values():
        first = len(told)
        called = facts.say("、", ", ").join(other.title(facts.lang) for other in alike)
        for sheet, rows in alike[0].rows.items():
            shown = latest(when[sheet], rows, LISTED) if rows else []
            told += [(called, sheet, row, 0) for row in shown]
            if left := len(rows) - len(shown):
                told.append((called, sheet, None, left))
        if len(told) > first:
            places |= {other.name: (first, len(told) - 1) for other in alike}
    if not told:
        return pd.DataFrame(columns=["figure", *COLUMNS]), places
    return _lines(facts, told), places


def _lines(facts: Facts, told: Sequence[tuple[str, str, int | None, int]]) -> pd.DataFrame:
    """A row for each record that is told, and for each count of those that are not listed."""
    at: dict[tuple[str, int | None], int] = {}
    parts = []
    for sheet in dict.fromkeys(sheet for _, sheet, _, _ in told):
        rows = sorted({row for _, one, row, _ in told if one == sheet and row is not None})
        parts.append(records(facts, sheet, rows).astype(object))
        at |= {(sheet, row): len(at) + place for place, row in enumerate(rows)}
    parts.append(pd.DataFrame(np.nan, index=[0], columns=list(COLUMNS)).astype(object))
    whole = pd.concat(parts, ignore_index=True)
    table = whole.iloc[[at.get((sheet, row), len(whole) - 1) for _, sheet, row, _ in told]].reset_index(drop=True)
    titles, said = table["sheet"].tolist(), table["said"].tolist()
    for place, (_, sheet, _, left) in enumerate(told):
        if left:
            titles[place] = facts.snapshot.tables[sheet].title
            said[place] = facts.say(f"还有 {left:,} 条更早的，没有列出", f"{left:,} earlier ones are not listed")
    columns = {"sheet": titles, "said": said, "figure": [figure for figure, _, _, _ in told]}
    return table.assign(**{name: pd.Series(cells, dtype=object) for name, cells in columns.items()})


def _detail(facts: Facts, detail: pd.DataFrame) -> Block:
    return listed(
        facts,
        "detail",
        text("数字背后的记录", "The records behind the figures"),
        (
            CUSTOMER,
            RECORD,
            Column("sheet", text("表", "Sheet")),
            DAY,
            TIER,
            Column("person", text("负责人", "Staff")),
            Column("figure", text("指标", "Figure")),
            TYPE,
            SAID,
        ),
        detail,
        text(
            f"不满意的、超时的、没关闭的；每个指标、每张表列最近 {LISTED} 条，点编号到原来的行；不打印",
            f"the unhappy, the late, the open ones: of each figure and sheet the {LISTED} latest; a record leads to its"
            " row; not printed",
        ),
        text("没有要看的记录。", "No records to look at."),
        printed=False,
    )
