"""I201: records that nobody has verified with the customer for longer than the cycle the company set itself.

Days are counted back from the reference day that the settings give, as the analyses count: of old data everything would
be long overdue today, which tells nobody anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import pandas as pd

from custsheet.checking.probe import Probe
from custsheet.checking.thresholds import Thresholds
from custsheet.checking.view import Mask, View, mask
from custsheet.model.finding import Finding
from custsheet.model.schema import RowRule

_LONGEST = 36_500  # days; longer ago Excel has no dates


def probes(view: View) -> Iterator[Probe]:
    """The rule where the first of its days has a column: who keeps no such day is not reminded of it."""
    days = min(Thresholds.of(view.settings).verify_days, _LONGEST)
    for rule in view.sheet.rules:
        if rule.kind == "fresh" and days and view.has(rule.fields[0]):
            yield _fresh(view, rule, days)


def untold(view: View) -> Mask | None:
    """Records of which the rule says nothing although they were not verified in time; None where it is not laid.

    Those without any day, and those without the first one where it must be filled and its absence is told already.
    """
    days = min(Thresholds.of(view.settings).verify_days, _LONGEST)
    out: Mask | None = None
    for rule in view.sheet.rules:
        if rule.kind == "fresh" and days and view.has(rule.fields[0]):
            names = [name for name in rule.fields if view.has(name)]
            never = mask(view.columns(names).isna().all(axis=1))
            late = _late(view, names, _reference_day(view), days) & mask(view.column(names[0]).isna())
            found = never | late if _needed(view, names) else never
            out = found if out is None else out | found
    return out


def _late(view: View, names: list[str], until: pd.Timestamp, days: int) -> Mask:
    return mask(view.columns(names).max(axis=1) < until - timedelta(days=days))


def _needed(view: View, names: list[str]) -> bool:
    return view.sheet.by_name[names[0]].constraints.required


def _fresh(view: View, rule: RowRule, days: int) -> Probe:
    names = [name for name in rule.fields if view.has(name)]
    needed = _needed(view, names)

    @cache
    def until() -> pd.Timestamp:
        return _reference_day(view)

    def fails(_: Any) -> Mask:
        late = _late(view, names, until(), days)
        # A blank that must be filled is told already.
        return late & mask(view.column(names[0]).notna()) if needed else late

    def tell(at: int) -> Finding:
        latest = max(moment for name in names if (moment := view.typed(name)[at]) is not None)
        params = {"ago": (until() - latest.normalize()).days, "days": days, "last": latest.to_pydatetime().date()}
        return view.finding("I201", at, names[0], params=params)

    return Probe("I201", None, fails, tell, on=names[0])


def _reference_day(view: View) -> pd.Timestamp:
    """The day to count back from: today, the fixed one, or that of the last order, but never after today."""
    settings, today = view.settings, pd.Timestamp(view.today)
    if settings.get("reference_day") == "fixed" and isinstance(fixed := settings.get("reference_date"), date):
        return min(pd.Timestamp(fixed), today)
    orders = view.other("orders")
    if settings.get("reference_day") == "last_order" and orders is not None and orders.has("date"):
        dates = orders.as_cast("date")
        last = dates[dates <= today].max()
        return today if pd.isna(last) else last
    return today
