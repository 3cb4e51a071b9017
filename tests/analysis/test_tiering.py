"""The tiers of whole workbooks: what stands in the table, and what happens when something is missing."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from custsheet.analysis import tiers
from custsheet.model.snapshot import Snapshot

Make = Callable[..., Any]
TODAY = date(2024, 5, 6)
COLUMNS = [
    *("record", "customer", "owner", "tier", "computed", "manual", "recency", "frequency", "monetary", "r", "f", "m"),
    *("group", "rank", "share", "stage", "reason", "missing", "service", "orders", "amount", "value", "potential"),
    *("score", "before", "raw", "last", "change", "strategy"),
]


def _one(snapshot: Snapshot, record: str, today: date = TODAY) -> pd.Series:
    table = tiers(snapshot, today).table
    return table[table["record"] == record].iloc[0]


def test_tiers__cdnow(workbook: Make, shared: Path) -> None:
    """The public research data set: 69,659 orders, 80 of them without amount."""
    source = pd.read_csv(
        shared / "data" / "cdnow" / "CDNOW_master.txt",
        sep=r"\s+",
        names=["id", "day", "discs", "amount"],
        skiprows=1,
        dtype={"id": str, "day": str},
    )
    days = pd.to_datetime(source["day"], format="%Y%m%d")
    orders = [
        {"customer_id": who, "date": day, "amount": amount}
        for who, day, amount in zip(source["id"], days, source["amount"], strict=True)
    ]
    snapshot = workbook(
        native=False,
        customers=[{"customer_id": who} for who in sorted(set(source["id"]))],
        orders=orders,
        settings={"tier_method": "pareto", "window_months": None, "reference_day": "last_order"},
    )
    found = tiers(snapshot, TODAY)
    assert found.counts == {"A": 7695, "B": 8067, "C": 7740, "P": 68}
    assert (found.reference, found.start, found.notes) == (date(1998, 6, 30), None, ())
    table = found.table
    assert table["monetary"].sum() == pytest.approx(2_500_315.63, abs=0.001)
    assert table["share"].max() == pytest.approx(1)
    assert (table["tier"] == "A").sum() == (table["rank"] <= 7695).sum()
    bought = table[table["recency"].notna()]
    assert len(bought) == 23570 - 68
    assert bought["r"].value_counts().max() < 0.25 * len(bought)
    assert bought["f"].nunique() >= 3
    assert set(table["stage"]) == {"potential", "lost", "dormant", "at_risk", "growing", "mature", "returned"}


def test_tiers__table_is_complete_and_best_first(workbook: Make, people: Make, order: Make) -> None:
    snapshot = workbook(
        customers=[{**one, "owner": "王芳"} for one in people("C1", "C2", "C3", "C4")],
        orders=[order("C3", "2024-05-01", 900), order("C1", "2024-04-01", 90), order("C4", "2024-04-01", 10)],
    )
    found = tiers(snapshot, TODAY)
    table = found.table
    assert list(table.columns) == COLUMNS
    assert table["record"].tolist() == ["C3", "C1", "C4", "C2"]
    assert table["tier"].tolist() == ["A", "B", "C", "P"]
    assert table.index.tolist() == [7, 5, 8, 6]
    assert table["owner"].tolist() == ["王芳"] * 4
    assert table["rank"].tolist()[:3] == [1, 2, 3]
    assert np.isnan(table["rank"].iloc[3])
    assert table["share"].tolist()[:3] == pytest.approx([0.9, 0.99, 1.0])
    assert table["group"].tolist()[3] is None
    assert table["r"].isna().tolist() == [False, False, False, True]
    assert table["stage"].tolist() == ["new", "new", "new", "potential"]
    assert found.start == date(2022, 5, 7)


@pytest.mark.parametrize(
    ("orders", "tier", "reason"),
    [
        ([], "P", "还没有成交"),
        ([("2024-05-06", 100, 0)], "A", "近 24 个月成交 ¥100，排第 1；占全部成交额的 100%"),
        ([("2024-05-01", 100, 100)], "P", "近 24 个月退款抵掉了成交，净额 ¥0"),
        ([("2024-05-01", 100, 150)], "P", "近 24 个月退款抵掉了成交，净额 -¥50"),
        ([("2022-05-06", 100, 0)], "P", "近 24 个月没有成交，上次购买在 731 天前"),
        ([("2022-05-07", 100, 0)], "A", "近 24 个月成交 ¥100，排第 1；占全部成交额的 100%"),
    ],
)
def test_tiers__one_customer(
    workbook: Make, people: Make, order: Make, orders: list[Any], tier: str, reason: str
) -> None:
    lines = [order("C1", day, amount, refund=refund) for day, amount, refund in orders]
    one = _one(workbook(customers=people("C1"), orders=lines), "C1")
    assert (one["tier"], one["reason"]) == (tier, reason)


@pytest.mark.parametrize(
    ("typed", "until", "tier", "manual"),
    [
        ("A", None, "A", "A"),
        ("A", "2024-05-06", "A", "A"),
        ("A", "2024-05-05", "P", None),
        ("很重要", None, "P", None),
        (None, "2030-01-01", "P", None),
    ],
)
def test_tiers__manual_tier_holds_to_its_last_day(
    workbook: Make, typed: str | None, until: str | None, tier: str, manual: str | None
) -> None:
    customer = {"customer_id": "C1", "tier_manual": typed, "tier_until": until, "tier_reason": "战略客户，王总批准"}
    one = _one(workbook(customers=[customer], orders=[]), "C1")
    assert (one["tier"], one["computed"], one["manual"]) == (tier, "P", manual)
    if manual:
        day = f"至 {until}" if until else "一直有效"
        assert one["reason"] == f"人工定级 A：战略客户，王总批准，{day}（系统 P）"
        assert one["service"].startswith("14 天")
    elif typed == "A":
        assert one["reason"] == "还没有成交；人工定级 A 已于 2024-05-05 到期"


def test_tiers__the_manual_tier_is_judged_by_the_real_day(workbook: Make, order: Make) -> None:
    customer = {"customer_id": "C1", "tier_manual": "A", "tier_until": "2020-01-01"}
    snapshot = workbook(
        customers=[customer], orders=[order("C1", "2019-01-01", 5)], settings={"reference_day": "last_order"}
    )
    assert _one(snapshot, "C1")["manual"] is None


def test_tiers__sample_of_the_articles(workbook: Make, order: Make) -> None:
    """张三 spent 1000 and is A, 李四 spent 2000 and is B: by hand, with the computed tier beside."""
    snapshot = workbook(
        customers=[
            {"customer_id": "1", "name": "张三", "tier_manual": "A", "tier_reason": "潜力大"},
            {"customer_id": "2", "name": "李四", "tier_manual": "B", "tier_reason": "价格敏感"},
        ],
        orders=[order("1", "2022-12-01", 1000), order("2", "2022-12-15", 2000)],
        settings={"reference_day": "last_order"},
    )
    table = tiers(snapshot, TODAY).table.set_index("record")
    assert table["tier"].to_dict() == {"1": "A", "2": "B"}
    assert table["computed"].to_dict() == {"1": "A", "2": "A"}
    assert table.loc["2", "missing"] == "系统已是 A，由人工定为 B"


def test_tiers__a_copied_row_shows_the_same_and_its_money_counts_once(
    workbook: Make, people: Make, order: Make
) -> None:
    orders = [order("C1", "2024-05-01", 80), order("C2", "2024-05-01", 20)]
    table = tiers(workbook(customers=people("C1", "C2", "C1"), orders=orders), TODAY).table
    assert table["record"].tolist() == ["C1", "C1", "C2"]
    assert table["share"].tolist() == [0.8, 0.8, 1.0]
    assert table["tier"].tolist() == ["A", "A", "B"]


def test_tiers__rows_without_id_and_orders_of_nobody(workbook: Make, order: Make) -> None:
    snapshot = workbook(
        customers=[{"name": "张三"}, {"company": "ABC公司", "name": "李四"}, {"customer_id": "C1"}],
        orders=[order("C1", "2024-05-01", 5), order("C9", "2024-05-01", 7), order(None, "2024-05-01", 9)],
    )
    found = tiers(snapshot, TODAY)
    assert found.counts == {"A": 1, "B": 0, "C": 0, "P": 2}
    assert found.table["customer"].tolist() == ["C1", "张三", "ABC公司"]
    assert found.table["record"].tolist() == ["C1", None, None]
    assert [note.zh for note in found.notes] == [
        "2 行交易的客户编号空白或不在客户表里：计入成交额，不归任何客户；占比只算已知客户的成交额。"
    ]
    assert found.strays == 2
    assert found.table["reason"].iloc[0].endswith("占已知客户成交额的 100%")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tiers__without_orders_everybody_is_p_and_a_note_says_so(workbook: Make, people: Make, lang: str) -> None:
    found = tiers(workbook(native=False, lang=lang, customers=people("C1", "C2")), TODAY)
    assert found.counts["P"] == 2
    assert found.table["reason"].tolist() == [{"zh": "没有订单资料", "en": "no orders to go by"}[lang]] * 2
    assert "没有「交易」表" in found.notes[0].zh


def test_tiers__totals_of_a_sheet_made_without_custsheet(workbook: Make) -> None:
    customers = [
        {"name": "甲", "total_amount": 900.0},
        {"name": "乙", "total_amount": 90.0},
        {"name": "丙", "total_amount": None},
    ]
    found = tiers(workbook(native=False, customers=customers), TODAY)
    assert found.table["tier"].tolist() == ["A", "B", "P"]
    assert found.table["recency"].isna().all()
    assert found.table["stage"].tolist() == [None, None, "potential"]
    assert found.table["reason"].iloc[0].startswith("表内累计成交 ¥900，排第 1")
    assert "累计金额" in found.notes[-1].zh


def test_tiers__orders_and_amount_are_of_all_time_less_refunds(workbook: Make, people: Make, order: Make) -> None:
    orders = [
        order("C1", "2020-01-05", 100.0, order_no="S1"),
        order("C1", "2024-05-01", 30.0, order_no="S2", line=1, order_status=None, refund=5.5),
        order("C1", "2024-05-01", 20.0, order_no="S2", line=2),
        order("C1", "2024-05-02", 999.0, order_no="S3", order_status="cancelled"),
    ]
    found = tiers(workbook(customers=people("C1", "C2"), orders=orders), TODAY).table.set_index("record")
    assert found.loc["C1", ["orders", "amount", "monetary"]].tolist() == [2, 144.5, 44.5]
    assert found.loc["C2", ["orders", "amount"]].tolist() == [0, 0]


def test_tiers__orders_and_amount_are_unknown_where_no_sheet_tells_them(workbook: Make, people: Make) -> None:
    assert tiers(workbook(customers=people("C1")), TODAY).table[["orders", "amount"]].isna().all(axis=None)
    typed = tiers(workbook(native=False, customers=[{"name": "甲", "total_amount": 900.0}]), TODAY).table
    assert typed["orders"].isna().all()
    assert typed["amount"].tolist() == [900.0]


def test_tiers__totals_of_our_own_formula_are_not_data(workbook: Make) -> None:
    found = tiers(workbook(customers=[{"customer_id": "C1", "total_amount": 900.0}]), TODAY)
    assert found.counts["P"] == 1


@pytest.mark.parametrize("sheets", [{}, {"customers": []}, {"customers": [], "orders": []}])
def test_tiers__nobody(workbook: Make, sheets: dict[str, Any]) -> None:
    found = tiers(workbook(**sheets), TODAY)
    assert list(found.table.columns) == COLUMNS
    assert len(found.table) == 0
    assert found.counts == {"A": 0, "B": 0, "C": 0, "P": 0}


def test_tiers__fixed_thresholds(workbook: Make, people: Make, order: Make) -> None:
    snapshot = workbook(
        customers=people("C1", "C2", "C3"),
        orders=[
            order("C1", "2024-05-01", 100_000),
            order("C2", "2024-05-01", 99_999.99),
            order("C3", "2024-05-01", 19_999),
        ],
        settings={"tier_method": "fixed"},
    )
    table = tiers(snapshot, TODAY).table.set_index("record")
    assert table["tier"].to_dict() == {"C1": "A", "C2": "B", "C3": "C"}
    assert table.loc["C1", "reason"].startswith("近 24 个月成交 ¥10万，达到 A 的门槛 ¥10万")
    assert table["missing"].tolist() == [
        "已是最高级",
        "再成交 ¥0.01 或 1 单（12-31 前） → A",
        "再成交 ¥1 或 1 单（12-31 前） → B",
    ]


def test_tiers__do_not_depend_on_the_order_of_rows(workbook: Make, people: Make, order: Make) -> None:
    chance = random.Random(7)
    customers = people(*(f"C{n:02d}" for n in range(60)))
    orders = [
        order(
            f"C{chance.randrange(55):02d}",
            pd.Timestamp("2024-05-06") - pd.Timedelta(days=chance.randrange(900)),
            chance.randrange(1, 9) * 10.0,
        )
        for _ in range(300)
    ]
    expected = tiers(workbook(customers=customers, orders=orders), TODAY).table.reset_index(drop=True)
    for _ in range(3):
        chance.shuffle(customers)
        chance.shuffle(orders)
        found = tiers(workbook(customers=customers, orders=orders), TODAY).table.reset_index(drop=True)
        pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize("threshold", ["mean", "median", "three"])
def test_tiers__who_sent_everything_back_is_of_no_rfm_group(
    workbook: Make, people: Make, order: Make, threshold: str
) -> None:
    """Among customers alike, the mean calls everybody high."""
    orders = [order("C1", "2024-05-01", 100, refund=100), order("C2", "2024-05-01", 100, refund=120)]
    kept = [*orders, order("C3", "2024-05-01", 100)]
    snapshot = workbook(customers=people("C1", "C2", "C3"), orders=kept, settings={"rfm_threshold": threshold})
    groups = [_one(snapshot, record)["group"] for record in ("C1", "C2", "C3")]
    assert groups[:2] == [None, None]
    assert groups[2] is not None
    none = tiers(workbook(customers=people("C1", "C2"), orders=orders, settings={"rfm_threshold": threshold}), TODAY)
    assert none.table["group"].isna().all()
    assert not none.table["strategy"].str.contains("优先服务").any()
