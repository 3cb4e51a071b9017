"""Sheet 客户价值 of the golden company against plain loops."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from custsheet.analysis.reports import value
from custsheet.analysis.reports.facts import Facts
from custsheet.model.prediction import Batch, Prediction
from custsheet.model.report import RecordRef, RowsRef

from .conftest import block, golden

import sold  # isort: skip
import value_table as oracle  # isort: skip

TODAY, KNOWN = golden.TODAY, golden.CUSTOMERS
LINES = sold.lines(golden.orders(), KNOWN, TODAY)
START = sold.year_back(TODAY)
DAYS = sold.purchase_days(LINES)
YEAR = {who: sum(one.cents for one in LINES if one.customer == who and START <= one.day <= TODAY) for who in KNOWN}
WHOLE = sum(max(cents, 0) for cents in YEAR.values())


@pytest.fixture(scope="module")
def report(golden_facts: Facts) -> Any:
    return value.report(golden_facts)


def _block(report: Any, name: str) -> Any:
    return next(one for one in report.blocks if one.name == name)


def test_report__shares_of_the_largest(report: Any) -> None:
    table, expected = block(report, "hanging"), oracle.concentration(list(YEAR.values()))
    assert table["share"].tolist() == pytest.approx([expected[one] for one in ("largest", "top10", "top20_percent")])
    assert table["customers"].tolist() == [1, 10, 4]
    ranked = sorted(YEAR.values(), reverse=True)
    assert table["amount"].tolist() == pytest.approx([sum(ranked[:many]) / 100 for many in (1, 10, 4)])
    assert f"{expected['hhi']:,.0f}" in _block(report, "hanging").title.zh


def test_report__shares_lead_to_the_largest(report: Any) -> None:
    hanging, amounts = _block(report, "hanging"), block(report, "largest")["amount"]
    for at, (many, amount) in enumerate(zip(hanging.table["customers"], hanging.table["amount"], strict=True)):
        target = hanging.links[at, "customers"]
        assert isinstance(target, RowsRef)
        assert target.last - target.first + 1 == many
        assert amounts.iloc[target.first : target.last + 1].sum() == pytest.approx(amount)


def test_report__pareto_curve(report: Any) -> None:
    table = block(report, "curve")
    ranked = sorted((one for one in YEAR.values() if one > 0), reverse=True)
    for many, share, cumulative in table[["customers", "share", "cumulative"]].itertuples(index=False):
        assert cumulative == pytest.approx(sum(ranked[:many]) / WHOLE)
        assert share <= cumulative + 1e-12
    assert table["customers"].iloc[-1] == len(ranked)
    assert table["share"].sum() == pytest.approx(1)
    assert table["share"].is_monotonic_decreasing or len(set(table["customers"].diff().dropna())) > 1


def test_report__customers(report: Any) -> None:
    table = block(report, "detail")
    assert {one[-3:] for one in table["customer"]} == set(DAYS)
    expected = oracle.plain_estimate(
        [(one.customer, one.day, one.cents) for one in LINES if one.customer],
        KNOWN,
        [row["customer"][-3:] for _, row in table.iterrows() if row["orders_90"] == 0],
        TODAY,
    )
    compared = 0
    for row in table.itertuples():
        who = row.customer[-3:]
        assert row.orders == len(DAYS[who])
        assert row.year_amount == pytest.approx(YEAR[who] / 100)
        if all(one.cents > 0 for one in LINES if one.customer == who):  # the oracle knows no returns
            assert (row.orders_90, row.value_12) == pytest.approx(expected[who])
            compared += 1
        assert row.method == "简单估算"
        assert math.isnan(row.p_alive)
        if row.next is not None and row.next == row.next:
            assert row.next > DAYS[who][-1]
            assert len(DAYS[who]) >= 3
        else:
            assert row.note
    assert compared >= 10
    assert table["value_12"].is_monotonic_decreasing


def test_report__every_customer_leads_to_its_row(report: Any, golden_facts: Facts) -> None:
    ids = golden_facts.snapshot.table("customers").typed["customer_id"]  # type: ignore[union-attr]
    for name in ("largest", "due", "detail"):
        for at, who in enumerate(block(report, name)["customer"]):
            target = _block(report, name).links[at, "customer"]
            assert isinstance(target, RecordRef)
            assert who[-3:] == ids[target.row]


def test_report__who_is_due(report: Any) -> None:
    due, detail = block(report, "due"), block(report, "detail")
    until = TODAY + timedelta(days=30)
    assert sorted(due["customer"]) == sorted(
        detail.loc[[one == one and one <= until for one in detail["next"]], "customer"]
    )
    assert due["next"].is_monotonic_increasing
    for row in due.itertuples():
        late = (TODAY - row.next).days
        assert row.late == late if late > 0 else math.isnan(row.late)


def test_report__sums_by_tier_and_by_confidence(report: Any) -> None:
    detail = block(report, "detail")
    for name, column in (("tiers", "tier"), ("sure", "confidence")):
        table = block(report, name)
        for row in table.itertuples():
            theirs = detail[detail[column] == getattr(row, column)]
            assert row.customers == len(theirs)
            assert row.value_12 == pytest.approx(theirs["value_12"].sum())
            assert row.share == pytest.approx(theirs["value_12"].sum() / detail["value_12"].sum())
        assert table["customers"].sum() == len(detail)


def test_report__says_what_to_do_and_by_which_method(report: Any, golden_facts: Facts) -> None:
    said = [one for _, one in report.answers]
    assert re.search(r"前 20% 的客户（4 位）贡献了 \d+%", said[0].zh)
    assert golden_facts.value.why.zh in said[2].zh
    assert golden_facts.value.why.en in said[2].en
    assert golden_facts.value.why in report.notes


def test_report__says_what_came_of_predictions(golden_facts: Facts) -> None:
    made_on = TODAY - timedelta(days=70)
    people = list(DAYS)[:12]
    batch = Batch.of(made_on, [Prediction(made_on, who, made_on + timedelta(days=5)) for who in people])
    snapshot = golden_facts.snapshot
    remembering = replace(snapshot, memory=replace(snapshot.memory, predictions=(batch,)))
    report = value.report(Facts.of(remembering, golden_facts.tiers, TODAY))
    came = sum(any(0 < (day - made_on).days <= 30 for day in DAYS[who]) for who in people)
    table = block(report, "grades")
    assert table.to_dict("records") == [{"made_on": made_on, "foretold": 12, "came": came, "share": came / 12}]
    assert any(f"预测 12 位客户会在 30 天内购买，实际 {came} 位" in one.zh for _, one in report.answers)


def test_report__one_customer_is_everything(workbook: Any, facts_of: Any, people: Any, order: Any) -> None:
    report = value.report(facts_of(workbook(customers=people("C1", "C2"), orders=[order("C1", "2024-05-01", 100)])))
    assert block(report, "curve")[["customers", "share", "cumulative"]].values.tolist() == [[1, 1, 1]]
    assert ("bad", True) in [(mark, "占成交额的 100%，收入高度集中" in one.zh) for mark, one in report.answers]
    assert len(block(report, "detail")) == 1


def test_report__the_sum_of_known_and_unknown_customers_is_told(
    workbook: Any, facts_of: Any, people: Any, order: Any
) -> None:
    orders = [order("C1", "2024-05-01", 100.4), order("C2", "2024-05-01", -20), order(None, "2024-05-02", 9.4)]
    report = value.report(
        facts_of(workbook(customers=people("C1", "C2"), orders=[*orders, order("C1", "2022-01-01", 7)]))
    )
    assert report.notes[0].zh == "近 12 个月：客户 ¥80 + 客户不明 ¥10 = 成交额 ¥90；占比只算客户的 ¥80。"
    assert report.notes[0].en == (
        "Last 12 months: ¥80 of customers + ¥10 without a known customer = ¥90 revenue; shares are of the ¥80."
    )
    known = value.report(facts_of(workbook(customers=people("C1"), orders=orders[:1])))
    assert not any("客户不明" in note.zh for note in known.notes)
