"""The promise of the graft on what other producers write: every habit seen in real files, made here from plain ones.

A habit takes the parts of a workbook as Excel lays them out and gives the same workbook as another program would have
written it.
"""

from __future__ import annotations

import codecs
import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter
from lxml import etree

from custsheet.package import Package
from custsheet.package.relationships import rels_name

Parts = dict[str, bytes]
Change = Callable[[bytes], bytes]
Habit = Callable[[Parts], bytes]
Make = Callable[..., bytes]

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = b"http://schemas.openxmlformats.org/package/2006/"
BOOK, STYLES, TYPES, RELS = "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
XML, SHEETS = r".*\.(?:xml|rels)", r"xl/worksheets/[^/]*\.xml"
SPLICED = "|".join(map(re.escape, (BOOK, STYLES, TYPES, RELS)))
FINDINGS = "数据质量"


def packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return held.getvalue()


def on(where: str, change: Change) -> Habit:
    """All parts whose name matches `where` are written in another way."""
    return lambda parts: packed({n: change(c) if re.fullmatch(where, n) else c for n, c in parts.items()})


def put(where: str, pattern: bytes, by: bytes, count: int = 0) -> Habit:
    return on(where, lambda content: re.sub(pattern, by, content, count=count, flags=re.DOTALL))


def parts_of(data: bytes) -> Parts:
    package = Package.read(data)
    return {name: package.part(name).removeprefix(codecs.BOM_UTF8) for name in package.names}


def unrooted(content: bytes) -> bytes:
    """Without the XML declaration."""
    return re.sub(rb"^<\?xml.*?\?>\s*", b"", content, flags=re.DOTALL)


def prefixed(prefix: bytes, uri: bytes) -> Change:
    def change(content: bytes) -> bytes:
        bare = unrooted(content)
        if b' xmlns="' + uri + b'"' not in bare[:2000] or bare.count(b' xmlns="') > 1:
            return content
        named = re.sub(rb"<(/?)(?=[A-Za-z]\w*[\s/>])", rb"<\1" + prefix + b":", bare)
        return b'<?xml version="1.0" encoding="utf-8"?>' + named.replace(b' xmlns="', b" xmlns:" + prefix + b'="', 1)

    return change


def single_quotes(content: bytes) -> bytes:
    def tag(match: re.Match[bytes]) -> bytes:
        return re.sub(rb'="([^"\']*)"', rb"='\1'", match[0])

    return re.sub(rb"<[^<>]*>", tag, content)


def links_declared_on_each_sheet(content: bytes) -> bytes:
    """As .NET's serialisers write it: the root does not know the namespace of relationships."""
    bare = re.sub(rb' xmlns:r="[^"]*"', b"", content)
    return re.sub(rb"\br:id=", b'xmlns:d3p1="' + REL + b'" d3p1:id=', bare)


def moved(place: Callable[[str], str], write: Callable[[str, str], str]) -> Habit:
    """Parts under other names: `place` gives the new name, `write` the target for (source part, target part)."""

    def change(parts: Parts) -> bytes:
        made: Parts = {}
        for name, content in parts.items():
            root = etree.fromstring(content) if name.endswith(".rels") or name == TYPES else None
            if name == TYPES:
                for kind in root.iter("{*}Override"):
                    kind.set("PartName", "/" + place(kind.get("PartName").lstrip("/")).replace("\\", "/"))
                made[name] = etree.tostring(root)
            elif root is not None:
                folder, _, file = name.rpartition("_rels/")
                source = folder + file.removesuffix(".rels")
                named = place(source) if source else ""
                for rel in root:
                    if rel.get("TargetMode") != "External" and not rel.get("Target").startswith("#"):
                        there = posixpath.normpath(posixpath.join("/" + posixpath.dirname(source), rel.get("Target")))
                        rel.set("Target", write(named, place(there.lstrip("/"))))
                own = rels_name(named)
                made[own.replace("/", "\\") if "\\" in place("a/b") else own] = etree.tostring(root)
            else:
                made[place(name)] = content
        return packed(made)

    return change


def nearby(source: str, target: str) -> str:
    return posixpath.relpath("/" + target, "/" + posixpath.dirname(source))


