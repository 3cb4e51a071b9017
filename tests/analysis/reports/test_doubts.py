"""Amounts that rest on prices which checking calls unlikely are told as unverified, in every sentence by one rule."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from custsheet.analysis import figures, orders, reports, tiers
from custsheet.analysis.doubts import STARRED, Doubts, doubt, telling, unlikely
from custsheet.analysis.reports import advised, behaviour, churn, market, recommendations, value
from custsheet.analysis.reports.facts import Facts
from custsheet.model.finding import Finding

TODAY = date(2024, 5, 6)
UNSURE = "单价可疑，未核实"


@pytest.mark.parametrize(("part", "whole", "told"), [(9, 100, False), (10, 100, True), (0, 0, False), (5, -3, True)])
def test_doubt__is_told_from_a_tenth_on(part: float, whole: float, told: bool) -> None:
    assert telling(part, whole) is told
    said = doubt(part, whole, "¥")
    assert (UNSURE in said.zh, "unverified" in said.en) == (told, told)


def test_unlikely__rows_of_orders_only() -> None:
    found = [
        Finding("I173", "orders", 7, "unit_price"),
        Finding("I173", "orders", 7, "amount"),
        Finding("I173", "customers", 9, "total_amount"),
        Finding("W172", "orders", 8, "amount"),
    ]
    assert unlikely(found) == {7}


@pytest.fixture
def shop(workbook: Any, people: Any, order: Any) -> Any:
    """Ten customers who buy for 100 a month, of whom C3 bought once for 90,000; `shop(found)`: the facts."""
    names = [f"C{number}" for number in range(10)]
    lines = [
        order(who, TODAY - timedelta(days=30 * month + 2), 100, product="茶") for who in names for month in range(24)
    ]
    lines.append(order("C3", TODAY - timedelta(days=20), 90_000, product="茶"))
    snapshot = workbook(customers=people(*names), orders=lines, settings={"reference_day": "today"})

    def facts(found: bool) -> Facts:
        row = int(snapshot.table("orders").typed.index[-1])
        ledger = orders(snapshot, TODAY, [Finding("I173", "orders", row, "amount")] if found else [])
        return Facts.of(snapshot, tiers(snapshot, TODAY, ledger), TODAY, None, ledger)

    return facts


def _said(facts: Facts) -> list[str]:
    """The sentences that are about the amount of C3, or of everybody."""
    largest = facts.tiers.table.set_index("record").at["C3", "reason"]
    told = [one.zh for _, one in figures(facts).sentences]
    board = [one for one in told if "最大的" in one or "一家就占" in one or "整月" in one]
    sheet = [one.zh for _, one in value.report(facts).answers if "最大的客户" in one.zh]
    whole = market.report(facts).answers[0][1].zh
    price = next(one for one in facts.kpis if one.name == "order_value").note.zh
    return [largest, *board, *sheet, whole, price]


def test_sentences__say_that_an_amount_is_unverified(shop: Any) -> None:
    said = _said(shop(True))
    assert len(said) == 6
    assert all(UNSURE in one and "¥9万" in one for one in said), said
    others = shop(True).tiers.table.set_index("record").drop(index="C3")["reason"]
    assert not others.str.contains(UNSURE).any()


def test_sentences__of_a_price_that_was_looked_at_say_nothing(shop: Any) -> None:
    assert not any(UNSURE in one for one in _said(shop(False)))


def test_amounts__count_as_they_stand(shop: Any) -> None:
    sure, unsure = shop(False), shop(True)
    pd.testing.assert_frame_equal(
        sure.tiers.table.drop(columns="reason"), unsure.tiers.table.drop(columns="reason"), check_exact=True
    )
    assert [one.value for one in sure.kpis] == [one.value for one in unsure.kpis]


def test_advised__one_customer_is_given_one_advice(golden_facts: Facts) -> None:
    """Who is leaving is advised as 流失预警 does, everybody else by group, and nobody who stays as one who leaves."""
    table = advised(golden_facts).table.set_index("record")
    leaving = golden_facts.churn.table.set_index("record")
    assert len(leaving) > 2
    assert table.loc[leaving.index, "strategy"].tolist() == leaving["action"].tolist()
    staying = table[~table.index.isin(leaving.index) & table["group"].notna()]
    assert len(staying) > 2
    assert not staying["strategy"].str.contains("挽留|唤回|回来的理由").any()
    assert (
        advised(golden_facts).table.drop(columns="strategy").equals(golden_facts.tiers.table.drop(columns="strategy"))
    )


def test_strategy__the_stage_decides_before_the_score_of_recency(workbook: Any, people: Any, order: Any) -> None:
    """C1 bought every week and has been silent for nine: dormant by its own cycle, though recent among all others."""
    weekly = [order("C1", TODAY - timedelta(days=63 + 7 * number), 900) for number in range(20)]
    rare = [
        order(f"C{who}", TODAY - timedelta(days=100 + 90 * number), 50) for who in range(2, 12) for number in range(4)
    ]
    snapshot = workbook(customers=people(*(f"C{number}" for number in range(1, 12))), orders=[*weekly, *rare])
    table = tiers(snapshot, TODAY).table.set_index("record")
    assert table.at["C1", "group"] == "hhh"
    assert table.at["C1", "stage"] == "dormant"
    assert table.at["C1", "strategy"] == "尽快联系，问清多久没买的原因，给出回来的理由"
    assert "年度协议" not in table.at["C1", "strategy"]


def test_names__the_dashboard_and_every_list_tell_namesakes_apart(workbook: Any, people: Any, order: Any) -> None:
    """C0 and C1 bear one name, are the largest, and have complained."""
    names = [f"C{number}" for number in range(8)]
    customers = [
        {**one, "name": "王伟" if one["customer_id"] in {"C0", "C1"} else one["name"]} for one in people(*names)
    ]
    lines = [
        order(who, TODAY - timedelta(days=200 + 10 * number), 1_000 if who in {"C0", "C1"} else 300)
        for who in names
        for number in range(6)
    ]
    said = [{"customer_id": who, "date": "2024-04-20", "kind": "complaint", "csat": 1} for who in ("C0", "C1")]
    asked = [{"customer_id": "C1", "requested_at": "2024-04-20 10:00", "service_type": "repair"}]
    snapshot = workbook(customers=customers, orders=lines, feedback=said, service=asked, settings={"min_sample": 1})
    facts = Facts.of(snapshot, tiers(snapshot, TODAY), TODAY)
    board = figures(facts)
    assert set(board.top["customer"][:2]) == {"王伟 C0", "王伟 C1"}
    assert set(board.pareto["customer"][:2]) == {"王伟 C0", "王伟 C1"}
    told = [one.zh for _, one in board.sentences if "王伟" in one.zh]
    assert told
    assert not any("王伟" in one.replace("王伟 C0", "").replace("王伟 C1", "") for one in told)
    listed = [
        (made.name, block.name, value)
        for made in reports(facts)
        for block in made.blocks
        if "customer" in block.table
        for value in block.table["customer"].dropna()
        if "王伟" in value
    ]
    assert {name for name, _, _ in listed} >= {
        "kpis",
        "value",
        "churn",
        "segments",
        "satisfaction",
        "service_efficiency",
    }
    assert {value for _, _, value in listed} == {"王伟 C0", "王伟 C1"}


@pytest.fixture
def doubted(shop: Any, workbook: Any, people: Any, order: Any) -> Any:
    """`doubted(unsure)`: C3 has an unlikely price, C4, the second largest, is called like test data."""

    def facts(unsure: bool) -> Facts:
        names = [f"C{number}" for number in range(10)]
        large = {"C3": 9_000, "C4": 800}
        lines = [
            order(who, TODAY - timedelta(days=70 + 30 * month), large.get(who, 100) if month == 1 else 100)
            for who in names
            for month in range(12)
        ]
        snapshot = workbook(customers=people(*names), orders=lines, settings={"reference_day": "today"})
        rows, places = snapshot.table("orders").typed, snapshot.table("customers").typed
        price = Finding("I173", "orders", int(rows.index[rows["amount"] == 9_000][0]), "amount")
        test = Finding("W194", "customers", int(places.index[places["customer_id"] == "C4"][0]), "name")
        found = Doubts.of([price, test] if unsure else [], snapshot.schema)
        ledger = orders(snapshot, TODAY, [price] if unsure else [])
        return Facts.of(snapshot, tiers(snapshot, TODAY, ledger), TODAY, None, ledger, found.tests)

    return facts


def _detail(report: Any, name: str) -> Any:
    table = next(one for one in report.blocks if one.name == name).table
    return table.assign(who=table["customer"].str.extract("(C\\d)", expand=False)).set_index("who")


def test_value__of_unverified_amounts_nothing_is_sure_and_it_says_why(doubted: Any) -> None:
    sure, unsure = (_detail(value.report(doubted(one)), "detail") for one in (False, True))
    assert "低" not in set(sure["confidence"])
    assert unsure.loc[["C3", "C4"], "confidence"].tolist() == ["低", "低"]
    assert "单价可疑，未核实" in unsure.loc["C3", "note"]
    assert "像是测试数据，未核实" in unsure.loc["C4", "note"]
    others = unsure.index.difference(["C3", "C4"])
    assert unsure.loc[others, "confidence"].tolist() == sure.loc[others, "confidence"].tolist()
    assert unsure.loc[others, "note"].tolist() == sure.loc[others, "note"].tolist()
    assert unsure["value_12"].to_dict() == pytest.approx(sure["value_12"].to_dict())


@pytest.mark.parametrize(
    ("make", "name", "marked"),
    [
        (value.report, "largest", ["C3", "C4"]),
        (churn.report, "first", ["C3"]),
        (churn.report, "detail", ["C3", "C4"]),
    ],
)
def test_lists__by_amount_mark_who_is_unverified(doubted: Any, make: Any, name: str, marked: list[str]) -> None:
    shown = next(one for one in make(doubted(True)).blocks if one.name == name)
    starred = [one for one in shown.table["customer"] if one.endswith(" *")]
    assert sorted(one[-4:-2] for one in starred) == marked
    assert shown.note.zh.endswith(f"；{STARRED.zh}")
    assert shown.note.en.endswith(f"; {STARRED.en}")
    clean = next(one for one in make(doubted(False)).blocks if one.name == name)
    assert not any(one.endswith("*") for one in clean.table["customer"])
    assert "*" not in clean.note.zh


def test_headlines__name_test_data_as_such(doubted: Any) -> None:
    """C3, the largest by an unlikely price, says so by its amount; put that aside and C4 comes first."""
    facts = doubted(True)
    assert figures(facts).top["unverified"].tolist() == [True, True, *[False] * 8]
    assert facts.headline("C3").zh == "人C3"
    for said in (
        next(one for _, one in figures(facts).sentences if "「人C3」一家就占" in one.zh),
        next(one for _, one in value.report(facts).answers if "最大的客户人C3" in one.zh),
    ):
        assert "单价可疑，未核实" in said.zh
        assert "；核实过的里最大的是人C0（" in said.zh
        assert "; the largest verified one is 人C0 (" in said.en
    assert facts.headline("C4").en == "人C4 (looks like test data, unverified)"


@pytest.fixture
def buying(workbook: Any, people: Any, order: Any) -> Any:
    """`buying(found)`: ten who buy tea every 30 days, the last time 28 days ago; C4 is called like test data."""

    def facts(found: bool) -> Facts:
        names = [f"C{number}" for number in range(10)]
        lines = [
            order(who, TODAY - timedelta(days=28 + 30 * month), 100, product="茶", order_id=f"{who}-{month}")
            for who in names
            for month in range(12)
        ]
        ends = {"customer_id": "C99", "name": "测试", "contract_end": TODAY + timedelta(days=9)}
        snapshot = workbook(customers=[*people(*names), ends], orders=lines, settings={"reference_day": "today"})
        typed = snapshot.table("customers").typed
        tests = frozenset(typed.index[typed["customer_id"].isin(["C4", "C99"])]) if found else frozenset()
        ledger = orders(snapshot, TODAY, [])
        return Facts.of(snapshot, tiers(snapshot, TODAY, ledger), TODAY, None, ledger, tests)

    return facts


_LISTS = [
    *((value.report, "due"), (behaviour.report, "detail"), (recommendations.report, "due")),
    *((recommendations.report, "detail"), (churn.report, "renewals")),
]


@pytest.mark.parametrize(("make", "name"), _LISTS)
def test_lists__of_whom_to_contact_leave_test_data_out_and_say_so(buying: Any, make: Any, name: str) -> None:
    every, kept = make(buying(False)), make(buying(True))
    mine = {"人C4", "测试"}
    before, after = (
        {one for block in report.blocks if block.name == name for one in block.table["customer"]}
        for report in (every, kept)
    )
    assert before & mine
    assert after == before - mine
    told = [one for one in kept.notes if "W194" in one.zh]
    assert len(told) == 1
    assert "like test data (W194 on Data quality)" in told[0].en
    assert not any("W194" in one.zh for one in every.notes)


def test_lists__count_those_left_out(buying: Any) -> None:
    facts = buying(True)
    assert facts.left_out(pd.Index(["C1", "C4"]))[0].en.startswith("1 customer that looks like test data")
    assert facts.left_out(pd.Index(["C99", "C4"]))[0].zh.startswith("像是测试数据的客户不列入要联系的名单：2 位")
    assert facts.left_out(pd.Index(["C1"])) == ()
    said = [one.zh for _, one in value.report(facts).answers if "位客户预计再买" in one.zh]
    assert said
    assert "9 位客户预计再买" in said[0]
    gaps = next(one for one in behaviour.report(facts).blocks if one.name == "gaps").table
    assert gaps["customers"].sum() == 9


def test_lists__whom_to_call_first_is_no_test_data(doubted: Any) -> None:
    """C4 has second most at stake; the sums keep it, the names of whom to call do not."""
    sure, unsure = doubted(False), doubted(True)
    names = [
        next(one for one in churn.report(facts).blocks if one.name == "first").table["customer"].tolist()
        for facts in (sure, unsure)
    ]
    assert "人C4" in names[0][1]
    assert not any("C4" in one for one in names[1])
    boards = [next(one for _, one in figures(facts).sentences if "先联系" in one.zh) for facts in (sure, unsure)]
    assert "人C4（" in boards[0].zh
    assert "C4" not in boards[1].zh
    assert "C4" not in boards[1].en
    assert all(
        one.zh.startswith("10 位买过的客户里有 10 位空窗过长，风险金额（近 12 个月成交额）¥2万") for one in boards
    )
    assert any("1 位（见「数据质量」的 W194）" in one.zh for one in churn.report(unsure).notes)
    assert len(unsure.churn.table) == len(sure.churn.table)


def test_doubts__of_a_name_or_a_company_and_no_placeholder_of_a_phone(schema: Any) -> None:
    found = [
        Finding("W194", "customers", 5, "name"),
        Finding("W194", "customers", 6, "company"),
        Finding("W194", "customers", 7, "mobile"),
        Finding("W194", "interactions", 8, "content"),
    ]
    assert Doubts.of(found, schema).tests == {5, 6}
    assert Doubts.of([Finding("W198", "orders", 8, "order_no")], schema).twice == {8}
