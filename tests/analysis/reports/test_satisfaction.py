"""Sheet 满意度与反馈 of the golden company against plain loops."""

from __future__ import annotations

import statistics
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from custsheet.analysis.reports import satisfaction
from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import RecordRef, RowsRef

from .conftest import block, golden

TODAY, LEAST = golden.TODAY, 10
START = date(2023, 5, 7)
PEOPLE = {one["customer_id"]: one for one in golden.customers()}
KINDS = {"survey": "调查", "complaint": "投诉", "suggestion": "建议", "praise": "表扬"}
TYPES = {"aftersales": "售后服务", "repair": "维修", "complaint": "投诉", "presales": "售前咨询"}
PLACES = {"zhejiang": "浙江省", "shanghai": "上海市", "sichuan": "四川省"}


def _answers(start: date = START, end: date = TODAY) -> list[dict[str, Any]]:
    """Every score: csat or nps, with what is known of its record."""
    found = []
    for one in golden.feedback():
        who = PEOPLE[one["customer_id"]]
        about = {"type": KINDS[one["kind"]], "person": one["handler"], "owner": who["owner"], "id": one["feedback_id"]}
        about |= {"region": PLACES[who["province"]], "words": one["content"]}
        if start <= one["date"] <= end:
            found += [{"csat": one["csat"], "nps": one["nps"], "when": one["date"], **about}]
    for one in golden.service():
        who, when = PEOPLE[one["customer_id"]], (one["resolved_at"] or one["requested_at"]).date()
        about = {
            "type": TYPES[one["service_type"]],
            "person": one["staff"],
            "owner": who["owner"],
            "id": one["case_id"],
        }
        if start <= when <= end:
            region = PLACES[who["province"]]
            found += [{"csat": one["csat"], "nps": None, "when": when, "region": region, "words": None, **about}]
    return found


def _csat(scores: list[int]) -> float:
    return sum(one >= 4 for one in scores) / len(scores)


def _nps(scores: list[int]) -> float:
    return 100 * (sum(one >= 9 for one in scores) - sum(one <= 6 for one in scores)) / len(scores)


def _same(found: Any, scores: list[int], measure: Any) -> bool:
    if not scores:
        return found is None or found != found
    return found == f"样本 {len(scores)}" if len(scores) < LEAST else found == pytest.approx(measure(scores))


@pytest.fixture(scope="module")
def report(golden_facts: Facts) -> Any:
    return satisfaction.report(golden_facts)


@pytest.mark.parametrize(
    ("name", "key"), [("types", "type"), ("staff", "person"), ("owners", "owner"), ("regions", "region")]
)
def test_report__splits(report: Any, name: str, key: str) -> None:
    csat, nps = defaultdict(list), defaultdict(list)
    for one in _answers():
        if one[key] is not None and one["csat"]:
            csat[one[key]].append(one["csat"])
        if one[key] is not None and one["nps"] is not None:
            nps[one[key]].append(one["nps"])
    table = block(report, name)
    assert set(table["name"]) == set(csat) | set(nps)
    whole = sum(score < 4 for one in _answers() if (score := one["csat"]))
    for row in table.itertuples():
        low = sum(one < 4 for one in csat[row.name])
        assert (row.n, row.low or 0, row.asked) == (len(csat[row.name]), low, len(nps[row.name]))
        assert row.share == pytest.approx(low / whole)
        assert _same(row.csat, csat[row.name], _csat)
        assert _same(row.nps, nps[row.name], _nps)


def test_report__months(report: Any) -> None:
    table, first = block(report, "months"), date(2023, 6, 1)
    for row in table.itertuples():
        after = (first + timedelta(days=32)).replace(day=1)
        inside = _answers(first, after - timedelta(days=1))
        csat = [one["csat"] for one in inside if one["csat"]]
        nps = [one["nps"] for one in inside if one["nps"] is not None]
        solved = [one["csat"] for one in golden.service()
                  if one["resolved_at"] and first <= one["resolved_at"].date() < after]  # fmt: skip
        assert (row.name, row.n, row.asked, row.target) == (f"{first:%y-%m}", len(csat), len(nps), 0.9)
        blank = float("nan")
        assert row.csat == pytest.approx(_csat(csat) if len(csat) >= 3 else blank, nan_ok=True)
        assert row.nps == pytest.approx(_nps(nps) if len(nps) >= 3 else blank, nan_ok=True)
        rated = statistics.mean(one is not None for one in solved) if len(solved) >= 3 else blank
        assert row.rated == pytest.approx(rated, nan_ok=True)
        first = after