def absolute(source: str, target: str) -> str:
    return "/" + target


def same(name: str) -> str:
    return name


def elsewhere(name: str) -> str:
    """Every part in another folder, under another name."""
    folder, _, file = name.rpartition("/")
    return f"data/{folder.removeprefix('xl').replace('/', '-')}_{file}" if name.startswith("xl/") else name


def to_the_root(name: str) -> str:
    return name.removeprefix("xl/")


def first_without_number(name: str) -> str:
    """`sheet.xml`, `sheet2.xml`, … as some exporters count."""
    return re.sub(r"(sheet|drawing|chart|table|image)1(\.\w+)$", r"\1\2", name)


def without(*kinds: str) -> Habit:
    """The workbook has no styles, theme, … at all: neither part nor relationship nor content type."""

    def change(parts: Parts) -> bytes:
        for kind in kinds:
            rels = etree.fromstring(parts[RELS])
            for rel in [rel for rel in rels if rel.get("Type").endswith("/" + kind)]:
                part = "xl/" + rel.get("Target")
                types = re.sub(rb'<Override [^>]*PartName="/%s"[^>]*/>' % part.encode(), b"", parts[TYPES])
                rels.remove(rel)
                parts = {n: c for n, c in parts.items() if n != part} | {RELS: etree.tostring(rels), TYPES: types}
        return packed(parts)

    return change


def texts_inline(parts: Parts) -> bytes:
    """No shared strings: every text stands in its cell."""
    texts = re.findall(rb"<si>(.*?)</si>|<si/>", parts.get("xl/sharedStrings.xml", b""), re.DOTALL)

    def cell(match: re.Match[bytes]) -> bytes:
        return match[1] + b't="inlineStr"><is>' + texts[int(match[2])] + b"</is></c>"

    pattern = re.compile(rb'(<c [^>]*?)t="s"[^>]*><v>([0-9]+)</v></c>')
    inline = {n: pattern.sub(cell, c) if re.fullmatch(SHEETS, n) else c for n, c in parts.items()}
    return without("sharedStrings")(inline)


def bare_sheets(parts: Parts) -> bytes:
    """No styles part and no style anywhere, as the simplest exporters write."""
    strip = put(r"xl/(?:worksheets|tables)/.*", rb' (?:s|style|\w*[dD]xfId)="[0-9]+"', b"")
    return without("styles", "theme")(parts_of(strip(parts)))


def undifferentiated(by: bytes) -> Habit:
    """No differential formats, and nothing that uses any."""

    def change(parts: Parts) -> bytes:
        unused = put(r"xl/(?:worksheets|tables)/.*", rb' \w*[dD]xfId="[0-9]+"', b"")(parts)
        return put(STYLES, rb"<dxfs[^>]*/>|<dxfs.*?</dxfs>", by)(parts_of(unused))

    return change


def rows_without_numbers(content: bytes) -> bytes:
    """A row without a number follows the one before it."""
    last = 0

    def row(match: re.Match[bytes]) -> bytes:
        nonlocal last
        follows, last = int(match[1]) == last + 1, int(match[1])
        return b"<row" if follows else match[0]

    return re.sub(rb'<row r="([0-9]+)"', row, content)


def many_formats(content: bytes) -> bytes:
    """60,000 cell formats, most of them equal, as years of copying between files leave them."""
    records = b"".join(
        b'<xf numFmtId="%d" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' % (n % 40 % 9)
        for n in range(60_000)
    )
    return re.sub(
        rb'(<cellXfs) count="[0-9]+"(>.*?)(</cellXfs>)', rb"\1\2" + records + rb"\3", content, flags=re.DOTALL
    )


def indexed(content: bytes) -> bytes:
    palette = b"<colors><indexedColors>" + b'<rgbColor rgb="00123456"/>' * 64 + b"</indexedColors></colors>"
    return re.sub(rb"(</styleSheet>)", palette + rb"\1", content) if b"<colors" not in content else content


