"""Objects that float over the cells and are more than a drawing: OLE, workbooks in workbooks, controls, ink, models."""

from __future__ import annotations

import struct

from making.assembly import DATA, Assembly, drawn, names
from making.comments import VML
from making.compound import compound
from making.pictures import DRAWING_TYPE, PNG, anchored
from making.registry import thing

OLE = "application/vnd.openxmlformats-officedocument.oleObject"
_ANCHOR = (
    "<anchor moveWithCells=\"1\"><from><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row>"
    "<xdr:rowOff>0</xdr:rowOff></from><to><xdr:col>6</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row>"
    "<xdr:rowOff>0</xdr:rowOff></to></anchor>"
)  # fmt: skip
_SHAPES = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    "</o:shapelayout>{shape}</xml>"
)


_CONTROL_TYPE = (
    '<v:shapetype id="_x0000_t201" coordsize="21600,21600" o:spt="201" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path shadowok="f" o:extrusionok="f" strokeok="f" fillok="f" o:connecttype="rect"/>'
    "</v:shapetype>"
)


_PICTURE = (
    '<v:shapetype id="_x0000_t75" coordsize="21600,21600" o:spt="75" o:preferrelative="t" '
    'path="m@4@5l@4@11@9@11@9@5xe" filled="f" stroked="f"><v:stroke joinstyle="miter"/></v:shapetype>'
    '<v:shape id="_x0000_s1025" type="#_x0000_t75" style="position:absolute;margin-left:192pt;margin-top:15pt;'
    'width:96pt;height:45pt;z-index:1" filled="t" fillcolor="window [65]" stroked="t" o:insetmode="auto">'
    '<v:imagedata o:relid="rId1" o:title=""/><x:ClientData ObjectType="Pict"><x:SizeWithCells/>'
    "<x:Anchor>4, 0, 1, 0, 6, 0, 4, 0</x:Anchor><x:CF>Pict</x:CF><x:AutoPict/></x:ClientData></v:shape>"
)


def _vml(book: Assembly, shape: str, *, image: str = "") -> None:
    book.default("vml", VML)
    part = book.put("xl/drawings/vmlDrawing1.vml", _SHAPES.replace("{shape}", shape))
    if image:
        assert book.relate(part, "image", image) == "rId1"
    book.add(DATA, f'<legacyDrawing r:id="{book.relate(DATA, "vmlDrawing", part)}"/>')


def _ole(part: str, content: bytes, kind: str, relation: str, program: str) -> bytes:
    book = Assembly()
    book.default("png", "image/png")
    image = book.put("xl/media/image1.png", PNG)
    _vml(book, _PICTURE, image=image)
    book.put(part, content, kind)
    link = book.relate(DATA, relation, part)
    preview = book.relate(DATA, "image", image)
    book.add(
        DATA,
        f'<oleObjects><mc:AlternateContent><mc:Choice Requires="x14"><oleObject progId="{program}" shapeId="1025" '
        f'r:id="{link}"><objectPr defaultSize="0" r:id="{preview}">{_ANCHOR}</objectPr></oleObject></mc:Choice>'
        f'<mc:Fallback><oleObject progId="{program}" shapeId="1025" r:id="{link}"/></mc:Fallback></mc:AlternateContent>'
        "</oleObjects>",
    )
    return book.bytes()


@thing(
    "OLE objects",
    {"xl/embeddings/oleObject1.bin": "", "xl/drawings/vmlDrawing1.vml": "ObjectType", DATA: "<oleObject "},
    shown="<draw:image",
)
def ole_objects() -> bytes:
    content = compound({"": {"\x01Ole10Native": b"\x0c\0\0\0hello world!"}})
    return _ole("xl/embeddings/oleObject1.bin", content, OLE, "oleObject", "Package")


@thing(
    "embedded workbooks",
    {"xl/embeddings/Microsoft_Excel_Worksheet1.xlsx": "", "xl/media/image1.png": "PNG", DATA: "<oleObject "},
    shown="<draw:image",
)
def embedded_workbooks() -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _ole("xl/embeddings/Microsoft_Excel_Worksheet1.xlsx", drawn(), kind, "package", "Excel.Sheet.12")


