"""Sheet 推荐 against plain loops, and what must never be offered."""

from __future__ import annotations

from typing import Any

import pytest

from custsheet.analysis.reports import recommendations
from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import RowsRef

from .conftest import block, golden

import sold  # isort: skip
import together as oracle  # isort: skip

TODAY = golden.TODAY
LINES = sold.lines(golden.orders(), golden.CUSTOMERS, TODAY)
HAVE, SPENT = oracle.owned(LINES)
SOLD = {product for _, product in HAVE}
REFUSED = {one["customer_id"] for one in golden.customers() if one["opt_out"]}
LEAST = 3


@pytest.fixture(scope="module")
def facts(workbook: Any, facts_of: Any) -> Facts:
    """The golden company, whose 20 customers are too few for the usual smallest sample."""
    return facts_of(workbook(**golden.sheets(), settings={"min_sample": LEAST}))


@pytest.fixture(scope="module")
def report(facts: Facts) -> Any:
    return recommendations.report(facts)


def _who(label: str) -> str:
    return label[-3:]


def test_report__what_is_due(report: Any) -> None:
    expected = {
        key: one for key, one in oracle.due(HAVE, golden.CATEGORIES, TODAY, LEAST).items() if key[0] not in REFUSED
    }
    table = block(report, "due")
    found = {(_who(row.customer), row.product): row for row in table.itertuples()}
    assert set(found) == set(expected)
    assert len(expected) >= 3
    for key, row in found.items():
        gap, idle = expected[key]
        assert f"{gap:.0f} 天" in row.why
        assert f"{idle} 天前" in row.why
        assert row.each == pytest.approx(SPENT[key] / len(HAVE[key]) / 100)


def test_report__a_product_leads_to_who_is_due(report: Any) -> None:
    made = next(one for one in report.blocks if one.name == "reorder")
    due = block(report, "due")
    assert made.table["customers"].sum() == len(due)
    for at, row in enumerate(made.table.itertuples()):
        target = made.links[at, "customers"]
        assert isinstance(target, RowsRef)
        theirs = due.iloc[target.first : target.last + 1]
        assert set(theirs["product"]) == {row.product}
        assert len(theirs) == row.customers


def test_report__products_bought_together(report: Any) -> None:
    having: dict[str, list[str]] = {}
    for who, product in HAVE:
        having.setdefault(who, []).append(product)
    expected = oracle.rules(having, HAVE, LEAST, products=True)
    table = block(report, "together")
    assert len(table) == len({frozenset(key) for key in expected}) > 0
    for row in table.itertuples():
        first, second = row.pair.split(" → ")
        support, share, base = expected[first, second]
        assert (row.support, row.share, row.base) == (support, pytest.approx(share), pytest.approx(base))
        assert row.lift == pytest.approx(share / base)


def test_report__who_prefers_what(report: Any) -> None:
    people = golden.customers()
    names = {"manufacturing": "制造业", "retail": "零售业", "wholesale": "批发贸易"}
    expected = {}
    for label, having in (
        ("兴趣", {one["customer_id"]: one["interests"] or () for one in people}),
        ("行业", {one["customer_id"]: [names[one["industry"]]] if one["industry"] else [] for one in people}),
    ):
        ruled = oracle.rules(having, HAVE, LEAST, products=False)
        expected |= {(f"{label}：{thing}", product): one for (thing, product), one in ruled.items()}
    table = block(report, "tastes")
    assert {(row.tag, row.named): (row.support, row.share, row.base) for row in table.itertuples()} == {
        key: (support, pytest.approx(share), pytest.approx(base)) for key, (support, share, base) in expected.items()
    }
    assert expected


def test_report__offers_hold_their_promises(report: Any) -> None:
    table = block(report, "detail")
    due = oracle.due(HAVE, golden.CATEGORIES, TODAY, LEAST)
    wished = oracle.wished(golden.customers(), HAVE, SOLD)
    assert table.groupby("customer", sort=False).size().max() <= 3
    seen = set()
    for row in table.itertuples():
        key = (_who(row.customer), row.product)
        assert key not in seen
        seen.add(key)
        assert key[0] not in REFUSED
        if row.kind == "该补货":
            assert key in due
        else:
            assert key not in HAVE
            assert (row.kind == "客户想要") == (key in wished)
    assert wished <= seen
    assert {"该补货", "客户想要", "常一起买"} <= set(table["kind"])


def test_report__a_durable_is_not_offered_to_who_has_it(workbook: Any, facts_of: Any, people: Any, order: Any) -> None:
    """Ten bought a machine once and filters again and again: filters are due, the machine is not."""
    who = [f"C{number}" for number in range(10)]
    made = [order(one, golden.day(400), 900, product="净水器", product_category="standard") for one in who]
    made += [
        order(one, golden.day(before), 50, product="滤芯", product_category="accessory")
        for one in who
        for before in (400, 300, 200, 100)
    ]
    made += [order("X", golden.day(10), 900, product="净水器")]
    table = block(recommendations.report(facts_of(workbook(customers=people(*who), orders=made))), "detail")
    assert set(table["product"]) == {"滤芯"}
    assert len(table) == 10


def test_report__what_is_no_longer_sold_is_not_offered(workbook: Any, facts_of: Any, people: Any, order: Any) -> None:
    made = [
        order("C1", golden.day(before), 50, product="滤芯", product_category="accessory") for before in (1200, 800, 400)
    ]
    report = recommendations.report(facts_of(workbook(customers=people("C1"), orders=made)))
    assert not report.ready
