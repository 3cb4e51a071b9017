"""The home sheet before the first check and after one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from custsheet.drawing.home.home import RESULTS, draw_home
from custsheet.drawing.home.homerun import Due, HomeRun, Tile
from custsheet.drawing.people.words import ABOUT, SAY, STEPS
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.cells import Formula
from custsheet.model.schema import Schema

RUN = HomeRun(
    checked=datetime(2026, 6, 17, 14, 3),
    rows=1389,
    errors=10,
    warnings=7,
    infos=4,
    groups=6,
    tiles={"findings": Tile(10, "● 必须改", "error"), "tasks": Tile("", "● 7 逾期", "error")},
    due=[Due("● 逾期 9 天", "error", "家乐购", "=送报价单", "赵磊")] * 9,
    due_total=14,
)


def draw(schema: Schema, opened: Callable[..., Any], lang: Any, run: HomeRun | None, places: Any = None) -> Any:
    book = Book(lang, created=datetime(2020, 1, 1))
    titles = {sheet.name: sheet.title(lang) for sheet in schema.sheets}
    titles |= {tool.name: tool.title(lang) for tool in schema.tool_sheets}
    places = titles if places is None else places
    counts = {sheet.name: Formula("=1+1", 1234) for sheet in schema.inputs if sheet.name in places}
    draw_home(book, schema, title="首页", company="青禾", places=places, counts=counts, run=run)
    return opened(book.close(), values=True)["首页"]


def said(page: Any) -> list[Any]:
    return [cell.value for row in page.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_home__before_the_first_check(schema: Schema, opened: Callable[..., Any], lang: Any) -> None:
    page = draw(schema, opened, lang, None)
    texts = said(page)
    assert str(page["A1"].value).startswith("青禾 · ")
    assert any(SAY["never"](lang) in str(text) for text in texts)
    assert texts.count(1234) == len(schema.inputs)
    assert sum("{" in str(text) for text in texts) == 0
    assert sum(str(text).startswith(tuple("12345")) and len(str(text)) > 5 for text in texts) == len(STEPS)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_home__after_a_check(schema: Schema, opened: Callable[..., Any], lang: Any) -> None:
    texts = said(draw(schema, opened, lang, RUN))
    status = next(str(text) for text in texts if "2026-06-17 14:03" in str(text))
    assert all(part in status for part in ("1,389", "10", "7", "6"))
    assert texts.count("家乐购") == 9
    assert texts.count("=送报价单") == 9
    assert SAY["due_note"](lang).format(9, 14) in " ".join(map(str, texts))


def test_draw_home__calls_hints_hints_and_one_is_singular(schema: Schema, opened: Callable[..., Any]) -> None:
    run = replace(RUN, rows=1, groups=1)
    status = next(str(text) for text in said(draw(schema, opened, "en", run)) if "2026-06-17 14:03" in str(text))
    assert "○ hints 4" in status
    assert "1 row  " in status
    assert status.endswith("1 possible duplicate")


def test_draw_home__links_lead_to_every_place(schema: Schema, opened: Callable[..., Any]) -> None:
    page = draw(schema, opened, "zh", RUN)
    targets = {cell.hyperlink.location for row in page.iter_rows() for cell in row if cell.hyperlink}
    wanted = [sheet.name for sheet in schema.inputs] + [*RESULTS, "guide", "fields", "parameters", "options", "users"]
    titles = {one.name: one.title.zh for one in (*schema.sheets, *schema.tool_sheets)}  # type: ignore[attr-defined]
    assert {f"'{titles[name]}'!A1" for name in wanted} <= targets


def test_draw_home__leaves_out_what_the_workbook_lacks(schema: Schema, opened: Callable[..., Any]) -> None:
    page = draw(schema, opened, "zh", RUN, {"customers": "我的客户", "findings": "数据质量"})
    targets = {cell.hyperlink.location for row in page.iter_rows() for cell in row if cell.hyperlink}
    assert targets == {"'我的客户'!A1", "'数据质量'!A1"}


def test_about__says_something_of_every_sheet_of_the_standard(schema: Schema) -> None:
    assert set(ABOUT) == {sheet.name for sheet in schema.inputs} | set(RESULTS)
