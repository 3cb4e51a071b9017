"""The counts beside the thresholds: what they store is what LibreOffice computes, and what the next pass will find."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import custsheet
from custsheet.drawing.people import whatif
from custsheet.drawing.people.settings import FAIR
from custsheet.drawing.template import draw_workbook
from custsheet.model.errors import Lang
from custsheet.model.schema import Schema
from custsheet.package import CellPatch, patch
from custsheet.reading.sample import sample_rows
from custsheet.reading.standards import standard

TODAY = date(2026, 6, 17)
HEAD = {"zh": "试算", "en": "What if"}
TITLE = {"zh": "参数", "en": "Settings"}
LINES = ("pareto_a", "pareto_b", "fixed_a", "fixed_b", "composite_a", "composite_b")


def _rows(schema: Schema) -> dict[str, int]:
    return {one.name: row for row, one in enumerate(schema.settings, 5)}


def _beside(page: Any, schema: Schema, lang: Lang = "zh") -> dict[str, Any]:
    column = next(cell.column for cell in page[4] if cell.value == HEAD[lang])
    return {name: page.cell(row, column).value for name, row in _rows(schema).items() if name in LINES}


def _figures(shown: dict[str, Any], method: str) -> dict[str, int]:
    words = f"{shown[method + '_a']} {shown[method + '_b']}".replace("→", "").replace("·", "").split()
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))


@pytest.fixture(scope="module")
def processed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whatif") / "book.xlsx"
    tables, settings = sample_rows(standard(), "zh", TODAY)
    few = {name: rows[:60] for name, rows in tables.items()}
    custsheet.create(path, tables=few, settings=settings, today=TODAY)
    custsheet.process(path, today=TODAY)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_settings__a_new_workbook_counts_nobody(
    schema: Schema, recalculated: Callable[..., Any], opened: Callable[..., Any], lang: Lang
) -> None:
    data = draw_workbook(schema, lang, today=TODAY, version="1")
    stored = _beside(opened(data, values=True)[TITLE[lang]], schema, lang)
    assert stored["pareto_a"] == "→ A 0"
    assert stored["fixed_b"] == "→ B 0 · C 0"
    assert _beside(recalculated(data)[TITLE[lang]], schema, lang) == stored


@pytest.mark.slow
def test_process__counts_are_those_of_the_pass_and_of_libreoffice(
    processed: Path, schema: Schema, recalculated: Callable[..., Any], opened: Callable[..., Any]
) -> None:
    data = processed.read_bytes()
    stored = _beside(opened(data, values=True)["参数"], schema)
    assert _beside(recalculated(data)["参数"], schema) == stored
    for method in ("pareto", "fixed", "composite"):
        row = _rows(schema)["tier_method"]
        word = {"pareto": "帕累托", "fixed": "固定阈值", "composite": "综合得分"}[method]
        other = processed.with_name(f"{method}.xlsx")
        other.write_bytes(patch(data, [CellPatch("参数", f"B{row}", word)]))
        found = custsheet.check(other, today=TODAY).tiers
        assert found is not None
        assert found.method == method
        counted = found.table["raw"].value_counts()
        assert _figures(stored, method) == {tier: int(counted.get(tier, 0)) for tier in "ABC"}, method


@pytest.mark.slow
def test_process__typed_numbers_are_tried_before_saving_as_the_next_pass_reads_them(
    processed: Path, schema: Schema, recalculated: Callable[..., Any], opened: Callable[..., Any]
) -> None:
    """As typed in a program that calculates, then after a pass over the very numbers."""
    rows = _rows(schema)
    typed = {
        "pareto_a": 0.5,
        "pareto_b": None,
        "fixed_a": 800.5,
        "fixed_b": "很多",
        "composite_a": 40,
        "composite_b": 60,
    }
    data = patch(processed.read_bytes(), [CellPatch("参数", f"B{rows[n]}", value) for n, value in typed.items()])
    tried = _beside(recalculated(data)["参数"], schema)
    assert [tried[name] for name in ("fixed_a", "fixed_b", "composite_a", "composite_b")] == [whatif.UNKNOWN] * 4
    path = processed.with_name("typed.xlsx")
    path.write_bytes(data)
    found = custsheet.process(path, today=TODAY).tiers
    assert found is not None
    counted = found.table["raw"].value_counts()
    assert _figures(tried, "pareto") == {tier: int(counted.get(tier, 0)) for tier in "ABC"}
    assert _beside(opened(path.read_bytes(), values=True)["参数"], schema) == tried


def test_process__a_sheet_without_the_column_stays_as_it_is(processed: Path, schema: Schema, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(processed)
    page = book["参数"]
    at = next(cell.column for cell in page[4] if cell.value == "试算")
    for row in range(4, page.max_row + 1):  # as an older version drew it
        page.cell(row, at).value = "备注" if row == 4 else None
    table = page.tables["t参数"]
    table.tableColumns[at - 1].name = "备注"
    held = io.BytesIO()
    book.save(held)
    path = tmp_path / "old.xlsx"
    path.write_bytes(held.getvalue())
    outcome = custsheet.process(path, today=date(2026, 6, 18))
    assert outcome.written
    after = openpyxl.load_workbook(path)["参数"]
    assert [after.cell(row, at).value for row in (4, *range(5, 20))] == ["备注", *[None] * 15]


def test_formulas__only_for_lines_that_a_standard_has(schema: Schema) -> None:
    few = [one for one in schema.settings if one.name != "fixed_b"]
    cells = {one.name: f"B{row}" for row, one in enumerate(few, 5)}
    made = whatif.formulas(few, cells, {}, whatif.Ranks((0.0, 79.9, 80.0, 96.0), (1, 2, 3), (45.0, 75.0)))
    assert set(made) == {"pareto_a", "pareto_b", "composite_a", "composite_b"}
    assert [made[name].value for name in ("pareto_a", "pareto_b")] == ["→ A 2", "→ B 1 · C 1"]
    assert [made[name].value for name in ("composite_a", "composite_b")] == ["→ A 1", "→ B 1 · C 0"]


def test_settings__say_what_the_counts_leave_out() -> None:
    assert "人工定级和降级缓冲" in FAIR("zh")
    assert "without manual tiers and without the wait before a fall" in FAIR("en")
