"""Sheet 字段 from pass to pass: edits take effect once, mistakes stay told, nothing is written without a change."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import custsheet
from custsheet.analysis.reports import REPORTS
from custsheet.model.errors import Lang
from custsheet.model.fieldsheet import COLUMNS
from custsheet.model.mend import told
from custsheet.model.needed import FIELDS
from custsheet.model.outcome import Outcome
from custsheet.package import CellPatch, CellValue, FormatPatch, RowPatch, patch
from custsheet.reading.standards import standard

DAY = date(2026, 6, 17)
NAMES = [one.name for one in COLUMNS]
CHOSEN = ("duplicates", "dashboard", "chart_data", "board")
SHEET = {"zh": "字段", "en": "Fields"}


def process(path: Path) -> Outcome:
    return custsheet.process(path, today=DAY)


def edit(path: Path, edits: Mapping[tuple[str, str, str], CellValue], lang: Lang = "zh") -> None:
    """`edits`: (title of the sheet, key, column) → content."""
    page = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))[SHEET[lang]]
    rows = {(page.cell(row, 1).value, page.cell(row, 4).value): row for row in range(5, page.max_row + 1)}
    patches = [
        CellPatch(SHEET[lang], page.cell(rows[title, key], NAMES.index(column) + 1).coordinate, content)
        for (title, key, column), content in edits.items()
    ]
    path.write_bytes(patch(path.read_bytes(), patches))


def told_of(outcome: Outcome, code: str) -> list[Any]:
    return [one for one in outcome.findings if one.code == code]


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = custsheet.create(tmp_path / "a.xlsx", sample=True, today=DAY)
    process(path)
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    row = {"customer_id": "C000001", "name": "张三", "wechat": "甲"}
    path = custsheet.create(tmp_path / "a.xlsx", tables={"customers": [row]}, today=DAY)
    process(path)
    return path


def test_process__an_edit_takes_effect_once_and_a_mistake_stays_told(empty: Path) -> None:
    edit(
        empty, {("客户", "wechat", "format"): "邮箱", ("客户", "city", "kind"): "数子", ("客户", "name", "maximum"): 1}
    )
    seen = custsheet.check(empty, today=DAY)
    assert [one.message for one in told_of(seen, "E321")] == ["default"]
    first = process(empty)
    assert first.written
    for code, field in (("E121", "wechat"), ("W184", "name")):
        assert [one.field for one in told_of(first, code)] == [field]
    second = process(empty)
    assert not second.written
    assert [one.cell for one in told_of(second, "E321")] == [one.cell for one in told_of(seen, "E321")]
    assert not second.snapshot.schema_change
    edit(empty, {("客户", "city", "kind"): "文本"})
    assert told_of(process(empty), "E321") == []


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_process__a_new_row_with_a_mistake_adds_its_column_once_it_is_right(tmp_path: Path, lang: Lang) -> None:
    """Until then nothing is required of anybody; then its cells are numbers, not texts."""
    sheet, label, wrong, right, yes = {
        "zh": ("客户", "会员等级", "数子", "整数", "是"),
        "en": ("Customers", "Member level", "numbr", "whole number", "yes"),
    }[lang]
    path = custsheet.create(tmp_path / "a.xlsx", lang=lang, tables={"customers": [{"customer_id": "C1"}]}, today=DAY)
    titles = {one.name: one.title(lang) for one in COLUMNS}
    row: dict[str, CellValue] = {titles["sheet"]: sheet, titles["label"]: label, titles["kind"]: wrong}
    row[titles["required"]] = yes
    path.write_bytes(patch(path.read_bytes(), [RowPatch({"zh": "t字段", "en": "tFields"}[lang], row)]))
    before = [cell.value for cell in openpyxl.load_workbook(path)[sheet][4]]
    done = process(path)
    assert [one.message for one in told_of(done, "E321")] == ["default"]
    assert label not in {one.field for one in done.findings}
    page = openpyxl.load_workbook(path)[SHEET[lang]]
    added = next(cells for cells in page.iter_rows(min_row=5) if cells[1].value == label)
    assert [cell.value for cell in added if cell.value is not None] == [sheet, label, wrong, yes], "as it was typed"
    assert [cell.value for cell in openpyxl.load_workbook(path)[sheet][4]] == before
    path.write_bytes(patch(path.read_bytes(), [CellPatch(SHEET[lang], added[4].coordinate, right)]))
    done = process(path)
    assert told_of(done, "E321") == []
    page = openpyxl.load_workbook(path)[sheet]
    assert [cell.value for cell in page[4]] == [*before, label]
    column = len(before) + 1
    assert {page.cell(row, column).number_format for row in range(5, 12)} == {"General"}
    assert [one.row for one in told_of(done, "E101") if one.field in ("member_level", "col_1")] == [5]


@pytest.mark.slow
def test_process__cells_follow_the_type_of_their_column_where_no_digit_is_lost(tmp_path: Path) -> None:
    """Text → whole number → day: what Excel would cut or show as another thing keeps its format."""
    path = custsheet.create(tmp_path / "a.xlsx", tables={"customers": [{"customer_id": f"C{n}"} for n in range(1, 9)]})
    path.write_bytes(patch(path.read_bytes(), [RowPatch("t字段", {"工作表": "客户", "字段": "会员等级"})]))
    process(path)
    letter = next(cell.column_letter for cell in openpyxl.load_workbook(path)["客户"][4] if cell.value == "会员等级")
    typed: dict[int, CellValue] = {5: "12", 6: "0012", 7: "6222020200112233445", 8: 3.0, 9: "０１", 10: "很高"}
    at = {row: f"{letter}{row}" for row in range(5, 13)}
    written = [CellPatch("客户", at[row], value) for row, value in typed.items()]
    written += [FormatPatch("客户", at[12], "0.0")]  # somebody's own
    path.write_bytes(patch(path.read_bytes(), written))

    def formats() -> dict[int, str]:
        page = openpyxl.load_workbook(path)["客户"]
        assert {row: page[at[row]].value for row in typed} == typed
        return {row: page[cell].number_format for row, cell in {**at, 200: f"{letter}200"}.items()}

    before = formats()
    assert {before[row] for row in (*range(5, 12), 200)} == {"@"}
    edit(path, {("客户", "col_1", "kind"): "整数"})
    process(path)
    kept = {6: "@", 7: "@", 9: "@", 12: "0.0"}
    assert formats() == dict.fromkeys(before, "General") | kept
    assert not process(path).written
    edit(path, {("客户", "col_1", "kind"): "日期"})
    process(path)
    assert formats() == dict.fromkeys(before, "yyyy-mm-dd") | kept | {8: "General"}
    edit(path, {("客户", "col_1", "kind"): "文本"})
    process(path)
    assert formats() == dict.fromkeys(before, "@") | {8: "General", 12: "0.0"}


def test_process__a_tick_registers_a_column_of_ones_own(empty: Path) -> None:
    book = openpyxl.load_workbook(empty)["客户"]
    right = book.max_column + 1
    own = {4: "生日月", 5: "2024-05-06"}
    patches = [CellPatch("客户", book.cell(row, right).coordinate, words) for row, words in own.items()]
    empty.write_bytes(patch(empty.read_bytes(), patches))
    assert [one.field for one in told_of(process(empty), "I302")] == ["生日月"]
    page = openpyxl.load_workbook(empty)["数据质量"]
    heads = {cell.value: cell.column for cell in page[8]}
    row = next(row for row in range(9, page.max_row + 1) if page.cell(row, heads["规则"]).value == "I302")
    assert page.cell(row, heads["建议值"]).value == "生日月：登记为日期"
    empty.write_bytes(patch(empty.read_bytes(), [CellPatch("数据质量", page.cell(row, heads["采纳"]).coordinate, "√")]))
    outcome = process(empty)
    assert [one.zh for one in told(outcome.mends)] == ["1 列已登记到数据标准：“生日月”。"]
    assert [one.zh for one in outcome.notices] == []
    assert [one.field for one in told_of(outcome, "E161")] == ["col_1"], "text that is a date is found from now on"
    fields = openpyxl.load_workbook(empty)["字段"]
    last = [cell.value for cell in fields[fields.tables["t字段"].ref][-1]]
    assert last[:5] == ["客户", "生日月", "生日月", "col_1", "日期"]
    assert not process(empty).written


def test_process__english_words_in_an_english_workbook(tmp_path: Path) -> None:
    path = custsheet.create(tmp_path / "a.xlsx", lang="en", today=DAY)
    process(path)
    row = {"Sheet": "Customers", "Field": "Member since", "Type": "date", "Maximum": "today", "Required": "conditional"}
    row |= {"Condition": "Kind=Company; Owner is filled"}
    path.write_bytes(patch(path.read_bytes(), [RowPatch("tFields", row)]))
    outcome = process(path)
    assert told_of(outcome, "E321") == []
    field = outcome.snapshot.schema.sheet("customers").by_name["member_since"]
    assert (field.type, field.constraints.maximum) == ("date", "today")
    assert field.required_when == {"kind": ("company",), "owner": "*"}
    assert "Member since" in [cell.value for cell in openpyxl.load_workbook(path)["Customers"][4]]


@pytest.mark.slow
def test_process__every_field_that_can_be_is_switched_off(sample: Path) -> None:
    """No analysis, check or sheet fails for want of a column; what custsheet cannot do without stays on."""
    schema = process(sample).snapshot.schema
    needed = {(one.name, name) for one in schema.sheets for name in (*one.primary_key, *FIELDS.get(one.name, ()))}
    places = [(one, field) for one in schema.sheets for field in one.fields if (one.name, field.name) not in needed]
    edit(sample, {(one.title.zh, field.name, "enabled"): "否" for one, field in places})
    outcome = process(sample)
    assert told_of(outcome, "E321") == []
    assert outcome.written
    left = {(one.name, field.name) for one in outcome.snapshot.schema.sheets for field in one.enabled}
    assert left == needed
    assert not process(sample).written
    edit(sample, {(one.title.zh, field.name, "enabled"): "是" for one, field in places})
    assert process(sample).written


@pytest.mark.slow
def test_process__everything_that_can_be_loosened_is(sample: Path) -> None:
    """No list, format, limit, or required field that the administrator may take away is one the passes rely on."""
    schema = process(sample).snapshot.schema
    edits: dict[tuple[str, str, str], CellValue] = {}
    for sheet in schema.sheets:
        for field in sheet.fields:
            if field.is_input and field.name not in sheet.primary_key:
                at = sheet.title.zh, field.name
                columns = ("condition", "unique", "format", "minimum", "maximum", "default", "example")
                edits |= {(*at, column): None for column in columns} | {(*at, "required"): "否"}
                if field.constraints.enum and schema.value_list(field.constraints.enum).extensible:
                    edits |= {(*at, "list"): None} | ({(*at, "kind"): "文本"} if field.type == "string" else {})
    edit(sample, edits)
    outcome = process(sample)
    assert outcome.written
    assert told_of(outcome, "E321") == []
    assert not process(sample).written


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_process__a_standard_without_a_sheet_spares_its_computing(tmp_path: Path, lang: Lang) -> None:
    whole = standard()
    kept = {"findings", "tiers", "kpis"}
    gone = {tool.name: tool.title(lang) for tool in whole.tool_sheets if tool.name in {*REPORTS, *CHOSEN} - kept}
    short = tmp_path / "short.json"
    left = tuple(tool for tool in whole.tool_sheets if tool.name not in gone)
    short.write_text(json.dumps(whole.but(tool_sheets=left).dump()), "utf-8")
    twice = {"name": "张三", "mobile": "13912345678", "company": "海鸥贸易有限公司"}
    rows = [{"customer_id": f"C00000{number}"} | twice for number in (1, 2)]
    sale = {"order_no": "D1", "customer_id": "C000001", "date": DAY, "product": "甲", "qty": 1, "amount": 9}
    tables = {"customers": rows, "orders": [sale]}
    path = custsheet.create(tmp_path / "a.xlsx", schema=str(short), lang=lang, tables=tables, today=DAY)
    outcome = process(path)
    assert outcome.duplicates == ()
    assert outcome.figures is None
    assert [one.name for one in outcome.reports] == ["kpis"]
    book = openpyxl.load_workbook(path)
    titles = set(book.sheetnames)
    assert not titles & set(gone.values())
    links = [cell.hyperlink.location for page in book for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert links
    assert {link.rpartition("!")[0].strip("'") for link in links} <= titles
    assert {whole.tool(name).title(lang) for name in kept} <= titles
    assert not process(path).written
