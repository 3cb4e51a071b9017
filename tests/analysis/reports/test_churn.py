"""Sheet 流失预警 of the golden company against plain loops."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from custsheet.analysis import figures
from custsheet.analysis.reports import advised, churn
from custsheet.analysis.reports.facts import Facts
from custsheet.model.churn import REASONS
from custsheet.model.report import RecordRef, RowsRef

from .conftest import block, golden

import lifecycle_stages as stages  # isort: skip
import sold  # isort: skip

TODAY, KNOWN = golden.TODAY, golden.CUSTOMERS
LINES = sold.lines(golden.orders(), KNOWN, TODAY)
START = sold.year_back(TODAY)
DAYS = sold.purchase_days(LINES)
IDLE = {"at_risk": "预警", "dormant": "沉睡", "lost": "流失"}
OWNERS = {one["customer_id"]: one["owner"] for one in golden.customers()}


def _leaving() -> dict[str, tuple[str, float]]:
    """Customer → (state, amount at stake)."""
    bought = {who: [day.toordinal() for day in days] for who, days in DAYS.items()}
    states = stages.stages(bought, dict.fromkeys(KNOWN), TODAY.toordinal())
    found = {}
    for who in KNOWN:
        if states[who] in IDLE:
            cents = sum(one.cents for one in LINES if one.customer == who and START <= one.day <= TODAY)
            found[who] = (IDLE[str(states[who])], max(cents, 0) / 100)
    return found


LEAVING = _leaving()


@pytest.fixture(scope="module")
def report(golden_facts: Facts) -> Any:
    return churn.report(golden_facts)


def _block(report: Any, name: str) -> Any:
    return next(one for one in report.blocks if one.name == name)


def test_report__customers(report: Any) -> None:
    table = block(report, "detail")
    assert len(table) == len(LEAVING) > 1
    for row in table.itertuples():
        who = row.customer[-3:]
        assert (row.state, row.amount) == (LEAVING[who][0], pytest.approx(LEAVING[who][1]))
        assert row.owner == OWNERS[who]
        assert row.idle == (TODAY - DAYS[who][-1]).days
        if len(DAYS[who]) >= 4:
            gaps = [(b - a).days for a, b in zip(DAYS[who], DAYS[who][1:], strict=False)]
            assert row.usual == statistics.median(gaps)
        limits = [int(one) for one in row.judged.split("：")[1].split(" / ")]
        over = [state for state, limit in zip(IDLE.values(), limits, strict=True) if row.idle > limit]
        assert row.state == over[-1]
        if len(DAYS[who]) >= 3:
            assert row.times == pytest.approx(row.idle / row.usual)
        else:
            assert row.judged.startswith("全体客户的间隔：")
            assert pd.isna(row.usual)
            assert pd.isna(row.times)
        assert row.reason in {one.zh for one in REASONS.values()}
        assert row.why
        assert row.action


def test_report__by_state_then_most_at_stake_first(workbook: Any, facts_of: Any, people: Any, order: Any) -> None:
    last = {"C1": (400, 5), "C2": (100, 7), "C3": (40, 10), "C4": (100, 9), "C5": (40, 20)}  # days silent, each order
    made = [
        order(who, TODAY - timedelta(days=idle + 10 * at), amount)
        for who, (idle, amount) in last.items()
        for at in range(8)
    ]
    report = churn.report(facts_of(workbook(customers=people(*last), orders=made)))
    table, states = block(report, "detail"), _block(report, "states")
    assert table["customer"].tolist() == ["人C5", "人C3", "人C4", "人C2", "人C1"]
    assert table["state"].tolist() == ["预警", "预警", "沉睡", "沉睡", "流失"]
    assert table["amount"].tolist() == [160, 80, 72, 56, 0]
    assert states.links == {
        (0, "customers"): RowsRef("detail", 0, 1),
        (1, "customers"): RowsRef("detail", 2, 3),
        (2, "customers"): RowsRef("detail", 4, 4),
    }
    assert block(report, "first")["customer"].tolist() == ["人C5", "人C3", "人C4", "人C2"]


@pytest.fixture
def waiting(workbook: Any, facts_of: Any, people: Any, order: Any) -> Any:
    """`waiting(bought)`: contracts that end in so many days of customers who never ordered, and one who did."""
    ahead = {"C1": 31, "C2": 30, "C3": 0, "C4": -1, "C5": -5, "C6": -500, "C7": 10}

    def facts(bought: bool) -> Facts:
        customers = [
            {**one, "contract_end": TODAY + timedelta(days=ahead[one["customer_id"]])} for one in people(*ahead)
        ]
        made = [order("C7", TODAY - timedelta(days=10 * at), 100) for at in range(6)] if bought else []
        return facts_of(workbook(customers=customers, orders=made))  # type: ignore[no-any-return]

    return facts


def test_report__contracts_that_end_of_who_never_ordered_have_their_own_list(waiting: Any) -> None:
    facts = waiting(True)
    report = churn.report(facts)
    shown = _block(report, "renewals")
    assert shown.table["customer"].tolist() == ["人C3", "人C2", "人C4", "人C5", "人C6"]
    assert shown.table["state"].tolist() == ["预警", "预警", "沉睡", "沉睡", "流失"]
    assert shown.table["left"].tolist() == [0, 30, -1, -5, -500]
    assert shown.table["end"].iloc[0] == TODAY
    assert shown.note.zh == "带上用量和新报价，约谈续约"
    assert shown.links[0, "customer"] == facts.customer_rows(pd.Index(["C3"]))[0]
    assert facts.churn.table["record"].tolist() == ["C7"]
    assert (
        "没有订单记录的客户里有 5 位合同快到期或已到期（2 位还没到期）：带上用量和新报价，约谈续约。"
        in report.answers[0][1].zh
    )
    assert "5 contracts end or have ended of customers without an order on record" in report.answers[0][1].en
    told = next(said for _, said in figures(facts).sentences if "人C7" in said.zh)
    ends = f"{TODAY + timedelta(days=10):%Y-%m-%d}"
    assert f"¥600，合同 {ends} 到期" in told.zh
    assert f"¥600, contract until {ends}" in told.en
    assert "没有订单记录的客户里有 5 位合同快到期" in told.zh
    assert "5 contracts end or have ended of customers without an order" in told.en
    table = advised(facts).table.set_index("record")
    assert set(table.loc[["C2", "C3", "C4", "C5", "C6"], "strategy"]) == {"带上用量和新报价，约谈续约"}
    assert table.at["C1", "strategy"] != "带上用量和新报价，约谈续约"


def test_report__of_contracts_alone(waiting: Any) -> None:
    facts = waiting(False)
    report = churn.report(facts)
    assert report.ready
    assert report.answers[0] in figures(facts).sentences
    assert [said.zh for _, said in report.answers] == [
        "没有订单记录的客户里有 6 位合同快到期或已到期（3 位还没到期）：带上用量和新报价，约谈续约。"
    ]


def test_report__without_contracts_has_no_such_list(report: Any) -> None:
    assert "renewals" not in {one.name for one in report.blocks}


def test_report__states_lead_to_their_customers(report: Any) -> None:
    states, detail = _block(report, "states"), block(report, "detail")
    expected = Counter(state for state, _ in LEAVING.values())
    for at, row in enumerate(states.table.itertuples()):
        assert row.customers == expected[row.state]
        assert row.amount == pytest.approx(sum(amount for state, amount in LEAVING.values() if state == row.state))
        target = states.links.get((at, "customers"))
        assert (target is None) == (row.customers == 0)
        if isinstance(target, RowsRef):
            theirs = detail.iloc[target.first : target.last + 1]
            assert len(theirs) == row.customers
            assert set(theirs["state"]) == {row.state}


@pytest.mark.parametrize(("name", "by", "column"), [("reasons", "reason", "reason"), ("owners", "name", "owner")])
def test_report__sums(report: Any, name: str, by: str, column: str) -> None:
    detail = block(report, "detail")
    assert len(detail) == len(LEAVING)
    keys = [one if isinstance(one, str) else "（无负责人）" for one in detail[column]]
    amounts: dict[str, list[float]] = {}
    for key, amount in zip(keys, detail["amount"], strict=True):
        amounts.setdefault(key, []).append(amount)
    table = block(report, name)
    assert dict(zip(table[by], table["customers"], strict=True)) == {key: len(one) for key, one in amounts.items()}
    for row in table.itertuples():
        assert row.amount == pytest.approx(sum(amounts[getattr(row, by)]))
        assert row.share == pytest.approx(row.amount / detail["amount"].sum())
    if name == "owners":
        assert (table["at_risk"] + table["dormant"] + table["lost"]).tolist() == table["customers"].tolist()


def _urgent() -> list[tuple[str, float]]:
    """Those with something at stake in the order to call them in: by state, then by amount."""
    states = list(IDLE.values())
    found = [(state, amount) for state, amount in LEAVING.values() if amount > 0]
    return sorted(found, key=lambda one: (states.index(one[0]), -one[1]))


def test_report__the_most_urgent_stand_apart(report: Any) -> None:
    first = block(report, "first")
    expected = _urgent()[:10]
    assert first["state"].tolist() == [state for state, _ in expected]
    assert first["amount"].tolist() == pytest.approx([amount for _, amount in expected])


def test_report__the_sentence_names_the_first_of_the_list(report: Any) -> None:
    said = next(one for _, one in report.answers if one.zh.startswith("最要紧的是"))
    first = block(report, "first").iloc[0]
    assert said.zh.startswith(f"最要紧的是{first['customer']}（{first['state']}，")
    assert said.en.startswith(f"Most urgent: {first['customer']} (")


def test_report__owners_with_most_at_risk_are_first(workbook: Any, facts_of: Any, people: Any, order: Any) -> None:
    """李敏 has little, but at risk; 王芳 has most, dormant; 赵磊 nothing at stake; C4 is nobody's."""
    last = {"C1": (40, 10, "李敏"), "C2": (100, 70, "王芳"), "C3": (400, 5, "赵磊"), "C4": (40, 1, None)}
    made = [
        order(who, TODAY - timedelta(days=idle + 10 * at), amount)
        for who, (idle, amount, _) in last.items()
        for at in range(8)
    ]
    customers = [{**one, "owner": last[one["customer_id"]][2]} for one in people(*last)]
    report = churn.report(facts_of(workbook(customers=customers, orders=made)))
    assert block(report, "owners")["name"].tolist() == ["李敏", "（无负责人）", "王芳", "赵磊"]
    said = next(one for _, one in report.answers if "先看这份名单" in one.zh)
    assert said.zh == (
        "最要紧的在李敏名下：预警 1 位，¥80（一共 1 位，¥80），先看这份名单；还有 1 位没有负责人，要先分下去。"
    )


