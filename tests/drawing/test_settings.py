"""Sheets 参数 and 选项."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from custsheet.drawing.template import draw_workbook
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.measure import lines, text_pixels
from custsheet.model.schema import Schema

TODAY = date(2026, 6, 17)


@pytest.mark.parametrize(("lang", "table", "method"), [("zh", "t参数", "帕累托"), ("en", "tSettings", "Pareto")])
def test_draw_settings__one_table_in_the_order_of_the_standard(
    schema: Schema, blank: Callable[..., Any], lang: Any, table: str, method: str
) -> None:
    page = blank(lang)[schema.tool("parameters").title(lang)]
    assert page.tables[table].ref == f"A4:F{4 + len(schema.settings)}"
    assert [page.cell(5 + at, 1).value for at in range(len(schema.settings))] == [
        s.title(lang) for s in schema.settings
    ]
    values = {s.name: page.cell(row, 2).value for row, s in enumerate(schema.settings, 5)}
    assert (values["tier_method"], values["window_months"], values["company_name"]) == (method, 24, None)


def test_draw_settings__what_to_do_for_each_reason_says_what_it_is_for(
    schema: Schema, blank: Callable[..., Any]
) -> None:
    """And is still found by the name it had before."""
    page = blank("en")["Settings"]
    shown = {str(page.cell(5 + at, 1).value): one for at, one in enumerate(schema.settings)}
    reasons = [title for title, one in shown.items() if one.name.startswith("winback_")]
    assert len(reasons) == 15
    assert all(title.startswith("Win back: ") for title in reasons)
    assert {"Price", "价格原因"} <= set(shown["Win back: price"].aliases)


def test_draw_settings__given_values(schema: Schema, opened: Callable[..., Any]) -> None:
    given = {"tier_method": "fixed", "window_months": None, "reference_date": date(2025, 1, 1), "company_name": "=青禾"}
    page = opened(draw_workbook(schema, "zh", settings=given, today=TODAY, version="1"))["参数"]
    cells = {s.name: page.cell(row, 2) for row, s in enumerate(schema.settings, 5)}
    assert cells["tier_method"].value == "固定阈值"
    assert cells["window_months"].value == "全部"
    assert cells["reference_date"].value.date() == date(2025, 1, 1)
    assert (cells["company_name"].value, cells["company_name"].data_type) == ("=青禾", "s")
    defaults = {s.name: page.cell(row, 5).value for row, s in enumerate(schema.settings, 5)}
    assert (defaults["tier_method"], defaults["window_months"]) == ("帕累托", 24)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_options__every_list_is_a_table_behind_a_name(
    schema: Schema, blank: Callable[..., Any], lang: Any
) -> None:
    book = blank(lang)
    page = book[schema.tool("options").title(lang)]
    headers = {cell.value: cell for cell in page[4] if cell.value}
    assert len(headers) == len(schema.lists)
    for one in schema.lists:
        head = headers[one.title(lang)]
        letter = head.column_letter
        rows = max(len(one.values), 1)  # a table has a row, even where people are yet to write the first entry
        assert page.tables[f"tl_{one.name}"].ref == f"{letter}4:{letter}{4 + rows}"
        assert [page[f"{letter}{row}"].value for row in range(5, 5 + len(one.values))] == [
            value.title(lang) for value in one.values
        ]
        assert f"${letter}$5:INDEX(" in book.defined_names[f"cs_list_{one.name}"].attr_text
        fill = style.INPUT_FILL if one.extensible else style.CALC_FILL
        assert page[f"{letter}5"].fill.fgColor.rgb.endswith(fill[1:])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_settings__no_text_is_cut(schema: Schema, blank: Callable[..., Any], lang: Any) -> None:
    page = blank(lang)[schema.tool("parameters").title(lang)]
    for row, setting in enumerate(schema.settings, 5):
        assert text_pixels(setting.title(lang), bold=True) < page.column_dimensions["A"].width * 7
        assert page.cell(row, 6).alignment.wrap_text
        needed = lines(setting.description(lang), page.column_dimensions["F"].width * 7 + 5)
        assert needed * 17 <= (page.row_dimensions[row].height or 16.5) * 4 / 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_options__prints_the_lists_that_people_change_and_no_blank_rows(
    schema: Schema, blank: Callable[..., Any], lang: Any
) -> None:
    page = blank(lang)[schema.tool("options").title(lang)]
    area = page.print_area.rpartition("!")[2].replace("$", "")
    shown = {cell.value for row in page[area] for cell in row if cell.value is not None}
    grown = {one.title(lang): one for one in schema.lists if one.extensible}
    assert {cell.value for cell in page[area][3]} == set(grown)
    assert {value.title(lang) for one in grown.values() for value in one.values} <= shown
    assert any(cell.value for cell in page[area][-1])
    assert page.page_setup.fitToHeight in {None, 1}