def codes_twice(content: bytes) -> bytes:
    """Number formats with identifiers Excel keeps for itself, with gaps, and one code under two identifiers."""
    bare = re.sub(rb"<numFmts.*?</numFmts>", b"", content, flags=re.DOTALL)
    codes = ((27, b"yyyy"), (70, b"0.000"), (169, b"0.000"), (65_000, b"@@"), (400, b"0.0000"))
    found = re.findall(rb"<numFmts[^>]*>(.*?)</numFmts>", content, flags=re.DOTALL)
    rows = b"".join(b'<numFmt numFmtId="%d" formatCode="%s"/>' % row for row in codes) + b"".join(found)
    return re.sub(rb"(<styleSheet[^>]*>)", lambda m: m[1] + b"<numFmts>" + rows + b"</numFmts>", bare)


def types_by_ending(kind: bytes) -> Change:
    """Content types where the ending `xml` means one kind of part, and only the others have an Override."""

    def change(content: bytes) -> bytes:
        bare = re.sub(rb'<Override [^>]*ContentType="%s"[^>]*/>' % re.escape(kind), b"", content)
        return re.sub(rb'(Extension="xml" ContentType=")[^"]*', rb"\1" + kind, bare)

    return change


def zipped(
    parts: Parts,
    *,
    stored: bool = False,
    descriptors: bool = False,
    zip64: bool = False,
    folders: bool = False,
    comment: bytes = b"",
    extra: bytes = b"",
) -> bytes:
    class Pipe(io.BytesIO):
        """What cannot seek gets data descriptors behind each member."""

        def seekable(self) -> bool:
            return not descriptors

        def seek(self, *where: int) -> int:
            if descriptors:
                raise OSError
            return super().seek(*where)

        def tell(self) -> int:
            if descriptors:
                raise OSError
            return super().tell()

    held = Pipe()
    with zipfile.ZipFile(held, "w") as archive:
        for folder in sorted({n.rpartition("/")[0] for n in parts if "/" in n}) if folders else ():
            archive.writestr(zipfile.ZipInfo(folder + "/", (2020, 2, 2, 2, 2, 2)), b"")
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2031, 12, 31, 23, 59, 58))
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            info.extra, info.external_attr, info.create_system = extra, 0o644 << 16, 3
            with archive.open(info, "w", force_zip64=zip64) as member:
                member.write(content)
        archive.comment = comment
    return held.getvalue()


