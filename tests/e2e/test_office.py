"""The harness itself: what a test does through it is what a person does, and what it says is what a person sees."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from office import Book, Office

RED = "#FF0000"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workbook with a list in B, texts in C, and what is above 5 in column A lit red by the same cell of a hidden
    sheet, read through a relative name; column B is folded away.
    """
    made = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(made) as book:
        sheet, hidden, other = (book.add_worksheet(title) for title in ("Data", "Limits", "Other"))
        green, blue = (book.add_format({"bg_color": colour}) for colour in ("#00FF00", "#0000FF"))
        other.merge_range("B2:C4", "merged", green)
        other.write_column("D2", ["x", "y", "z"], blue)
        hidden.very_hidden()
        hidden.write_column("A1", [5, 5, 5])
        book.define_name("limit", "=Limits!A1")
        sheet.write_column("A1", [7, 2, 9])
        sheet.write_column("C1", ["x", "y", "z"], book.add_format({"num_format": "@"}))
        sheet.data_validation("B1:B3", {"validate": "list", "source": ["yes", "no"]})
        sheet.set_column("B:B", None, None, {"hidden": True})
        red = book.add_format({"bg_color": RED})
        sheet.conditional_format("A1:A3", {"type": "formula", "criteria": "=A1>limit", "format": red})
    return made


def red(book: Book) -> set[tuple[int, int]]:
    whole, alone = book.fills(), book.fills("Data")
    assert whole["Data"] == alone["Data"]
    return {cell for cell, fill in alone["Data"].items() if fill == RED}


def test_fills__are_those_of_conditional_formats_as_they_change(office: Office, path: Path) -> None:
    with office.open(path) as book:
        assert red(book) == {(1, 1), (3, 1)}
        assert set(book.colours("Data", "A1")) >= {RED}
        book.enter("Data", {"A1": "1"})
        assert red(book) == {(3, 1)}
        assert RED not in book.colours("Data", "A1:A2")


def test_fills__of_merged_cells_shift_no_other(office: Office, path: Path) -> None:
    with office.open(path) as book:
        fills = book.fills()["Other"]
        assert {cell for cell, fill in fills.items() if fill == "#00FF00"} == {
            (r, c) for r in (2, 3, 4) for c in (2, 3)
        }
        assert {cell for cell, fill in fills.items() if fill == "#0000FF"} == {(r, 4) for r in (2, 3, 4)}


def test_enter__is_what_typing_does(office: Office, path: Path) -> None:
    with office.open(path) as book:
        book.enter("Data", {"A1": "2026-06-17", "A2": "=1+1", "A3": "", "C1": "0123", "C2": "=1+1"})
        assert book.formulas("Data", "A1:A3") == [["46190"], ["=1+1"], [""]]
        assert book.values("Data", "C1:C2") == [["0123"], ["=1+1"]]


def test_sort__takes_whole_rows(office: Office, path: Path) -> None:
    with office.open(path) as book:
        book.sort("Data", "A1:C3", 1)
        assert book.values("Data", "A1:C3") == [[2, "", "y"], [7, "", "x"], [9, "", "z"]]
        assert red(book) == {(2, 1), (3, 1)}


def test_paste__destroys_what_a_persons_paste_destroys(office: Office, path: Path) -> None:
    source = path.with_name("source.xlsx")
    with xlsxwriter.Workbook(source) as made:
        made.add_worksheet("List").write_row("B2", [8, "maybe", "0123"])
    with office.open(path) as book, office.open(source) as other:
        assert book.validation("Data", "B2")["type"] == "LIST"
        assert book.number_format("Data", "C2") == "@"
        book.paste("Data", "A2", other, "List", "B2:D2")
        assert book.values("Data", "A2:C2") == [[8, "maybe", "0123"]]
        assert book.validation("Data", "B2")["type"] == "ANY"
        assert book.number_format("Data", "C2") == "General"
        assert red(book) == {(1, 1), (3, 1)}
        assert book.validation("Data", "B3")["type"] == "LIST"


def test_save__goes_into_the_same_file(office: Office, path: Path) -> None:
    with office.open(path) as book:
        book.enter("Data", {"A1": "1"})
        book.save()
    with office.open(path) as book:
        assert book.sheets == ["Data", "Limits", "Other"]
        assert book.values("Data", "A1") == [[1]]
        assert red(book) == {(3, 1)}
