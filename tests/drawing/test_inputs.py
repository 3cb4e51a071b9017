"""The sheets people fill in, seen by an independent reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from custsheet.drawing import layout, style
from custsheet.drawing.layout import PREPARED
from custsheet.drawing.template import draw_workbook
from custsheet.model.schema import Schema

TODAY = date(2026, 6, 17)


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(scope="module")
def rows(lang: Any, make_rows: Callable[..., Any]) -> Any:
    return make_rows(lang, TODAY)


@pytest.fixture(scope="module")
def drawn(schema: Schema, lang: Any, rows: Any, opened: Callable[..., Any]) -> Any:
    return opened(draw_workbook(schema, lang, tables=rows, today=TODAY, version="1"))


def test_draw_input__one_table_with_every_enabled_field(drawn: Any, schema: Schema, lang: Any, rows: Any) -> None:
    for sheet in schema.sheets:
        page = drawn[sheet.title(lang)]
        assert list(page.tables) == [sheet.table(lang)]
        table = page.tables[sheet.table(lang)]
        assert [column.name for column in table.tableColumns] == [field.title(lang) for field in sheet.enabled]
        assert table.ref.startswith("A4:")
        assert int("".join(filter(str.isdigit, table.ref.split(":")[1]))) == 4 + max(len(rows.get(sheet.name, [])), 1)
        assert [cell.value for cell in page[4]] == [field.title(lang) for field in sheet.enabled]


def test_draw_input__header_marks_are_formats_not_text(drawn: Any, schema: Schema, lang: Any) -> None:
    for sheet in schema.sheets:
        for cell, field in zip(drawn[sheet.title(lang)][4], sheet.enabled, strict=True):
            marked = field.constraints.required and field.is_input
            assert (cell.number_format == style.REQUIRED_MARK) == marked, field.name
            colour = style.NAVY if field.is_input else style.SLATE
            assert cell.fill.fgColor.rgb.endswith(colour[1:]), field.name


def test_draw_input__values_keep_the_type_they_have(drawn: Any, lang: Any, schema: Schema) -> None:
    sheet = schema.sheet("customers")
    page = drawn[sheet.title(lang)]
    col = {field.name: at for at, field in enumerate(sheet.enabled, 1)}

    def cell(row: int, name: str) -> Any:
        return page.cell(5 + row, col[name])

    assert (cell(0, "birth_date").value, cell(0, "birth_date").data_type) == ("不知道", "s")
    assert (cell(1, "name").value, cell(1, "name").data_type) == ('=HYPERLINK("http://example.com","x")', "s")
    assert (cell(2, "mobile").value, cell(2, "mobile").data_type) == ("+86 139 0000 2741", "s")
    assert (cell(3, "mobile").value, cell(3, "mobile").data_type) == (13800138000, "n")
    assert cell(4, "company").data_type == "s"
    born = cell(5, "birth_date")
    assert (born.value, born.number_format) == (datetime(1966, 7, 7), style.DATE)


def test_draw_input__number_formats_by_type(drawn: Any, lang: Any, schema: Schema) -> None:
    for sheet in schema.sheets:
        page = drawn[sheet.title(lang)]
        for at, field in enumerate(sheet.enabled, 1):
            shown = page.cell(5, at).number_format
            if field.format in {"mobile", "landline", "postcode"} or field.name.endswith(("_id", "_no")):
                assert shown == style.AS_TEXT, field.name
            if field.type == "date":
                assert shown == style.DATE, field.name
            if field.type == "datetime":
                assert shown == style.DATETIME, field.name
            if field.format == "money" and field.is_input:
                assert shown == style.MONEY, field.name
            if field.formula is not None:
                assert shown != style.AS_TEXT, field.name


def test_draw_input__two_hundred_rows_are_ready(drawn: Any, lang: Any, schema: Schema, rows: Any) -> None:
    for sheet in schema.sheets:
        page, last = drawn[sheet.title(lang)], 4 + max(len(rows.get(sheet.name, [])), 1)
        assert page.max_row == last + PREPARED
        checked = [one for one in page.data_validations.dataValidation if str(one.sqref).endswith(str(last + PREPARED))]
        # openpyxl keeps one entry a validation; equal ones may share it.
        assert sum(len(one.sqref.ranges) for one in checked) == len(sheet.enabled)


def test_draw_input__at_most_six_conditional_formats_and_flags_first(drawn: Any, lang: Any, schema: Schema) -> None:
    for sheet in schema.sheets:
        rules = [rule for span in drawn[sheet.title(lang)].conditional_formatting for rule in span.rules]
        assert 2 <= len(rules) <= 6
        first = sorted(rules, key=lambda rule: rule.priority)[0]
        flag = f"cs_flag_{sheet.name}"
        assert first.formula == [f'IFERROR(EXACT({flag},"E"&A5),LEFT({flag})="E")']
        assert first.stopIfTrue


def test_draw_input__panes_links_and_title(drawn: Any, lang: Any, schema: Schema) -> None:
    for sheet in schema.sheets:
        page = drawn[sheet.title(lang)]
        assert page.freeze_panes in {"C5", "D5"}
        assert str(page["A1"].value).startswith(sheet.title(lang))
        assert page["A2"].hyperlink.location == f"'{schema.tool('home').title(lang)}'!A1"
        assert not page.merged_cells.ranges
        assert page.sheet_view.showGridLines is not False
        assert (page.page_setup.orientation, page.page_setup.paperSize, page.print_title_rows) == (
            "landscape",
            9,
            "$4:$4",
        )


def test_draw_input__nothing_required_is_folded_away(drawn: Any, lang: Any, schema: Schema) -> None:
    folded = 0
    for sheet in schema.sheets:
        page = drawn[sheet.title(lang)]
        for at, field in enumerate(sheet.enabled, 1):
            dimension = page.column_dimensions.get(page.cell(4, at).column_letter)
            if dimension is not None and dimension.hidden:
                folded += 1
                assert not field.constraints.required, field.name
    assert folded > 0


def test_draw_input__large_workbooks_hold_values(
    schema: Schema, opened: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "LIVE_LIMIT", 3)
    customers = [{"customer_id": f"C{at}"} for at in range(4)]
    orders = [{"order_no": "1", "customer_id": "C3", "amount": 5, "order_status": "有效"}]
    data = draw_workbook(schema, "zh", tables={"customers": customers, "orders": orders}, today=TODAY, version="1")
    page = opened(data)["客户"]
    titles = [cell.value for cell in page[4]]
    assert [page.cell(row, titles.index("累计金额") + 1).value for row in (5, 8)] == [0, 5]
    assert page.cell(5, titles.index("年龄") + 1).data_type == "f"
