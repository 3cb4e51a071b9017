"""The zip container: what is not replaced keeps its compressed bytes, and what is written is a valid zip."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from custsheet.model.errors import WorkbookError
from custsheet.package import Package
from custsheet.package.container import part_key


def make_zip(parts: dict[str, bytes], **options: object) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, **options)
    return held.getvalue()


def streamed_zip(parts: dict[str, bytes]) -> bytes:
    """A zip written to a pipe: sizes stand in data descriptors behind the data, as some office programs write it."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.held = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.held += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return bytes(pipe.held)


PARTS = {"a/一.xml": b"<a/>" * 500, "b.bin": bytes(range(256)) * 9, "dir/": b"", "c\\d.xml": b"<c/>"}


def test_read__names_and_parts_as_the_standard_library_sees_them() -> None:
    data = make_zip(PARTS)
    package = Package.read(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert package.names == [name for name in archive.namelist() if not name.endswith("/")]
        assert all(package.part(name) == archive.read(name) for name in package.names)


def test_find__ignores_case_and_slashes() -> None:
    package = Package.read(make_zip({"xl\\Workbook.xml": b"x"}))
    assert package.find("/xl/workbook.XML") == "xl\\Workbook.xml"
    assert package.find("xl/other.xml") is None
    assert part_key("/XL\\a.xml") == "xl/a.xml"


@pytest.mark.parametrize("make", [make_zip, streamed_zip])
def test_assemble__untouched_entries_keep_compressed_bytes_and_order(make: object) -> None:
    assert callable(make)
    package = Package.read(make(PARTS))
    result = package.assemble({"b.bin": b"new", "z.xml": b"<z/>"}, removed=["c/d.xml"])
    after = Package.read(result)
    assert after.names == ["a/一.xml", "b.bin", "z.xml"]
    assert after.raw("a/一.xml") == package.raw("a/一.xml")
    assert after.part("b.bin") == b"new"
    with zipfile.ZipFile(io.BytesIO(result)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a/一.xml", "b.bin", "dir/", "z.xml"]
        assert all(info.flag_bits & 8 == 0 for info in archive.infolist())


def test_assemble__the_same_content_gives_the_same_bytes_object() -> None:
    data = make_zip(PARTS)
    package = Package.read(data)
    assert package.assemble({"B.BIN": PARTS["b.bin"]}, removed=["not there"]) is data


def test_assemble__does_not_depend_on_the_clock() -> None:
    package = Package.read(make_zip(PARTS))
    first = package.assemble({"b.bin": b"1", "n.xml": b"2"})
    assert first == package.assemble({"b.bin": b"1", "n.xml": b"2"})
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.getinfo("n.xml").date_time == (1980, 1, 1, 0, 0, 0)
        assert archive.getinfo("a/一.xml").date_time[0] > 2000


def test_read__zip64_and_leading_bytes() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive, archive.open("big.xml", "w", force_zip64=True) as member:
        member.write(b"<a/>" * 100)
    for data in (held.getvalue(), b"stub" + held.getvalue()):
        package = Package.read(data)
        assert package.part("big.xml") == b"<a/>" * 100
        assert Package.read(package.assemble({"n": b"1"})).part("big.xml") == b"<a/>" * 100


@pytest.mark.parametrize("cut", [1, 30, 500])
def test_read__truncated(cut: int) -> None:
    with pytest.raises(WorkbookError):
        Package.read(make_zip(PARTS)[:-cut])


def test_part__wrong_checksum_and_wrong_length() -> None:
    data = bytearray(make_zip({"a.xml": b"<a/>" * 50}, compress_type=zipfile.ZIP_STORED))
    at = data.index(b"<a/>")
    data[at] ^= 1
    with pytest.raises(WorkbookError):
        Package.read(bytes(data)).part("a.xml")
    data[at] ^= 1
    central = data.index(b"PK\1\2")
    struct.pack_into("<L", data, central + 24, 10)
    with pytest.raises(WorkbookError):
        Package.read(bytes(data)).part("a.xml")


def test_stream__pieces_are_bounded() -> None:
    content = b"0" * 3_000_000
    pieces = list(Package.read(make_zip({"a": content})).stream("a", 100_000))
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= 100_000


def test_holds__exact_content_only() -> None:
    package = Package.read(make_zip({"a": b"12"}))
    assert package.holds("A", b"12")
    assert not package.holds("a", b"21")
    assert not package.holds("b", b"12")
