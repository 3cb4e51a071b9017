"""The score of the sample workbooks, against a count by openpyxl and the truth table beside them.

Written from the definitions (required cells, filled cells, rows, customers); shares no code with the score.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

import custsheet
from custsheet.model.quality import Quality, Score

TODAY = date(2026, 6, 17)
SAMPLES = Path(__file__).resolve().parents[2] / "sample_workbooks"
each = pytest.mark.parametrize("name", ["零售连锁", "制造企业"])

REQUIRED = ("客户类型", "姓名", "负责人", "处理依据", "录入人", "录入日期", "最近核实日期")
WHEN = {  # column → (other column, its values; None = any)
    "公司名称": ("客户类型", {"企业", "公司"}),
    "行业": ("客户类型", {"企业", "公司"}),
    "同意日期": ("处理依据", {"本人同意", "同意"}),
    "人工分级理由": ("人工分级", None),
}
CONTACTS = ("手机", "固定电话", "邮箱")
CROSS = {"E163", "W172", "E191", "E192", "W192", "W133", "W152"}


@cache
def truth(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((SAMPLES / f"{name}.truth.yaml").read_text("utf-8"))
    return found


@cache
def scored(name: str) -> Quality:
    found = custsheet.check(SAMPLES / f"{name}.xlsx", today=TODAY).quality
    assert found is not None
    return found


@cache
def customers(name: str) -> list[dict[str, Any]]:
    """Every customer, column → what stands there, None for nothing."""
    sheet = openpyxl.load_workbook(SAMPLES / f"{name}.xlsx", data_only=True)["客户"]
    heads = [str(cell.value or "").strip(" *＊") for cell in sheet[4]]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=5, values_only=True)]
    held = [
        {head: None if str(value or "").strip() in ("", "-") else value for head, value in row.items()} for row in rows
    ]
    return [row for row in held if row["姓名"] or row["客户编号"] or row["公司名称"]]


def part(name: str, sheet: str) -> Score:
    return next(one for one in scored(name).sheets if one.name == sheet)


def faulty(name: str, sheet: str, codes: set[str]) -> set[int]:
    return {one["row"] for one in truth(name)["faults"] if one["sheet"] == sheet and one["code"] in codes}


@each
def test_completeness__is_what_a_count_of_cells_gives(name: str) -> None:
    asked = filled = 0
    for row in customers(name):
        required = list(REQUIRED)
        for head, (other, values) in WHEN.items():
            if row[other] is not None and (values is None or row[other] in values):
                required.append(head)
        asked += len(required) + 1
        filled += sum(row[head] is not None for head in required)
        filled += any(row[head] is not None for head in CONTACTS)
    ratio = part(name, "customers").ratios["completeness"]
    assert (ratio.passed, ratio.whole, ratio.count) == (filled, asked, asked)
    assert filled < asked


@each
def test_uniqueness__is_customers_less_those_entered_twice(name: str) -> None:
    twice = sum(len(one["rows"]) - 1 for one in truth(name)["planted"] if one["bands"] == ["same", "review"])
    ratio = scored(name).whole.ratios["uniqueness"]
    assert ratio.whole == len(customers(name)) == truth(name)["rows"]["customers"]
    # Where only a person can tell, none is surplus yet.
    assert len(customers(name)) - twice <= ratio.passed < len(customers(name))


@each
def test_consistency__is_rows_without_a_contradiction(name: str) -> None:
    for sheet in ("interactions", "orders", "service", "campaigns", "tasks"):
        ratio = part(name, sheet).ratios["consistency"]
        assert ratio.whole == truth(name)["rows"][sheet]
        assert ratio.whole - ratio.passed == len(faulty(name, sheet, CROSS)), sheet


@each
def test_timeliness__is_customers_verified_within_ninety_days(name: str) -> None:
    ratio = part(name, "customers").ratios["timeliness"]
    assert ratio.whole == len(customers(name))
    blank = sum(row["最近核实日期"] is None for row in customers(name))
    late = len(faulty(name, "customers", {"I201"}))
    assert late <= ratio.whole - ratio.passed <= late + blank


@each
def test_owners__together_own_the_rows_of_every_sheet_that_names_them(name: str) -> None:
    rows = truth(name)["rows"]
    owned = sum(rows[sheet] for sheet in rows if sheet not in ("users", *scored(name).unowned))
    assert sum(one.rows for one in scored(name).owners) == owned
    assert scored(name).unowned == ("campaigns",)
