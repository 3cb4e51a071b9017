"""Sheet 购买行为 of the golden company against plain loops."""

from __future__ import annotations

import statistics
from typing import Any

import pytest

from custsheet.analysis.reports import behaviour
from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import RowsRef

from .conftest import block, golden

import habits as oracle  # isort: skip
import sold  # isort: skip

TODAY, KNOWN = golden.TODAY, golden.CUSTOMERS
LINES = sold.lines(golden.orders(), KNOWN, TODAY)
DAYS = sold.purchase_days(LINES)
START = sold.year_back(TODAY)
ORDERS = oracle.order_facts(LINES)
RECENT = [one for one in ORDERS if START <= one[0] <= TODAY]


@pytest.fixture(scope="module")
def report(golden_facts: Facts) -> Any:
    return behaviour.report(golden_facts)


def test_report__gaps(report: Any) -> None:
    table, expected = block(report, "gaps"), oracle.gap_bands(DAYS)
    assert list(zip(table["gaps"], table["customers"], strict=True)) == expected
    whole = sum(many for many, _ in expected)
    assert table["share"].tolist() == pytest.approx([many / whole for many, _ in expected])
    assert table["cumulative"].iloc[-1] == pytest.approx(1)


def test_report__a_band_leads_to_the_customers_it_counts(report: Any) -> None:
    gaps = next(one for one in report.blocks if one.name == "gaps")
    usual = block(report, "detail")["usual"]
    for at, many in enumerate(gaps.table["customers"]):
        target = gaps.links.get((at, "customers"))
        assert (target is None) == (many == 0)
        if isinstance(target, RowsRef):
            theirs = usual.iloc[target.first : target.last + 1]
            assert len(theirs) == many
            assert {oracle.band(one) for one in theirs} == {at}


def test_report__from_the_first_to_the_second_purchase(report: Any) -> None:
    table, expected = block(report, "comeback"), oracle.comeback(DAYS, TODAY)
    assert list(table[["days", "customers", "back"]].itertuples(index=False, name=None)) == expected
    for share, (_, people, back) in zip(table["share"], expected, strict=True):
        assert share == (pytest.approx(back / people) if people >= 10 else pytest.approx(float("nan"), nan_ok=True))


def test_report__months_and_weekdays(report: Any) -> None:
    table = block(report, "calendar")
    months = sold.months_to(TODAY)
    for at, (year, month) in enumerate(months):
        for weekday in range(7):
            expected = sum(
                (one[0].year, one[0].month) == (year, month) and one[0].weekday() == weekday for one in ORDERS
            )
            assert table[f"d{weekday}"].iloc[at] == expected
    days = block(report, "weekdays")
    for weekday in range(7):
        theirs = [one[1] for one in RECENT if one[0].weekday() == weekday]
        assert days["orders"].iloc[weekday] == len(theirs)
        assert days["amount"].iloc[weekday] == pytest.approx(sum(theirs) / 100)


def test_report__baskets_and_order_values(report: Any) -> None:
    table = block(report, "baskets")
    for at in range(5):
        theirs = [one[1] for one in RECENT if min(one[2], 5) == at + 1]
        assert table["orders"].iloc[at] == len(theirs)
        if theirs:
            assert table["each"].iloc[at] == pytest.approx(statistics.mean(theirs) / 100)
    assert table["orders"].iloc[1:].sum() > 0  # the golden company has orders of several products
    months = block(report, "months")
    for at, (year, month) in enumerate(sold.months_to(TODAY)):
        theirs = [one for one in ORDERS if (one[0].year, one[0].month) == (year, month)]
        assert months["orders"].iloc[at] == len(theirs)
        assert months["middle"].iloc[at] == pytest.approx(statistics.median(one[1] for one in theirs) / 100)
        assert months["products"].iloc[at] == pytest.approx(statistics.mean(one[2] for one in theirs))


def test_report__products(report: Any) -> None:
    table, expected = block(report, "mix"), oracle.mix(LINES, START, TODAY)
    named = table[table["product"] >= 0]
    assert set(named["name"]) == {name for name, row in expected.items() if row[0] > 0}
    whole = sum(one.cents for one in LINES if START <= one.day <= TODAY)
    assert table["amount"].sum() == pytest.approx(whole / 100)
    for row in named.itertuples():
        cents, orders, buyers, again = expected[row.name]
        assert (row.amount, row.orders, row.buyers) == (cents / 100, orders, buyers)
        assert row.again == (pytest.approx(again) if again is not None else pytest.approx(float("nan"), nan_ok=True))


def test_report__contacts(report: Any) -> None:
    table = block(report, "contacts")
    expected = oracle.contacts(golden.interactions(), DAYS, START, TODAY, KNOWN)
    assert len(table) == len(expected)
    for row in table.itertuples():
        channel = None if row.channel != row.channel else row.channel
        contacts, customers, over, hits = expected[channel]
        assert (row.contacts, row.customers) == (contacts, customers)
        assert row.followed == (pytest.approx(hits / over) if over >= 10 else pytest.approx(float("nan"), nan_ok=True))


def test_report__customers(report: Any) -> None:
    table = block(report, "detail")
    assert len(table) == len(DAYS)
    gaps = oracle.gaps(DAYS)
    for row in table.itertuples():
        who = row.customer[-3:]
        assert row.days == len(DAYS[who])
        assert row.last == DAYS[who][-1]
        assert row.idle == (TODAY - DAYS[who][-1]).days
        usual = statistics.median(gaps[who]) if gaps[who] else float("nan")
        assert row.usual == pytest.approx(usual, nan_ok=True)
    assert table.set_index("customer")["favourite"].to_dict()["人C03"] == "茶叶"


def test_clock__of_orders_with_times(workbook: Any, facts_of: Any, people: Any, order: Any) -> None:
    times = [f"2024-0{month}-0{day} {hour}:15" for month in (2, 3, 4) for day in (1, 5) for hour in ("09", "20")]
    made = [order("C1", when, 10, order_no=f"{at}") for at, when in enumerate(times)]
    facts = facts_of(workbook(customers=people("C1"), orders=made))
    table = block(behaviour.report(facts), "calendar")
    assert table["label"].tolist() == [f"{hour:02d}–{hour + 3:02d}" for hour in range(0, 24, 3)]
    counts = table.set_index("label")[[f"d{at}" for at in range(7)]].sum(axis=1)
    assert counts.to_dict() == dict.fromkeys(counts.index, 0) | {"09–12": 6, "18–21": 6}
