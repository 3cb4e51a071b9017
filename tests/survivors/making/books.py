"""What stands in the workbook part, the styles and the theme: names, styles, colours, comments, instructions."""

from __future__ import annotations

from making.assembly import BOOK, DATA, LIST, STYLES, Assembly
from making.registry import thing


@thing(
    "defined names",
    {BOOK: "_xlnm._FilterDatabase"},
    shown="table:named-range",
)
def defined_names() -> bytes:
    book = Assembly()
    rows = (
        '<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">数据!$A$1:$C$5</definedName>'
        '<definedName name="_xlnm.Print_Area" localSheetId="0">数据!$A$1:$C$5</definedName>'
        '<definedName name="_xlnm.Print_Titles" localSheetId="0">数据!$A:$A,数据!$1:$1</definedName>'
        '<definedName name="税率">0.13</definedName>'
        '<definedName name="动态" comment="说明">OFFSET(数据!$A$1,0,0,COUNTA(数据!$A:$A),1)</definedName>'
        '<definedName name="含税" description="d">_xlfn.LAMBDA(_xlpm.x,_xlpm.x*1.13)</definedName>'
        '<definedName name="局部" localSheetId="1">清单!$A$1</definedName>'
        '<definedName name="局部">数据!$A$1</definedName>'
        '<definedName name="外部">[1]别处!$A$1</definedName>'
        '<definedName name="坏的">#REF!</definedName>'
        '<definedName name="隐藏" hidden="1">"a&amp;b"</definedName>'
        '<definedName name="Auto_Open" xlm="1" function="1" vbProcedure="1" shortcutKey="k">数据!$A$1</definedName>'
    )
    book.add(BOOK, f"<definedNames>{rows}</definedNames>")
    book.add(DATA, '<autoFilter ref="A1:C5"/>')
    return book.bytes()


@thing("table styles", {STYLES: "<tableStyle ", "xl/tables/table1.xml": "公司表格"}, shown="<table:database-range ")
def table_styles() -> bytes:
    columns = [{"header": text} for text in ("区域", "金额", "日期")]
    book = Assembly(lambda _, sheet: sheet.add_table("A1:C5", {"name": "数据表", "columns": columns}))
    text = book.text(STYLES)
    dxfs = (
        '<dxfs count="2"><dxf><font><b/><color rgb="FFFFFFFF"/></font><fill><patternFill><bgColor rgb="FF1F3864"/>'
        '</patternFill></fill></dxf><dxf><border><left style="thin"><color auto="1"/></left></border></dxf></dxfs>'
    )
    styles = (
        '<tableStyles count="1" defaultTableStyle="公司表格" defaultPivotStyle="PivotStyleLight16"><tableStyle '
        'name="公司表格" pivot="0" count="2"><tableStyleElement type="headerRow" dxfId="0"/>'
        '<tableStyleElement type="wholeTable" dxfId="1"/></tableStyle></tableStyles>'
    )
    start, end = text.index("<dxfs"), text.index("</styleSheet>")
    assert "extLst" not in text
    book.put(STYLES, text[:start] + dxfs + styles + text[end:])
    table = "xl/tables/table1.xml"
    book.edit(table, "TableStyleMedium9", "公司表格")
    return book.bytes()


@thing("indexed colours", {STYLES: "<indexedColors>"})
def indexed_colours() -> bytes:
    book = Assembly()
    colours = "".join(f'<rgbColor rgb="FF{at:02X}{255 - at:02X}80"/>' for at in range(64))
    recent = '<mruColors><color rgb="FF123456"/></mruColors>'
    book.add(STYLES, f"<colors><indexedColors>{colours}</indexedColors>{recent}</colors>")
    return book.bytes()


@thing("named cell styles", {STYLES: 'name="客户样式"'}, shown="客户样式")
def cell_styles() -> bytes:
    book = Assembly()
    text = book.text(STYLES)
    start, end = text.index("<cellStyleXfs"), text.index("</cellStyleXfs>")
    default = text[text.index("<xf ", start) : end]
    wanted = '<xf numFmtId="9" fontId="0" fillId="1" borderId="0" applyFill="0"/>'
    text = text[:start] + f'<cellStyleXfs count="2">{default}{wanted}' + text[end:]
    start, end = text.index("<cellStyles"), text.index("</cellStyles>")
    rows = (
        '<cellStyles count="2"><cellStyle name="Normal" xfId="0" builtinId="0" customBuiltin="1"/>'
        '<cellStyle name="客户样式" xfId="1"/>'
    )
    text = text[:start] + rows + text[end:]
    start, end = text.index("<cellXfs"), text.index("</cellXfs>")
    formats = text[text.index("<xf ", start) : end] + '<xf numFmtId="9" fontId="0" fillId="1" borderId="0" xfId="1"/>'
    count = formats.count("<xf ")
    text = text[:start] + f'<cellXfs count="{count}">{formats}' + text[end:]
    book.put(STYLES, text)
    book.edit(DATA, '<c r="B2"', f'<c r="B2" s="{count - 1}"')
    return book.bytes()


@thing("styles of unknown extensions", {STYLES: "<x14:slicerStyles "})
def style_extensions() -> bytes:
    book = Assembly()
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    book.add(
        STYLES,
        f'<extLst><ext xmlns:x14="{x14}" uri="{{EB79DEF2-80B8-43e5-95BD-54CBDDF9020C}}"><x14:slicerStyles '
        'defaultSlicerStyle="SlicerStyleLight1"/></ext></extLst>',
    )
    return book.bytes()


