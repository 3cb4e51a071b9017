"""Writes zips in which every field may lie."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field


@dataclass
class Member:
    """`local` and `central` replace fields of the two headers: version, flags, method, crc, packed, size, name,
    extra, offset, disk. `after` stands behind the data, `before` in front of the local header."""

    name: bytes
    content: bytes
    method: int = 8
    flags: int = 0
    packed: bytes | None = None
    local: dict[str, object] = field(default_factory=dict)
    central: dict[str, object] = field(default_factory=dict)
    after: bytes = b""
    before: bytes = b""
    share: int | None = None


def build(
    members: list[Member], *, comment: bytes = b"", end: dict[str, int] | None = None, tail: bytes = b""
) -> bytes:
    """The zip; `end` replaces fields of the end record: disk, start, here, count, size, offset, length."""
    out, headers, offsets = bytearray(), bytearray(), []
    for one in members:
        raw = one.packed
        if raw is None:
            engine = zlib.compressobj(6, zlib.DEFLATED, -15)
            raw = engine.compress(one.content) + engine.flush() if one.method == 8 else one.content
        usual = {
            "version": 20, "flags": one.flags, "method": one.method, "crc": zlib.crc32(one.content),
            "packed": len(raw), "size": len(one.content), "name": one.name, "extra": b"", "disk": 0,
        }  # fmt: skip
        local, central = {**usual, **one.local}, {**usual, **one.central}
        out += one.before
        offset = len(out) if one.share is None else offsets[one.share]
        offsets.append(offset)
        if one.share is None:
            out += struct.pack(
                "<4s5H3L2H", b"PK\3\4", local["version"], local["flags"], local["method"], 0, 33, local["crc"],
                local["packed"], local["size"], len(local["name"]), len(local["extra"]),
            ) + local["name"] + local["extra"] + raw + one.after  # fmt: skip
        headers += struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", 20, central["version"], central["flags"], central["method"], 0, 33,
            central["crc"], central["packed"], central["size"], len(central["name"]), len(central["extra"]), 0,
            central["disk"], 0, 0, central.get("offset", offset),
        ) + central["name"] + central["extra"]  # fmt: skip
    count = len(members) & 0xFFFF
    said = {
        "disk": 0, "start": 0, "here": count, "count": count, "size": len(headers), "offset": len(out),
        "length": len(comment), **(end or {}),
    }  # fmt: skip
    record = struct.pack(
        "<4s4H2LH", b"PK\5\6", *(said[k] for k in ("disk", "start", "here", "count", "size", "offset")), said["length"]
    )
    return bytes(out) + bytes(headers) + tail + record + comment
