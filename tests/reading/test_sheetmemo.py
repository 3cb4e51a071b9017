"""A sheet that is not read again shows what it would show if it were: texts, formats, date systems, everything."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from custsheet.package import Package
from custsheet.reading import calamine, sheetmemo
from custsheet.reading.book import Book

sys.path.insert(0, str(Path(__file__).parents[1]))

from memos import forget

Change = Callable[[str, bytes], bytes]
TITLES = ("客户", "订单")


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    forget()


def workbook() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    day, number = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "0.00"})
    for title in TITLES:
        sheet = book.add_worksheet(title)
        for row in range(40):
            sheet.write_string(row, 0, f"{title}{row}")
            sheet.write_string(row, 1, "同一个")
            sheet.write_datetime(row, 2, datetime(2026, 1, 1 + row % 28), day)
            sheet.write_number(row, 3, row % 3, number)
            sheet.write_formula(row, 4, "=1+1", None, "二" if row % 2 else 2)
            sheet.write_boolean(row, 5, bool(row % 2))
    book.close()
    return out.getvalue()


def rewritten(data: bytes, change: Change) -> bytes:
    package = Package.read(data)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in package.names:
            target.writestr(name, change(name, package.part(name)))
    return out.getvalue()


def replaced(part: str, old: bytes, new: bytes) -> Change:
    def change(name: str, content: bytes) -> bytes:
        if not re.search(part, name):
            return content
        assert old in content, (name, old)
        return content.replace(old, new, 1)

    return change


CHANGES = {
    "a text": replaced("sharedStrings", "客户7<".encode(), "客户七<".encode()),
    "a text all over": replaced("sharedStrings", "同一个".encode(), "另一个".encode()),
    "texts that change places": replaced("sharedStrings", "客户3<".encode(), "客户4<".encode()),
    "texts that are gone": lambda name, content: (
        re.sub(b"<si><t>\xe8\xae\xa2\xe5\x8d\x95.*</si>", b"", content)
        if "sharedStrings" in name
        else re.sub(rb' t="s"><v>\d+</v>', b"><v>7</v>", content)
        if "sheet2" in name
        else content
    ),
    "a number's format": replaced("styles", b"yyyy-mm-dd", b"0.00000000"),
    "another number's format": replaced("styles", b'<xf numFmtId="165"', b'<xf numFmtId="14"'),
    "days counted from 1904": replaced("workbook.xml$", b"<workbookPr", b'<workbookPr date1904="1"'),
    "a number": replaced("sheet1", b"<v>2</v>", b"<v>-0</v>"),
    "a number that was TRUE": replaced("sheet1", b' t="b"><v>1</v>', b"><v>1</v>"),
    "a formula's text": replaced("sheet2", "<v>二</v>".encode(), "<v>三</v>".encode()),
    "nothing": lambda _, content: content,
}


def shown(data: bytes) -> list[list[list[str]]]:
    """Every cell with its type; 0 and -0 are two."""
    book = Book(data)
    return [[list(map(repr, column.cells())) for column in book.cells(title).columns] for title in TITLES]


@pytest.mark.usefixtures("either_reader")
@pytest.mark.parametrize("name", CHANGES)
def test_cells__after_a_change_are_those_of_a_fresh_process(name: str) -> None:
    data = workbook()
    changed = rewritten(data, CHANGES[name])
    before, after = shown(data), shown(changed)
    forget()
    assert after == shown(changed)
    assert (after == before) == (name == "nothing")
    # And back again.
    assert shown(data) == before


@pytest.mark.usefixtures("either_reader")
def test_cells__where_formats_are_declared_that_were_not() -> None:
    data = workbook()
    bare = rewritten(data, lambda name, xml: re.sub(rb"<cellXfs.*</cellXfs>", b"", xml) if "styles" in name else xml)
    before, after = shown(bare), shown(data)
    forget()
    assert after == shown(data) != before


@pytest.mark.usefixtures("either_reader")
def test_cells__of_a_sheet_that_a_change_does_not_touch_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook()
    shown(data)
    read = []
    monkeypatch.setattr(calamine, "grid", lambda *_: read.append("row by row"))
    monkeypatch.setattr("custsheet.reading.book.scan", lambda _: read.append("scanned"))
    changed = Book(rewritten(data, CHANGES["a number"]))
    assert changed.cells("订单").height == 40
    assert read == []
    with pytest.raises(Exception, match="客户"):
        changed.cells("客户")
    assert read


def test_cells__where_texts_alone_have_changed_are_not_scanned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("custsheet.reading.book._LARGE", 0)
    data = workbook()
    before = Book(data).cells("客户")
    monkeypatch.delattr("custsheet.reading.book.scan")
    after = Book(rewritten(data, CHANGES["a text"])).cells("客户")
    assert [after.cell(row, 1) for row in (7, 8, 9)] == ["客户6", "客户七", "客户8"]
    assert after.columns[1:] == before.columns[1:]
    assert before.cell(8, 1) == "客户7"


def test_cells__where_a_formula_shows_a_shared_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("custsheet.reading.book._LARGE", 0)
    spelled = replaced("sheet1", ' t="str"><f>1+1</f><v>二</v>'.encode(), b' t="s"><f>1+1</f><v>0</v>')
    data = rewritten(workbook(), spelled)
    changed = rewritten(data, replaced("sharedStrings", "客户0<".encode(), "客户零<".encode()))
    assert Book(data).cells("客户").cell(2, 5) == "客户0"
    assert Book(changed).cells("客户").cell(2, 5) == "客户零"


def test_used__takes_every_format_and_text_of_plain_cells() -> None:
    cells = [b' s="3" t="s"><v>17</v></c>', b' s="5"><v>44</v></c>', b' t="str"><f>A1</f><v>9</v></c>']
    used = sheetmemo.Used.by(cells, [1], [2])
    assert set(used.formats) == {1, 3, 5}
    assert set(used.texts) == {2, 17}


@pytest.mark.usefixtures("either_reader")
def test_read__hands_over_the_very_table_where_nothing_in_it_has_changed(draft: Any, take: Any) -> None:
    def made(phone: str, *, first: str = "甲") -> bytes:
        book = draft()
        book.rows("客户", [["客户编号", "客户姓名", "手机"], ["C1", first, phone], ["C2", "乙", "13800138001"]])
        book.rows("订单", [["订单编号", "客户编号", "金额"], ["S1", "C1", 5.5], ["S2", "C2", 1]])
        data: bytes = book.done()
        return data

    first, second = take(made("13800138000")), take(made("13900138000"))
    assert second.tables["orders"] is first.tables["orders"]
    assert second.tables["customers"] is not first.tables["customers"]
    assert second.tables["customers"].raw["mobile"].tolist()[0] == "13900138000"
    assert take(made("13900138000")).tables["customers"] is second.tables["customers"]
