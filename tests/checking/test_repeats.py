"""W198 in whole files: columns the standard does not know may be the reason why a line stands there twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import custsheet
from custsheet.checking import check
from custsheet.model.rules import message

HEADS: list[str | None] = ["Order no", "Customer No", "Order date", "Product", "Quantity", "Unit price", "Amount"]
LINE = ["S1", "C1", date(2024, 3, 1), "Cup", 2, 5, 10]
TODAY = date(2024, 5, 6)


def found(path: Path, heads: list[str | None], rows: list[list[Any]]) -> list[Any]:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Orders"
    for row in (heads, *rows):
        sheet.append(row)
    people = book.create_sheet("Customers")
    people.append(["Customer ID", "Name", "Mobile"])
    people.append(["C1", "Jane Lee", "13912345678"])
    book.save(path)
    outcome = custsheet.check(path, today=TODAY)
    return [
        (one.row, message(one, outcome.snapshot.schema, outcome.snapshot.lang))
        for one in outcome.findings
        if one.code == "W198"
    ]


@pytest.mark.parametrize(
    ("head", "first", "second", "expected"),
    [
        ("Gift note", "for Ann", "for Bob", []),
        ("Position", 1, 2, []),
        ("Gift note", "for Ann", None, []),
        ("Gift note", "for Ann", "for Ann", [4]),
        ("Gift note", None, None, [4]),
        (None, "for Ann", "for Bob", []),  # a column without a header
        (None, "for Ann", "for Ann", [4]),
    ],
)
def test_check__a_line_twice_is_told_unless_an_unknown_column_differs(
    tmp_path: Path, head: str | None, first: Any, second: Any, expected: list[int]
) -> None:
    other = ["S1", "C1", date(2024, 3, 1), "Pot", 1, 9, 9, first]
    rows = found(tmp_path / "a.xlsx", [*HEADS, head], [[*LINE, first], other, [*LINE, second]])
    assert [row for row, _ in rows] == expected
    assert all("says the same as row 2 in every cell" in said for _, said in rows)


def test_check__a_line_twice_says_where_the_other_stands_and_what_to_do(tmp_path: Path) -> None:
    (row, said), *more = found(tmp_path / "a.xlsx", HEADS, [LINE, LINE])
    assert (row, more) == (3, [])
    assert said.startswith(
        "This line of Order number “S1” says the same as row 2 in every cell, and its amount would count twice"
    )
    assert "delete one of them" in said


def test_check__the_same_day_at_another_time_is_another_line(tmp_path: Path) -> None:
    rows = [[*LINE[:2], datetime(2024, 3, 1, hour), *LINE[3:]] for hour in (10, 15, 10)]
    assert [row for row, _ in found(tmp_path / "a.xlsx", HEADS, rows)] == [4]


def test_process__a_line_made_different_in_a_column_of_peoples_own_is_told_no_more(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert [row for row, _ in found(path, [*HEADS, "Gift note"], [[*LINE, "for Ann"], [*LINE, "for Ann"]])] == [3]

    def written(note: str) -> list[str]:
        book = openpyxl.load_workbook(path)
        book["Orders"]["H3"] = note
        book.save(path)
        assert custsheet.process(path, today=TODAY).written
        return [str(cell.value) for row in openpyxl.load_workbook(path)["Data quality"].iter_rows() for cell in row]

    assert any("W198" in one or "in every cell" in one for one in written("for Ann"))
    assert not any("W198" in one or "in every cell" in one for one in written("for Bob"))
    assert any("W198" in one or "in every cell" in one for one in written("for Ann"))


def test_check__a_row_that_is_left_out_moves_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = [[*LINE, "for Ann"], [*LINE, "for Bob"], [*LINE, "for Cid"], [*LINE, "for Bob"]]
    assert [row for row, _ in found(path, [*HEADS, "Gift note"], rows)] == [5]
    snapshot = custsheet.check(path, today=TODAY).snapshot
    table = snapshot.tables["orders"]
    fewer = replace(table, raw=table.raw.drop(index=2), typed=table.typed.drop(index=2))
    less = replace(snapshot, tables={**snapshot.tables, "orders": fewer})
    assert [one.row for one in check(less, TODAY) if one.code == "W198"] == [5]


def test_check__where_lines_have_numbers_a_blank_one_counts_as_the_first(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert found(path, [*HEADS, "Line"], [[*LINE, 1], [*LINE, 2], [*LINE, None]]) == []
    assert [one.row for one in custsheet.check(path, today=TODAY).findings if one.code == "E191"] == [4]
