"""How a figure of sheet 经营指标 is shown: its title with its unit, its value, and by how much it has changed."""

from __future__ import annotations

from custsheet.analysis.kpis import Kpi
from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import Kind

_UNITS = {"hours": ("小时", "h"), "days": ("天", "days"), "times": ("次", "times"), "score": ("1–5 分", "1–5")}
_SHOWN: dict[str, Kind] = {"percent": "percent", "money": "money", "count": "count"}


def title(facts: Facts, one: Kpi) -> str:
    """What it is called, with its unit where a cell does not show it."""
    said = one.title(facts.lang)
    if one.kind in _UNITS:
        said += facts.say(f"（{_UNITS[one.kind][0]}）", f" ({_UNITS[one.kind][1]})")
    return said


def kind(one: Kpi) -> Kind:
    """How its value shows."""
    return _SHOWN.get(one.kind, "number")


def change_kind(one: Kpi) -> Kind:
    """How a difference of two of its values shows."""
    if one.kind in {"percent", "points"}:
        return "points"
    return "gain" if one.kind in {"money", "count"} else "change"


def value(facts: Facts, one: Kpi) -> object:
    """Its value; how many cases there are where they are too few; None without any."""
    return facts.say(f"样本 {one.n:,}", f"sample {one.n:,}") if one.small else one.value


def change(one: Kpi, before: float | None) -> float | None:
    """From `before` to its value, in percentage points of shares; None where either is not told."""
    if one.value is None or before is None:
        return None
    return round((100 if one.kind == "percent" else 1) * (one.value - before), 1) + 0.0
