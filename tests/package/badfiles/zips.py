"""Zip containers that lie, hide, overlap or burst."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from kinds import LARGE, Kind, accepted, part, parts, refused
from rawzip import Member, build
from workbooks import BOOK, SHEET, STRINGS, excel_plain

from custsheet.package import limits

_TWICE = ("同名", "same name")
_UNSAFE = ("不安全", "unsafe name")
_METHOD = ("压缩方法", "compressed by a method")
_BOMB = ("大得不正常", "abnormally large")
_OTHER_SHEET = part(SHEET).replace(b"<v>3.5</v>", b"<v>999</v>")


def members(**changes: object) -> list[Member]:
    """The members of the plain workbook; `changes` are set on that of the sheet."""
    found = [Member(name.encode(), content) for name, content in parts().items()]
    for key, value in changes.items():
        setattr(sheet(found), key, value)
    return found


def sheet(found: list[Member]) -> Member:
    return next(one for one in found if one.name == SHEET.encode())


def extra(name: bytes, content: bytes = b"", **more: object) -> bytes:
    """The plain workbook with one more member."""
    return build([*members(), Member(name, content, **more)])


def instead(name: bytes, **more: object) -> bytes:
    """The plain workbook whose sheet part is called `name`."""
    return build(members(name=name, **more))


def _descriptor(crc: int, packed: int, size: int, *, magic: bool = True) -> bytes:
    return (b"PK\7\x08" if magic else b"") + struct.pack("<3L", crc, packed, size)


def described(*, right: bool, magic: bool = True, kept: bool = False) -> bytes:
    """The sheet's sizes stand in a data descriptor behind it."""
    found = members(flags=8)
    one = sheet(found)
    engine = zlib.compressobj(6, zlib.DEFLATED, -15)
    raw = engine.compress(one.content) + engine.flush()
    real = (zlib.crc32(one.content), len(raw), len(one.content))
    one.after = _descriptor(*(real if right else (1, 2, 3)), magic=magic)
    if not kept:
        one.local = {"crc": 0, "packed": 0, "size": 0}
    return build(found)


def zip64(*, right: bool) -> bytes:
    """The sheet's sizes stand in zip64 extra fields."""
    found = members()
    one = sheet(found)
    engine = zlib.compressobj(6, zlib.DEFLATED, -15)
    raw = engine.compress(one.content) + engine.flush()
    field = struct.pack("<HHQQ", 1, 16, len(one.content), len(raw)) if right else struct.pack("<HH", 1, 16)
    one.local = one.central = {"packed": 0xFFFFFFFF, "size": 0xFFFFFFFF, "extra": field, "version": 45}
    return build(found)


def zip64_end(*, right: bool) -> bytes:
    """The end record points at a zip64 end record."""
    found = members()
    plain = build(found)
    at = plain.rindex(b"PK\5\6")
    _, _, _, _, count, size, offset, _ = struct.unpack_from("<4s4H2LH", plain, at)
    end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset if right else offset + 7)
    end += struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
    return build(found, end={"count": 0xFFFF, "here": 0xFFFF, "size": 0xFFFFFFFF, "offset": 0xFFFFFFFF}, tail=end)


