"""Patches of workbooks that other programs saved: the cell holds the value, and nothing else has changed."""

from __future__ import annotations

import io
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from openpyxl.cell.cell import MergedCell

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, Sheet, Workbook
from custsheet.package.patching.patch import patch
from custsheet.package.patching.patches import CellPatch, ColumnPatch, Patch, RowPatch, RulesPatch
from custsheet.package.patching.sheetdata import SheetData
from custsheet.package.patching.sheetpart import SheetPart
from custsheet.package.ranges import LAST_ROW, Box
from custsheet.package.recalc import has_formulas

TEXT = "=1+1 王小明_x000D_"
Cells = dict[tuple[str, int, int], object]


@pytest.fixture(scope="module")
def files(shared: Path) -> list[Path]:
    made = sorted((shared / "data" / "excel-made").glob("*.xls*"))
    survivors = sorted((shared / "data" / "survivors").glob("*.xls*"))
    assert len(made) > 900
    assert len(survivors) > 30
    return made[::10] + survivors


def calamine(data: bytes) -> Cells | None:
    """(title, row, column) → value of all filled cells as python-calamine reads them; None if it cannot."""
    found: Cells = {}
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheets_metadata:
            if sheet.typ is python_calamine.SheetTypeEnum.WorkSheet:
                rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                for r, row in enumerate(rows, start=1):
                    found |= {(sheet.name, r, c): v for c, v in enumerate(row, start=1) if v != ""}
    except python_calamine.CalamineError:
        return None
    return found


def second(data: bytes) -> Cells | None:
    """The same as openpyxl reads them, days without their time."""
    found: Cells = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(data))
        except Exception:  # whatever the witness stumbles over
            return None
    for sheet in book.worksheets:
        # Not iter_rows: a cell in the last row makes it create every cell above.
        for (row, column), cell in sheet._cells.items():
            value = cell.value
            if value is not None and not isinstance(cell, MergedCell):
                value = value.date() if isinstance(value, datetime) and value.time() == time() else value
                # Formulas of arrays and tables are objects, which compare by identity.
                found[sheet.title, row, column] = str(vars(value)) if hasattr(value, "ref") else value
    return found