@thing("gradients and rare formats", {STYLES: "<gradientFill "})
def gradients() -> bytes:
    book = Assembly()
    text = book.text(STYLES)
    fill = (
        '<fill><gradientFill degree="90"><stop position="0"><color theme="0"/></stop><stop position="1">'
        '<color theme="4" tint="-0.25"/></stop></gradientFill></fill>'
    )
    text = text.replace("</fills>", fill + "</fills>").replace('<fills count="2">', '<fills count="3">')
    book.put(STYLES, text)
    return book.bytes()


@thing("themes", {"xl/theme/theme1.xml": "公司主题"})
def themes() -> bytes:
    book = Assembly()
    book.edit("xl/theme/theme1.xml", 'name="Office Theme"', 'name="公司主题"')
    return book.bytes()


def _marked(book: Assembly, part: str, tag: str, word: str) -> None:
    """Comments and instructions inside the part's root, before it and after it."""
    book.edit(part, f"<{tag}", f"<!-- {word} --><?erp keep?><{tag}", first=True)
    text = book.text(part)
    start = text.index("?>") + 2
    book.put(part, text[:start] + "<!-- before --><?erp first?>" + text[start:] + "<!-- after -->")


@thing(
    "comments and instructions in the XML",
    {BOOK: "<?erp keep?>", STYLES: "<!-- styles -->", "[Content_Types].xml": "<?erp first?>"},
)
def comments_and_instructions() -> bytes:
    book = Assembly()
    _marked(book, BOOK, "sheets>", "book")
    _marked(book, STYLES, "cellXfs ", "styles")
    _marked(book, "[Content_Types].xml", "Override ", "types")
    return book.bytes()


# openpyxl takes the comment for a relationship.
@thing("comments among relationships", {"xl/_rels/workbook.xml.rels": "<!-- rels -->"}, openpyxl=False)
def comments_among_relationships() -> bytes:
    book = Assembly()
    _marked(book, "xl/_rels/workbook.xml.rels", "Relationship ", "rels")
    return book.bytes()


@thing("workbook settings", {BOOK: "<fileSharing "})
def workbook_settings() -> bytes:
    book = Assembly()
    book.add(BOOK, '<fileSharing userName="王" reservationPassword="CBEB"/>')
    book.edit(BOOK, "<workbookPr ", '<workbookPr showObjects="placeholders" filterPrivacy="1" updateLinks="never" ')
    text = book.text(BOOK)
    start = text.index("<calcPr ")
    end = text.index("/>", start) + 2
    calc = '<calcPr calcId="191029" calcMode="manual" iterate="1" iterateCount="50" refMode="R1C1" fullPrecision="0"/>'
    book.put(BOOK, text[:start] + calc + text[end:])
    book.add(BOOK, '<functionGroups builtInGroupCount="17"><functionGroup name="客户函数"/></functionGroups>')
    book.add(BOOK, '<fileRecoveryPr repairLoad="0"/>')
    return book.bytes()


@thing(
    "XML laid out by hand",
    {BOOK: "<![CDATA[数据!$A$1]]>", STYLES: "\r\n  <fonts", "[Content_Types].xml": "\r\n  <Override"},
)
def hand_made_xml() -> bytes:
    """Indented, with Windows line ends, apostrophes, character references and CDATA."""
    book = Assembly()
    odd = '<definedName name="名" comment="a&#10;b&#9;&#x1F600;&quot;">__</definedName>'
    book.add(BOOK, f"<definedNames>{odd}<!-- between --></definedNames>")
    # The parser that places elements resolves both, so they are written behind it.
    text = book.text(BOOK).replace("__", "<![CDATA[数据!$A$1]]>")
    book.put(BOOK, text.replace('comment="a&#10;b&#9;\U0001f600', 'comment="a&#10;b&#9;&#x1F600;'))
    for part in (BOOK, STYLES, "[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        text = book.text(part).replace("><", ">\r\n  <").replace("&quot;", "&#34;")
        start = text.index("?>")
        book.put(part, text[:start] + text[start:].replace('"', "'"))
    return book.bytes()


@thing("sheets typed by their ending", {"[Content_Types].xml": 'Extension="xml" ContentType="application/vnd.'})
def types_by_default() -> bytes:
    book = Assembly()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    book.edit(
        "[Content_Types].xml", 'Extension="xml" ContentType="application/xml"', f'Extension="xml" ContentType="{kind}"'
    )
    for part in (DATA, LIST):
        book.edit("[Content_Types].xml", f'<Override PartName="/{part}" ContentType="{kind}"/>', "")
    return book.bytes()


@thing("templates", {"[Content_Types].xml": "template.main+xml"}, ending="xltx")
def templates() -> bytes:
    book = Assembly()
    book.edit("[Content_Types].xml", "sheet.main+xml", "template.main+xml")
    return book.bytes()


@thing("empty lists", {BOOK: "<definedNames/>", STYLES: '<dxfs count="0"/>'})
def empty_lists() -> bytes:
    book = Assembly()
    book.add(BOOK, "<definedNames/>")
    return book.bytes()
