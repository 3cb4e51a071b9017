"""What lives in cells: rich text, phonetics, check boxes, arrays, rich values, chains of calculation."""

from __future__ import annotations

from typing import Any

from making.assembly import BOOK, DATA, MAIN, SML, Assembly, names
from making.registry import thing

_RICH = "http://schemas.microsoft.com/office/2017/06/relationships/rdRichValue"
_RD = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"


@thing("rich text in cells", {"xl/sharedStrings.xml": "<r><rPr><b/>"}, shown="粗体")
def rich_text() -> bytes:
    def build(book: Any, sheet: Any) -> None:
        bold, red = book.add_format({"bold": True}), book.add_format({"font_color": "red"})
        sheet.write_rich_string("E1", "普通", bold, "粗体 ", red, "红色", "尾")

    return Assembly(build).bytes()


@thing("phonetics of shared strings", {"xl/sharedStrings.xml": "<rPh ", DATA: "<phoneticPr "})
def phonetics() -> bytes:
    book = Assembly()
    phonetic = '<t>区域</t><rPh sb="0" eb="2"><t>クイキ</t></rPh><phoneticPr fontId="0" type="noConversion"/>'
    book.edit("xl/sharedStrings.xml", "<t>区域</t>", phonetic)
    book.add(DATA, '<phoneticPr fontId="0" type="noConversion"/>')
    return book.bytes()


@thing("rich text and phonetics inline", {DATA: '<c r="E1" t="inlineStr"'}, shown="内联")
def inline_rich_text() -> bytes:
    book = Assembly()
    text = '<is><r><rPr><b/><sz val="11"/></rPr><t xml:space="preserve">内联 </t></r><r><t>字</t></r></is>'
    rich = f'<c r="E1" t="inlineStr">{text}</c>'
    row = book.text(DATA)
    end = row.index("</row>")
    book.put(DATA, row[:end] + rich + row[end:])
    return book.bytes()


@thing(
    "check boxes in cells",
    {"xl/featurePropertyBag/featurePropertyBag.xml": "<FeaturePropertyBags ", DATA: 't="b"'},
    shown="of:=TRUE\\(\\)",
)
def check_boxes() -> bytes:
    return Assembly(lambda _, sheet: sheet.insert_checkbox("E2", True)).bytes()


@thing("dynamic arrays", {"xl/metadata.xml": "XLDAPR", DATA: ' cm="1"'}, shown="table:number-matrix")
def dynamic_arrays() -> bytes:
    return Assembly(lambda _, sheet: sheet.write_dynamic_array_formula("E2:E5", "=SORT(B2:B5)", None, 4)).bytes()


@thing("array formulas and data tables", {DATA: 't="dataTable"'}, shown="table:number-matrix")
def array_formulas() -> bytes:
    book = Assembly(lambda _, sheet: sheet.write_array_formula("E2:E5", "{=B2:B5*2}", None, 20))
    text = book.text(DATA)
    cell = '<c r="G2"><f t="dataTable" ref="G2:G3" dt2D="0" dtr="0" r1="B2"/><v>1</v></c>'
    end = text.index("</row>", text.index('<row r="2"'))
    book.put(DATA, text[:end] + cell + text[end:])
    return book.bytes()


@thing("shared formulas", {DATA: 't="shared"'}, shown="table:formula")
def shared_formulas() -> bytes:
    book = Assembly(lambda _, sheet: [sheet.write_formula(row, 4, "=B1", None, 1) for row in range(1, 4)])
    text = book.text(DATA)
    for at, row in enumerate(range(2, 5)):
        inner = '<f t="shared" ref="E2:E4" si="0">B2*2</f>' if not at else '<f t="shared" si="0"/>'
        text = text.replace(f'<c r="E{row}"><f>B1</f>', f'<c r="E{row}">{inner}')
    book.put(DATA, text)
    return book.bytes()


@thing("formulas with LET and LAMBDA", {DATA: "_xlfn.LAMBDA("})
def lambdas() -> bytes:
    formula = "_xlfn.LET(_xlpm.x,B2,_xlfn.LAMBDA(_xlpm.y,_xlpm.y*2)(_xlpm.x))"
    return Assembly(lambda _, sheet: sheet.write_formula("E2", f"={formula}", None, 20)).bytes()


