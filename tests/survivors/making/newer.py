"""What newer and other office programs add: named views, Python, tasks, SVG; parts of WPS and of Google Sheets."""

from __future__ import annotations

from typing import Any

from making.assembly import BOOK, DATA, Assembly, ext, names
from making.pictures import DRAWING_TYPE, PNG, anchored
from making.registry import thing

_MICROSOFT = "http://schemas.microsoft.com/office"
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>'


def _table(_: Any, sheet: Any) -> None:
    columns = [
        {"header": "区域", "total_string": "合计"},
        {"header": "金额", "total_function": "sum", "total_value": 70},
        {"header": "日期"},
        {"header": "含税", "formula": "=[@金额]*1.13"},
    ]
    sheet.add_table("A1:D6", {"name": "客户表", "columns": columns, "total_row": True, "style": "Table Style Light 11"})


@thing(
    "tables",
    {"xl/tables/table1.xml": "<calculatedColumnFormula>", DATA: "<tablePart "},
    shown='<table:database-range table:name="客户表"',
)
def tables() -> bytes:
    return Assembly(_table).bytes()


@thing("hidden sheets", {BOOK: 'state="veryHidden"'}, shown='table:display="false"')
def hidden_sheets() -> bytes:
    book = Assembly()
    book.edit(BOOK, 'name="清单"', 'name="清单" state="veryHidden"')
    return book.bytes()


@thing("named sheet views", {"xl/namedSheetViews/namedSheetView1.xml": "<namedSheetView "})
def named_sheet_views() -> bytes:
    book = Assembly(_table)
    guid = "{6F6E2F7C-7C0A-4C2A-9B9E-1F3A0C7A2B11}"
    part = book.put(
        "xl/namedSheetViews/namedSheetView1.xml",
        f'<namedSheetViews xmlns="{_MICROSOFT}/spreadsheetml/2019/namedsheetviews"><namedSheetView name="我的视图" '
        f'id="{guid}"><nsvFilter filterId="{guid}" ref="A1:D6" tableId="1"/></namedSheetView></namedSheetViews>',
        "application/vnd.ms-excel.namedsheetviews+xml",
    )
    book.relate(DATA, f"{_MICROSOFT}/2019/04/relationships/namedSheetView", part)
    return book.bytes()


@thing("Python in cells", {"xl/python.xml": "<python ", DATA: "_xlws.PY("})
def python_in_cells() -> bytes:
    book = Assembly(lambda _, sheet: sheet.write_formula("E2", "=_xlfn._xlws.PY(0,0)", None, 1))
    part = book.put(
        "xl/python.xml",
        f'<python xmlns="{_MICROSOFT}/spreadsheetml/2023/python"><environmentDefinition id="{{A1}}">'
        "<initialization><code>import pandas as pd</code></initialization></environmentDefinition></python>",
        "application/vnd.ms-excel.python+xml",
    )
    book.relate(BOOK, f"{_MICROSOFT}/2023/09/relationships/Python", part)
    return book.bytes()


@thing("tasks", {"xl/documenttasks/documenttask1.xml": "<Task "})
def tasks() -> bytes:
    book = Assembly()
    part = book.put(
        "xl/documenttasks/documenttask1.xml",
        f'<Tasks xmlns="{_MICROSOFT}/tasks/2019/documenttasks"><Task id="{{A1}}"><Anchor><Comment '
        f'id="{{A2}}"/></Anchor>'
        '<History><Event time="2024-05-06T07:08:09.00" id="{A3}"><Create/></Event></History></Task></Tasks>',
        "application/vnd.ms-excel.documenttasks+xml",
    )
    book.relate(DATA, f"{_MICROSOFT}/2019/05/relationships/documenttask", part)
    return book.bytes()


def _pictured(book: Assembly, blip: str) -> bytes:
    """`blip` stands in the drawing, whose relationships are made already."""
    picture = (
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="3" name="图片 1"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        f"{blip}<a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:xfrm>"
        '<a:off x="1" y="1"/><a:ext cx="360000" cy="360000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</xdr:spPr></xdr:pic>"
    )
    drawing = "xl/drawings/drawing1.xml"
    book.put(drawing, f"<xdr:wsDr {names('xdr', 'a', 'r')}>{anchored(picture)}</xdr:wsDr>", DRAWING_TYPE)
    book.add(DATA, f'<drawing r:id="{book.relate(DATA, "drawing", drawing)}"/>')
    return book.bytes()


