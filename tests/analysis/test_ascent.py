"""What is missing to the next tier, by brute force: so much lifts the customer, a cent or an order less does not."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from custsheet.analysis import ascent
from custsheet.analysis.graded import grade
from custsheet.analysis.orders import read_orders
from custsheet.analysis.rules import Rules
from custsheet.analysis.tiering import tiers
from custsheet.analysis.units import Units

Make = Callable[..., Any]
TODAY = date(2024, 5, 6)
SETTINGS = {"fixed_a": 400, "fixed_b": 150, "pareto_a": 60, "pareto_b": 85}


def _free_days(orders: list[dict[str, Any]], who: str) -> list[date]:
    used = {one["date"] for one in orders if one["customer_id"] == who}
    return [day for n in range(170) if (day := TODAY - timedelta(days=n)) not in used]


def _lacking(snapshot: Any) -> Any:
    """Cents, orders of the usual size, the usual size and the tier to reach, by customer."""
    rules = Rules.of(snapshot)
    ledger = read_orders(snapshot, rules, TODAY)
    graded = grade(snapshot, ledger, rules, Units.of(snapshot, ledger), TODAY)
    units = graded.each
    raw = units["raw"].to_numpy(dtype=object)
    to = ascent.target(raw, raw, units["cents"].to_numpy() < 0)
    lacking = ascent.missing(units, to, rules, graded.composite if rules.tier_method == "composite" else None)
    each = units["cents"] // units["frequency"].where(units["frequency"] > 0)
    return lacking.assign(to=to, each=each, cents_now=units["cents"])


@pytest.mark.parametrize("method", ["pareto", "fixed", "composite"])
@pytest.mark.parametrize("seed", range(3))
def test_missing__lifts_the_customer_and_less_does_not(
    workbook: Make, people: Make, order: Make, method: str, seed: int
) -> None:
    pick = random.Random(seed)
    ids = [f"C{n}" for n in range(9)]
    orders = [
        order(pick.choice(ids), TODAY - timedelta(days=pick.randrange(700)), pick.randrange(1, 900) / 4,
              refund=pick.choice([0, 0, 20.5]))
        for _ in range(26)
    ]  # fmt: skip
    talks = [{"customer_id": pick.choice(ids), "time": TODAY} for _ in range(8)]
    chosen = SETTINGS | {"tier_method": method}

    def tier(who: str, *more: dict[str, Any]) -> str:
        book = workbook(settings=chosen, customers=people(*ids), orders=[*orders, *more], interactions=talks)
        table = tiers(book, TODAY).table
        return str(table.loc[table["record"] == who, "computed"].iloc[0])

    lacking = _lacking(workbook(settings=chosen, customers=people(*ids), orders=orders, interactions=talks))
    asked = 0
    for who, one in lacking.iterrows():
        if one["to"] not in {"A", "B"} or one["cents_now"] <= 0:
            continue
        asked += 1
        free = _free_days(orders, who)
        if one["cents"] == one["cents"]:
            assert tier(who, order(who, free[0], one["cents"] / 100)) <= one["to"]
            if one["cents"] > 1:
                assert tier(who, order(who, free[0], (one["cents"] - 1) / 100)) > one["to"]
        else:
            assert tier(who, order(who, free[0], 1e9)) > one["to"]
        if one["orders"] == one["orders"] and one["orders"] < len(free):
            lines = [order(who, day, one["each"] / 100) for day in free[: int(one["orders"])]]
            assert tier(who, *lines) <= one["to"]
            assert tier(who, *lines[:-1]) > one["to"]
    assert asked >= 3


def test_missing__is_said_in_money_and_in_orders_with_the_day(workbook: Make, people: Make, order: Make) -> None:
    orders = [order("C1", "2022-06-10", 100), order("C1", "2024-01-10", 120), order("C2", "2024-01-10", 90)]
    made = workbook(settings=SETTINGS | {"tier_method": "fixed"}, customers=people("C1", "C2"), orders=orders)
    said = tiers(made, TODAY).table.set_index("record")["missing"]
    assert said["C1"] == "再成交 ¥180 或 2 单（06-09 前） → A"  # then the first order leaves the window
    assert said["C2"] == "再成交 ¥60 或 1 单（12-31 前） → B"
    english = workbook(
        lang="en", settings=SETTINGS | {"tier_method": "fixed"}, customers=people("C1", "C2"), orders=orders
    )
    said = tiers(english, TODAY).table.set_index("record")["missing"]
    assert said.tolist() == ["¥180 or 2 orders more by 06-09 → A", "¥60 or 1 order more by 12-31 → B"]


def test_until__the_last_day_on_which_the_oldest_order_counts(workbook: Make, people: Make, order: Make) -> None:
    orders = [order("C1", "2022-06-10", 100), order("C1", "2024-01-10", 120)]
    chosen = SETTINGS | {"tier_method": "fixed"}
    book = workbook(settings=chosen, customers=people("C1"), orders=orders)
    amounts = [tiers(book, day).table["monetary"].iloc[0] for day in (date(2024, 6, 9), date(2024, 6, 10))]
    assert amounts == [220, 120]


@pytest.mark.parametrize(
    "changed", [{"reference_day": "last_order"}, {"tier_method": "composite"}, {"reference_day": "fixed"}]
)
def test_until__no_day_is_named_where_none_can_be_kept(
    workbook: Make, people: Make, order: Make, changed: dict[str, Any]
) -> None:
    orders = [order("C1", "2024-01-10", 100), order("C2", "2024-01-10", 20)]
    made = workbook(settings={"tier_method": "fixed"} | changed, customers=people("C1", "C2"), orders=orders)
    assert not tiers(made, TODAY).table["missing"].str.contains("前）").any()


def test_missing__who_cannot_get_there_by_ordering_is_told_so(workbook: Make, people: Make, order: Make) -> None:
    chosen = {"tier_method": "composite", "composite_value": 10, "potential_contacts": 100, "potential_growth": 0}
    book = workbook(
        settings=chosen,
        customers=people("C1"),
        orders=[order("C1", "2024-05-01", 100)],
        interactions=[{"customer_id": "C9", "time": "2024-05-01"}],
    )
    one = tiers(book, TODAY).table.iloc[0]
    assert (one["tier"], one["missing"]) == ("C", "光靠成交到不了 B，要提高潜力分")
    assert one["reason"].startswith("综合 10.0 分（价值 100.0、潜力 0.0）")
