"""Workbooks whose cells name formats although there is no styles part."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import openpyxl
import pytest

from custsheet.package import Package, Workbook, gate, graft
from custsheet.package.styles import Styles

Make = Callable[..., bytes]
RELS, SHEET, STYLES = "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "xl/styles.xml"


def bare(data: bytes, *, named: bool) -> bytes:
    """Without the styles part; where it is `named`, the relationship to it stays."""
    package = Package.read(data)
    cells = re.sub(rb'<c r="B1"[^>]*>', b"<c s = '7' r=\"B1\">", package.part(SHEET))
    cells = cells.replace(b"<sheetData>", b'<cols><col min="9" max="9" style="9"/></cols><sheetData>')
    rels = package.part(RELS)
    if not named:
        rels = re.sub(rb'<Relationship [^>]*styles.xml"/>', b"", rels)
    return package.assemble({SHEET: cells, RELS: rels}, [STYLES])


@pytest.mark.parametrize("named", [True, False])
def test_graft__formats_named_by_cells_stay_plain(target: Make, donor: Make, named: bool) -> None:
    before = bare(target(), named=named)
    after = graft(before, donor())
    book = Workbook.read(Package.read(after))
    part = book.rel_part("styles")
    assert part == STYLES
    assert [rel.kind for rel in book.rels].count("styles") == 1
    records = Styles(book.package.part(part), part).root.findall("{*}cellXfs/{*}xf")
    assert len({tuple(sorted(record.items())) for record in records[:10]}) == 1
    assert len(records) > 10
    cell = openpyxl.load_workbook(io.BytesIO(after))["客户"]["B1"]
    assert (cell.value, cell.number_format, cell.font.b) == (3.5, "General", False)
    assert gate(after).workbook.sheets == book.sheets
    assert graft(after, donor()) is after
    assert graft(graft(after, donor(3)), donor()) == after
