"""The sheets people fill in, seen by an independent reader."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from lxml import etree
from openpyxl.utils import get_column_letter

from custsheet.drawing.hidden import flag_formula
from custsheet.drawing.people import inputs, layout
from custsheet.drawing.people.inputs import print_area
from custsheet.drawing.people.layout import PREPARED, make_plan
from custsheet.drawing.template import draw_workbook
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.measure import text_pixels
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


def test_draw_input__at_most_seven_conditional_formats_and_flags_first(drawn: Any, lang: Any, schema: Schema) -> None:
    for sheet in schema.sheets:
        rules = [rule for span in drawn[sheet.title(lang)].conditional_formatting for rule in span.rules]
        assert 2 <= len(rules) <= 7
        first = sorted(rules, key=lambda rule: rule.priority)[0]
        names = [field.name for field in sheet.enabled]
        keys = [names.index(name) + 1 for name in sheet.primary_key]
        assert first.formula == [flag_formula(sheet.name, "E", 5, 1, keys).removeprefix("=")]
        assert first.stopIfTrue


def test_draw_input__a_merged_row_is_grey(drawn: Any, lang: Any, schema: Schema) -> None:
    page, fields = drawn[schema.sheet("customers").title(lang)], schema.sheet("customers").enabled
    column = get_column_letter([field.name for field in fields].index("row_state") + 1)
    begins = {"zh": "已合并→", "en": "merged → "}[lang]
    (span,) = [
        span
        for span in page.conditional_formatting
        for rule in span.rules
        if rule.formula == [f'LEFT(${column}5,{len(begins)})="{begins}"']
    ]
    assert str(span.sqref).startswith(f"A5:{get_column_letter(len(fields))}")


def test_draw_input__panes_links_and_title(drawn: Any, lang: Any, schema: Schema) -> None:
    for sheet in schema.sheets:
        page = drawn[sheet.title(lang)]
        assert page.freeze_panes in {"C5", "D5"}
        assert str(page["A1"].value).startswith(sheet.title(lang))
        assert page["A2"].hyperlink.location == f"'{schema.tool('home').title(lang)}'!A1"
        assert not page.merged_cells.ranges
        assert page.sheet_view.showGridLines is not False
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
        assert str(page.print_title_rows).strip() == "$4:$4"


def test_draw_input__nothing_required_is_folded_away(drawn: Any, lang: Any, schema: Schema) -> None:
    folded = 0
    for sheet in schema.sheets:
        page = drawn[sheet.title(lang)]
        for at, field in enumerate(sheet.enabled, 1):
            dimension = page.column_dimensions.get(page.cell(4, at).column_letter)
            if dimension is not None and dimension.hidden and field.is_input:
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


def test_print_area__holds_every_record_and_column(
    schema: Schema, make_rows: Callable[..., Any], recalculated: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "_MORE_ROWS", 300)
    rows = make_rows("zh", TODAY)
    plan = make_plan(schema, "zh", rows)
    places = dict(enumerate(plan.layouts.values(), 1))
    extra: dict[str, str] = {}
    for at, one in places.items():
        extra |= {f"A{at}": f"=ROWS({print_area(one)})", f"B{at}": f"=COLUMNS({print_area(one)})"}
    found = recalculated(draw_workbook(schema, "zh", tables=rows, today=TODAY, version="1"), extra)["extra"]
    for at, one in places.items():
        assert (found[f"A{at}"].value, found[f"B{at}"].value) == (one.last, len(one.fields)), one.title


def test_print_area__grows_with_what_people_add_and_passes_over_errors(
    schema: Schema,
    opened: Callable[..., Any],
    convert: Callable[..., Any],
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inputs, "_MORE_ROWS", 300)
    book = opened(draw_workbook(schema, "zh", today=TODAY, version="1"))
    book["客户"]["A9"], book["客户"]["C40"], book["客户"]["A41"] = "C1", "张敏", "=NA()"
    formula = print_area(make_plan(schema, "zh", {}).layouts["customers"])
    book.create_sheet("extra")["A1"] = f"=ROWS({formula})"
    book.save(tmp_path / "in.xlsx")
    made = convert(tmp_path / "in.xlsx", "xlsx", tmp_path / "out").read_bytes()
    assert opened(made, values=True)["extra"]["A1"].value == 40


def test_draw_input__prints_with_its_first_columns_on_every_page(schema: Schema, lang: Any) -> None:
    with zipfile.ZipFile(BytesIO(draw_workbook(schema, lang, today=TODAY, version="1"))) as package:
        names = etree.fromstring(package.read("xl/workbook.xml")).findall(".//{*}definedName")
        sheets = etree.fromstring(package.read("xl/workbook.xml")).findall(".//{*}sheet")
        pages = {}
        for at, sheet in enumerate(sheets, 1):
            setup = etree.fromstring(package.read(f"xl/worksheets/sheet{at}.xml")).find("{*}pageSetup")
            pages[sheet.get("name")] = int(setup.get("fitToWidth", "1")) if setup is not None else 0
    found = {(one.get("name"), sheets[int(one.get("localSheetId"))].get("name")): one.text for one in names
             if one.get("localSheetId")}  # fmt: skip
    for layout_ in make_plan(schema, lang, {}).layouts.values():
        assert found["_xlnm.Print_Area", layout_.title] == print_area(layout_)
        assert "$A:$" in found["_xlnm.Print_Titles", layout_.title]
    assert pages[schema.sheet("customers").title(lang)] >= 3
    assert pages[schema.sheet("users").title(lang)] == 1


def _widths(data: bytes, opened: Callable[..., Any], title: str) -> dict[str, Any]:
    page = opened(data)[title]  # neighbours that look the same share one entry
    spans = [range(one.min, one.max + 1) for one in page.column_dimensions.values()]
    found = dict(zip(spans, page.column_dimensions.values(), strict=True))
    return {str(cell.value): next(one for span, one in found.items() if cell.column in span) for cell in page[4]}


@pytest.mark.slow
def test_draw_input__columns_nobody_fills_yet_are_hidden_but_there(
    schema: Schema, lang: Any, rows: Any, opened: Callable[..., Any]
) -> None:
    data = draw_workbook(schema, lang, tables=rows, today=TODAY, version="1")
    waiting = 0
    for sheet in schema.sheets:
        found = _widths(data, opened, sheet.title(lang))
        for field in sheet.enabled:
            if field.role == "tool":
                dimension = found[field.title(lang)]
                assert dimension.hidden == (field.formula is None), field.name
                assert dimension.width > 5
                waiting += dimension.hidden
    assert waiting >= 5
    page = opened(data)[schema.tool("fields").title(lang)]
    assert schema.sheet("processes").by_name["step_due"].title(lang) in {row[1].value for row in page.iter_rows()}


def test_draw_input__names_are_not_cut(schema: Schema, opened: Callable[..., Any]) -> None:
    company = "Nanjing Quillford Stores Co., Ltd"
    customers = [{"customer_id": "C1", "company": company, "job_title": "Head of Purchasing"}]
    rows = {"customers": customers, "orders": [{"order_no": "1", "customer_id": "C1"}]}
    data = draw_workbook(schema, "en", tables=rows, today=TODAY, version="1")
    people, orders = (_widths(data, opened, name) for name in ("Customers", schema.sheet("orders").title.en))
    for dimension, said in ((people["Company"], company), (people["Job title"], "Head of Purchasing"),
                            (orders["Customer name"], company)):  # fmt: skip
        assert dimension.width * 7 > text_pixels(said) + 10
    endless = _widths(
        draw_workbook(schema, "en", tables={"customers": [{"company": "Stores " * 99}]}, today=TODAY, version="1"),
        opened,
        "Customers",
    )
    assert endless["Company"].width * 7 < 300


def test_draw_input__every_cell_of_a_row_begins_at_its_top(drawn: Any, lang: Any, schema: Schema) -> None:
    for sheet in schema.sheets:
        assert {cell.alignment.vertical for cell in drawn[sheet.title(lang)][5]} == {"top"}
