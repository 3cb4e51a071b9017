"""Number formats come back, with all else of a cell's format and every value as they were."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, gate
from custsheet.package.patching.patch import patch
from custsheet.package.patching.patches import CellPatch, FormatPatch

Make = Callable[..., bytes]
SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
ROWS = (
    '<sheetData><row r="1"><c r="A1" s="5" t="s"><v>0</v></c><c r="B1" s="1"><v>2.5</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" s="5"><v>3</v></c></row>'
    '<row r="4" s="2" customFormat="1"><c r="B4"><v>4</v></c></row></sheetData>'
)


def cells(data: bytes) -> str:
    match = re.search("<(?:x:)?sheetData>(.*)</(?:x:)?sheetData>", Package.read(data).part(SHEET).decode(), re.DOTALL)
    assert match is not None
    return match[1]


def text(cells: str, sheet: str = "客户") -> FormatPatch:
    return FormatPatch(sheet, cells, "@")


def test_patch_format__only_wrong_cells_change(handmade: Make, schema_errors: Make) -> None:
    data = handmade(ROWS)
    after = patch(data, [text("A1:A2")])
    assert cells(after) == cells(data).replace('<c r="A2" t="s">', '<c r="A2" t="s" s="6">')
    before, now = Package.read(data), Package.read(after)
    assert [name for name in before.names if before.raw(name) != now.raw(name)] == [SHEET, STYLES]
    assert schema_errors(after) == schema_errors(data)
    assert patch(after, [text("$A$1:$A$2")]) is after


def test_patch_format__blank_cells_get_it_too(handmade: Make) -> None:
    data = handmade(ROWS)
    after = patch(data, [text("A3:A5")])
    assert '<row r="3"><c r="A3" s="6"/></row>' in cells(after)
    assert '<row r="4" s="2" customFormat="1"><c r="A4" s="6"/><c r="B4">' in cells(after)
    assert '<row r="5"><c r="A5" s="6"/></row>' in cells(after)
    assert patch(after, [text("A3:A5")]) is after


def test_patch_format__a_blank_cell_whose_column_is_right_is_not_made(handmade: Make) -> None:
    data = handmade(f'<cols><col min="1" max="1" width="9" style="5"/></cols>{ROWS}')
    assert patch(data, [text("A1"), text("A3"), text("A9:A99")]) is data


def test_patch_format__all_else_of_the_format_stays() -> None:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet("客户")
    look = {"bold": True, "bg_color": "#FFFBEB", "border": 1, "align": "right", "text_wrap": True, "locked": False}
    sheet.write_number("A1", 13800138000, book.add_format({**look, "num_format": "0.00"}))
    sheet.write_datetime("A2", datetime(2024, 5, 6), book.add_format({"num_format": "d/m/yy"}))
    book.close()
    data = held.getvalue()
    after = patch(data, [text("A1"), FormatPatch("客户", "A2", 'yyyy"年"m"月"d"日"')])
    old, new = (openpyxl.load_workbook(io.BytesIO(one))["客户"] for one in (data, after))
    assert new["A1"].number_format == "@"
    assert new["A1"].value == 13800138000
    for part in ("font", "fill", "border", "alignment", "protection"):
        assert repr(getattr(new["A1"], part)) == repr(getattr(old["A1"], part))
    assert new["A2"].number_format == 'yyyy"年"m"月"d"日"'
    assert new["A2"].value == old["A2"].value
    assert gate(after)


def test_patch_format__formats_that_are_there_already_are_used(handmade: Make) -> None:
    data = handmade(ROWS)
    for code in ("#,##0.00", "General", "@"):
        after = patch(data, [FormatPatch("客户", "A1:B4", code)])
        counts = [Package.read(one).part(STYLES).count(b"<numFmt ") for one in (data, after)]
        assert counts == [1, 1], "these codes are built in"
    once = patch(data, [FormatPatch("客户", "A1:A2", "yyyy-mm-dd")])
    twice = patch(once, [FormatPatch("客户", "A1:B9", "yyyy-mm-dd")])
    assert Package.read(twice).part(STYLES).count(b"yyyy-mm-dd") == 1
    assert patch(twice, [FormatPatch("客户", "A1:B9", "yyyy-mm-dd")]) is twice


@pytest.mark.parametrize("spelled", [r"yyyy\-mm\-dd", "yyyy-mm-dd;@", r"yyyy\-mm\-dd;@"])
def test_patch_format__as_an_office_program_spells_it(handmade: Make, spelled: str) -> None:
    once = patch(handmade(ROWS), [FormatPatch("客户", "A1:B2", "yyyy-mm-dd")])
    package = Package.read(once)
    saved = package.assemble({STYLES: package.part(STYLES).replace(b"yyyy-mm-dd", spelled.encode())})
    assert patch(saved, [FormatPatch("客户", "A1:B2", "yyyy-mm-dd")]) is saved


@pytest.mark.parametrize(
    ("sheet", "prefixed"),
    [
        ('<sheetData><row r="1"><c s="1" r="A1"><v>1</v></c><c r="B1" s="1"/></row></sheetData>', False),
        ("<sheetData><row><c s='1'><v>1</v></c><c s='1'/></row></sheetData>", False),
        (
            '<x:sheetData><x:row r="1"><x:c r="A1" s="1"/><x:c r="B1" s="1"/></x:row></x:sheetData>',
            True,
        ),
        (
            '<sheetData><!-- <c r="A1"/> --><row r="1"><c r="A1" s="1"/><c r="B1" s="1"/></row></sheetData>',
            0,
        ),
    ],
)
def test_patch_format__however_the_cells_are_written(handmade: Make, sheet: str, prefixed: bool) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    data = handmade(sheet, **({"root": f'x:worksheet xmlns:x="{main}"'} if prefixed else {}))
    after = patch(data, [text("A1:B1")])
    assert len(re.findall("""<(?:x:)?c [^>]*s=["']6["']""", cells(after))) == 2
    assert patch(after, [text("A1:B1")]) is after


def test_patch_format__together_with_values(handmade: Make) -> None:
    patches = [CellPatch("客户", "A2", "0755"), text("A1:A2"), CellPatch("客户", "B1", "x"), text("B1:B2")]
    after = patch(handmade(ROWS), patches)
    sheet = openpyxl.load_workbook(io.BytesIO(after))["客户"]
    assert (sheet["A2"].value, sheet["A2"].number_format) == ("0755", "@")
    assert (sheet["B1"].value, sheet["B1"].number_format) == ("x", "@")
    assert patch(after, patches) is after


@pytest.mark.parametrize("wrong", ["", "A", "A:A", "A0", "A1:B", "ZZZZ1", "A1:A1048576"])
def test_patch_format__cells_that_are_none(handmade: Make, wrong: str) -> None:
    data = handmade(ROWS)
    with pytest.raises(WorkbookError, match="no such cells"):
        patch(data, [text(wrong)])


@pytest.mark.slow
def test_patch_format__read_by_libreoffice(
    handmade: Make, convert: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    source = tmp_path / "in.xlsx"
    patches = [text("A1:B4"), FormatPatch("客户", "C1:C4", "yyyy-mm-dd")]
    source.write_bytes(patch(handmade(ROWS), patches))
    saved = convert(source, "xlsx", tmp_path / "out").read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(saved))["客户"]
    assert {sheet[cell].number_format for cell in ("A1", "A2", "B4")} == {"@"}
    assert patch(saved, patches) is saved


def test_patch_format__only_instead_of_the_format_it_names(handmade: Make) -> None:
    """A1 is text already, A2 has no format of its own."""
    data = handmade(ROWS)
    after = patch(data, [FormatPatch("客户", "A1:A2", "0.00", instead="General")])
    assert cells(after) == cells(data).replace('<c r="A2" t="s">', '<c r="A2" t="s" s="6">')
    assert patch(data, [FormatPatch("客户", "A1:A2", "0.00", instead="yyyy-mm-dd")]) is data
