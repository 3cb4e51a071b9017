from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from custsheet.model.finding import Edit
from custsheet.model.rules import message
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory

CUSTOMERS = ["客户编号", "姓名", "手机", "邮箱", "客户类型", "录入日期", "营销退订", "年龄", "客户分级"]
ORDERS = ["订单号", "行号", "客户编号", "购买日期", "购买金额", "订单状态"]


def _customer(number: int, **cells: object) -> list[object]:
    given = {
        "客户编号": f"C{number}", "姓名": f"客{number}", "手机": "13800138000", "邮箱": None, "客户类型": "企业",
        "录入日期": date(2026, 1, 5), "营销退订": None, "年龄": None, "客户分级": None,
    }  # fmt: skip
    return [{**given, **cells}[label] for label in CUSTOMERS]


@pytest.fixture
def table(draft: Any, schema: Schema, take: Any) -> Any:
    """What is read of a native workbook with these customers, from row 5 on."""

    def run(*rows: list[object], **more: Any) -> Any:
        return take(draft(**more).table("客户", "t客户", CUSTOMERS, rows).native(schema))

    return run


def _of(snapshot: Any, *codes: str) -> list[tuple[Any, ...]]:
    return [(f.code, f.row, f.field, f.value, f.record, f.proposal) for f in snapshot.findings if f.code in codes]


def test_read__raw_and_typed(table: Any) -> None:
    found = table(_customer(1, 邮箱=" a@b.cn ", 营销退订="√"), _customer(2, 手机=13912345678, 客户编号=7)).tables[
        "customers"
    ]
    assert found.title == "客户"
    assert found.header_row == 4
    assert list(found.raw.index) == list(found.typed.index) == [5, 6]
    assert found.raw.loc[5].to_dict() == {
        "customer_id": "C1", "name": "客1", "mobile": "13800138000", "email": " a@b.cn ", "kind": "企业",
        "entered_on": datetime(2026, 1, 5), "opt_out": "√",
    }  # fmt: skip
    assert found.typed.loc[5].to_dict() == {
        "customer_id": "C1", "name": "客1", "mobile": "13800138000", "email": "a@b.cn", "kind": "company",
        "entered_on": pd.Timestamp(2026, 1, 5), "opt_out": True,
    }  # fmt: skip
    assert (found.raw.at[6, "mobile"], found.raw.at[6, "customer_id"]) == ("13912345678", "7")
    assert (found.typed.at[6, "mobile"], found.typed.at[6, "customer_id"]) == ("13912345678", "7")
    assert found.raw.at[6, "email"] is None
    assert found.last_row == 6


def test_read__dtypes_also_without_rows(table: Any, draft: Any, schema: Schema, take: Any) -> None:
    for rows in ([], [["S1", 1, "C1", date(2026, 1, 1), 5.5, "有效"]]):
        found = take(draft().table("交易", "t交易", ORDERS, rows).native(schema)).tables["orders"]
        assert [str(dtype) for dtype in found.typed.dtypes] == [
            "object", "float64", "object", "datetime64[us]", "float64", "object",
        ]  # fmt: skip
        assert set(map(str, found.raw.dtypes)) == {"object"}
        assert len(found.raw) == len(rows)
        assert found.last_row == 4 + len(rows)


def test_read__computed_columns_of_our_own_workbook_are_located_only(table: Any, formula: Any) -> None:
    found = table(_customer(1, 年龄=formula("=1/0", "#DIV/0!"), 客户分级=formula("=X", "乱七八糟")))
    assert found.tables["customers"].columns["age"] == 8
    assert "age" not in found.tables["customers"].raw
    assert "tier" not in found.tables["customers"].typed
    assert _of(found, "E195", "E171", "W305") == []


def test_read__a_text_date_that_already_looks_right(table: Any, schema: Schema) -> None:
    found = table(_customer(1, 录入日期=" 2026-01-05 "), _customer(2, 录入日期="2026-1-5"))
    same, other = (f for f in found.findings if f.code == "E161")
    assert (same.message, other.message) == ("same", "default")
    assert same.proposal == other.proposal == date(2026, 1, 5)
    assert "存成了文本" in message(same, schema, "zh")
    assert "应为" not in message(same, schema, "zh")
    assert "stored as text" in message(same, schema, "en")
    assert "应为 2026-01-05" in message(other, schema, "zh")


def test_read__rows_that_only_hold_formulas_are_no_records(table: Any, formula: Any) -> None:
    prepared: list[object] = [None] * 7 + [formula('=IF(A6="","",1)', 0), formula("=X", "P")]
    assert list(table(_customer(1), prepared, prepared).tables["customers"].raw.index) == [5]


