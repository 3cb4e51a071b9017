"""Merged cells and typed-over formulas, in workbooks drawn by XlsxWriter and edited by openpyxl."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import custsheet
from custsheet.cli.report import as_json
from custsheet.model.errors import LANGS
from custsheet.model.finding import COLUMN_FORMULA, Finding
from custsheet.model.rules import message
from custsheet.model.schema import Schema
from custsheet.package.ranges import Box
from custsheet.reading.damage import SEVERAL, merged_ranges, typed_over

TODAY = date(2026, 6, 17)
COLUMNS = ["客户编号", "姓名", "手机", "出生日期", "年龄", "客户分级", "备注", "车牌"]


@pytest.fixture
def native(draft: Any, formula: Any, schema: Schema, take: Any) -> Any:
    """`native(ages, merge)`: customers from row 5 on whose column 年龄 holds `ages`; None = its formula."""

    def run(*ages: object, merge: tuple[str, ...] = ()) -> Any:
        age, tier = formula("=DATEDIF(1,2,3)", 36), formula("=X", "A")
        rows = [
            [f"C{at}", "甲", "13800138000", date(1990, 1, 5), age if one is None else one, tier, "备", "京A"]
            for at, one in enumerate(ages, 1)
        ]
        return take(merged(draft().table("客户", "t客户", COLUMNS, rows).native(schema).done(), *merge))

    return run


def merged(data: bytes, *ranges: str) -> bytes:
    """XlsxWriter merges no cells of a table, as Excel does not; other programs do."""
    if not ranges:
        return data
    book = openpyxl.load_workbook(io.BytesIO(data))
    for one in ranges:
        book["客户"].merge_cells(one)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def damage(snapshot: Any) -> list[tuple[Any, ...]]:
    return [(f.row, f.field, f.message, f.value, f.record) for f in snapshot.findings if f.code == "E195"]


def test_overwritten__a_value_in_a_column_of_formulas(native: Any) -> None:
    found = native(None, 36, "三十六", None, date(2026, 1, 1), True)
    assert damage(found) == [
        (6, "age", "overwritten", 36, "C2"),
        (7, "age", "overwritten", "三十六", "C3"),
        (9, "age", "overwritten", date(2026, 1, 1), "C5"),
        (10, "age", "overwritten", True, "C6"),
    ]
    for one in found.findings:
        if one.code == "E195":
            assert [(edit.row, edit.field, edit.value) for edit in one.edits] == [(one.row, "age", COLUMN_FORMULA)]
            assert one.proposal is None


def test_overwritten__other_formulas_and_blanks_are_left_alone(native: Any, formula: Any) -> None:
    assert damage(native(None, formula("=36", 36), "", None)) == []


def test_overwritten__more_than_a_person_reads_one_by_one_are_told_once(native: Any) -> None:
    found = native(None, *[36] * SEVERAL, None)
    assert len(damage(found)) == SEVERAL
    found = native(None, *[36] * (SEVERAL + 1), None)
    (one,) = [f for f in found.findings if f.code == "E195"]
    assert (one.row, one.field, one.message) == (6, "age", "column")
    assert one.params == {"count": SEVERAL + 1, "first": 6, "last": 6 + SEVERAL}
    assert [edit.row for edit in one.edits] == list(range(6, 7 + SEVERAL))


def test_overwritten__a_strangers_column_is_data(draft: Any, formula: Any, take: Any) -> None:
    rows = [["C1", "甲", "13800138000", formula("=1+1", 2)], ["C2", "乙", "13800138001", 36]]
    assert damage(take(draft().rows("客户", [["客户编号", "姓名", "手机", "年龄"], *rows]))) == []


def test_overwritten__look_ups_of_a_large_workbook_are_values(
    native: Any, draft: Any, formula: Any, schema: Schema, take: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What looks no further than its own row is a formula all the same."""
    rows = [[f"C{at}", "甲", "13800138000", 36, 500] for at in range(3)]
    made = draft().table("客户", "t客户", ["客户编号", "姓名", "手机", "年龄", "累计金额"], rows).native(schema).done()
    monkeypatch.setattr("custsheet.reading.damage.LIVE_LIMIT", 2)
    assert {f.field for f in take(made).findings if f.code == "E195"} == set()  # without 出生日期 there is no age
    rows = [[f"C{at}", "甲", "13800138000", 36, 500, date(1990, 1, 5)] for at in range(3)]
    labels = ["客户编号", "姓名", "手机", "年龄", "累计金额", "出生日期"]
    orders = draft().table("客户", "t客户", labels, rows)
    orders.table("交易", "t交易", ["客户编号", "购买金额", "退款金额", "订单状态"], [["C1", 5, 0, "有效"]])
    whole = orders.native(schema).done()
    assert {f.field for f in take(whole).findings if f.code == "E195"} == {"age"}
    monkeypatch.setattr("custsheet.reading.damage.LIVE_LIMIT", 3)
    assert {f.field for f in take(whole).findings if f.code == "E195"} == {"age", "total_amount"}


