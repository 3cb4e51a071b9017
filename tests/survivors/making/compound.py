"""A compound file (MS-CFB) made by hand, and in it a VBA project (MS-OVBA) that office programs really read.

All streams are short and live in the mini stream; compression writes literals only.
"""

from __future__ import annotations

import struct
from itertools import pairwise

_SECTOR, _MINI = 512, 64
_END, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_ROOT, _STORAGE, _STREAM = 5, 1, 2


def compound(storages: dict[str, dict[str, bytes]]) -> bytes:
    """A compound file; storage "" is the root, others are directly below it. Streams are shorter than 4,096 bytes."""
    entries: list[tuple[str, int, bytes]] = [("Root Entry", _ROOT, b"")]
    below: dict[int, list[int]] = {0: []}
    for storage, streams in storages.items():
        parent = 0
        if storage:
            entries.append((storage, _STORAGE, b""))
            parent = len(entries) - 1
            below[0].append(parent)
            below[parent] = []
        for name, data in streams.items():
            assert 0 < len(data) < 4096
            entries.append((name, _STREAM, data))
            below[parent].append(len(entries) - 1)
    while len(entries) % 4:
        entries.append(("", 0, b""))
    # Siblings hang in one right-leaning chain, in the order the format compares names: by length, then by letters.
    right, first = dict.fromkeys(range(len(entries)), _NONE), dict.fromkeys(range(len(entries)), _NONE)
    for parent, kids in below.items():
        kids.sort(key=lambda at: (len(entries[at][0]), entries[at][0].upper()))
        first[parent] = kids[0] if kids else _NONE
        for one, two in pairwise(kids):
            right[one] = two
    starts, mini_table, mini = {}, [], b""
    for at, (_, kind, data) in enumerate(entries):
        if kind == _STREAM:
            starts[at] = len(mini_table)
            mini_table += _chain(len(mini_table), -(-len(data) // _MINI))
            mini += data.ljust(-(-len(data) // _MINI) * _MINI, b"\0")
    folders, sectors = len(entries) // 4, -(-len(mini) // _SECTOR)
    table = [_FAT, *_chain(1, folders), *_chain(1 + folders, 1), *_chain(2 + folders, sectors)]
    directory = b""
    for at, (name, kind, data) in enumerate(entries):
        start, size = (2 + folders, len(mini)) if kind == _ROOT else (starts.get(at, 0), len(data))
        text = (name + "\0").encode("utf-16-le") if name else b""
        directory += text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
        directory += struct.pack("<III", _NONE, right[at], first[at]) + bytes(36) + struct.pack("<IQ", start, size)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<10I", 0, 1, 1, 0, 4096, 1 + folders, 1, _END, 0, 0)
    return b"".join(
        (
            header.ljust(_SECTOR, b"\xff"),
            _sector(table),
            directory,
            _sector(mini_table),
            mini.ljust(sectors * _SECTOR, b"\0"),
        )
    )


def _chain(start: int, length: int) -> list[int]:
    """The allocation table's entries for `length` sectors in a row from `start`."""
    return [*range(start + 1, start + length), _END]


def _sector(table: list[int]) -> bytes:
    assert len(table) <= _SECTOR // 4, "one sector holds the whole table"
    return struct.pack(f"<{len(table)}I", *table).ljust(_SECTOR, b"\xff")


def _literal(data: bytes) -> bytes:
    """MS-OVBA 2.4.1 compression without copy tokens."""
    out = b"\x01"
    for at in range(0, len(data), 3500):
        piece = data[at : at + 3500]
        tokens = b"".join(b"\0" + piece[i : i + 8] for i in range(0, len(piece), 8))
        out += struct.pack("<H", 0xB000 | (len(tokens) - 1)) + tokens
    return out


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HI", kind, len(data)) + data


def vba_project(source: str = 'Sub Hello()\r\n    MsgBox "hello"\r\nEnd Sub\r\n') -> bytes:
    """`vbaProject.bin` with one module `Module1` that holds `source` (MS-OVBA 2.3.4.2: the dir stream)."""
    module = f'Attribute VB_Name = "Module1"\r\n{source}'.encode()
    unicode = "Module1".encode("utf-16-le")
    records = (
        _record(0x01, struct.pack("<I", 1))
        + _record(0x02, struct.pack("<I", 0x409))
        + _record(0x14, struct.pack("<I", 0x409))
        + _record(0x03, struct.pack("<H", 1252))
        + _record(0x04, b"VBAProject")
        + _record(0x05, b"")
        + _record(0x40, b"")
        + _record(0x06, b"")
        + _record(0x3D, b"")
        + _record(0x07, struct.pack("<I", 0))
        + _record(0x08, struct.pack("<I", 0))
        + struct.pack("<HIIH", 0x09, 4, 1, 1)
        + _record(0x0C, b"")
        + _record(0x3C, b"")
        + _record(0x0F, struct.pack("<H", 1))
        + _record(0x13, struct.pack("<H", 0xFFFF))
        + _record(0x19, b"Module1")
        + _record(0x47, unicode)
        + _record(0x1A, b"Module1")
        + _record(0x32, unicode)
        + _record(0x1C, b"")
        + _record(0x48, b"")
        + _record(0x31, struct.pack("<I", 0))
        + _record(0x1E, struct.pack("<I", 0))
        + _record(0x2C, struct.pack("<H", 0xFFFF))
        + _record(0x21, b"")
        + _record(0x2B, b"")
        + _record(0x10, b"")
    )
    project = (
        b'ID="{5DD90D76-4904-47A2-AF0D-D69B4673604E}"\r\nModule=Module1\r\nName="VBAProject"\r\nHelpContextID="0"\r\n'
        b'VersionCompatible32="393222000"\r\n\r\n[Host Extender Info]\r\n'
        b"&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000\r\n"
    )
    streams = {"dir": _literal(records), "_VBA_PROJECT": b"\xcc\x61\xff\xff\0\0\0", "Module1": _literal(module)}
    return compound({"": {"PROJECT": project}, "VBA": streams})
