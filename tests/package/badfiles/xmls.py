"""XML that attacks its reader, or that readers understand differently."""

from __future__ import annotations

from kinds import (
    DOCTYPE,
    ENCODED,
    GOOD,
    LARGE,
    MAIN,
    READ,
    Kind,
    accepted,
    part,
    put,
    put_parts,
    refused,
    row,
    rows,
    swap,
)
from workbooks import BOOK, RELS, SHEET, STRINGS, STYLES, TYPES
from zips import repeated

_LAUGHS = b"<!DOCTYPE x [" + b'<!ENTITY a0 "ha">' + b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
) + b"]>"  # fmt: skip
_ROOTS = {SHEET: b"<worksheet", STRINGS: b"<sst", BOOK: b"<workbook", STYLES: b"<styleSheet", TYPES: b"<Types",
          RELS: b"<Relationships", "_rels/.rels": b"<Relationships", "xl/theme/theme1.xml": b"<a:theme",
          "docProps/core.xml": b"<cp:coreProperties", "docProps/app.xml": b"<Properties"}  # fmt: skip
_DTD = {
    "internal": b'<!DOCTYPE x [<!ENTITY a "b">]>',
    "external": b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    "laughs": _LAUGHS,
}


def with_doctype(name: str, kind: str, before: bytes = b"") -> bytes:
    return put_parts({name: swap(name, _ROOTS[name], before + _DTD[kind] + _ROOTS[name])})


def recoded(name: str, encoding: str, declared: str | None = None) -> bytes:
    text = part(name).decode()
    declaration = "" if declared == "" else f' encoding="{declared or encoding}"'
    return put_parts({name: text.replace(' encoding="UTF-8"', declaration).encode(encoding)})


def declared(name: str, encoding: str) -> bytes:
    return put_parts({name: part(name).replace(b'"UTF-8"', encoding.encode())})


def before_root(name: str, put_in: bytes) -> bytes:
    return put_parts({name: swap(name, _ROOTS[name], put_in + _ROOTS[name])})


def in_string(content: bytes) -> bytes:
    return put(strings=part(STRINGS).replace("张三".encode(), content))


def text(value: str) -> dict[tuple[int, int], object]:
    return {**GOOD, (1, 2): value}


_PREFIXED = part(SHEET).replace(b"xmlns=", b"xmlns:y=").replace(b"</", b"\0").replace(b"<", b"<y:").replace(
    b"\0", b"</y:").replace(b"<y:?", b"<?")  # fmt: skip
_MC = b'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_CHOICE = b"<mc:AlternateContent %s><mc:Choice Requires='x'>%s</mc:Choice></mc:AlternateContent>"
_ROW = b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1"><v>3.5</v></c></row>'
_MANY = b" ".join(b'a%d="1"' % n for n in range(200_000))

