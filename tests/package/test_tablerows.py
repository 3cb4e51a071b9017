"""Rows of tables: appended, taken in, refused where something is in the way."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from custsheet.model.errors import WorkbookError
from custsheet.package import Package
from custsheet.package.patching.patch import patch
from custsheet.package.patching.patches import CellPatch, FormatPatch, Formula, GrowPatch, RowPatch

Make = Callable[..., bytes]
SHEET, PART, BOOK = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/workbook.xml"
HEADERS = ["编号", "金额", "日期", "税", "备注"]


def drawn(rows: int = 3, *, totals: bool = False, below: dict[str, object] | None = None, **more: object) -> bytes:
    """A table of customers in A1:E4 as Excel would save it, with all that follows a table's rows."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": bool(more.get("formulas"))})
    sheet = book.add_worksheet("客户")
    other = book.add_worksheet("别处")
    money, red = book.add_format({"num_format": "#,##0.00", "bg_color": "#FFEE00"}), book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    columns: list[dict[str, object]] = [{"header": header} for header in HEADERS]
    columns[1] |= {"format": money, "total_function": "sum"} if totals else {"format": money}
    columns[3] |= {"formula": "=[@金额]*0.1"}
    if totals:
        columns[0]["total_string"] = "合计"
    last = rows + int(totals)
    sheet.add_table(0, 0, last, 4, {"name": "T", "columns": columns, "total_row": totals})
    for row in range(1, rows + 1):
        sheet.write_row(row, 0, [f"C{row}", row * 10], None)
        sheet.write(row, 1, row * 10, money)
        sheet.write_datetime(row, 2, datetime(2024, 1, row), day)
        sheet.write_formula(row, 3, "=T[[#This Row],[金额]]*0.1", None, row)
    sheet.set_row(rows, 31)
    sheet.data_validation(1, 0, rows, 0, {"validate": "length", "criteria": "<=", "value": 9})
    sheet.data_validation(1, 4, rows + 50, 4, {"validate": "list", "source": ["是", "否"]})
    sheet.data_validation(1, 3, rows, 3, {"validate": "list", "source": "=别处!$A$1:$A$3"})
    sheet.conditional_format(1, 0, rows, 7, {"type": "formula", "criteria": "=$B2>15", "format": red})
    sheet.conditional_format(1, 1, rows, 1, {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format(1, 9, rows, 9, {"type": "duplicate", "format": red})
    for cell, value in (below or {}).items():
        sheet.write(cell, value)
    if more.get("formula"):
        other.write_formula("B1", str(more["formula"]), None, 1)
    if more.get("second"):
        sheet.add_table(str(more["second"]), {"name": "U"})
    if more.get("merge"):
        sheet.merge_range(str(more["merge"]), "")
    book.close()
    # Excel moves a validation that mentions another sheet into the extension, beside the bars of 2010.
    package = Package.read(held.getvalue())
    body = package.part(SHEET).decode()
    moved = re.search('<dataValidation [^>]*sqref="D2[^"]*"[^>]*>.*?</dataValidation>', body)
    assert moved is not None
    span = re.search('sqref="([^"]*)"', moved[0])
    assert span is not None
    x14 = (
        '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'uri="{CCE6A557-97BC-4b89-ADB6-D9C9'
        '3CAAB3DF}"><x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
        '<x14:dataValidation type="list"><x14:formula1><xm:f>别处!$A$1:$A$3</xm:f></x14:formula1>'
        f"<xm:sqref>{span[1]}</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
    )
    body = body.replace(moved[0], "").replace("</extLst></worksheet>", x14 + "</extLst></worksheet>")
    body = body.replace('<dataValidations count="3">', '<dataValidations count="2">')
    workbook = package.part(BOOK).replace(b' fullCalcOnLoad="1"', b"")
    return package.assemble({SHEET: body.encode(), BOOK: workbook})


def body(data: bytes, part: str = SHEET) -> str:
    return Package.read(data).part(part).decode()


def row(data: bytes, number: int) -> str:
    match = re.search(f'<row r="{number}"[^>]*(?:/>|>.*?</row>)', body(data))
    return match[0] if match else ""


def ranges(data: bytes) -> list[str]:
    """The ranges of all rules, in order."""
    return re.findall(r'sqref(?:="|>)([^"<]+)', body(data))


def grid(data: bytes) -> list[list[object]]:
    return list(python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_name("客户").to_python())


def refused(data: bytes, *patches: RowPatch | GrowPatch) -> str:
    with pytest.raises(WorkbookError) as caught:
        patch(data, patches)
    assert caught.value.zh
    return caught.value.en


def test_add_row__continues_the_table(schema_errors: Callable[[bytes], object]) -> None:
    data = drawn()
    after = patch(data, [RowPatch("t", {"编号": "=C4", "金额": 40, "日期": date(2024, 5, 6)})])
    above = re.search('<c r="B4" s="([0-9]+)"', row(after, 4))
    day = re.search('<c r="C4" s="([0-9]+)"', row(after, 4))
    assert above is not None
    assert day is not None
    assert row(after, 5) == (
        '<row r="5" ht="30.75" customHeight="1"><c r="A5" t="inlineStr"><is><t>=C4</t></is></c>'
        f'<c r="B5" s="{above[1]}"><v>40</v></c><c r="C5" s="{day[1]}"><v>45418</v></c>'
        '<c r="D5"><f>T[[#This Row],[金额]]*0.1</f></c></row>'
    )
    assert 'ref="A1:E5"' in body(after, PART)
    assert '<autoFilter ref="A1:E5"/>' in body(after, PART)
    assert schema_errors(after) == schema_errors(data)
    before, now = Package.read(data), Package.read(after)
    changed = {n for n in before.names if before.raw(n) != now.raw(n)}
    assert changed == {SHEET, PART, BOOK}  # D5 has no result yet
    assert body(after, BOOK).count("fullCalcOnLoad") == 1


def test_add_row__all_else_keeps_its_bytes() -> None:
    data = drawn()
    after = patch(data, [RowPatch("T", {"编号": "C4", "税": Formula("1+1", 2)})])
    expected = body(data).replace("</sheetData>", row(after, 5) + "</sheetData>").replace("A1:E4", "A1:E5")
    expected = re.sub('(<dimension ref="[^"]*)4"', r'\g<1>5"', expected)
    for old, new in zip(ranges(data), ranges(after), strict=True):
        expected = expected.replace(f'"{old}"', f'"{new}"').replace(f">{old}<", f">{new}<")
    assert body(after) == expected
    assert body(after, PART) == body(data, PART).replace("A1:E4", "A1:E5")
    old, new = (body(one, BOOK).partition("?>")[2].strip() for one in (data, after))
    assert new.replace(' fullCalcOnLoad="1"', "") == old.replace(' fullCalcOnLoad="1"', "")


def test_add_row__rules_that_reach_the_last_row_follow() -> None:
    data = drawn()
    assert ranges(data) == ["A2:H4", "B2:B4", "J2:J4", "A2:A4", "E2:E54", "B2:B4", "D2:D4"]
    after = patch(data, [RowPatch("T", {"金额": n}) for n in range(3)])
    # A rule that also covers columns beside the table grows below the table only; one that stands beside it does not.
    assert ranges(after) == ["A2:H4 A5:E7", "B2:B7", "J2:J4", "A2:A7", "E2:E54", "B2:B7", "D2:D7"]
    again = patch(after, [RowPatch("T", {})])
    assert ranges(again) == ["A2:H4 A5:E8", "B2:B8", "J2:J4", "A2:A8", "E2:E54", "B2:B8", "D2:D8"]


def test_add_row__many_passes_add_no_styles() -> None:
    data = after = drawn()
    for number in range(20):
        after = patch(after, [RowPatch("T", {"编号": f"N{number}", "日期": datetime(2024, 1, 1)})])
    assert Package.read(after).raw("xl/styles.xml") == Package.read(data).raw("xl/styles.xml")
    assert 'ref="A1:E24"' in body(after, PART)
    assert [line[0] for line in grid(after)][4:] == [f"N{number}" for number in range(20)]


def test_add_row__into_a_table_that_is_blank_yet() -> None:
    data = drawn(0 + 1)
    cleared = patch(data, [CellPatch("客户", cell, None) for cell in ("A2", "B2", "C2")])
    after = patch(cleared, [RowPatch("T", {"编号": "C1"}), RowPatch("T", {"编号": "C2"})])
    assert [line[0] for line in grid(after)] == ["编号", "C1", "C2"]
    assert 'ref="A1:E3"' in body(after, PART)
    with pytest.raises(WorkbookError):
        patch(cleared, [RowPatch("T", {"税": 5})])


def test_add_row__into_the_row_that_excel_shows_for_typing(handmade: Make) -> None:
    table = (
        '<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1" name="T" displayName="T" '
        'ref="A1:A2" insertRow="1"><tableColumns count="1"><tableColumn id="1" name="a"/></tableColumns></table>'
    )
    after = patch(handmade("<sheetData/>", tables=(table,)), [RowPatch("T", {"a": 1})])
    assert body(after, PART) == table.replace(' insertRow="1"', "")
    assert row(after, 2) == '<row r="2"><c r="A2"><v>1</v></c></row>'


def test_add_row__later_patches_see_it() -> None:
    after = patch(drawn(), [RowPatch("T", {"编号": "C4"}), CellPatch("客户", "B5", 7), RowPatch("T", {"编号": "C5"})])
    assert [line[:2] for line in grid(after)][4:] == [["C4", 7.0], ["C5", ""]]
    assert row(after, 5).count('r="B5"') == 1
    assert "header" in refused(drawn(), RowPatch("T"), CellPatch("客户", "A1", "x"))  # type: ignore[arg-type]


def test_add_row__the_totals_row_moves_down() -> None:
    data = drawn(totals=True)
    chain = '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="B5" i="1"/></calcChain>'
    package = Package.read(data)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    rels = body(data, "xl/_rels/workbook.xml.rels").replace(
        "</Relationships>", f'<Relationship Id="rId99" Type="{kind}" Target="calcChain.xml"/></Relationships>'
    )
    data = package.assemble({"xl/calcChain.xml": chain.encode(), "xl/_rels/workbook.xml.rels": rels.encode()})
    totals = row(data, 5)
    after = patch(data, [RowPatch("T", {"编号": "C4", "金额": 40}), RowPatch("T", {"编号": "C5"})])
    assert 'ref="A1:E7"' in body(after, PART)
    assert '<autoFilter ref="A1:E6"/>' in body(after, PART)
    assert "SUBTOTAL(109,[金额])" in row(after, 7)
    assert "SUBTOTAL" in totals
    assert [line[0] for line in grid(after)][3:] == ["C3", "C4", "C5", "合计"]
    assert "SUBTOTAL" not in row(after, 5) + row(after, 6)
    assert "xl/calcChain.xml" not in Package.read(after).names
    assert "calcChain" not in body(after, "xl/_rels/workbook.xml.rels") + body(after, "[Content_Types].xml")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert openpyxl.load_workbook(io.BytesIO(after))["客户"].tables["T"].totalsRowCount == 1


def test_add_row__a_formula_that_reads_the_totals_row() -> None:
    assert "reads the totals row" in refused(drawn(totals=True, formula="=客户!B5"), RowPatch("T"))
    assert patch(drawn(totals=True, formula="=客户!B4+B5"), [CellPatch("客户", "G9", 1)])
    assert patch(drawn(formula="=客户!B5"), [RowPatch("T")])  # no totals: B5 fills, as it would by typing


@pytest.mark.parametrize(
    ("below", "more", "said"),
    [
        ({"A5": "typed"}, {}, "A5"),
        ({"E5": "=1"}, {"formulas": True}, "E5"),
        ({}, {"second": "E5:G7"}, "another table"),
        ({}, {"merge": "E5:F6"}, "merged"),
    ],
)
def test_add_row__something_in_the_way(below: dict[str, object], more: dict[str, object], said: str) -> None:
    assert said in refused(drawn(below=below, **more), RowPatch("T", {"编号": "C4"}))


def test_add_row__what_stands_beside_stays() -> None:
    after = patch(drawn(below={"F5": "beside"}), [RowPatch("T", {"编号": "C4"})])
    assert grid(after)[4][0] == "C4"
    assert grid(after)[4][5] == "beside"


def test_add_row__unknown_table_or_header() -> None:
    assert "no column" in refused(drawn(), RowPatch("T", {"电话": 1}))
    assert "no table" in refused(drawn(), RowPatch("X"))
    assert "last is" not in refused(drawn(), RowPatch("T", {"金额": float("nan")}))


def test_add_row__formulas_of_the_row_above(handmade: Make) -> None:
    table = (
        '<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1" name="T" '
        'displayName="T" ref="A1:F4">'
        '<tableColumns count="6"><tableColumn id="1" name="a"/><tableColumn id="2" name="b"/>'
        '<tableColumn id="3" name="c"/>'
        '<tableColumn id="4" name="d"/><tableColumn id="5" name="e">'
        "<calculatedColumnFormula>A2*3</calculatedColumnFormula>"
        '</tableColumn><tableColumn id="6" name="f"/></tableColumns></table>'
    )
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><f>A{n}*2+$A$1</f><v>1</v></c>'
        + (
            f'<c r="C{n}"><f t="shared" ref="C2:C4" si="0">A2&amp;"x"</f><v>1</v></c>'
            if n == 2
            else f'<c r="C{n}"><f t="shared" si="0"/><v>1</v></c>'
        )
        + (f'<c r="D{n}"><f>SUM(A2:A{n})</f><v>9</v></c>' if n == 4 else "")
        + f'<c r="F{n}" cm="1"><f t="array" ref="F{n}">SUM(A{n})</f><v>1</v></c></row>'
        for n in (2, 3, 4)
    )
    data = handmade(f"<sheetData>{rows}</sheetData>", tables=(table,))
    after = row(patch(data, [RowPatch("T", {"a": 5})]), 5)
    assert after == (
        '<row r="5"><c r="A5"><v>5</v></c><c r="B5"><f>A5*2+$A$1</f></c><c r="C5"><f>A5&amp;"x"</f></c>'
        '<c r="E5"><f>A5*3</f></c><c r="F5" cm="1"><f t="array" ref="F5">SUM(A5)</f></c></row>'
    )


def test_add_row__at_the_end_of_the_sheet(handmade: Make) -> None:
    table = (
        '<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1" name="T" displayName="T" '
        'ref="A1048575:A1048576"><tableColumns count="1"><tableColumn id="1" name="a"/></tableColumns></table>'
    )
    data = handmade('<sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>', tables=(table,))
    assert "ends there" in refused(data, RowPatch("T", {"a": 1}))


TYPED = {"A5": "C4", "B5": 40, "A7": "C6", "E7": "是", "A8": "C7"}


def test_take_rows__typed_below_become_rows(schema_errors: Callable[[bytes], object]) -> None:
    data = drawn(below=TYPED)
    after = patch(data, [GrowPatch("T", 8)])
    assert 'ref="A1:E8"' in body(after, PART)
    assert '<autoFilter ref="A1:E8"/>' in body(after, PART)
    assert [line[:2] for line in grid(after)][4:8] == [["C4", 40.0], ["", ""], ["C6", ""], ["C7", ""]]
    assert ranges(after) == ["A2:H4 A5:E8", "B2:B8", "J2:J4", "A2:A8", "E2:E54", "B2:B8", "D2:D8"]
    money = re.search('<c r="B4" s="([0-9]+)"', row(after, 4))
    assert money is not None
    assert f'<c r="B5" s="{money[1]}"><v>40</v></c>' in row(after, 5)
    assert "<f>T[[#This Row],[金额]]*0.1</f>" in row(after, 6)
    assert schema_errors(after) == schema_errors(data)
    assert patch(after, [GrowPatch("T", 8), GrowPatch("T", 3)]) is after
    assert [line[0] for line in grid(patch(data, [GrowPatch("T", 8), RowPatch("T", {"编号": "C8"})]))][-1] == "C8"


def test_take_rows__formats_somebody_gave_stay() -> None:
    data = patch(drawn(below=TYPED), [CellPatch("客户", "B5", date(2024, 1, 1))])  # B5 has a format of its own now
    style = re.search('<c r="B5" s="([0-9]+)"', row(data, 5))
    assert style is not None
    assert f'<c r="B5" s="{style[1]}">' in row(patch(data, [GrowPatch("T", 8)]), 5)


@pytest.mark.parametrize("number_format", ["General", "yyyy-mm-dd"])
def test_take_rows__a_formula_that_comes_looks_as_in_the_rows_above(number_format: str) -> None:
    data = patch(drawn(below=TYPED), [FormatPatch("客户", "D6", "0.00"), FormatPatch("客户", "D2:D4", number_format)])
    cells = {at: re.search(f'<c r="D{at}"([^>]*)>', row(patch(data, [GrowPatch("T", 8)]), at)) for at in (4, 6)}
    assert None not in cells.values()
    styles = {at: re.search('s="([0-9]+)"', cell[1]) for at, cell in cells.items() if cell is not None}
    assert (styles[6][1] if styles[6] else "0") == (styles[4][1] if styles[4] else "0")


@pytest.mark.parametrize(
    ("more", "said"),
    [({"totals": True}, "totals row"), ({"second": "D7:G9"}, "another table"), ({"merge": "A6:B6"}, "merged")],
)
def test_take_rows__something_in_the_way(more: dict[str, object], said: str) -> None:
    assert said in refused(drawn(**more), GrowPatch("T", 8))  # type: ignore[arg-type]


def test_take_rows__beyond_the_sheet() -> None:
    assert "ends there" in refused(drawn(), GrowPatch("T", 1_048_577))


def test_take_rows__after_libreoffice_saved(convert: Callable[[Path, str, Path], Path], tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    source.write_bytes(drawn(below=TYPED))
    saved = convert(source, "xlsx", tmp_path / "out").read_bytes()
    after = patch(saved, [GrowPatch("T", 8), RowPatch("T", {"编号": "C8", "日期": date(2024, 5, 6)})])
    again = tmp_path / "again.xlsx"
    again.write_bytes(after)
    sheet = openpyxl.load_workbook(convert(again, "xlsx", tmp_path / "twice"))["客户"]
    assert sheet.tables["T"].ref == "A1:E9"
    assert sheet["A9"].value == "C8"
    assert sheet["C9"].value == datetime(2024, 5, 6)
    values = openpyxl.load_workbook(io.BytesIO(convert(again, "xlsx", tmp_path / "x").read_bytes()), data_only=True)
    assert values["客户"]["D5"].value == 4  # computed by LibreOffice


def test_add_row__totals_computed_by_libreoffice(convert: Callable[[Path, str, Path], Path], tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    source.write_bytes(patch(drawn(totals=True), [RowPatch("T", {"编号": "C4", "金额": 40})]))
    csv = convert(source, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", tmp_path / "out")
    lines = csv.read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[0] for line in lines] == ["编号", "C1", "C2", "C3", "C4", "合计"]
