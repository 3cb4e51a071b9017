"""Order lines alone, as shops export them: one sentence says what is missing, and doing just that is enough."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import custsheet
from custsheet.model.errors import UnknownWorkbookError

HEADS = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
LINES = [
    ["536365", "85123A", "WHITE HANGING HEART", 6, datetime(2010, 12, 1, 8, 26), 2.55, 17850, "United Kingdom"],
    ["536365", "71053", "WHITE METAL LANTERN", 6, datetime(2010, 12, 1, 8, 26), 3.39, 17850, "United Kingdom"],
    ["536366", "22633", "HAND WARMER", 6, datetime(2010, 12, 1, 8, 28), 1.85, 17850, "United Kingdom"],
    ["536367", "84879", "BIRD ORNAMENT", 32, datetime(2010, 12, 1, 8, 34), 1.69, 13047, "United Kingdom"],
    ["536367", "84879", "BIRD ORNAMENT", 32, datetime(2010, 12, 1, 8, 34), 1.69, 13047, "United Kingdom"],
    ["536367", "84879", "BIRD ORNAMENT", 32, datetime(2010, 12, 1, 8, 34), 1.69, 13047, "Norway"],
    ["C536379", "D", "Discount", -1, datetime(2010, 12, 1, 9, 41), 27.5, 14527, "United Kingdom"],
]
SAID = {
    "zh": re.compile(
        "「(?P<flat>.+?)」像是「交易」.*加一张工作表“(?P<sheet>.+?)”，第一行写“(?P<id>.+?)”和“(?P<name>.+?)”，"
        ".*每个“(?P<label>.+?)”一行.*加一列“(?P<amount>.+?)”（= (?P<one>.+?) × (?P<other>.+?)）"
    ),
    "en": re.compile(
        "(?P<flat>.+?) looks like Transactions, .*Add a sheet (?P<sheet>.+?) with (?P<id>.+?) and (?P<name>.+?) in its"
        " first row, then one row for each (?P<label>.+?) in .* a column (?P<amount>.+?) \\(= (?P<one>.+?) ×"
        " (?P<other>.+?)\\)"
    ),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_process__what_the_refusal_of_order_lines_alone_asks_for_is_enough(tmp_path: Path, lang: Any) -> None:
    path = tmp_path / "export.xlsx"
    book = openpyxl.Workbook()
    flat = book.active
    flat.title = "Online Retail"
    for row in (HEADS, *LINES):
        flat.append(row)
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(UnknownWorkbookError) as refused:
        custsheet.process(path)
    assert path.read_bytes() == before
    told = SAID[lang].match(getattr(refused.value, lang))
    assert told is not None, getattr(refused.value, lang)
    assert (told["flat"], told["label"]) == ("Online Retail", "CustomerID")

    people = book.create_sheet(told["sheet"])
    people.append([told["id"], told["name"]])
    at = HEADS.index(told["label"])
    for who in dict.fromkeys(line[at] for line in LINES):
        people.append([who, who])
    one, other = HEADS.index(told["one"]), HEADS.index(told["other"])
    flat.cell(1, len(HEADS) + 1, told["amount"])
    for row, line in enumerate(LINES, 2):
        flat.cell(row, len(HEADS) + 1, round(line[one] * line[other], 2))
    book.save(path)

    done = custsheet.process(path, today=datetime(2010, 12, 31).date())
    assert done.written
    assert done.tiers is not None
    money = done.tiers.table.set_index("record")["monetary"].to_dict()
    assert (money["17850"], money["13047"]) == (pytest.approx(46.74), pytest.approx(162.24))
    assert done.tiers.counts == {"A": 2, "B": 0, "C": 0, "P": 1}  # who only had money back is ranked nowhere
    assert [one.row for one in done.findings if one.code == "W198"] == [6]  # the third line went to another country


def test_check__order_lines_with_amounts_are_not_asked_for_them(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    book = openpyxl.Workbook()
    for row in ([*HEADS, "Amount"], *([*line, 1.0] for line in LINES)):
        book.active.append(row)
    book.save(path)
    with pytest.raises(UnknownWorkbookError) as refused:
        custsheet.check(path)
    assert "Add a sheet Customers" in refused.value.en
    assert "a column" not in refused.value.en
    assert "加一列" not in refused.value.zh