def test_report__customers_and_reasons_lead_to_rows(report: Any, golden_facts: Facts) -> None:
    for name in ("first", "detail"):
        shown = _block(report, name)
        for at, row in enumerate(shown.table.itertuples()):
            target = shown.links[at, "customer"]
            ids = golden_facts.snapshot.table("customers").typed["customer_id"]  # type: ignore[union-attr]
            assert row.customer[-3:] == ids[target.row]
            seen = shown.links.get((at, "reason"))
            if row.reason != REASONS["unknown"].zh and row.reason != REASONS["season"].zh:
                assert isinstance(seen, RecordRef)
                sheet = golden_facts.snapshot.table(seen.sheet)
                assert sheet is not None
                assert sheet.typed.at[seen.row, "customer_id"] == row.customer[-3:]


def test_report__says_how_many_and_how_much(report: Any) -> None:
    mark, said = report.answers[0]
    assert mark in {"near", "bad"}
    assert f"{len(DAYS)} 位买过的客户里有 {len(LEAVING)} 位空窗过长" in said.zh
    assert "风险金额（近 12 个月成交额）" in said.zh
    assert " of the last 12 months at stake" in said.en
    assert f"Of {len(DAYS)} who ever bought, {len(LEAVING)} have been silent" in said.en


def test_report__of_nobody_who_is_leaving(workbook: Any, facts_of: Any, people: Any, order: Any) -> None:
    report = churn.report(facts_of(workbook(customers=people("C1"), orders=[order("C1", date(2024, 5, 1), 100)])))
    assert report.ready
    assert [mark for mark, _ in report.answers] == ["good"]
    assert all(len(one.table) == 0 for one in report.blocks)


def test_report__without_owners(workbook: Any, facts_of: Any, people: Any, order: Any) -> None:
    made = [order("C1", date(2024, 1, day), 100) for day in (1, 5, 9, 13)]
    report = churn.report(facts_of(workbook(customers=people("C1"), orders=made)))
    assert block(report, "owners")["name"].tolist() == ["（无负责人）"]
    assert "没有负责人，先指定一位" in report.answers[1][1].zh
    assert report.answers[-1][1].zh.startswith("这 1 位都没有负责人")


def test_names__of_two_who_bear_one_name_come_with_the_identifier(golden_facts: Facts) -> None:
    one, two, three = golden_facts.customers.index[:3]
    table = golden_facts.tiers.table.assign(customer=golden_facts.tiers.table["customer"].astype(object))
    table.loc[table["record"].isin([one, two]), "customer"] = "王伟"
    facts = replace(golden_facts, tiers=replace(golden_facts.tiers, table=table))
    assert facts.names(pd.Index([one, two])) == [f"王伟 {one}", f"王伟 {two}"]
    assert facts.names(pd.Index([three])) == golden_facts.names(pd.Index([three]))