@thing(
    "form controls",
    {
        "xl/ctrlProps/ctrlProp1.xml": 'objectType="CheckBox"',
        "xl/drawings/vmlDrawing1.vml": 'ObjectType="Checkbox"',
        "xl/drawings/drawing1.xml": "复选框 1",
        DATA: "<control ",
    },
    shown="<form:checkbox ",
)
def form_controls() -> bytes:
    book = Assembly()
    _vml(
        book,
        _CONTROL_TYPE + '<v:shape id="_x0000_s1025" type="#_x0000_t201" style="position:absolute;margin-left:192pt;'
        'margin-top:15pt;width:96pt;height:18pt;z-index:1" filled="f" stroked="f" o:insetmode="auto">'
        '<v:textbox style="mso-direction-alt:auto" o:singleclick="f"><div style="text-align:left">已核对</div>'
        "</v:textbox>"
        '<x:ClientData ObjectType="Checkbox"><x:SizeWithCells/><x:Anchor>4, 0, 1, 0, 6, 0, 2, 0</x:Anchor>'
        "<x:AutoFill>False</x:AutoFill><x:AutoLine>False</x:AutoLine><x:FmlaLink>$H$1</x:FmlaLink><x:NoThreeD/>"
        "</x:ClientData></v:shape>",
    )
    properties = book.put(
        "xl/ctrlProps/ctrlProp1.xml",
        '<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="CheckBox" '
        'fmlaLink="$H$1" lockText="1" noThreeD="1"/>',
        "application/vnd.ms-excel.controlproperties+xml",
    )
    a14 = "http://schemas.microsoft.com/office/drawing/2010/main"
    drawing = book.put(
        "xl/drawings/drawing1.xml",
        f'<xdr:wsDr {names("xdr", "a")}><mc:AlternateContent {names("mc")}><mc:Choice xmlns:a14="{a14}" Requires="a14">'
        + anchored(
            '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="1025" name="复选框 1" hidden="1"><a:extLst>'
            '<a:ext uri="{63B3BB69-23CF-44E3-9099-C40C66FF867C}"><a14:compatExt spid="_x0000_s1025"/></a:ext>'
            "</a:extLst>"
            '</xdr:cNvPr><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr bwMode="auto"><a:xfrm><a:off x="0" y="0"/>'
            '<a:ext cx="0" cy="0"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:sp>'
        )
        + "</mc:Choice><mc:Fallback/></mc:AlternateContent></xdr:wsDr>",
        DRAWING_TYPE,
    )
    link = book.relate(DATA, "ctrlProp", properties)
    book.add(
        DATA,
        '<mc:AlternateContent><mc:Choice Requires="x14"><controls><mc:AlternateContent><mc:Choice Requires="x14">'
        f'<control shapeId="1025" r:id="{link}" name="复选框 1"><controlPr defaultSize="0" autoFill="0" autoLine="0" '
        f'autoPict="0">{_ANCHOR}</controlPr></control></mc:Choice></mc:AlternateContent></controls></mc:Choice>'
        "</mc:AlternateContent>",
        "controls",
    )
    book.add(DATA, f'<drawing r:id="{book.relate(DATA, "drawing", drawing)}"/>')
    return book.bytes()


