"""Sheet 市场趋势 of the golden company against plain loops."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from custsheet.analysis.reports import market
from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import RecordRef, RowsRef

from .conftest import block, golden

import growth as oracle  # isort: skip
import sold  # isort: skip

TODAY, LEAST = golden.TODAY, 10
LINES = sold.lines(golden.orders(), golden.CUSTOMERS, TODAY)
PEOPLE = {one["customer_id"]: one for one in golden.customers()}
NAMES = {"manufacturing": "制造业", "retail": "零售业", "wholesale": "批发贸易"}
PLACES = {"zhejiang": "浙江省", "shanghai": "上海市", "sichuan": "四川省"}
CALLED = sold.names(LINES)


def _industry(one: sold.Line) -> str:
    if one.customer is None:
        return "（未登记客户）"
    who = PEOPLE[one.customer]
    return NAMES.get(who["industry"], "（个人客户）" if who["kind"] == "person" else "（未填）")


def _place(one: sold.Line) -> str:
    return "（未登记客户）" if one.customer is None else PLACES[PEOPLE[one.customer]["province"]]


def _product(one: sold.Line) -> str:
    return CALLED[sold.folded(one.product)] if one.product else "（未填）"


KEYS: dict[str, Callable[[sold.Line], str]] = {"industry": _industry, "province": _place, "product": _product}


NAMELESS = ("（未填）", "（未登记客户）")
"""What nobody filled in or knows is no market, and neither grows nor falls."""


@pytest.fixture(scope="module")
def report(golden_facts: Facts) -> Any:
    return market.report(golden_facts)


def _same(found: float, expected: float | None) -> bool:
    return found != found if expected is None else found == pytest.approx(expected)


@pytest.mark.parametrize("name", KEYS)
def test_report__segments(report: Any, name: str) -> None:
    table, expected = block(report, name), oracle.segments(LINES, KEYS[name], TODAY, LEAST)
    assert set(table["named"]) == set(expected)
    assert table["amount"].is_monotonic_decreasing
    for row in table.itertuples():
        wanted = expected[row.named]
        assert (row.cents, row.before, row.newcomers) == (wanted["cents"], wanted["before"], wanted["newcomers"])
        assert row.share == pytest.approx(wanted["share"])
        assert row.shift == pytest.approx(100 * wanted["shift"])
        assert _same(row.growth, wanted["growth"]), row
        assert _same(row.mom, wanted["mom"]), row
    assert table["growth"].notna().any()
    assert table["shift"].sum() == pytest.approx(0)


@pytest.mark.parametrize("name", KEYS)
def test_report__an_amount_leads_to_the_customers_it_is_made_of(report: Any, name: str) -> None:
    made = next(one for one in report.blocks if one.name == name)
    detail = block(report, "detail")
    for at, row in enumerate(made.table.itertuples()):
        target = made.links[at, "amount"]
        assert isinstance(target, RowsRef)
        theirs = detail.iloc[target.first : target.last + 1]
        assert set(theirs["named"]) == {row.named}
        assert theirs["cents"].sum() == pytest.approx(row.amount)
        expected = oracle.behind(LINES, KEYS[name], row.named, TODAY)
        shown = theirs[theirs["customer"].str.startswith(("人", "公司"))]
        assert len(shown) == min(5, len([who for who in expected if who]))
        for one in shown.itertuples():
            now, before = expected[one.customer[-3:]]
            assert (one.cents, one.change) == (pytest.approx(now / 100), pytest.approx((now - before) / 100))
        biggest = max((abs(now - before) for who, (now, before) in expected.items() if who), default=0)
        assert shown["change"].abs().max() == pytest.approx(biggest / 100) or not len(shown)


def test_report__months(report: Any) -> None:
    table, last = block(report, "months"), oracle.last_over(TODAY)
    months = sold.months_to(date(*last, 1), 25)
    sums = [sum(one.cents for one in LINES if (one.day.year, one.day.month) == month) / 100 for month in months]
    assert table["month"].iloc[-1] == f"{last[0] % 100:02d}-{last[1]:02d}" == "24-04"
    assert table["amount"].tolist() == pytest.approx(sums[13:])
    assert table["year"].tolist() == pytest.approx(sums[1:13])
    first = [days[0] for days in sold.purchase_days(LINES).values()]
    new = [sum((one.year, one.month) == month for one in first) for month in months[13:]]
    assert table["newcomers"].tolist() == new


def test_report__seasons(report: Any) -> None:
    table = block(report, "seasons")
    assert table["named"].tolist() == [f"{number} 月" for number in range(1, 13)]
    assert table["index"].tolist() == pytest.approx(oracle.seasons(LINES, TODAY))
    assert table["index"].mean() == pytest.approx(1)


def test_report__fastest_are_the_best_and_the_worst_of_all(report: Any) -> None:
    table = block(report, "fastest")
    found = [one for key in KEYS.values() for one in oracle.segments(LINES, key, TODAY, LEAST).items()]
    grown = sorted(
        (one["growth"] for name, one in found if one["growth"] is not None and name not in NAMELESS),
        reverse=True,
    )
    up, down = [one for one in grown if one > 0][:5], [one for one in grown if one < 0][-5:]
    assert table["growth"].tolist() == pytest.approx(up + down)
    assert len(up) > 0
    assert len(down) > 0


def test_report__customers_lead_to_their_rows(report: Any, golden_facts: Facts) -> None:
    made = next(one for one in report.blocks if one.name == "detail")
    keys = golden_facts.snapshot.tables["customers"].typed["customer_id"]
    for (at, _), target in made.links.items():
        assert isinstance(target, RecordRef)
        assert keys[target.row] == made.table["customer"].iloc[at][-3:]
    assert len(made.links) == made.table["customer"].str.startswith(("人", "公司")).sum()


def test_report__without_a_second_year_nothing_is_compared(
    workbook: Any, facts_of: Any, people: Any, order: Any
) -> None:
    made = [order("C1", f"2024-0{month}-{day:02d}", 10, product="茶") for month in (2, 3) for day in range(1, 13)]
    report = market.report(facts_of(workbook(customers=people("C1"), orders=made)))
    table = block(report, "product")
    assert table["amount"].tolist() == [240]
    assert table[["year", "growth", "shift"]].isna().all(axis=None)
    assert not len(block(report, "fastest"))
    assert not len(block(report, "seasons"))
    assert "不能和上年同期比" in report.answers[0][1].zh


def test_report__one_order_of_1905_does_not_make_the_records_reach_back(
    workbook: Any, facts_of: Any, people: Any, order: Any
) -> None:
    """'2023' typed into a cell of dates: the months before the true first order are not known, and not 0."""
    made = [order("C1", f"2024-0{month}-{day:02d}", 10, product="茶") for month in (2, 3) for day in range(1, 13)]
    facts = facts_of(workbook(customers=people("C1"), orders=[*made, order("C1", "1905-07-15", 500, product="茶")]))
    report = market.report(facts)
    assert block(report, "product")[["year", "growth", "shift"]].isna().all(axis=None)
    amounts = block(report, "months").set_index("month")["amount"]
    assert (amounts["24-01":"24-03"].isna().tolist(), amounts["24-02"]) == ([True, False, False], 120)
    assert not facts.sources.reaches
    assert not len(block(report, "seasons"))
    (said,) = (one for one in facts.tiers.notes if "1990-01-01" in one.zh)
    assert said.en.startswith("1 order line is dated before 1990-01-01")
