"""A donor's sheet body made fit for the target."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from custsheet.package import graft
from custsheet.package.grafting.sheetbody import (
    map_differential,
    rename_in_formula,
    rename_references,
    shared_strings,
    shift_dates,
    transplant_body,
)

Make = Callable[..., bytes]
STRINGS = shared_strings(
    '<sst><si><t>客户 &amp; 订单</t></si><si><t xml:space="preserve"> a\nb</t></si>'
    "<si><r><t>x</t></r><r><rPr><b/></rPr><t>y</t></r></si></sst>".encode()
)


def moved(body: bytes) -> bytes:
    return transplant_body(body, STRINGS, lambda n: n + 100, lambda n: n + 7)


def test_shared_strings__keep_runs_and_spaces() -> None:
    assert STRINGS[1] == b'<t xml:space="preserve"> a\nb</t>'
    assert STRINGS[2] == b"<r><t>x</t></r><r><rPr><b/></rPr><t>y</t></r>"


def test_transplant_body__strings_become_inline() -> None:
    body = moved(
        b'<sheetData><row r="1"><c r="A1" s="3" t="s"><v>1</v></c><c r="B1" t="s"><v>2</v></c></row></sheetData>'
    )
    assert b'<c r="A1" s="103" t="inlineStr"><is><t xml:space="preserve"> a\nb</t></is></c>' in body
    assert b'<c r="B1" t="inlineStr"><is><r><t>x</t></r>' in body


def test_transplant_body__styles_of_cells_rows_columns() -> None:
    body = moved(
        b'<cols><col min="1" max="2" width="9" style="2" customWidth="1"/></cols><sheetData>'
        b'<row r="1" spans="1:2" s="4" customFormat="1"><c r="A1" s="5"/><c r="B1" s="6"><v>1</v></c>'
        b'<c r="C1"><v>2</v></c>'
        b'<c r="D1" s="7" t="str"><f>"s=""9"""</f><v>a</v></c></row></sheetData>'
        b'<conditionalFormatting><cfRule type="cellIs" dxfId="0" priority="1"/></conditionalFormatting>'
    )
    for expected in (
        b'style="102"',
        b's="104" customFormat',
        b'"A1" s="105"/',
        b'"B1" s="106"',
        b'"C1"><v>',
        b'"D1" s="107" t="str"',
    ):
        assert expected in body
    assert b'<f>"s=""9"""</f>' in body
    assert b'dxfId="7"' in body


def test_transplant_body__loses_what_belongs_to_a_whole_workbook() -> None:
    body = moved(
        b'<sheetPr codeName="S1"/><sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews><sheetData/>'
    )
    assert body == b'<sheetPr/><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetData/>'


def test_transplant_body__refuses_dynamic_arrays() -> None:
    with pytest.raises(ValueError, match="dynamic arrays"):
        moved(b'<sheetData><row r="1"><c r="A1" cm="1"><f t="array" ref="A1">A2:A3</f><v>1</v></c></row></sheetData>')


def test_map_differential__several_in_one_tag_and_none_in_text() -> None:
    xml = b'<tableColumn id="1" headerRowDxfId="1" dataDxfId="2"/><f>" dxfId=""3"""</f>'
    assert map_differential(xml, lambda n: n + 10) == (
        b'<tableColumn id="1" headerRowDxfId="11" dataDxfId="12"/><f>" dxfId=""3"""</f>'
    )


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM('数据质量'!A1:B2)", "SUM('我的''表'!A1:B2)"),
        ("数据质量!A1+数据质量2!A1", "'我的''表'!A1+数据质量2!A1"),
        ("'数据质量2'!A1", "'数据质量2'!A1"),
        ('HYPERLINK("#\'数据质量\'!A1","数据质量")', "HYPERLINK(\"#'我的''表'!A1\",\"数据质量\")"),
        ("甲!A1&乙!A1", "'乙'!A1&'甲'!A1"),
        ("SUM(cs_t[金额])+xcs_t[a]+cs_t", "SUM(cs_t_2[金额])+xcs_t[a]+cs_t"),
        ("A1:B2", "A1:B2"),
    ],
)
def test_rename_in_formula(formula: str, expected: str) -> None:
    titles = {"数据质量": "我的'表", "甲": "乙", "乙": "甲"}
    assert rename_in_formula(formula, titles, {"cs_t": "cs_t_2"}) == expected


def test_rename_references__formulas_and_links_only() -> None:
    xml = (
        "<f>旧!A1&amp;\"旧!\"</f><formula1>旧!$A$1</formula1><xm:f>旧!B1</xm:f><c:f>'旧'!$B$1</c:f>"
        '<hyperlink ref="A1" location="\'旧\'!A1" display="旧!A1"/><t>旧!A1</t>'
    ).encode()
    renamed = rename_references(xml, {"旧": "a&b"}, {}).decode()
    assert renamed.count("'a&amp;b'!") >= 5
    assert "<t>旧!A1</t>" in renamed
    assert 'display="旧!A1"' in renamed
    assert rename_references(xml, {}, {}) is xml


def test_shift_dates() -> None:
    body = b"""<c r="A1" s="2"><v>45000</v></c><c r="B1" s="1"><v>45000</v></c><c r="C1"><v>45000</v></c>\
<c r="D1" s="2"><f>TODAY()</f><v>45000.25</v></c><c r="E1" s="2"><v>0.5</v></c><c r="F1" s="2" t="s"><v>45000</v></c>\
<dataValidation type="date" sqref="A1"><formula1>45000</formula1><formula2>TODAY()</formula2></dataValidation>\
<dataValidation type="whole" sqref="A1"><formula1>45000</formula1></dataValidation>"""
    earlier = shift_dates(body, -1462, lambda number: number == 2)
    assert earlier.count(b"43538") == 3
    assert b"<v>43538.25</v>" in earlier
    assert earlier.count(b"45000") == body.count(b"45000") - 3
    assert shift_dates(earlier, 1462, lambda number: number == 2) == body


@pytest.mark.parametrize(
    "text",
    [
        "_x000D_",
        " a_x000d_b ",
        "_x0041__x0042_",
        "_x005F_",
        "_x005F_x000D_",
        "_x000D_x000A_x0001_z",
        "<&>_x1234_",
        "_x_",
    ],
)
def test_transplant_body__text_that_looks_like_an_escape_comes_back_equal(text: str, target: Make) -> None:
    """openpyxl takes escapes in inline strings for text, others do not: the text is written so that it holds none."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    book.add_worksheet("结果").write_string("A1", text)
    book.close()
    result = graft(target(), held.getvalue())
    witness = openpyxl.load_workbook(io.BytesIO(result))["结果"]["A1"].value
    other = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(result)).get_sheet_by_name("结果").to_python()
    assert (witness, other) == (text, [[text]])
