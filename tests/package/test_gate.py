"""The gate: good files pass with what to know about them; every bad kind is refused in one plain sentence."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest
import xlsxwriter

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, gate, limits
from custsheet.package.gating.plain import SheetSize, measure
from custsheet.package.partmemo import PartMemo
from custsheet.package.sheetscan import exact_extent, whole_tags

Make = Callable[..., bytes]
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCTYPE, STRINGS = b'<!DOCTYPE x [<!ENTITY a "b">]>', "xl/sharedStrings.xml"
SHEET, BOOK, TYPES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"


def plain() -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    book.add_worksheet("客户").write_row(0, 0, ["编号", "张三", 3.5])
    book.close()
    return held.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    return Package.read(plain()).assemble({name: content})


def part(name: str) -> bytes:
    return Package.read(plain()).part(name)


def replaced(name: str, old: bytes, new: bytes) -> bytes:
    content = part(name)
    assert old in content
    return with_part(name, content.replace(old, new))


def without(name: str) -> bytes:
    return Package.read(plain()).assemble({}, [name])


def rows(cells: bytes) -> bytes:
    return with_part(SHEET, re.sub(rb"<row.*</row>", lambda _: cells, part(SHEET)))


def zipped(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def flagged(bit: int) -> bytes:
    data = bytearray(plain())
    at = data.index(b"PK\1\2")
    struct.pack_into("<H", data, at + 8, struct.unpack_from("<H", data, at + 8)[0] | bit)
    return bytes(data)


def ole(*streams: str) -> bytes:
    names = b"".join((name + "\0").encode("utf-16-le").ljust(64, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + bytes(512)


def renamed(old: bytes, new: bytes) -> bytes:
    """Both headers of an entry renamed; the names have equal length."""
    assert len(old) == len(new)
    return plain().replace(old, new)


def bomb() -> bytes:
    """Declares more than the limit when inflated."""
    data = bytearray(zipped({**{n: part(n) for n in Package.read(plain()).names}, "z.bin": b"0"}))
    at = data.rindex(b"PK\1\2")
    struct.pack_into("<L", data, at + 24, limits.INFLATED_BYTES + 1)
    return bytes(data)


def liar() -> bytes:
    """A part that inflates to far more than it declares."""
    data = bytearray(Package.read(plain()).assemble({"xl/big.xml": bytes(10_000_000)}))
    at = data.rindex(b"PK\1\2")
    struct.pack_into("<L", data, at + 24, 1000)
    return bytes(data)


def wrong_crc() -> bytes:
    data = bytearray(plain())
    at = data.index(b"PK\1\2")
    data[at + 16] ^= 1
    return bytes(data)


def overlapping() -> bytes:
    """Two directory entries that share one local header."""
    data = plain()
    second = [match.start() for match in re.finditer(b"PK\1\2", data)][1]
    return data[: second + 42] + struct.pack("<L", Package.read(data).entries[0].offset) + data[second + 46 :]


def strict() -> bytes:
    return replaced(
        BOOK,
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )


def recoded(name: str, encoding: str) -> bytes:
    text = part(name).decode().replace('encoding="UTF-8"', f'encoding="{encoding}"')
    return with_part(name, text.encode(encoding))


FAR = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "empty"),
    "zeros": (lambda: bytes(5000), "zeros"),
    "old excel": (lambda: ole("Root Entry", "Workbook"), ".xls"),
    "password": (lambda: ole("Root Entry", "EncryptionInfo", "EncryptedPackage"), "password to open"),
    "old word": (lambda: ole("Root Entry", "WordDocument"), "old Office"),
    "csv": (lambda: "编号,姓名\n1,张三\n".encode("gb18030"), "text file"),
    "csv utf-16": (lambda: "编号\t姓名\n".encode("utf-16"), "text file"),
    "html": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
    "xml 2003": (lambda: b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "2003"),
    "pdf": (lambda: b"%PDF-1.7\n" + bytes(100), "PDF"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
    "rubbish": (lambda: bytes(range(256)) * 20, "not an Excel workbook"),
    "ods": (lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), ".ods"),
    "xlsb": (lambda: zipped({TYPES: part(TYPES), "xl/workbook.bin": b"\0"}), ".xlsb"),
    "docx": (lambda: zipped({TYPES: part(TYPES), "word/document.xml": b"<x/>"}), "Word"),
    "numbers": (lambda: zipped({"Index/Document.iwa": b"\0"}), "Numbers"),
    "plain zip": (lambda: zipped({"a.txt": b"hello"}), "zip archive"),
    "truncated": (lambda: plain()[:-40], "damaged"),
    "half": (lambda: plain()[:3000], "damaged"),
    "half zeros": (lambda: plain()[:3000].ljust(len(plain()), b"\0"), "damaged"),
    "wrong checksum": (wrong_crc, "damaged"),
    "flipped bit": (lambda: _flipped(), "damaged"),
    "inflates to more than it says": (liar, "damaged"),
    "zip bomb": (bomb, "too large"),
    "overlapping parts": (overlapping, "damaged"),
    "same name by case": (lambda: _twice(), "same name"),
    "zip password": (lambda: flagged(1), "password"),
    "climbs out": (lambda: renamed(b"docProps/core.xml", b"../../../core.xml"), "unsafe name"),
    "drive letter": (lambda: renamed(b"docProps/core.xml", b"C:/docs//core.xml"), "unsafe name"),
    "no workbook": (lambda: without(BOOK), "no Excel workbook"),
    "no content types": (lambda: zipped({BOOK: part(BOOK), "_rels/.rels": part("_rels/.rels")}), "zip archive"),
    "missing sheet": (lambda: without(SHEET), "客户"),
    "missing strings": (lambda: without(STRINGS), "damaged"),
    "document type": (lambda: replaced(SHEET, b"<worksheet", DOCTYPE + b"<worksheet"), "document type"),
    "entities in strings": (lambda: replaced(STRINGS, b"<sst", DOCTYPE + b"<sst"), "document type"),
    "entities in the workbook": (lambda: replaced(BOOK, b"<workbook", DOCTYPE + b"<workbook"), "document type"),
    "utf-16 sheet": (lambda: recoded(SHEET, "utf-16"), "encoded"),
    "gb18030 strings": (lambda: recoded(STRINGS, "gb18030"), "encoded"),
    "not utf-8": (lambda: replaced(STRINGS, "张三".encode(), b"\xff\xfe\xfd"), "damaged"),
    "sheet cut short": (lambda: with_part(SHEET, part(SHEET)[:-30]), "damaged"),
    "workbook not xml": (lambda: with_part(BOOK, b"hello"), "damaged"),
    "sheet of another namespace": (lambda: replaced(SHEET, MAIN, b"urn:x"), "damaged"),
    "strict": (strict, "Strict"),
    "far cell": (lambda: rows(FAR), "far away"),
    "far cell, odd spelling": (lambda: rows(FAR.replace(b'c r="X', b"c s='0' r = \"X")), "far away"),
    "far row, no cell reference": (lambda: rows(b'<row r="99999999"><c><v>1</v></c></row>'), "far away"),
    "row beyond excel": (lambda: rows(b'<row r="1"><c r="A9999999"><v>1</v></c></row>'), "far away"),
    "column beyond excel": (lambda: rows(b'<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'), "far away"),
}  # fmt: skip


def _flipped() -> bytes:
    data = bytearray(plain())
    entry = Package.read(plain()).entry(SHEET)
    data[entry.offset + 30 + len(entry.raw_name) + entry.packed // 2] ^= 0x10
    return bytes(data)


def _twice() -> bytes:
    """Parts `xl/theme/theme1.xml` and `XL/THEME/THEME1.XML`."""
    data = Package.read(plain()).assemble({"xl/theme/themeX.xml": part("xl/theme/theme1.xml")})
    return data.replace(b"xl/theme/themeX.xml", b"XL/THEME/THEME1.XML")


@pytest.mark.parametrize("kind", BAD)
def test_gate__refuses(kind: str) -> None:
    make, says = BAD[kind]
    with pytest.raises(WorkbookError) as caught:
        gate(make())
    error = caught.value
    assert says in error.en
    assert re.search(r"[一-鿿]", error.zh)
    for text in (error.zh, error.en):
        assert "Traceback" not in text
        assert text.endswith(("。", "."))


def cells(data: bytes) -> int:
    """How many cells the gate counts: the smallest limit that lets the file pass."""
    for limit in range(20):
        with pytest.MonkeyPatch.context() as patch, suppress(WorkbookError):
            patch.setattr(limits, "CELLS", limit)
            gate(data)
            return limit
    raise AssertionError("more than 20")


def test_gate__a_good_file() -> None:
    data = plain()
    report = gate(data)
    assert report.notices == ()
    assert [sheet.title for sheet in report.workbook.sheets] == ["客户"]
    assert report.workbook.package.data == data
    assert cells(data) == 3


def test_gate__formats_far_away_are_harmless() -> None:
    """Whole rows or columns of empty formatted cells are common; only values make a reader allocate."""
    styled = b"".join(b'<row r="%d"><c r="XFD%d" s="0"/><c r="ABC%d"></c></row>' % (n, n, n) for n in (2, 1_048_576))
    assert cells(rows(b'<row r="1"><c r="A1"><v>1</v></c></row>' + styled)) == 5


def test_gate__a_merge_over_the_whole_sheet_is_allowed() -> None:
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert cells(replaced(SHEET, b"</sheetData>", merge)) == 3


def test_gate__prefixed_sheets_pass() -> None:
    content = part(SHEET).replace(b"xmlns=", b"xmlns:x=").replace(b"</", b"\0").replace(b"<", b"<x:")
    content = content.replace(b"\0", b"</x:").replace(b"<x:?", b"<?")
    assert cells(with_part(SHEET, content)) == 3


def test_gate__what_macos_adds_to_a_zip() -> None:
    """Packed anew by the Finder, every part has a shadow whose name looks like the part's own."""
    shadow = b"\0\5\x16\7\0\2\0\0Mac OS X"
    names = ("__MACOSX/_rels/._.rels", "__MACOSX/xl/._workbook.xml", "__MACOSX/xl/_rels/._workbook.xml.rels")
    data = zipped({name: part(name) for name in Package.read(plain()).names} | dict.fromkeys(names, shadow))
    assert set(names) <= set(gate(data).workbook.package.names)


