"""Where data comes from: other workbooks, connections, queries, XML maps, the data model, Power Query."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
from typing import Any

from making.assembly import BOOK, DATA, LIST, MAIN, SML, Assembly, ext, names
from making.registry import thing

_CUSTOM = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
LINK = "xl/externalLinks/externalLink1.xml"


def _external(content: str, target: str, kind: str, formula: str) -> bytes:
    book = Assembly(lambda _, sheet: sheet.write_formula("E2", formula, None, 70))
    book.put(LINK, f"<externalLink {names('', 'r')}>{content}</externalLink>", SML + "externalLink+xml")
    if target:
        assert book.relate(LINK, kind, target, external=True) == "rId1"
    link = book.relate(BOOK, "externalLink", LINK)
    book.add(BOOK, f'<externalReferences><externalReference r:id="{link}"/></externalReferences>')
    return book.bytes()


@thing(
    "external links",
    {
        LINK: "<v>70</v>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": "External",
        BOOK: "<externalReference ",
        DATA: "[1]",
    },
    shown="other\\.xlsx",
)
def external_links() -> bytes:
    cached = '<sheetData sheetId="0"><row r="1"><cell r="A1"><v>70</v></cell></row></sheetData>'
    names_ = "<definedNames><definedName name=\"总额\" refersTo=\"='别处'!$A$1\"/></definedNames>"  # fmt: skip
    content = (
        f'<externalBook r:id="rId1"><sheetNames><sheetName val="别处"/></sheetNames>{names_}'
        f"<sheetDataSet>{cached}</sheetDataSet></externalBook>"
    )
    return _external(content, "file:///D:/share/other.xlsx", "externalLinkPath", "=[1]别处!$A$1")


@thing("OLE links", {LINK: "<oleLink ", DATA: "[1]!"})
def ole_links() -> bytes:
    content = (
        '<oleLink r:id="rId1" progId="Word.Document.12"><oleItems><oleItem name="!x" advise="1"/></oleItems></oleLink>'
    )
    return _external(content, "file:///D:/share/other.docx", "oleObject", "=[1]!'!x'")


# openpyxl demands relationships of every link; a DDE link has none.
@thing("DDE links", {LINK: "<ddeLink ", DATA: "[1]!"}, openpyxl=False)
def dde_links() -> bytes:
    content = (
        '<ddeLink ddeService="MT4" ddeTopic="BID"><ddeItems><ddeItem name="EURUSD" advise="1"><values><value>'
        "<val>1.1</val>"
        "</value></values></ddeItem></ddeItems></ddeLink>"
    )
    return _external(content, "", "", "=[1]!EURUSD")


def _connection(book: Assembly, content: str) -> None:
    part = book.put(
        "xl/connections.xml", f'<connections xmlns="{MAIN}">{content}</connections>', SML + "connections+xml"
    )
    book.relate(BOOK, "connections", part)


def _table(_: Any, sheet: Any) -> None:
    columns = [{"header": text} for text in ("区域", "金额", "日期")]
    sheet.add_table("A1:C5", {"name": "数据表", "columns": columns})


@thing("connections", {"xl/connections.xml": "<dbPr "})
def connections() -> bytes:
    book = Assembly()
    _connection(
        book,
        '<connection id="1" keepAlive="1" name="ERP" type="1" refreshedVersion="6" savePassword="0"><dbPr '
        'connection="DSN=erp;Trusted_Connection=Yes" command="SELECT * FROM customers"/></connection>',
    )
    return book.bytes()


@thing(
    "query tables",
    {
        "xl/queryTables/queryTable1.xml": "<queryTable ",
        "xl/tables/table1.xml": 'tableType="queryTable"',
        "xl/connections.xml": "<textPr ",
    },
    shown="<table:database-range ",
)
def query_tables() -> bytes:
    book = Assembly(_table)
    _connection(
        book,
        '<connection id="1" name="客户" type="6" refreshedVersion="6" background="1" saveData="1"><textPr '
        'codePage="65001" '
        'sourceFile="D:\\客户.csv" tab="0" comma="1"><textFields count="3"><textField/><textField/>'
        "<textField/></textFields>"
        "</textPr></connection>",
    )
    fields = "".join(
        f'<queryTableField id="{at}" name="{name}" tableColumnId="{at}"/>'
        for at, name in enumerate(("区域", "金额", "日期"), 1)
    )
    query = book.put(
        "xl/queryTables/queryTable1.xml",
        f'<queryTable xmlns="{MAIN}" name="客户" connectionId="1" autoFormatId="16"><queryTableRefresh nextId="4">'
        f'<queryTableFields count="3">{fields}</queryTableFields></queryTableRefresh></queryTable>',
        SML + "queryTable+xml",
    )
    table = "xl/tables/table1.xml"
    book.relate(table, "queryTable", query)
    book.edit(table, " totalsRowShown=", ' tableType="queryTable" totalsRowShown=')
    for at in (1, 2, 3):
        book.edit(
            table, f'<tableColumn id="{at}" ', f'<tableColumn id="{at}" uniqueName="{at}" queryTableFieldId="{at}" '
        )
    return book.bytes()


@thing("XML maps", {"xl/xmlMaps.xml": "<MapInfo ", "xl/tables/tableSingleCells1.xml": "<singleXmlCell "})
def xml_maps() -> bytes:
    book = Assembly()
    maps = book.put(
        "xl/xmlMaps.xml",
        f'<MapInfo xmlns="{MAIN}" SelectionNamespaces=""><Schema ID="Schema1"><xs:schema '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="amount" type="xs:double"/></xs:schema></Schema>'
        '<Map ID="1" Name="金额_映射" RootElement="amount" SchemaID="Schema1" ShowImportExportValidationErrors="false" '
        'AutoFit="true" Append="false" PreserveSortAFLayout="true" PreserveFormat="true"/></MapInfo>',
        "application/xml",
    )
    book.relate(BOOK, "xmlMaps", maps)
    cells = book.put(
        "xl/tables/tableSingleCells1.xml",
        f'<singleXmlCells xmlns="{MAIN}"><singleXmlCell id="1" r="B2" connectionId="0"><xmlCellPr id="1" '
        'uniqueName="amount"><xmlPr mapId="1" xpath="/amount" xmlDataType="double"/></xmlCellPr></singleXmlCell>'
        "</singleXmlCells>",
        SML + "tableSingleCells+xml",
    )
    book.relate(DATA, "tableSingleCells", cells)
    return book.bytes()


@thing("data models", {"xl/model/item.data": "", BOOK: "<x15:modelTable ", "xl/connections.xml": 'model="1"'})
def data_models() -> bytes:
    book = Assembly()
    book.default("data", "application/vnd.openxmlformats-officedocument.model+data")
    model = book.put("xl/model/item.data", bytes(range(256)) * 16)
    book.relate(BOOK, "http://schemas.microsoft.com/office/2011/relationships/powerPivotData", model)
    x15 = names("x15")
    _connection(
        book,
        '<connection id="1" keepAlive="1" name="ThisWorkbookDataModel" type="5" refreshedVersion="6" '
        'minRefreshableVersion="5" background="1"><dbPr connection="Data Model Connection" command="Model" '
        'commandType="1"/><olapPr sendLocale="1" rowDrillCount="1000"/><extLst>'
        f'<ext {x15} uri="{{DE250136-89BD-433C-8126-D09CA5730AF9}}"><x15:connection id="" model="1"/></ext></extLst>'
        "</connection>",
    )
    tables = (
        '<x15:dataModel><x15:modelTables><x15:modelTable id="客户" name="客户" connection="c"/>'
        "</x15:modelTables></x15:dataModel>"
    )
    book.add(BOOK, f"<extLst>{ext('{FCE2AD5D-F65C-4FA6-A056-5C36A1767C68}', tables, 'x15')}</extLst>")
    return book.bytes()


def custom_item(book: Assembly, content: str | bytes, schema: str) -> None:
    """One `customXml/itemN.xml` with its properties, related from the workbook as Excel does."""
    item = book.put("customXml/item1.xml", content)
    space = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    refs = f'<ds:schemaRefs><ds:schemaRef ds:uri="{schema}"/></ds:schemaRefs>'
    properties = book.put(
        "customXml/itemProps1.xml",
        f'<ds:datastoreItem ds:itemID="{{6F6E2F7C-7C0A-4C2A-9B9E-1F3A0C7A2B11}}" xmlns:ds="{space}">{refs}'
        "</ds:datastoreItem>",
        _CUSTOM,
    )
    book.relate(item, "customXmlProps", properties)
    book.relate(BOOK, "customXml", item)


@thing("custom XML", {"customXml/item1.xml": "合同", "customXml/itemProps1.xml": "<ds:datastoreItem "})
def custom_xml() -> bytes:
    book = Assembly()
    custom_item(
        book, '<p:properties xmlns:p="urn:example:erp"><p:合同>HT-001</p:合同></p:properties>', "urn:example:erp"
    )
    return book.bytes()


@thing(
    "Power Query",
    {"customXml/item1.xml": "", "customXml/itemProps1.xml": "DataMashup", "xl/connections.xml": "Mashup"},
)
def power_query() -> bytes:
    book = Assembly(_table)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(zipfile.ZipInfo("Formulas/Section1.m"), "section Section1;\nshared 客户 = 1;")
    package = held.getvalue()
    mashup = struct.pack("<II", 0, len(package)) + package + struct.pack("<II", 0, 0) + struct.pack("<I", 0)
    space = "http://schemas.microsoft.com/DataMashup"
    text = f'<DataMashup xmlns="{space}">{base64.b64encode(mashup).decode()}</DataMashup>'
    # Excel writes this part in UTF-16.
    custom_item(book, ('<?xml version="1.0" encoding="utf-16"?>' + text).encode("utf-16"), space)
    _connection(
        book,
        '<connection id="1" keepAlive="1" name="查询 - 客户" type="5" refreshedVersion="6" background="1"><dbPr '
        'connection="Provider=Microsoft.Mashup.OleDb.1;Data Source=$Workbook$;Location=客户" '
        'command="SELECT * FROM [客户]"/></connection>',
    )
    return book.bytes()


@thing("custom properties of sheets", {"xl/customProperty1.bin": "", LIST: "<customPr "})
def sheet_properties() -> bytes:
    book = Assembly()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.customProperty"
    part = book.put("xl/customProperty1.bin", "值".encode("utf-16-le"), kind)
    book.add(
        LIST,
        f'<customProperties><customPr name="erp" r:id="{book.relate(LIST, "customProperty", part)}"/>'
        "</customProperties>",
    )
    return book.bytes()
