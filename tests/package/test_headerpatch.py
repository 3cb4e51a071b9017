"""The header of a table's column: cell, table part and all formulas agree again, whoever saved the damage."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from custsheet.model.errors import WorkbookError
from custsheet.package import CellPatch, ColumnPatch, Formula, HeaderPatch, Package, RowPatch, gate, patch

Make = Callable[..., bytes]
HEADERS = ("编号", "手机", "固话", "金额")
SHEET, OTHER, TABLE, BOOK = (
    *("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"),
    *("xl/tables/table1.xml", "xl/workbook.xml"),
)


def drawn(**renamed: str) -> bytes:
    """A table with two formula columns, formulas on another sheet, a name; columns by other names as `renamed` says."""
    names = {header: renamed.get(header, header) for header in HEADERS}
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet, other = book.add_worksheet("客户"), book.add_worksheet("汇总")
    columns: list[dict[str, Any]] = [{"header": name} for name in names.values()]
    columns += [
        {"header": "长度", "formula": f"LEN(t客户[[#This Row],[{names['手机']}]])"},
        {"header": "双倍", "formula": f"t客户[[#This Row],[{names['金额']}]]*2"},
    ]
    columns[3] |= {"total_function": "sum"}
    sheet.add_table("B4:G8", {"name": "t客户", "columns": columns, "total_row": True})
    for row in range(4, 7):
        sheet.write_row(row, 1, [f"C{row}", f"1380013800{row}", f"010-{row}", row * 10])
    other.write_formula("A1", f"=SUM(t客户[{names['金额']}])", None, 150)
    other.write_formula("A2", f"=COUNTA(t客户[[{names['手机']}]:[{names['固话']}]])", None, 6)
    other.write_formula("A3", f'=t客户[[#Headers],[{names["手机"]}]]&"t客户[列1]"', None, "x")
    book.define_name("phones", f"=t客户[{names['手机']}]")
    book.close()
    package = Package.read(held.getvalue())
    plain = package.part(BOOK).replace(b' fullCalcOnLoad="1"', b"")
    return package.assemble({BOOK: plain})


def part(data: bytes, name: str) -> str:
    return Package.read(data).part(name).decode()


def names(data: bytes) -> list[str]:
    return re.findall('<tableColumn [^>]*name="([^"]*)"', part(data, TABLE))


def header_cells(data: bytes) -> list[object]:
    return [cell.value for cell in openpyxl.load_workbook(io.BytesIO(data))["客户"][4][1:]]


def formulas(data: bytes) -> list[str]:
    """Every formula of the workbook: cells, columns of the table, names."""
    found = [text for name in (SHEET, OTHER) for text in re.findall("<f[^>]*>([^<]*)</f>", part(data, name))]
    found += re.findall("Formula>([^<]*)</", part(data, TABLE))
    return found + re.findall("<definedName[^>]*>([^<]*)</", part(data, BOOK))


def blanked(data: bytes, column: str, text: str | None = None) -> bytes:
    """The header cell says `text` or nothing, whatever the table's part calls the column."""
    inner = "" if text is None else f' t="inlineStr"><is><t>{text}</t></is></c'
    new = re.sub(f'<c r="{column}4"[^>]*>.*?</c>', f'<c r="{column}4"{inner or "/"}>', part(data, SHEET))
    return Package.read(data).assemble({SHEET: new.encode()})


WHOLE = [*HEADERS, "长度", "双倍"]
ALL = [("B4", "编号"), ("C4", "手机"), ("D4", "固话"), ("E4", "金额")]


@pytest.mark.parametrize(
    ("data", "patches"),
    [
        (lambda: drawn(手机="列1"), [("C4", "手机")]),
        (lambda: drawn(手机="Column1"), [("C4", "手机")]),
        (lambda: drawn(固话="手机2"), [("D4", "固话")]),
        (lambda: blanked(drawn(固话="手机2"), "D", "手机"), [("D4", "固话")]),
        (lambda: blanked(drawn(), "C"), [("C4", "手机")]),
        (lambda: blanked(drawn(), "C", "138"), [("C4", "手机")]),
        (
            lambda: drawn(手机="固话", 固话="手机", 金额="Column5"),
            [("C4", "x"), ("D4", "固话"), ("C4", "手机"), ("E4", "金额")],
        ),
        (lambda: drawn(编号="x", 手机="编号", 固话="手机", 金额="固话"), ALL),
        (lambda: drawn(编号="手机", 手机="固话", 固话="金额", 金额="y"), ALL),
        (
            lambda: drawn(编号="手机", 手机="固话", 固话="金额", 金额="编号"),
            ALL,
        ),
        (lambda: drawn(手机="a", 固话="b", 金额="c"), [("$C$4", "手机"), ("D4", "固话"), ("e4", "金额")]),
    ],
)
def test_patch_header__all_agree_again(
    data: Callable[[], bytes], patches: list[tuple[str, str]], schema_errors: Make
) -> None:
    """As Excel leaves them (the column goes by another name everywhere), and as LibreOffice does (the cell differs)."""
    before = data()
    assert header_cells(before) != WHOLE
    wanted = [HeaderPatch("客户", cell, header) for cell, header in patches]
    after = patch(before, wanted)
    assert header_cells(after) == WHOLE
    assert names(after) == WHOLE
    assert formulas(after) == formulas(drawn())
    assert schema_errors(after) == schema_errors(before)
    assert gate(after)
    assert patch(after, wanted) is after
    for one in openpyxl.load_workbook(io.BytesIO(after))["客户"].tables.values():
        assert [column.name for column in one.tableColumns] == WHOLE