def reordered(parts: Parts) -> bytes:
    """An odd part first, as OpenDocument packages have it, and content types last."""
    rest = {name: parts[name] for name in reversed(list(parts)) if name != TYPES}
    return packed(
        {"mimetype": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", **rest, TYPES: parts[TYPES]}
    )


def broken_relationships(parts: Parts) -> bytes:
    """Relationships to parts that are not there, under the very names new parts would get."""

    def free(folder: str) -> str:
        return next(f"{folder}{n}.xml" for n in range(1, 99) if f"xl/{folder}{n}.xml" not in parts)

    made = dict(parts)
    wanted = {
        BOOK: [free("worksheets/sheet")],
        "xl/worksheets/sheet1.xml": [free("drawings/drawing"), free("tables/table")],
    }
    for source, targets in wanted.items():
        rows = b"".join(
            b'<Relationship Id="gone%d" Type="%s/image" Target="/xl/%s"/>' % (n, REL, target.encode())
            for n, target in enumerate(targets)
        )
        empty = b'<Relationships xmlns="%srelationships"></Relationships>' % PACKAGE
        content = made.get(rels_name(source), empty)
        made[rels_name(source)] = content.replace(b"</Relationships>", rows + b"</Relationships>")
    return packed(made)


_EXT = b'<extLst><ext uri="{00000000-1111-2222-3333-444444444444}" xmlns:q="urn:q"><q:a q:b="1"/></ext></extLst>'
_MC = b"http://schemas.openxmlformats.org/markup-compatibility/2006"
_CHOICE = (
    b'<mc:AlternateContent xmlns:mc="'
    + _MC
    + b'"><mc:Choice Requires="x15" xmlns:x15="urn:x15"><x15:absPath url="C:\\"/>'
    b"</mc:Choice></mc:AlternateContent>"
)
_SHEET = b"application/vnd.openxmlformats-officedocument.spreadsheetml."

HABITS: dict[str, Habit] = {
    # How XML is written.
    "every element prefixed": on(XML, prefixed(b"x", MAIN)),
    "only the workbook prefixed": on(BOOK, prefixed(b"ss", MAIN)),
    "only the styles prefixed": on(STYLES, prefixed(b"ns0", MAIN)),
    "relationships prefixed": on(r".*\.rels", prefixed(b"ns0", PACKAGE + b"relationships")),
    "content types prefixed": on(re.escape(TYPES), prefixed(b"ct", PACKAGE + b"content-types")),
    "byte order mark": on(XML, lambda c: codecs.BOM_UTF8 + c),
    "no declaration": on(XML, unrooted),
    "declaration in other words": on(XML, lambda c: b"<?xml version='1.0' encoding='utf-8' ?>\r\n" + unrooted(c)),
    "single quotes": on(XML, single_quotes),
    "spaces around the equals sign": on(
        SPLICED, lambda c: re.sub(rb"<\w[^<>]*>", lambda t: t[0].replace(b'="', b' = "'), c)
    ),
    "white space between elements": put(SPLICED, rb">(?=<)", b">\r\n\t"),
    "comments between elements": put(SPLICED, rb">(?=<)", b"><!-- a < b -->"),
    "instructions before the root": on(
        SPLICED, lambda c: b"<?xml version='1.0'?><?mso-application progid='E'?>" + unrooted(c)
    ),
    "empty elements written out": put(SPLICED, rb"<([\w:]+)((?:\s[^<>]*)?)/>", rb"<\1\2></\1>"),
    "prefix of links declared on each sheet": on(BOOK, links_declared_on_each_sheet),
    "prefix of links another": put(BOOK, rb"(xmlns:|\s)r(:id=|=)", rb"\1ns7\2"),
    # What stands where.
    "absolute targets": moved(same, absolute),
    "backslashes in targets": moved(same, lambda source, target: nearby(source, target).replace("/", "\\")),
    "backslashes in names": moved(
        lambda name: name.replace("/", "\\"), lambda s, t: nearby(s.replace("\\", "/"), t.replace("\\", "/"))
    ),
    "upper case names": moved(lambda name: name.upper(), lambda source, target: nearby(source, target).lower()),
    "other names and folders": moved(elsewhere, nearby),
    "workbook in the root": moved(to_the_root, nearby),
    "first part without a number": moved(first_without_number, absolute),
    "spaces in names": moved(lambda n: n.replace("sheet", "my sheet"), lambda s, t: nearby(s, t).replace(" ", "%20")),
    "odd relationship identifiers": on(f"{BOOK}|{RELS}", lambda c: re.sub(rb'(\b(?:r:id|Id)=")rId', rb"\1R9f_a-.", c)),
    "relationships in another order": on(
        RELS, lambda c: re.sub(rb"(<Relationship .*/>)(<Relationship [^>]*/>)", rb"\2\1", c)
    ),
    "relationships that point nowhere": broken_relationships,
    "no document properties": lambda parts: packed(
        {
            n: re.sub(rb"<(?:Override|Relationship) [^>]*docProps[^>]*/>", b"", c)
            for n, c in parts.items()
            if "docProps" not in n
        }
    ),
    # What the workbook part holds.
    "sheet identifiers at the end of their range": put(BOOK, rb'(sheetId=")1"', rb'\g<1>65534"'),
    "sheet identifiers far beyond": put(BOOK, rb'(sheetId=")1"', rb'\g<1>4294967295"'),
    "nothing but sheets": on(
        BOOK,
        lambda c: b"".join(re.findall(rb"<\?xml.*?\?>|<workbook .*?>|<sheets>.*</sheets>|</workbook>", c, re.DOTALL)),
    ),
    "elements of later versions": put(BOOK, rb"(<bookViews|<sheets)", _CHOICE + rb"\1"),
    "extensions": put(f"{BOOK}|{STYLES}", rb"(?:<extLst.*</extLst>)?(</(?:workbook|styleSheet)>)", _EXT + rb"\1"),
    "names empty": put(BOOK, rb"(?:<definedNames>.*</definedNames>)?(<calcPr)", rb"<definedNames></definedNames>\1"),
    # Content types.
    "type of sheets by ending": on(re.escape(TYPES), types_by_ending(_SHEET + b"worksheet+xml")),
    "type of the workbook by ending": on(re.escape(TYPES), types_by_ending(_SHEET + b"sheet.main+xml")),
    "a template": put(re.escape(TYPES), rb"spreadsheetml\.sheet\.main", b"spreadsheetml.template.main"),
    "endings in upper case": put(
        re.escape(TYPES), rb'Extension="(?:xml|rels)"', lambda m: m[0].upper().replace(b"EXTENSION", b"Extension")
    ),  # type: ignore[arg-type]
    "types of parts that are not there": put(
        re.escape(TYPES),
        rb"</Types>",
        b'<Override PartName="/xl/worksheets/sheet77.xml" ContentType="' + _SHEET + b'worksheet+xml"/></Types>',
    ),
    "no type of the styles": put(
        re.escape(TYPES), rb'<Override [^>]*/xl/styles.xml[^>]*/>|<Default [^>]*"xml"[^>]*/>', b""
    ),
    "every type twice": on(re.escape(TYPES), lambda c: re.sub(rb"(<Override [^>]*/>)", rb"\1\1", c)),
    # Styles.
    "no counts": put(f"{STYLES}|xl/sharedStrings.xml", rb' (?:uniqueCount|count)="[0-9]+"', b""),
    "wrong counts": put(STYLES, rb' count="[0-9]+"', b' count="7"'),
    "no cell styles": put(
        STYLES, rb"<cellStyleXfs.*?</cellStyleXfs>|<cellStyles.*?</cellStyles>| xfId=\"[0-9]+\"", b""
    ),
    "differential formats empty": undifferentiated(b"<dxfs></dxfs>"),
    "differential formats absent": undifferentiated(b""),
    "table styles absent": put(STYLES, rb"<tableStyles[^>]*/>|<tableStyles.*?</tableStyles>", b""),
    "a palette": on(STYLES, indexed),
    "odd number formats": on(STYLES, codes_twice),
    "sixty thousand cell formats": on(STYLES, many_formats),
    "unknown attributes on styles": put(
        STYLES, rb"<styleSheet ", b'<styleSheet xmlns:mc="%s" mc:Ignorable="q9" xmlns:q9="urn:q9" q9:a="1" ' % _MC
    ),
    "no styles": bare_sheets,
    "no theme": without("theme"),
    "no shared strings": texts_inline,
    # What people's sheets and texts look like.
    "cells without references": put(SHEETS, rb'(<c) r="[A-Z]+[0-9]+"', rb"\1"),
    "rows without numbers": on(SHEETS, rows_without_numbers),
    "white space around values": put(SHEETS, rb"<v>([0-9.]+)</v>", b"<v>\n \\1\t</v>"),
    "values in CDATA": put(SHEETS, rb"<v>([0-9.]+)</v>", rb"<v><![CDATA[\1]]></v>"),
    "comments in rows and cells": put(SHEETS, rb"(?=<v>|</row>)", b"<!-- > -->"),
    "attributes of cells in another order": put(
        SHEETS, rb'<c r="(\w+)" s="([0-9]+)"( t="\w+")?', rb'<c\3 s="\2" r="\1"'
    ),
    "a row in two pieces": put(SHEETS, rb'(<row r="2"[^>]*>)(<c .*?</c>)', rb"\1\2</row>\1"),
    "result before formula": put(SHEETS, rb"(<f>.*?</f>)(<v>.*?</v>)", rb"\2\1"),
    "dimension of the whole sheet": put(SHEETS, rb'<dimension ref="[^"]*"', rb'<dimension ref="A1:XFD1048576"'),
    "attributes of later versions on rows": put(
        SHEETS, rb"<row ", b'<row xmlns:x14ac="urn:x14ac" x14ac:dyDescent="0.25" '
    ),
    "texts nobody uses": put("xl/sharedStrings.xml", rb"</sst>", b"<si/><si></si><si><t/></si></sst>"),
    "reading aids": put("xl/sharedStrings.xml", rb"(<t>.*?</t>)</si>", rb'\1<rPh sb="0" eb="1"><t>x</t></rPh></si>'),
    # The container.
    "stored": lambda parts: zipped(parts, stored=True),
    "data descriptors": lambda parts: zipped(parts, descriptors=True),
    "stored with data descriptors": lambda parts: zipped(parts, stored=True, descriptors=True),
    "zip64": lambda parts: zipped(parts, zip64=True),
    "zip64 with data descriptors": lambda parts: zipped(parts, zip64=True, descriptors=True),
    "folders": lambda parts: zipped(parts, folders=True),
    "comment and extra fields": lambda parts: zipped(
        parts, comment=b"made by hand", extra=struct.pack("<HHL", 0x7875, 4, 9)
    ),
    "another order": reordered,
    "shadows by macOS": lambda parts: packed(
        parts | {"__MACOSX/_rels/._.rels": b"\0\5\x16\7", "__MACOSX/xl/._workbook.xml": b"\0\5\x16\7"}
    ),
    "trash of the office program": lambda parts: packed({"[trash]/0000.dat": b"\xff" * 99} | parts),
}

# openpyxl looks for the styles at one place only, and for sheets with the case of their names.
BLIND = {"other names and folders", "workbook in the root", "upper case names"}
# openpyxl and the validator take their time over these.
HEAVY = {"sixty thousand cell formats"}


@cache
def rich() -> bytes:
    """A workbook with most of what people use, formulas that read each other's sheets included."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    bold, money = book.add_format({"bold": True, "bg_color": "#FFFF00"}), book.add_format({"num_format": "0.000 万"})
    day = book.add_format({"num_format": 14})
    first, second = book.add_worksheet("客户 表"), book.add_worksheet("汇总")
    first.write_row("A1", ["编号", "金额", "日期"], bold)
    for row in range(1, 9):
        first.write_row(row, 0, [f"C{row}", row * 1.5], money)
        first.write_number(row, 2, 45_000 + row, day)
    first.add_table("A1:C9", {"columns": [{"header": h} for h in ("编号", "金额", "日期")], "name": "mine"})
    first.conditional_format("B2:B9", {"type": "cell", "criteria": ">", "value": 5, "format": bold})
    first.data_validation("D2:D9", {"validate": "list", "source": ["是", "否"]})
    first.write_comment("A2", "注")
    first.write_url("E1", "https://example.com/?a=1&b=2")
    second.write_formula("A1", "=SUM('客户 表'!B2:B9)", money, 54)
    second.write_formula("A2", "=COUNTA(mine[编号])", None, 8)
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "='客户 表'!$B$2:$B$9"})
    second.insert_chart("C3", chart)
    pie = book.add_chart({"type": "pie"})
    pie.add_series({"values": "='客户 表'!$B$2:$B$4"})
    book.add_chartsheet("图").set_chart(pie)
    book.define_name("合计", "=汇总!$A$1")
    book.close()
    return held.getvalue()


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in HEAVY else []) for name in HABITS]
)
def test_graft__keeps_its_promise_whatever_wrote_the_file(
    name: str, donor: Make, broken: Callable[..., list[str]]
) -> None:
    made = HABITS[name](parts_of(rich()))
    assert made != rich()
    wrong = broken(made, donor)
    assert [what for what in wrong if name not in BLIND or not what.startswith("openpyxl")] == []


@pytest.mark.slow
def test_graft__keeps_its_promise_with_real_files_written_otherwise(
    shared: Path, donor: Make, broken: Callable[..., list[str]], schema_errors: Callable[[bytes], object]
) -> None:
    """Each habit over six files that Excel saved, never the same six."""
    files = sorted((shared / "data" / "excel-made").glob("*.xlsx"))
    wrong = []
    for number, (name, change) in enumerate((n, h) for n, h in HABITS.items() if n not in HEAVY):
        for path in files[number :: len(files) // 6]:
            found = broken(change(parts_of(path.read_bytes())), donor, schema_errors)
            found = [what for what in found if name not in BLIND or not what.startswith("openpyxl")]
            wrong += [f"{name}: {path.name}: {what}" for what in found]
    assert wrong == []