def _check_box(caption: str) -> bytes:
    """The state of a check box: its class identifier, then MS-OFORMS 2.2.5 (MorphDataControl) and 2.3.1 (TextProps)."""
    text = caption.encode()
    compressed = 1 << 31
    data = struct.pack("<II", 0x8000000D, 0x8000000A)  # the system's colours
    data += struct.pack("<III", 4, 1 | compressed, len(text) | compressed)  # drawn as a check box; lengths of two texts
    data += struct.pack("<II", 4313, 1799) + b"1\0\0\0" + text.ljust(-(-len(text) // 4) * 4, b"\0")
    control = struct.pack("<II", 0x80C00146, 0) + data
    font = struct.pack("<IIII", 0x35, 7 | compressed, 225, 0x02EE) + b"Calibri\0"
    identifier = bytes.fromhex("401dd28b42ecce119e0d00aa006002f3")
    return identifier + b"".join(struct.pack("<BBH", 0, 2, len(each)) + each for each in (control, font))


@thing(
    "ActiveX controls",
    {
        "xl/activeX/activeX1.xml": "<ax:ocx ",
        "xl/activeX/activeX1.bin": "",
        "xl/drawings/vmlDrawing1.vml": 'ObjectType="Pict"',
        DATA: "<control ",
    },
    shown="<form:checkbox ",
)
def activex_controls() -> bytes:
    book = Assembly()
    book.default("png", "image/png")
    image = book.put("xl/media/image1.png", PNG)
    _vml(
        book,
        _CONTROL_TYPE + '<v:shape id="CheckBox1" o:spid="_x0000_s1025" type="#_x0000_t201" style="position:absolute;'
        'margin-left:192pt;margin-top:15pt;width:96pt;height:45pt;z-index:1" stroked="f" o:insetmode="auto">'
        '<v:imagedata o:relid="rId1" o:title=""/><x:ClientData ObjectType="Pict"><x:SizeWithCells/>'
        "<x:Anchor>4, 0, 1, 0, 6, 0, 4, 0</x:Anchor><x:AutoLine>False</x:AutoLine><x:CF>Pict</x:CF><x:AutoPict/>"
        "<x:MapOCX/></x:ClientData></v:shape>",
        image=image,
    )
    ax = "http://schemas.microsoft.com/office/2006/activeX"
    control = book.put(
        "xl/activeX/activeX1.xml",
        f'<ax:ocx xmlns:ax="{ax}" {names("r")} ax:classid="{{8BD21D40-EC42-11CE-9E0D-00AA006002F3}}" '
        'ax:persistence="persistStreamInit" r:id="rId1"/>',
        "application/vnd.ms-office.activeX+xml",
    )
    binary = book.put("xl/activeX/activeX1.bin", _check_box("Done"), "application/vnd.ms-office.activeX")
    assert book.relate(control, "http://schemas.microsoft.com/office/2006/relationships/activeXControlBinary", binary)
    link = book.relate(DATA, "control", control)
    preview = book.relate(DATA, "image", image)
    book.add(
        DATA,
        '<controls><mc:AlternateContent><mc:Choice Requires="x14">'
        f'<control shapeId="1025" r:id="{link}" name="CheckBox1"><controlPr defaultSize="0" autoLine="0" '
        f'r:id="{preview}">{_ANCHOR}</controlPr></control></mc:Choice><mc:Fallback><control shapeId="1025" '
        f'r:id="{link}" name="CheckBox1"/></mc:Fallback></mc:AlternateContent></controls>',
    )
    return book.bytes()


@thing(
    "ink",
    {
        "xl/ink/ink1.xml": "<inkml:trace>",
        "xl/drawings/drawing1.xml": "<xdr14:contentPart ",
        "xl/media/image1.png": "PNG",
    },
    shown="<draw:image",
)
def ink() -> bytes:
    book = Assembly()
    book.default("png", "image/png")
    image = book.put("xl/media/image1.png", PNG)
    strokes = book.put(
        "xl/ink/ink1.xml",
        '<inkml:ink xmlns:inkml="http://www.w3.org/2003/InkML"><inkml:definitions/><inkml:trace>0 0, 10 10'
        "</inkml:trace>"
        "</inkml:ink>",
        "application/inkml+xml",
    )
    xdr14 = "http://schemas.microsoft.com/office/excel/2010/spreadsheetDrawing"
    drawing = "xl/drawings/drawing1.xml"
    link = book.relate(drawing, "customXml", strokes)
    preview = book.relate(drawing, "image", image)
    book.put(
        drawing,
        f"<xdr:wsDr {names('xdr', 'a')}>"
        + anchored(
            f'<mc:AlternateContent {names("mc")}><mc:Choice xmlns:xdr14="{xdr14}" Requires="xdr14">'
            f'<xdr14:contentPart {names("r")} r:id="{link}"><xdr14:nvContentPartPr><xdr14:cNvPr id="2" name="墨迹 1"/>'
            '<xdr14:cNvContentPartPr/></xdr14:nvContentPartPr><xdr14:nvPr macro=""/><xdr14:xfrm><a:off x="1" y="1"/>'
            '<a:ext cx="360000" cy="360000"/></xdr14:xfrm></xdr14:contentPart></mc:Choice><mc:Fallback>'
            + _fallback_picture(preview)
            + "</mc:Fallback></mc:AlternateContent>"
        )
        + "</xdr:wsDr>",
        DRAWING_TYPE,
    )
    book.add(DATA, f'<drawing r:id="{book.relate(DATA, "drawing", drawing)}"/>')
    return book.bytes()


@thing(
    "3D models",
    {"xl/media/model3d1.glb": "glTF", "xl/drawings/drawing1.xml": "<am3d:model3d ", "xl/media/image1.png": "PNG"},
    shown="<draw:image",
)
def models() -> bytes:
    book = Assembly()
    book.default("png", "image/png")
    book.default("glb", "model/gltf.binary")
    image = book.put("xl/media/image1.png", PNG)
    body = b'{"asset":{"version":"2.0"}} '
    chunk = len(body).to_bytes(4, "little") + b"JSON" + body
    model = book.put("xl/media/model3d1.glb", b"glTF\2\0\0\0" + (12 + len(chunk)).to_bytes(4, "little") + chunk)
    drawing = "xl/drawings/drawing1.xml"
    link = book.relate(drawing, "http://schemas.microsoft.com/office/2017/06/relationships/model3d", model)
    preview = book.relate(drawing, "image", image)
    am3d = "http://schemas.microsoft.com/office/drawing/2017/model3d"
    book.put(
        drawing,
        f"<xdr:wsDr {names('xdr', 'a')}>"
        + anchored(
            f'<mc:AlternateContent {names("mc")}><mc:Choice xmlns:am3d="{am3d}" Requires="am3d">'
            '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="3D 模型 1"/>'
            '<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/>'
            f'</xdr:xfrm><a:graphic><a:graphicData uri="{am3d}"><am3d:model3d {names("r")} r:embed="{link}"/>'
            "</a:graphicData></a:graphic></xdr:graphicFrame></mc:Choice><mc:Fallback>"
            + _fallback_picture(preview)
            + "</mc:Fallback></mc:AlternateContent>"
        )
        + "</xdr:wsDr>",
        DRAWING_TYPE,
    )
    book.add(DATA, f'<drawing r:id="{book.relate(DATA, "drawing", drawing)}"/>')
    return book.bytes()


def _fallback_picture(link: str) -> str:
    return (
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="3" name="图片 1"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        f'<a:blip {names("r")} r:embed="{link}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:xfrm>'
        '<a:off x="1" y="1"/><a:ext cx="360000" cy="360000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</xdr:spPr></xdr:pic>"
    )
