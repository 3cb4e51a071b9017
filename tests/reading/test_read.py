from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from custsheet.model.errors import WorkbookError
from custsheet.model.fieldsheet import COLUMNS, field_cells
from custsheet.model.memory import to_rows
from custsheet.model.rules import message
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory, Snapshot
from custsheet.reading import stamp

pytestmark = pytest.mark.usefixtures("either_reader")

CUSTOMERS = ["客户编号", "客户类型", "姓名", "公司名称", "手机", "邮箱", "出生日期", "客户分类", "营销退订"]
CUSTOMER = ["C1", "企业", "张三", "海鸥有限公司", "13800138000", "a@b.cn", date(1990, 5, 20), "经销商、会员", "√"]
ORDERS = ["订单号", "行号", "客户编号", "购买日期", "数量", "单价", "购买金额", "订单状态"]
INTERACTIONS = ["互动编号", "客户编号", "时间", "方式"]


@pytest.fixture
def native(draft: Any, schema: Schema, formula: Any) -> Any:
    """A small workbook of our own in all its parts."""
    made = draft().table("客户", "t客户", [*CUSTOMERS, "年龄"], [[*CUSTOMER, formula("=1", 36)], [None] * 9], last=30)
    made.name("cs_data_customers", "客户", "$A$4")
    order = ["S1", 1, "C1", date(2026, 3, 1), 2, 500, 1000, "有效"]
    made.table("交易", "t交易", ORDERS, [order, [], ["S2", None, *order[2:]]])
    made.table("互动", "t互动", INTERACTIONS, [["I1", "C1", datetime(2026, 3, 1, 10, 30), "来电咨询"]])
    made.owned(
        "parameters", "参数", [[], [], [], ["名称", "值"], ["帕累托 A 线", 70], ["窗口", "全部"], ["B 回访周期", "?"]]
    )
    made.owned("options", "选项", [[], [], [], ["互动方式", None, "规模"], ["来电咨询", None, "特大"]])
    made.owned("findings", "数据质量", [["x"]])
    return made.native(schema, memory=Memory(settings={"cycle_b": 40}))


def _values(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "lang": snapshot.lang,
        "native": snapshot.native,
        "settings": dict(snapshot.settings),
        "lists": snapshot.lists,
        "owned": dict(snapshot.owned),
        "rows": {
            name: table.typed.astype(object).fillna("").to_dict("index") for name, table in snapshot.tables.items()
        },
        "raw": {name: table.raw.fillna("").to_dict("index") for name, table in snapshot.tables.items()},
        "findings": [(f.code, f.sheet, f.row, f.field, f.value, f.cell) for f in snapshot.findings],
    }


def test_read__our_own_workbook(native: Any, take: Any, schema: Schema) -> None:
    found = take(native)
    assert (found.lang, found.native, found.schema) == ("zh", True, schema)
    assert found.titles == ("客户", "交易", "互动", "参数", "选项", "数据质量", "_custsheet")
    assert (found.settings["pareto_a"], found.settings["window_months"], found.settings["cycle_b"]) == (70, None, 40)
    assert found.memory.settings == {"cycle_b": 40}
    customer = found.tables["customers"].typed.loc[5]
    assert (customer["kind"], customer["category"], customer["opt_out"]) == ("company", ("distributor", "member"), True)
    assert customer["birth_date"] == pd.Timestamp(1990, 5, 20)
    assert list(found.tables["orders"].typed.index) == [5, 7]
    assert found.tables["orders"].typed["amount"].tolist() == [1000.0, 1000.0]
    assert found.tables["interactions"].typed.loc[5].to_list() == [
        "I1",
        "C1",
        pd.Timestamp(2026, 3, 1, 10, 30),
        "来电咨询",
    ]
    missing = {f.sheet for f in found.findings if f.code == "W313"}
    assert missing == {"service", "campaigns", "feedback", "tasks", "processes", "users"}
    assert {(f.place, f.cell) for f in found.findings if f.code in ("E311", "W312")} == {("参数", "B7"), ("选项", "C5")}


