"""Pictures over cells, in cells, in headers and behind the sheet; shapes and SmartArt."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from making.assembly import DATA, Assembly, names
from making.registry import thing

DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_DGM_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.diagram"


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x1f\x38\x64" * 8) * 8
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PNG = _png()


def anchored(content: str) -> str:
    """What stands over E2:G5."""
    return (
        "<xdr:twoCellAnchor><xdr:from><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row>"
        "<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>7</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>5"
        "</xdr:row>"
        f"<xdr:rowOff>0</xdr:rowOff></xdr:to>{content}<xdr:clientData/></xdr:twoCellAnchor>"
    )


def _image() -> dict[str, Any]:
    return {"image_data": io.BytesIO(PNG)}


@thing("pictures", {"xl/media/image1.png": "PNG", "xl/drawings/drawing1.xml": "<xdr:pic>"}, shown="<draw:image")
def pictures() -> bytes:
    return Assembly(lambda _, sheet: sheet.insert_image("E2", "logo.png", _image())).bytes()


@thing(
    "pictures in headers",
    {"xl/media/image1.png": "PNG", "xl/drawings/vmlDrawing1.vml": "o:relid", DATA: "<legacyDrawingHF "},
)
def header_pictures() -> bytes:
    return Assembly(lambda _, sheet: sheet.set_header("&L&G", {"image_left": io.BytesIO(PNG)})).bytes()


@thing("background pictures", {"xl/media/image1.png": "PNG", DATA: "<picture "})
def background_pictures() -> bytes:
    return Assembly(lambda _, sheet: sheet.set_background(io.BytesIO(PNG))).bytes()


@thing(
    "pictures in cells",
    {
        "xl/media/image1.png": "PNG",
        "xl/richData/rdrichvalue.xml": "<rvData ",
        "xl/richData/rdrichvaluestructure.xml": "<rvStructures ",
        "xl/richData/rdRichValueTypes.xml": "<rvTypesInfo ",
        "xl/richData/richValueRel.xml": "<richValueRels ",
        "xl/metadata.xml": "XLRICHVALUE",
        DATA: ' vm="1"',
    },
)
def cell_pictures() -> bytes:
    return Assembly(lambda _, sheet: sheet.embed_image("E2", "logo.png", _image())).bytes()


@thing("shapes", {"xl/drawings/drawing1.xml": "<xdr:sp "}, shown="说明文字")
def shapes() -> bytes:
    def build(_: Any, sheet: Any) -> None:
        sheet.insert_textbox("E2", "说明文字", {"url": "https://example.com/", "description": "框"})

    return Assembly(build).bytes()


@thing(
    "SmartArt",
    {
        "xl/drawings/drawing1.xml": "<dgm:relIds ",
        "xl/diagrams/data1.xml": "<dgm:dataModel ",
        "xl/diagrams/layout1.xml": "<dgm:layoutDef ",
        "xl/diagrams/quickStyle1.xml": "<dgm:styleDef ",
        "xl/diagrams/colors1.xml": "<dgm:colorsDef ",
        "xl/diagrams/drawing1.xml": "<dsp:drawing ",
    },
    shown='draw:name="图示 1"',
)
def smart_art() -> bytes:
    book = Assembly()
    drawing, space = "xl/drawings/drawing1.xml", f'xmlns:dgm="{_DIAGRAM}" {names("a")}'
    dsp = "http://schemas.microsoft.com/office/drawing/2008/diagram"
    text = "<a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr lang=\"zh-CN\"/><a:t>第一步</a:t></a:r></a:p>"  # fmt: skip
    parts = {
        "data": f'<dgm:dataModel {space}><dgm:ptLst><dgm:pt modelId="{{A1}}" type="doc"><dgm:prSet loTypeId="urn:ex" '
        'loCatId="list" qsTypeId="urn:ex" qsCatId="simple" csTypeId="urn:ex" csCatId="accent1"/><dgm:spPr/></dgm:pt>'
        f'<dgm:pt modelId="{{A2}}"><dgm:prSet/><dgm:spPr/><dgm:t>{text}</dgm:t></dgm:pt></dgm:ptLst><dgm:cxnLst>'
        '<dgm:cxn modelId="{A3}" srcId="{A1}" destId="{A2}" srcOrd="0" destOrd="0"/></dgm:cxnLst><dgm:bg/><dgm:whole/>'
        f'<dgm:extLst><a:ext uri="http://schemas.microsoft.com/office/drawing/2008/diagram"><dsp:dataModelExt '
        f'xmlns:dsp="{dsp}" relId="rId5" minVer="http://schemas.openxmlformats.org/drawingml/2006/diagram"/></a:ext>'
        "</dgm:extLst></dgm:dataModel>",
        "layout": f'<dgm:layoutDef {space} uniqueId="urn:ex"><dgm:title val=""/><dgm:desc val=""/><dgm:catLst>'
        '<dgm:cat type="list" pri="1"/></dgm:catLst><dgm:layoutNode name="d"/></dgm:layoutDef>',
        "quickStyle": f'<dgm:styleDef {space} uniqueId="urn:ex"><dgm:title val=""/><dgm:desc val=""/></dgm:styleDef>',
        "colors": f'<dgm:colorsDef {space} uniqueId="urn:ex"><dgm:title val=""/><dgm:desc val=""/></dgm:colorsDef>',
    }
    kinds = {"data": "Data", "layout": "Layout", "quickStyle": "Style", "colors": "Colors"}
    for name, content in parts.items():
        part = book.put(f"xl/diagrams/{name}1.xml", content, f"{_DGM_TYPE}{kinds[name]}+xml")
        book.relate(drawing, "diagram" + name[0].upper() + name[1:], part)
    picture = book.put(
        "xl/diagrams/drawing1.xml",
        f'<dsp:drawing {space} xmlns:dsp="{dsp}"><dsp:spTree><dsp:nvGrpSpPr><dsp:cNvPr id="0" name=""/>'
        '<dsp:cNvGrpSpPr/></dsp:nvGrpSpPr><dsp:grpSpPr/><dsp:sp modelId="{A4}"><dsp:nvSpPr><dsp:cNvPr id="0" name=""/>'
        '<dsp:cNvSpPr/></dsp:nvSpPr><dsp:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="500000"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></dsp:spPr><dsp:txBody>{text}</dsp:txBody></dsp:sp>'
        "</dsp:spTree></dsp:drawing>",
        "application/vnd.ms-office.drawingml.diagramDrawing+xml",
    )
    book.relate(drawing, "http://schemas.microsoft.com/office/2007/relationships/diagramDrawing", picture)
    frame = (
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="图示 1"/><xdr:cNvGraphicFramePr/>'
        '</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{_DIAGRAM}"><dgm:relIds xmlns:dgm="{_DIAGRAM}" {names("r")} r:dm="rId1" r:lo="rId2" '
        'r:qs="rId3" r:cs="rId4"/></a:graphicData></a:graphic></xdr:graphicFrame>'
    )
    book.put(drawing, f"<xdr:wsDr {names('xdr', 'a')}>{anchored(frame)}</xdr:wsDr>", DRAWING_TYPE)
    book.add(DATA, f'<drawing r:id="{book.relate(DATA, "drawing", drawing)}"/>')
    return book.bytes()
