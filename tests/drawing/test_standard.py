"""Sheet 字段 and the guide say what the standard says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from custsheet.drawing.layout import make_plan
from custsheet.drawing.measure import text_pixels
from custsheet.drawing.standard import limits_words, required_words
from custsheet.model.schema import Schema


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_standard__one_row_a_field(schema: Schema, blank: Callable[..., Any], lang: Any) -> None:
    page = blank(lang)[schema.tool("fields").title(lang)]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=5)]
    fields = [(sheet, field) for sheet in schema.sheets for field in sheet.fields]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        (sheet.title(lang), field.title(lang), field.name) for sheet, field in fields
    ]
    used = {row[3]: row[13] for row in rows if row[0] == schema.sheet("customers").title(lang)}
    assert used["id_no"] == ("否" if lang == "zh" else "no")


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
    ],
)
def test_limits_words(schema: Schema, sheet: str, field: str, zh: str, en: str) -> None:
    for lang, said in (("zh", zh), ("en", en)):
        plan = make_plan(schema, lang, {})  # type: ignore[arg-type]
        assert limits_words(plan, schema.sheet(sheet).by_name[field]) == said
