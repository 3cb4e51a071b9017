"""Workbooks whose parts contradict each other, are missing, or are far more than anybody needs."""

from __future__ import annotations

from kinds import (
    GOOD,
    LARGE,
    MAIN,
    OFFICE,
    READ,
    Kind,
    accepted,
    part,
    parts,
    put,
    put_parts,
    refused,
    rows,
    swap,
    with_rel,
)
from workbooks import BOOK, RELS, SHEET, STRINGS, STYLES, TYPES, zipped

_LISTED = b'<sheet name="\xe5\xae\xa2\xe6\x88\xb7" sheetId="1" r:id="rId1"/>'
_NO_BOOK = ("没有 Excel 工作簿", "no Excel workbook")
_SHEET_GONE = ("客户", "客户")
_STRICT = ("Strict", "Strict")
_ROOT = "_rels/.rels"
_EMPTY = b'<?xml version="1.0"?><worksheet xmlns="' + MAIN + b'"><sheetData/></worksheet>'
_TABLE = (
    b'<?xml version="1.0"?><table xmlns="' + MAIN + b'" id="%d" name="%s" displayName="%s" ref="%s">'
    b'<tableColumns count="3"><tableColumn id="1" name="a"/><tableColumn id="2" name="b"/></tableColumns></table>'
)


def listed(sheets: bytes) -> bytes:
    """The workbook part with these entries of sheets."""
    return swap(BOOK, _LISTED, sheets)


def titled(title: bytes) -> bytes:
    return put(book=listed(_LISTED.replace("客户".encode(), title)))


def second(title: bytes, content: bytes = _EMPTY, kind: bytes = b"worksheet", more: bytes = b"") -> bytes:
    """The plain workbook with a second sheet."""
    other = b'<sheet name="%s" sheetId="2"%s r:id="more"/>' % (title, more)
    return put_parts(
        {
            BOOK: listed(_LISTED + other),
            RELS: with_rel(kind, b"worksheets/other.xml"),
            "xl/worksheets/other.xml": content,
        }
    )


def tables(*found: tuple[int, bytes, bytes]) -> bytes:
    """The plain workbook with tables (id, name, ref)."""
    rels = b"".join(
        b'<Relationship Id="t%d" Type="%s/table" Target="../tables/t%d.xml"/>' % (n, OFFICE, n)
        for n in range(len(found))
    )
    package = b"http://schemas.openxmlformats.org/package/2006/relationships"
    listed = b"".join(b'<tablePart r:id="t%d"/>' % n for n in range(len(found)))
    return put_parts(
        {
            "xl/worksheets/_rels/sheet1.xml.rels": b'<Relationships xmlns="'
            + package
            + b'">'
            + rels
            + b"</Relationships>",
            SHEET: swap(SHEET, b"</worksheet>", b"<tableParts>" + listed + b"</tableParts></worksheet>"),
            **{f"xl/tables/t{n}.xml": _TABLE % (i, name, name, ref) for n, (i, name, ref) in enumerate(found)},
        }
    )


def names(content: bytes) -> bytes:
    return put(book=swap(BOOK, b"</sheets>", b"</sheets><definedNames>" + content + b"</definedNames>"))


def behind(content: bytes) -> bytes:
    return put(sheet=swap(SHEET, b"</sheetData>", b"</sheetData>" + content))


def before(content: bytes) -> bytes:
    return put(sheet=swap(SHEET, b"<sheetData>", content + b"<sheetData>"))


def dimension(ref: bytes) -> bytes:
    return put(sheet=part(SHEET).replace(b'<dimension ref="A1:C1"/>', b'<dimension ref="' + ref + b'"/>'))


def rel_changed(old: bytes, new: bytes, name: str = RELS) -> bytes:
    return put_parts({name: swap(name, old, new)})


def formats(count: int) -> bytes:
    return (
        b'<?xml version="1.0"?><styleSheet xmlns="'
        + MAIN
        + b'"><cellXfs>'
        + b"<xf/>" * count
        + b"</cellXfs></styleSheet>"
    )


