"""The sheets of analyses that managers open: one module a sheet, each a pure function from `Facts` to a `Report`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from custsheet.analysis.reports import behaviour, value
from custsheet.analysis.reports.facts import Facts
from custsheet.model.outcome import Tiers
from custsheet.model.quality import Quality
from custsheet.model.report import Report
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, text

REPORTS: dict[str, Callable[[Facts], Report]] = {
    "value": value.report,
    "behaviour": behaviour.report,
}
"""Every sheet by its name, in the order in which they stand."""

_OFF = text("这张表在「参数」里关掉了，不再更新。", "This sheet is switched off in Settings and no longer kept up.")


def reports(snapshot: Snapshot, tiers: Tiers, today: date, quality: Quality | None = None) -> tuple[Report, ...]:
    """Every report of `snapshot` that its standard knows and its settings do not switch off, in order."""
    facts = Facts.of(snapshot, tiers, today, quality)
    return tuple(_one(facts, name, make) for name, make in REPORTS.items() if snapshot.schema.has_tool(name))


def _one(facts: Facts, name: str, make: Callable[[Facts], Report]) -> Report:
    if facts.snapshot.settings.get(f"draw_{name}") == "never":
        return Report(name, _question(facts, name), (("none", _OFF),), (), ready=False)
    return make(facts)


def _question(facts: Facts, name: str) -> Text:
    return facts.snapshot.schema.tool(name).description
