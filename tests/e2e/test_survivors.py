"""Real workbooks with pivots, macros, threaded comments, sparklines, SmartArt …: all of it survives a whole pass.

Each gets a sheet of customers first, then is processed twice; every part that was there keeps its compressed bytes.
"""

from __future__ import annotations

import io
import os
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

import custsheet
from custsheet.package import Package, Workbook, graft

DAY = date(2026, 6, 17)
FOLDER = Path(os.environ.get("CUSTSHEET_SHARED", "/nowhere")) / "data" / "survivors"
FILES = sorted(FOLDER.glob("*.xls[xm]"))
OFTEN_SPLICED = ("[content_types].xml", "workbook.xml", "workbook.xml.rels", "styles.xml")


def customers(date1904: bool) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"date_1904": date1904})
    sheet = book.add_worksheet("客户名单")
    rows = [["客户名称", "联系人", "手机"], ["海鸥公司", "张三", "13800001234"], ["银杏公司", "王五", "1370000"]]
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def theirs(data: bytes) -> bytes:
    """The grafted sheet of customers made a person's: without the mark it is no sheet of the tool's."""
    package = Package.read(data)
    part = Workbook.read(package).part
    return package.assemble({part: package.part(part).replace(b'"cs_sheet_', b'"their_')})


def parts(data: bytes) -> dict[str, bytes]:
    package = Package.read(data)
    return {name: bytes(package.raw(name)) for name in package.names}


def test_survivors__are_there(shared: Path) -> None:
    assert len(FILES) > 30


@pytest.mark.slow
@pytest.mark.parametrize("source", FILES, ids=lambda path: path.name)
def test_process__real_workbook_keeps_every_part(source: Path, tmp_path: Path) -> None:
    before = source.read_bytes()
    book = Workbook.read(Package.read(before))
    path = tmp_path / source.name
    path.write_bytes(theirs(graft(before, customers(book.date1904))))
    outcome = custsheet.process(path, today=DAY)
    assert outcome.rows["customers"] == 2
    assert "E111" in {finding.code for finding in outcome.findings}
    after = parts(path.read_bytes())
    changed = [name for name, data in parts(before).items() if after.get(name) != data]
    assert [name for name in changed if not name.casefold().endswith(OFTEN_SPLICED)] == []
    assert not custsheet.process(path, today=DAY).written
