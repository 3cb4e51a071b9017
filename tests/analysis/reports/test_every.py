"""What holds for every report, whatever stands in the workbook."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from hypothesis import HealthCheck, given, settings

from custsheet.analysis.reports import REPORTS, predictions, reports
from custsheet.analysis.reports.facts import Facts

from .conftest import companies, sound

FEW = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FEW
@given(sheets=companies())
def test_report__is_sound(sheets: Any, workbook: Any, facts_of: Any) -> None:
    facts = facts_of(workbook(**sheets))  # what reports share is prepared once, so all of them are tried on it
    for make in REPORTS.values():
        sound(make(facts), facts)


def test_report__of_the_golden_company_is_sound(report_name: str, golden_facts: Facts) -> None:
    report = REPORTS[report_name](golden_facts)
    assert report.ready
    sound(report, golden_facts)


def test_report__of_nothing_is_not_ready(report_name: str, workbook: Any, facts_of: Any) -> None:
    for sheets in ({}, {"customers": []}, {"customers": [], "orders": []}):
        facts = facts_of(workbook(**sheets))
        report = REPORTS[report_name](facts)
        assert not report.ready
        sound(report, facts)


def test_reports__what_is_switched_off_is_not_computed(workbook: Any, facts_of: Any, people: Any, order: Any) -> None:
    sheets = {"customers": people("C1", "C2"), "orders": [order("C1", "2024-05-01", 100), order("C2", "2024-03-01", 9)]}
    off = facts_of(workbook(**sheets, settings={f"draw_{name}": "never" for name in REPORTS}))
    assert not any(one.ready for one in reports(off))
    assert predictions(off) == off.snapshot.memory.predictions
    shared = {name for name, one in vars(Facts).items() if isinstance(one, cached_property)}
    assert shared & vars(off).keys() == set()
    on = facts_of(workbook(**sheets))
    reports(on)
    assert {"histories", "sales", "value", "churn", "kpis"} <= shared & vars(on).keys()
