"""References in formulas: moved, compared, grown."""

from __future__ import annotations

import pytest
from openpyxl.formula.translate import Translator

from custsheet.package.patching.formula import grown, is_relative, moved, names, reads_row, seen_from


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1+$B$2+$C3+D$4", "C2+$B$2+$C4+F$4"),
        ('LOG10(A1)&"A1"&""""', 'LOG10(C2)&"A1"&""""'),
        ("'A1 b''s'!C3+Sheet1!D4+客户!A1", "'A1 b''s'!E4+Sheet1!F5+客户!C2"),
        ("T[[#This Row],[A1]]*B2+T['[A1]+[1]S!A1", "T[[#This Row],[A1]]*D3+T['[A1]+[1]S!C2"),
        ("SUM(A:C)+SUM($1:3)+SUM($A:B)", "SUM(C:E)+SUM($1:4)+SUM($A:D)"),
        ("#REF!+#N/A+#DIV/0!+A1", "#REF!+#N/A+#DIV/0!+C2"),
        ("1E5+.5E3+Q1!A1", "1E5+.5E3+Q1!C2"),
        ("XFE1+ABC1048577+cs_flag_a1+_A1+x.A1", "XFE1+ABC1048577+cs_flag_a1+_A1+x.A1"),
        ("_xlfn.LET(a,A1,a)+B2#", "_xlfn.LET(a,C2,a)+D3#"),
    ],
)
def test_moved__one_down_two_right(formula: str, expected: str) -> None:
    assert moved(formula, 1, 2) == expected


def test_moved__off_the_sheet() -> None:
    assert moved("A1+B2", -1, 0) == "#REF!+B1"
    assert moved("A1", -1, -1, wrap=True) == "XFD1048576"
    assert moved("XFD1048576", 1, 1, wrap=True) == "A1"
    assert moved("XFD1", 0, 1) == "#REF!"


@pytest.mark.parametrize(
    "formula",
    ['IF(A2>0,"A1",$B3&C$4)', "SUM(A1:B7,'x y'!C3:D9)", "VLOOKUP(A2,客户!$A$1:$F$99,2,FALSE)", "SUM(A:A)/SUM(3:7)"],
)
def test_moved__as_another_program_does(formula: str) -> None:
    theirs = Translator("=" + formula, origin="C5").translate_formula("E9")
    assert "=" + moved(formula, 4, 2) == theirs


def test_seen_from__equal_wherever_it_was_filled() -> None:
    assert seen_from("=$B2>A1", 2, 1) == seen_from("$B7>A6", 7, 1)
    assert seen_from("$B2>A1", 2, 1) != seen_from("$B2>A1", 3, 1)
    assert seen_from("B$2", 2, 1) != seen_from("B2", 2, 1)
    assert seen_from("A1048576", 1, 1) == seen_from("A9", 10, 1)  # relative names go round the edge


def test_names__nothing_inside_text() -> None:
    assert names("IF(cs_flag_X=1,\"cs_no\",'cs_sheet'!A1)+[cs_column]") == {"if", "cs_flag_x"}


def test_is_relative__structured_references_are_not() -> None:
    assert is_relative("A1*2")
    assert not is_relative("T[[#This Row],[a]]*$A$1")


def test_reads_row__corners_cells_and_whole_rows() -> None:
    text = 'SUM(B2:B20)+$C$7+"D9"+SUM(客户!31:$33)'
    assert [row for row in range(40) if reads_row(text, row)] == [2, 7, 20, 31, 33]


def test_reads_row__relative_references_of_a_formula_of_many_cells() -> None:
    assert [row for row in range(12) if reads_row("A2+A$9", row, [range(3), range(5, 6)])] == [2, 3, 4, 7, 9]


def test_grown__ranges_that_end_there() -> None:
    assert grown("SUBTOTAL(109,B2:B20)+SUM(C2:C19)", 20, 2) == "SUBTOTAL(109,B2:B22)+SUM(C2:C19)"
    assert grown('B20&"B2:B20"', 20, 2) == 'B20&"B2:B20"'
    assert grown("SUM($B$2:$B$20)", 20, 1) == "SUM($B$2:$B$21)"
    assert grown("SUM(T[金额])", 20, 1) == "SUM(T[金额])"