def test_read__text_dates_and_serials(table: Any) -> None:
    found = table(_customer(1, 录入日期="2026.1.5"), _customer(2, 录入日期=46027), _customer(3, 录入日期="昨天"))
    assert _of(found, "E161") == [
        ("E161", 5, "entered_on", "2026.1.5", "C1", date(2026, 1, 5)),
        ("E161", 6, "entered_on", 46027, "C2", date(2026, 1, 5)),
        ("E161", 7, "entered_on", "昨天", "C3", None),
    ]
    assert [f.message for f in found.findings if f.code == "E161"] == ["default", "number", "default"]
    assert found.tables["customers"].typed["entered_on"].isna().all()
    assert [f.edits for f in found.findings if f.row == 5] == [(Edit("customers", 5, "entered_on", date(2026, 1, 5)),)]


def test_read__the_1904_date_system(table: Any) -> None:
    found = table(_customer(1), _customer(2, 录入日期=44565), date1904=True)
    assert found.tables["customers"].typed.at[5, "entered_on"] == pd.Timestamp(2026, 1, 5)
    assert _of(found, "E161") == [("E161", 6, "entered_on", 44565, "C2", date(2026, 1, 5))]


def test_read__text_numbers_and_the_record_of_an_order_line(draft: Any, schema: Schema, take: Any) -> None:
    day = date(2026, 1, 1)
    rows = [
        ["S1", 2, "C1", day, "1,000元", "有效"],
        ["S2", None, "C1", day, "很多", None],
        [None, 1, "C1", day, "5", None],
    ]
    found = take(draft().table("交易", "t交易", ORDERS, rows).native(schema))
    assert _of(found, "E171") == [
        ("E171", 5, "amount", "1,000元", "S1/2", 1000),
        ("E171", 6, "amount", "很多", "S2", None),
        ("E171", 7, "amount", "5", None, 5),
    ]
    assert np.isnan(found.tables["orders"].typed["amount"]).all()


def test_read__a_flag_that_is_neither_yes_nor_no(table: Any, schema: Schema) -> None:
    found = table(_customer(1, 营销退订="再说"))
    assert _of(found, "E181") == [("E181", 5, "opt_out", "再说", "C1", None)]
    said = next(message(f, schema, "zh") for f in found.findings if f.code == "E181")
    assert "√" in said


def test_read__error_cells(table: Any, formula: Any) -> None:
    found = table(_customer(1, 姓名=formula("=NA()", "#N/A")), _customer(2, 录入日期=formula("=A1", "#REF!")))
    assert _of(found, "E195") == [
        ("E195", 5, "name", "#N/A", "C1", None),
        ("E195", 6, "entered_on", "#REF!", "C2", None),
    ]
    customers = found.tables["customers"]
    assert (customers.raw.at[5, "name"], customers.typed.at[5, "name"]) == ("#N/A", None)
    assert customers.raw.at[6, "entered_on"] == "#REF!"
    assert pd.isna(customers.typed.at[6, "entered_on"])


def test_read__formula_cells_by_their_cached_value(table: Any, formula: Any) -> None:
    found = table(_customer(1, 姓名=formula('="张"&"三"', "张三"), 录入日期=formula("=TODAY()", 46027)))
    assert found.tables["customers"].typed.at[5, "name"] == "张三"
    assert _of(found, "W305") == []


def test_read__rows_below_the_table_and_blank_ones(draft: Any, schema: Schema, take: Any) -> None:
    made = draft().table("客户", "t客户", CUSTOMERS, [_customer(1), _customer(2)])
    made.rows("客户", [_customer(3), _customer(4)], row=9).native(schema)
    found = take(made)
    assert list(found.tables["customers"].raw.index) == [5, 6, 9, 10]
    (info,) = [f for f in found.findings if f.code == "I307"]
    assert (info.sheet, info.row, dict(info.params)) == ("customers", 9, {"first": 9, "last": 10})
    assert "第 9 到 10 行" in message(info, schema, "zh")


def test_read__one_row_below_the_table(draft: Any, schema: Schema, take: Any) -> None:
    made = draft().table("客户", "t客户", CUSTOMERS, [_customer(1)]).rows("客户", [_customer(2)], row=6).native(schema)
    (info,) = [f for f in take(made).findings if f.code == "I307"]
    assert "第 6 行" in message(info, schema, "zh")
    assert message(info, schema, "en").startswith("Row 6 lies")


def test_read__hidden_and_filtered_rows(draft: Any, schema: Schema, take: Any) -> None:
    made = draft().table("客户", "t客户", CUSTOMERS, [_customer(1), _customer(2), _customer(3)]).native(schema)
    made.sheets["客户"].set_row(5, None, None, {"hidden": True})
    assert list(take(made).tables["customers"].raw.index) == [5, 6, 7]


