"""The private parts of XlsxWriter are used in one module, and do what drawing takes them for."""

from __future__ import annotations

import inspect
import re
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from xlsxwriter.worksheet import Worksheet, re_dynamic_function

import custsheet.drawing
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.native import DrawingError, done, rewritten, stored


def test_private_parts_of_xlsxwriter__are_used_in_one_module() -> None:
    private = re.compile(r"(?:_native|native|chart|sheet)\._[a-z]|\.tables\[-|_assemble_xml|_xml_empty_tag|_write_a_")
    folder = Path(custsheet.drawing.__file__).parent
    found = [one.name for one in folder.rglob("*.py") if private.search(one.read_text(encoding="utf-8"))]
    assert found == ["native.py"]


def test_column_formula__names_functions_as_the_file_format_does() -> None:
    book = Book("zh", created=datetime(2020, 1, 1))
    book.sheet("表").table("t", 1, 1, ["a", "b"], 1, formulas={1: "=MAXIFS(A:A,A:A,1)"})
    with ZipFile(BytesIO(book.close())) as package:
        table = package.read("xl/tables/table1.xml").decode()
    assert "<calculatedColumnFormula>_xlfn.MAXIFS(A:A,A:A,1)</calculatedColumnFormula>" in table


def test_rewritten__changes_what_is_written() -> None:
    book = Book("zh", created=datetime(2020, 1, 1))
    canvas = book.sheet("表")
    canvas.put(1, 1, 5)
    chart = book.chart(type="column")
    chart.add_series({"values": ["表", 0, 0, 0, 0]})
    rewritten(chart, lambda xml: xml.replace("barChart", "changed"))
    canvas.chart(3, 1, chart, {"description": "x"})
    with ZipFile(BytesIO(book.close())) as package:
        assert b"<c:changed>" in package.read("xl/charts/chart1.xml")


def test_done__a_refusal_is_an_error() -> None:
    done(0)
    with pytest.raises(DrawingError):
        done(-2)


_PREFIXED = re.findall(r're\.sub\(r?"\\b([A-Z0-9_.\\]+)\\\(', inspect.getsource(Worksheet._prepare_formula))
_FORMULAS = ["={}(A1:A9)", "=1+IF(A1>{}(B1),SUM(C1),0)", "=A.{}(1)", "=x_{}(1)", "=_xlfn.{0}(A1)+{0}(B1)", "={}"]
_FORMULAS += ["={{{}(1)}}", "{{={}(1)}}", "{}(1)", '="{}("&A1']


@pytest.mark.parametrize("formula", _FORMULAS)
def test_stored__is_what_xlsxwriter_stores(formula: str) -> None:
    assert len(_PREFIXED) > 120
    for name in (*(name.replace("\\", "") for name in _PREFIXED), "SUM", "IF", "STDEV", "TEXT"):
        typed = formula.format(name)
        if not re_dynamic_function.search(typed):
            assert stored(typed) == Worksheet()._prepare_formula(typed, True)
