"""What people put into workbooks and a pass must not lose: one test per thing, in a file that holds it.

After tool sheets went in, the parts that hold the thing have the same compressed bytes, the relationships that lead to
them are the same, and their content types are the same.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import xlsxwriter

from custsheet.package import Package, Workbook, gate, graft
from custsheet.package.relationships import read_rels, rels_name

# Thing → (file, part names it lives in, what one of those parts must contain).
THINGS: dict[str, tuple[str, str, bytes]] = {
    "charts": ("Bug539654_529755.xlsm", r"xl/charts/chart\d+\.xml", b"chartSpace"),
    "chart sheets": ("ChartSheet.xlsx", r"xl/chartsheets/sheet1\.xml", b"<chartsheet"),
    "dialog sheets": ("Dialogsheet.xlsx", r"xl/dialogsheets/sheet1\.xml", b"dialogsheet"),
    "drawings": ("basicspreadsheet.xlsx", r"xl/drawings/drawing1\.xml", b"wsDr"),
    "shapes": ("AllShapes.xlsx", r"xl/drawings/drawing1\.xml", b"xdr:sp"),
    "SmartArt": ("AllShapes.xlsx", r"xl/diagrams/.*\.xml", b"diagram"),
    "pictures": ("pictures_in_cell_and_over_cell.xlsx", r"xl/media/image\d\.png", b"PNG"),
    "pictures in cells": ("pictures_in_cell_and_over_cell.xlsx", r"xl/richData/.*\.xml", b"rvData"),
    "cell metadata": ("fn.xlsx", r"xl/metadata\.xml", b"metadata"),
    "pivot tables": ("basicspreadsheet.xlsx", r"xl/pivotTables/pivotTable\d\.xml", b"pivotTableDefinition"),
    "pivot caches": ("DialogSheet.xlsx", r"xl/pivotCache/.*\.xml", b"pivotCache"),
    "pivot caches elsewhere": ("Add_empty_table.xlsx", r"pivotCache/.*\.xml", b"pivotCache"),
    "tables": ("basicspreadsheet.xlsx", r"xl/tables/table\d\.xml", b"<table "),
    "query tables": ("QueryTable.xlsx", r"xl/queryTables/queryTable1\.xml", b"queryTable"),
    "connections": ("QueryTable.xlsx", r"xl/connections\.xml", b"connection"),
    "XML maps": ("55923.xlsx", r"xl/xmlMaps\.xml", b"MapInfo"),
    "single-cell XML tables": ("55924.xlsx", r"xl/tables/tableSingleCells1\.xml", b"singleXmlCell"),
    "macros": ("vba.xlsm", r"xl/vbaProject\.bin", b"\xd0\xcf\x11\xe0"),
    "comments": ("universal-content.xlsx", r"xl/(comments1\.xml|drawings/vmlDrawing1\.vml)", b"comment"),
    "threaded comments": ("64759.xlsx", r"xl/(threadedComments|persons)/.*\.xml", b"threadedcomments"),
    "sparklines": ("SampleSparklines.xlsx", r"xl/worksheets/sheet\d\.xml", b"sparklineGroup"),
    "x14 data bars": ("CFDataBar.xlsx", r"xl/worksheets/sheet1\.xml", b"dataBar"),
    "x14 data bars of LibreOffice": ("databar.xlsx", r"xl/worksheets/sheet1\.xml", b"x14:dataBar"),
    "x14 validations": ("ValidationWithSheetReference.xlsx", r"xl/worksheets/sheet\d\.xml", b"x14:dataValidation"),
    "x14 formats": ("tdf104310.xlsx", r"xl/worksheets/sheet1\.xml", b"x14:"),
    "OLE objects": ("bug64512_embed.xlsx", r"xl/embeddings/oleObject\d\.bin", b"\xd0\xcf\x11\xe0"),
    "embedded workbooks": ("WithEmbeded.xlsx", r"xl/embeddings/.*", b"\xd0\xcf\x11\xe0"),
    "ActiveX controls": ("activex_checkbox.xlsx", r"xl/activeX/.*", b"activeX"),
    "form controls": ("FileWithButton.xlsm", r"xl/ctrlProps/ctrlProp1\.xml", b"formControlPr"),
    "buttons with comments": ("CommentAndButton.xlsx", r"xl/(ctrlProps|drawings)/.*", b"formControlPr"),
    "custom XML": ("NoExtDataE6.xlsx", r"customXml/item\d\.xml", b"<"),
    "foreign parts": ("customxml.xlsx", r"ddp/ddpfile\.xen", b""),
    "custom properties": ("NoExtDataE6.xlsx", r"docProps/custom\.xml", b"Properties"),
    "printer settings": ("1_NoIden.xlsx", r"xl/printerSettings/.*\.bin", b""),
    "external links": ("bug67784.xlsx", r"xl/externalLinks/externalLink1\.xml", b"externalLink"),
    "calculation chains": ("macro.xlsm", r"xl/calcChain\.xml", b"calcChain"),
    "shared strings": ("64759.xlsx", r"xl/sharedStrings\.xml", b"<sst"),
    "themes": ("64759.xlsx", r"xl/theme/theme1\.xml", b"theme"),
    "ISO dates": ("xlsx-stream-d-date-cell.xlsx", r"xl/worksheets/sheet1\.xml", b't="d"'),
}  # fmt: skip


def draw() -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet("工具表")
    head = book.add_format({"bold": True, "num_format": "0.0 件"})
    sheet.write_column("A1", ["列", 1, 2], head)
    sheet.add_table("A1:A3", {"name": "cs_tool", "columns": [{"header": "列"}]})
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "='工具表'!$A$2:$A$3"})
    sheet.insert_chart("C1", chart)
    book.close()
    return held.getvalue()


@pytest.fixture(params=THINGS)
def thing(request: pytest.FixtureRequest, shared: Path) -> tuple[Package, Package, list[str], bytes]:
    """The package before and after two passes, the parts that hold the thing, and what one must contain."""
    name, pattern, content = THINGS[request.param]
    before = (shared / "data" / "survivors" / name).read_bytes()
    after = graft(graft(before, draw()), draw())
    assert after != before
    package = Package.read(before)
    parts = [part for part in package.names if re.fullmatch(pattern, part)]
    return package, Package.read(after), parts, content


def test_graft__parts_survive(thing: tuple[Package, Package, list[str], bytes]) -> None:
    before, after, parts, content = thing
    assert parts
    assert any(content in before.part(part) for part in parts)
    for part in parts:
        assert after.raw(part) == before.raw(part)
        assert read_rels(after, part) == read_rels(before, part)


def test_graft__the_way_to_the_parts_survives(thing: tuple[Package, Package, list[str], bytes]) -> None:
    before, after, parts, _ = thing
    old, new = Workbook.read(before), Workbook.read(after)
    assert {part: new.content_types.of(part) for part in parts} == {part: old.content_types.of(part) for part in parts}
    for name in before.names:
        if rels_name(name) in before:
            known = [rel for rel in read_rels(after, name) if rel in read_rels(before, name)]
            assert known == read_rels(before, name), name
    assert list(new.sheets[: len(old.sheets)]) == list(old.sheets)
    assert [name for name in new.names if not name.name.startswith("cs_")] == list(old.names)
    assert new.content_types.of(new.part) == old.content_types.of(old.part), "a workbook with macros stays one"
    gate(after.data)
