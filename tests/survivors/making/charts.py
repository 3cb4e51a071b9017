"""Charts old and new with their style, colour and user shape parts; chart sheets, dialog sheets, macro sheets."""

from __future__ import annotations

from typing import Any

from making.assembly import BOOK, DATA, MAIN, SML, Assembly, names
from making.pictures import DRAWING_TYPE, anchored
from making.registry import thing

CHART = "xl/charts/chart1.xml"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_STYLE_REL = "http://schemas.microsoft.com/office/2011/relationships/chart"


def _chart(book: Any, sheet: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"name": "金额", "categories": "=数据!$A$2:$A$5", "values": "=数据!$B$2:$B$5"})
    sheet.insert_chart("E2", chart)


@thing("charts", {CHART: "<c:barChart>", "xl/drawings/drawing1.xml": "<c:chart "}, shown="chart:class|<draw:object ")
def charts() -> bytes:
    return Assembly(_chart).bytes()


@thing(
    "chart styles and colours", {"xl/charts/style1.xml": "<cs:chartStyle ", "xl/charts/colors1.xml": "<cs:colorStyle "}
)
def chart_styles() -> bytes:
    book = Assembly(_chart)
    cs = f'xmlns:cs="http://schemas.microsoft.com/office/drawing/2012/chartStyle" {names("a")}'
    style = book.put(
        "xl/charts/style1.xml", f'<cs:chartStyle {cs} id="201"/>', "application/vnd.ms-office.chartstyle+xml"
    )
    colours = book.put(
        "xl/charts/colors1.xml",
        f'<cs:colorStyle {cs} meth="cycle" id="10"><a:schemeClr val="accent1"/><cs:variation/></cs:colorStyle>',
        "application/vnd.ms-office.chartcolorstyle+xml",
    )
    book.relate(CHART, _STYLE_REL + "Style", style)
    book.relate(CHART, _STYLE_REL + "ColorStyle", colours)
    return book.bytes()


@thing("shapes inside charts", {"xl/drawings/drawing2.xml": "<c:userShapes ", CHART: "<c:userShapes "})
def user_shapes() -> bytes:
    book = Assembly(_chart)
    cdr = "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing"
    shapes = book.put(
        "xl/drawings/drawing2.xml",
        f'<c:userShapes xmlns:c="{_C}" {names("a")}><cdr:relSizeAnchor xmlns:cdr="{cdr}"><cdr:from><cdr:x>0.1</cdr:x>'
        "<cdr:y>0.1</cdr:y></cdr:from><cdr:to><cdr:x>0.5</cdr:x><cdr:y>0.5</cdr:y></cdr:to>"
        '<cdr:sp macro="" textlink=""><cdr:nvSpPr><cdr:cNvPr id="2" name="框"/><cdr:cNvSpPr/></cdr:nvSpPr><cdr:spPr>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></cdr:spPr></cdr:sp></cdr:relSizeAnchor></c:userShapes>',
        "application/vnd.openxmlformats-officedocument.drawingml.chartshapes+xml",
    )
    link = book.relate(CHART, "chartUserShapes", shapes)
    book.edit(CHART, "</c:chartSpace>", f'<c:userShapes r:id="{link}"/></c:chartSpace>')
    return book.bytes()


