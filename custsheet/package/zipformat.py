"""The zip format itself: entries, headers, directories, and the deflate stream.

After PKWARE APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.12 (central header), 4.3.14-4.3.16 (ends). What is read
may be any valid zip; what is written has no data descriptors, no extra fields and no dates of its own.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from custsheet.model.errors import DamagedError
from custsheet.package import limits
from custsheet.package.refusals import too_large

STORED, DEFLATED = 0, 8
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF
_FLAG_ENCRYPTED, _FLAG_DESCRIPTOR, _FLAG_UTF8 = 0x1, 0x8, 0x800
# 1 January 1980, the first day the format knows: what we write must not depend on the clock.
_EPOCH_DATE, _EPOCH_TIME = 0x21, 0
# Level 6 makes what Excel makes. Of 28 MB it takes .21 s, level 3 .08 s for a tenth more; small parts cost nothing.
_LARGE, _LEVEL_OF_LARGE, _LEVEL = 1 << 20, 3, 6
_FEED = 1 << 18


def damaged() -> DamagedError:
    """What to say of a zip that cannot be read."""
    return DamagedError(
        "这个文件已损坏或没有保存完整（压缩包读不出来）。请在 Excel 或 WPS 中打开并另存，或从备份恢复。",
        "This file is damaged or was not saved completely (the zip container cannot be read). "
        "Open it in Excel or WPS and save it again, or restore a backup.",
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of the zip as the central directory declares it; `offset` is that of its local header."""

    name: str
    raw_name: bytes
    made_by: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed: int
    size: int
    internal: int
    external: int
    offset: int

    @property
    def encrypted(self) -> bool:
        """Whether the member itself (not the whole workbook) carries a zip password."""
        return bool(self.flags & _FLAG_ENCRYPTED)

    @property
    def is_folder(self) -> bool:
        """Whether this is a mere directory entry, which some writers add."""
        return self.name.endswith(("/", "\\"))


def directory(data: bytes) -> Iterator[Entry]:
    """Yield the entries of the central directory; struct.error, ValueError or IndexError where it is damaged.

    Raises:
        WorkbookError: there are more than `limits.PARTS`; none is read then.
    """
    at = _end_record(data)
    _, disk, first_disk, here, count, size, offset, _ = _END.unpack_from(data, at)
    end = at
    if count == _MAX16 or _MAX32 in (size, offset):
        magic, _, at64, _ = _LOCATOR64.unpack_from(data, at - _LOCATOR64.size)
        if magic == b"PK\6\7":
            magic, _, _, _, disk, first_disk, here, count, size, offset = _END64.unpack_from(data, at64)
            if magic != b"PK\6\6":
                raise ValueError("no zip64 end of central directory")
            end = at64
    if (disk, first_disk, here) != (0, 0, count):
        raise ValueError("one of several disks")
    if count > limits.PARTS:
        raise too_large(f"{count:,} 个内部文件", f"{count:,} parts", f"{limits.PARTS:,}")
    # Bytes put before the zip (a self-extractor's stub) shift every offset by the same amount.
    shift = end - size - offset
    if shift < 0:
        raise ValueError("central directory beyond its end")
    at = offset + shift
    for _ in range(count):
        (
            magic,
            made_by,
            _,
            flags,
            method,
            time,
            date,
            crc,
            packed,
            full,
            n,
            m,
            k,
            begins,
            internal,
            external,
            header,
        ) = _CENTRAL.unpack_from(data, at)
        if magic != b"PK\1\2":
            raise ValueError("not a central header")
        begin = at + _CENTRAL.size
        raw_name = data[begin : begin + n]
        extra = data[begin + n : begin + n + m]
        full, packed, header = _zip64(extra, full, packed, header)
        if begins not in (0, _MAX16):
            raise ValueError("one of several disks")
        name = raw_name.decode("utf-8" if flags & _FLAG_UTF8 else "cp437")
        yield Entry(
            name, raw_name, made_by, flags, method, time, date, crc, packed, full, internal, external, header + shift
        )
        at = begin + n + m + k
    # A signature of the directory may follow its entries (APPNOTE 4.3.13); nothing else may.
    if at != end and data[at : at + 4] != b"PK\5\5":
        raise ValueError("central directory longer or shorter than declared")


def _end_record(data: bytes) -> int:
    """Where the end record is: the one whose comment ends the file, or the last one, if mere padding follows it."""
    found = []
    at = len(data)
    # The comment after the end record is at most 65,535 bytes long, so the record starts no earlier than this.
    while (at := data.rfind(b"PK\5\6", max(0, len(data) - _END.size - _MAX16), at)) >= 0:
        if at + _END.size <= len(data):
            found.append((at, at + _END.size + _END.unpack_from(data, at)[-1]))
    exact = [at for at, end in found if end == len(data)]
    if len(exact) > 1:
        raise ValueError("two ends of central directory")
    if exact:
        return exact[0]
    # Mail gateways and old file systems pad files with zeros.
    if found and found[0][1] < len(data) and not data[found[0][1] :].strip(b"\0"):
        return found[0][0]
    raise ValueError("no end of central directory")


def local_header(data: bytes, offset: int) -> tuple[bytes, int]:
    """The name in the local header at `offset`, and where the member's data begins.

    Raises:
        WorkbookError: there is no local header.
    """
    name, begin, _ = _local(data, offset)
    return name, begin