KINDS: dict[str, Kind] = {
    **{
        f"doctype, {kind}, in {name}": refused(lambda n=name, k=kind: with_doctype(n, k), DOCTYPE)
        for name in _ROOTS
        for kind in (_DTD if name in {SHEET, STRINGS, BOOK} else ["laughs"])
    },
    "doctype in a drawing": refused(lambda: put_parts({"xl/drawings/drawing1.xml": _LAUGHS + b"<x/>"}), DOCTYPE),
    "doctype in comments": refused(lambda: put_parts({"xl/comments1.xml": _LAUGHS + b"<comments/>"}), DOCTYPE),
    "doctype in a VML drawing": refused(lambda: put_parts({"xl/drawings/v1.vml": _LAUGHS + b"<xml/>"}), DOCTYPE),
    "doctype in custom XML": refused(lambda: put_parts({"customXml/item1.xml": _LAUGHS + b"<x/>"}), DOCTYPE),
    "doctype behind 5 kB of comment": refused(
        lambda: with_doctype(SHEET, "laughs", b"<!--" + b"x" * 5000 + b"-->"), DOCTYPE
    ),
    "doctype behind 5 kB of comment, in strings": refused(
        lambda: with_doctype(STRINGS, "internal", b"<!--" + b"x" * 5000 + b"-->"), DOCTYPE
    ),
    "doctype behind 2 MB of comment": refused(
        lambda: with_doctype(SHEET, "laughs", b"<!--" + b"x" * 2_000_000 + b"-->"), DOCTYPE
    ),
    "an entity nobody declared": refused(lambda: in_string(b"&xxe;")),
    **{
        f"{encoding} {part_name}": refused(lambda e=encoding, p=part_name: recoded(p, e), ENCODED)
        for encoding in ("utf-16", "gb18030", "latin-1", "utf-7")
        for part_name in (SHEET,)
    },
    "UTF-16 strings": refused(lambda: recoded(STRINGS, "utf-16"), ENCODED),
    "UTF-16 strings, undeclared": refused(lambda: recoded(STRINGS, "utf-16", ""), ENCODED),
    "UTF-16 LE without a mark": refused(lambda: recoded(SHEET, "utf-16-le"), ENCODED),
    "UTF-32 sheet": refused(lambda: recoded(SHEET, "utf-32"), ENCODED),
    "GB18030 strings": refused(lambda: recoded(STRINGS, "gb18030"), ENCODED),
    "GB18030 strings, undeclared": refused(lambda: recoded(STRINGS, "gb18030", "")),
    "GB18030 strings, declared UTF-8": refused(lambda: recoded(STRINGS, "gb18030", "UTF-8")),
    "GB18030 workbook": refused(lambda: recoded(BOOK, "gb18030"), ENCODED),
    "latin-1 declared, in UTF-8": refused(lambda: declared(STRINGS, '"ISO-8859-1"'), ENCODED),
    "latin-1 declared, all in ASCII": accepted(lambda: declared(SHEET, '"ISO-8859-1"')),
    "windows-1252 declared, all in ASCII": accepted(lambda: declared(TYPES, '"windows-1252"')),
    "utf-7 declared, all in ASCII": refused(lambda: declared(SHEET, '"utf-7"'), ENCODED),
    "no such encoding": refused(lambda: declared(STRINGS, '"martian"'), ENCODED),
    "lower-case utf-8": accepted(lambda: declared(STRINGS, '"utf-8"')),
    "single quotes": accepted(lambda: declared(STRINGS, "'UTF-8'")),
    "UTF-8 mark": accepted(lambda: put(strings=b"\xef\xbb\xbf" + part(STRINGS), sheet=b"\xef\xbb\xbf" + part(SHEET))),
    "two UTF-8 marks": refused(lambda: put(sheet=b"\xef\xbb\xbf\xef\xbb\xbf" + part(SHEET))),
    "no declaration": accepted(lambda: put(sheet=part(SHEET).partition(b"?>")[2].lstrip())),
    "a blank before the declaration": refused(lambda: put(sheet=b" " + part(SHEET))),
    "NUL in a text": refused(lambda: in_string(b"a\0b")),
    "a control character in a text": refused(lambda: in_string(b"a\x07b")),
    "a control character, as reference": refused(lambda: in_string(b"a&#7;b")),
    "a lone surrogate, as reference": refused(lambda: in_string(b"&#xD800;")),
    "a lone surrogate in UTF-8": refused(lambda: in_string(b"\xed\xa0\x80")),
    "U+FFFF": refused(lambda: in_string(b"\xef\xbf\xbf")),
    "invalid UTF-8": refused(lambda: in_string(b"\xff\xfe\xfd")),
    "overlong UTF-8": refused(lambda: in_string(b"\xc0\xbc")),
    "cut UTF-8": refused(lambda: in_string("张".encode()[:2])),
    "emoji": accepted(lambda: in_string("😀".encode()), text("😀")),
    "decimal and hexadecimal references": accepted(lambda: in_string(b"&#24352;&#x4E09;")),
    "CDATA in a text": accepted(lambda: in_string("<![CDATA[张三]]>".encode())),
    "CDATA that looks like cells": accepted(
        lambda: in_string(b"<![CDATA[</t></si><si><t>x]]>"), text("</t></si><si><t>x")
    ),
    "a comment in a text": accepted(lambda: in_string("张<!-- x -->三".encode())),
    "an instruction in a text": accepted(lambda: in_string("张<?x y?>三".encode())),
    "a lone CR in a text": accepted(lambda: in_string(b"a\rb"), text("a\nb")),
    "CR LF in a text": accepted(lambda: in_string(b"a\r\nb"), text("a\nb")),
    "a CR, as reference": accepted(lambda: in_string(b"a&#13;&#10;b"), text("a\r\nb")),
    "unescaped <": refused(lambda: in_string(b"a<b")),
    "unescaped &": refused(lambda: in_string(b"a & b")),
    "]]> in a text": refused(lambda: in_string(b"a]]>b")),
    "a text of 10 MB": accepted(lambda: in_string(b"x" * 10_000_000), text("x" * 10_000_000)),
    "an attribute of 10 MB": accepted(
        lambda: put(sheet=swap(SHEET, b'<row r="1"', b'<row r="1" x="%s"' % (b"x" * 10_000_000)))
    ),
    "200,000 attributes": accepted(lambda: put(sheet=swap(SHEET, b"<sheetData>", b"<sheetPr %s/><sheetData>" % _MANY))),
    "the same attribute twice": refused(lambda: put(sheet=swap(SHEET, b'<c r="A1"', b'<c r="A1" r="A1"'))),
    "the same attribute twice on a row": refused(
        lambda: put(sheet=swap(SHEET, b'<row r="1"', b'<row r="1" ht="1" ht="2"'))
    ),
    "1,000,000 elements within each other": refused(
        lambda: put(sheet=swap(SHEET, b"<sheetData>", b"<a>" * 1_000_000 + b"</a>" * 1_000_000 + b"<sheetData>")),
        ("少见", "unusual"),
    ),
    "100,000 elements within each other, in styles": refused(
        lambda: put(styles=swap(STYLES, b"<fonts", b"<a>" * 100_000 + b"</a>" * 100_000 + b"<fonts"))
    ),
    "100,000 elements within each other, in relationships": refused(
        lambda: put(rels=swap(RELS, b"</Relationships>", b"<a>" * 100_000 + b"</a>" * 100_000 + b"</Relationships>"))
    ),
    "100,000 runs within each other": refused(
        lambda: in_string(b"</t>" + b"<r>" * 100_000 + b"</r>" * 100_000 + b"<t>"), READ
    ),
    "a comment of 20 MB": accepted(lambda: before_root(SHEET, b"<!--" + b"x" * 20_000_000 + b"-->")),
    "an instruction before the root": accepted(lambda: before_root(SHEET, b'<?xml-stylesheet href="x"?>')),
    "a comment between rows": accepted(lambda: put(sheet=swap(SHEET, b"<row", b"<!-- <row r='9'/> --><row"))),
    "a comment that holds the sheet": accepted(
        lambda: put(
            sheet=swap(
                SHEET,
                b"<sheetData>",
                b"<!-- <sheetData><row r='1'><c r='A1'><v>9</v></c></row></sheetData> --><sheetData>",
            )
        )
    ),
    "XInclude": refused(
        lambda: put(
            sheet=swap(
                SHEET,
                b"<row",
                b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/><row',
            )
        ),
        READ,
    ),
    "xml:base": accepted(lambda: put(sheet=swap(SHEET, b"<worksheet", b'<worksheet xml:base="http://example.com/"'))),
    "schemaLocation": accepted(
        lambda: put(
            sheet=swap(
                SHEET,
                b"<worksheet",
                b'<worksheet xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
                b'xsi:schemaLocation="urn:x http://example.com/x.xsd"',
            )
        )
    ),
    "prefixed root": accepted(lambda: put(sheet=_PREFIXED)),
    "prefix with a dot": accepted(
        lambda: put(sheet=_PREFIXED.replace(b"y:", b"y.z-1:").replace(b"xmlns:y=", b"xmlns:y.z-1="))
    ),
    "no namespace": refused(lambda: put(sheet=swap(SHEET, b' xmlns="' + MAIN + b'"', b""))),
    "another namespace": refused(lambda: put(sheet=swap(SHEET, MAIN, b"urn:x"))),
    "another namespace from a row on": refused(
        lambda: put(sheet=swap(SHEET, b'<row r="1"', b'<row xmlns="urn:x" r="1"')), READ
    ),
    "another namespace from a cell on": refused(
        lambda: put(sheet=swap(SHEET, b'<c r="C1"', b'<c xmlns="urn:x" r="C1"')), READ
    ),
    "another namespace in strings": refused(lambda: put(strings=swap(STRINGS, MAIN, b"urn:x"))),
    "another namespace for a text": refused(lambda: put(strings=swap(STRINGS, b"<t>", b'<t xmlns="urn:x">')), READ),
    "the same namespace again on a row": accepted(
        lambda: put(sheet=swap(SHEET, b"<row", b'<row xmlns="' + MAIN + b'"'))
    ),
    "an undeclared prefix": refused(lambda: put(sheet=swap(SHEET, b"<row", b"<row x14ac:dyDescent='1'"))),
    "an undeclared prefix on an element": refused(lambda: put(sheet=swap(SHEET, b"<sheetData>", b"<q:x/><sheetData>"))),
    "alternate content around a cell": refused(lambda: row(_CHOICE % (_MC, b'<c r="A1"><v>1</v></c>')), READ),
    "alternate content around a row": refused(lambda: rows(_CHOICE % (_MC, _ROW)), READ),
    "alternate content around the rows": refused(
        lambda: put(sheet=swap(SHEET, b"<sheetData>", _CHOICE % (_MC, b"<sheetData/>") + b"<sheetData>"))
    ),
    "alternate content beside the rows": accepted(
        lambda: put(sheet=swap(SHEET, b"<sheetData>", _CHOICE % (_MC, b"<x/>") + b"<sheetData>"))
    ),
    "tags between that end wrongly": refused(lambda: put(sheet=swap(SHEET, b"</row>", b"</rows>"))),
    "the sheet cut short": refused(lambda: put(sheet=part(SHEET)[:-30])),
    "the sheet twice in its part": refused(lambda: put(sheet=part(SHEET) + part(SHEET).partition(b"?>")[2])),
    "rubbish behind the root": refused(lambda: put(sheet=part(SHEET) + b"rubbish")),
    "zeros behind the root": refused(lambda: put(sheet=part(SHEET) + bytes(10))),
    "an empty sheet part": refused(lambda: put(sheet=b"")),
    "an empty strings part": refused(lambda: put(strings=b"")),
    "a sheet of text": refused(lambda: put(sheet=b"hello")),
    "a sheet of HTML": refused(lambda: put(sheet=b"<html><table><tr><td>1</td></tr></table></html>")),
    "XML 1.1": accepted(lambda: put(sheet=part(SHEET).replace(b'version="1.0"', b'version="1.1"'))),
    "XML 2.0": refused(lambda: put(sheet=part(SHEET).replace(b'version="1.0"', b'version="2.0"'))),
    "pretty-printed": accepted(
        lambda: put(sheet=part(SHEET).replace(b"><", b">\r\n  <"), strings=part(STRINGS).replace(b"><", b">\n  <"))
    ),
    "pretty-printed, LF": accepted(lambda: put(sheet=part(SHEET).replace(b"><", b">\n\t<"))),
    "styles of 33 MB": refused(
        lambda: repeated(
            STYLES.encode(),
            b'<styleSheet xmlns="' + MAIN + b'"><cellXfs>',
            b"<xf numFmtId='%d'/>" % 1234567,
            1_500_000,
            b"</cellXfs></styleSheet>",
        ),
        LARGE,
    ),
    "broken theme": refused(lambda: put_parts({"xl/theme/theme1.xml": part("xl/theme/theme1.xml")[:-20]})),
    "broken custom XML": accepted(lambda: put_parts({"customXml/item1.xml": b"<a><b></a>"})),
    "broken VML drawing": accepted(lambda: put_parts({"xl/drawings/v1.vml": b"<xml><br></xml>"})),
}