def test_gate__notices() -> None:
    locked = replaced(BOOK, b"<sheets>", b'<workbookProtection lockStructure="1"/><sheets>')
    locked = Package.read(locked).assemble(
        {
            BOOK: Package.read(locked)
            .part(BOOK)
            .replace(b"<workbookPr", b'<fileSharing readOnlyRecommended="1"/><workbookPr')
        }
    )
    kinds = (b"vbaProject", b"externalLink", b"revisionHeaders", b"theme")
    base = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    rels = b"".join(
        b'<Relationship Id="x%d" Type="%s%s" Target="%s.bin"/>' % (n, base, kind, kind) for n, kind in enumerate(kinds)
    )
    package = Package.read(locked)
    content = package.part("xl/_rels/workbook.xml.rels").replace(b"</Relationships>", rels + b"</Relationships>")
    origin = b'<Relationship Id="s" Type="x/digital-signature/origin" Target="o.sigs"/></Relationships>'
    root = package.part("_rels/.rels").replace(b"</Relationships>", origin)
    report = gate(package.assemble({"xl/_rels/workbook.xml.rels": content, "_rels/.rels": root}))
    assert {notice.code for notice in report.notices} == {
        *("macros", "external-links", "shared-workbook", "structure-lock", "read-only-recommended", "signature"),
        "missing-parts",
    }  # fmt: skip
    assert all(notice.zh != notice.en for notice in report.notices)


