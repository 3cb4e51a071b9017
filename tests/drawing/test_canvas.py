"""What a canvas promises: text stays text, formulas carry values, warnings are errors, cells are merged once."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from custsheet.drawing.workbook import sheetrows, style
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Formula, Link, on, rich
from custsheet.drawing.workbook.native import DrawingError, guard

Opened = Callable[..., Any]


@pytest.fixture
def book() -> Book:
    return Book("zh", created=datetime(2020, 1, 1))


@pytest.fixture
def canvas(book: Book) -> Canvas:
    return book.sheet("表 1")


def test_put__half_a_surrogate_pair_does_not_stop_the_writing(book: Book, canvas: Canvas, opened: Opened) -> None:
    broken = "a\ud800b"
    canvas.put(1, 1, broken)
    canvas.put(2, 1, rich((broken, style.STRONG), (broken, style.MUTED)))
    canvas.put(3, 1, Link("'表 1'!A1", broken))
    canvas.put(4, 1, Formula("=A1", broken))
    canvas.table("t", 5, 1, [broken], 1)
    sheet = opened(book.close(), values=True)["表 1"]
    assert [sheet.cell(row, 1).value for row in range(1, 6)] == ["a\ufffdb", "a\ufffdb" * 2, *["a\ufffdb"] * 3]


def test_put__a_formulas_day_is_counted_as_the_workbook_counts(opened: Opened) -> None:
    book = Book("zh", created=datetime(2020, 1, 1), date1904=True)
    canvas = book.sheet("表 1")
    canvas.put(1, 1, date(2026, 6, 17))
    canvas.put(2, 1, Formula("=A1", date(2026, 6, 17)))
    sheet = opened(book.close(), values=True)["表 1"]
    assert sheet["A1"].value == sheet["A2"].value == datetime(2026, 6, 17)


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x","y")', "+86 139", "-1", "@SUM(A1)", "http://x.cn", "007", "1e5"]
)
def test_put__a_string_stays_text(book: Book, canvas: Canvas, opened: Opened, text: str) -> None:
    canvas.put(2, 3, text)
    cell = opened(book.close())["表 1"]["C2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (1, 1),
        (1.5, 1.5),
        (True, True),
        (np.float64(2.5), 2.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (date(2024, 1, 2), datetime(2024, 1, 2)),
        (datetime(2024, 1, 2, 3, 4), datetime(2024, 1, 2, 3, 4)),
        (pd.Timestamp("2024-01-02"), datetime(2024, 1, 2)),
        (date(1850, 1, 1), "1850-01-01"),
        (10**17, "100000000000000000"),
        (float("inf"), "inf"),
        (np.nan, None),
        (pd.NaT, None),
        (None, None),
        ("", None),
    ],
)
def test_put__keeps_what_excel_can_hold(book: Book, canvas: Canvas, opened: Opened, value: Any, read: Any) -> None:
    canvas.put(1, 1, value)
    assert opened(book.close())["表 1"]["A1"].value == read


@pytest.mark.parametrize(
    ("value", "form"), [(date(2024, 1, 2), "yyyy-mm-dd"), (datetime(2024, 1, 2, 3), "yyyy-mm-dd hh:mm")]
)
def test_put__a_date_looks_like_one(book: Book, canvas: Canvas, opened: Opened, value: date, form: str) -> None:
    canvas.put(1, 1, value)
    canvas.put(2, 1, Formula("=A1", value))
    sheet = opened(book.close())["表 1"]
    assert [sheet["A1"].number_format, sheet["A2"].number_format] == [form, form]


def test_put__the_later_value_and_look_win_and_the_rest_stays(book: Book, canvas: Canvas, opened: Opened) -> None:
    canvas.put(1, 1, "first", style.INPUT, style.STRONG)
    canvas.put(1, 1, "second")
    canvas.put(1, 1, None, style.ERROR)
    canvas.under(1, 1, style.look(italic=True, bg_color="#000000"))
    cell = opened(book.close())["表 1"]["A1"]
    assert cell.value == "second"
    assert (cell.font.b, cell.font.i, cell.font.name) == (True, True, style.FONT)
    assert cell.fill.fgColor.rgb.endswith(style.ERROR_FILL[1:])


def test_put__cuts_what_excel_would_cut(book: Book, canvas: Canvas, opened: Opened) -> None:
    canvas.put(1, 1, "😀" * 20_000)  # 40,000 of the units Excel counts
    value = opened(book.close())["表 1"]["A1"].value
    assert value.endswith("…")
    assert len(value.encode("utf-16-le")) // 2 <= 32_767


def test_put__a_formula_carries_its_value(book: Book, canvas: Canvas, opened: Opened) -> None:
    canvas.put(1, 1, Formula("=1+1", 2))
    canvas.put(2, 1, Formula('=IF(TRUE,"")', None))
    data = book.close()
    assert opened(data, values=True)["表 1"]["A1"].value == 2
    assert opened(data)["表 1"]["A1"].value == "=1+1"
    assert opened(data, values=True)["表 1"]["A2"].value in (None, "")


def test_put__rich_text_of_one_run_and_of_none(book: Book, canvas: Canvas, opened: Opened) -> None:
    canvas.put(1, 1, rich(("one", style.STRONG), ("", style.HELP)))
    canvas.put(2, 1, rich(("", style.STRONG)))
    canvas.put(3, 1, rich(("a", style.STRONG), ("b", style.HELP)))
    sheet = opened(book.close())["表 1"]
    assert [sheet[f"A{row}"].value for row in (1, 2, 3)] == ["one", None, "ab"]
    assert sheet["A1"].font.b is True


def test_put__links_stay_within_excels_limit(
    book: Book, canvas: Canvas, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheetrows, "MAX_LINKS", 1)
    for row in (1, 2):
        canvas.put(row, 1, Link(on("O'Neil", "A1"), 'say "hi"'))
    data = book.close()
    sheet = opened(data)["表 1"]
    assert sheet["A1"].hyperlink.location == "'O''Neil'!A1"
    assert sheet["A2"].value == '=HYPERLINK("#\'O\'\'Neil\'!A1","say ""hi""")'
    assert opened(data, values=True)["表 1"]["A2"].value == 'say "hi"'


