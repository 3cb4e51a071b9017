"""Merged cells are taken apart; other merges and all cells keep their bytes."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, gate
from custsheet.package.patching.patch import patch
from custsheet.package.patching.patches import CellPatch, UnmergePatch

Make = Callable[..., bytes]
SHEET = "xl/worksheets/sheet1.xml"
DATA = '<sheetData><row r="5"><c r="B5"><v>1</v></c><c r="C5" s="1"/></row></sheetData>'
MERGES = '<mergeCells count="3"><mergeCell ref="B5:C6"/><mergeCell ref="B9:B10"/><mergeCell ref="E5:F5"/></mergeCells>'
MARGINS = '<pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/>'


def body(data: bytes) -> str:
    return Package.read(data).part(SHEET).decode()


@pytest.mark.parametrize(
    ("cells", "left"),
    [("B5:C6", {"B9:B10", "E5:F5"}), ("C6", {"B9:B10", "E5:F5"}), ("B1:B99", {"E5:F5"}), ("A1:Z99", set())],
)
def test_patch_merges(handmade: Make, schema_errors: Make, cells: str, left: set[str]) -> None:
    data = handmade(DATA + MERGES + MARGINS)
    after = patch(data, [UnmergePatch("客户", cells)])
    sheet = openpyxl.load_workbook(io.BytesIO(after))["客户"]
    assert {str(box) for box in sheet.merged_cells.ranges} == left
    assert DATA in body(after)
    assert MARGINS in body(after)
    assert ("mergeCells" in body(after)) is bool(left)
    assert schema_errors(after) == schema_errors(data)
    assert patch(after, [UnmergePatch("客户", cells)]) is after
    assert gate(after)


@pytest.mark.parametrize("tail", ["", MERGES])
def test_patch_merges__nothing_there(handmade: Make, tail: str) -> None:
    data = handmade(DATA + tail)
    assert patch(data, [UnmergePatch("客户", "A1:A9")]) is data


def test_patch_merges__its_cells_can_be_filled_then(handmade: Make) -> None:
    data = handmade(DATA + MERGES)
    fill = CellPatch("客户", "C6", "新")
    with pytest.raises(WorkbookError, match="merged"):
        patch(data, [CellPatch("客户", "B5", 2), fill])
    after = patch(data, [CellPatch("客户", "B5", 2), UnmergePatch("客户", "B5"), fill])
    sheet = openpyxl.load_workbook(io.BytesIO(after))["客户"]
    assert (sheet["B5"].value, sheet["C6"].value) == (2, "新")


def test_patch_merges__cells_that_are_none(handmade: Make) -> None:
    with pytest.raises(WorkbookError, match="no such cells"):
        patch(handmade(DATA), [UnmergePatch("客户", "B0")])