def test_patch_header__only_what_calls_the_column_changes() -> None:
    before = drawn()
    after = patch(before, [HeaderPatch("客户", "D4", "电话")])
    old, new = Package.read(before), Package.read(after)
    assert {n for n in old.names if old.raw(n) != new.raw(n)} == {SHEET, OTHER, TABLE, BOOK}
    assert "COUNTA(t客户[[手机]:[电话]])" in formulas(after)
    assert re.sub('<c r="D4".*?</c>', "", part(after, SHEET)) == re.sub('<c r="D4".*?</c>', "", part(before, SHEET))
    assert part(after, OTHER) == part(before, OTHER).replace("[固话]", "[电话]")
    assert part(after, TABLE) == part(before, TABLE).replace("固话", "电话")


def test_patch_header__nothing_to_do() -> None:
    data = drawn()
    assert patch(data, [HeaderPatch("客户", "C4", "手机"), HeaderPatch("客户", "G4", "双倍")]) is data


def test_patch_header__doubled_in_the_table_too() -> None:
    """Excel repairs such a file; formulas mean the first of the two and keep doing so."""
    twice = part(drawn(), TABLE).replace('name="固话"', 'name="手机"')
    data = Package.read(blanked(drawn(), "D", "手机")).assemble({TABLE: twice.encode()})
    after = patch(data, [HeaderPatch("客户", "D4", "固话")])
    assert names(after) == header_cells(after) == WHOLE
    assert formulas(after) == formulas(data)


def test_patch_header__shared_and_array_formulas() -> None:
    data = drawn(手机="列1")
    rows = part(data, SHEET)
    text = "LEN(t客户[[#This Row],[列1]])"
    rows = rows.replace(f"<f>{text}</f>", f'<f t="shared" ref="F5:F7" si="0">{text}</f>', 1)
    rows = rows.replace(f"<f>{text}</f>", '<f t="shared" si="0"/>', 2)
    rows = rows.replace(
        "</sheetData>", '<row r="20"><c r="A20"><f t="array" ref="A20:A21">t客户[列1]</f><v>1</v></c></row></sheetData>'
    )
    data = Package.read(data).assemble({SHEET: rows.encode()})
    after = patch(data, [HeaderPatch("客户", "C4", "手机"), RowPatch("t客户", {"手机": "139"})])
    found = part(after, SHEET)
    assert '<f t="shared" ref="F5:F7" si="0">LEN(t客户[[#This Row],[手机]])</f>' in found
    assert '<f t="array" ref="A20:A21">t客户[手机]</f><v>1</v>' in found
    assert "[列1]" not in found
    book = openpyxl.load_workbook(io.BytesIO(after))
    assert book["客户"]["F8"].value == "=LEN(t客户[[#This Row],[手机]])"


def test_patch_header__formulas_planned_before_follow_too() -> None:
    patches = [
        CellPatch("汇总", "B1", Formula("SUM(t客户[金额])", 1)),
        ColumnPatch("t客户", "三倍", formula="t客户[[#This Row],[金额]]*3"),
        HeaderPatch("客户", "E4", "购买金额"),
    ]
    after = patch(drawn(), patches)
    assert "金额]" in " ".join(formulas(after))
    assert not re.search(r"\[金额\]", " ".join(formulas(after)))
    assert "t客户[[#This Row],[购买金额]]*3" in formulas(after)
    assert "SUM(t客户[购买金额])" in formulas(after)


@pytest.mark.parametrize(
    ("cell", "header", "why"),
    [
        ("C5", "手机", "no header"),
        ("A4", "手机", "no header"),
        ("C8", "手机", "no header"),
        ("C4", "固话", "letter case"),
        ("C4", "", "1 to 255"),
        ("C4", "x" * 256, "1 to 255"),
        ("C0", "手机", "no such cell"),
    ],
)
def test_patch_header__refused(cell: str, header: str, why: str) -> None:
    with pytest.raises(WorkbookError, match=why) as caught:
        patch(drawn(), [HeaderPatch("客户", cell, header)])
    assert "没有改动" in caught.value.zh


def test_patch_header__two_that_want_one_name_are_refused() -> None:
    with pytest.raises(WorkbookError, match="letter case"):
        patch(
            drawn(),
            [HeaderPatch("客户", "B4", "手机"), HeaderPatch("客户", "C4", "固话"), HeaderPatch("客户", "D4", "手机")],
        )


def test_patch_header__of_a_query_is_refused() -> None:
    linked = part(drawn(), TABLE).replace('name="t客户"', 'tableType="queryTable" name="t客户"')
    data = Package.read(drawn()).assemble({TABLE: linked.encode()})
    with pytest.raises(WorkbookError, match="come from elsewhere"):
        patch(data, [HeaderPatch("客户", "C4", "电话")])


def test_patch_header__a_formula_that_cannot_be_followed_is_refused() -> None:
    rows = part(drawn(), OTHER).replace("<f>SUM(t客户[金额])</f>", "<f><![CDATA[SUM(t客户[金额])]]></f>")
    data = Package.read(drawn()).assemble({OTHER: rows.encode()})
    with pytest.raises(WorkbookError, match="cannot be followed"):
        patch(data, [HeaderPatch("客户", "E4", "购买金额")])
    assert patch(data, [HeaderPatch("客户", "C4", "电话")]) != data
