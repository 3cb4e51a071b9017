"""Sheet 服务效率 of the golden company against plain loops."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from custsheet.analysis.reports import service_efficiency
from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import RecordRef, RowsRef
from custsheet.reading.lists import added

from .conftest import block, golden

import kpi_values as oracle  # isort: skip

TODAY = golden.TODAY
LEAST = 10
OPTIONS: dict[str, Any] = {
    "response_hours": "working",
    "workday_begin": 9,
    "workday_end": 18,
    "workdays": 5,
    "fcr_days": 7,
    "sla_a": 2,
    "sla_b": 8,
    "sla_c": 24,
}
TYPES = {"aftersales": "售后服务", "repair": "维修", "complaint": "投诉", "presales": "售前咨询"}
CASES = [one | {"auto_topic": None} for one in golden.service()]
TALKS = [one | {"direction": None, "topic_confirmed": None} for one in golden.interactions()]


def _book(keep: Callable[[dict[str, Any]], bool] = lambda _: True) -> oracle.Book:
    sheets = {"service": [one for one in CASES if keep(one)], "interactions": TALKS}
    return oracle.Book(sheets, OPTIONS, TODAY, TODAY)


@pytest.fixture(scope="module")
def report(golden_facts: Facts) -> Any:
    return service_efficiency.report(golden_facts)


@pytest.fixture(scope="module")
def tier(golden_facts: Facts) -> Any:
    return golden_facts.customers["tier"].to_dict()


def _same(found: Any, expected: tuple[float | None, int]) -> bool:
    value, n = expected
    if n == 0:
        return found is None or found != found
    return found == f"样本 {n}" if n < LEAST else found == pytest.approx(value)


@pytest.mark.parametrize("name", ["staff", "types"])
def test_report__measures_by_staff_and_type(report: Any, tier: Any, name: str) -> None:
    table = block(report, name)
    called = {"staff": lambda one: one["staff"], "types": lambda one: TYPES[one["service_type"]]}[name]
    inside = [one for one in CASES if _book().inside(one["requested_at"])]
    assert dict(zip(table["name"], table["asked"], strict=True)) == Counter(map(called, inside))
    names = {"answer": "response_median", "in_time": "response", "solve": "resolution_median", "reopened": "reopened"}
    for row in table.to_dict("records"):
        expected = oracle._service(_book(lambda one, who=row["name"]: called(one) == who), tier)
        for column, kpi in (*names.items(), ("escalated", "escalated")):
            assert _same(row[column], expected[kpi]), (row["name"], column, row[column], expected[kpi])


def test_report__solved_at_once_by_staff(report: Any) -> None:
    whole = _book()
    for row in block(report, "staff").itertuples():
        mine = [one for one in CASES if one["staff"] == row.name and one["contact_count"] is not None]
        mine = [one for one in mine if one["resolved_at"] and whole.inside(one["resolved_at"])]
        mine = [one for one in mine if one["resolved_at"] >= one["requested_at"]]
        good = [
            one["contact_count"] == 1 and one["status"] != "reopened" and not oracle._again(whole, one) for one in mine
        ]
        assert _same(row.fcr, (statistics.mean(good) if good else None, len(good)))


def _silent() -> list[dict[str, Any]]:
    return [
        one
        for one in CASES
        if not one["first_response_at"] and not one["resolved_at"] and one["status"] not in {"solved", "closed"}
    ]


def test_report__open_requests_past_their_time(report: Any, tier: Any) -> None:
    table = block(report, "open")
    unsolved = [one for one in CASES if not one["resolved_at"] and one["status"] not in {"solved", "closed"}]
    assert sorted(table["record"]) == sorted(one["case_id"] for one in unsolved)
    now, over = datetime(TODAY.year, TODAY.month, TODAY.day), {}
    for one in _silent():
        waited = _book().hours(one["requested_at"], max(now, one["requested_at"]))
        promised = {"A": 2, "B": 8}.get(tier.get(one["customer_id"]), 24)
        if waited > promised:
            over[one["case_id"]] = waited - promised
    told = table[table["over"].notna()]
    assert dict(zip(told["record"], told["over"], strict=True)) == pytest.approx(over)
    assert over  # the golden company has some
    assert told["over"].is_monotonic_decreasing
    assert report.answers[0][0] == "bad"
    assert report.answers[0][1].zh.startswith(f"{len(over)} 件请求超过响应时限")


def test_report__records_lead_to_their_rows(report: Any, golden_facts: Facts) -> None:
    service = golden_facts.snapshot.table("service")
    assert service is not None
    for name in ("open", "detail"):
        shown = next(one for one in report.blocks if one.name == name)
        for at, record in enumerate(shown.table["record"]):
            target = shown.links[at, "record"]
            assert isinstance(target, RecordRef)
            assert service.typed.loc[target.row, "case_id"] == record


def test_report__late_requests_of_a_person(report: Any) -> None:
    staff = next(one for one in report.blocks if one.name == "staff")
    people, late = block(report, "detail")["person"], 0
    for at, row in enumerate(staff.table.itertuples()):
        target = staff.links.get((at, "late"))
        if isinstance(target, RowsRef):
            assert set(people.iloc[target.first : target.last + 1]) == {row.name}
            assert target.last - target.first + 1 == row.late
            late += row.late
    assert late == len(people)


def test_report__months(report: Any) -> None:
    table, first = block(report, "months"), date(2023, 6, 1)
    for row in table.itertuples():
        after = (first + timedelta(days=32)).replace(day=1)
        mine = [one for one in CASES if first <= one["requested_at"].date() < after]
        assert (row.name, row.asked) == (f"{first:%y-%m}", len(mine))
        first = after


def _problem(at: int, before: int, **more: Any) -> dict[str, Any]:
    when = datetime.combine(golden.day(before), datetime.min.time()) + timedelta(hours=10)
    base = {"case_id": f"S{at}", "customer_id": f"C{at % 2 + 1}", "service_type": "repair", "requested_at": when}
    return base | {"details": "净水器漏水", "staff": "李伟", "status": "closed", "resolved_at": when} | more


def test_report__problems_that_return(workbook: Any, facts_of: Any, people: Any, order: Any) -> None:
    orders = [
        order("C1", "2024-04-01", 10, order_no="A", product="净水器"),
        order("C2", "2024-04-01", 10, order_no="B", product="净水器滤芯"),
    ]
    cases = [_problem(at, before) for at, before in enumerate((1, 5, 29, 30, 45, 70))]  # three of 30 days, two before
    cases += [_problem(6, 2, details="杯子", order_no="A"), _problem(7, 0, details="净水器 又漏水")]
    cases += [_problem(8 + at, 3, details="净水器滤芯堵了") for at in range(2)]  # another product, too few
    cases += [_problem(10 + at, 3, service_type="presales") for at in range(4)]  # questions are no problem
    cases += [_problem(14, 3, details="没写产品"), _problem(15, -1)]
    said = {"feedback_id": "F1", "customer_id": "C1", "date": golden.day(4), "kind": "complaint", "content": "净水器吵"}
    facts = facts_of(workbook(customers=people("C1", "C2"), orders=orders, service=cases, feedback=[said]))
    made = service_efficiency.report(facts)
    table = block(made, "problems")
    assert table[["name", "topic", "cases", "before", "customers"]].values.tolist() == [["净水器", "维修", 5, 2, 2]]
    assert [one.zh for mark, one in made.answers if mark == "bad"][-1].startswith("反复出现：净水器 30 天 5 次 维修")
    shown = next(one for one in made.blocks if one.name == "problems")
    target = shown.links[0, "cases"]
    assert isinstance(target, RowsRef)
    theirs = block(made, "recurring").iloc[target.first : target.last + 1]
    assert theirs["record"].tolist() == ["S7", "S0", "S6", "S1", "S2"]


def _with_lists(facts: Facts, **said: list[str]) -> Any:
    """The same company with these lists."""
    lists = facts.snapshot.lists
    entries = {**lists.entries, **{name: tuple(map(added, ones)) for name, ones in said.items()}}
    snapshot = replace(facts.snapshot, lists=replace(lists, entries=entries))
    return service_efficiency.report(Facts.of(snapshot, facts.tiers, facts.today))


def test_report__tells_holidays_that_name_no_day_and_a_year_without_any(golden_facts: Facts, report: Any) -> None:
    bad = _with_lists(golden_facts, holiday=["国庆节", f"{TODAY.year}-01-01"], extra_workday=["周六"])
    assert [note.zh for note in bad.notes if "看不出" in note.zh and "2 格" in note.zh and "国庆节" in note.zh]
    last = _with_lists(golden_facts, holiday=[f"{TODAY.year - 1}-01-01"])
    assert [note.zh for note in last.notes if f"{TODAY.year} 年的节假日还没写" in note.zh]
    assert len(report.notes) == len(last.notes) - 1 == len(bad.notes) - 1


def test_report__a_holiday_is_no_working_time(golden_facts: Facts, report: Any) -> None:
    """With every day a holiday but one, nothing takes longer than before, and something less."""
    year = [f"{golden_facts.period.start + timedelta(days=n):%Y-%m-%d}" for n in range(0, 366, 2)]
    found = block(_with_lists(golden_facts, holiday=year), "detail")
    before = block(report, "detail").set_index("record")["hours"]
    both = [(one["hours"], before[one["record"]]) for one in found.to_dict("records") if one["record"] in before.index]
    assert both
    assert all(now <= then for now, then in both)
    assert "节假日不算" in _with_lists(golden_facts, holiday=year).notes[0].zh
