"""Improvement measures: how people write them, and a figure before and since, counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from custsheet.analysis import Facts, tiers
from custsheet.analysis.kpis.improvements import LISTED, SPAN, Improvement, effects, improvements
from custsheet.analysis.reports import kpis as report
from custsheet.analysis.reports.kpis_measures import measures, read
from custsheet.model.snapshot import Lists, Snapshot
from custsheet.reading.lists import added

Workbook = Callable[..., Snapshot]
TODAY = date(2024, 5, 6)
KNOWN = {"csat": ("满意度", "Satisfaction"), "complaints": ("投诉率", "Complaint rate"), "rate": ("率", "Rate")}


def _with(snapshot: Snapshot, *entries: str) -> Snapshot:
    lists = replace(snapshot.lists, entries={**snapshot.lists.entries, "measure": tuple(map(added, entries))})
    return replace(snapshot, lists=lists)


def _facts(snapshot: Snapshot) -> Facts:
    return Facts.of(snapshot, tiers(snapshot, TODAY), TODAY)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("2024-03-01 满意度：投诉当天回电", Improvement(date(2024, 3, 1), "满意度：投诉当天回电", ("csat",))),
        ("2024-03-01 满意度、投诉率", Improvement(date(2024, 3, 1), "满意度、投诉率", ("complaints", "csat"))),
        ("2024/3/1 complaint RATE down", Improvement(date(2024, 3, 1), "complaint RATE down", ("complaints",))),
        ("2024-03-01", Improvement(date(2024, 3, 1), "", ())),
    ],
)
def test_improvements__day_words_and_figures(entry: str, expected: Improvement) -> None:
    found, unread = improvements(Lists({"measure": (added(entry),)}), KNOWN)
    assert (sorted(found[0].figures), found[0].day, found[0].said) == (
        sorted(expected.figures),
        expected.day,
        expected.said,
    )
    assert unread == ()


def test_improvements__an_entry_without_a_day_is_told() -> None:
    assert improvements(Lists({"measure": (added("回访"),)}), KNOWN) == ((), ("回访",))
    assert improvements(Lists({}), KNOWN) == ((), ())


def _rated(workbook: Workbook, people: Callable[..., list[dict[str, Any]]]) -> tuple[Snapshot, dict[date, int]]:
    """A rating a day for 200 days, the earlier ones worse."""
    given = {TODAY - timedelta(days=n): 5 if n < 60 or n % 3 == 0 else 2 for n in range(200)}
    feedback = [
        {"feedback_id": f"F{n}", "customer_id": "C1", "date": datetime.combine(day, datetime.min.time()), "csat": score}
        for n, (day, score) in enumerate(given.items())
    ]
    return workbook(customers=people("C1"), orders=[], feedback=feedback), given


@pytest.mark.parametrize("ago", [30, 59, 89, 120])
def test_effects__as_many_days_before_as_since(
    workbook: Workbook, people: Callable[..., list[dict[str, Any]]], ago: int
) -> None:
    snapshot, given = _rated(workbook, people)
    start = TODAY - timedelta(days=ago)
    facts = _facts(_with(snapshot, f"{start} 满意度：回访"))
    (one,) = effects(facts.sources, read(facts)[0])
    days = min(SPAN, ago + 1)
    before = [score for day, score in given.items() if start - timedelta(days=days) <= day < start]
    since = [score for day, score in given.items() if start <= day < start + timedelta(days=days)]
    assert one.days == days
    assert (one.before.n, one.since.n) == (len(before), len(since))
    for kpi, scores in ((one.before, before), (one.since, since)):
        assert kpi.value == pytest.approx(sum(score >= 4 for score in scores) / len(scores))


def test_effects__what_has_not_begun_and_more_than_are_listed(
    workbook: Workbook, people: Callable[..., list[dict[str, Any]]]
) -> None:
    snapshot, _ = _rated(workbook, people)
    facts = _facts(_with(snapshot, f"{TODAY + timedelta(days=1)} 满意度"))
    assert list(effects(facts.sources, read(facts)[0])) == []
    many = [f"{TODAY - timedelta(days=n)} 满意度：第 {n} 次" for n in range(1, LISTED + 4)]
    facts = _facts(_with(snapshot, *many))
    found = list(effects(facts.sources, read(facts)[0]))
    assert [one.improvement.day for one in found] == [TODAY - timedelta(days=n) for n in range(1, LISTED + 1)]


def test_measures__on_the_sheet_and_in_the_trend(
    workbook: Workbook, people: Callable[..., list[dict[str, Any]]]
) -> None:
    snapshot, _ = _rated(workbook, people)
    facts = _facts(_with(snapshot, "2024-03-20 满意度：投诉当天回电", "以后再说"))
    blocks = {one.name: one for one in report.report(facts).blocks}
    (row,) = blocks["measures"].table.to_dict("records")
    assert (row["said"], row["figure"], row["days"]) == ("满意度：投诉当天回电", "满意度", 48)
    assert row["change"] == pytest.approx(round(100 * (row["since"] - row["before"]), 1))
    assert blocks["measures"].note is not None
    assert "以后再说" in blocks["measures"].note.zh
    trend = blocks["trend"]
    assert trend.chart is not None
    (at,) = trend.chart.marks
    assert trend.table["month"][at] == "24-03 ▲"
    assert trend.table["month"].str.contains("▲").sum() == 1


def test_measures__few_cases_have_no_value(workbook: Workbook, people: Callable[..., list[dict[str, Any]]]) -> None:
    snapshot, _ = _rated(workbook, people)
    facts = _facts(_with(snapshot, f"{TODAY - timedelta(days=2)} 满意度"))
    (row,) = measures(facts).table.to_dict("records")
    assert (row["before"], row["since"], row["change"]) == ("样本 3", "样本 3", None)


def test_trend__no_marks_without_measures(workbook: Workbook, people: Callable[..., list[dict[str, Any]]]) -> None:
    snapshot, _ = _rated(workbook, people)
    blocks = {one.name: one for one in report.report(_facts(snapshot)).blocks}
    assert blocks["trend"].chart is not None
    assert blocks["trend"].chart.marks == ()
    assert not blocks["trend"].table["month"].str.contains("▲").any()
    assert not len(blocks["measures"].table)
    assert blocks["measures"].empty is not None
