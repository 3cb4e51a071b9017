from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from custsheet.reading.formulas import formulas_without_value, subtotal_cells

pytestmark = pytest.mark.usefixtures("either_reader")


def _sheet(cells: str) -> bytes:
    return f"<worksheet><sheetData><row r='1'>{cells}</row></sheetData></worksheet>".encode()


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ('<c r="A1"><f>1+1</f><v>2</v></c>', set()),
        ('<c r="A1"><f>1+1</f><v></v></c>', {(1, 1)}),
        ('<c r="A1"><f>1+1</f><v/></c>', {(1, 1)}),
        ('<c r="A1"><f>1+1</f></c>', {(1, 1)}),
        ('<c r="AB12" s="3"><f t="shared" si="0"/></c>', {(12, 28)}),
        ('<c r="A1"><f t="shared" si="0"/><v>5</v></c>', set()),
        ('<c r="A1" t="str"><f>IF(1,"","")</f><v></v></c>', set()),
        ('<c s="1" t="str" r="B7"><f>A1</f><v>x</v></c>', set()),
        ('<x:c r="C1"><x:f>1</x:f></x:c>', {(1, 3)}),
        ('<c r="A1"><v>5</v></c><c r="B1"><f>2</f></c><c r="C1"/>', {(1, 2)}),
        ('<c r="A1" t="inlineStr"><is><t>x</t></is></c>', set()),
        ("", set()),
    ],
)
def test_formulas_without_value(cells: str, found: set[tuple[int, int]]) -> None:
    assert formulas_without_value(_sheet(cells)) == found


def test_formulas_without_value__a_long_formula() -> None:
    body = _sheet(f'<c r="A1"><v>1</v></c><c r="B1"><f>{"1+" * 4000}1</f></c>')
    assert formulas_without_value(body) == {(1, 2)}


def test_formulas_without_value__as_openpyxl_writes_them() -> None:
    book = openpyxl.Workbook()
    book.active["B3"] = "=1+1"
    book.active["B4"] = 2
    out = io.BytesIO()
    book.save(out)
    assert formulas_without_value(zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml")) == {(3, 2)}


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ('<c r="A1"><f>SUBTOTAL(109,A2:A9)</f><v>2</v></c>', {(1, 1)}),
        ('<c r="A1"><f>IFERROR(SUBTOTAL (9,t[x]),0)</f></c><c r="B1"><v>1</v></c>', {(1, 1)}),
        ('<c r="C5"><f>AGGREGATE(9,5,A:A)</f></c>', {(5, 3)}),
        ('<c r="A1"><f>SUM(A2:A9)</f></c>', set()),
        ('<c r="A1" t="inlineStr"><is><t>SUBTOTAL(9,A1)</t></is></c>', set()),
    ],
)
def test_subtotal_cells(cells: str, found: set[tuple[int, int]]) -> None:
    assert subtotal_cells(_sheet(cells)) == found