def _new_chart(kind: str) -> bytes:
    """A chart of Excel 2016 in its own part, behind a choice that older programs skip."""
    book = Assembly()
    cx = "http://schemas.microsoft.com/office/drawing/2014/chartex"
    chart, drawing = "xl/charts/chartEx1.xml", "xl/drawings/drawing1.xml"
    book.put(
        chart,
        f'<cx:chartSpace xmlns:cx="{cx}" {names("a", "r")}><cx:chartData><cx:data id="0"><cx:strDim type="cat">'
        '<cx:f>数据!$A$2:$A$5</cx:f></cx:strDim><cx:numDim type="val"><cx:f>数据!$B$2:$B$5</cx:f></cx:numDim></cx:data>'
        "</cx:chartData><cx:chart><cx:plotArea><cx:plotAreaRegion>"
        f'<cx:series layoutId="{kind}" uniqueId="{{00000000-0000-4000-8000-000000000001}}"><cx:dataId '
        'val="0"/></cx:series>'
        '</cx:plotAreaRegion><cx:axis id="0"><cx:catScaling/></cx:axis><cx:axis id="1"><cx:valScaling/></cx:axis>'
        "</cx:plotArea></cx:chart></cx:chartSpace>",
        "application/vnd.ms-office.chartex+xml",
    )
    link = book.relate(drawing, "http://schemas.microsoft.com/office/2014/relationships/chartEx", chart)
    newer = "http://schemas.microsoft.com/office/drawing/2015/9/8/chartex"
    book.put(
        drawing,
        f"<xdr:wsDr {names('xdr', 'a')}>"
        + anchored(
            f'<mc:AlternateContent {names("mc")}><mc:Choice xmlns:cx1="{newer}" Requires="cx1">'
            '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="图表 1"/>'
            '<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/>'
            f'</xdr:xfrm><a:graphic><a:graphicData uri="{cx}"><cx:chart xmlns:cx="{cx}" {names("r")} r:id="{link}"/>'
            '</a:graphicData></a:graphic></xdr:graphicFrame></mc:Choice><mc:Fallback><xdr:sp macro="" textlink="">'
            '<xdr:nvSpPr><xdr:cNvPr id="0" name=""/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="1" y="1"/>'
            '<a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
            "<xdr:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:t>此图表不可用</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
            "</mc:Fallback></mc:AlternateContent>"
        )
        + "</xdr:wsDr>",
        DRAWING_TYPE,
    )
    book.add(DATA, f'<drawing r:id="{book.relate(DATA, "drawing", drawing)}"/>')
    return book.bytes()


@thing("waterfall charts", {"xl/charts/chartEx1.xml": 'layoutId="waterfall"'}, shown="此图表不可用")
def waterfall_charts() -> bytes:
    return _new_chart("waterfall")


@thing("funnel charts", {"xl/charts/chartEx1.xml": 'layoutId="funnel"'}, shown="此图表不可用")
def funnel_charts() -> bytes:
    return _new_chart("funnel")


@thing("chart sheets", {"xl/chartsheets/sheet1.xml": "<chartsheet ", CHART: "<c:pieChart>"}, shown='table:name="饼图"')
def chart_sheets() -> bytes:
    def build(book: Any, _: Any) -> None:
        chart = book.add_chart({"type": "pie"})
        chart.add_series({"values": "=数据!$B$2:$B$5"})
        sheet = book.add_chartsheet("饼图")
        sheet.set_chart(chart)
        # First in the order, as charts often stand: indexes of worksheets and of sheets differ then.
        book.worksheets_objs.insert(0, book.worksheets_objs.pop())
        for at, one in enumerate(book.worksheets_objs):
            one.index = at

    return Assembly(build).bytes()


def _special_sheet(folder: str, title: str, content: str, kind: str, relation: str) -> bytes:
    book = Assembly()
    part = book.put(f"xl/{folder}/sheet1.xml", content, kind)
    link = book.relate(BOOK, relation, part)
    book.edit(BOOK, "</sheets>", f'<sheet name="{title}" sheetId="9" r:id="{link}"/></sheets>')
    return book.bytes()


@thing("dialog sheets", {"xl/dialogsheets/sheet1.xml": "<dialogsheet "})
def dialog_sheets() -> bytes:
    margins = '<pageMargins left="0.75" right="0.75" top="1" bottom="1" header="0.5" footer="0.5"/>'
    body = (
        '<sheetViews><sheetView showRowColHeaders="0" showZeros="0" workbookViewId="0"/></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/>{margins}'
    )
    content = f"<dialogsheet {names('', 'r')}>{body}</dialogsheet>"
    return _special_sheet("dialogsheets", "对话框1", content, SML + "dialogsheet+xml", "dialogsheet")


@thing(
    "macro sheets", {"xl/macrosheets/sheet1.xml": "<xm:macrosheet "}, ending="xlsm"
)  # fmt: skip
def macro_sheets() -> bytes:
    content = (
        f'<xm:macrosheet xmlns="{MAIN}" {names("r")} xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<dimension ref="A1"/><sheetData><row r="1"><c r="A1"><f>RETURN()</f></c></row></sheetData></xm:macrosheet>'
    )
    relation = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
    return _special_sheet("macrosheets", "宏1", content, "application/vnd.ms-excel.macrosheet+xml", relation)
