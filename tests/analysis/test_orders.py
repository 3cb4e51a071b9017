"""Which orders count, and the day counted back from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from custsheet.analysis import rfm, tiers
from custsheet.analysis.orders import orders, read_orders
from custsheet.analysis.rules import Rules
from custsheet.model.finding import Finding

Make = Callable[..., Any]
TODAY = date(2024, 5, 6)


def _read(snapshot: Any, today: date = TODAY) -> Any:
    return read_orders(snapshot, Rules.of(snapshot), today)


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({}, True),
        ({"order_status": None}, True),
        ({"order_status": "cancelled"}, False),
        ({"order_status": "returned"}, False),
        ({"order_status": "退款中"}, False),
        ({"date": None}, False),
        ({"amount": None}, False),
        ({"amount": 1e300}, False),
        ({"date": "2024-05-07"}, False),
        ({"date": "2024-05-06"}, True),
        ({"customer_id": None}, True),  # it is revenue, though nobody's
    ],
)
def test_read_orders__what_counts(workbook: Make, order: Make, more: dict[str, Any], counts: bool) -> None:
    ledger = _read(workbook(orders=[{**order("C1", "2024-05-01", 100), **more}]))
    assert len(ledger.lines) == int(counts)
    silent = more.get("order_status") in {"cancelled", "returned"} or counts
    assert bool(ledger.notes) != silent


def test_read_orders__without_status_column_all_are_valid(workbook: Make) -> None:
    ledger = _read(workbook(native=False, orders=[{"customer_id": "C1", "date": "2024-05-01", "amount": 10.0}]))
    assert ledger.lines["cents"].tolist() == [1000]
    assert not ledger.missing


@pytest.mark.parametrize(
    ("amount", "refund", "cents"), [(0.1, None, 10), (1.15, 0.15, 100), (100, 150, -5000), (19.99, 0, 1999)]
)
def test_read_orders__money_is_whole_cents(
    workbook: Make, order: Make, amount: float, refund: float | None, cents: int
) -> None:
    ledger = _read(workbook(orders=[order("C1", "2024-05-01", amount, refund=refund)]))
    assert ledger.lines["cents"].tolist() == [cents]


@pytest.mark.parametrize("day", ["2022-05-06", "2022-05-07", "2024-05-06"])
def test_in_window__begins_the_day_after_the_same_day_of_the_month(workbook: Make, order: Make, day: str) -> None:
    ledger = _read(workbook(orders=[order("C1", day, 10)], settings={"window_months": 24}))
    assert ledger.start == date(2022, 5, 7)
    assert ledger.in_window.tolist() == [day >= "2022-05-07"]


@pytest.mark.parametrize(
    ("setting", "fixed", "expected"),
    [
        ("today", None, TODAY),
        ("fixed", date(2023, 12, 31), date(2023, 12, 31)),
        ("fixed", None, TODAY),
        ("last_order", None, date(2024, 3, 1)),
    ],
)
def test_read_orders__reference_day(
    workbook: Make, order: Make, setting: str, fixed: date | None, expected: date
) -> None:
    orders = [
        order("C1", "2024-03-01", 10),
        order("C1", "2042-03-01", 10),  # a slip of the hand must not make everybody lost
        order("C1", "2024-04-01", 10, order_status="cancelled"),
    ]
    snapshot = workbook(orders=orders, settings={"reference_day": setting, "reference_date": fixed})
    assert _read(snapshot).reference == expected


def test_read_orders__last_order_of_none_is_today(workbook: Make) -> None:
    ledger = _read(workbook(orders=[], settings={"reference_day": "last_order"}))
    assert ledger.reference == TODAY
    assert ledger.notes


_LINE = {"order_no": "S1", "line": 1.0, "product": "椅子"}


@pytest.mark.parametrize(
    ("more", "twice"),
    [
        ({}, True),
        ({"order_no": "s1"}, True),
        ({"amount": 120.0}, True),  # the key is the same: the first counts
        ({"line": None}, True),  # a blank line number is line 1
        ({"line": None, "product": "桌子"}, False),  # nobody numbered the lines: another product is another line
        ({"line": 2.0}, False),
        ({"order_no": "S2"}, False),
        ({"order_no": None}, False),
    ],
)
def test_read_orders__a_copied_row_counts_once(workbook: Make, order: Make, more: dict[str, Any], twice: bool) -> None:
    first = order("C1", "2024-05-01", 100, **_LINE)
    ledger = _read(workbook(orders=[first, {**first, **more}]))
    assert len(ledger.lines) == (1 if twice else 2)
    assert ledger.lines["cents"].iloc[0] == 10_000
    said = [(note.zh, note.en) for note in ledger.notes]
    assert said == ([("1 行重复订单只计一次。", "1 copied order line counts only once.")] if twice else [])


def test_read_orders__the_copy_of_a_cancelled_row_counts(workbook: Make, order: Make) -> None:
    first = order("C1", "2024-05-01", 100, **_LINE)
    ledger = _read(workbook(orders=[{**first, "order_status": "cancelled"}, first]))
    assert (len(ledger.lines), ledger.notes) == (1, ())


def test_read_orders__without_line_column_lines_of_an_order_all_count(workbook: Make, order: Make) -> None:
    one = order("C1", "2024-05-01", 100, order_no="S1")
    assert len(_read(workbook(native=False, orders=[one, one])).lines) == 2


def test_read_orders__says_how_much_is_counted_twice(workbook: Make, order: Make) -> None:
    lines = [order("C1", "2024-05-01", 100), order("C1", "2024-05-01", 100, refund=20), order("C1", "2030-01-01", 7)]
    snapshot = workbook(native=False, orders=lines)
    found = [Finding("W198", "orders", row, "order_no") for row in (6, 7)] + [Finding("W198", "service", 5, "x")]
    ledger = orders(snapshot, TODAY, iter(found))
    assert len(ledger.lines) == 2  # what is dated later counts not even once
    assert ledger.notes[-1].zh == "1 行交易和上面的某一行完全一样：¥80 计了两次，改正前不变。"
    assert ledger.notes[-1].en == "1 order line stands there twice: ¥80 is counted twice until corrected."
    assert not any("twice" in note.en for note in orders(snapshot, TODAY, found[2:]).notes)


def _with_text(snapshot: Any, row: int, **cells: str) -> Any:
    """`snapshot` with text in cells of the orders that hold no usable value."""
    table = snapshot.tables["orders"]
    raw = table.raw.copy()
    for name, said in cells.items():
        raw.loc[row, name] = said
    return replace(snapshot, tables={**snapshot.tables, "orders": replace(table, raw=raw)})


@pytest.mark.parametrize(("blank", "said"), [("date", "2026/7/1"), ("amount", "1.2万")])
def test_read_orders__text_in_a_cell_is_not_told_to_be_missing(
    workbook: Make, order: Make, people: Make, blank: str, said: str
) -> None:
    line = order("C1", "2024-05-01", 100) | {blank: None}
    snapshot = _with_text(workbook(customers=people("C1"), orders=[line, line]), 5, **{blank: said})
    ledger = _read(snapshot)
    assert [note.zh for note in ledger.notes] == [
        "1 行交易的日期或金额写成了文本，改正前不计入。",
        "1 行交易没有日期，未计入。" if blank == "date" else "1 行交易没有可用的金额，未计入。",
    ]
    assert all(note.en.startswith("1 order line has ") for note in ledger.notes)
    assert ledger.pending.to_dict() == {"C1": 2}
    assert tiers(snapshot, TODAY).table["reason"].tolist() == ["有 2 笔交易的日期、金额或状态还不能用"]


@pytest.mark.parametrize(
    ("more", "pending"),
    [({"order_status": "退款中"}, 1), ({"order_status": "cancelled"}, 0), ({"date": "2024-05-07"}, 1), ({}, 0)],
)
def test_read_orders__which_lines_wait_to_be_put_right(
    workbook: Make, order: Make, more: dict[str, Any], pending: int
) -> None:
    ledger = _read(workbook(orders=[{**order("C1", "2024-05-01", 100), **more}]))
    assert ledger.pending.sum() == pending


@pytest.mark.parametrize("sheets", [{}, {"orders": [{"date": "2024-05-01", "product": "x"}]}])
def test_read_orders__says_what_is_missing(workbook: Make, sheets: dict[str, Any]) -> None:
    ledger = _read(workbook(native=False, **sheets))
    assert ledger.missing
    assert ledger.notes
    assert ledger.notes[0].en


def _measure(workbook: Make, orders: list[dict[str, Any]], **settings: Any) -> pd.DataFrame:
    snapshot = workbook(orders=orders, settings=settings)
    rules = Rules.of(snapshot)
    return rfm.measure(read_orders(snapshot, rules, TODAY), rules)


def test_measure__lines_and_orders_of_one_day_are_one_order_day(workbook: Make, order: Make) -> None:
    orders = [
        order("C1", "2024-05-01", 10, order_no="S1", line=1.0),
        order("C1", "2024-05-01", 20, order_no="S1", line=2.0),
        order("C1", pd.Timestamp("2024-05-01 18:30"), 30, order_no="S2"),
        order("C1", "2024-04-01", 5, order_no="S3"),
    ]
    one = _measure(workbook, orders).loc["C1"]
    assert (one["recency"], one["frequency"], one["cents"]) == (5, 2, 6500)


def test_measure__recency_is_of_all_time_the_rest_of_the_window(workbook: Make, order: Make) -> None:
    one = _measure(workbook, [order("C1", "2020-05-06", 10)]).loc["C1"]
    assert (one["recency"], one["frequency"], one["cents"]) == (1461, 0, 0)


def test_measure__floor_is_of_the_whole_order(workbook: Make, order: Make) -> None:
    orders = [
        order("C1", "2024-05-01", 60, order_no="S1", line=1.0),
        order("C1", "2024-05-01", 60, order_no="S1", line=2.0),
        order("C1", "2024-05-03", 100, order_no="S2"),  # not above the floor
    ]
    one = _measure(workbook, orders, amount_floor=100.0).loc["C1"]
    assert (one["recency"], one["frequency"], one["cents"]) == (5, 1, 12000)


def test_measure__a_return_booked_as_an_order_lowers_the_amount_only(workbook: Make, order: Make) -> None:
    one = _measure(workbook, [order("C1", "2024-04-01", 100), order("C1", "2024-05-05", -30)]).loc["C1"]
    assert (one["recency"], one["frequency"], one["cents"]) == (35, 1, 7000)
