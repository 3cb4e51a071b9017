"""The two customers that started this project: 8-digit phones are warnings with proposals, manual tiers stand."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

COMMON = {
    "负责人": "王芳",
    "处理依据": "履行合同",
    "录入人": "王芳",
    "录入日期": datetime(2023, 3, 1),
    "最近核实日期": datetime(2023, 3, 1),
}
ROWS = {
    "用户": [{"姓名": "王芳", "角色": "销售", "在职": "√"}],
    "客户": [
        COMMON
        | {
            "客户编号": "C000001",
            "客户类型": "企业",
            "姓名": "张三",
            "公司名称": "ABC公司",
            "职位": "经理",
            "固定电话": "12345678",
        }
        | {
            "邮箱": "zhangsan@abc.com",
            "省份": "北京市",
            "城市": "北京市",
            "行业": "制造业",
            "人工分级": "A",
            "人工分级理由": "潜力大",
        },
        COMMON
        | {
            "客户编号": "C000002",
            "客户类型": "企业",
            "姓名": "李四",
            "公司名称": "XYZ公司",
            "职位": "总监",
            "固定电话": "87654321",
        }
        | {
            "邮箱": "lisi@xyz.com",
            "省份": "上海市",
            "城市": "上海市",
            "行业": "零售业",
            "人工分级": "B",
            "人工分级理由": "常规维护",
        },
    ],
    "互动": [
        {
            "客户编号": "C000001",
            "时间": datetime(2023, 1, 1),
            "方式": "电话",
            "内容": "了解需求",
            "结果": "需跟进",
            "负责人": "王芳",
        },
        {
            "客户编号": "C000002",
            "时间": datetime(2023, 2, 1),
            "方式": "邮件",
            "内容": "确认订单",
            "结果": "成交",
            "负责人": "王芳",
        },
    ],
    "交易": [
        {
            "订单号": "S1",
            "客户编号": "C000001",
            "购买日期": datetime(2022, 12, 1),
            "产品/服务": "产品A",
            "购买金额": 1000,
            "订单状态": "有效",
        },
        {
            "订单号": "S2",
            "客户编号": "C000002",
            "购买日期": datetime(2023, 1, 15),
            "产品/服务": "产品B",
            "购买金额": 2000,
            "订单状态": "有效",
        },
    ],
}


@pytest.fixture
def book(run, fill, tmp_path: Path) -> Path:
    path = tmp_path / "客户管理表.xlsx"
    assert run("new", path).returncode == 0
    fill(path, ROWS)
    return path


def test_process__phones_are_warnings_with_proposals(book: Path, pass_json) -> None:
    done = pass_json("process", book)
    found = {(one["code"], one["cell"][0], one["proposal"]) for one in done["findings"]}
    assert {proposal for code, _, proposal in found if code == "W114"} == {"010-12345678", "021-87654321"}
    assert (done["counts"]["error"], done["counts"]["warning"]) == (0, 2)
    assert done["duplicates"] == []


def test_process__manual_tiers_stand(book: Path, pass_json) -> None:
    assert pass_json("process", book)["tiers"] == {"A": 1, "B": 1, "C": 0, "P": 0}
    sheet = openpyxl.load_workbook(book)["客户分级"]
    tiers = {row[2]: row[4] for row in sheet.iter_rows(min_row=9, values_only=True) if row[2]}
    assert tiers == {"ABC公司": "A", "XYZ公司": "B"}


def test_process__second_pass_writes_nothing(book: Path, pass_json) -> None:
    assert pass_json("process", book)["written"]
    before = book.read_bytes()
    assert not pass_json("process", book)["written"]
    assert book.read_bytes() == before


def test_check__writes_nothing_and_exits_zero_on_warnings(book: Path, run) -> None:
    before = book.read_bytes()
    done = run("check", book, "--today", "2026-06-17", lang="zh")
    assert done.returncode == 0
    assert "010-12345678" in done.stdout
    assert book.read_bytes() == before
