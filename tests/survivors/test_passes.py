"""A whole pass of the program over workbooks that hold the most precious things beside a sheet of customers."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from making.things import THINGS
from making.trees import lost

import custsheet
from custsheet.package import Package, gate, graft

pytestmark = pytest.mark.slow

DAY = date(2026, 6, 17)
SPLICED = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
PRECIOUS = (
    *("pivot tables", "slicers over tables", "timelines", "threaded comments", "x14 formats over sheets"),
    *("OLE objects", "form controls", "ActiveX controls", "SmartArt", "macros", "external links", "Power Query"),
    *("pictures in cells", "pictures in cells of WPS", "chart sheets", "shared-workbook revisions", "defined names"),
)


def with_customers(data: bytes) -> bytes:
    """The workbook with a sheet of customers that is a person's."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    sheet = book.add_worksheet("客户名单")
    rows = [["客户名称", "联系人", "手机"], ["海鸥公司", "张三", "13800001234"], ["银杏公司", "王五", "1370000"]]
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    package = Package.read(graft(data, held.getvalue()))
    # Without its mark the sheet is no sheet of the tool's.
    part = "xl/workbook.xml"
    return package.assemble({part: package.part(part).replace(b'"cs_sheet_', b'"their_')})


@pytest.mark.parametrize("name", PRECIOUS)
def test_process__keeps_the_thing(name: str, tmp_path: Path) -> None:
    thing = THINGS[name]
    path = tmp_path / f"工作簿.{thing.ending}"
    data = with_customers(thing.data)
    path.write_bytes(data)
    outcome = custsheet.process(path, today=DAY)
    assert outcome.written
    assert outcome.rows["customers"] == 2
    before, after = Package.read(data), Package.read(path.read_bytes())
    changed = {part for part in before.names if after.raw(part) != before.raw(part)}
    assert changed <= SPLICED
    assert [lost(before.part(part), after.part(part)) for part in changed] == [""] * len(changed)
    gate(after.data)
    assert not custsheet.process(path, today=DAY).written
