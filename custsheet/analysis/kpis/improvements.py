"""Improvement measures: what a figure was before people changed something, and what it is since.

People enter a measure as one entry of a list on sheet 选项: the day it began, what was done, and the figures it is
meant to move, by their titles; without one, it is meant to move the main ones.

Invariant: both sides are equally long, and a side over too few cases has no value. Nothing is called an effect: what
else happened meanwhile is in the figure too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from custsheet.analysis.daylists import leading_day
from custsheet.analysis.kpis.buying import about_buying
from custsheet.analysis.kpis.opinions import about_opinions
from custsheet.analysis.kpis.sources import Sources
from custsheet.analysis.kpis.staff import about_work
from custsheet.analysis.kpis.values import Kpi
from custsheet.analysis.period import Period, year_to
from custsheet.model.snapshot import Lists
from custsheet.model.text import fold_value

SPAN = 90
"""Days on each side, at most."""
MAIN = ("csat", "response", "fcr", "closing", "complaints")
"""What a measure is held against that names no figure: those that the trend shows month by month."""
LISTED = 10
"""Measures held against their figures: the latest."""
_YEARLY = frozenset({"retention", "churn", "churned_revenue", "repurchase", "first_purchase"})
OF_NOW = frozenset({"unanswered", "quality", "tasks", "follow_ups", "clv"})
"""Figures about today, whatever the period: nobody can tell them of a past day."""


@dataclass(frozen=True, slots=True)
class Improvement:
    """One measure: the day it began, what was done in people's words, figures it names (by name; () = none)."""

    day: date
    said: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """A figure before and since a measure; `days` are those of each side, 365 for a figure that is told of a year."""

    improvement: Improvement
    before: Kpi
    since: Kpi
    days: int


def improvements(lists: Lists, known: Mapping[str, tuple[str, ...]]) -> tuple[tuple[Improvement, ...], tuple[str, ...]]:
    """The measures in the list, the earliest first; and the entries that name no day.

    Args:
        lists: those of the workbook.
        known: name of a figure → what it is called, in both languages.
    """
    found, unread = [], []
    for one in lists.entries.get("measure", ()):
        day, said = leading_day(one.name)
        if day is None:
            unread.append(one.name)
            continue
        found.append(Improvement(day, said, _named(said, known)))
    return tuple(sorted(found, key=lambda one: one.day)), tuple(unread)


def effects(sources: Sources, found: tuple[Improvement, ...]) -> Iterator[Effect]:
    """The figures of the latest measures that have begun by the reference day, the latest measure first."""
    end = sources.period.end
    begun = [one for one in found if pd.Timestamp(one.day) <= end]
    for one in reversed(begun[-LISTED:]):
        start = pd.Timestamp(one.day)
        days = min(SPAN, (end - start).days + 1)
        sides = _short(sources, start, days)
        years = _yearly(sources, start, start + pd.Timedelta(days=days - 1))
        for name in one.figures or MAIN:
            before, since = years if name in _YEARLY else sides
            if name in since and (since[name].n or before[name].n):
                yield Effect(one, before[name], since[name], 365 if name in _YEARLY else days)


def _short(sources: Sources, start: pd.Timestamp, days: int) -> tuple[dict[str, Kpi], dict[str, Kpi]]:
    long, one = pd.Timedelta(days=days), pd.Timedelta(days=1)
    return (_of(sources, Period(start - long, start - one)), _of(sources, Period(start, start + long - one)))


def _yearly(sources: Sources, start: pd.Timestamp, end: pd.Timestamp) -> tuple[dict[str, Kpi], dict[str, Kpi]]:
    return _of(sources, year_to(start - pd.Timedelta(days=1))), _of(sources, year_to(end))


def _of(sources: Sources, period: Period) -> dict[str, Kpi]:
    part = replace(sources, period=period)
    every = part.once(
        ("figures", period), lambda: [*about_opinions(part), *about_buying(part), *about_work(part, None)]
    )
    return {one.name: one for one in every if one.name not in OF_NOW}


def _named(said: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Of two titles that begin alike (满意度, 满意度均值) the longer one is meant."""
    left, names = fold_value(said), list[str]()
    titles = [(fold_value(title), name) for name, every in known.items() for title in every]
    for title, name in sorted(titles, key=lambda one: -len(one[0])):
        if title and title in left:
            left = left.replace(title, " ")
            names.append(name)
    return tuple(dict.fromkeys(names))