def test_read__every_finding_can_be_said(native: Any, take: Any) -> None:
    native.rows("客户", [["C2", "合伙", "李", None, "1", None, "昨天", None, "再说"]], row=40)
    found = take(native)
    assert {"E161", "E181", "I307"} <= {f.code for f in found.findings}
    for finding in found.findings:
        for lang in ("zh", "en"):
            said = message(finding, found.schema, lang)
            assert said
            assert "{" not in said


def test_read__what_the_workbook_carries_wins(draft: Any, take: Any, schema: Schema) -> None:
    own = schema.model_copy(update={"version": "7.7.7", "missing_values": ("", "空")})
    made = draft().table("客户", "t客户", ["姓名", "手机"], [["无", "空"]]).native(own, "en")
    found = take(made)
    assert (found.schema.version, found.lang) == ("7.7.7", "en")
    assert found.tables["customers"].typed.loc[5].to_list() == ["无", None]


def test_read__a_damaged_standard_is_replaced_by_the_given_one(draft: Any, take: Any, schema: Schema) -> None:
    rows = [("kind", "key", "value"), ("meta", "lang", "en"), ("schema", "0000", '{"name": "custom')]
    found = take(draft().table("客户", "t客户", ["姓名", "手机"], [["甲", "1"]]).owned("memory", "_custsheet", rows))
    assert (found.schema, found.native, found.lang) == (schema, True, "en")
    assert "W324" in {one.code for one in found.findings}


def test_read__what_the_sheet_of_fields_says_outlives_a_damaged_standard(draft: Any, take: Any, schema: Schema) -> None:
    sheet = schema.sheet("customers")
    title = sheet.by_name["job_title"]
    cells = field_cells(schema, sheet, title, "zh") | {"required": "是"}
    columns = [column for column in COLUMNS if column.name in cells]
    grid = [[column.title.zh for column in columns], [cells[column.name] for column in columns]]
    rows = [("kind", "key", "value"), ("meta", "lang", "zh"), ("schema", "0000", '{"name": "custom')]
    made = draft().table("客户", "t客户", ["姓名"], [["甲"]]).owned("memory", "_custsheet", rows)
    found = take(made.owned("fields", "字段", grid))
    assert not title.constraints.required
    assert found.schema.sheet("customers").by_name["job_title"].constraints.required


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        (["Name", "Company", "Phone", "E-mail"], "en"),
        (["姓名", "公司", "电话", "E-mail"], "zh"),
        (["Name", "手机"], "zh"),
        (["Name", "Mobile", "QQ", "地址"], "en"),
    ],
)
def test_read__a_strangers_language_is_that_of_most_headings(
    draft: Any, take: Any, header: list[str], lang: str
) -> None:
    assert take(draft().rows("S", [header, ["x"] * 4])).lang == lang


def test_read__a_stranger_processed_before_keeps_its_language(draft: Any, take: Any) -> None:
    rows = [("kind", "key", "value"), *to_rows(Memory(stamp="s"), "en", None, "0.1.0")]
    found = take(draft().rows("S", [["姓名", "手机"], ["甲", "1"]]).owned("memory", "_custsheet", rows))
    assert (found.lang, found.native, found.memory.stamp) == ("en", False, "s")


def test_read__a_stranger_hears_once_what_is_missing(draft: Any, take: Any) -> None:
    found = take(draft().rows("S", [["姓名", "手机", "归属人", "创建人"], ["甲", "1", "王", "王"]]))
    (said,) = found.findings
    assert (said.code, said.sheet) == ("I314", "customers")
    assert said.params["fields"] == ("kind", "consent_basis", "entered_on", "verified_on")
    assert "处理依据" in message(said, found.schema, "zh")
    assert "Legal basis" in message(said, found.schema, "en")


def test_read__a_strangers_defaults(draft: Any, take: Any, schema: Schema) -> None:
    found = take(draft().rows("S", [["姓名", "手机"], ["甲", "1"]]))
    assert found.settings == {one.name: one.default for one in schema.settings}
    assert (found.owned, found.decisions) == ({}, {})


def test_read__an_unrelated_workbook(draft: Any, take: Any) -> None:
    with pytest.raises(WorkbookError):
        take(draft().rows("库存", [["货号", "件数"], ["x", 1]]))