def test_report__low_scores_by_type_lead_to_their_rows(report: Any, golden_facts: Facts) -> None:
    detail = next(one for one in report.blocks if one.name == "detail")
    assert sorted(detail.table["record"]) == sorted(one["id"] for one in _answers() if one["csat"] and one["csat"] < 4)
    types = next(one for one in report.blocks if one.name == "types")
    for at, row in enumerate(types.table.itertuples()):
        target = types.links.get((at, "low"))
        assert isinstance(target, RowsRef) == bool(row.low)
        if isinstance(target, RowsRef):
            assert set(detail.table["type"].iloc[target.first : target.last + 1]) == {row.name}
            assert target.last - target.first + 1 == row.low
    for at, row in enumerate(detail.table.itertuples()):
        target = detail.links[at, "record"]
        assert isinstance(target, RecordRef)
        table = golden_facts.snapshot.table(target.sheet)
        assert table is not None
        assert row.record in set(table.typed.loc[target.row].astype(str))
        assert table.typed.loc[target.row, "csat"] == row.score


def test_report__who_is_told(report: Any) -> None:
    inside = [one for one in golden.feedback() if START <= one["date"] <= TODAY]
    for row in block(report, "closing").itertuples():
        mine = [one for one in inside if KINDS[one["kind"]] == row.name]
        told = [one for one in mine if one["told_on"]]
        waits = [(one["told_on"] - one["date"]).days for one in told]
        waits = [one for one in waits if one >= 0]
        assert (row.n, row.untold or 0) == (len(mine), len(mine) - len(told))
        share = len(told) / len(mine)
        assert row.rate == (pytest.approx(share) if len(mine) >= LEAST else f"样本 {len(mine)}")
        assert row.days == (statistics.median(waits) if waits else None)
    untold = [one for one in inside if not one["told_on"]]
    assert set(block(report, "untold")["record"]) == {one["feedback_id"] for one in untold}
    oldest = max((TODAY - one["date"]).days for one in untold)
    said = report.answers[-1][1].zh
    assert said == f"{len(untold)} 条反馈还没回复客户，最久的已经 {oldest} 天：从最早的开始回复。"


def test_report__words_of_low_scores(report: Any) -> None:
    table = block(report, "words")
    low = [one["words"] for one in _answers() if one["csat"] and one["csat"] < 4 and one["words"]]
    good = [one["words"] for one in _answers() if one["csat"] and one["csat"] >= 4 and one["words"]]
    for row in table.itertuples():
        assert (row.low, row.good) == (sum(row.piece in one for one in low), sum(row.piece in one for one in good))
        assert row.low >= 3
        assert row.low_share == pytest.approx(row.low / len(low))


def _case(at: int, product: str, score: int, **more: Any) -> dict[str, Any]:
    when = datetime.combine(golden.day(at), datetime.min.time())
    base = {"case_id": f"S{at}", "customer_id": "C1", "service_type": "repair", "requested_at": when, "csat": score}
    return base | {"resolved_at": when, "status": "solved", "details": f"{product}坏了"} | more


def test_report__by_product_named_or_of_the_order(workbook: Any, facts_of: Any, people: Any, order: Any) -> None:
    orders = [
        order("C1", "2024-04-01", 10, order_no="A", product="茶具"),
        order("C1", "2024-04-02", 10, order_no="B", product="滤芯"),
        order("C1", "2024-04-02", 10, order_no="B", product="茶具"),
    ]
    cases = [_case(at, "滤芯", 2) for at in range(10)] + [_case(10 + at, "茶具", 5) for at in range(9)]
    cases += [_case(30, "", 4, order_no="A"), _case(31, "", 1, order_no="B"), _case(32, "", 1)]
    said = [{"feedback_id": "F1", "customer_id": "C1", "date": golden.day(3), "kind": "survey", "csat": 1}]
    made = satisfaction.report(facts_of(workbook(customers=people("C1"), orders=orders, service=cases, feedback=said)))
    table = block(made, "products").set_index("name")
    assert table[["n", "low"]].to_dict("index") == {"滤芯": {"n": 10, "low": 10}, "茶具": {"n": 10, "low": None}}
    assert table["csat"].to_dict() == {"滤芯": 0, "茶具": 1}
    assert any("产品里最低的是滤芯（0%）" in one.zh for _, one in made.answers)


def test_report__mean_scores(workbook: Any, facts_of: Any, people: Any) -> None:
    cases = [_case(at, "", 2 + at % 2) for at in range(10)]
    made = satisfaction.report(
        facts_of(workbook(customers=people("C1"), service=cases, settings={"satisfaction_measure": "mean"}))
    )
    assert block(made, "types")["csat"].tolist() == [2.5]
    assert "target" not in {one.name for one in made.blocks[0].columns}
    assert made.answers[0][1].zh.startswith("满意度 2.50")


def test_report__surveys_nobody_answered(workbook: Any, facts_of: Any, people: Any) -> None:
    said = [
        {"feedback_id": f"F{at}", "customer_id": "C1", "date": golden.day(at), "kind": "survey", "csat": score}
        for at, score in enumerate([5, None] * 6)
    ]
    made = satisfaction.report(facts_of(workbook(customers=people("C1"), feedback=said)))
    assert block(made, "asked")[["n", "hits", "rate"]].values.tolist() == [[12, 6, 0.5]]
    answered = [one | {"csat": 4} for one in said]
    made = satisfaction.report(facts_of(workbook(customers=people("C1"), feedback=answered)))
    assert not len(block(made, "asked"))  # no unanswered one is noted: that tells nothing
