"""What customers are worth, of whole workbooks, against the plain loops of the oracle."""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custsheet.analysis.value.concentration import concentration, sentence
from custsheet.model.merge import Merge
from custsheet.model.prediction import Batch, Prediction
from custsheet.model.review import Review
from custsheet.model.snapshot import Memory, Snapshot

sys.path.insert(0, str(Path(__file__).parents[1] / "oracles"))

import value_models
import value_table as oracle

Make = Callable[..., Any]
TODAY = date(2024, 5, 6)
NUMBERS = ["year_amount", "average", "p_alive", "orders_90", "value_12"]
COLUMNS = [
    *("record", "customer", "owner", "tier", "stage", "orders", "year_amount", "average", "p_alive", "orders_90"),
    *("value_12", "next", "method", "confidence", "note"),
]

_amounts = st.lists(st.integers(-10_000, 10**9), max_size=60)


@given(amounts=_amounts)
def test_concentration__is_that_of_the_plain_loop(amounts: list[int]) -> None:
    found = concentration(pd.Series(amounts, dtype="int64"))
    for name, expected in oracle.concentration(amounts).items():
        assert getattr(found, name) == (None if expected is None else pytest.approx(expected, rel=1e-9)), name
    curve = found.curve
    if found.customers:
        assert curve.iloc[0].tolist() == [0, 0, 0]
        assert curve.iloc[-1].tolist() == [found.customers, 1, 1]
        assert curve["share_of_sales"].is_monotonic_increasing
        assert (curve["share_of_sales"] >= curve["share_of_customers"] - 1e-12).all()  # the largest stand first
    else:
        assert len(curve) == 0


def test_concentration__one_is_everything_and_all_are_equal() -> None:
    one, equal = concentration(pd.Series([0, 500, -3])), concentration(pd.Series([7] * 1_000))
    assert (one.largest, one.top10, one.top20_percent, one.hhi) == (1, 1, 1, 10_000)
    assert sentence(one) is None
    assert (equal.largest, equal.top10, equal.top20_percent) == pytest.approx((0.001, 0.01, 0.2))
    assert equal.hhi == pytest.approx(10)
    assert len(equal.curve) == 101
    assert sentence(equal).zh == "前 20% 的客户（200 位）贡献了 20% 的成交额。"


def _shop(seed: int, customers: int, most: int) -> list[tuple[str, date, int]]:
    """Customers of different pace who drop out one after the other, and what they bought, by day."""
    rng = random.Random(seed)
    orders = []
    for number in range(customers):
        day = TODAY - timedelta(days=rng.randint(1, 700))
        pace, worth, stays = 40 / rng.gammavariate(1, 1), rng.gammavariate(3, 60), rng.betavariate(4, 1)
        for _ in range(most):
            orders.append((f"C{number:03}", day, round(worth * 100 * rng.uniform(0.5, 1.5))))
            day += timedelta(days=max(1, round(pace * rng.expovariate(1))))
            if day > TODAY or rng.random() > stays:
                break
    return orders


def _book(
    workbook: Make, people: Make, order: Make, orders: list[tuple[str, date, int]], n: int, **more: Any
) -> Snapshot:
    ids = [f"C{number:03}" for number in range(n)]
    lines = [order(who, day, cents / 100) for who, day, cents in orders]
    return workbook(customers=people(*ids), orders=lines, **more)


def test_value__plain_estimate_with_few_who_came_back(workbook: Make, people: Make, order: Make, valued: Make) -> None:
    orders = [*_shop(1, 40, 8), ("C003", date(2024, 1, 5), -12_345)]
    snapshot = _book(workbook, people, order, orders, 45)
    found, histories = valued(snapshot, TODAY)
    assert found.method == "simple"
    assert "少于 50 位" in found.why.zh
    assert "average order × orders a month × 12 months × retention" in found.why.en
    stages = histories.customers["stage"]
    idle = stages.index[stages.isin(["dormant", "lost"])]
    assert 0 < len(idle) < 40
    expected = oracle.plain_estimate(orders, list(stages.index), list(idle), TODAY)
    for row in found.table.itertuples():
        if (one := expected[row.record]) is None:
            assert (row.method, row.confidence, row.note) == ("none", None, "还没有成交")
            assert math.isnan(row.orders_90)
            assert math.isnan(row.value_12)
        else:
            assert (row.orders_90, row.value_12) == pytest.approx(one), row.record
            assert row.confidence in ("low", "medium")
        assert math.isnan(row.p_alive)


