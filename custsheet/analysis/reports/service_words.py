"""What sheet 服务效率 says: who waits too long, what keeps coming back, where time is lost, what takes several goes."""

from __future__ import annotations

import pandas as pd

from custsheet.analysis.experience.repeats import ALARM, DAYS
from custsheet.analysis.kpis import Kpi
from custsheet.analysis.money import percent
from custsheet.analysis.reports.service_cases import Requests
from custsheet.model.report import Mark
from custsheet.model.text import Text, counted, text

_BEHIND = 0.05  # share in time that is worth a word


def answers(found: Requests) -> tuple[tuple[Mark, Text], ...]:
    """At most four sentences, each with a status."""
    named = {one.name: one for one in found.facts.kpis}
    said = [_waiting(found), _repeated(found), _in_time(found, named["response"]), _at_once(found, named["fcr"])]
    return tuple(one for one in said if one is not None)


def _waiting(found: Requests) -> tuple[Mark, Text]:
    late = found.open[found.open["over"] > 0]
    if not len(late):
        return "good", text(
            "没有请求超过响应时限还没响应。", "No request waits for an answer beyond its promised time."
        )
    who = found.names["staff"].reindex(late.index).value_counts()
    names = sorted(who.items(), key=lambda one: (-int(one[1]), str(one[0])))[:1]
    zh = "".join(f"，{name}名下 {many:,} 件" for name, many in names)
    en = "".join(f", {many:,} of them with {name}" for name, many in names)
    most = f"{late['over'].max():,.0f}"
    return "bad", text(
        f"{len(late):,} 件请求超过响应时限还没响应，最久的超了 {most} 小时{zh}：先回这几件。",
        f"{counted(len(late), 'request waits', 'requests wait')} for an answer beyond the promised time, by up to"
        f" {most} h{en}: answer these first.",
    )


def _repeated(found: Requests) -> tuple[Mark, Text] | None:
    table = found.repeated
    if not len(table):
        return None
    products = found.facts.sales.products
    worst = [(products[int(one.product)], one.cases, one.topic) for one in table.head(2).itertuples()]
    named = [f"{product} {DAYS} 天 {many:,} 次 {topic}" for product, many, topic in worst]
    en = [f"{product}: {topic}, {many:,} in {DAYS} days" for product, many, topic in worst]
    mark: Mark = "bad" if table["cases"].iloc[0] >= ALARM else "near"
    return mark, text(
        f"反复出现：{'；'.join(named)}。请查批次或说明书，不要一件一件处理。",
        f"Coming back: {'; '.join(en)}. Look for the common cause instead of treating case after case.",
    )


def _in_time(found: Requests, kpi: Kpi) -> tuple[Mark, Text] | None:
    if kpi.value is None:
        return None
    mark: Mark = kpi.status
    share = percent(kpi.value, 1)
    zh, en = f"响应达标率 {share}", f"{share} of requests are answered in time"
    if kpi.target is not None:
        zh, en = f"{zh}（目标 {percent(kpi.target)}）", f"{en} (target {percent(kpi.target)})"
    elif kpi.previous is not None:
        zh, en = f"{zh}（上一年 {percent(kpi.previous, 1)}）", f"{en} (the year before: {percent(kpi.previous, 1)})"
    staff = _measured(found, "staff", "in_time")
    if len(staff) > 1 and staff.iloc[0] < kpi.value - _BEHIND:
        last = percent(float(staff.iloc[0]), 1)
        zh += f"；{staff.index[0]}最低（{last}），先看名下超时的几件是怎么耽误的"
        en += f"; {staff.index[0]} has the lowest share ({last}): see what held up the late ones"
    elif late := len(found.slow):
        zh += f"；{late:,} 件超时，按服务人员列在最下面"
        en += f"; the {late:,} late ones are listed by staff at the end"
    return mark, text(f"{zh}。", f"{en}.")


def _at_once(found: Requests, kpi: Kpi) -> tuple[Mark, Text] | None:
    if kpi.value is None:
        return None
    mark: Mark = kpi.status
    share = percent(kpi.value, 1)
    zh, en = f"{share} 的请求一次就解决", f"{share} of requests are solved at once"
    types = _measured(found, "types", "fcr")
    if len(types) > 1 and types.iloc[0] < kpi.value - _BEHIND:
        least = percent(float(types.iloc[0]), 1)
        zh += f"；最难的是{types.index[0]}（{least}），给这一类准备标准答复和备件"
        en += f"; hardest is {types.index[0]} ({least}): prepare answers and parts for it"
    return mark, text(f"{zh}。", f"{en}.")


def _measured(found: Requests, name: str, measure: str) -> pd.Series:
    """A rate by name, the lowest first, of those with cases enough."""
    table = found.split(name)
    values = pd.to_numeric(table.set_index("name")[measure], errors="coerce").dropna()
    return values.sort_values(kind="stable")
