"""Sheet 字段 and the guide say what the standard says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from custsheet.drawing.people.layout import make_plan
from custsheet.drawing.people.standard import limits_words, required_words
from custsheet.drawing.template import draw_workbook
from custsheet.drawing.workbook.measure import text_pixels
from custsheet.model.address import column_letters
from custsheet.model.fieldsheet import COLUMNS, FIELDS_TABLE, LISTS_NAME, field_cells
from custsheet.model.schema import Schema
from custsheet.reading import read


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_standard__one_row_a_field(schema: Schema, blank: Callable[..., Any], lang: Any) -> None:
    page = blank(lang)[schema.tool("fields").title(lang)]
    fields = [(sheet, field) for sheet in schema.sheets for field in sheet.fields]
    table = page.tables[FIELDS_TABLE(lang)]
    assert table.ref == f"A4:{column_letters(len(COLUMNS))}{4 + len(fields)}"
    rows = [[cell.value for cell in row] for row in page[table.ref]]
    assert rows[0] == [column.title(lang) for column in COLUMNS]
    assert rows[1:] == [list(field_cells(schema, sheet, field, lang).values()) for sheet, field in fields]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_standard__every_word_that_is_shown_is_in_its_drop_down(
    schema: Schema, blank: Callable[..., Any], lang: Any
) -> None:
    """Excel warns of nothing that the tool itself wrote, down to the rows for new fields."""
    book = blank(lang)
    page = book[schema.tool("fields").title(lang)]
    last = 4 + sum(len(sheet.fields) for sheet in schema.sheets)
    checked = set()
    for rule in page.data_validations.dataValidation:
        (area,) = rule.sqref.ranges
        assert (area.min_row, area.max_row) == (5, last + 200)
        assert 0 < len(rule.promptTitle) <= 32
        assert 0 < len(rule.prompt) <= 255
        name = COLUMNS[area.min_col - 1].name
        if rule.type == "list" and not rule.formula1.startswith("cs_"):
            shown = {page.cell(row, area.min_col).value for row in range(5, last + 1)} - {None}
            words = set(rule.formula1.strip('"').split(","))
            assert {one.split("正则:")[0].split("regex:")[0] for one in shown} <= words
            checked.add(name)
    assert checked == {"sheet", "kind", "required", "unique", "format", "personal", "enabled"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_standard__what_cannot_be_changed_looks_so(schema: Schema, blank: Callable[..., Any], lang: Any) -> None:
    page = blank(lang)[schema.tool("fields").title(lang)]
    names = [column.name for column in COLUMNS]
    fields = [field for sheet in schema.sheets for field in sheet.fields]
    for row, field in enumerate(fields, 5):
        cream = {name for name, cell in zip(names, page[row], strict=True) if cell.fill.fgColor.rgb.endswith("FFFBEB")}
        fixed = {"sheet", "key", "role"}
        typed = {"label", "other", "description", "example", "wrong", "personal", "enabled"}
        assert cream == (set(names) - fixed if field.is_input else typed)


def test_draw_options__all_lists_have_one_name(schema: Schema, blank: Callable[..., Any]) -> None:
    """The drop-down of 选项来源: the row of list titles, and the columns in which people may begin their own."""
    refers = blank("zh").defined_names[LISTS_NAME].attr_text
    assert refers.startswith("'选项'!$A$4:INDEX('选项'!$A$4:$")
    assert refers.count("COUNTA") == 1


def test_in_use__a_field_that_a_row_fills_is_switched_on(schema: Schema) -> None:
    rows = {"customers": [{"customer_id": "C1", "name": "张三", "id_no": "11010519491231002X"}]}
    data = draw_workbook(schema, "zh", tables=rows, today=date(2026, 6, 17), version="1")
    snapshot = read(data, schema=schema, today=date(2026, 6, 17))
    assert (snapshot.schema.sheet("customers").by_name["id_no"].enabled, snapshot.findings) == (True, ())
    assert not snapshot.schema.sheet("customers").by_name["uscc"].enabled


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_standard__no_header_and_no_type_is_cut(schema: Schema, blank: Callable[..., Any], lang: Any) -> None:
    page = blank(lang)[schema.tool("fields").title(lang)]
    width = {at: one.width * 7 for one in page.column_dimensions.values() for at in range(one.min, one.max + 1)}
    for head in page[4]:
        assert width[head.column] > text_pixels(str(head.value), 11, bold=True) + 30, head.value
        for (cell,) in page.iter_rows(min_row=5, min_col=head.column, max_col=head.column):
            if not cell.alignment.wrap_text and cell.value is not None:
                assert width[cell.column] > text_pixels(str(cell.value), bold=bool(cell.font.bold)) + 10, cell.value


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_guide__speaks_of_every_field_and_leaves_no_gap(
    schema: Schema, blank: Callable[..., Any], lang: Any
) -> None:
    page = blank(lang)[schema.tool("guide").title(lang)]
    said = {str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None}
    for sheet in schema.sheets:
        assert sheet.description(lang) in said
        assert {field.description(lang) for field in sheet.enabled} <= said
    assert not any("{" in text or "}" in text for text in said)


@pytest.mark.parametrize(
    ("field", "zh", "en"),
    [
        ("name", "是", "yes"),
        ("company", "客户类型 = 企业 时", "if Kind = Company"),
        ("tier_reason", "填了人工分级时", "if Manual tier is filled"),
        ("wechat", "否", "no"),
    ],
)
def test_required_words(schema: Schema, field: str, zh: str, en: str) -> None:
    customers = schema.sheet("customers")
    for lang, said in (("zh", zh), ("en", en)):
        plan = make_plan(schema, lang, {})  # type: ignore[arg-type]
        assert required_words(plan, customers, customers.by_name[field]) == said


@pytest.mark.parametrize(
    ("sheet", "field", "zh", "en"),
    [
        (
            "customers",
            "birth_date",
            "不早于 120 年前；不晚于 14 年前",
            "not before 120 years ago; not after 14 years ago",
        ),
        ("customers", "entered_on", "不早于 1990-01-01；不晚于今天", "not before 1990-01-01; not after today"),
        ("customers", "mobile", "手机", "mobile number"),
        ("customers", "kind", "清单「客户类型」", "list: Kind"),
        ("orders", "qty", "> 0", "> 0"),
        ("orders", "rating", "≥ 1；≤ 5", "≥ 1; ≤ 5"),
        ("customers", "job_title", "不超过 60 字", "at most 60 characters"),
        ("customers", "uscc", "统一社会信用代码", "credit code"),
    ],
)
def test_limits_words(schema: Schema, sheet: str, field: str, zh: str, en: str) -> None:
    for lang, said in (("zh", zh), ("en", en)):
        plan = make_plan(schema, lang, {})  # type: ignore[arg-type]
        assert limits_words(plan, schema.sheet(sheet).by_name[field]) == said
