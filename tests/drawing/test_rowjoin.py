"""Rows joined in blocks are the rows put cell by cell, and what they say while joined is what a reader finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pytest

from custsheet.drawing.results import DRAWN, draw_results
from custsheet.drawing.workbook import sheetrows, style
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.cells import Formula, Link, on, rich
from custsheet.drawing.workbook.cellxml import are_plain
from custsheet.drawing.workbook.native import DrawingError
from custsheet.model.memory import from_rows
from custsheet.package import graft
from custsheet.reading import sheet_marks
from custsheet.reading.book import Book as Opened
from custsheet.reading.fingerprint import SheetMark
from custsheet.resources import folder

NOW = datetime(2026, 6, 17, 14, 3)
TITLE = "表 1"
COLUMNS: Sequence[Sequence[Any]] = (
    ["a", "", None, "a", " b ", "<&>\"'", "_x000D_x000D_", "two\nlines\x01", "长" * 40_000],
    [1, 1.0, True, False, 0.1 + 0.2, -5, float("nan"), 10**17, 1e-7],
    [1.5, "–", 2.5, None, 1e16, float("inf"), 0.0, -1.25, 3.0],
    [date(2026, 6, 17), datetime(2026, 6, 17, 1, 2), None, date(1850, 1, 1), "x", 1, 2.5, "", date(2026, 6, 17)],
    [Link(on(TITLE, "A1"), f"to {n}", number=float(n) if n % 2 else None) for n in range(9)],
    [Formula(f"=A{n}", n) for n in range(1, 10)],
)


def book_of(draw: Callable[[Any, list[int]], None]) -> Book:
    book = Book("zh", created=datetime(2020, 1, 1))
    canvas = book.sheet(TITLE)
    canvas.put(1, 1, "above", style.TITLE)
    looks = [book.look_id(style.BODY), book.look_id(style.STRONG)]
    draw(canvas, [looks[n % 2] for n in range(9)])
    canvas.put(30, 2, "below")
    return book


def in_block(canvas: Any, looks: list[int]) -> None:
    canvas.block(5, [(COLUMNS[0], looks[0]), *((column, looks) for column in COLUMNS[1:])], {6: 40})


def cell_by_cell(canvas: Any, looks: list[int]) -> None:
    for at in range(9):
        for col, column in enumerate(COLUMNS, 1):
            canvas.put(5 + at, col, column[at], looks[0] if col == 1 else looks[at])
    canvas.height(6, 40)


def test_block__is_what_cells_put_one_by_one_are() -> None:
    def rows(book: Book) -> bytes:
        book.frame()
        numbers: dict[int, int] = {}
        return b"".join(book.canvases[0].join(lambda number: numbers.setdefault(number, len(numbers))))

    def seen(data: bytes) -> list[list[object]]:
        return Opened(data).grid(TITLE)

    assert seen(book_of(in_block).close()) == seen(book_of(cell_by_cell).close())
    assert len(rows(book_of(in_block))) == len(rows(book_of(cell_by_cell)))


ALIKE: Sequence[Sequence[Any]] = (
    ["a", "长长的", "50 %", "%s", "it's", "a|b", "1", "x ", "y"],
    [1.0, 2.0, -0.0, 3.0, 999_999_999_999.0, -5.0, 0.0, 7.0, 8.0],
    [0.1, 2.25, -0.0, 1234.5678, 99_999_999.9999, -5.5, 0.0001, 1e-4, 8.0],
    [12.34, 9_999_999_999.99, -0.01, 3.0, 4.5, -0.0, 0.0, 7.0, 8.0],
    [1 / 3, 2 / 3, 98.41714694014996, 1e-9, 123_456_789_012.5, -1 / 7, 5e-324, 7.0, 1e14 + 0.5],
    [1.5, 2.5, float("nan"), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
    [None] * 9,
    ["plain", "wide　space　", "t\u200b", "a", "b", "c", "d", "e", "f"],
    [1, 1.0, 2, 2.5, 3, 4, 5, 6, 7],
    [Link(on(TITLE, "A1"), f"to {n}") for n in range(9)],
)


@pytest.mark.parametrize("columns", [COLUMNS, ALIKE], ids=["mixed", "alike"])
@pytest.mark.parametrize("records", [True, False])
def test_block__says_to_the_fingerprint_what_its_cells_say_one_by_one(
    monkeypatch: pytest.MonkeyPatch, columns: Sequence[Sequence[Any]], records: bool
) -> None:
    def drawn(draw: Callable[[Any, list[int]], None]) -> tuple[bytes, str]:
        book = book_of(draw)
        book.frame()
        mark = SheetMark(None, [])
        monkeypatch.setattr(mark, "_first_record", 2 if records else 100)
        return b"".join(book.canvases[0].join(lambda number: 0, mark)), mark.done()

    def block(canvas: Any, looks: list[int]) -> None:
        canvas.block(5, [(column, looks if at % 2 else looks[0]) for at, column in enumerate(columns)], {6: 40})

    def single(canvas: Any, looks: list[int]) -> None:
        for col, column in enumerate(columns, 1):
            for at, value in enumerate(column):
                canvas.put(5 + at, col, value, looks[0] if col % 2 else looks[at])
        canvas.height(6, 40)

    assert drawn(block) == drawn(single)


def test_block__rich_text_and_what_only_looks_alike_stay_apart(opened: Any) -> None:
    def draw(canvas: Any, looks: list[int]) -> None:
        mixed = [rich(("a", style.STRONG), ("b", style.HELP)), rich(("a", style.STRONG)), True, 1, "1", 1.0, None]
        canvas.block(5, [(mixed, looks[0])])

    sheet = opened(book_of(draw).close())[TITLE]
    assert [sheet.cell(row, 1).value for row in range(5, 12)] == ["ab", "a", True, 1, "1", 1, None]


@pytest.mark.parametrize(
    "text", ["a&b", "a<b", " a", "a ", "a\nb", "\x0b", "_x000D_", "\ud800", "\uffff", "", "长" * 40_000]
)
def test_are_plain__not_where_a_sheet_would_spell_it_otherwise(text: str) -> None:
    assert are_plain(["fine", "也行", "a|b", "5 %"])
    assert not are_plain(["fine", text])


def test_block__pieces_of_any_length_join_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def rows() -> bytes:
        book = book_of(in_block)
        book.frame()
        return b"".join(book.canvases[0].join(int))

    whole = rows()
    monkeypatch.setattr("custsheet.drawing.workbook.rowjoin._PIECE", 2)
    assert rows() == whole


def test_block__links_beyond_excels_limit_are_formulas(monkeypatch: pytest.MonkeyPatch, opened: Any) -> None:
    monkeypatch.setattr(sheetrows, "MAX_LINKS", 3)
    sheet = opened(book_of(in_block).close())[TITLE]
    assert [bool(sheet.cell(row, 5).hyperlink) for row in range(5, 14)] == [True] * 3 + [False] * 6
    assert [str(sheet.cell(row, 5).value)[:10] for row in (5, 9, 11)] == ["to 0", "=HYPERLINK", "=HYPERLINK"]


def test_block__nothing_else_stands_in_its_rows() -> None:
    book = book_of(in_block)
    book.canvases[0].put(7, 20, "beside")
    with pytest.raises(DrawingError, match="row 7"):
        book.close()


@pytest.mark.parametrize("native", [True, False])
def test_draw_results__fingerprints_are_those_of_the_finished_workbook(make_outcome: Any, native: bool) -> None:
    outcome = make_outcome(native=native)
    donor = draw_results(outcome, now=NOW, version="0", remember=lambda drawn: outcome.snapshot.memory)
    target = (folder("templates") / "客户管理表.xlsx").read_bytes()
    done = graft(target, donor.frame, rows=donor.rows)
    titles = {sheet.name: sheet.title for sheet in donor.sheets}
    memory = from_rows(tuple(map(str, row[:3])) for row in Opened(done).grid(titles.pop("memory"))[1:]).memory  # type: ignore[misc]
    assert set(memory.sheets) == set(titles) > set(DRAWN[1:3])
    assert memory.sheets == sheet_marks(done, titles, outcome.snapshot.schema)