@thing(
    "stock and place values",
    {
        "xl/richData/rdrichvalue.xml": "<rv ",
        "xl/richData/rdrichvaluestructure.xml": "_linkedentity",
        "xl/richData/rdRichValueTypes.xml": "<rvTypesInfo ",
        "xl/richData/rdarray.xml": "<arrayData ",
        "xl/richData/richStyles.xml": "<richStyleSheet ",
        "xl/richData/rdsupportingpropertybag.xml": "<supportingPropertyBags ",
        "xl/richData/rdsupportingpropertybagstructure.xml": "<spbStructures ",
        "xl/metadata.xml": "XLRICHVALUE",
        DATA: ' vm="1"',
    },
)
def rich_values() -> bytes:
    book = Assembly()
    book.edit(DATA, '<c r="A2" ', '<c r="A2" vm="1" ')
    two = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata2"
    kind = "application/vnd.ms-excel."
    parts = {
        "rdrichvalue": (
            f'<rvData xmlns="{_RD}" count="1"><rv s="0"><v>536870912</v><v>华东</v><v>zh-CN</v></rv></rvData>',
            "rdrichvalue+xml",
            "rdRichValue",
        ),
        "rdrichvaluestructure": (
            f'<rvStructures xmlns="{_RD}" count="1"><s t="_linkedentity"><k n="%EntityServiceId" t="i"/>'
            '<k n="_DisplayString" t="s"/><k n="%EntityCulture" t="s"/></s></rvStructures>',
            "rdrichvaluestructure+xml",
            "rdRichValueStructure",
        ),
        "rdRichValueTypes": (
            f'<rvTypesInfo xmlns="{two}"><global><keyFlags><key name="_Self"><flag name="ExcludeFromFile" '
            'value="1"/></key>'
            "</keyFlags></global></rvTypesInfo>",
            "rdrichvaluetypes+xml",
            "rdRichValueTypes",
        ),
        "rdarray": (
            f'<arrayData xmlns="{two}" count="1"><a r="1" c="1"><v t="s">x</v></a></arrayData>',
            "rdarray+xml",
            "rdArray",
        ),
        "richStyles": (
            f'<richStyleSheet xmlns="{two}"><richProperties><rPr n="NumberFormat" t="s"/></richProperties>'
            "</richStyleSheet>",
            "richstyles+xml",
            "richStyles",
        ),
        "rdsupportingpropertybag": (
            f'<supportingPropertyBags xmlns="{two}"><spbData count="1"><spb s="0"><v>1</v></spb></spbData>'
            "</supportingPropertyBags>",
            "rdsupportingpropertybag+xml",
            "rdSupportingPropertyBag",
        ),
        "rdsupportingpropertybagstructure": (
            f'<spbStructures xmlns="{two}" count="1"><s><k n="^Order" t="spba"/></s></spbStructures>',
            "rdsupportingpropertybagstructure+xml",
            "rdSupportingPropertyBagStructure",
        ),
    }
    for name, (content, suffix, relation) in parts.items():
        part = book.put(f"xl/richData/{name}.xml", content, kind + suffix)
        book.relate(BOOK, _RICH.replace("rdRichValue", relation), part)
    metadata = book.put(
        "xl/metadata.xml",
        f'<metadata {names("")} xmlns:xlrd="{_RD}"><metadataTypes count="1"><metadataType name="XLRICHVALUE" '
        'minSupportedVersion="120000" copy="1" pasteAll="1" pasteValues="1" merge="1" splitFirst="1" rowColShift="1" '
        'clearFormats="1" clearComments="1" assign="1" coerce="1"/></metadataTypes><futureMetadata name="XLRICHVALUE" '
        'count="1"><bk><extLst><ext uri="{3e2802c4-a4d2-4d8b-9148-e3be6c30e623}"><xlrd:rvb i="0"/></ext></extLst></bk>'
        '</futureMetadata><valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>',
        SML + "sheetMetadata+xml",
    )
    book.relate(BOOK, "sheetMetadata", metadata)
    return book.bytes()


@thing("calculation chains", {"xl/calcChain.xml": "<calcChain ", DATA: "<f>SUM(B2:B5)</f>"}, shown="SUM")
def calculation_chains() -> bytes:
    book = Assembly(lambda _, sheet: sheet.write_formula("E2", "=SUM(B2:B5)", None, 70))
    chain = book.put(
        "xl/calcChain.xml", f'<calcChain xmlns="{MAIN}"><c r="E2" i="1"/></calcChain>', SML + "calcChain+xml"
    )
    book.relate(BOOK, "calcChain", chain)
    return book.bytes()


@thing("live data (RTD)", {"xl/volatileDependencies.xml": "<volTypes ", DATA: "RTD("})
def volatile_dependencies() -> bytes:
    formula = '=RTD("my.server",,"price")'
    book = Assembly(lambda _, sheet: sheet.write_formula("E2", formula, None, 70))
    part = book.put(
        "xl/volatileDependencies.xml",
        f'<volTypes xmlns="{MAIN}"><volType type="realTimeData"><main first="my.server"><tp t="n"><v>70</v><stp/>'
        '<stp>price</stp><tr r="E2" s="1"/></tp></main></volType></volTypes>',
        SML + "volatileDependencies+xml",
    )
    book.relate(BOOK, "volatileDependencies", part)
    return book.bytes()


@thing("ISO dates and errors in cells", {DATA: 't="d"'}, shown='office:value="45418"')
def odd_cells() -> bytes:
    book = Assembly()
    text = book.text(DATA)
    end = text.index("</row>")
    cells = (
        '<c r="E1" t="d"><v>2024-05-06</v></c><c r="F1" t="e"><v>#N/A</v></c><c r="G1" t="str"><f>"a"</f><v>a</v></c>'
    )
    book.put(DATA, text[:end] + cells + text[end:])
    return book.bytes()