def compressed(method: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in parts().items():
            archive.writestr(name, content)
    return held.getvalue()


def zeros(size: int) -> tuple[bytes, int]:
    """(deflated, CRC) of so many zeros, never held in memory at once."""
    engine, crc, out, piece = zlib.compressobj(9, zlib.DEFLATED, -15), 0, [], bytes(1 << 20)
    for _ in range(size >> 20):
        out.append(engine.compress(piece))
        crc = zlib.crc32(piece, crc)
    return b"".join([*out, engine.flush()]), crc


def bomb(name: bytes, much: int, **said: int) -> bytes:
    """One member that inflates to so `much` zeros; `said` replaces its fields in both headers."""
    packed, crc = zeros(much)
    fields = {"crc": crc, "size": much, **said}
    return extra(name, packed=packed, local=fields, central=fields)


def repeated(name: bytes, head: bytes, piece: bytes, times: int, tail: bytes) -> bytes:
    """A part of much repetition instead of the plain workbook's, compressed as it is made."""
    engine, crc, size, out = zlib.compressobj(6, zlib.DEFLATED, -15), 0, 0, []
    block = piece * (1 + (1 << 20) // len(piece))
    blocks, left = divmod(times, len(block) // len(piece))
    for chunk in (head, *[block] * blocks, piece * left, tail):
        out.append(engine.compress(chunk))
        crc, size = zlib.crc32(chunk, crc), size + len(chunk)
    out.append(engine.flush())
    said = {"crc": crc, "size": size}
    found = [one for one in members() if one.name != name]
    return build([*found, Member(name, b"", packed=b"".join(out), local=said, central=said)])


def overlapping(count: int) -> bytes:
    """Many names for the bytes of one member, as the densest bombs are made."""
    found = [*members(), Member(b"a0.bin", bytes(1 << 20))]
    at = len(found) - 1
    return build([*found, *(Member(b"a%d.bin" % n, bytes(1 << 20), share=at) for n in range(1, count))])


def nested() -> bytes:
    held = excel_plain()
    for _ in range(5):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
            for n in range(10):
                archive.writestr(f"{n}.zip", held)
        held = inner.getvalue()
    return extra(b"xl/embeddings/a.zip", held)


def two_ends() -> bytes:
    """The comment holds an end record of its own, which ends exactly where the file ends."""
    other = build(members(content=_OTHER_SHEET))
    return build(members(), comment=other[other.rindex(b"PK\5\6") :])


def many(count: int) -> bytes:
    return build([*members(), *(Member(b"x/%d" % n, b"", method=0) for n in range(count))])


def _late(n: int) -> bytes:
    """Members out of physical order, as some libraries write them."""
    found = members()
    return build(found[n:] + found[:n])


_CRC = zlib.crc32(part(SHEET))

KINDS: dict[str, Kind] = {
    "the sheet twice": refused(lambda: extra(SHEET.encode(), _OTHER_SHEET), _TWICE),
    "the sheet twice, by case": refused(lambda: extra(b"XL/Worksheets/SHEET1.XML", _OTHER_SHEET), _TWICE),
    "the sheet twice, by slashes": refused(lambda: extra(SHEET.replace("/", "\\").encode(), _OTHER_SHEET), _TWICE),
    "the sheet twice, by a leading slash": refused(lambda: extra(b"/" + SHEET.encode(), _OTHER_SHEET), _TWICE),
    "the sheet twice, by two slashes": refused(lambda: extra(b"xl//worksheets/sheet1.xml", _OTHER_SHEET), _TWICE),
    "the sheet twice, by a dot": refused(lambda: extra(b"xl/./worksheets/sheet1.xml", _OTHER_SHEET), _TWICE),
    "the sheet twice, by a trailing dot": refused(lambda: extra(SHEET.encode() + b".", _OTHER_SHEET), _TWICE),
    "the sheet twice, by trailing spaces": refused(lambda: extra(SHEET.encode() + b"  ", _OTHER_SHEET), _TWICE),
    "the workbook twice": refused(lambda: extra(BOOK.encode(), part(BOOK)), _TWICE),
    "the content types twice": refused(lambda: extra(b"[content_types].XML", b"<Types/>"), _TWICE),
    "an empty name": refused(lambda: extra(b"", b"x"), _TWICE),
    "climbs out": refused(lambda: extra(b"../../../etc/passwd", b"x"), _UNSAFE),
    "climbs out within": refused(lambda: extra(b"xl/../../x.xml", b"<x/>"), _UNSAFE),
    "climbs out by backslashes": refused(lambda: extra(b"..\\..\\x.exe", b"x"), _UNSAFE),
    "a drive": refused(lambda: extra(b"C:\\x.exe", b"x"), _UNSAFE),
    "NUL in a name": refused(lambda: extra(b"xl/a\0.xml", b"<x/>"), _UNSAFE),
    "line break in a name": refused(lambda: extra(b"xl/a\n.xml", b"<x/>"), _UNSAFE),
    "a name that is no UTF-8": refused(lambda: extra(b"xl/\xff\xfe.bin", b"x", flags=0x800)),
    "a name in GBK": accepted(lambda: extra("xl/图.bin".encode("gbk"), b"x")),
    "a name in UTF-8, flagged": accepted(lambda: extra("xl/图.bin".encode(), b"x", flags=0x800)),
    "a very long name": accepted(lambda: extra(b"x" * 65_000, b"x")),
    "an absolute name": accepted(lambda: extra(b"/xl/more.bin", b"x")),
    "capital names": accepted(lambda: instead(b"XL/WORKSHEETS/SHEET1.XML")),
    "backslash names": accepted(
        lambda: build([Member(one.name.replace(b"/", b"\\"), one.content) for one in members()])
    ),
    "folders as members": accepted(
        lambda: build([Member(b"xl/", b"", method=0), Member(b"xl\\worksheets\\", b""), *members()])
    ),
    "mimetype first": accepted(lambda: build([Member(b"mimetype", b"application/zip", method=0), *members()])),
    "all stored": accepted(lambda: build([Member(one.name, one.content, method=0) for one in members()])),
    "other physical order": accepted(lambda: _late(4)),
    "a comment": accepted(lambda: build(members(), comment=b"made by hand")),
    "a comment of 65,535 bytes": accepted(lambda: build(members(), comment=b"x" * 65_535)),
    "a comment with a signature": accepted(lambda: build(members(), comment=b"PK\5\6 is the signature of the end")),
    "a comment that is a second end": refused(two_ends),
    "a comment longer than it says": refused(lambda: build(members(), comment=b"xx", end={"length": 1})),
    "a comment shorter than it says": refused(lambda: build(members(), comment=b"xx", end={"length": 50})),
    "two parts in one place": refused(lambda: build([*members(), Member(b"x.bin", b"", share=0)])),
    "overlapping by one byte": refused(lambda: _shifted()),
    "300 names for one megabyte": refused(lambda: overlapping(300)),
    "local name differs": refused(lambda: build(members(local={"name": b"xl/worksheets/other1.xml"}))),
    "local name shorter": refused(lambda: build(members(local={"name": b"xl/a.xml"}))),
    "local method differs": refused(lambda: build(members(local={"method": 0}))),
    "local sizes differ": refused(lambda: build(members(local={"size": 5}))),
    "local packed size differs": refused(lambda: build(members(local={"packed": 5}))),
    "local checksum differs": refused(lambda: build(members(local={"crc": 5}))),
    "local flag says encrypted": refused(lambda: build(members(local={"flags": 1}))),
    "checksum wrong in both": refused(lambda: build(members(local={"crc": 5}, central={"crc": 5}))),
    "larger than declared": refused(lambda: build(members(local={"size": 50}, central={"size": 50}))),
    "smaller than declared": refused(lambda: build(members(local={"size": 5000}, central={"size": 5000}))),
    "packed beyond the file": refused(lambda: build(members(local={"packed": 9 << 20}, central={"packed": 9 << 20}))),
    "header beyond the file": refused(lambda: build(members(central={"offset": 9 << 20}))),
    "data descriptor": accepted(lambda: described(right=True)),
    "data descriptor without signature": accepted(lambda: described(right=True, magic=False)),
    "data descriptor and sizes": accepted(lambda: described(right=True, kept=True)),
    "data descriptor that lies": accepted(lambda: described(right=False)),
    "zip64 sizes": accepted(lambda: zip64(right=True)),
    "zip64 sizes missing": refused(lambda: zip64(right=False)),
    "zip64 end": accepted(lambda: zip64_end(right=True)),
    "zip64 end elsewhere": refused(lambda: zip64_end(right=False)),
    "extra field that lies about its length": accepted(lambda: build(members(central={"extra": b"\x99\x99\xff\xff"}))),
    "extra field": accepted(lambda: build(members(local={"extra": b"UT\5\0\1abcd"}, central={"extra": b"UT\1\0\1"}))),
    "fewer entries than there are": refused(lambda: build(members(), end={"count": 3, "here": 3})),
    "more entries than there are": refused(lambda: build(members(), end={"count": 99, "here": 99})),
    "no entries, it says": refused(lambda: build(members(), end={"count": 0, "here": 0})),
    "directory size wrong": refused(lambda: build(members(), end={"size": 5})),
    "directory offset wrong": refused(lambda: build(members(), end={"offset": 5})),
    "one of several disks": refused(lambda: build(members(), end={"disk": 1, "start": 1})),
    "a member on another disk": refused(lambda: build(members(central={"disk": 3}))),
    "a zip password": refused(lambda: build(members(flags=1)), ("密码", "password")),
    "a strong zip password": refused(lambda: build(members(flags=0x41, method=99)), ("密码", "password")),
    "bzip2": refused(lambda: compressed(zipfile.ZIP_BZIP2), _METHOD),
    "lzma": refused(lambda: compressed(zipfile.ZIP_LZMA), _METHOD),
    "deflate64": refused(lambda: build(members(method=9)), _METHOD),
    "zstd": refused(lambda: build(members(method=93)), _METHOD),
    "stored, though packed smaller": refused(
        lambda: build(members(method=0, local={"packed": 7}, central={"packed": 7}))
    ),
    "deflate stream cut": refused(lambda: _stream(lambda raw: raw[:-4])),
    "deflate stream with more behind it": accepted(lambda: _stream(lambda raw: raw + b"more")),
    "deflate stream of rubbish": refused(lambda: _stream(lambda raw: bytes(len(raw)))),
    "20,001 parts": refused(lambda: many(20_001), LARGE),
    "65,536 parts": refused(lambda: many(65_536)),
    "bomb: a picture of 200 MB": refused(lambda: bomb(b"xl/media/image1.png", 200 << 20), _BOMB),
    "bomb: strings of 200 MB": refused(
        lambda: repeated(STRINGS.encode(), b'<sst xmlns="x">', b"<si><t>x</t></si>", 12_000_000, b"</sst>"), _BOMB
    ),
    "bomb: declared 3 GB": refused(lambda: bomb(b"a.bin", 1 << 20, size=3 << 30), LARGE),
    "bomb: declared small": refused(lambda: bomb(b"a.bin", 100 << 20, size=1000)),
    "bomb: a sheet of spaces": refused(
        lambda: repeated(SHEET.encode(), part(SHEET)[:-12], b" " * 1000, 100_000, b"</worksheet>"), _BOMB
    ),
    "bomb: many small ones": refused(lambda: _small_ones(), LARGE),
    "zips within zips": accepted(nested),
}


def _shifted() -> bytes:
    """The second member begins within the last byte of the first."""
    found = members()
    found[1].central = {"offset": len(build(found[:1])) - len(found[0].name) - 46 - 22 - 1}
    return build(found)


def _stream(change) -> bytes:
    engine = zlib.compressobj(6, zlib.DEFLATED, -15)
    raw = engine.compress(part(SHEET)) + engine.flush()
    return build(members(packed=change(raw)))


def _small_ones() -> bytes:
    packed, crc = zeros(60 << 20)
    said, count = {"crc": crc, "size": 60 << 20}, limits.INFLATED_BYTES // (60 << 20) + 1
    return build(
        [*members(), *(Member(b"%d.bin" % n, b"", packed=packed, local=said, central=said) for n in range(count))]
    )
