"""The administrator changes the standard in a real LibreOffice: what is typed on 字段 holds from the next pass on."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from office import Book, Office
from openpyxl.utils import get_column_letter

import custsheet
from custsheet.model.errors import LANGS, Lang
from custsheet.model.fieldsheet import COLUMNS
from custsheet.reading import read
from custsheet.reading.standards import standard

DAY = date(2026, 6, 17)
RED = "#FEE2E2"
NAMES = [one.name for one in COLUMNS]
CUSTOMER = {
    "kind": "个人", "owner": "王芳", "consent_basis": "履行合同", "entered_by": "王芳", "entered_on": DAY,
    "verified_on": DAY,
}  # fmt: skip
Pass = Callable[..., dict[str, Any]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    rows = [
        CUSTOMER
        | {"customer_id": f"C{n:06}", "name": f"张{n}", "mobile": f"139{n:08}", "wechat": f"abc{n}", "notes": "好"}
        for n in range(1, 5)
    ]
    users = [{"user": "王芳", "role": "销售", "active": "√"}]
    return custsheet.create(tmp_path / "客户.xlsx", tables={"customers": rows, "users": users}, today=DAY)


class Standard:
    """Sheet 字段 of an open workbook."""

    def __init__(self, book: Book) -> None:
        self.book = book
        last = book.tables["t字段"][3]
        keys = book.values("字段", f"A5:D{last}")
        self.rows = {row[3]: number for number, row in reversed(list(enumerate(keys, 5))) if row[0] == "客户"}
        self.next = last + 1

    def place(self, row: int, column: str) -> str:
        return f"{get_column_letter(NAMES.index(column) + 1)}{row}"

    def type(self, key: str, column: str, words: str) -> str:
        cell = self.place(self.rows[key], column)
        self.book.enter("字段", {cell: words})
        return cell

    def add(self, **cells: str) -> None:
        self.book.enter("字段", {self.place(self.next, name): words for name, words in cells.items()})
        self.next += 1


@pytest.mark.slow
def test_what_is_typed_on_the_sheet_is_the_standard(office: Office, path: Path, pass_json: Pass) -> None:
    pass_json("process", path)
    with office.open(path) as book:
        fields = Standard(book)
        lists = book.used("选项")[1] + 1
        own = get_column_letter(lists)
        book.enter("选项", {f"{own}4": "会员卡", f"{own}5": "金卡", f"{own}6": "银卡"})
        fields.add(sheet="客户", label="会员等级", list="会员卡")
        fields.add(sheet="客户", label="入会日期", other="Joined on", kind="日期", maximum="今天")
        fields.type("wechat", "format", "正则:[a-z]+[0-9]")
        fields.type("notes", "enabled", "否")
        fields.type("name", "label", "客户姓名")
        bad = fields.type("city", "kind", "数子")
        book.save()
    done = pass_json("process", path)
    assert [(one["code"], one["sheet"], one["cell"]) for one in done["findings"]] == [("E321", "字段", bad)]
    assert sorted(one["kind"] for one in done["mends"]) == sorted(
        ["column", "column", "hidden", "label", "standard", "standard"]
    )
    assert pass_json("process", path)["written"] is False
    before = standard().sheet("customers").by_name
    after = read(path.read_bytes(), schema=standard(), today=DAY).schema.sheet("customers").by_name
    same = {name for name in before if before[name] == after[name]}
    assert set(before) - same == {"wechat", "notes", "name"}, "what LibreOffice saved anew is no edit"

    with office.open(path) as book:
        row, right = 4, book.tables["t客户"][4]
        level, joined = get_column_letter(right - 1), get_column_letter(right)
        assert book.values("客户", f"{level}{row}:{joined}{row}") == [["会员等级", "入会日期"]]
        rule = book.validation("客户", f"{level}5")
        assert (rule["type"], rule["formulas"][0]) == ("LIST", "cs_list_own_1")
        assert book.validation("客户", f"{joined}205")["type"] == "DATE"
        assert book.validation("客户", f"{level}5")["message"]
        headers = book.values("客户", f"A4:{joined}4")[0]
        wechat = get_column_letter(headers.index("微信/社交账号") + 1)
        assert "客户姓名" in headers
        book.enter("客户", {f"{level}5": "金卡", f"{level}6": "铜卡", f"{joined}5": "2030-01-01", f"{wechat}8": "A1"})
        book.save()
    done = pass_json("process", path)
    found = {(one["code"], one["cell"]) for one in done["findings"] if one["code"] != "E321"}
    assert found == {("E181", f"{level}6"), ("E162", f"{joined}5"), ("E182", f"{wechat}8")}
    sheet = openpyxl.load_workbook(path)["客户"]
    notes = next(cell for cell in sheet[4] if cell.value == "备注")
    assert sheet.column_dimensions[notes.column_letter].hidden
    assert sheet.cell(5, notes.column).value == "好"
    with office.open(path) as book:
        lit = {cell for cell, fill in book.fills("客户")["客户"].items() if fill == RED and cell[0] > 4}
        assert lit == {(6, right - 1), (5, right), (8, headers.index("微信/社交账号") + 1)}
        Standard(book).type("city", "kind", "文本")
        Standard(book).type("notes", "enabled", "是")
        book.save()
    done = pass_json("process", path)
    assert not [one for one in done["findings"] if one["code"] == "E321"]
    sheet = openpyxl.load_workbook(path)["客户"]
    assert not sheet.column_dimensions[notes.column_letter].hidden


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_office_programs_that_save_the_sheet_anew_edit_nothing(
    office: Office, tmp_path: Path, schema_seen: Callable[[bytes], Any], lang: Lang
) -> None:
    path = custsheet.create(tmp_path / "a.xlsx", lang=lang, today=DAY)
    with office.open(path) as book:
        book.enter({"zh": "客户", "en": "Customers"}[lang], {"C5": "x"})
        book.save()
    saved = schema_seen(path.read_bytes())
    assert (saved.schema, saved.field_rows.cells, saved.field_rows.lost) == (saved.carried, {}, ())
    held = io.BytesIO()
    openpyxl.load_workbook(path).save(held)
    again = schema_seen(held.getvalue())
    assert (again.schema, again.field_rows.cells, again.field_rows.lost) == (saved.carried, {}, ())
    assert not [one for one in again.findings if one.place]


@pytest.fixture
def schema_seen() -> Callable[[bytes], Any]:
    return lambda data: read(data, schema=standard(), today=DAY)
