"""Columns, rows and formulas of the people's sheets."""

from __future__ import annotations

from typing import Any

import pytest

from custsheet.drawing.people.layout import PREPARED, column_name, growing, make_plan
from custsheet.model.computed import LIVE_LIMIT, is_lookup
from custsheet.model.load import load_schema
from custsheet.model.schema import Schema


@pytest.mark.parametrize(
    ("title", "escaped"), [("姓名", "姓名"), ("a'b", "a''b"), ("a#b", "a'#b"), ("[x]", "'[x']"), ("a@b", "a'@b")]
)
def test_column_name__escapes_what_excel_escapes(title: str, escaped: str) -> None:
    assert column_name(title) == escaped


def test_formula__is_fully_qualified(schema: Schema) -> None:
    plan = make_plan(schema, "zh", {})
    customers = schema.sheet("customers")
    assert plan.formula(customers, customers.by_name["age"]) == (
        'IF(t客户[[#This Row],[出生日期]]="","",IFERROR(DATEDIF(t客户[[#This Row],[出生日期]],TODAY(),"Y"),""))'
    )
    amount = plan.formula(customers, customers.by_name["total_amount"])
    assert amount is not None
    assert 'SUMIFS(t交易[购买金额],t交易[客户编号],t客户[[#This Row],[客户编号]],t交易[订单状态],"有效")' in amount


def test_formula__newer_functions_bear_the_prefix_without_which_they_are_unknown(schema: Schema) -> None:
    customers = schema.sheet("customers")
    for name, function in (("last_order", "MAXIFS"), ("next_contact", "MINIFS")):
        formula = make_plan(schema, "zh", {}).formula(customers, customers.by_name[name])
        assert formula is not None
        assert formula.count(f"_xlfn.{function}(") == formula.count(f"{function}(") > 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_formula__no_token_is_left(schema: Schema, lang: Any) -> None:
    plan = make_plan(schema, lang, {})
    for sheet in schema.sheets:
        for field in sheet.fields:
            formula = plan.formula(sheet, field)
            assert formula is None or not {"{", "}"} & set(formula)


def test_formula__none_where_a_column_it_needs_is_switched_off(schema: Schema) -> None:
    data = schema.dump()
    orders = next(sheet for sheet in data["sheets"] if sheet["name"] == "orders")
    next(field for field in orders["fields"] if field["name"] == "refund")["enabled"] = False
    changed = load_schema(data)
    plan = make_plan(changed, "zh", {})
    customers = changed.sheet("customers")
    assert plan.formula(customers, customers.by_name["total_amount"]) is None
    assert plan.formula(customers, customers.by_name["last_order"]) is not None


def test_formula__looks_nowhere_in_a_large_workbook(schema: Schema) -> None:
    plan = make_plan(schema, "zh", {"customers": [{}] * (LIVE_LIMIT + 1)})
    for sheet in schema.sheets:
        for field in sheet.fields:
            if field.formula is not None:
                assert (plan.formula(sheet, field) is None) == is_lookup(field)


def test_make_plan__draws_a_switched_off_field_only_where_a_row_fills_it(schema: Schema) -> None:
    assert "id_no" not in make_plan(schema, "zh", {}).layouts["customers"].columns
    assert "id_no" in make_plan(schema, "zh", {"customers": [{"id_no": "1"}]}).layouts["customers"].columns


def test_layout__rows(schema: Schema) -> None:
    empty = make_plan(schema, "zh", {}).layouts["customers"]
    assert (empty.first, empty.last, empty.prepared) == (5, 5, 5 + PREPARED)
    three = make_plan(schema, "zh", {"customers": [{}] * 3}).layouts["customers"]
    assert (three.first, three.last, three.prepared) == (5, 7, 7 + PREPARED)


def test_column_ref__brackets_titles_with_signs(schema: Schema) -> None:
    layout = make_plan(schema, "zh", {}).layouts["orders"]
    assert layout.column_ref("product") == "t交易[[产品/服务]]"
    assert layout.column_ref("date") == "t交易[购买日期]"
    assert layout.cell("date") == "$E5"


def test_growing__begins_at_the_first_cell() -> None:
    assert growing("选项", 2, 5, 504).startswith("'选项'!$B$5:INDEX('选项'!$B$5:$B$504,MAX(1,")
