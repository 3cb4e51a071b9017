"""Sheet 经营指标 of the golden company: every figure against plain loops, and where it leads."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from custsheet.analysis.kpis import kpis as every_kpi
from custsheet.analysis.reports import kpis
from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import RecordRef, RowsRef

from .conftest import block, golden

TODAY = golden.TODAY
START = date(2023, 5, 7)
GROUPS = ("customers", "sales", "service", "feedback", "data")
LOW = [one for one in golden.feedback() if one["csat"] and one["csat"] < 4 and START <= one["date"] <= TODAY]


@pytest.fixture(scope="module")
def report(golden_facts: Facts) -> Any:
    return kpis.report(golden_facts)


def _row(report: Any, title: str) -> Any:
    for name in GROUPS:
        table = block(report, name)
        if (table["title"] == title).any():
            return table[table["title"] == title].iloc[0]
    raise KeyError(title)


def _ratings(start: date, end: date) -> list[int]:
    found = [one["csat"] for one in golden.feedback() if one["csat"] and start <= one["date"] <= end]
    for one in golden.service():
        when = one["resolved_at"] or one["requested_at"]
        if one["csat"] and start <= when.date() <= end:
            found.append(one["csat"])
    return found


def test_report__every_figure_stands_in_one_group(report: Any, golden_facts: Facts) -> None:
    named = Counter(name for _, names in kpis.GROUPS.values() for name in names)
    assert named == Counter(one.name for one in every_kpi(golden_facts.sources))
    assert sum(len(block(report, name)) for name in GROUPS) == len(named)


def test_report__the_records_behind_the_figures_are_not_printed(report: Any) -> None:
    assert [one.name for one in report.blocks if not one.printed] == ["detail"]
    assert report.blocks[-1].name == "detail"


def test_report__a_figure_its_target_and_the_year_before(report: Any) -> None:
    now, before = _ratings(START, TODAY), _ratings(date(2022, 5, 7), date(2023, 5, 6))
    row = _row(report, "满意度")
    share = sum(one >= 4 for one in now) / len(now)
    assert row["value"] == pytest.approx(share)
    assert (row["target"], row["n"]) == (0.9, len(now))
    assert row["status"] == ("good" if share >= 0.9 else "near" if share >= 0.85 else "bad")
    old = sum(one >= 4 for one in before) / len(before) if len(before) >= 10 else None
    assert (row["previous"] != row["previous"] or row["previous"] is None) == (old is None)
    if old is not None:
        assert row["change"] == round(100 * (share - old), 1)


def test_report__small_samples_say_how_many(workbook: Any, facts_of: Any, people: Any) -> None:
    said = [{"customer_id": "C1", "date": golden.day(at), "csat": 5, "kind": "survey"} for at in range(6)]
    made = kpis.report(facts_of(workbook(customers=people("C1"), feedback=said)))
    row = _row(made, "满意度")
    assert row["value"] == "样本 6"
    assert row["change"] is None
    assert row["status"] is None
    english = kpis.report(facts_of(workbook(customers=people("C1"), feedback=said, lang="en")))
    assert block(english, "customers")["value"].iloc[0] == "sample 6"


def test_report__a_number_leads_to_its_records(report: Any, golden_facts: Facts) -> None:
    detail = block(report, "detail")
    by_title = {one.title("zh"): one for one in golden_facts.kpis}
    linked = 0
    for name in GROUPS:
        table = next(one for one in report.blocks if one.name == name)
        for at, row in enumerate(table.table.itertuples()):
            target = table.links.get((at, "look"))
            if not isinstance(target, RowsRef):
                assert row.look is None or row.look != row.look
                continue
            linked += 1
            theirs = detail.iloc[target.first : target.last + 1]
            title = row.title.partition("（")[0]
            assert all(title in figures.split("、") for figures in theirs["figure"])  # alike ones share their records
            behind = {(sheet, one) for sheet, rows in by_title[title].rows.items() for one in rows}
            shown = theirs[theirs["place"].notna()]
            assert set(zip(shown["place"], shown["row"], strict=True)) <= behind
            assert row.look == len(behind)
            if len(shown) < len(behind):
                assert any(str(len(behind) - len(shown)) in said for said in theirs.loc[theirs["place"].isna(), "said"])
    assert linked >= 6


def test_report__a_record_leads_to_its_row(report: Any, golden_facts: Facts) -> None:
    detail = next(one for one in report.blocks if one.name == "detail")
    unhappy = detail.table[(detail.table["figure"] == "满意度") & (detail.table["sheet"] == "反馈")]
    assert set(unhappy["record"].dropna()) == {one["feedback_id"] for one in LOW}
    service = golden_facts.snapshot.table("service")
    feedback = golden_facts.snapshot.table("feedback")
    assert service is not None
    assert feedback is not None
    for at, row in enumerate(detail.table.itertuples()):
        target = detail.links.get((at, "record"))
        if row.sheet == "反馈" and row.record == row.record:
            assert isinstance(target, RecordRef)
            assert feedback.typed.loc[target.row, "feedback_id"] == row.record
        if row.sheet == "服务" and row.record == row.record:
            assert isinstance(target, RecordRef)
            assert service.typed.loc[target.row, "case_id"] == row.record


def test_report__long_lists_are_cut_and_the_rest_is_counted(workbook: Any, facts_of: Any, people: Any) -> None:
    many = kpis.LISTED + 7
    said = [
        {"feedback_id": f"F{at}", "customer_id": "C1", "date": golden.day(at), "csat": 1, "told_on": golden.day(at)}
        for at in range(many)
    ]
    made = kpis.report(facts_of(workbook(customers=people("C1"), feedback=said)))
    detail = block(made, "detail")
    unhappy = detail[detail["figure"] == "满意度"]
    assert unhappy["record"].tolist()[:-1] == [f"F{at}" for at in range(kpis.LISTED)]  # the latest first
    assert unhappy["said"].iloc[-1] == "还有 7 条更早的，没有列出"
    assert _row(made, "满意度")["look"] == many


def test_report__month_by_month(report: Any) -> None:
    table = block(report, "trend")
    first = date(2023, 6, 1)
    for row in table.itertuples():
        after = (first + timedelta(days=32)).replace(day=1)
        assert row.month == f"{first:%y-%m}"
        last = after - timedelta(days=1)
        rated = _ratings(first, last)
        told = [one["told_on"] is not None for one in golden.feedback() if first <= one["date"] <= last]
        for found, hits in ((row.csat, [one >= 4 for one in rated]), (row.closing, told)):
            wanted = sum(hits) / len(hits) if len(hits) >= 3 else float("nan")
            assert found == pytest.approx(wanted, nan_ok=True), row.month
        first = after
    assert len(table) == 12


def test_answers__what_is_missed_and_what_is_due(report: Any, golden_facts: Facts) -> None:
    said = [one.zh for _, one in report.answers]
    untold = sum(one["told_on"] is None and START <= one["date"] <= TODAY for one in golden.feedback())
    assert any("满意度" in one and "没达标" in one for one in said)
    assert any(f"{untold} 条反馈还没回复客户" in one for one in said)


def test_answers__nothing_to_compare_with(workbook: Any, facts_of: Any, people: Any, order: Any) -> None:
    made = kpis.report(facts_of(workbook(customers=people("C1"), orders=[order("C1", "2024-05-01", 10)])))
    assert [mark for mark, _ in made.answers] == ["none"]
    assert "先在「参数」" in made.answers[0][1].zh


def test_answers__all_on_target(workbook: Any, facts_of: Any, people: Any) -> None:
    said = [
        {"customer_id": "C1", "date": golden.day(at), "csat": 5, "kind": "survey", "told_on": golden.day(at)}
        for at in range(12)
    ]
    made = kpis.report(facts_of(workbook(customers=people("C1"), feedback=said)))
    assert made.answers[0] == ("good", made.answers[0][1])
    assert made.answers[0][1].en == "The only figure here with a target is on it."