def strict() -> bytes:
    return zipped(
        {
            name: content.replace(MAIN, b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
                OFFICE, b"http://purl.oclc.org/ooxml/officeDocument/relationships"
            )
            for name, content in parts().items()
        }
    )


def extended(kind: bytes, target: bytes, content: bytes) -> bytes:
    """The plain workbook that also points at a part."""
    return put_parts({RELS: with_rel(kind, target), "xl/" + target.decode(): content})


def moved() -> bytes:
    """The whole package under other folders and names, with absolute, escaped and capital targets."""
    found = dict(parts())
    book, rels, sheet = found.pop(BOOK), found.pop(RELS), found.pop(SHEET)
    rels = rels.replace(b"worksheets/sheet1.xml", b"/Sheets%20of/My%20Sheet.XML")
    for name in ("styles.xml", "sharedStrings.xml", "theme/theme1.xml"):
        rels = rels.replace(b'"' + name.encode() + b'"', b'"../xl/./' + name.encode() + b'"')
    found[_ROOT] = found[_ROOT].replace(b"xl/workbook.xml", b"/book/Workbook.xml")
    found[TYPES] = found[TYPES].replace(b"/xl/workbook.xml", b"/book/workbook.xml")
    return zipped(
        {**found, "book/workbook.xml": book, "book/_rels/workbook.xml.rels": rels, "Sheets of/my sheet.xml": sheet}
    )


_MERGES = (
    b"<mergeCells>" + b"".join(b'<mergeCell ref="E%d:F%d"/>' % (n, n) for n in range(2, 100_002)) + b"</mergeCells>"
)
_RULES = b"".join(
    b'<conditionalFormatting sqref="A%d"><cfRule type="expression" priority="%d"><formula>A1&gt;1</formula></cfRule>'
    b"</conditionalFormatting>" % (n, n)
    for n in range(1, 100_001)
)
_STYLED = (
    b"".join(b'<row r="%d" s="1" customFormat="1"/>' % n for n in range(2, 100_001)) + b'<row r="1048576" ht="3"/>'
)
_REF_DOWN = b'<sheetProtection sheet="1"/>'