@thing("SVG pictures", {"xl/media/image2.svg": "<svg ", "xl/media/image1.png": "PNG"}, shown="<draw:image")
def svg_pictures() -> bytes:
    book = Assembly()
    book.default("png", "image/png")
    book.default("svg", "image/svg+xml")
    drawing = "xl/drawings/drawing1.xml"
    fallback = book.relate(drawing, "image", book.put("xl/media/image1.png", PNG))
    vector = book.relate(drawing, "image", book.put("xl/media/image2.svg", _SVG.encode()))
    space = f"{_MICROSOFT}/drawing/2016/SVG/main"
    return _pictured(
        book,
        f'<a:blip r:embed="{fallback}"><a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
        f'<asvg:svgBlip xmlns:asvg="{space}" r:embed="{vector}"/></a:ext></a:extLst></a:blip>',
    )


@thing("linked pictures", {"xl/drawings/drawing1.xml": "r:link="})
def linked_pictures() -> bytes:
    book = Assembly()
    link = book.relate("xl/drawings/drawing1.xml", "image", "file:///D:/logo.png", external=True)
    return _pictured(book, f'<a:blip r:link="{link}"/>')


@thing("theme overrides of charts", {"xl/theme/themeOverride1.xml": "<a:themeOverride "})
def theme_overrides() -> bytes:
    def build(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=数据!$B$2:$B$5"})
        sheet.insert_chart("E2", chart)

    book = Assembly(build)
    part = book.put(
        "xl/theme/themeOverride1.xml",
        f"<a:themeOverride {names('a')}/>",
        "application/vnd.openxmlformats-officedocument.themeOverride+xml",
    )
    book.relate("xl/charts/chart1.xml", "themeOverride", part)
    return book.bytes()


@thing("attached toolbars", {"xl/attachedToolbars.bin": "toolbar"})
def attached_toolbars() -> bytes:
    book = Assembly()
    part = book.put("xl/attachedToolbars.bin", b"toolbar\0", "application/vnd.ms-excel.attachedToolbars")
    book.relate(BOOK, f"{_MICROSOFT}/2006/relationships/attachedToolbars", part)
    return book.bytes()


@thing("parts of Google Sheets", {"xl/metadata": "google", BOOK: "GoogleSheetsCustomDataVersion2"})
def google_parts() -> bytes:
    """A part whose name has no ending, and a pointer to it that is no element of the schema."""
    book = Assembly()
    part = book.put("xl/metadata", b"google \x08\x01", "application/binary")
    link = book.relate(BOOK, "http://customschemas.google.com/relationships/workbookmetadata", part)
    pointer = (
        f'<go:sheetsCustomData xmlns:go="http://customooxmlschemas.google.com/" r:id="{link}" '
        'roundtripDataChecksum="x="/>'
    )
    book.add(BOOK, f"<extLst>{ext('GoogleSheetsCustomDataVersion2', pointer)}</extLst>")
    return book.bytes()


@thing(
    "pictures in cells of WPS",
    {
        "xl/cellimages.xml": "<etc:cellImage>",
        "xl/media/image1.png": "PNG",
        DATA: "DISPIMG",
        "docProps/custom.xml": "KSO",
    },
)
def wps_cell_pictures() -> bytes:
    formula = '=_xlfn.DISPIMG("ID_6F6E2F7C7C0A4C2A9B9E1F3A0C7A2B11",1)'
    book = Assembly(lambda _, sheet: sheet.write_formula("E2", formula, None, "=DISPIMG()"))
    book.default("png", "image/png")
    cells = "xl/cellimages.xml"
    link = book.relate(cells, "image", book.put("xl/media/image1.png", PNG))
    book.put(
        cells,
        f'<etc:cellImages {names("xdr", "r", "a")} xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData">'
        '<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="ID_6F6E2F7C7C0A4C2A9B9E1F3A0C7A2B11"/>'
        f'<xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="{link}"/></xdr:blipFill><xdr:spPr/></xdr:pic>'
        "</etc:cellImage></etc:cellImages>",
        "application/vnd.wps-officedocument.cellimage+xml",
    )
    book.relate(BOOK, "http://www.wps.cn/officeDocument/2020/cellImage", cells)
    space = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    types = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    part = book.put(
        "docProps/custom.xml",
        f'<Properties xmlns="{space}" xmlns:vt="{types}"><property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" '
        'pid="2" name="KSOProductBuildVer"><vt:lpwstr>2052-12.1.0.15990</vt:lpwstr></property></Properties>',
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    )
    book.relate("", "custom-properties", part)
    return book.bytes()