def test_put__refuses_what_it_does_not_know(book: Book, canvas: Canvas) -> None:
    canvas.put(1, 1, object())  # type: ignore[arg-type]
    with pytest.raises(DrawingError, match="object"):
        book.close()


@pytest.mark.parametrize(
    "act",
    [
        lambda canvas: canvas.table("two words", 1, 1, ["a"], 1),
        lambda canvas: canvas.table("t", 1, 1, ["a", "A"], 1),
        lambda canvas: canvas.validate((1, 1, 1, 1), {"validate": "any", "input_title": "x" * 33}),
        lambda canvas: canvas.validate((1, 1, 1, 1), {"validate": "list", "source": ["x" * 300]}),
        lambda canvas: canvas.conditional((1, 1, 1, 1), {"type": "nonsense"}),
        lambda canvas: canvas.chart(1, 1, None, {}),
        lambda canvas: canvas.book.define("not a name", "A1"),
    ],
)
def test_canvas__what_xlsxwriter_only_warns_about_is_an_error(canvas: Canvas, act: Callable[[Canvas], None]) -> None:
    with pytest.raises(DrawingError):
        act(canvas)


def test_guard__turns_warnings_into_errors() -> None:
    with pytest.raises(DrawingError, match="beware"), guard():
        warnings.warn("beware", stacklevel=1)


def test_table__escapes_nothing_it_should_not(book: Book, canvas: Canvas, opened: Opened) -> None:
    formula = "=t[[#This Row],[a'@b]]*2"
    canvas.table("t", 4, 1, ["a@b", "c"], 0, formulas={1: formula}, description="what it is")
    table = opened(book.close())["表 1"].tables["t"]
    assert table.ref == "A4:B5"
    assert [column.name for column in table.tableColumns] == ["a@b", "c"]
    assert table.tableColumns[1].calculatedColumnFormula.attr_text == formula[1:]


def test_box__draws_every_edge(book: Book, canvas: Canvas, opened: Opened) -> None:
    canvas.box((2, 2, 3, 3), top=(5, "#FF0000"), left=(2, "#00FF00"))
    sheet = opened(book.close())["表 1"]
    edges = sheet["B2"].border
    assert (edges.top.style, edges.left.style, sheet["C3"].border.bottom.style) == ("thick", "medium", "thin")


def test_sheet__hidden_ones_are_very_hidden(book: Book, canvas: Canvas, opened: Opened) -> None:
    book.sheet("_x", hidden=True)
    assert opened(book.close())["_x"].sheet_state == "veryHidden"


def test_close__the_same_drawing_gives_the_same_bytes() -> None:
    def draw() -> bytes:
        book = Book("en", created=datetime(2020, 1, 1))
        book.properties({"custsheet_version": "1"}, title="t")
        canvas = book.sheet("a", tab=style.TAB_INPUT)
        canvas.put(1, 1, "x", style.INPUT)
        canvas.printed("&P", repeat=(1, 1), area=(1, 1, 2, 2))
        return book.close()

    assert draw() == draw()


def test_bare_format__changes_only_what_it_names(book: Book, canvas: Canvas, opened: Opened) -> None:
    canvas.rule((1, 1, 2, 2), "=A1=1", style.ERROR)
    rules = opened(book.close())["表 1"].conditional_formatting
    wear = next(iter(rules)).rules[0].dxf
    assert wear.font.name is None
    assert wear.font.sz is None
    assert wear.font.color.rgb.endswith(style.ERROR_INK[1:])
