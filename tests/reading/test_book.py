from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from custsheet.model.errors import WorkbookError
from custsheet.reading.book import Book


def _with(data: bytes, old: bytes, new: bytes) -> bytes:
    """`data` with bytes replaced in its first sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(old, new) if name.endswith("sheet1.xml") else part)
    return out.getvalue()


def test_grid__keeps_rows_and_columns(draft: Any) -> None:
    book = Book(draft().rows("甲", [["x"]], row=5, column=3).done())
    assert book.grid("甲") == [["", "", ""]] * 4 + [["", "", "x"]]


def test_grid__of_an_empty_sheet(draft: Any) -> None:
    assert Book(draft().rows("甲", []).done()).grid("甲") == []


def test_grid__title_in_another_case(draft: Any) -> None:
    assert Book(draft().rows("Data", [["x"]]).done()).grid("DATA") == [["x"]]


def test_grid__errors_newer_than_the_reader(draft: Any, formula: Any) -> None:
    data = draft().rows("甲", [["x", formula("=1/0", "#DIV/0!")], ["y", 2]]).done()
    book = Book(_with(data, b"#DIV/0!", b"#SPILL!"))
    assert book.grid("甲") == [["x", ""], ["y", 2.0]]
    assert book.errors("甲") == {(1, 2): "#SPILL!"}


@pytest.mark.usefixtures("either_reader")
def test_cells__a_time_of_millions_of_years_is_the_number(draft: Any) -> None:
    made = draft().rows("甲", [["x", None]])
    made.sheets["甲"].write_number(0, 1, 13800138000, made.book.add_format({"num_format": "[h]:mm:ss"}))
    assert Book(made.done()).cells("甲").row(1) == ["x", 13800138000.0]


@pytest.mark.usefixtures("either_reader")
def test_cells__of_a_damaged_sheet_are_refused(draft: Any) -> None:
    data = _with(draft().rows("甲", [["x"]]).done(), b"<sheetData>", b"<sheetData><row r='a'><c r='??'")
    with pytest.raises(WorkbookError):
        Book(data).cells("甲")


def test_grid__a_damaged_sheet_is_one_sentence(draft: Any) -> None:
    data = draft().rows("甲", [["x"]]).done()
    with pytest.raises(WorkbookError) as refused:
        Book(_with(data, b"<sheetData>", b"<sheetData><row r='a'><c r='??'")).grid("甲")
    assert "甲" in refused.value.zh
    assert "甲" in refused.value.en


def test_worksheets__are_no_chart_sheets(draft: Any) -> None:
    made = draft().rows("甲", [[1], [2]])
    chart = made.book.add_chart({"type": "column"})
    chart.add_series({"values": "='甲'!$A$1:$A$2"})
    made.book.add_chartsheet("图").set_chart(chart)
    book = Book(made.done())
    assert [sheet.title for sheet in book.worksheets] == ["甲"]
    assert [sheet.title for sheet in book.inventory.sheets] == ["甲", "图"]


def test_sheet__unknown(draft: Any) -> None:
    with pytest.raises(KeyError):
        Book(draft().rows("甲", [["x"]]).done()).sheet("乙")


@pytest.mark.parametrize("text", ["A_x0042_C", "_x000D_", "a_xD800_b", "a_xyz_", "一\r\n二"])
def test_grid__what_was_typed_is_what_is_read(draft: Any, text: str) -> None:
    # XlsxWriter writes the escapes that Excel would.
    assert Book(draft().rows("甲", [[text]]).done()).grid("甲") == [[text]]
