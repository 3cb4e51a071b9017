"""The guide from pass to pass: drawn anew only when it says something else, and never over a person's sheet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

import custsheet
from custsheet.model.errors import WorkbookError
from custsheet.package import CellPatch, ColumnPatch, patch

DAY = date(2026, 6, 17)


@pytest.fixture
def processed(tmp_path: Path) -> Path:
    path = custsheet.create(tmp_path / "a.xlsx", today=DAY)
    assert custsheet.process(path, today=DAY).written
    return path


def test_process__the_guide_follows_the_columns(processed: Path) -> None:
    assert not custsheet.process(processed, today=DAY).written
    processed.write_bytes(patch(processed.read_bytes(), [ColumnPatch("t客户", "身份证号")]))
    assert custsheet.process(processed, today=DAY).written
    fields = [cell.value for (cell,) in openpyxl.load_workbook(processed)["使用指南"].iter_rows(max_col=1)]
    assert "身份证号" in fields  # off by default; now it stands there
    assert "统一社会信用代码" not in fields


def test_process__what_people_type_on_the_guide_is_told_and_goes(processed: Path) -> None:
    before = processed.read_bytes()
    processed.write_bytes(patch(before, [CellPatch("使用指南", "J3", "记得备份")]))
    outcome = custsheet.process(processed, today=DAY)
    assert outcome.written
    assert [said.zh for said in outcome.notices if "「使用指南」" in said.zh]
    assert "使用指南" not in outcome.sheets  # nobody is sent there to see results
    assert openpyxl.load_workbook(processed)["使用指南"]["J3"].value is None


def test_process__a_persons_sheet_in_the_place_of_the_guide_is_theirs(processed: Path) -> None:
    typed = patch(processed.read_bytes(), [CellPatch("使用指南", "A1", "我们自己的说明")])
    processed.write_bytes(typed)
    with pytest.raises(WorkbookError, match="使用指南"):
        custsheet.process(processed, today=DAY)
    assert processed.read_bytes() == typed


def test_process__what_the_administrator_changed_stands_on_top_of_the_guide(processed: Path) -> None:
    page = openpyxl.load_workbook(processed)["字段"]
    heads = {str(cell.value): cell.column_letter for cell in page[4]}
    row = next(one[0].row for one in page.iter_rows(min_row=5) if (one[0].value, one[3].value) == ("客户", "district"))
    typed = patch(processed.read_bytes(), [CellPatch("字段", f"{heads['必填']}{row}", "是")])
    processed.write_bytes(typed)
    for _ in range(2):  # in the pass that carries it out, and ever after
        custsheet.process(processed, today=DAY)
        said = [str(cell.value) for (cell,) in openpyxl.load_workbook(processed)["使用指南"].iter_rows(max_col=1)]
        at = said.index("本公司改过的")
        assert at < said.index("怎样开始")
        assert said[at + 1] == "●  「客户」的“区县”：必填 否 → 是。"
    assert not custsheet.process(processed, today=DAY).written
