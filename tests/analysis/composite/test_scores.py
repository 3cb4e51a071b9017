"""Scores and tiers of whole workbooks against plain loops, and what holds whatever stands in a workbook."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custsheet.analysis import tiers

sys.path.insert(0, str(Path(__file__).parents[1] / "oracles"))
import tier_scores

Make = Callable[..., Any]
TODAY = date(2024, 5, 6)
COMPOSITE = {"tier_method": "composite"}


def _book(seed: int, customers: int = 24) -> dict[str, list[dict[str, Any]]]:
    pick = random.Random(seed)
    ids = [f"C{n:03}" for n in range(customers)]
    bought = ids[: customers - 3]

    def past(days: int) -> date:
        return TODAY - timedelta(days=pick.randrange(days))

    return {
        "customers": [
            {"customer_id": one, "size": pick.choice([None, "s1", "s2", "s4"]), "industry": pick.choice(["it", None])}
            for one in ids
        ],
        "orders": [
            {"customer_id": pick.choice(bought), "date": past(900), "amount": pick.randrange(1, 40) * 10.0,
             "refund": pick.choice([0.0, 0.0, 0.0, 35.0]), "order_status": "valid"}
            for _ in range(3 * customers)
        ],
        "interactions": [{"customer_id": pick.choice(ids), "time": past(200)} for _ in range(customers)],
        "processes": [
            {"customer_id": pick.choice(ids), "template": pick.choice(["b2b", "complaint"]),
             "step": pick.choice(list(tier_scores.STEPS)), "status": pick.choice(["running", "finished"])}
            for _ in range(customers // 2)
        ],
        "feedback": [{"customer_id": pick.choice(ids), "date": past(300), "nps": pick.randrange(11)} for _ in range(9)],
    }  # fmt: skip


def _shown(snapshot: Any, today: date = TODAY) -> pd.DataFrame:
    return tiers(snapshot, today).table.set_index("record")


@pytest.mark.parametrize("seed", range(6))
def test_scores__are_those_of_plain_loops(workbook: Make, seed: int) -> None:
    book = _book(seed)
    found = _shown(workbook(settings=COMPOSITE, **book))
    expected = tier_scores.scores(book, TODAY)
    for who, one in expected.items():
        for name, points in one.items():
            assert tier_scores.same(float(found.at[who, name]), points), (who, name, found.at[who, name], points)
        score = one["score"]
        tier = "P" if score is None else "A" if score >= 75 else "B" if score >= 45 else "C"
        assert found.at[who, "computed"] == tier
    assert found["potential"].notna().all()  # that nobody was contacted is known


@pytest.mark.parametrize("part", ["interactions", "processes", "feedback"])
def test_potential__a_part_without_data_leaves_its_weight_to_the_others_and_it_is_said(
    workbook: Make, part: str
) -> None:
    book = _book(3)
    del book[part]
    made = tiers(workbook(settings=COMPOSITE, **book), TODAY)
    expected = tier_scores.scores(book, TODAY)
    found = made.table.set_index("record")["potential"]
    assert all(tier_scores.same(float(found[who]), one["potential"]) for who, one in expected.items())
    word = {"interactions": "互动", "processes": "商机", "feedback": "推荐意愿"}[part]
    assert made.weighing is not None
    assert f"{word}没有数据" in made.weighing.zh or f"{word}、" in made.weighing.zh.split("（")[1]


def test_potential__growth_counts_once_orders_reach_back_a_year(workbook: Make, people: Make, order: Make) -> None:
    young = [order("C1", "2024-03-01", 100), order("C2", "2023-06-01", 100)]
    assert _shown(workbook(customers=people("C1", "C2"), orders=young))["potential"].isna().all()
    old = [*young, order("C2", "2023-05-07", 100)]
    assert _shown(workbook(customers=people("C1", "C2"), orders=old))["potential"].to_dict() == {"C1": 100, "C2": 0}


def test_prospects__stand_in_the_order_of_their_potential(workbook: Make, people: Make) -> None:
    talks = [{"customer_id": who, "time": "2024-05-01"} for who in ("C2", "C2", "C3")]
    found = _shown(workbook(customers=people("C1", "C2", "C3"), orders=[], interactions=talks))
    assert found["potential"].to_dict() == {"C2": 50, "C3": 25, "C1": 0}
    assert found.index.tolist() == ["C2", "C3", "C1"]
    assert found.at["C2", "reason"] == "还没有成交；近 90 天联系 2 次；潜力 50 分"
    assert (found["tier"] == "P").all()
    assert found.at["C2", "strategy"] != found.at["C1", "strategy"]


def test_value__the_only_buyer_is_a_and_so_are_equal_ones(workbook: Make, people: Make, order: Make) -> None:
    one = _shown(workbook(settings=COMPOSITE, customers=people("C1"), orders=[order("C1", "2024-05-01", 5)]))
    assert one.loc["C1", ["value", "score", "tier"]].tolist() == [100, 100, "A"]
    two = [order("C1", "2024-05-01", 5), order("C2", "2024-05-01", 5)]
    assert set(_shown(workbook(settings=COMPOSITE, customers=people("C1", "C2"), orders=two))["tier"]) == {"A"}


def test_value__weights_of_nothing_leave_the_potential_alone(workbook: Make, people: Make, order: Make) -> None:
    none = COMPOSITE | {f"value_{one}": 0 for one in "rfm"}
    orders = [order("C1", "2024-05-01", 5), order("C1", "2023-05-01", 5)]
    found = _shown(workbook(settings=none, customers=people("C1"), orders=orders))
    assert found.loc["C1", ["score", "tier"]].tolist() == [100, "A"]
    nothing = none | {"potential_growth": 0}
    assert _shown(workbook(settings=nothing, customers=people("C1"), orders=orders)).at["C1", "tier"] == "C"


_AMOUNTS = st.integers(-30, 60)
_ORDERS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 800), _AMOUNTS), max_size=14)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders=_ORDERS, count=st.integers(0, 6), method=st.sampled_from(["pareto", "fixed", "composite"]))
def test_tiers__hold_for_any_orders(workbook: Make, order: Make, orders: Any, count: int, method: str) -> None:
    """Refunds only, one customer with everything, nobody at all: figures within their bounds, twins side by side."""
    ids = [f"C{n}" for n in range(count)]
    twins = [f"{one}x" for one in ids]
    lines = [
        order(f"C{who % count}{twin}", TODAY - timedelta(days=days), float(amount))
        for who, days, amount in orders
        if count
        for twin in ("", "x")
    ]
    people = [{"customer_id": one, "size": "s2", "industry": "it"} for one in (*ids, *twins)]
    chosen = {"tier_method": method, "fixed_a": 50, "fixed_b": 10}
    found = _shown(workbook(settings=chosen, customers=people, orders=lines))
    assert len(found) == 2 * count
    for name in ("value", "potential", "score"):
        known = found[name].dropna()
        assert known.between(0, 100).all()
    assert found["score"].notna().equals(found["monetary"] > 0)
    assert ((found["tier"] == "P") == (found["monetary"] <= 0)).all()
    assert not found["missing"].isna().any()
    assert not found["missing"].str.contains("nan|inf").any()
    for one, twin in zip(ids, twins, strict=True):
        for name in ("tier", "value", "potential", "score", "before", "missing", "strategy", "r", "f", "m"):
            a, b = found.at[one, name], found.at[twin, name]
            assert a == b or (pd.isna(a) and pd.isna(b)), name
