"""Notes with their VML, threaded comments with the people who wrote them."""

from __future__ import annotations

from typing import Any

from making.assembly import BOOK, DATA, MAIN, SML, Assembly
from making.registry import thing

VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
NOTE_SHAPE = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    '</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
    '<v:shape id="_x0000_s1025" type="#_x0000_t202" style="position:absolute;margin-left:107pt;margin-top:7pt;'
    'width:96pt;height:55pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill '
    'color2="#ffffe1"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>2, 15, 0, 10, 4, 15, 4, 4</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>1</x:Row><x:Column>1</x:Column></x:ClientData></v:shape></xml>"
)


@thing(
    "comments",
    {"xl/comments1.xml": "请核对", "xl/drawings/vmlDrawing1.vml": 'ObjectType="Note"', DATA: "<legacyDrawing "},
    shown="<office:annotation ",
)
def comments() -> bytes:
    def build(_: Any, sheet: Any) -> None:
        sheet.write_comment("B2", "请核对", {"author": "王"})

    return Assembly(build).bytes()


@thing(
    "threaded comments",
    {
        "xl/threadedComments/threadedComment1.xml": "<threadedComment ",
        "xl/persons/person.xml": "王经理",
        "xl/comments1.xml": "tc={",
        "xl/drawings/vmlDrawing1.vml": 'ObjectType="Note"',
    },
    shown="<office:annotation ",
)
def threaded_comments() -> bytes:
    book = Assembly()
    book.default("vml", VML)
    first = "{3B4C5D6E-0000-4000-8000-000000000001}"
    person = "{5E6F7A8B-0000-4000-8000-000000000001}"
    uid = 'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"'
    text = "[线程批注]&#10;&#10;批注:&#10;    这个金额对吗？&#10;回复:&#10;    对。"
    notes = book.put(
        "xl/comments1.xml",
        f'<comments xmlns="{MAIN}" {uid} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        f'mc:Ignorable="xr"><authors><author>tc={first}</author></authors><commentList><comment ref="B2" authorId="0" '
        f'shapeId="0" xr:uid="{first}"><text><t>{text}</t></text></comment></commentList></comments>',
        SML + "comments+xml",
    )
    shapes = book.put("xl/drawings/vmlDrawing1.vml", NOTE_SHAPE)
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    thread = book.put(
        "xl/threadedComments/threadedComment1.xml",
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="B2" dT="2024-05-06T07:08:09.00" personId="{person}" '
        f'id="{first}"><text>这个金额对吗？</text></threadedComment><threadedComment ref="B2" '
        f'dT="2024-05-06T08:08:09.00" personId="{person}" id="{{3B4C5D6E-0000-4000-8000-000000000002}}" '
        f'parentId="{first}"><text>对。</text></threadedComment></ThreadedComments>',
        "application/vnd.ms-excel.threadedcomments+xml",
    )
    people = book.put(
        "xl/persons/person.xml",
        f'<personList xmlns="{space}"><person displayName="王经理" id="{person}" userId="S::wang@example.com::1" '
        'providerId="AD"/></personList>',
        "application/vnd.ms-excel.person+xml",
    )
    newer = "http://schemas.microsoft.com/office/2017/10/relationships/"
    book.add(DATA, f'<legacyDrawing r:id="{book.relate(DATA, "vmlDrawing", shapes)}"/>')
    book.relate(DATA, "comments", notes)
    book.relate(DATA, newer + "threadedComment", thread)
    book.relate(BOOK, newer + "person", people)
    return book.bytes()