def test_value__models_with_many_who_came_back(workbook: Make, people: Make, order: Make, valued: Make) -> None:
    orders = _shop(2, 250, 30)
    found, _ = valued(_book(workbook, people, order, orders, 260), TODAY)
    assert found.method == "model", found.why
    fit = found.parameters
    often, much = [fit[name] for name in ("r", "alpha", "a", "b")], [fit[name] for name in "pqv"]
    loglik = 0.0
    for row in found.table.itertuples():
        days = oracle.days_of(orders, row.record)
        assert row.orders == len(days)
        if not days:
            assert row.method == "none"
            continue
        one = (len(days) - 1.0, float((days[-1] - days[0]).days), float((TODAY - days[0]).days))
        mean = sum(cents for who, _, cents in orders if who == row.record) / len(days) / 100
        loglik += math.log(value_models.bgnbd_likelihood(*often, one))
        p, q, v = much
        each = p * (v + len(days) * mean) / (p * len(days) + q - 1)
        assert row.average == pytest.approx(mean)
        assert row.orders_90 == pytest.approx(value_models.bgnbd_expected(*often, 90, one), rel=1e-5)
        assert row.value_12 == pytest.approx(value_models.bgnbd_expected(*often, 365, one) * each, rel=1e-4)
        if len(days) == 1:
            assert math.isnan(row.p_alive)
            assert (row.confidence, row.note) == ("low", "只买过一次，看不出还会不会再来")
        else:
            assert row.p_alive == pytest.approx(value_models.bgnbd_alive(*often, one), rel=1e-6)
            assert row.confidence == ("high" if len(days) >= 5 else "medium")
    assert fit["loglik"] == pytest.approx(loglik, rel=1e-8)
    assert found.table["value_12"].dropna().is_monotonic_decreasing


def test_value__not_by_models_where_they_do_not_fit(workbook: Make, people: Make, order: Make, valued: Make) -> None:
    orders = _shop(2, 250, 30)
    contracts = _book(workbook, people, order, orders, 250, settings={"sales_model": "contracts"}, lang="en")
    found = valued(contracts, TODAY)[0]
    assert (found.method, dict(found.parameters)) == ("simple", {})
    assert found.why.en.startswith("Customers buy by contract")
    often = {who: len(oracle.days_of(orders, who)) for who, _, _ in orders}
    together = [(who, day, 1_000 * often[who] ** 2) for who, day, _ in orders]
    found = valued(_book(workbook, people, order, together, 250), TODAY)[0]
    assert found.method == "simple"
    assert "购买次数与客单价相关" in found.why.zh
    punctual = [(f"C{n:03}", TODAY - timedelta(days=30 * k), 5_000) for n in range(60) for k in range(4)]
    found = valued(_book(workbook, people, order, punctual, 60), TODAY)[0]
    assert found.method == "simple"
    assert "没有收敛" in found.why.zh
    assert found.table["value_12"].nunique() == 1


_kinds = st.sampled_from(["empty", "once", "refunded", "one", "any"])


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(n=st.integers(0, 4), kind=_kinds, seed=st.integers(0, 10**6), strangers=st.booleans())
def test_value__is_never_nan_where_somebody_bought_nor_ever_infinite(
    workbook: Make, people: Make, order: Make, valued: Make, n: int, kind: str, seed: int, strangers: bool
) -> None:
    orders = {
        "empty": [],
        "once": [(f"C{number:03}", TODAY - timedelta(days=seed % 400), 100) for number in range(n)],
        "refunded": [one for who, day, cents in _shop(seed, n, 5) for one in ((who, day, cents), (who, day, -cents))],
        "one": _shop(seed, min(n, 1), 40),
        "any": _shop(seed, n, 6),
    }[kind]
    if strangers:
        orders = [*orders, ("X999", TODAY, 10**9)]
    found, _ = valued(_book(workbook, people, order, orders, n), TODAY)
    table = found.table
    assert list(table.columns) == COLUMNS
    assert len(table) == n
    assert not np.isinf(table[NUMBERS].to_numpy("float64")).any()
    bought = table["orders"] > 0
    assert table.loc[bought, ["orders_90", "value_12", "average"]].notna().all(axis=None)
    assert (table.loc[bought, ["orders_90", "value_12", "average"]] >= 0).all(axis=None)
    assert table.loc[~bought, "note"].notna().all()
    assert table.loc[table["next"].isna(), "note"].notna().all()
    for name, expected in oracle.concentration([round(one * 100) for one in table["year_amount"]]).items():
        assert getattr(found.concentration, name) == (None if expected is None else pytest.approx(expected))