def test_read__renamed_and_reordered(native: Any, draft: Any, take: Any, schema: Schema) -> None:
    order = [4, 2, 0, 1, 3, 5, 6, 7, 8]
    header = [{"手机": "手机号码", "姓名": "Name"}.get(CUSTOMERS[i], CUSTOMERS[i]) for i in order]
    moved = draft().rows("草稿", [["x"]]).table("老客户", "t客户", header, [[CUSTOMER[i] for i in order]], row=9)
    found, before = take(moved.native(schema)), take(native)
    columns = list(before.tables["customers"].typed.columns)
    assert found.tables["customers"].title == "老客户"
    assert list(found.tables["customers"].typed.columns) == columns, "in the order of the standard"
    assert found.tables["customers"].typed.loc[10].to_list() == before.tables["customers"].typed.loc[5].to_list()


def test_read__after_openpyxl_saved_it(native: Any, take: Any) -> None:
    data, out = native.done(), io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(out)
    assert _values(take(out.getvalue())) == _values(take(data))


def test_read__after_libreoffice_saved_it(native: Any, take: Any, convert: Any, tmp_path: Path) -> None:
    path = tmp_path / "in" / "客户.xlsx"
    path.parent.mkdir()
    path.write_bytes(native.done())
    saved = take(convert(path, "xlsx", tmp_path / "out").read_bytes())
    before = take(path.read_bytes())
    assert _values(saved) == _values(before)
    assert stamp(saved, date(2026, 6, 17), "1") == stamp(before, date(2026, 6, 17), "1")


def test_read__formulas_that_nobody_has_computed(take: Any) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (["姓名", "手机", "邮箱"], ["甲", "=B9", "a@b.cn"], ["=A9", "=B9", "=C9"]):
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    found = take(out.getvalue())
    assert list(found.tables["customers"].raw.index) == [2, 3], "nothing vanishes in silence"
    assert [(f.row, f.field) for f in found.findings if f.code == "W305"] == [
        (2, "mobile"), (3, "name"), (3, "mobile"), (3, "email"),
    ]  # fmt: skip
    assert found.tables["customers"].typed.at[2, "mobile"] is None


def test_read__long_digits_typed_as_numbers(draft: Any, take: Any) -> None:
    rows = [["姓名", "手机", "身份证号", "邮编"], ["甲", 13800138000, 110101199003070000, 10080]]
    found = take(draft().rows("S", rows))
    customers = found.tables["customers"]
    assert customers.raw.loc[2].to_list() == ["甲", "13800138000", "10080", "110101199003070000"]
    # Of the ID the last three digits are gone, so nothing may be concluded from it.
    assert customers.typed.loc[2].to_list() == ["甲", "13800138000", "10080", None]
    assert [(f.row, f.field, f.value) for f in found.findings if f.code == "E132"] == [
        (2, "id_no", "110101199003070000"),
    ]  # fmt: skip


def test_read__what_looks_like_an_escape_is_text(draft: Any, take: Any) -> None:
    customers = take(draft().rows("S", [["姓名", "备注"], ["A_x0042_C", "一_x000D_\n二"]])).tables["customers"]
    assert customers.raw.loc[2].to_list() == ["A_x0042_C", "一_x000D_\n二"]


def test_read__carriage_returns(draft: Any, take: Any) -> None:
    customers = take(draft().rows("S", [["姓名", "备注"], ["甲", "一\r\n二"]])).tables["customers"]
    assert customers.raw.at[2, "notes"] == "一\r\n二"


def test_read__an_invisible_character_loses_no_order(draft: Any, take: Any, schema: Schema) -> None:
    made = draft().table("客户", "t客户", ["客户编号", "姓名"], [["C000001", "张三"]])
    rows = [["S1", "C000001\u200b", 100], ["S2", "Ｃ00０001", 50]]
    made.table("交易", "t交易", ["订单号", "客户编号", "购买金额"], rows)
    orders = take(made.native(schema)).tables["orders"]
    assert orders.typed["customer_id"].tolist() == ["C000001", "C000001"]
    assert orders.raw["customer_id"].tolist() == ["C000001\u200b", "Ｃ00０001"], "what stands there stays"
