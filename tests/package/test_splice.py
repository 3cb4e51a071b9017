"""Splicing: the lists every new sheet must appear in, as other programs leave them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
import xlsxwriter

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, Workbook, gate, graft
from custsheet.package.relationships import read_rels
from custsheet.package.splice import RelsPart, WorkbookPart, splice_content_types
from custsheet.package.xmlparts import REL, children, parse

Make = Callable[..., bytes]
BOOK, TYPES, RELS = "xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
NAMESPACE = b"http://schemas.openxmlformats.org/package/2006/relationships"
TABLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"


def changed(data: bytes, part: str, pattern: bytes, by: bytes) -> Package:
    package = Package.read(data)
    content, count = re.subn(pattern, by, package.part(part))
    assert count
    return Package.read(package.assemble({part: content}))


@pytest.mark.parametrize(
    ("there", "new"), [(b"1", ["2", "3"]), (b"70", ["71", "72"]), (b"65534", ["1", "2"]), (b"4294967295", ["1", "2"])]
)
def test_add_sheet__identifiers_stay_within_what_excel_opens(target: Make, there: bytes, new: list[str]) -> None:
    book = WorkbookPart(Workbook.read(changed(target(), BOOK, rb'sheetId="1"', b'sheetId="%s"' % there)))
    assert [book.add_sheet(title, f"rId{title}", "visible") for title in ("8", "9")] == [1, 2]
    listed = re.findall(rb'sheetId="([0-9]+)"', book.bytes())
    assert [number.decode() for number in listed] == [there.decode(), *new]


def test_add_sheet__the_namespace_of_links_is_declared_where_it_is_needed(target: Make) -> None:
    """Some serialisers declare it on each sheet, so that the list itself does not know it."""
    bare = changed(target(), BOOK, rb' xmlns:r="[^"]*"', b"")
    local = changed(bare.data, BOOK, rb" r:id=", b' xmlns:d3="%s" d3:id=' % REL.encode())
    book = WorkbookPart(Workbook.read(local))
    book.add_sheet("新", "rId8", "hidden")
    root = parse(book.bytes(), BOOK)
    (added,) = (e for e in root.iter("{*}sheet") if e.get("name") == "新")
    assert added.get(f"{{{REL}}}id") == "rId8"
    assert added.get("state") == "hidden"


def test_workbook_part__nothing_changed_means_the_same_bytes(target: Make) -> None:
    spaced = changed(target(), BOOK, b"><", b">\r\n  <!-- a -->\t<")
    workbook = Workbook.read(spaced)
    assert WorkbookPart(workbook).bytes() is not None
    assert WorkbookPart(workbook).bytes() == spaced.part(BOOK)
    assert RelsPart(spaced, BOOK).bytes() == spaced.part(RELS)
    assert splice_content_types(spaced, {}, []) == spaced.part(TYPES)


def test_set_state__shows_again(target: Make) -> None:
    book = WorkbookPart(
        Workbook.read(changed(target("甲", "乙"), BOOK, rb'sheetId="2"', b'sheetId="2" state="hidden"'))
    )
    book.set_state(1, "visible")
    book.set_state(0, "veryHidden")
    assert re.findall(rb'state="(\w+)"', book.bytes()) == [b"veryHidden"]


def test_rels__identifiers_differ_also_without_case(target: Make) -> None:
    package = changed(target(), RELS, rb'Id="rId1"', b'Id="RID1"')
    rels = RelsPart(package, BOOK)
    before = {e.get("Id").lower() for e in rels.root}
    assert rels.add("worksheet", "xl/worksheets/sheet9.xml").lower() not in before
    again = {e.get("Id"): e.get("Target") for e in rels.root}
    assert "worksheets/sheet9.xml" in again.values()


def test_content_types__one_type_for_each_part_whatever_its_spelling(target: Make) -> None:
    there = b'<Override PartName="/XL/Tables/TABLE1.xml" ContentType="text/xml"/>' * 2
    package = changed(target(), TYPES, b"</Types>", there + b"</Types>")
    root = parse(splice_content_types(package, {"xl/tables/table2.xml": TABLE}, ["xl/tables/table1.xml"]), TYPES)
    names = [e.get("PartName").lower() for e in children(root, "Override")]
    assert "/xl/tables/table1.xml" not in names
    assert names.count("/xl/tables/table2.xml") == 1
    kept = parse(splice_content_types(package, {"xl/tables/table1.xml": TABLE}, []), TYPES)
    assert TABLE in [e.get("ContentType") for e in children(kept, "Override") if "table1" in e.get("PartName").lower()]


def test_content_types__an_ending_that_means_something_else_gets_an_override(target: Make) -> None:
    """Some exporters let the ending `xml` mean worksheets, or `png` mean their own kind of file."""
    package = changed(
        target(), TYPES, rb'Extension="xml" ContentType="[^"]*"', b'Extension="xml" ContentType="%s"' % TABLE.encode()
    )
    package = changed(
        package.data,
        TYPES,
        rb'<Default (?=Extension="xml")',
        b'<Default Extension="PNG" ContentType="image/x-mine"/><Default ',
    )
    root = parse(
        splice_content_types(package, {"xl/t.xml": TABLE, "xl/p.png": "image/png", "xl/q.gif": "image/gif"}, []), TYPES
    )
    overrides = {e.get("PartName"): e.get("ContentType") for e in children(root, "Override")}
    assert overrides["/xl/t.xml"] == TABLE
    assert overrides["/xl/p.png"] == "image/png"
    defaults = [e.get("Extension").lower() for e in children(root, "Default")]
    assert defaults.count("gif") == 1
    assert defaults.count("png") == 1


def test_graft__parts_of_a_person_without_a_content_type(target: Make, donor: Make) -> None:
    """Written by hand, a file may say nothing of its styles; what we add to them changes nothing about that."""
    untyped = changed(
        target(), TYPES, rb'<Override PartName="/xl/styles.xml"[^>]*/>|<Default Extension="xml"[^>]*/>', b""
    )
    after = graft(untyped.data, donor())
    assert gate(after).workbook.sheet("数据质量") is not None
    assert b"styles.xml" not in Package.read(after).part(TYPES)


def test_graft__names_in_upper_case(target: Make, donor: Make) -> None:
    """New parts stand in the folder as it is written, for readers that compare names with case."""
    package = Package.read(target())
    parts = {n.replace("xl/", "XL/"): package.part(n) for n in package.names if n.startswith("xl/")}
    rels = {"_rels/.rels": package.part("_rels/.rels").replace(b'"xl/', b'"XL/')}
    data = package.assemble({}, [n for n in package.names if n.startswith("xl/")])
    after = Package.read(graft(Package.read(data).assemble(parts | rels), donor()))
    assert not [name for name in after.names if name.startswith("xl/")]
    assert "XL/charts/chart1.xml" in after.names


def test_graft__a_strict_workbook_is_refused_without_the_gate_too(target: Make, donor: Make) -> None:
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    package = changed(target(), BOOK, b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", strict)
    with pytest.raises(WorkbookError, match="Strict"):
        graft(package.data, donor())


def test_graft__titles_are_one_whatever_their_case(donor: Make, target: Make) -> None:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    book.add_worksheet("Straße Report")
    book.close()
    with pytest.raises(WorkbookError, match="already has a sheet"):
        graft(target("客户", "STRASSE REPORT"), held.getvalue())
    with pytest.raises(WorkbookError, match="already has a sheet"):
        graft(target("straße report"), held.getvalue())


def test_graft__local_names_count_every_kind_of_sheet(donor: Make) -> None:
    """Chart sheets have a position too, and stand before worksheets in real files."""
    held = io.BytesIO()
    person = xlsxwriter.Workbook(held)
    chart = person.add_chart({"type": "pie"})
    chart.add_series({"values": "=客户!$A$1:$A$2"})
    person.add_chartsheet("图").set_chart(chart)
    person.add_worksheet("客户").print_area("A1:B2")
    person.close()
    before = Workbook.read(Package.read(held.getvalue()))
    after = Workbook.read(Package.read(graft(held.getvalue(), donor())))
    assert [sheet.kind for sheet in after.sheets] == ["chartsheet", "worksheet", "worksheet", "worksheet"]
    assert {name for name in before.names if name.sheet is not None} <= set(after.names)
    assert {name.title for name in after.names if name.sheet == 1} == {"客户"}
    assert {name.title for name in after.names if name.sheet == 2} == {"数据质量"}
    assert {name.title for name in after.names if name.sheet == 3} == {"经营看板"}


def test_graft__each_sheet_has_a_drawing_of_its_own(target: Make, donor: Make) -> None:
    """Also where a person's relationship names a drawing that is not there."""
    sheet, rels = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"
    row = b'<Relationship Id="rId1" Type="%s/drawing" Target="../drawings/drawing1.xml"/>' % REL.encode()
    dangling = Package.read(target()).assemble(
        {rels: b'<Relationships xmlns="%s">%s</Relationships>' % (NAMESPACE, row)}
    )
    after = Package.read(graft(graft(dangling, donor()), donor(2)))
    assert [rel.part for rel in read_rels(after, sheet)] == [None]
    drawn = [rel.part for s in Workbook.read(after).sheets for rel in read_rels(after, s.part) if rel.kind == "drawing"]
    assert drawn == [None, "xl/drawings/drawing2.xml"]


def test_graft__external_books_keep_their_numbers(target: Make, donor: Make) -> None:
    """`[1]` in a formula counts the references in their order; they are left as written."""
    listed = (
        b'<externalReferences><externalReference r:id="rId90"/><externalReference r:id="rId80"/></externalReferences>'
    )
    package = changed(target(), BOOK, b"</sheets>", b"</sheets>" + listed)
    rows = b"".join(
        b'<Relationship Id="rId%d" Type="%s/externalLink" Target="externalLinks/externalLink%d.xml"/>'
        % (90 - 10 * n, REL.encode(), n + 1)
        for n in range(2)
    )
    package = changed(package.data, RELS, b"</Relationships>", rows + b"</Relationships>")
    after = Package.read(graft(package.data, donor()))
    assert listed in after.part(BOOK)
    assert rows in after.part(RELS)
