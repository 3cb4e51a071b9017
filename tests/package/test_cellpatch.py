"""Single cells: values arrive as meant, everything else keeps its bytes, what Excel keeps together stays together."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import python_calamine
from openpyxl.utils.escape import unescape

from custsheet.model.errors import WorkbookError
from custsheet.package import CellSources, Package, Workbook
from custsheet.package.patching.patch import patch
from custsheet.package.patching.patches import CellPatch, CellValue, Formula, RichText

Make = Callable[..., bytes]
SHEET = "xl/worksheets/sheet1.xml"
TABLE = (
    '<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1" name="T" '
    'displayName="T" ref="A1:B3" '
    'totalsRowCount="1"><tableColumns count="2"><tableColumn id="1" name="a"/><tableColumn id="2" name="王"/>'
    "</tableColumns></table>"
)


def body(data: bytes, part: str = SHEET) -> str:
    return Package.read(data).part(part).decode()


def cells(data: bytes) -> str:
    """What stands between the tags of sheetData."""
    match = re.search("<(?:x:)?sheetData>(.*)</(?:x:)?sheetData>", body(data), re.DOTALL)
    assert match is not None
    return match[1]


def one(data: bytes, cell: str, value: CellValue) -> bytes:
    return patch(data, [CellPatch("客户", cell, value)])


def calamine(data: bytes, cell: tuple[int, int]) -> object:
    rows = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_name("客户").to_python(skip_empty_area=False)
    return rows[cell[0] - 1][cell[1] - 1]


def witness(data: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data))["客户"]


def refused(data: bytes, cell: str, value: CellValue) -> WorkbookError:
    with pytest.raises(WorkbookError) as caught:
        one(data, cell, value)
    assert caught.value.zh != caught.value.en
    return caught.value


PLAIN = (
    '<dimension ref="A1:B2"/><sheetData><row r="1" spans="1:2" customFormat="1" s="1">'
    '<c r="A1" s="5" t="s"><v>0</v></c><c r="B1" s="1"><v>2.5</v></c></row>\n'
    '<row r="4"><c r="B4" t="inlineStr"><is><t>x</t></is></c></row></sheetData><pageMargins left="0.7" right="0.7" '
    'top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
)


@pytest.mark.parametrize(
    ("cell", "value", "written"),
    [
        ("A1", "新", '<c r="A1" s="5" t="inlineStr"><is><t>新</t></is></c>'),
        ("A1", 7, '<c r="A1" s="5"><v>7</v></c>'),
        ("$B$1", 0.1, '<c r="B1" s="1"><v>0.1</v></c>'),
        ("B1", Decimal("12.50"), '<c r="B1" s="1"><v>12.5</v></c>'),
        ("B1", True, '<c r="B1" s="1" t="b"><v>1</v></c>'),
        ("B1", None, '<c r="B1" s="1"/>'),
        ("B1", "", '<c r="B1" s="1"/>'),
        ("B4", " a\tb", '<c r="B4" t="inlineStr"><is><t xml:space="preserve"> a\tb</t></is></c>'),
        ("B1", Formula('=A2&"<"', "<"), '<c r="B1" s="1" t="str"><f>A2&amp;"&lt;"</f><v>&lt;</v></c>'),
    ],
)
def test_patch_cell__only_that_cell_changes(handmade: Make, cell: str, value: CellValue, written: str) -> None:
    data = handmade(PLAIN)
    after = one(data, cell, value)
    place = cell.replace("$", "")
    old = re.search(f'<c r="{place}".*?</c>', cells(data))
    assert old is not None
    assert cells(after) == cells(data).replace(old[0], written)
    changed = [n for n in Package.read(data).names if Package.read(data).raw(n) != Package.read(after).raw(n)]
    assert changed == [SHEET]


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("C1", 1, '<row r="1" spans="1:3" customFormat="1" s="1">...<c r="C1" s="1"><v>1</v></c></row>'),
        ("A4", 1, '<row r="4"><c r="A4"><v>1</v></c><c r="B4"'),
        ("C4", 1, '</c><c r="C4"><v>1</v></c></row></sheetData>'),
        ("B2", 1, '</row>\n<row r="2"><c r="B2"><v>1</v></c></row><row r="4">'),
        ("XFD1048576", 1, '</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    ],
)
def test_patch_cell__missing_cells_stand_in_order(handmade: Make, cell: str, value: CellValue, expected: str) -> None:
    after = body(one(handmade(PLAIN), cell, value))
    for piece in expected.split("..."):
        assert piece in after


def test_patch_cell__dimension_and_spans_stay_true(handmade: Make) -> None:
    after = body(one(handmade(PLAIN), "D9", 1))
    assert '<dimension ref="A1:D9"/>' in after
    assert 'spans="1:2"' in after
    assert '<dimension ref="A1:B2"/>' in body(one(handmade(PLAIN), "A1", 1))


@pytest.mark.parametrize(
    "sheet",
    [
        "<sheetData/>",
        "<sheetData></sheetData>",
        "<sheetData  />",
        '<sheetData><row r="3"/></sheetData>',
        "<sheetData><row/><row/><row ht='20'><c/></row></sheetData>",
        "<sheetData><!-- <row r='3'><c r='B3'/></row> --></sheetData>",
        "<sheetData><row r='3' ><c t='s' r='B3' s='1' ><v>1</v></c></row ></sheetData >",
    ],
)
def test_patch_cell__however_empty_the_sheet_is(handmade: Make, sheet: str) -> None:
    after = one(handmade(sheet), "B3", "值")
    assert calamine(after, (3, 2)) == "值"
    assert witness(after)["B3"].value == "值"
    assert one(after, "B3", "值") is after
    if "<!--" in sheet:
        assert sheet[11:-12] in body(after)


def test_patch_cell__prefixed_root(handmade: Make) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        "<x:dimension ref='A1'/><x:sheetData><x:row r='1'><x:c s='1' r='A1'><x:v>1</x:v></x:c></x:row></x:sheetData>"
    )
    data = handmade(sheet, root=f'x:worksheet xmlns:x="{main}"')
    after = patch(data, [CellPatch("客户", "A1", "新"), CellPatch("客户", "B2", 2)])
    assert "<x:dimension ref='A1:B2'/>" in body(after)
    assert cells(after) == (
        """<x:row r='1'><x:c s='1' r='A1' t="inlineStr"><x:is><x:t>新</x:t></x:is></x:c></x:row>"""
        """<x:row r="2"><x:c r="B2"><x:v>2</x:v></x:c></x:row>"""
    )
    assert calamine(after, (1, 1)) == "新"


def test_patch_cell__rows_and_cells_without_reference(handmade: Make) -> None:
    data = handmade("<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>")
    after = patch(data, [CellPatch("客户", "B1", 20), CellPatch("客户", "A2", 30), CellPatch("客户", "C2", 40)])
    assert cells(after) == (
        '<row><c><v>1</v></c><c><v>20</v></c></row><row><c><v>30</v></c><c r="C2"><v>40</v></c></row>'
    )


@pytest.mark.parametrize(
    "sheet",
    [
        "<row r='2'/><row r='1'/>",
        "<row r='1'/><row r='1'/>",
        "<row r='1'><c r='B1'/><c r='A1'/></row>",
        "<row r='1'><c r='A2'/></row>",
        "<row r='1'><c r='A1'/><c r='A1'/></row>",
    ],
)
def test_patch_cell__disorder_is_refused(handmade: Make, sheet: str) -> None:
    assert "out of order" in refused(handmade(f"<sheetData>{sheet}</sheetData>"), "A1", 1).en


THERE = (
    '<sheetData><row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>2</v></c><c r="C1" t="s"><v>3</v></c>'
    '<c r="D1" t="str"><v>a&amp;_x000D_</v></c><c r="E1"><v>1.50</v></c><c r="F1" t="b"><v>1</v></c>'
    '<c r="G1" s="2"><v>45418</v></c><c r="H1" t="d"><v>2024-05-06</v></c><c r="I1" s="1"/>'
    '<c r="J1" t="inlineStr"><is><r><t>富</t></r><r><t xml:space="preserve"> 文本</t></r></is></c>'
    '<c r="K1" t="n"><v>3</v></c></row></sheetData>'
)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("A1", "王"),
        ("B1", "粗体字"),
        ("C1", "東京"),
        ("D1", "a&\r"),
        ("E1", 1.5),
        ("E1", Decimal("1.5")),
        ("F1", True),
        ("G1", date(2024, 5, 6)),
        ("G1", 45418),
        ("H1", 45418),
        ("I1", None),
        ("J1", "富 文本"),
        ("K1", 3),
        ("Z99", None),
        ("Z99", ""),
    ],
)
def test_patch_cell__a_value_that_is_there_changes_nothing(handmade: Make, cell: str, value: CellValue) -> None:
    data = handmade(THERE)
    assert one(data, cell, value) is data


@pytest.mark.parametrize(
    ("cell", "value"),
    [("E1", True), ("F1", 1), ("K1", "3"), ("A1", "王 "), ("I1", 0), ("G1", "45418"), ("E1", 1.5000001)],
)
def test_patch_cell__what_merely_looks_equal_is_written(handmade: Make, cell: str, value: CellValue) -> None:
    after = one(handmade(THERE), cell, value)
    column = ord(cell[0]) - 64
    assert witness(after).cell(1, column).value == value


def test_patch_cell__a_date_gets_a_date_format_once(handmade: Make) -> None:
    data = handmade('<sheetData><row r="1"><c r="A1" s="1"/><c r="B1" s="2"/><c r="C1" s="4"/></row></sheetData>')
    patches = [
        CellPatch("客户", "A1", date(2024, 5, 6)),
        CellPatch("客户", "B1", datetime(2024, 5, 6, 12)),
        CellPatch("客户", "C1", datetime(2024, 5, 6, 18)),
        CellPatch("客户", "D1", datetime(2024, 5, 6)),
    ]
    after = patch(data, patches)
    sheet = witness(after)
    assert [cell.value for cell in sheet[1]] == [
        datetime(2024, 5, 6),
        datetime(2024, 5, 6, 12),
        datetime(2024, 5, 6, 18),
        datetime(2024, 5, 6),
    ]
    assert [cell.number_format for cell in sheet[1]] == ["mm-dd-yy", "mm-dd-yy", "m/d/yy h:mm", "mm-dd-yy"]
    assert patch(after, patches) is after
    styles = body(after, "xl/styles.xml")
    for day in range(1, 21):
        after = one(one(after, f"A{day + 1}", date(2024, 5, day)), "C1", datetime(2024, 5, day, 7))
    assert body(after, "xl/styles.xml") == styles


def test_patch_cell__a_date_format_of_its_own_stays(handmade: Make) -> None:
    data = handmade('<sheetData><row r="1"><c r="A1" s="1"/></row></sheetData>')
    styles = body(data, "xl/styles.xml").replace('numFmtId="4"', 'numFmtId="200"', 1)
    for code, kept in (
        ('yyyy"年"m"月"', True),
        ("[$-804]aaaa", True),
        ('0"d"', False),
        ("[Red]0.00", False),
        ("[h]:mm", False),
    ):
        code = code.replace('"', "&quot;")
        formats = f'<numFmts count="1"><numFmt numFmtId="200" formatCode="{code}"/></numFmts>'
        changed = re.sub("<numFmts.*?</numFmts>", formats, styles)
        target = Package.read(data).assemble({"xl/styles.xml": changed.encode()})
        assert ('s="1"' in cells(one(target, "A1", date(2024, 1, 1)))) == kept, code


def test_patch_cell__a_workbook_without_styles_gets_some(handmade: Make) -> None:
    package = Package.read(handmade("<sheetData/>"))
    rels = re.sub('<Relationship [^>]*styles.xml"/>', "", body(package.data, "xl/_rels/workbook.xml.rels"))
    types = re.sub("<Override [^>]*styles.xml[^>]*>", "", body(package.data, "[Content_Types].xml"))
    changes = {"xl/_rels/workbook.xml.rels": rels.encode(), "[Content_Types].xml": types.encode()}
    data = package.assemble(changes, ["xl/styles.xml"])
    after = one(data, "A1", date(2024, 1, 1))
    assert witness(after)["A1"].value == datetime(2024, 1, 1)
    assert one(data, "A1", "x") != data
    assert "xl/styles.xml" not in Package.read(one(data, "A1", "x")).names


@pytest.mark.parametrize(
    ("day", "serial"),
    [
        (date(1900, 1, 1), "1"),
        (date(1900, 2, 28), "59"),
        (date(1900, 3, 1), "61"),
        (date(9999, 12, 31), "2958465"),
        (datetime(2024, 5, 6, 6), "45418.25"),
    ],
)
def test_patch_cell__serial_numbers_since_1900(handmade: Make, day: date, serial: str) -> None:
    assert f"<v>{serial}</v>" in cells(one(handmade("<sheetData/>"), "A1", day))


def test_patch_cell__serial_numbers_since_1904(handmade: Make) -> None:
    data = handmade("<sheetData/>", date_1904=True)
    after = patch(data, [CellPatch("客户", "A1", date(1904, 1, 1)), CellPatch("客户", "B1", date(2024, 5, 6))])
    assert "<v>0</v>" in cells(after)
    assert calamine(after, (1, 2)) == date(2024, 5, 6)
    refused(data, "A1", date(1903, 12, 31))


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        Decimal("-Infinity"),
        1e308,
        10**16 + 1,
        10**400,
        date(1899, 12, 31),
        "x" * 32_768,
        "😀" * 16_384,
        Formula(""),
        Formula("A\x01"),
        Formula("1", float("nan")),
        Formula("A" * 8_193),
    ],
)
def test_patch_cell__what_excel_cannot_hold(handmade: Make, value: CellValue) -> None:
    error = refused(handmade("<sheetData/>"), "A1", value)
    assert "客户!A1" in error.zh
    assert "客户!A1" in error.en
    assert len(error.en) < 300


def test_patch_cell__time_zones_and_missing_times(handmade: Make) -> None:
    pandas = pytest.importorskip("pandas")
    refused(handmade("<sheetData/>"), "A1", pandas.NaT)
    refused(handmade("<sheetData/>"), "A1", pandas.Timestamp("2024-01-01", tz="Asia/Shanghai"))
    assert "<v>45418.5</v>" in cells(one(handmade("<sheetData/>"), "A1", pandas.Timestamp("2024-05-06 12:00")))
    with pytest.raises(TypeError):
        one(handmade("<sheetData/>"), "A1", [1])  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["A0", "XFE1", "A1048577", "", "A1:B2", "客1", "R1C1"])
def test_patch_cell__no_such_cell(handmade: Make, cell: str) -> None:
    assert "XFD1048576" in refused(handmade("<sheetData/>"), cell, 1).en


HOSTILE = [
    '=HYPERLINK("http://x","y")',
    "@SUM(1)",
    "+8613800138000",
    "-1+1",
    "_x000D_",
    "_x005F_x000D_ _x0041",
    "_x000D_x000A_x0041_ _x000d__x000d_",
    "_x0041\x01",
    "\x00\x01\x0b\x1f",
    "a\rb\nc\td\r\n",
    "  vorn und hinten  ",
    "\n",
    "<&>\"']]>",
    "😀𠮷👨‍👩‍👧",
    "字" * 32_767,
    "00123",
    "1e5",
    "TRUE",
    "#N/A",
    "\u200b\u2028\x85",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_patch_cell__hostile_text_comes_back_equal(handmade: Make, text: str) -> None:
    after = one(handmade(PLAIN), "A1", text)
    found = witness(after)["A1"]
    # openpyxl gives back the escapes of control characters as they are written, and so takes none for text.
    controls = re.search(r"[\x00-\x08\x0b-\x1f]", text)
    assert (unescape(found.value) if controls else found.value) == text
    assert found.data_type != "f"
    assert calamine(after, (1, 1)) == text
    assert one(after, "A1", text) is after


def test_patch_cell__what_xml_cannot_hold_is_kept_in_the_file(handmade: Make) -> None:
    """python-calamine gives lone surrogates and U+FFFE back as the escapes they are written as."""
    text = "a\ud83db\udc00\ufffe"
    after = one(handmade(PLAIN), "A1", text)
    assert "<t>a_xD83D_b_xDC00__xFFFE_</t>" in cells(after)
    assert unescape(witness(after)["A1"].value) == text
    assert one(after, "A1", text) is after
    assert calamine(after, (1, 1)) == "a_xD83D_b_xDC00__xFFFE_"


def test_patch_cell__values_with_more_than_text_are_replaced_whole(handmade: Make) -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1" s="1" t="e" vm="1" cm="1" ph="1"><v>#VALUE!</v></c>'
        '<c r="B1" t="s"><v>2</v></c>'
        '<c r="C1" t="inlineStr"><is><r><t>a</t></r></is></c><c r="D1" t="e"><v>#N/A</v><extLst>'
        '<ext uri="{1}"/></extLst>'
        "</c></row></sheetData>"
    )
    data = handmade(sheet)
    patches = [CellPatch("客户", f"{column}1", "新") for column in "ABCD"]
    new = 't="inlineStr"><is><t>新</t></is>'
    with_ph = new.replace('">', '" ph="1">')
    assert cells(patch(data, patches)) == (
        f'<row r="1"><c r="A1" s="1" {with_ph}</c><c r="B1" {new}</c><c r="C1" {new}</c>'
        f'<c r="D1" {new}<extLst><ext uri="{{1}}"/></extLst></c></row>'
    )


FORMULAS = (
    '<sheetData><row r="1"><c r="A1"><f>B1*2</f><v>4</v></c><c r="B1"><v>2</v></c>'
    '<c r="C1"><f t="shared" ref="C1:C3" si="0">B1+$A$1</f><v>6</v></c><c r="D1">'
    '<f t="array" ref="D1:D3">B1:B3</f><v>2</v></c>'
    '</row><row r="2"><c r="C2"><f t="shared" si="0"/><v>7</v></c><c r="D2"><v>0</v></c></row>'
    '<row r="3"><c r="C3"><f t="shared" si="0"/><v>8</v></c><c r="E3">'
    '<f t="dataTable" ref="E3:F4" r1="A1"/><v>1</v></c>'
    '</row></sheetData><mergeCells count="1"><mergeCell ref="H1:I2"/></mergeCells>'
)


@pytest.mark.parametrize("cell", ["A1", "C1", "C2", "D1", "D2", "D3", "E3", "F4", "H2", "I1"])
@pytest.mark.parametrize("value", [5, "x", None])
def test_patch_cell__formulas_arrays_and_merges_are_refused(handmade: Make, cell: str, value: CellValue) -> None:
    assert f"客户!{cell}" in refused(handmade(FORMULAS), cell, value).en


@pytest.mark.parametrize("cell", ["D1", "D2", "F4", "I2"])
def test_patch_cell__not_by_a_formula_either(handmade: Make, cell: str) -> None:
    refused(handmade(FORMULAS), cell, Formula("1", 1))


def test_patch_cell__the_top_left_of_a_merge_takes_a_value(handmade: Make) -> None:
    assert '<c r="H1"><v>1</v></c>' in cells(one(handmade(FORMULAS), "H1", 1))
    tall = '<sheetData/><mergeCells count="1"><mergeCell ref="A1:A5000"/></mergeCells>'
    assert "A1:A5000" in refused(handmade(tall), "A4999", 1).en
    assert '<c r="A1"><v>1</v></c>' in cells(one(handmade(tall), "A1", 1))


def test_patch_cell__the_first_of_shared_formulas_leaves_the_others_theirs(handmade: Make) -> None:
    after = one(handmade(FORMULAS), "C1", Formula("B1", 2))
    assert '<c r="C1"><f>B1</f><v>2</v></c>' in cells(after)
    assert '<c r="C2"><f>B2+$A$1</f><v>7</v></c>' in cells(after)
    assert '<c r="C3"><f>B3+$A$1</f><v>8</v></c>' in cells(after)
    member = cells(one(handmade(FORMULAS), "C2", Formula("B1", 2)))
    assert '<f t="shared" ref="C1:C3" si="0">B1+$A$1</f>' in member
    assert '<c r="C2"><f>B1</f><v>2</v></c>' in member


def test_patch_cell__a_formula_that_is_there_changes_nothing(handmade: Make) -> None:
    data = handmade(FORMULAS)
    assert one(data, "A1", Formula("=B1*2", 4)) is data
    assert one(data, "A1", Formula("B1*2")) is data
    assert one(data, "C3", Formula("B3+$A$1", 8)) is data


def test_patch_cell__a_formula_without_its_result_lets_excel_compute(handmade: Make) -> None:
    data = handmade(PLAIN)
    workbook = body(data, "xl/workbook.xml").replace(' fullCalcOnLoad="1"', "")
    data = Package.read(data).assemble({"xl/workbook.xml": workbook.encode()})
    assert 'fullCalcOnLoad="1"' in body(one(data, "C9", Formula("B1")), "xl/workbook.xml")
    assert body(one(data, "C9", Formula("B1", 2.5)), "xl/workbook.xml") == workbook


def test_patch_cell__cells_that_a_pivot_table_fills(handmade: Make) -> None:
    pivot = (
        '<pivotTableDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" name="p" cacheId="1">'
    )
    pivot += '<location ref="B2:C9" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/></pivotTableDefinition>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/pivotTable"
    rels = f'<Relationship Id="rId1" Type="{kind}" Target="../pivotTables/pivotTable1.xml"/>'
    rels = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rels}</Relationships>'
    parts = {"xl/pivotTables/pivotTable1.xml": pivot, "xl/worksheets/_rels/sheet1.xml.rels": rels}
    data = handmade("<sheetData/>", parts=parts)
    assert "pivot" in refused(data, "C9", 1).en
    assert one(data, "D9", 1) != data


def test_patch_cell__headers_and_totals_of_tables(handmade: Make) -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c>'
        '</row><row r="3"><c r="A3" t="s"><v>0</v></c></row></sheetData><tableParts count="1">'
        '<tablePart r:id="rId1"/></tableParts>'
    )
    data = handmade(sheet, tables=(TABLE,))
    assert one(data, "A1", "a") is data
    assert "header" in refused(data, "B1", "新").en
    assert "totals" in refused(data, "A3", "合计").en
    assert "header" in refused(data, "B1", Formula("1", 1)).en
    assert cells(one(data, "A2", 5)) != cells(data)


def test_patch_cell__column_and_row_formats_go_to_new_cells(handmade: Make) -> None:
    sheet = (
        '<cols><col min="2" max="3" width="9" style="2"/></cols><sheetData><row r="5" s="1" customFormat="1"/>'
        '<row r="6" s="1"/></sheetData>'
    )
    patches = [CellPatch("客户", cell, 1) for cell in ("B5", "B6", "C7", "D7")]
    assert cells(patch(handmade(sheet), patches)) == (
        '<row r="5" s="1" customFormat="1"><c r="B5" s="1"><v>1</v></c></row><row r="6" s="1">'
        '<c r="B6" s="2"><v>1</v></c></row>'
        '<row r="7"><c r="C7" s="2"><v>1</v></c><c r="D7"><v>1</v></c></row>'
    )


def test_patch_cell__read_by_libreoffice(
    handmade: Make, convert: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    data = handmade(PLAIN)
    patches = [CellPatch("客户", f"D{row}", text) for row, text in enumerate(HOSTILE[:4] + HOSTILE[11:13], start=1)]
    patches += [CellPatch("客户", "E1", date(2024, 2, 29)), CellPatch("客户", "E2", 0.1)]
    source = tmp_path / "in.xlsx"
    source.write_bytes(patch(data, patches))
    saved = convert(source, "xlsx", tmp_path / "out").read_bytes()
    sheet = witness(saved)
    assert [sheet[one.cell].value for one in patches[:6]] == [one.value for one in patches[:6]]
    assert all(sheet[one.cell].data_type == "s" for one in patches[:6])
    assert [sheet[f"E{row}"].value for row in (1, 2)] == [datetime(2024, 2, 29), 0.1]


@pytest.mark.parametrize("inner", ["<v/>", "<v></v>", "<is/>", ""])
def test_patch_cell__cells_with_empty_values_are_blank(handmade: Make, inner: str) -> None:
    kind = ' t="inlineStr"' if "is" in inner else ""
    data = handmade(f'<sheetData><row r="1"><c r="A1"{kind}>{inner}</c></row></sheetData>')
    assert one(data, "A1", None) is data
    assert '<c r="A1"><v>1</v></c>' in cells(one(data, "A1", 1))


@pytest.mark.parametrize("inner", ["<v><!-- x -->5</v>", "<v><![CDATA[5]]></v>"])
def test_patch_cell__odd_ways_to_write_a_value_are_no_blanks(handmade: Make, inner: str) -> None:
    data = handmade(f'<sheetData><row r="1"><c r="A1">{inner}</c></row></sheetData>')
    assert cells(one(data, "A1", None)) == '<row r="1"><c r="A1"/></row>'


@pytest.mark.parametrize("wrap", [pd.Series, lambda values: pd.Series(values, dtype=object)])
def test_patch_cell__values_as_columns_of_pandas_hold_them(
    handmade: Make, wrap: Callable[[list[object]], pd.Series]
) -> None:
    data = handmade(sheet=PLAIN)
    for given, written in (
        (np.bool_(True), 't="b"><v>1</v>'),
        (np.int64(7), "><v>7</v>"),
        (np.uint8(7), "><v>7</v>"),
        (np.float64(2.25), "><v>2.25</v>"),
        (np.str_("=1"), "<is><t>=1</t></is>"),
    ):
        value = wrap([given]).iloc[0]
        after = one(data, "D9", value)
        assert written in cells(after)
        assert one(after, "D9", value) == after
    for missing in (np.float64("nan"), np.float32("inf")):
        assert "no number" in refused(data, "D9", missing).en
    assert "<f>1=1</f><v>1</v>" in cells(one(data, "D9", Formula("=1=1", np.bool_(True))))
    assert 't="b"' in cells(one(data, "D9", Formula("=1=1", np.bool_(True))))


def test_patch_cell__the_letter_s_in_a_tag_is_no_format(handmade: Make) -> None:
    sheet = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'
    assert cells(one(handmade(sheet=sheet), "A1", 3)) == '<row r="1"><c r="A1"><v>3</v></c></row>'


RUNS = '<r><t xml:space="preserve">老客户 </t></r><r><rPr><b/><color rgb="FFFF0000"/></rPr><t>不要打电话</t></r>'


def test_patch_cell__formatted_text_goes_in_as_it_was(handmade: Make) -> None:
    data = handmade('<sheetData><row r="1"><c r="A1" s="1" t="s"><v>0</v></c></row></sheetData>')
    done = one(data, "A1", RichText("老客户 不要打电话", RUNS))
    assert cells(done) == f'<row r="1"><c r="A1" s="1" t="inlineStr"><is>{RUNS}</is></c></row>'
    assert CellSources(Workbook.read(Package.read(done))).runs("客户", "A1") == RUNS


@pytest.mark.parametrize(("number", "whole"), [(1, ""), (2, "<r><rPr><b/></rPr><t>粗体</t></r><r><t>字</t></r>")])
def test_cell_sources__formatted_parts_of_shared_strings(handmade: Make, number: int, whole: str) -> None:
    data = handmade(f'<sheetData><row r="1"><c r="A1" s="4" t="s"><v>{number}</v></c></row></sheetData>')
    sources = CellSources(Workbook.read(Package.read(data)))
    assert sources.runs("客户", "A1") == whole
    assert sources.undated_format("客户", "A1") == "h:mm"
    assert (sources.runs("客户", "B9"), sources.undated_format("客户", "B9")) == ("", "General")


@pytest.mark.parametrize(
    "runs",
    [
        RUNS.replace("不要", "尽管"),
        RUNS.replace("</rPr>", ""),
        RUNS + '<f xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">1+1</f>',
        RUNS.replace("<b/>", '<b xmlns="urn:x"/>'),
        f"</is></c></row><row><c><is>{RUNS}",
        f"{RUNS}<phoneticPr fontId='&x;'/>",
    ],
)
def test_patch_cell__damaged_runs_leave_the_text(handmade: Make, runs: str) -> None:
    done = one(
        handmade('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'),
        "A1",
        RichText("老客户 不要打电话", runs),
    )
    assert cells(done) == '<row r="1"><c r="A1" t="inlineStr"><is><t>老客户 不要打电话</t></is></c></row>'
