"""The sheets of analyses that managers open: one module a sheet, each a pure function from `Facts` to a `Report`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from custsheet.analysis.churn.actions import action
from custsheet.analysis.reports import (
    behaviour,
    campaign_effect,
    churn,
    kpis,
    market,
    recommendations,
    satisfaction,
    segments,
    service_efficiency,
    value,
)
from custsheet.analysis.reports.facts import Facts
from custsheet.model.outcome import Tiers
from custsheet.model.prediction import Batch
from custsheet.model.report import Report
from custsheet.model.stopwatch import part
from custsheet.model.text import Text, text

REPORTS: dict[str, Callable[[Facts], Report]] = {
    "kpis": kpis.report,
    "value": value.report,
    "churn": churn.report,
    "segments": segments.report,
    "behaviour": behaviour.report,
    "satisfaction": satisfaction.report,
    "market": market.report,
    "recommendations": recommendations.report,
    "campaign_effect": campaign_effect.report,
    "service_efficiency": service_efficiency.report,
}
"""Every sheet by its name, in the order in which they stand."""
OF_QUALITY = frozenset({"kpis"})
"""Those that tell how good the data is (`Facts.quality`)."""

_OFF = text("这张表在「参数」里关掉了，不再更新。", "This sheet is switched off in Settings and no longer kept up.")


def reports(facts: Facts, *, only: Collection[str] = REPORTS, but: Collection[str] = ()) -> tuple[Report, ...]:
    """Every report that the workbook's standard knows and its settings do not switch off, in order.

    `only` some of them, and all `but` some.
    """
    wanted = [(name, make) for name, make in REPORTS.items() if name in only and name not in but]
    known = [(name, make) for name, make in wanted if facts.snapshot.schema.has_tool(name)]
    return tuple(_made(facts, name, make) if _drawn(facts, name) else _off(facts, name) for name, make in known)


def predictions(facts: Facts) -> tuple[Batch, ...]:
    """What the workbook is to remember of who will buy: as it was, where no sheet tells of it."""
    kept_up = facts.snapshot.schema.has_tool("value") and _drawn(facts, "value")
    return facts.value.predictions if kept_up else facts.snapshot.memory.predictions


def advised(facts: Facts) -> Tiers:
    """The tiers, where whoever stands on 流失预警 is advised as there: one customer is given one advice.

    That sheet knows the likely reason, so its advice is the one that wins; the others keep theirs.
    """
    if not (facts.snapshot.schema.has_tool("churn") and _drawn(facts, "churn")):
        return facts.tiers
    table, leaving = facts.tiers.table, facts.churn.table
    told = table["record"].map(leaving.set_index("record")["action"]).astype(object)
    renewal = action("contract", facts.rules, facts.lang)
    told = told.where(~table["record"].isin(facts.renewals.index), renewal)
    return replace(facts.tiers, table=table.assign(strategy=told.where(told.notna(), table["strategy"])))


def _made(facts: Facts, name: str, make: Callable[[Facts], Report]) -> Report:
    with part(name):
        return make(facts)


def _drawn(facts: Facts, name: str) -> bool:
    return facts.snapshot.settings.get(f"draw_{name}") != "never"


def _off(facts: Facts, name: str) -> Report:
    return Report(name, _question(facts, name), (("none", _OFF),), (), ready=False)


def _question(facts: Facts, name: str) -> Text:
    return facts.snapshot.schema.tool(name).description
