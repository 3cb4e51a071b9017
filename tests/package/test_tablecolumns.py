"""Columns of tables."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, Workbook
from custsheet.package.patching.patch import patch
from custsheet.package.patching.patches import ColumnPatch, GrowPatch, RowPatch, WidenPatch

Make = Callable[..., bytes]
SHEET, PART = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml"


def drawn(*, right: str | None = None, totals: bool = False, second: str | None = None) -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet("客户")
    head, money = book.add_format({"bold": True, "bg_color": "#1F3864"}), book.add_format({"num_format": "0.00"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "border": 1})
    columns: list[dict[str, object]] = [
        {"header": "金额", "header_format": head, "total_string": "合计"},
        {"header": "Name\nx", "header_format": head},
        {"header": "日期", "header_format": head},
    ]
    sheet.add_table(0, 1, 3 + totals, 3, {"name": "T", "columns": columns, "total_row": totals})
    for row in (1, 2, 3):
        sheet.write(row, 1, row * 10, money)
        sheet.write(row, 3, 45000 + row, day)
    sheet.conditional_format("B2:D4", {"type": "formula", "criteria": "=$B2>15", "format": head})
    sheet.conditional_format("D2:D4", {"type": "cell", "criteria": ">", "value": 3, "format": head})
    sheet.data_validation("D2:D4", {"validate": "date", "criteria": ">", "value": 3})
    if right:
        sheet.write(right, "x")
    if second:
        sheet.add_table(second, {"name": "U"})
    book.close()
    return held.getvalue()


def body(data: bytes, part: str = SHEET) -> str:
    return Package.read(data).part(part).decode()


def cell(data: bytes, place: str) -> str:
    match = re.search(f'<c r="{place}"[^>]*(?:/>|>.*?</c>)', body(data))
    return match[0] if match else ""


def refused(data: bytes, change: ColumnPatch) -> str:
    with pytest.raises(WorkbookError) as caught:
        patch(data, [change])
    return caught.value.en


def test_add_column__looks_like_its_twin_down_to_the_prepared_rows(schema_errors: Callable[[bytes], object]) -> None:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet("客户")
    cream, grey = book.add_format({"bg_color": "#FFFBEB", "num_format": "@"}), book.add_format({"bg_color": "#F3F4F6"})
    navy, slate = book.add_format({"bg_color": "#1F3A5F"}), book.add_format({"bg_color": "#475569"})
    columns = [{"header": "姓名", "header_format": navy}, {"header": "年龄", "header_format": slate}]
    sheet.add_table(0, 0, 2, 1, {"name": "T", "columns": columns})
    sheet.write(0, 0, "姓名", navy)
    sheet.write(0, 1, "年龄", slate)
    for row in range(1, 8):
        sheet.write_blank(row, 0, None, cream)
        sheet.write_blank(row, 1, None, grey)
    sheet.write("C5", "旁注")
    sheet.set_column("A:B", 30)
    book.close()
    data = held.getvalue()
    after = patch(data, [ColumnPatch("T", "等级", twin="姓名", width=21.5)])
    page = openpyxl.load_workbook(io.BytesIO(after))["客户"]
    fills = [page.cell(row, 3).fill.fgColor.rgb for row in range(1, 9)]
    assert fills == ["FF1F3A5F", *["FFFFFBEB"] * 3, "00000000", *["FFFFFBEB"] * 3]
    assert (page["C2"].number_format, page["C5"].value) == ("@", "旁注")
    assert (page.column_dimensions["C"].width, page.column_dimensions["A"].width) == (21.5, 30.7109375)
    assert schema_errors(after) == schema_errors(data)
    money = patch(data, [ColumnPatch("T", "等级", twin="姓名", like="年龄")])
    page = openpyxl.load_workbook(io.BytesIO(money))["客户"]
    assert (page["C2"].fill.fgColor.rgb, page["C2"].number_format) == ("FFFFFBEB", "General")
    assert "没有名为" in refused_zh(data, ColumnPatch("T", "等级", twin="谁"))


def refused_zh(data: bytes, change: ColumnPatch) -> str:
    with pytest.raises(WorkbookError) as caught:
        patch(data, [change])
    return caught.value.zh


def test_add_column__gets_its_width_and_is_seen() -> None:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet("客户")
    sheet.add_table("A1:B3", {"name": "T", "columns": [{"header": "姓名"}, {"header": "年龄"}]})
    sheet.set_column("C:F", 30, None, {"hidden": True})
    book.close()
    plain = patch(drawn(), [ColumnPatch("T", "等级", width=12.5)])
    assert '<cols><col min="5" max="5" width="12.5" customWidth="1"/></cols><sheetData>' in body(plain)
    shown = patch(held.getvalue(), [ColumnPatch("T", "等级", width=12.5)])
    found = re.findall('<col min="([0-9]+)" max="([0-9]+)" width="([0-9.]+)"[^>]*?( hidden="1")?[^>]*/>', body(shown))
    assert [(first, last, width[:4], bool(hidden)) for first, last, width, hidden in found] == [
        ("3", "3", "12.5", False),
        ("4", "6", "30.7", True),
    ]


def test_add_column__formatted_as_its_neighbour(schema_errors: Callable[[bytes], object]) -> None:
    data = drawn()
    after = patch(data, [ColumnPatch("T", "等级")])
    assert 'ref="B1:E4"' in body(after, PART)
    assert '<autoFilter ref="B1:E4"/>' in body(after, PART)
    assert '<tableColumns count="4">' in body(after, PART)
    assert '<tableColumn id="4" name="等级"/></tableColumns>' in body(after, PART)
    head = re.search('<c r="D1" s="([0-9]+)"', body(after))
    assert head is not None
    assert cell(after, "E1") == f'<c r="E1" s="{head[1]}" t="inlineStr"><is><t>等级</t></is></c>'
    book = openpyxl.load_workbook(io.BytesIO(after))["客户"]
    assert book["E2"].number_format == "General"
    assert book["E2"].border.left.style == "thin"
    assert schema_errors(after) == schema_errors(data)
    assert patch(after, [ColumnPatch("T", "等级")]) is after


def test_add_column__number_format_and_formula() -> None:
    after = patch(drawn(), [ColumnPatch("T", "税", like="日期", formula="=B2*2")])
    book = openpyxl.load_workbook(io.BytesIO(after))["客户"]
    assert [book[f"E{row}"].value for row in (2, 3, 4)] == ["=B2*2", "=B3*2", "=B4*2"]
    assert book["E2"].number_format == "yyyy-mm-dd"
    assert "<calculatedColumnFormula>B2*2</calculatedColumnFormula>" in body(after, PART)
    grown = patch(after, [RowPatch("T", {"金额": 1})])
    assert cell(grown, "E5").endswith("<f>B5*2</f></c>")
    structured = patch(drawn(), [ColumnPatch("T", "税", formula="T[[#This Row],[金额]]*$B$1")])
    assert cell(structured, "E4").count("T[[#This Row],[金额]]*$B$1") == 1


def test_add_column__rules_of_the_whole_width_follow() -> None:
    found = re.findall('sqref="([^"]+)"', body(patch(drawn(), [ColumnPatch("T", "等级")])))
    assert found == ["B2:E4", "D2:D4", "D2:D4"]


def test_add_column__two_at_once_then_a_row() -> None:
    changes = [ColumnPatch("T", "一"), ColumnPatch("t", "二", like="一"), RowPatch("T", {"二": "值", "一": 1})]
    after = patch(drawn(totals=True), changes)
    table = Workbook.read(Package.read(after)).tables()[0][1]
    assert (table.ref, table.columns) == ("B1:F6", ("金额", "Name\nx", "日期", "一", "二"))
    assert '<autoFilter ref="B1:F5"/>' in body(after, PART)
    assert "值" in cell(after, "F5")
    assert "合计" in str([c.value for c in openpyxl.load_workbook(io.BytesIO(after))["客户"][6]])
    part = body(after, PART)
    assert len(set(re.findall('<tableColumn id="([0-9]+)"', part))) == 5


@pytest.mark.parametrize(
    ("more", "said"), [({"right": "E1"}, "E1"), ({"right": "E4"}, "E4"), ({"second": "E4:F8"}, "another table")]
)
def test_add_column__the_place_is_filled(more: dict[str, str], said: str) -> None:
    assert said in refused(drawn(**more), ColumnPatch("T", "等级"))  # type: ignore[arg-type]
    assert patch(drawn(right="E5"), [ColumnPatch("T", "等级")])


@pytest.mark.parametrize(("header", "said"), [("NAME\nX", "letter case"), ("", "255"), ("x" * 256, "255")])
def test_add_column__names_that_cannot_be(header: str, said: str) -> None:
    assert said in refused(drawn(), ColumnPatch("T", header))
    assert "no column" in refused(drawn(), ColumnPatch("T", "y", like="z"))


def test_add_column__a_name_with_a_line_break() -> None:
    after = patch(drawn(), [ColumnPatch("T", 'a\nb"<_x000D_')])
    assert Workbook.read(Package.read(after)).tables()[0][1].columns[-1] == 'a\nb"<_x000D_'
    assert "_x000a_b&quot;&lt;_x005F_x000D_" in body(after, PART)


def test_add_column__tables_of_a_query(handmade: Make) -> None:
    table = (
        '<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1" name="T" displayName="T" '
        'ref="XFD1:XFD2" tableType="{}"><tableColumns count="1"><tableColumn id="1" name="a"/></tableColumns></table>'
    )
    assert "come from elsewhere" in refused(
        handmade("<sheetData/>", tables=(table.format("queryTable"),)), ColumnPatch("T", "x")
    )
    assert "ends there" in refused(handmade("<sheetData/>", tables=(table.format("worksheet"),)), ColumnPatch("T", "x"))


def test_add_column__opened_by_libreoffice(convert: Callable[[Path, str, Path], Path], tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    source.write_bytes(patch(drawn(), [ColumnPatch("T", "税", formula="B2*2")]))
    sheet = openpyxl.load_workbook(convert(source, "xlsx", tmp_path / "out"), data_only=True)["客户"]
    assert [sheet[f"E{row}"].value for row in (1, 2, 3, 4)] == ["税", 20, 40, 60]
    assert sheet.tables["T"].ref == "B1:E4"


def beside(cells: dict[str, object], **more: object) -> bytes:
    """The drawn workbook after somebody typed `cells` beside its table."""
    book = openpyxl.load_workbook(io.BytesIO(drawn(**more)))  # type: ignore[arg-type]
    for place, value in cells.items():
        book["客户"][place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def not_widened(data: bytes, last_column: int = 5) -> str:
    with pytest.raises(WorkbookError) as caught:
        patch(data, [WidenPatch("T", last_column)])
    return caught.value.en


OWN = {"E1": ' 微信群\n<"1">', "E2": "甲", "E4": 3, "F1": "Group", "F3": "乙", "H1": "apart"}


def test_take_columns__only_the_table_changes(schema_errors: Callable[[bytes], object]) -> None:
    data = beside(OWN)
    after = patch(data, [WidenPatch("t", 6)])
    before, now = Package.read(data), Package.read(after)
    assert [name for name in before.names if before.part(name) != now.part(name)] == [PART]
    table = Workbook.read(now).tables()[0][1]
    assert (table.ref, table.columns) == ("B1:F4", ("金额", "Name\nx", "日期", OWN["E1"], "Group"))
    assert '<autoFilter ref="B1:F4"' in body(after, PART)
    assert len(set(re.findall('<tableColumn [^>]*id="([0-9]+)"', body(after, PART)))) == 5
    assert schema_errors(after) == schema_errors(data)
    assert patch(after, [WidenPatch("T", 6), WidenPatch("T", 2)]) is after


def test_take_columns__rows_before_and_a_column_after() -> None:
    data = beside(OWN | {"B5": 40, "E5": "丙"})
    after = patch(data, [GrowPatch("T", 5), WidenPatch("T", 6), ColumnPatch("T", "等级")])
    table = Workbook.read(Package.read(after)).tables()[0][1]
    assert (table.ref, table.columns[3:]) == ("B1:G5", (OWN["E1"], "Group", "等级"))
    assert [openpyxl.load_workbook(io.BytesIO(after))["客户"][place].value for place in ("E5", "G1")] == ["丙", "等级"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"E2": "x"}, "E1"),
        ({"E1": 2024}, "a text"),
        ({"E1": "=1"}, "a text"),
        ({"E1": "金额"}, "of that name"),
        ({"E1": "NAME\nX"}, "letter case"),
        ({"E1": "x" * 256}, "255"),
    ],
)
def test_take_columns__headers_that_cannot_be(cells: dict[str, object], said: str) -> None:
    assert said in not_widened(beside(cells))


def test_take_columns__something_in_the_way() -> None:
    assert "letter case" in not_widened(beside({"E1": "Own", "F1": "OWN"}), 6)
    assert "another table" in not_widened(drawn(second="E3:F8"))
    assert "ends there" in not_widened(drawn(), 16_385)
    assert "E5" in not_widened(beside({"E1": "x", "E5": 1}, totals=True))
    after = patch(beside({"E1": "x", "E4": 1}, totals=True), [WidenPatch("T", 5)])
    assert ('ref="B1:E5"' in body(after, PART), '<autoFilter ref="B1:E4"' in body(after, PART)) == (True, True)


def test_take_columns__opened_by_libreoffice(convert: Callable[[Path, str, Path], Path], tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    source.write_bytes(patch(beside(OWN), [WidenPatch("T", 6)]))
    sheet = openpyxl.load_workbook(convert(source, "xlsx", tmp_path / "out"))["客户"]
    assert (sheet.tables["T"].ref, sheet["E2"].value, sheet["F3"].value) == ("B1:F4", "甲", "乙")
    assert [column.name for column in sheet.tables["T"].tableColumns][-1] == "Group"
