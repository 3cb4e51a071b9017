from __future__ import annotations

from typing import Any

import pytest

from custsheet.model.errors import WorkbookError
from custsheet.model.schema import Schema
from custsheet.reading.book import Book
from custsheet.reading.carried import owned_sheets
from custsheet.reading.headers import Labels
from custsheet.reading.locate import Place, locate

CRM_EXPORT = (  # as a widespread Chinese CRM exports it
    "客户名称,联系人,手机,电话,QQ,微信,地址,备注,来源,客户等级,客户行业,客户状态,客户类型,创建时间,更新时间,最近沟通时间,"
    "沟通内容,归属人,创建人"
)
ROW = ["x"] * 19


@pytest.fixture
def find(schema: Schema) -> Any:
    def run(made: Any, *, native: bool = False) -> dict[str, Place]:
        book = Book(made.done())
        return locate(
            book, schema, [Labels(sheet) for sheet in schema.sheets], owned_sheets(book).values(), native=native
        )

    return run


def _where(found: dict[str, Place]) -> dict[str, tuple[str, int]]:
    return {name: (place.title, place.header_row) for name, place in found.items()}


def test_locate__by_table_whatever_the_title(draft: Any, find: Any) -> None:
    made = (
        draft()
        .table("随便", "t交易", ["订单号", "购买金额"], [["1", 2]])
        .table("客户", "tOther", ["姓名", "手机"], [["a", "b"]])
    )
    made.table("Renamed", "tcustomers", ["姓名", "手机"], [["a", "b"]], row=7)
    found = find(made, native=True)
    assert _where(found) == {"customers": ("Renamed", 7), "orders": ("随便", 4)}
    assert found["customers"].area is not None
    assert found["customers"].area.last_row == 8


def test_locate__by_defined_name_when_the_table_became_a_range(draft: Any, find: Any) -> None:
    made = (
        draft()
        .rows("甲", [["t"], [], [], ["姓名", "手机"], ["a", "b"]])
        .rows("客户", [["姓名", "手机", "邮箱"], ["a", "b", "c"]])
    )
    made.name("cs_data_customers", "甲", "$A$4")
    assert _where(find(made, native=True)) == {"customers": ("甲", 4)}


def test_locate__by_defined_name_when_no_header_is_known(draft: Any, find: Any) -> None:
    made = draft().rows("甲", [["t"], [], ["foo", "bar"], ["a", "b"]]).name("cs_data_customers", "甲", "$A$3")
    assert _where(find(made, native=True)) == {"customers": ("甲", 3)}


def test_locate__a_defined_name_that_points_nowhere(draft: Any, find: Any) -> None:
    made = draft().rows("客户", [["姓名", "手机"], ["a", "b"]])
    made.book.define_name("cs_data_customers", "=#REF!")
    assert _where(find(made, native=True)) == {"customers": ("客户", 1)}


@pytest.mark.parametrize("title", ["客户", "Customers", "客户名单", "CUSTOMER LIST", "Clients"])
def test_locate__by_title_before_more_headers_elsewhere(draft: Any, find: Any, title: str) -> None:
    made = draft().rows("Sheet1", [["姓名", "手机", "邮箱", "城市"], ["a", "b", "c", "d"]])
    made.rows(title, [["姓名", "手机"], ["a", "b"]])
    assert _where(find(made)) == {"customers": (title, 1)}


def test_locate__a_tool_sheet_is_never_an_input_sheet(draft: Any, find: Any) -> None:
    made = draft().owned("duplicates", "客户", [["姓名", "手机", "邮箱", "公司名称"], ["a", "b", "c", "d"]])
    made.rows("数据", [["姓名", "手机"], ["a", "b"]])
    assert _where(find(made)) == {"customers": ("数据", 1)}


def test_locate__a_crm_export(draft: Any, find: Any) -> None:
    found = find(draft().rows("导出", [CRM_EXPORT.split(","), ROW]))
    assert _where(found) == {"customers": ("导出", 1)}
    columns = found["customers"].columns
    assert columns.fields == {
        "company": 1, "name": 2, "mobile": 3, "phone": 4, "wechat": 6, "address": 7, "notes": 8, "source": 9,
        "tier_manual": 10, "industry": 11, "kind": 13, "entered_on": 14, "last_contact": 16, "owner": 18,
        "entered_by": 19,
    }  # fmt: skip
    assert columns.extra == {"客户状态": 12, "更新时间": 15, "沟通内容": 17}
    assert columns.doubled == (("wechat", "QQ", 5),)


def test_locate__plain_english(draft: Any, find: Any) -> None:
    found = find(draft().rows("Sheet1", [["Name", "Company", "Phone", "E-mail"], ["a", "b", "c", "d"]]))
    assert found["customers"].columns.fields == {"name": 1, "company": 2, "phone": 3, "email": 4}


def test_locate__a_header_below_a_title_and_a_gap(draft: Any, find: Any) -> None:
    made = draft().rows(
        "S", [["2026 年客户名单"], [], ["制表：王芳"], [], [None, "序号", "姓名", "手机"], [None, 1, "a", "b"]]
    )
    found = find(made)
    assert _where(found) == {"customers": ("S", 5)}
    assert found["customers"].columns.fields == {"name": 3, "mobile": 4}