def test_gate__hidden_sheets(donor: Make) -> None:
    assert [notice.code for notice in gate(donor()).notices] == ["hidden-sheets"]


@pytest.mark.parametrize(
    "limit", ["FILE_BYTES", "PARTS", "INFLATED_BYTES", "PARSED_BYTES", "SHEETS", "CELLS", "TEXTS", "FORMATS"]
)
def test_gate__every_limit_is_enforced(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(limits, limit, 0)
    with pytest.raises(WorkbookError, match="too large") as caught:
        gate(plain())
    assert not re.search(r"[一-鿿]", caught.value.en.replace("客户", "")), "Chinese in the English sentence"
    chinese = re.sub(r"\S+\.(xml|rels)", "", caught.value.zh)
    assert not re.search(r"[A-Za-z]{3}", chinese), "English in the Chinese sentence"


def test_gate__odd_sheets_are_read_tag_by_tag_only_up_to_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = rows(b"<row><c><v>1</v></c></row>")
    assert "xl/worksheets/sheet1.xml" not in gate(odd).plain
    assert gate(plain()).plain == {SHEET, STRINGS.lower()}
    for limit in ("ODD_BYTES", "ODD_TAGS"):
        with monkeypatch.context() as patch:
            patch.setattr(limits, limit, 0)
            assert gate(plain()).plain
            with pytest.raises(WorkbookError, match="unusual"):
                gate(odd)


def test_gate__odd_sheets_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of three alone is below the limit."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        for number in range(3):
            book.add_worksheet(f"S{number}").write_column(0, 0, range(100))
    package = Package.read(held.getvalue())
    spelled = {
        name: re.sub(rb'<c r="\w+"', b"<c", package.part(name)) if "worksheets" in name else package.part(name)
        for name in package.names
    }
    odd = io.BytesIO()
    with zipfile.ZipFile(odd, "w") as archive:
        for name, content in spelled.items():
            archive.writestr(name, content)
    sheets = [content for name, content in spelled.items() if "worksheets/" in name]
    tags = [content.count(b"<") - content.count(b"</") for content in sheets]
    for limit, costs in (("ODD_BYTES", list(map(len, sheets))), ("ODD_TAGS", tags)):
        with monkeypatch.context() as patch:
            patch.setattr(limits, limit, sum(costs))
            assert not any("sheets/" in part for part in gate(odd.getvalue()).plain)
            patch.setattr(limits, limit, sum(costs) - 1)
            assert max(costs) < sum(costs) - 1
            with pytest.raises(WorkbookError, match="unusual"):
                gate(odd.getvalue())


def test_gate__one_bit_flipped_anywhere_is_never_read_as_something_else() -> None:
    """Every flip is refused, or leaves all parts as they were."""
    good = plain()
    package = Package.read(good)
    parts = {name: package.part(name) for name in package.names}
    for at in range(0, len(good), 7):
        bad = bytearray(good)
        bad[at] ^= 1 << (at % 8)
        try:
            report = gate(bytes(bad))
        except WorkbookError:
            continue
        after = report.workbook.package
        assert {name: after.part(name) for name in after.names} == parts, at


def test_exact_extent__any_spelling() -> None:
    body = b"<row><c><v>1</v></c><c r='D1'><v>2</v></c><c><v>3</v></c></row>"
    body += b'<x:row r="7"><x:c s=\'1\'/><x:c t="n"><v/></x:c></x:row>'
    assert exact_extent([body[:20], body[20:31], body[31:]]) == (7, 5)


def test_whole_tags__cuts_between_rows() -> None:
    body = b"<a>" + b"".join(b'<row r="%d"><c r="A%d"/></row>' % (n, n) for n in range(50)) + b"</a>"
    for step in (1, 7, 64, 4096):
        pieces = list(whole_tags([body[i : i + step] for i in range(0, len(body), step)]))
        assert b"".join(pieces) == body
        assert all(piece.startswith(b"<") for piece in pieces if piece)


@pytest.mark.slow
def test_gate__passes_every_workbook_excel_made(shared: Path) -> None:
    paths = sorted((shared / "data" / "excel-made").glob("*.xls*")) + sorted(
        (shared / "data" / "survivors").glob("*.xls*")
    )
    assert len(paths) > 1000
    refused = []
    for path in paths:
        try:
            gate(path.read_bytes())
        except WorkbookError as error:
            refused.append((path.name, error.en))
    assert refused == []


def test_gate__checksum_of_every_part(donor: Make) -> None:
    """Also parts nobody reads: a picture whose bytes changed."""
    package = Package.read(donor())
    entry = package.entry("xl/media/image1.png")
    data = bytearray(package.data)
    begin = entry.offset + 30 + len(entry.raw_name)
    raw = bytes(data[begin : begin + entry.packed])
    assert zlib.crc32(package.part("xl/media/image1.png")) == entry.crc
    data[begin + len(raw) // 2] ^= 1
    with pytest.raises(WorkbookError):
        gate(bytes(data))


@pytest.mark.parametrize(
    ("cells", "holds"),
    [
        (b'<row r="1"><c r="A1"><v>1</v></c></row>', False),
        (b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>', True),
        (b"<row><c><v>1</v></c></row>", False),
        (b"<row><c><f>1+1</f><v>2</v></c></row>", True),
    ],
)
def test_gate__tells_the_sheets_that_hold_no_formula(cells: bytes, holds: bool) -> None:
    report = gate(rows(cells))
    assert [one.key for one in report.values_only] == ([] if holds else [SHEET])


def test_gate__a_sheet_proved_before_is_proved_anew_only_where_anything_differs(
    monkeypatch: pytest.MonkeyPatch, donor: Make
) -> None:
    measured: list[str] = []
    gating = import_module("custsheet.package.gating.proved")

    def counted(part: str, chunks: Iterable[bytes], *more: int) -> SheetSize | None:
        measured.append(part)
        return measure(part, chunks, *more)

    monkeypatch.setattr(gating, "measure", counted)
    monkeypatch.setattr(gating, "_SHEETS", PartMemo[object]())
    data = donor()
    first, measured_first = gate(data), len(measured)
    again = gate(data)
    assert (first.plain, first.values_only) == (again.plain, again.values_only)
    assert len(measured) == measured_first > 0
    package = Package.read(data)
    sheet = next(name for name in package.names if "worksheets/sheet1.xml" in name)
    gate(package.assemble({sheet: package.part(sheet).replace(b"<sheetData>", b"<sheetData >", 1)}))
    assert len(measured) == measured_first + 1


def test_gate__a_sheet_proved_before_is_not_proved_for_fewer_texts_or_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    gating = import_module("custsheet.package.gating.proved")
    monkeypatch.setattr(gating, "_SHEETS", PartMemo[object]())
    one = Package.read(rows(b'<row r="1"><c r="A1" s="4" t="s"><v>7</v></c></row>'))
    for counts, holds in (((8, 5), True), ((7, 5), False), ((8, 4), False), ((9, 6), True), ((7, 4), False)):
        assert (counts, gating.sheet(one, SHEET, *counts) is not None) == (counts, holds)