KINDS: dict[str, Kind] = {
    "no sheets": refused(lambda: put(book=listed(b""))),
    "no list of sheets": refused(lambda: put(book=swap(BOOK, b"<sheets>" + _LISTED + b"</sheets>", b""))),
    "a sheet listed twice": refused(lambda: put(book=listed(_LISTED * 2))),
    "two sheets of one title": refused(lambda: second("客户".encode())),
    "two sheets of one title, by case": refused(
        lambda: put_parts(
            {
                BOOK: listed(
                    _LISTED.replace("客户".encode(), b"Data") + b'<sheet name="DATA" sheetId="2" r:id="more"/>'
                ),
                RELS: with_rel(b"worksheet", b"worksheets/o.xml"),
                "xl/worksheets/o.xml": _EMPTY,
            }
        )
    ),
    "two sheets on one part": refused(
        lambda: put(
            book=listed(_LISTED + b'<sheet name="x" sheetId="2" r:id="more"/>'),
            rels=with_rel(b"worksheet", b"worksheets/sheet1.xml"),
        )
    ),
    "two sheets on one part, by case": refused(
        lambda: put(
            book=listed(_LISTED + b'<sheet name="x" sheetId="2" r:id="more"/>'),
            rels=with_rel(b"worksheet", b"/XL/worksheets/SHEET1.xml"),
        )
    ),
    "two sheets of one number": accepted(
        lambda: put_parts(
            {
                BOOK: listed(_LISTED + b'<sheet name="x" sheetId="1" r:id="more"/>'),
                RELS: with_rel(b"worksheet", b"worksheets/o.xml"),
                "xl/worksheets/o.xml": _EMPTY,
            }
        )
    ),
    "a title of 40 characters": accepted(lambda: titled(b"x" * 40)),
    "an empty title": refused(lambda: titled(b"")),
    "a title of spaces": refused(lambda: titled(b"  ")),
    **{f"{sign} in a title": refused(lambda s=sign: titled(b"a" + s.encode() + b"b")) for sign in "[]:*?/\\"},
    "a quote in a title": accepted(lambda: titled(b"It's")),
    "a title with entities": accepted(lambda: titled(b"A&amp;B &lt;&#20013;&gt;")),
    "an unknown relationship": refused(lambda: put(book=listed(_LISTED.replace(b"rId1", b"rId99"))), _SHEET_GONE),
    "no relationship": refused(lambda: put(book=listed(_LISTED.replace(b' r:id="rId1"', b""))), _SHEET_GONE),
    "an external sheet": refused(
        lambda: rel_changed(b'Target="worksheets/sheet1.xml"', b'Target="http://example.com/" TargetMode="External"'),
        _SHEET_GONE,
    ),
    "the sheet is not there": refused(lambda: put_parts({SHEET: None}), _SHEET_GONE),
    "the sheet is a picture": refused(lambda: put(sheet=b"\x89PNG\r\n\x1a\n" + bytes(99))),
    "the sheet is the strings": refused(lambda: rel_changed(b"worksheets/sheet1.xml", b"sharedStrings.xml")),
    "the sheet is the workbook": refused(lambda: rel_changed(b"worksheets/sheet1.xml", b"workbook.xml")),
    "two relationships of one id": refused(
        lambda: put_parts(
            {
                RELS: with_rel(b"worksheet", b"worksheets/o.xml").replace(b'"more"', b'"rId1"'),
                "xl/worksheets/o.xml": _EMPTY,
            }
        )
    ),
    "the workbook's relationships are not there": refused(lambda: put_parts({RELS: None}), _SHEET_GONE),
    "the package's relationships are not there": refused(lambda: put_parts({_ROOT: None}), _NO_BOOK),
    "the workbook is not there": refused(lambda: put_parts({BOOK: None}), _NO_BOOK),
    "two workbooks": refused(
        lambda: put_parts(
            {
                _ROOT: swap(
                    _ROOT,
                    b"</Relationships>",
                    b'<Relationship Id="z" Type="%s/officeDocument" Target="xl/b2.xml"/></Relationships>' % OFFICE,
                ),
                "xl/b2.xml": part(BOOK),
            }
        )
    ),
    "the workbook named twice": accepted(
        lambda: put_parts(
            {
                _ROOT: swap(
                    _ROOT,
                    b"</Relationships>",
                    b'<Relationship Id="z" Type="%s/officeDocument" Target="/xl/workbook.xml"/>'
                    b"</Relationships>" % OFFICE,
                )
            }
        )
    ),
    "a workbook of text": refused(lambda: put(book=b"hello")),
    "a workbook that is a sheet": refused(lambda: put(book=part(SHEET))),
    "a workbook of another namespace": refused(lambda: put(book=swap(BOOK, MAIN, b"urn:x"))),
    "a prefixed workbook": accepted(
        lambda: put(
            book=part(BOOK)
            .replace(b"xmlns=", b"xmlns:y=")
            .replace(b"</", b"\0")
            .replace(b"<", b"<y:")
            .replace(b"\0", b"</y:")
            .replace(b"<y:?", b"<?")
        )
    ),
    "another prefix for r:id": accepted(
        lambda: put(book=part(BOOK).replace(b"xmlns:r=", b"xmlns:q=").replace(b" r:id", b" q:id"))
    ),
    "no content types": refused(lambda: put_parts({TYPES: None}), ("zip", "zip archive")),
    "content types of text": refused(lambda: put(types=b"hello")),
    "the workbook has no content type": refused(
        lambda: put(types=part(TYPES).replace(b"/xl/workbook.xml", b"/xl/other.xml"))
    ),
    "the sheet has no content type": accepted(
        lambda: put(types=part(TYPES).replace(b"/xl/worksheets/sheet1.xml", b"/x.xml"))
    ),
    "content types in other case": accepted(
        lambda: put(types=part(TYPES).replace(b"/xl/workbook.xml", b"/XL/Workbook.XML"))
    ),
    "relationships in a circle": accepted(
        lambda: put_parts(
            {"xl/worksheets/_rels/sheet1.xml.rels": part(RELS).replace(b"worksheets/sheet1.xml", b"../workbook.xml")}
        )
    ),
    "moved about": accepted(moved),
    "no strings part": refused(lambda: put_parts({STRINGS: None})),
    "no strings relationship": refused(lambda: rel_changed(b'/sharedStrings"', b'/other"'), READ),
    "two strings parts": refused(lambda: extended(b"sharedStrings", b"more.xml", part(STRINGS))),
    "strings count wrong": accepted(lambda: put(strings=part(STRINGS).replace(b'count="2"', b'count="99"'))),
    "strings count huge": accepted(lambda: put(strings=part(STRINGS).replace(b'ount="2"', b'ount="4294967295"'))),
    "strings count negative": accepted(lambda: put(strings=part(STRINGS).replace(b'ount="2"', b'ount="-1"'))),
    "strings cut": refused(lambda: put(strings=part(STRINGS)[:-20])),
    "strings lost their last": refused(lambda: put(strings=part(STRINGS).rpartition(b"<si>")[0] + b"</sst>"), READ),
    "strings are a sheet": refused(lambda: put(strings=_EMPTY)),
    "no styles": accepted(lambda: put_parts({STYLES: None}), notice="missing-parts"),
    "no styles, nor a relationship": accepted(
        lambda: put_parts(
            {
                STYLES: None,
                RELS: swap(RELS, b'<Relationship Id="rId3"', b'<Relationship Id="rId3x"')
                .replace(b'/styles"', b'/none"')
                .replace(b"styles.xml", b"theme/theme1.xml"),
            }
        )
    ),
    "two styles parts": refused(lambda: extended(b"styles", b"more.xml", part(STYLES))),
    "styles of text": refused(lambda: put(styles=b"hello")),
    "styles without formats": accepted(lambda: put(styles=b'<styleSheet xmlns="' + MAIN + b'"/>')),
    "styles count wrong": accepted(
        lambda: put(styles=part(STYLES).replace(b'<cellXfs count="2"', b'<cellXfs count="77"'))
    ),
    "70,000 formats": refused(lambda: put(styles=formats(70_000)), LARGE),
    "65,490 formats": accepted(lambda: put(styles=formats(65_490))),
    "number format -1": accepted(lambda: put(styles=part(STYLES).replace(b'numFmtId="0"', b'numFmtId="-1"'))),
    "number format of quotes": accepted(
        lambda: put(
            styles=part(STYLES)
            .replace(b"yyyy\\-mm\\-dd", b"&quot;&lt;&amp;")
            .replace(b"yyyy-mm-dd", b"&quot;&lt;&amp;")
        )
    ),
    "no theme": accepted(lambda: put_parts({"xl/theme/theme1.xml": None}), notice="missing-parts"),
    "names of nothing": accepted(lambda: names(b'<definedName name="a">#REF!</definedName><definedName/>')),
    "names in a circle": accepted(
        lambda: names(b'<definedName name="a">b</definedName><definedName name="b">a</definedName>')
    ),
    "a name of sheet 99": accepted(lambda: names(b'<definedName name="a" localSheetId="99">A1</definedName>')),
    "a name of sheet x": accepted(lambda: names(b'<definedName name="a" localSheetId="x">A1</definedName>')),
    "a name twice": accepted(lambda: names(b'<definedName name="a">1</definedName>' * 2)),
    "a name of 1 MB": accepted(lambda: names(b'<definedName name="a">' + b"x" * 1_000_000 + b"</definedName>")),
    "100,000 names": accepted(
        lambda: names(b"".join(b'<definedName name="n%d">1</definedName>' % n for n in range(100_000)))
    ),
    "overlapping tables": accepted(lambda: tables((1, b"a", b"A1:B1"), (2, b"b", b"B1:C1")), notice="tables"),
    "two tables of one number": accepted(lambda: tables((1, b"a", b"A1:B9"), (1, b"b", b"D1:E9")), notice="tables"),
    "two tables of one name": accepted(lambda: tables((1, b"a", b"A1:B9"), (2, b"A", b"D1:E9")), notice="tables"),
    "a table upside down": accepted(lambda: tables((1, b"a", b"B9:A1")), notice="tables"),
    "a table beyond the sheet": accepted(lambda: tables((1, b"a", b"A1:B9999999")), notice="tables"),
    "a table of no place": accepted(lambda: tables((1, b"a", b"rubbish")), notice="tables"),
    "a table of other columns": accepted(lambda: tables((1, b"a", b"A1:E9")), notice="tables"),
    "a table of text": refused(
        lambda: put_parts(
            {
                "xl/worksheets/_rels/sheet1.xml.rels": swap(RELS, b"worksheets/sheet1.xml", b"../t.xml").replace(
                    b'/worksheet"', b'/table"'
                ),
                "xl/t.xml": b"hello",
            }
        )
    ),
    "a merge over the whole sheet": accepted(
        lambda: behind(b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    ),
    "merges that overlap": accepted(
        lambda: behind(
            b'<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B1:C2"/><mergeCell ref="rubbish"/></mergeCells>'
        )
    ),
    "100,000 merges": accepted(lambda: behind(_MERGES)),
    "100,000 conditional formats": accepted(lambda: behind(_RULES)),
    "rows formatted to the end": accepted(lambda: put(sheet=swap(SHEET, b"</sheetData>", _STYLED + b"</sheetData>"))),
    "columns formatted to the end": accepted(
        lambda: before(
            b"<cols>" + b"".join(b'<col min="%d" max="%d" width="9"/>' % (n, n) for n in range(1, 16_385)) + b"</cols>"
        )
    ),
    "columns beyond the end": accepted(lambda: before(b'<cols><col min="0" max="99999999"/></cols>')),
    **{
        f"dimension {ref.decode() or 'empty'}": accepted(lambda r=ref: dimension(r))
        for ref in (
            b"A1",
            b"B2:B2",
            b"A1:XFD1048576",
            b"rubbish",
            b"",
            b"C1:A1",
            b"A1:ZZZZ99999999",
            b"A0",
            b"A1:A1:A1",
        )
    },
    "no dimension": accepted(lambda: put(sheet=part(SHEET).replace(b'<dimension ref="A1:C1"/>', b""))),
    "two lists of rows": refused(lambda: behind(b"<sheetData/>")),
    "two full lists of rows": refused(
        lambda: behind(b'<sheetData><row r="2"><c r="A2"><v>1</v></c></row></sheetData>')
    ),
    "no list of rows": refused(lambda: put(sheet=b'<worksheet xmlns="' + MAIN + b'"/>')),
    "rows behind their list": refused(lambda: behind(b'<row r="2"><c r="A2"><v>1</v></c></row>')),
    "cells behind their list": refused(lambda: behind(b'<c r="A2"><v>1</v></c>')),
    "an empty list of rows": accepted(lambda: put(sheet=_EMPTY), {}),
    "rows within views": refused(lambda: before(b'<sheetViews><row r="2"><c r="A2"><v>1</v></c></row></sheetViews>')),
    "a list of rows within another": refused(lambda: rows(b'<sheetData><row r="1"/></sheetData>'), READ),
    "chart sheets only": accepted(lambda: _only(b"chartsheet"), {}),
    "a dialogue sheet too": accepted(lambda: second(b"x", b'<dialogsheet xmlns="' + MAIN + b'"/>', b"dialogsheet")),
    "a macro sheet too": accepted(lambda: second(b"x", b'<macrosheet xmlns="' + MAIN + b'"/>', b"xlMacrosheet")),
    "a hidden sheet": accepted(lambda: second(b"x", more=b' state="veryHidden"'), notice="hidden-sheets"),
    "only a very hidden sheet": accepted(
        lambda: put(book=listed(_LISTED.replace(b"r:id", b'state="veryHidden" r:id'))), notice="hidden-sheets"
    ),
    "a sheet state that does not exist": accepted(
        lambda: second(b"x", more=b' state="sleepy"'), notice="hidden-sheets"
    ),
    "macros": accepted(lambda: extended(b"vbaProject", b"vbaProject.bin", b"x"), notice="macros"),
    "a link to another file": accepted(
        lambda: extended(b"externalLink", b"link.xml", b'<externalLink xmlns="' + MAIN + b'"/>'),
        notice="external-links",
    ),
    "a link that is not there": accepted(
        lambda: put(rels=with_rel(b"externalLink", b"no.xml")), notice="missing-parts"
    ),
    "a sheet too many in the relationships": accepted(lambda: extended(b"worksheet", b"worksheets/o.xml", _EMPTY)),
    "revisions": accepted(lambda: extended(b"revisionHeaders", b"r.xml", b"<headers/>"), notice="shared-workbook"),
    "a signature": accepted(
        lambda: put_parts(
            {
                _ROOT: swap(
                    _ROOT,
                    b"</Relationships>",
                    b'<Relationship Id="z" Type="http://schemas.openxmlformats.org/package/2006/'
                    b'relationships/digital-signature/origin" Target="s.sigs"/></Relationships>',
                ),
                "s.sigs": b"",
            }
        ),
        notice="signature",
    ),
    "a locked structure": accepted(
        lambda: put(
            book=swap(BOOK, b"<sheets>", b'<workbookProtection lockStructure="1" workbookHashValue="x"/><sheets>')
        ),
        notice="structure-lock",
    ),
    "a protected sheet": accepted(lambda: behind(_REF_DOWN)),
    "Strict": refused(strict, _STRICT),
    "a Strict sheet": refused(
        lambda: put(sheet=swap(SHEET, MAIN, b"http://purl.oclc.org/ooxml/spreadsheetml/main")), _STRICT
    ),
    "1904, as a word": accepted(lambda: put(book=swap(BOOK, b"<workbookPr", b'<workbookPr date1904="maybe"'))),
    "2,001 sheets": refused(
        lambda: put_parts(
            {
                BOOK: listed(
                    _LISTED
                    + b"".join(b'<sheet name="s%d" sheetId="%d" r:id="s%d"/>' % (n, n, n) for n in range(2, 2002))
                ),
                RELS: swap(
                    RELS,
                    b"</Relationships>",
                    b"".join(
                        b'<Relationship Id="s%d" Type="%s/worksheet" Target="s%d.xml"/>' % (n, OFFICE, n)
                        for n in range(2, 2002)
                    )
                    + b"</Relationships>",
                ),
                **{f"xl/s{n}.xml": _EMPTY for n in range(2, 2002)},
            }
        ),
        LARGE,
    ),
    "another office document beside": accepted(lambda: put_parts({"word/document.xml": b"<x/>"})),
    "an embedded workbook": accepted(lambda: put_parts({"xl/embeddings/book.xlsx": put()})),
    "thumbs.db and .DS_Store": accepted(
        lambda: put_parts({"Thumbs.db": b"x", ".DS_Store": b"\0", "__MACOSX/xl/._workbook.xml": b"\0"})
    ),
}


def _only(kind: bytes) -> bytes:
    return put_parts(
        {
            RELS: swap(RELS, b'/worksheet"', b"/" + kind + b'"'),
            SHEET: b"<" + kind + b' xmlns="' + MAIN + b'"/>',
        }
    )


assert GOOD
