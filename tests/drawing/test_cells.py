"""How cells are named and values are stored."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from custsheet.drawing.workbook.cells import address, area, cached, clip, literal, on


def test_address__counts_from_one() -> None:
    assert (address(1, 1), address(5, 28, absolute=True), address(9, 703)) == ("A1", "$AB$5", "AAA9")
    assert area((1, 1, 2, 2)) == "$A$1:$B$2"


def test_on__quotes_titles() -> None:
    assert on("O'Neil 表", "A1") == "'O''Neil 表'!A1"


def test_literal__doubles_quotation_marks() -> None:
    assert literal('a"b') == '"a""b"'


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (date(1900, 3, 1), 61),
        (date(1900, 1, 1), 1),
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


def test_cached__counts_days_as_the_workbook_does() -> None:
    assert cached(date(2024, 1, 1), date1904=True) == 45292 - 1462


def test_cached__a_day_before_excels_first_stays_text() -> None:
    assert cached(date(1850, 1, 1)) == "1850-01-01"


@pytest.mark.parametrize(("text", "short"), [("abcd", "abcd"), ("abcdefgh", "abcd…"), ("😀😀😀", "😀😀…")])
def test_clip__counts_as_excel_counts(text: str, short: str) -> None:
    assert clip(text, 5) == short


@pytest.mark.parametrize(("text", "whole"), [("a\ud800b", "a\ufffdb"), ("\udc00", "\ufffd"), ("\ud83d\ude00", "😀")])
def test_clip__half_a_surrogate_pair_becomes_the_sign_for_it(text: str, whole: str) -> None:
    assert clip(text) == whole
