"""Parts of the package around the sheets: macros, properties, ribbons, add-ins, printers, labels, unknown parts."""

from __future__ import annotations

from making.assembly import BOOK, DATA, LIST, MAIN, SML, Assembly, names
from making.compound import vba_project
from making.pictures import PNG
from making.registry import thing

_2006 = "http://schemas.microsoft.com/office/2006/relationships/"
_VT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"


@thing("printer settings", {"xl/printerSettings/printerSettings1.bin": "", DATA: "<pageSetup "})
def printer_settings() -> bytes:
    book = Assembly()
    book.default("bin", SML + "printerSettings")
    part = book.put("xl/printerSettings/printerSettings1.bin", "打印机".encode("utf-16-le").ljust(64, b"\0") * 4)
    link = book.relate(DATA, "printerSettings", part)
    book.add(DATA, f'<pageSetup paperSize="9" orientation="landscape" r:id="{link}"/>')
    return book.bytes()


def _macros(book: Assembly) -> str:
    plain = SML + "sheet.main+xml"
    book.edit("[Content_Types].xml", plain, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    part = book.put("xl/vbaProject.bin", vba_project(), "application/vnd.ms-office.vbaProject")
    book.relate(BOOK, _2006 + "vbaProject", part)
    book.edit(BOOK, "<workbookPr ", '<workbookPr codeName="ThisWorkbook" ')
    return part


@thing("macros", {"xl/vbaProject.bin": "", BOOK: "codeName"}, shown="Sub Hello", ending="xlsm")
def macros() -> bytes:
    book = Assembly()
    _macros(book)
    return book.bytes()


@thing(
    "signed macros",
    {"xl/vbaProject.bin": "", "xl/vbaProjectSignature.bin": "", "xl/vbaProjectSignatureAgile.bin": ""},
    shown="Sub Hello",
    ending="xlsm",
)
def signed_macros() -> bytes:
    book = Assembly()
    project = _macros(book)
    for kind, relation in (
        ("", _2006 + "vbaProjectSignature"),
        ("Agile", _2006.replace("2006", "2014") + "vbaProjectSignatureAgile"),
    ):
        part = book.put(
            f"xl/vbaProjectSignature{kind}.bin",
            bytes(range(200)),
            f"application/vnd.ms-office.vbaProjectSignature{kind}",
        )
        book.relate(project, relation, part)
    return book.bytes()


@thing("custom properties", {"docProps/custom.xml": "合同号"}, shown="合同号")
def custom_properties() -> bytes:
    book = Assembly()
    space = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    part = book.put(
        "docProps/custom.xml",
        f'<Properties xmlns="{space}" xmlns:vt="{_VT}"><property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" '
        'pid="2" name="合同号"><vt:lpwstr>HT-001</vt:lpwstr></property></Properties>',
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    )
    book.relate("", "custom-properties", part)
    return book.bytes()


@thing("document properties", {"docProps/core.xml": "客户经理", "docProps/app.xml": "<Company>"}, shown="客户经理")
def document_properties() -> bytes:
    return Assembly(
        lambda book, _: book.set_properties({"title": "客户经理", "company": "海鸥公司", "keywords": "客户"})
    ).bytes()


@thing("sensitivity labels", {"docMetadata/LabelInfo.xml": "<clbl:label "})
def sensitivity_labels() -> bytes:
    book = Assembly()
    part = book.put(
        "docMetadata/LabelInfo.xml",
        '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"><clbl:label '
        'id="{6F6E2F7C-7C0A-4C2A-9B9E-1F3A0C7A2B11}" enabled="1" method="Standard" '
        'siteId="{6F6E2F7C-7C0A-4C2A-9B9E-1F3A0C7A2B12}" removed="0"/></clbl:labelList>',
        "application/vnd.ms-office.classificationlabels+xml",
    )
    book.relate("", "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels", part)
    return book.bytes()


@thing(
    "web add-ins",
    {"xl/webextensions/taskpanes.xml": "<wetp:taskpane ", "xl/webextensions/webextension1.xml": "<we:webextension "},
)
def web_extensions() -> bytes:
    book = Assembly()
    office = "http://schemas.microsoft.com/office/"
    panes = "xl/webextensions/taskpanes.xml"
    extension = book.put(
        "xl/webextensions/webextension1.xml",
        f'<we:webextension xmlns:we="{office}webextensions/webextension/2010/11" id="{{A1}}"><we:reference id="wa1" '
        'version="1.0.0.0" store="zh-CN" storeType="OMEX"/><we:alternateReferences/><we:properties/><we:bindings/>'
        f"<we:snapshot {names('r')}/></we:webextension>",
        "application/vnd.ms-office.webextension+xml",
    )
    link = book.relate(panes, f"{office}2011/relationships/webextension", extension)
    book.put(
        panes,
        f'<wetp:taskpanes xmlns:wetp="{office}webextensions/taskpanes/2010/11"><wetp:taskpane dockstate="right" '
        f'visibility="0" width="350" row="0"><wetp:webextensionref {names("r")} r:id="{link}"/></wetp:taskpane>'
        "</wetp:taskpanes>",
        "application/vnd.ms-office.webextensiontaskpanes+xml",
    )
    book.relate("", f"{office}2011/relationships/webextensiontaskpanes", panes)
    return book.bytes()


@thing("custom ribbons", {"customUI/customUI14.xml": "<customUI ", "customUI/images/logo.png": "PNG"})
def custom_ribbons() -> bytes:
    book = Assembly()
    book.default("png", "image/png")
    image = book.put("customUI/images/logo.png", PNG)
    part = book.put(
        "customUI/customUI14.xml",
        '<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"><ribbon><tabs><tab id="t" label="客户">'
        '<group id="g" label="处理"><button id="b" label="核对" image="logo"/></group></tab></tabs></ribbon>'
        "</customUI>",
    )
    book.relate(part, "image", image)
    book.relate("", "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility", part)
    return book.bytes()


@thing("thumbnails", {"docProps/thumbnail.png": "PNG"})
def thumbnails() -> bytes:
    book = Assembly()
    book.default("png", "image/png")
    part = book.put("docProps/thumbnail.png", PNG)
    book.relate("", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail", part)
    return book.bytes()


@thing("unknown parts", {"xl/erp/plan1.foo": "whatever", "erp/root.dat": "root", "xl/erp/plan2.foo": "sheet"})
def unknown_parts() -> bytes:
    book = Assembly()
    book.default("foo", "application/x-erp-plan")
    kind = "urn:example:relationships/erp"
    book.relate(BOOK, kind, book.put("xl/erp/plan1.foo", b"whatever \x00\xff"), absolute=True)
    book.relate("", kind.replace("urn:example:", "http://example.com/"), book.put("erp/root.dat", b"root", "x/y"))
    book.relate(LIST, "http://example.com/relationships/sheet", book.put("xl/erp/plan2.foo", b"sheet"))
    return book.bytes()


@thing(
    "shared-workbook revisions",
    {
        "xl/revisions/revisionHeaders.xml": "<headers ",
        "xl/revisions/revisionLog1.xml": "<revisions ",
        "xl/revisions/userNames.xml": "<users ",
    },
)
def revisions() -> bytes:
    book = Assembly()
    headers, log = "xl/revisions/revisionHeaders.xml", "xl/revisions/revisionLog1.xml"
    guid = "{6F6E2F7C-7C0A-4C2A-9B9E-1F3A0C7A2B11}"
    book.put(
        headers,
        f'<headers {names("", "r")} guid="{guid}" diskRevisions="1" revisionId="1" version="2"><header guid="{guid}" '
        'dateTime="2024-05-06T07:08:09" maxSheetId="3" userName="王" r:id="rId1" minRId="1" maxRId="1"><sheetIdMap '
        'count="2"><sheetId val="1"/><sheetId val="2"/></sheetIdMap></header></headers>',
        SML + "revisionHeaders+xml",
    )
    book.put(
        log,
        f'<revisions {names("", "r")}><rcc rId="1" sId="1"><oc r="B2"><v>9</v></oc><nc r="B2"><v>10</v></nc></rcc>'
        "</revisions>",
        SML + "revisionLog+xml",
    )
    users = book.put("xl/revisions/userNames.xml", f'<users xmlns="{MAIN}" count="0"/>', SML + "userNames+xml")
    book.relate(headers, "revisionLog", log)
    book.relate(BOOK, "revisionHeaders", headers)
    book.relate(BOOK, "usernames", users)
    return book.bytes()


def signed() -> bytes:
    """A workbook with a digital signature, which a graft must refuse."""
    book = Assembly()
    space = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/"
    kind = "application/vnd.openxmlformats-package.digital-signature-"
    origin = book.put("_xmlsignatures/origin.sigs", b"", kind + "origin")
    signature = book.put(
        "_xmlsignatures/sig1.xml",
        '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature>',
        kind + "xmlsignature+xml",
    )
    book.relate(origin, space + "signature", signature)
    book.relate("", space + "origin", origin)
    return book.bytes()