def agrees(data: bytes, entry: Entry) -> bool:
    """Whether the local header says of the member what the directory says; programs read one or the other.

    Raises:
        WorkbookError: there is no local header.
    """
    name, _, (flags, method, crc, packed, size) = _local(data, entry.offset)
    # Windows programs write backslashes in one of them at times.
    if name.replace(b"\\", b"/") != entry.raw_name.replace(b"\\", b"/") or method != entry.method:
        return False
    if (flags ^ entry.flags) & _FLAG_ENCRYPTED:
        return False
    # Zeros: written later, in a data descriptor. 0xFFFFFFFF: in the zip64 extra field.
    later = {0} if flags & _FLAG_DESCRIPTOR else set()
    return (
        crc in {entry.crc, *later} and packed in {entry.packed, _MAX32, *later} and size in {entry.size, _MAX32, *later}
    )


def _local(data: bytes, offset: int) -> tuple[bytes, int, tuple[int, int, int, int, int]]:
    try:
        magic, _, flags, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack_from(data, offset)
    except struct.error as error:
        raise damaged() from error
    begin = offset + _LOCAL.size
    if magic != b"PK\3\4":
        raise damaged()
    end = begin + name_length
    return data[begin:end], end + extra_length, (flags, method, crc, packed, size)


def _zip64(extra: bytes, *values: int) -> list[int]:
    """Fill the values that are 0xFFFFFFFF from the zip64 extra field (APPNOTE 4.5.3)."""
    found = list(values)
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            cursor = at + 4
            for i, value in enumerate(found):
                if value == _MAX32:
                    (found[i],) = struct.unpack_from("<Q", extra, cursor)
                    cursor += 8
        at += 4 + length
    return found


def inflate(raw: memoryview, method: int, chunk: int) -> Iterator[bytes]:
    """Yield the plain bytes of a member in pieces of at most `chunk`.

    Raises:
        WorkbookError: the stream is damaged or ends early.
    """
    if method == STORED:
        for at in range(0, len(raw), chunk):
            yield bytes(raw[at : at + chunk])
        return
    if method != DEFLATED:
        raise damaged()
    engine = zlib.decompressobj(-15)
    try:
        # Small pieces go in, because zlib copies what it has not consumed at every call.
        for at in range(0, len(raw), _FEED):
            pending: bytes | memoryview = raw[at : at + _FEED]
            while len(pending) and not engine.eof:
                yield engine.decompress(pending, chunk)
                pending = engine.unconsumed_tail
        while piece := engine.decompress(b"", chunk):
            yield piece
    except zlib.error as error:
        raise damaged() from error
    if not engine.eof:
        raise damaged()


def fresh(name: str) -> Entry:
    """The entry of a new part, yet without content."""
    raw_name = name.encode("utf-8")
    flags = 0 if name.isascii() else _FLAG_UTF8
    return Entry(name, raw_name, 20, flags, DEFLATED, _EPOCH_TIME, _EPOCH_DATE, 0, 0, 0, 0, 0, 0)


def deflated(entry: Entry, content: bytes) -> tuple[Entry, bytes]:
    """The entry with `content` in it, dated as everything we write, and the compressed bytes."""
    engine = zlib.compressobj(_LEVEL if len(content) < _LARGE else _LEVEL_OF_LARGE, zlib.DEFLATED, -15)
    packed = engine.compress(content) + engine.flush()
    flags = entry.flags & _FLAG_UTF8
    return (
        replace(
            entry,
            date=_EPOCH_DATE,
            time=_EPOCH_TIME,
            flags=flags,
            method=DEFLATED,
            crc=zlib.crc32(content),
            packed=len(packed),
            size=len(content),
        ),
        packed,
    )


def write(pieces: Sequence[tuple[Entry, memoryview | bytes]]) -> bytes:
    """Fresh headers and directory: no data descriptors, no extra fields, zip64 only where a size needs it."""
    out: list[bytes | memoryview] = []
    headers: list[bytes] = []
    offset = 0
    for entry, packed in pieces:
        flags = entry.flags & ~_FLAG_DESCRIPTOR
        big = entry.size >= _MAX32 or entry.packed >= _MAX32
        extra = struct.pack("<HHQQ", 1, 16, entry.size, entry.packed) if big else b""
        version = 45 if big else 20
        sizes = (_MAX32, _MAX32) if big else (entry.packed, entry.size)
        common = (flags, entry.method, entry.time, entry.date, entry.crc, *sizes, len(entry.raw_name))
        header = _LOCAL.pack(b"PK\3\4", version, *common, len(extra)) + entry.raw_name + extra
        far = offset >= _MAX32
        if far:
            body = struct.pack("<QQQ", entry.size, entry.packed, offset) if big else struct.pack("<Q", offset)
            extra, version = struct.pack("<HH", 1, len(body)) + body, 45
        headers.append(
            _CENTRAL.pack(
                b"PK\1\2", entry.made_by, version, *common, len(extra), 0, 0, entry.internal, entry.external,
                _MAX32 if far else offset,
            )
            + entry.raw_name
            + extra
        )  # fmt: skip
        out += (header, packed)
        offset += len(header) + len(packed)
    central = b"".join(headers)
    count = len(pieces)
    end = b""
    if offset >= _MAX32 or len(central) >= _MAX32 or count >= _MAX16:
        end = _END64.pack(b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(central), offset)
        end += _LOCATOR64.pack(b"PK\6\7", 0, offset + len(central), 1)
    short = min(count, _MAX16)
    end += _END.pack(b"PK\5\6", 0, 0, short, short, min(len(central), _MAX32), min(offset, _MAX32), 0)
    return b"".join([*out, central, end])
