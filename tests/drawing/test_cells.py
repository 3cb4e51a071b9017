"""How cells are named and values are stored."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from custsheet.drawing.cells import address, area, cached, clip, column, literal, on


def test_address__counts_from_one() -> None:
    assert (address(1, 1), address(5, 28, absolute=True), column(27)) == ("A1", "$AB$5", "AA")
    assert area((1, 1, 2, 2)) == "$A$1:$B$2"


def test_on__quotes_titles() -> None:
    assert on("O'Neil 表", "A1") == "'O''Neil 表'!A1"


def test_literal__doubles_quotation_marks() -> None:
    assert literal('a"b') == '"a""b"'


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (date(1900, 3, 1), 61),
        (datetime(2024, 1, 1, 12), 45292.5),
        (None, ""),
        (float("nan"), ""),
        (3, 3),
        ("x", "x"),
        (True, True),
    ],
)
def test_cached__is_what_the_file_holds(value: object, stored: object) -> None:
    assert cached(value) == stored  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "short"), [("abcd", "abcd"), ("abcdefgh", "abcd…"), ("😀😀😀", "😀😀…")])
def test_clip__counts_as_excel_counts(text: str, short: str) -> None:
    assert clip(text, 5) == short