def test_locate__several_sheets_of_a_stranger(draft: Any, find: Any) -> None:
    made = (
        draft()
        .rows("说明", [["请填写"]])
        .rows("订单明细", [["订单编号", "客户编号", "下单日期", "商品", "单价", "数量", "金额"], ["x"] * 7])
    )
    made.rows("通讯", [["姓名", "公司", "手机", "邮箱"], ["x"] * 4])
    made.rows("拜访", [["互动时间", "方式", "沟通内容", "沟通结果", "下次跟进"], ["x"] * 5])
    assert _where(find(made)) == {"customers": ("通讯", 1), "interactions": ("拜访", 1), "orders": ("订单明细", 1)}


def test_locate__a_sheet_that_shares_labels_only_is_left_alone(draft: Any, find: Any) -> None:
    made = (
        draft()
        .rows("客户", [["姓名", "手机"], ["x", "y"]])
        .rows("其他", [["客户编号", "日期", "状态", "备注"], ["x"] * 4])
    )
    assert _where(find(made)) == {"customers": ("客户", 1)}


def test_locate__people_are_taken_by_title_only(draft: Any, find: Any) -> None:
    made = (
        draft().rows("客户", [["姓名", "手机"], ["x", "y"]]).rows("名册", [["姓名", "角色", "团队", "在职"], ["x"] * 4])
    )
    assert _where(find(made)) == {"customers": ("客户", 1)}


def test_locate__a_lone_list_that_looks_like_orders_still_holds_customers(draft: Any, find: Any) -> None:
    made = draft().rows("订单", [["客户姓名", "手机", "订单号", "购买日期", "购买金额", "数量"], ["x"] * 6])
    assert _where(find(made)) == {"customers": ("订单", 1)}


def test_locate__two_fields_one_of_them_telling(draft: Any, find: Any) -> None:
    assert find(draft().rows("S", [["姓名", "城市"], ["x", "y"]]))
    with pytest.raises(WorkbookError):
        find(draft().rows("S", [["城市", "行业", "备注"], ["x", "y", "z"]]))
    with pytest.raises(WorkbookError):
        find(draft().rows("S", [["姓名", "年份"], ["x", "y"]]))


def test_locate__an_unrelated_workbook_names_what_was_seen_and_what_is_wanted(draft: Any, find: Any) -> None:
    made = draft().rows("库存", [["货号", "库位", "件数"], ["x", "y", 3]]).rows("空", [])
    with pytest.raises(WorkbookError) as refused:
        find(made)
    for part in ("库存", "空", "姓名", "公司名称", "手机"):
        assert part in refused.value.zh
    for part in ("库存", "Name", "Company", "Mobile", "E-mail"):
        assert part in refused.value.en


def test_locate__our_own_workbook_without_customers(draft: Any, find: Any) -> None:
    assert find(draft().rows("库存", [["货号"], ["x"]]), native=True) == {}


def test_locate__a_heading_typed_beside_the_table_belongs_to_it(draft: Any, find: Any) -> None:
    made = draft().table("客户", "t客户", ["姓名", "手机"], [["a", "b"]])
    made.rows("客户", [["邮箱", "车牌", None, "城市"]], row=4, column=3)
    columns = find(made, native=True)["customers"].columns
    assert columns.fields == {"name": 1, "mobile": 2, "email": 3}
    assert columns.extra == {"车牌": 4}


def test_locate__a_table_further_down_does_not_hide_a_new_heading(draft: Any, find: Any) -> None:
    made = draft().table("客户", "t客户", ["姓名", "手机"], [["a", "b"]]).rows("客户", [["邮箱"]], row=4, column=3)
    made.table("客户", "tx", ["甲", "乙", "丙"], [["x"]], row=20)
    assert find(made, native=True)["customers"].columns.fields == {"name": 1, "mobile": 2, "email": 3}


def test_locate__a_second_table_side_by_side_is_another(draft: Any, find: Any) -> None:
    made = draft().table("客户", "t客户", ["姓名", "手机"], [["a", "b"]])
    made.rows("客户", [["x"]], row=5, column=3)
    made.sheets["客户"].add_table(3, 2, 4, 2, {"name": "tx", "columns": [{"header": "邮箱"}], "autofilter": False})
    assert find(made, native=True)["customers"].columns.fields == {"name": 1, "mobile": 2}


def test_locate__columns_behind_a_gap_only_add(draft: Any, find: Any) -> None:
    made = draft().rows("S", [["姓名", "手机", None, "邮箱", "手机", "小结"], ["a", "b", None, "c", "d", "e"]])
    columns = find(made)["customers"].columns
    assert (columns.fields, columns.extra, columns.doubled) == ({"name": 1, "mobile": 2, "email": 4}, {}, ())


def test_locate__a_table_without_header_row(draft: Any, find: Any) -> None:
    made = draft().rows("客户", [["a", "b"], ["c", "d"]], row=3)
    options = {"name": "t客户", "columns": [{"header": "姓名"}, {"header": "手机"}], "header_row": False}
    made.sheets["客户"].add_table(2, 0, 3, 1, options)
    found = find(made, native=True)
    assert _where(found) == {"customers": ("客户", 2)}
    assert found["customers"].columns.labels == {"name": "姓名", "mobile": "手机"}
