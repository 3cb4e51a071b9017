"""One small workbook in which all around the records was wrecked: headers, rows, tables, settings, lists, sheets.

The retail sample has the faults of cells; this has those of structure. What is expected was written by hand.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import custsheet
from custsheet.model.errors import LANGS, Lang

DAY = date(2026, 6, 17)
HEADER, FIRST = 4, 5
WORDS: dict[str, dict[Lang, str]] = {
    "moved": {"zh": "职位/固定电话", "en": "Job title/Landline"},
    "customers": {"zh": "客户", "en": "Customers"},
    "orders": {"zh": "交易", "en": "Transactions"},
    "feedback": {"zh": "反馈", "en": "Feedback"},
    "settings": {"zh": "参数", "en": "Settings"},
    "lists": {"zh": "选项", "en": "Lists"},
    "owner": {"zh": "负责人", "en": "Owner"},
    "mobile": {"zh": "手机", "en": "Mobile"},
    "industry": {"zh": "行业", "en": "Industry"},
    "pareto_a": {"zh": "帕累托 A 线", "en": "Pareto A line"},
    "tier": {"zh": "分级", "en": "Tier"},
    "person": {"zh": "个人", "en": "Person"},
    "valid": {"zh": "有效", "en": "Valid"},
    "consent": {"zh": "已公开信息", "en": "Public information"},
    "nickname": {"zh": "管家", "en": "Caretaker"},
    "renamed": {"zh": "手机号码", "en": "Mobile number"},
    "again": {"zh": "所属行业", "en": "Sector"},
    "total": {"zh": "合计", "en": "Total"},
    "eighty": {"zh": "八十", "en": "eighty"},
}


@pytest.fixture(params=LANGS)
def lang(request: pytest.FixtureRequest) -> Lang:
    chosen: Lang = request.param
    return chosen


def customers(lang: Lang) -> list[dict[str, Any]]:
    return [
        {
            "customer_id": f"C{at:06}",
            "kind": WORDS["person"][lang],
            "name": name,
            "mobile": f"1390000300{at}",
            "owner": "Ann",
            "consent_basis": WORDS["consent"][lang],
            "entered_by": "Ann",
            "entered_on": date(2026, 1, 5),
            "verified_on": date(2026, 6, 1),
        }
        for at, name in enumerate(("王小明", "李小红", "张小刚"), 1)
    ]


def orders(lang: Lang) -> list[dict[str, Any]]:
    return [
        {
            "order_no": f"S{at}",
            "customer_id": f"C{at:06}",
            "date": date(2026, 5, at),
            "product": "A",
            "qty": 2,
            "unit_price": 50,
            "amount": 100,
            "order_status": WORDS["valid"][lang],
        }
        for at in (1, 2, 3)
    ]


def column(sheet: Worksheet, label: str) -> int:
    return next(cell.column for cell in sheet[HEADER] if cell.value == label)


def find(sheet: Worksheet, text: str) -> tuple[int, int]:
    return next((cell.row, cell.column) for line in sheet.iter_rows() for cell in line if cell.value == text)


def wreck_customers(sheet: Worksheet, lang: Lang) -> set[tuple[str | None, str]]:
    """Headers: a required one unknown where columns were moved, one renamed, one of somebody's own, one field twice."""
    one, other = (column(sheet, label) for label in WORDS["moved"][lang].split("/"))
    sheet.cell(HEADER, one).value, sheet.cell(HEADER, other).value = WORDS["moved"][lang].split("/")[::-1]
    sheet.cell(HEADER, column(sheet, WORDS["owner"][lang])).value = WORDS["nickname"][lang]
    sheet.cell(HEADER, column(sheet, WORDS["mobile"][lang])).value = WORDS["renamed"][lang]
    sheet.cell(HEADER, sheet.max_column + 1).value = WORDS["again"][lang]
    return {("customers", "E301"), ("customers", "I302"), ("customers", "I303"), ("customers", "E304")}


def wreck_orders(sheet: Worksheet, lang: Lang) -> set[tuple[str | None, str]]:
    """Rows: a formula no program has computed, one row below the table, and one below a row of totals."""
    amount, number = column(sheet, "购买金额" if lang == "zh" else "Amount spent"), sheet.cell(FIRST, 1).column
    sheet.cell(FIRST, amount).value = "=50*2"
    below = FIRST + 3
    for at in (below, below + 2):
        for cell in sheet[FIRST + 1]:
            if not str(cell.value or "").startswith("="):
                sheet.cell(at, cell.column).value = cell.value
        sheet.cell(at, number).value = f"S{at}"
    sheet.cell(below + 1, number).value = WORDS["total"][lang]
    return {("orders", "W305"), ("orders", "I307"), ("orders", "W306")}


def wreck_settings(book: openpyxl.Workbook, lang: Lang) -> set[tuple[str | None, str]]:
    """A setting that is no number, an entry in a closed list, a sheet deleted."""
    sheet = book[WORDS["settings"][lang]]
    row, at = find(sheet, WORDS["pareto_a"][lang])
    value = next(cell.column for cell in sheet[row] if cell.value == 80 and cell.column > at)
    sheet.cell(row, value).value = WORDS["eighty"][lang]
    lists = book[WORDS["lists"][lang]]
    row, at = find(lists, WORDS["tier"][lang])
    free = next(below for below in range(row + 1, row + 50) if lists.cell(below, at).value is None)
    lists.cell(free, at).value = "D"
    del book[WORDS["feedback"][lang]]
    return {(None, "E311"), (None, "W312"), ("feedback", "W313")}


def test_check__finds_what_is_wrong_around_the_records(tmp_path: Path, lang: Lang) -> None:
    path = tmp_path / "wrecked.xlsx"
    tables = {"customers": customers(lang), "orders": orders(lang), "users": [{"user": "Ann", "role": "sales"}]}
    tables["users"][0]["role"] = {"zh": "销售", "en": "Sales"}[lang]
    custsheet.create(path, lang=lang, tables=tables, today=DAY)
    assert [one.code for one in custsheet.check(path, today=DAY).findings] == []
    book = openpyxl.load_workbook(path)
    wanted = wreck_customers(book[WORDS["customers"][lang]], lang)
    wanted |= wreck_orders(book[WORDS["orders"][lang]], lang)
    wanted |= wreck_settings(book, lang)
    book.save(path)
    outcome = custsheet.check(path, today=DAY)
    assert sorted(map(str, ((one.sheet, one.code) for one in outcome.findings))) == sorted(map(str, wanted))


def test_check__says_once_what_a_workbook_made_elsewhere_lacks(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    book = openpyxl.Workbook()
    for line in (["Name", "Company", "Mobile", "Kind"], ["Jane Lee", "Seagull Ltd", "13900003001", "Company"]):
        book.worksheets[0].append(line)
    book.save(path)
    outcome = custsheet.check(path, today=DAY)
    assert [one.code for one in outcome.findings] == ["I314"]