def test_value__equal_customers_get_equal_figures(workbook: Make, people: Make, order: Make, valued: Make) -> None:
    orders = _shop(2, 250, 30)
    twins = [(who.replace("C0", "C9"), day, cents) for who, day, cents in orders if who.startswith("C0")]
    found, _ = valued(_book(workbook, people, order, orders + twins, 1_000), TODAY)
    table = found.table.set_index("record")
    for number in range(100):
        one, other = table.loc[f"C{number:03}"], table.loc[f"C9{number:02}"]
        assert one[[*NUMBERS, "next"]].equals(other[[*NUMBERS, "next"]])


def _every(days: int, times: int, last: date) -> list[date]:
    return [last - timedelta(days=days * number) for number in range(times)]


def test_next__is_one_usual_gap_after_the_last(workbook: Make, people: Make, order: Make, valued: Make) -> None:
    bought = {
        "C000": _every(20, 5, date(2024, 5, 1)),  # 21 May
        "C001": _every(21, 4, date(2024, 4, 12)),  # 3 May: late, and no alarm yet
        "C002": _every(10, 6, date(2024, 3, 1)),  # silent for too long
        "C003": _every(30, 2, date(2024, 5, 1)),  # no cycle
        "C004": _every(90, 5, date(2024, 5, 1)),  # 30 July: not in this month's batch
    }
    orders = [(who, day, 100) for who, days in bought.items() for day in days]
    found, _ = valued(_book(workbook, people, order, orders, 6), TODAY)
    table = found.table.set_index("record")
    expected = {"C000": oracle.due(bought["C000"], 20), "C001": date(2024, 5, 3), "C004": date(2024, 7, 30)}
    assert {who: day.date() for who, day in table["next"].dropna().items()} == expected
    assert table.loc["C002", "note"] == "空窗太久，不预测下次购买"
    assert table.loc["C003", "note"] == "买过不足三次，看不出购买周期"
    assert [one.predictions for one in found.predictions] == [(Prediction(TODAY, "C000", date(2024, 5, 21)),)]


def test_grades__what_came_against_what_was_foretold(workbook: Make, people: Make, order: Make, valued: Make) -> None:
    """Made on 1 April of five: one on the day itself (no), two in time, one merged away, one too late."""
    made_on = date(2024, 4, 1)
    days = {
        "C000": made_on,
        "C001": date(2024, 4, 2),
        "C002": date(2024, 5, 1),
        "C003": date(2024, 5, 2),
        "C004": TODAY,
    }
    orders = [(who, day, 100) for who, day in days.items()]
    due = dict.fromkeys(["C000", "C001", "C002", "C003", "GONE"], date(2024, 4, 9))
    memory = Memory(
        predictions=(Batch(date(2024, 3, 1), {}, 10, 8), Batch(made_on, due, 5)),
        review=Review(merges=(Merge(1, "OLD", "GONE"), Merge(2, "C001", "OLD"), Merge(3, "C000", "C001", undone="x"))),
    )
    snapshot = replace(_book(workbook, people, order, orders, 5), memory=memory)
    found, _ = valued(snapshot, TODAY)
    assert [(one.made_on, one.foretold, one.came) for one in found.grades] == [
        (made_on, 5, 3),
        (date(2024, 3, 1), 10, 8),
    ]
    assert found.grades[0].came == oracle.came(orders, ["C000", "C001", "C002", "C003", "C001"], made_on)
    assert found.said.zh == "2024-04-01 预测 5 位客户会在 30 天内买，实际 3 位（60%）；2 次预测合计 73%。".replace(
        "买，", "购买，"
    )
    assert found.said.en == (
        "On 2024-04-01, 5 customers were expected to buy within 30 days; 3 did (60%); over 2 predictions 73%."
    )
    assert found.predictions == memory.predictions  # orders of April may still be entered, and nothing new is foretold
    later, _ = valued(replace(snapshot, memory=memory), date(2024, 5, 31))
    assert later.predictions == (memory.predictions[0], Batch(made_on, {}, 5, 3))
    early, _ = valued(replace(snapshot, memory=memory), date(2024, 4, 30))
    assert [one.made_on for one in early.grades] == [date(2024, 3, 1)]
