"""One column is hidden or shown; its neighbours, however they are grouped, stay as they were."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, gate
from custsheet.package.patching.patch import patch
from custsheet.package.patching.patches import CellPatch, HiddenPatch

Make = Callable[..., bytes]
SHEET = "xl/worksheets/sheet1.xml"
DATA = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'


def columns(data: bytes) -> str:
    match = re.search("<(?:x:)?cols>(.*)</(?:x:)?cols>", Package.read(data).part(SHEET).decode(), re.DOTALL)
    return match[1] if match else ""


def hide(column: int, hidden: bool = True) -> HiddenPatch:
    return HiddenPatch("客户", column, hidden)


@pytest.mark.parametrize(
    ("before", "column", "hidden", "after"),
    [
        ("", 3, True, '<col min="3" max="3" width="9.140625" hidden="1"/>'),
        (
            '<col min="1" max="1" width="9"/><col min="5" max="5" width="9"/>',
            3,
            True,
            '<col min="1" max="1" width="9"/><col min="3" max="3" width="9.140625" hidden="1"/>'
            '<col min="5" max="5" width="9"/>',
        ),
        (
            '<col min="1" max="1" width="9"/>',
            3,
            True,
            '<col min="1" max="1" width="9"/><col min="3" max="3" width="9.140625" hidden="1"/>',
        ),
        (
            '<col min="2" max="4" width="20" style="2" customWidth="1" outlineLevel="1"/>',
            3,
            True,
            '<col min="2" max="2" width="20" style="2" customWidth="1" outlineLevel="1"/>'
            '<col min="3" max="3" width="20" style="2" customWidth="1" outlineLevel="1" hidden="1"/>'
            '<col min="4" max="4" width="20" style="2" customWidth="1" outlineLevel="1"/>',
        ),
        (
            '<col width="20" max="4" min="2" hidden="1"/>',
            2,
            False,
            '<col width="20" max="2" min="2"/><col width="20" max="4" min="3" hidden="1"/>',
        ),
        (
            '<col min="2" max="16384" width="20" hidden="true" />',
            16384,
            False,
            '<col min="2" max="16383" width="20" hidden="true" /><col min="16384" max="16384" width="20" />',
        ),
        (
            '<col min="3" max="3" width="0" hidden="1" customWidth="1"/>',
            3,
            False,
            '<col min="3" max="3" width="9.140625"/>',
        ),
    ],
)
def test_patch_hidden(handmade: Make, schema_errors: Make, before: str, column: int, hidden: bool, after: str) -> None:
    data = handmade(f"<cols>{before}</cols>{DATA}" if before else DATA)
    found = patch(data, [hide(column, hidden)])
    assert columns(found) == after
    old, new = Package.read(data), Package.read(found)
    assert [name for name in old.names if old.raw(name) != new.raw(name)] == [SHEET]
    assert DATA in new.part(SHEET).decode()
    assert schema_errors(found) == schema_errors(data)
    assert patch(found, [hide(column, hidden)]) is found
    assert gate(found)


@pytest.mark.parametrize(
    "before", ["", '<cols><col min="2" max="2" width="9"/></cols>', '<cols><col min="1" max="9" hidden="0"/></cols>']
)
def test_patch_hidden__what_is_shown_already(handmade: Make, before: str) -> None:
    data = handmade(before + DATA)
    assert patch(data, [hide(3, hidden=False)]) is data


def test_patch_hidden__the_sheets_own_width_and_the_place_before_the_cells(handmade: Make) -> None:
    data = handmade(f'<dimension ref="A1"/><sheetFormatPr defaultRowHeight="15" defaultColWidth="12.5"/>{DATA}')
    after = patch(data, [hide(2), CellPatch("客户", "B1", 5)])
    body = Package.read(after).part(SHEET).decode()
    assert '12.5"/><cols><col min="2" max="2" width="12.5" hidden="1"/></cols><sheetData>' in body
    assert '<c r="B1"><v>5</v></c>' in body
    sheet = openpyxl.load_workbook(io.BytesIO(after))["客户"]
    assert sheet.column_dimensions["B"].hidden
    assert not sheet.column_dimensions["A"].hidden


def test_patch_hidden__prefixed(handmade: Make) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    data = handmade("<x:sheetData/>", root=f'x:worksheet xmlns:x="{main}"')
    after = patch(data, [hide(1), hide(2)])
    assert re.findall('<x:col min="([0-9])"', columns(after)) == ["1", "2"]
    assert patch(after, [hide(1), hide(2)]) is after


def test_patch_hidden__and_shown_again_is_what_it_was(handmade: Make) -> None:
    before = '<cols><col min="3" max="3" width="20" customWidth="1"/></cols>'
    data = handmade(before + DATA)
    assert patch(patch(data, [hide(3)]), [hide(3, hidden=False)]) == data
    assert patch(data, [hide(3), hide(3, hidden=False)]) is data


@pytest.mark.parametrize("column", [0, -1, 16_385])
def test_patch_hidden__no_such_column(handmade: Make, column: int) -> None:
    with pytest.raises(WorkbookError, match="no such column"):
        patch(handmade(DATA), [hide(column)])


@pytest.mark.slow
def test_patch_hidden__read_by_libreoffice(
    handmade: Make, convert: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    source = tmp_path / "in.xlsx"
    data = handmade(f'<cols><col min="1" max="4" width="20" customWidth="1"/></cols>{DATA}')
    source.write_bytes(patch(data, [hide(2), hide(7)]))
    saved = convert(source, "xlsx", tmp_path / "out").read_bytes()
    assert patch(saved, [hide(2), hide(7), hide(1, hidden=False), hide(3, hidden=False)]) is saved
    shown = patch(saved, [hide(2, hidden=False), hide(7, hidden=False)])
    widths = {
        name: (column.hidden, round(column.width or 0))
        for name, column in openpyxl.load_workbook(io.BytesIO(shown))["客户"].column_dimensions.items()
    }
    assert not any(hidden for hidden, _ in widths.values())
    assert widths["B"] == (False, 20)