def test_read__a_totals_row_and_what_stands_below(draft: Any, schema: Schema, take: Any) -> None:
    made = draft().rows("交易", [["S9", 1, "C1", date(2026, 1, 1), 7]], row=8)
    found = take(made.table("交易", "t交易", ORDERS, [["S1"], ["S2"]], totals=True).native(schema))
    assert list(found.tables["orders"].raw.index) == [5, 6]
    assert [(f.row, dict(f.params)) for f in found.findings if f.code == "W306"] == [(7, {"row": 7})]


def test_read__a_header_pasted_along_with_the_records(table: Any, schema: Schema) -> None:
    found = table(_customer(1), list(CUSTOMERS), _customer(2))
    assert list(found.tables["customers"].raw.index) == [5]
    (one,) = [f for f in found.findings if f.code in ("E308", "W306")]
    assert (one.code, one.row, one.cell, one.severity) == ("E308", 6, None, "error")
    assert message(one, schema, "zh") == "第 6 行又是一行标题，它下面的行没有读取；请删掉第 6 行。"
    assert message(one, schema, "en") == "Row 6 is the header once more; the rows below it were not read. Delete row 6."
    (one,) = [f for f in table(_customer(1), list(CUSTOMERS)).findings if f.code == "E308"]
    assert message(one, schema, "en") == "Row 6 is the header once more; delete row 6."


def test_read__two_tables_of_the_standard_on_one_sheet(draft: Any, schema: Schema, take: Any) -> None:
    made = draft().table("甲", "t客户", CUSTOMERS, [_customer(1)])
    made.table("甲", "t交易", ORDERS, [["S1", 1, "C1", date(2026, 1, 1), 7, "有效"]], row=8).native(schema)
    found = take(made)
    assert list(found.tables["customers"].raw.index) == [5]
    assert list(found.tables["orders"].raw.index) == [9]
    assert _of(found, "W306", "I307") == []


def test_read__headers_of_our_own_workbook(draft: Any, schema: Schema, take: Any) -> None:
    header = ["姓名*", "手机号", "车牌", "E-mail", "微信", "微信/社交账号"]
    made = draft().table("客户", "t客户", header, [["甲", "1", "沪A", "a@b.cn", "x", "y"]])
    made = made.native(schema, memory=Memory(layouts={"customers": ("name", "=车牌")}))
    found = take(made)
    customers = found.tables["customers"]
    assert dict(customers.columns) == {"name": 1, "mobile": 2, "email": 4, "wechat": 6}
    assert dict(customers.extra) == {"车牌": 3, "微信": 5}
    assert customers.labels["mobile"] == "手机号"
    told = [(f.code, f.field, f.cell) for f in found.findings if f.sheet == "customers"]
    assert [one for one in told if one[0] != "E301"] == [
        ("E304", "wechat", "E4"), ("I302", "车牌", None), ("I303", "mobile", None),
    ]  # fmt: skip
    assert {field for code, field, _ in told if code == "E301"} == {
        "customer_id", "kind", "owner", "consent_basis", "entered_by", "entered_on", "verified_on",
    }  # fmt: skip
    renamed = next(f for f in found.findings if f.code == "I303")
    assert "手机号" in message(renamed, schema, "zh")
    assert "Mobile" in message(renamed, schema, "en")


def test_read__a_stranger_hears_of_columns_not_used_and_of_what_is_missing_once(draft: Any, take: Any) -> None:
    found = take(draft().rows("客户", [["姓名", "手机号", "QQ", "微信", "车牌"], ["甲", "1", "2", "3", "4"]]))
    assert {f.code for f in found.findings} == {"I302", "I314"}
    assert dict(found.tables["customers"].extra) == {"QQ": 3, "车牌": 5}


def test_read__a_stranger_with_one_heading_twice(draft: Any, take: Any) -> None:
    found = take(draft().rows("客户", [["姓名", "手机", "手机"], ["甲", "1", "2"]]))
    assert [(f.field, f.value, f.cell) for f in found.findings if f.code == "E304"] == [("mobile", "手机", "C1")]
    assert found.tables["customers"].raw.at[2, "mobile"] == "1"


def test_read__computed_columns_of_a_stranger_are_data(draft: Any, take: Any) -> None:
    rows = [["姓名", "手机", "最近沟通时间"], ["甲", "1", datetime(2026, 5, 1, 9, 30)], ["乙", "2", "2026.5.2"]]
    found = take(draft().rows("客户", rows))
    assert found.tables["customers"].typed.at[2, "last_contact"] == pd.Timestamp(2026, 5, 1)
    assert _of(found, "E161") == [("E161", 3, "last_contact", "2026.5.2", None, date(2026, 5, 2))]
