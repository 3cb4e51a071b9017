"""The guide: from the standard alone in a new workbook; from what is really there in one that was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from custsheet.drawing.people.advice import HOW, SAFE
from custsheet.drawing.people.guide import draw_guide
from custsheet.drawing.people.layout import make_plan
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.measure import text_pixels
from custsheet.model.load import load_schema
from custsheet.model.schema import Schema

ID_NO = "id_no"
Page = list[list[Any]]


def cells(page: Any) -> Page:
    return [[cell.value for cell in row] for row in page.iter_rows()]


def rows_of(page: Page, label: str) -> Iterator[list[Any]]:
    return (row for row in page if row[0] == label)


@pytest.fixture
def guide(schema: Schema, blank: Callable[..., Any]) -> Callable[[Any], Page]:
    return lambda lang: cells(blank(lang)[schema.tool("guide").title(lang)])


@pytest.mark.parametrize(
    ("lang", "mobile", "company", "paid_on", "age", "topic"),
    [
        (
            "zh",
            ["手机", "人填", "建档时", "13800138000", "138-0013-8000", "手机"],
            "人填 · 客户类型 = 企业 时必填",
            "到账当天",
            ["自动（公式）", "随填随算"],
            ["自动（工具）", None],
        ),
        (
            "en",
            ["Mobile", "people", "when added", "13800138000", "138-0013-8000", "mobile number"],
            "people, required if Kind = Company",
            "when paid",
            ["formula", "while you type"],
            ["the tool", None],
        ),
    ],
)
def test_draw_guide__who_when_right_and_wrong(
    schema: Schema, guide: Any, lang: Any, mobile: Any, company: str, paid_on: str, age: Any, topic: Any
) -> None:
    page = guide(lang)
    customers, orders = schema.sheet("customers").by_name, schema.sheet("orders").by_name

    def row(field: Any) -> list[Any]:
        return next(rows_of(page, field.title(lang)))

    found = row(customers["mobile"])
    assert found[:3] + found[4:] == mobile
    assert row(customers["company"])[1] == company
    assert row(orders["paid_on"])[2] == paid_on
    assert row(customers["age"])[1:3] == age
    # Not filled in this version: nobody is told a time at which it would be.
    assert row(schema.sheet("interactions").by_name["auto_topic"])[1:3] == topic


@pytest.mark.parametrize(("lang", "head"), [("zh", "自上一版以来的变化"), ("en", "What has changed")])
def test_draw_guide__changes_of_the_newest_version_on_top(schema: Schema, opened: Any, lang: Any, head: str) -> None:
    data = schema.dump()
    what = [{"zh": f"新增{n}", "en": f"new {n}"} for n in ("甲", "乙")]
    data["changes"] = [
        {"version": "2.0", "date": "2027-03-01", "what": what},
        {"version": "1.0", "date": "2026-01-01", "what": ["the version before"]},
    ]
    newer = load_schema(data)
    page = drawn(newer, opened, lang)
    at = next(number for number, row in enumerate(page) if row[0] == head)
    assert at < 5
    assert "2.0" in page[at + 1][0]
    assert "2027-03-01" in page[at + 1][0]
    assert [row[0] for row in page[at + 2 : at + 4]] == [f"●  {one[lang]}" for one in what]
    assert not any("the version before" in str(cell) for row in page for cell in row)


def test_draw_guide__without_changes_there_is_no_such_section(schema: Schema, opened: Any) -> None:
    page = drawn(schema.model_copy(update={"changes": ()}), opened, "zh")
    assert next(row[0] for row in page[2:] if row[0]) == "怎样开始"


def drawn(schema: Schema, opened: Any, lang: Any) -> Page:
    book = Book(lang, created=datetime(2026, 1, 1))
    titles = {one.name: one.title(lang) for one in (*schema.sheets, *schema.tool_sheets)}
    draw_guide(book, make_plan(schema, lang, {}), titles)
    return cells(opened(book.close()).worksheets[0])


def test_draw_guide__of_a_workbook_that_was_read_speaks_of_the_columns_and_sheets_it_has(
    schema: Schema, make_outcome: Any, draw: Any
) -> None:
    made = make_outcome()
    snapshot = made.snapshot
    customers = snapshot.tables["customers"]
    customers = replace(
        customers,
        title="贵宾",
        columns={**customers.columns, ID_NO: 60},  # off by default, but it stands there
        labels={**customers.labels, "mobile": "手机号＊"},
    )
    owned = {"guide": "说明", "parameters": "门槛"}
    tables = {**snapshot.tables, "customers": customers}
    book = draw(replace(made, snapshot=replace(snapshot, tables=tables, owned=owned)))
    page = cells(book["说明"])
    firsts = [row[0] for row in page]
    assert "贵宾" in firsts
    assert "手机号" in firsts
    assert "身份证号" in firsts
    assert schema.sheet("customers").by_name["uscc"].title.zh not in firsts
    # No sheet of interactions, and none of 字段: nothing is said of the one, no link leads to the other.
    assert schema.sheet("interactions").title.zh not in firsts
    assert page[1][:3] == ["← 首页", "门槛", None]
    said = " ".join(str(cell) for row in page for cell in row)
    assert "「贵宾」" in said
    assert "「门槛」" in said
    assert "「选项」" in said
    links = {cell.hyperlink.location for row in book["说明"].iter_rows() for cell in row if cell.hyperlink}
    assert links == {"'首页'!A1", "'门槛'!A1", "'贵宾'!A1", "'交易'!A1"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_guide__of_a_new_workbook_and_of_the_same_one_read_are_alike(
    schema: Schema, make_outcome: Any, draw: Any, guide: Any, lang: Any
) -> None:
    title = schema.tool("guide").title(lang)
    after, before = (  # without the links, which lead to what is there
        [row for row in page[2:] if any(row)] for page in (cells(draw(make_outcome(lang))[title]), guide(lang))
    )
    assert [row for row in after if row not in before] == []
    kept = {sheet.title(lang) for sheet in schema.sheets if sheet.name in {"customers", "orders"}}
    assert {row[0] for row in before if row[0] in {sheet.title(lang) for sheet in schema.sheets}} > kept


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_guide__headings_and_advice_fit_where_they_stand(
    schema: Schema, blank: Callable[..., Any], lang: Any
) -> None:
    page = blank(lang)[schema.tool("guide").title(lang)]
    width = {at: one.width * 7 for one in page.column_dimensions.values() for at in range(one.min, one.max + 1)}
    whole = sum(width.values())
    for head, said in HOW:
        assert text_pixels(head(lang), bold=True) + 8 < width[1], head
        assert text_pixels(said(lang)) < whole - width[1], said
    assert all(text_pixels(one(lang)) + 24 < whole for one in SAFE)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_guide__every_printed_page_of_fields_has_their_header(
    schema: Schema, blank: Callable[..., Any], lang: Any
) -> None:
    page = blank(lang)[schema.tool("guide").title(lang)]
    head = {"zh": "字段", "en": "Field"}[lang]
    begins = sorted(one.id + 1 for one in page.row_breaks.brk)
    assert len(begins) > 3
    for first, until in pairwise([1, *begins, page.max_row + 1]):
        high = sum((page.row_dimensions[row].height or 16.5) * 4 / 3 for row in range(first, until))
        assert high <= 677 * 100 / page.page_setup.scale  # pixels between the margins of a landscape A4
        fields = [row for row in range(first, until) if page.cell(row, 7).value and not page.cell(row, 7).hyperlink]
        heads = [row for row in fields if page.cell(row, 1).value == head]
        assert not fields or heads[0] == fields[0]