def test_merged__ranges_that_touch_records(native: Any) -> None:
    found = native(None, None, None, merge=("G5:G6", "H6:H7", "A2:C2", "G8:G9", "J5:K6", "B7:C7"))
    assert damage(found) == [
        (5, "notes", "merged", "备", "C1"),
        (6, "车牌", "merged", "京A", "C2"),
        (7, "name", "merged", "甲", "C3"),
    ]
    assert [f.params["range"] for f in found.findings if f.code == "E195"] == ["G5:G6", "H6:H7", "B7:C7"]
    assert all(f.edits == () for f in found.findings if f.code == "E195")


def test_merged__from_the_header_down(native: Any) -> None:
    assert [one[:3] for one in damage(native(None, None, merge=("G4:G5",)))] == [(5, "notes", "merged")]


def test_merged__in_a_strangers_list(draft: Any, take: Any) -> None:
    made = draft().rows("客户", [["姓名", "手机"], ["甲", "13800138000"], ["乙", "13800138001"]])
    made.sheets["客户"].merge_range("A2:A3", "甲")
    assert [one[:3] for one in damage(take(made))] == [(2, "name", "merged")]


def test_merged_ranges__however_they_are_written() -> None:
    tail = b'<x:mergeCells><x:mergeCell ref="A1:B2"/><mergeCell ref = \'$C$3:C4\' /><mergeCell ref="!"/></x:mergeCells>'
    assert merged_ranges(tail) == [Box(1, 1, 2, 2), Box(3, 3, 4, 3)]
    assert merged_ranges(b"<conditionalFormatting sqref='A1:B2'/>") == []


CELLS = """
<c r="A5"><v>1</v></c><c r="B5" s="3"><v>1</v></c><c r="AB5" t="s"><v>1</v></c><c r="B6" s="3"/><c r="B7"><f>1+1</f>
<v>2</v></c><c r="B8"><f t="shared" si="0"/></c><c r="B9" t="inlineStr"><is><t>x</t></is></c><c r="B10"></c>
<c r="BB11"><v>1</v></c><c r="B12"><f/><v>1</v></c>
"""


@pytest.mark.parametrize("mark", ["", "x:"])
def test_typed_over__in_every_plain_spelling(mark: str) -> None:
    body = re.sub(r"(</?)(?=[a-z])", rf"\1{mark}", CELLS.replace("\n", "")).encode()
    assert list(typed_over(body, [2, 28])) == [(5, 2), (5, 28), (9, 2)]


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_check__of_a_workbook_that_openpyxl_edited(tmp_path: Path, lang: Any) -> None:
    """Nothing is damaged in what custsheet makes; one value over a formula, and a pass brings the formula back."""
    path = tmp_path / "book.xlsx"
    custsheet.create(path, lang=lang, sample=True, today=TODAY)
    before = [one for one in custsheet.check(path, today=TODAY).findings if one.message in ("overwritten", "merged")]
    assert before == []
    book = openpyxl.load_workbook(path)
    sheet = book[{"zh": "客户", "en": "Customers"}[lang]]
    age = next(cell for cell in sheet[4] if cell.value == {"zh": "年龄", "en": "Age"}[lang])
    sheet.cell(7, age.column).value = 36
    sheet.merge_cells(start_row=8, end_row=9, start_column=3, end_column=3)
    out = io.BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())
    outcome = custsheet.check(path, today=TODAY)
    found = [one for one in outcome.findings if one.code == "E195" and one.message != "default"]
    told = {(one.row, one.field, one.message) for one in found}
    assert told == {(7, "age", "overwritten"), (8, "name", "merged")}
    says(found, outcome.snapshot.schema)
    (edit,) = next(one for one in as_json(outcome)["findings"] if "36" in one["message"]["en"] and one["row"] == 7)[
        "edits"
    ]
    assert (edit["value"], edit["formula"]) == (None, True)
    assert [one for one in custsheet.process(path, today=TODAY).findings if one.message == "overwritten"] == []


def says(found: list[Finding], schema: Schema) -> None:
    for one in found:
        for lang in LANGS:
            said = message(one, schema, lang)
            assert schema.sheet("customers").by_name[str(one.field)].title(lang) in said
            assert "“”" not in said
            assert ("C8:C9" in said) == (one.message == "merged")
