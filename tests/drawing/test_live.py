"""The stored values of live formulas: each by itself, and all of them against LibreOffice's own computation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from custsheet.drawing.people.layout import make_plan
from custsheet.drawing.people.live import World, live_value
from custsheet.drawing.people.validation import field_validation
from custsheet.drawing.template import draw_workbook
from custsheet.model.schema import Schema

TODAY = date(2026, 6, 17)
VALID, CANCELLED = "有效", "取消"


def value(schema: Schema, sheet: str, field: str, row: dict[str, Any], **tables: list[dict[str, Any]]) -> Any:
    return live_value(sheet, field, row, World(make_plan(schema, "zh", tables), tables, TODAY))


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (date(2000, 6, 17), 26),
        (date(2000, 6, 18), 25),
        (datetime(2000, 6, 17), 26),
        (date(2027, 1, 1), ""),
        ("1990.5.1", ""),
        (None, ""),
    ],
)
def test_age__counts_whole_years(schema: Schema, born: Any, age: Any) -> None:
    assert value(schema, "customers", "age", {"birth_date": born}) == age


ORDERS = [
    {
        "customer_id": "C1",
        "date": date(2026, 1, 5),
        "amount": 100,
        "refund": 30,
        "order_status": VALID,
        "campaign": "春",
    },
    {"customer_id": "c1", "date": date(2026, 3, 5), "amount": 50.5, "order_status": VALID},
    {"customer_id": "C1", "date": date(2026, 5, 5), "amount": 999, "order_status": CANCELLED, "campaign": "春"},
    {"customer_id": "C1", "date": "2026.6.1", "amount": "1.2万", "order_status": VALID},
    {"customer_id": "C2", "date": date(2026, 6, 5), "amount": 7, "order_status": VALID},
    {"customer_id": "C3", "date": date(2026, 2, 5), "amount": 80, "refund": 5, "order_status": None, "campaign": "春"},
    {"customer_id": "C3", "date": date(2026, 1, 5), "amount": 20, "order_status": VALID, "campaign": "春"},
]


def test_orders__valid_ones_less_refunds_whatever_the_case_of_the_key(schema: Schema) -> None:
    row = {"customer_id": "C1"}
    assert value(schema, "customers", "total_amount", row, orders=ORDERS) == pytest.approx(120.5)
    assert value(schema, "customers", "last_order", row, orders=ORDERS) == date(2026, 3, 5)
    assert value(schema, "customers", "total_amount", {"customer_id": "C9"}, orders=ORDERS) == 0
    assert value(schema, "customers", "last_order", {"customer_id": "C9"}, orders=ORDERS) == ""


@pytest.mark.parametrize("field", ["amount", "refund"])
def test_orders__what_adds_up_an_error_is_that_error(schema: Schema, field: str) -> None:
    orders = [*ORDERS, {"customer_id": "C2", "date": date(2026, 6, 6), "order_status": VALID, field: "#REF!"}]
    assert value(schema, "customers", "total_amount", {"customer_id": "C2"}, orders=orders) == "#REF!"
    assert value(schema, "customers", "total_amount", {"customer_id": "C3"}, orders=orders) == pytest.approx(95)
    assert value(schema, "customers", "total_amount", {"customer_id": None}, orders=ORDERS) == ""


def test_revenue__orders_that_name_the_campaign(schema: Schema) -> None:
    row = {"customer_id": "C1", "campaign": "春"}
    assert value(schema, "campaigns", "revenue", row, orders=ORDERS) == 100


def test_orders__without_a_status_count_as_valid(schema: Schema) -> None:
    row = {"customer_id": "C3", "campaign": "春"}
    assert value(schema, "customers", "total_amount", row, orders=ORDERS) == 95
    assert value(schema, "customers", "last_order", row, orders=ORDERS) == date(2026, 2, 5)
    assert value(schema, "campaigns", "revenue", row, orders=ORDERS) == 100


def test_contacts__last_one_and_the_next_that_is_agreed(schema: Schema) -> None:
    talks = [
        {"customer_id": "C1", "time": datetime(2026, 5, 1, 23, 59), "next_date": date(2026, 6, 16)},
        {"customer_id": "C1", "time": datetime(2026, 4, 1, 8), "next_date": date(2026, 7, 1)},
        {"customer_id": "C1", "time": None, "next_date": date(2026, 6, 17)},
    ]
    row = {"customer_id": "C1"}
    assert value(schema, "customers", "last_contact", row, interactions=talks) == date(2026, 5, 1)
    assert value(schema, "customers", "next_contact", row, interactions=talks) == date(2026, 6, 17)


@pytest.mark.parametrize(
    ("company", "name", "shown"), [("青木", "王芳", "青木"), (None, "王芳", "王芳"), ("", "王芳", "王芳")]
)
def test_customer_name__company_first(schema: Schema, company: Any, name: str, shown: str) -> None:
    customers = [{"customer_id": "C1", "company": company, "name": name}, {"customer_id": "C1", "company": "later"}]
    for sheet in ("orders", "interactions"):
        assert value(schema, sheet, "customer_name", {"customer_id": "c1"}, customers=customers) == shown
        assert value(schema, sheet, "customer_name", {"customer_id": "C2"}, customers=customers) == ""


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({"resolved_at": TODAY, "contact_count": 1, "status": "已解决"}, "√"),
        ({"resolved_at": TODAY, "contact_count": 1, "status": "重开"}, "×"),
        ({"resolved_at": TODAY, "contact_count": 2, "status": "已解决"}, "×"),
        ({"resolved_at": TODAY, "contact_count": None}, ""),
        ({"resolved_at": None, "contact_count": 1}, ""),
    ],
)
def test_first_contact_resolved(schema: Schema, row: dict[str, Any], shown: str) -> None:
    assert value(schema, "service", "fcr", row) == shown


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({"told_on": TODAY}, "已闭环"),
        ({"handled_on": TODAY}, "待回复"),
        ({"handler": "王芳"}, "处理中"),
        ({}, "待处理"),
    ],
)
def test_feedback_status__closed_only_after_the_customer_was_told(
    schema: Schema, row: dict[str, Any], shown: str
) -> None:
    assert value(schema, "feedback", "status", {"customer_id": "C1", **row}) == shown
    assert value(schema, "feedback", "status", {**row, "customer_id": ""}) == ""


@pytest.mark.parametrize(
    ("due", "remind", "status", "left", "alert"),
    [
        (date(2026, 6, 10), 3, "未开始", -7, "逾期"),
        (date(2026, 6, 17), None, "未开始", 0, "即将"),
        (date(2026, 6, 20), 3, "进行中", 3, "即将"),
        (date(2026, 6, 21), 3, "进行中", 4, "正常"),
        (date(2026, 6, 18), None, "进行中", 1, "正常"),
        (date(2026, 6, 10), 3, "已完成", "", ""),
        (date(2026, 6, 10), 3, "取消", "", ""),
        ("2026.6.1", 3, "未开始", "", ""),
        (None, 3, "未开始", "", ""),
    ],
)
def test_tasks__days_left_and_alert(schema: Schema, due: Any, remind: Any, status: str, left: Any, alert: str) -> None:
    row = {"due": due, "remind_days": remind, "status": status}
    assert value(schema, "tasks", "days_left", row) == left
    assert value(schema, "tasks", "alert", row) == alert


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_live_value__is_what_libreoffice_computes(
    schema: Schema,
    lang: Any,
    make_rows: Callable[..., Any],
    opened: Callable[..., Any],
    recalculated: Callable[..., Any],
) -> None:
    data = draw_workbook(schema, lang, tables=make_rows(lang, TODAY), today=TODAY, version="1")
    # What stands behind the drop-downs must be a range in LibreOffice too.
    behind = {"A1": "=ROWS(cs_list_kind)", "A2": "=ROWS(cs_key_customers)", "A3": "=ROWS(cs_key_users)"}
    judged = {f"B{row}": formula for row, (formula, _) in enumerate(_judged(schema), 1)}
    formulas, stored, computed = opened(data), opened(data, values=True), recalculated(data, behind | judged, TODAY)
    seen: set[tuple[str, str]] = set()
    for sheet in formulas:
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type != "f":
                    continue
                ours, theirs = (book[sheet.title][cell.coordinate].value for book in (stored, computed))
                where = f"{sheet.title}!{cell.coordinate} {cell.value}"
                if isinstance(theirs, float | int):
                    assert ours == pytest.approx(theirs), where
                else:
                    assert (ours or "") == (theirs or ""), where
                if theirs not in (None, ""):
                    seen.add((sheet.title, cell.column_letter))
    live = [field for one in schema.sheets for field in one.fields if field.role == "formula"]
    assert len(seen) >= len(live)  # every live formula showed something somewhere
    extra = computed["extra"]
    assert [extra[cell].value for cell in behind] == [2, 12, 5]
    for cell, (formula, holds) in zip(judged, _judged(schema), strict=True):
        assert bool(extra[cell].value) is holds, formula


def _judged(schema: Schema) -> list[tuple[str, bool]]:
    """The checks of formats with a value in place of the cell, and whether they must hold."""
    layout = (plan := make_plan(schema, "zh", {})).layouts["customers"]
    values = {
        "mobile": (["13800138000", "19900000000"], ["+86 13800138000", "23800138000", "1380013800", "1380013800O"]),
        "phone": (
            ["010-12345678", "0571-85001234", "400-820-8820", "010-12345678-801"],
            ["87654321", "零一零12345678"],
        ),
        "email": (["zhangsan@example.com", "a.b@c.co.uk"], ["zhangsan", "a@b", "a b@c.cn", "a＠b.cn"]),
        "postcode": (["100080"], ["10008", "10008a"]),
    }
    out = []
    for name, (good, bad) in values.items():
        check = field_validation(plan, layout, layout.sheet.by_name[name])["value"]
        for value in good + bad:
            out.append((check.replace(layout.cell(name), f'"{value}"'), value in good))
    return out
