"""Relationships: resolving what real files write, and writing what resolves."""

from __future__ import annotations

import io
import zipfile

from custsheet.package import Package
from custsheet.package.relationships import (
    dangling,
    reachable,
    read_rels,
    relative,
    rels_name,
    resolve,
    write_rels,
)


def package_of(parts: dict[str, bytes]) -> Package:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return Package.read(held.getvalue())


def test_resolve__spellings() -> None:
    assert resolve("xl/workbook.xml", "worksheets/s.xml") == "xl/worksheets/s.xml"
    assert resolve("xl/workbook.xml", "/xl/s.xml") == "xl/s.xml"
    assert resolve("xl/worksheets/s.xml", "..\\drawings\\d.xml") == "xl/drawings/d.xml"
    assert resolve("", "xl/workbook.xml") == "xl/workbook.xml"
    assert resolve("xl/workbook.xml", "s.xml#frag") == "xl/s.xml"


def test_relative__resolves_back() -> None:
    for source in ("xl/worksheets/sheet1.xml", "workbook.xml", "a/b/c/d.xml"):
        for target in ("xl/drawings/d1.xml", "x.xml", "a/b/e.xml"):
            assert resolve(source, relative(source, target)) == target


def test_relative__backslashes_in_part_names() -> None:
    """Some writers separate the folders of a part's name by backslashes."""
    assert relative("xl\\workbook.xml", "xl/worksheets/sheet1.xml") == "worksheets/sheet1.xml"
    assert relative("/xl/workbook.xml", "xl\\styles.xml") == "styles.xml"


def test_rels_name() -> None:
    assert rels_name("") == "_rels/.rels"
    assert rels_name("xl/a.xml") == "xl/_rels/a.xml.rels"
    assert rels_name("a.xml") == "_rels/a.xml.rels"


def test_write_rels__reads_back() -> None:
    rows = [
        ("rId1", "http://x/hyperlink", 'https://e.com/?a=1&b="2"', True),
        ("rId2", "http://x/image", "a b.png", False),
    ]
    package = package_of({"p.xml": b"", "_rels/p.xml.rels": write_rels(rows), "a b.png": b""})
    rels = read_rels(package, "p.xml")
    assert [(r.id, r.type, r.target, r.external) for r in rels] == rows
    assert [(r.kind, r.part) for r in rels] == [("hyperlink", None), ("image", "a b.png")]


def test_read_rels__percent_escapes_and_absent_parts() -> None:
    rows = [("a", "t/image", "a%20b.png", False), ("b", "t/image", "none.png", False)]
    package = package_of({"_rels/p.xml.rels": write_rels(rows), "a b.png": b"", "p.xml": b""})
    assert [rel.part for rel in read_rels(package, "p.xml")] == ["a b.png", None]
    assert read_rels(package, "q.xml") == []


def test_reachable__without() -> None:
    def to(*targets: str) -> bytes:
        return write_rels((f"r{i}", "t/x", target, False) for i, target in enumerate(targets))

    package = package_of(
        {"a.xml": b"", "b.xml": b"", "c.xml": b"", "_rels/.rels": to("a.xml"), "_rels/a.xml.rels": to("b.xml", "c.xml"),
         "_rels/b.xml.rels": to("a.xml")}
    )  # fmt: skip
    assert reachable(package, [""]) == {"", "a.xml", "b.xml", "c.xml"}
    assert reachable(package, ["b.xml"], without=["a.xml"]) == {"b.xml"}


def test_dangling() -> None:
    def to(*targets: str, external: bool = False) -> bytes:
        return write_rels((f"r{i}", "t/x", target, external) for i, target in enumerate(targets))

    package = package_of(
        {"xl/a.xml": b"", "_rels/.rels": to("xl/a.xml", "docProps/none.png"), "xl/_rels/a.xml.rels": to("../B%20C.xml"),
         "xl/d.xml": b"", "xl/_rels/d.xml.rels": to("e.xml", external=True), "_rels/gone.xml.rels": b"no XML"}
    )  # fmt: skip
    assert dangling(package) == {"docprops/none.png", "b%20c.xml", "b c.xml"}
    assert dangling(package, without=["xl/_rels/a.xml.rels"]) == {"docprops/none.png"}