def candidates(data: bytes, sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Filled cells without a formula."""
    part = SheetPart.read(Package.read(data).part(sheet.part), sheet.part)
    for row in SheetData(part, sheet.title).rows(1, 1 << 20):
        for column, cell in row.cells.items():
            if cell.inner and cell.formula is None and cell.kind != "e":
                yield row.number, column


def one_patch(data: bytes, sheet: Sheet) -> tuple[int, int] | None:
    """The first cell that takes a text."""
    for row, column in candidates(data, sheet):
        try:
            patch(data, [CellPatch(sheet.title, str(Box(row, column, row, column)), TEXT)])
        except WorkbookError:
            continue
        return row, column
    return None


@pytest.mark.slow
def test_patch__workbooks_of_other_programs(
    files: list[Path], schema_errors: Callable[[bytes], Counter[tuple[str, str]]]
) -> None:
    wrong: list[str] = []
    done: Counter[str] = Counter()
    for path in files:
        before = path.read_bytes()
        old = Workbook.read(Package.read(before))
        sheets = [sheet for sheet in old.sheets if sheet.kind == "worksheet"]
        if not sheets:
            continue
        expected: Cells = {}
        patches: list[Patch] = []
        allowed = {old.rel_part("styles"), old.part if has_formulas(old) else None}
        for sheet in sheets[:2]:
            allowed |= {sheet.part, *(table.part for table in sheet.tables)}
            found = one_patch(before, sheet)
            if found is not None:
                done["existing"] += 1
                patches.append(CellPatch(sheet.title, str(Box(*found, *found)), TEXT))
                expected[sheet.title, *found] = TEXT
            part = SheetPart.read(old.package.part(sheet.part), sheet.part)
            far = SheetData(part, sheet.title).last + 5, 3
            if far[0] > LAST_ROW:
                continue
            patches += [
                CellPatch(sheet.title, str(Box(*far, *far)), 12.75),
                CellPatch(sheet.title, str(Box(far[0], 2, far[0], 2)), date(2024, 2, 29)),
            ]
            done["missing"] += 1
            expected[sheet.title, *far] = 12.75
            expected[sheet.title, far[0], 2] = date(2024, 2, 29)
            for table in sheet.tables:
                row = RowPatch(table.display_name, {table.columns[0]: "新行"})
                try:
                    patch(before, [row])
                except WorkbookError:
                    done["table refused"] += 1
                    continue
                done["table"] += 1
                patches.append(row)
        after = patch(before, patches)
        new = Package.read(after)
        for name in old.package.names:
            same = name in new and new.raw(name) == old.package.raw(name)
            if not same and name not in allowed:
                wrong.append(f"{path.name}: {name} changed")
        if patch(after, [one for one in patches if isinstance(one, CellPatch)]) is not after:
            wrong.append(f"{path.name}: twice is not the same")
        wrong += [f"{path.name}: {part}: {m}" for part, m in schema_errors(after) - schema_errors(before)]
        for witness in (calamine, second):
            was = witness(before)
            if was is not None:
                wrong += compared(f"{path.name}: {witness.__name__}", was, witness(after), expected)
    assert wrong == []
    assert done["existing"] > 60
    assert done["table"] > 8


def compared(name: str, before: Cells, after: Cells | None, expected: Cells) -> list[str]:
    """What differs from what was there, the expected cells and rows appended to tables aside."""
    if after is None:
        return [f"{name}: cannot read it any more"]
    wrong = [
        f"{name}: {key} is {after.get(key)!r}, not {want!r}" for key, want in expected.items() if after.get(key) != want
    ]
    wrong += [f"{name}: {key} was {v!r}" for key, v in before.items() if key not in expected and after.get(key) != v]
    appended = {(title, row) for (title, row, _), value in after.items() if value == "新行"}
    more = [key for key in after.keys() - before.keys() - expected.keys() if key[:2] not in appended]
    return wrong + [f"{name}: {key} came up: {after[key]!r}" for key in more]


def donor() -> bytes:
    """Rules of all kinds that a tool sheet may bring."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet, red = book.add_worksheet("表"), book.add_format({"bg_color": "#123456"})
    sheet.data_validation("B2:C9", {"validate": "custom", "value": "=LEN(B2)<9"})
    sheet.data_validation("A1:A5", {"validate": "list", "source": "=cs_list"})
    sheet.conditional_format("A1:F9", {"type": "formula", "criteria": "=cs_flag=1", "format": red})
    sheet.conditional_format("C1:C9", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("D1:D9", {"type": "3_color_scale"})
    sheet.conditional_format("E1:E9", {"type": "icon_set", "icon_style": "3_flags"})
    book.close()
    return held.getvalue()


@pytest.mark.slow
def test_patch__rules_and_columns_in_workbooks_of_other_programs(
    files: list[Path], schema_errors: Callable[[bytes], Counter[tuple[str, str]]]
) -> None:
    wrong: list[str] = []
    rules = donor()
    columns = 0
    for path in files:
        before = path.read_bytes()
        old = Workbook.read(Package.read(before))
        sheets = [sheet for sheet in old.sheets if sheet.kind == "worksheet"][:2]
        patches: list[Patch] = []
        for table in (table for sheet in sheets for table in sheet.tables):
            column = ColumnPatch(table.display_name, "新列", formula="1+1")
            try:
                patch(before, [column])
            except WorkbookError:
                continue
            patches.append(column)
            columns += 1
        # Last, because a rule of the whole table goes along with a new column.
        patches += [RulesPatch(sheet.title, rules, "表") for sheet in sheets]
        after = patch(before, patches)
        if patch(after, patches) is not after:
            wrong.append(f"{path.name}: twice is not the same")
        wrong += [f"{path.name}: {part}: {m}" for part, m in schema_errors(after) - schema_errors(before)]
        was, now = calamine(before), calamine(after)
        if was is not None and now is not None:
            wrong += [f"{path.name}: {key} was {value!r}" for key, value in was.items() if now.get(key) != value]
        if second(before) is not None and second(after) is None:
            wrong.append(f"{path.name}: openpyxl cannot read it any more")
    assert wrong == []
    assert columns > 5
