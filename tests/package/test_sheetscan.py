"""Scans of sheet bytes: what python-calamine does not tell."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable

import openpyxl
import pytest
import python_calamine

from custsheet.package import (
    Package,
    cell_errors,
    cell_place,
    column_number,
    formula_cells,
    plain_errors,
)

SHEET = "xl/worksheets/sheet1.xml"


def test_column_number_and_cell_place() -> None:
    assert [column_number(text) for text in ("A", "Z", "AA", "xfd")] == [1, 26, 27, 16_384]
    assert cell_place("$B$12") == (12, 2)
    with pytest.raises(ValueError, match="A:A"):
        cell_place("A:A")


def test_cell_errors__every_spelling() -> None:
    body = (
        b'<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2" t="str"><v>#N/A</v></c>'
        b'<c r="C2" s="4" t="e"><f>1/0</f><v>#DIV/0!</v></c><x:c t=\'e\' r=\'D2\'><x:v>#SPILL!</x:v></x:c>'
        b'<c r="E2" t="n"/><c r="F2" t="e"/><c r="G2"><v>1</v></c>'
        b'<c t="e" r="AA2"><f t="shared" si="0"/><v>#REF!</v></c></row>'
    )
    assert cell_errors(body) == {(2, 1): "#N/A", (2, 3): "#DIV/0!", (2, 4): "#SPILL!", (2, 27): "#REF!"}
    assert cell_errors(b"<row/>") == {}


def test_cell_errors__agree_with_openpyxl(donor: Callable[..., bytes]) -> None:
    data = donor()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it would drop
        sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    errors = {(c.row, c.column): c.value for row in sheet.iter_rows() for c in row if c.data_type == "e"}
    assert cell_errors(Package.read(data).part(SHEET)) == errors == {(7, 9): "#N/A"}


def test_formula_cells__with_and_without_a_cached_value() -> None:
    body = (
        b'<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" s="3"><f>1+1</f></c><c r="C1"><v>3</v></c>'
        b'<c r="D1" t="str"><f/><v/></c>'
        b'<c r="E1"><f t="shared" ref="E1:E2" si="0">A1</f><v>0</v></c><c r="E2"><f t="shared" si="0"/><v>0</v></c>'
        b'<c r="F1" t="str"><f>""</f><v></v></c><c r="H1" s="1"/><c r="I1" t="n">\n <f a="b">1</f> <v>2</v></c>'
    )
    cached = {"A1": True, "B1": False, "D1": False, "E1": True, "E2": True, "F1": True, "I1": True}
    assert formula_cells(body) == cached
    assert formula_cells(body + b'<x:c r="G1"><x:f>1</x:f></x:c>') == {**cached, "G1": False}
    assert formula_cells(b"<f>1</f>" + body + b"<font/><c r='A9'><v>1</v></c>") == cached


def test_plain_errors__make_calamine_read_the_sheet(target: Callable[..., bytes]) -> None:
    package = Package.read(target())
    spill = b'<c r="D1" t="e"><f>A1</f><v>#SPILL!</v></c><c r="E1" t="e"><v>#N/A</v></c></row>'
    body = package.part(SHEET).replace(b"</row>", spill)

    def rows(content: bytes) -> list[list[object]]:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(package.assemble({SHEET: content})))
        return list(book.get_sheet_by_index(0).to_python(skip_empty_area=False))

    with pytest.raises(python_calamine.CalamineError, match="SPILL"):
        rows(body)
    assert rows(plain_errors(body))[0][:2] == ["编号", 3.5]
    assert plain_errors(package.part(SHEET)) == package.part(SHEET)
