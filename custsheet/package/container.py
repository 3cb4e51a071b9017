"""The .xlsx as a zip of parts: reads the central directory only, and writes a new zip by copying compressed bytes.

Invariant: an entry that is neither replaced nor removed keeps its compressed bytes, its name, its date and its place in
the order. The standard library's `zipfile` cannot copy an entry without inflating and deflating it again, which costs a
hundred times more and changes every byte; that is why this module exists.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

from custsheet.package.zipformat import Entry, damaged, deflated, directory, fresh, inflate, local_header, write


def part_key(name: str) -> str:
    """The key two spellings of one part name share: forward slashes, no leading slash, lower case (OPC 6.2.2)."""
    return name.replace("\\", "/").lstrip("/").lower()


class Content(NamedTuple):
    """What a part held when something was found out about it; a part that has changed since is not equal to it."""

    key: str
    crc: int
    size: int


class Package:
    """The parts of one workbook file; immutable. Part names are looked up whatever their case and slashes."""

    __slots__ = ("_by_key", "_seals", "_view", "data", "entries")

    def __init__(self, data: bytes, entries: tuple[Entry, ...]) -> None:
        self.data = data
        self.entries = entries
        self._view = memoryview(data)
        self._by_key = {part_key(e.name): e for e in reversed(entries) if not e.is_folder}
        self._seals: dict[str, bytes] = {}

    @classmethod
    def read(cls, data: bytes) -> Package:
        """Read the central directory of `data`; no part is inflated.

        Raises:
            WorkbookError: the zip container is damaged.
        """
        try:
            return cls(data, tuple(directory(data)))
        except (struct.error, UnicodeDecodeError, ValueError, IndexError) as error:
            raise damaged() from error

    @property
    def names(self) -> list[str]:
        """Names of the parts, as written, in the order of the central directory."""
        return [entry.name for entry in self.entries if not entry.is_folder]

    def find(self, name: str) -> str | None:
        """The name under which part `name` is stored (case and slashes may differ), or None."""
        entry = self._by_key.get(part_key(name))
        return entry.name if entry else None

    def entry(self, name: str) -> Entry:
        """The entry that holds part `name`; KeyError when there is none."""
        return self._by_key[part_key(name)]

    def content(self, name: str) -> Content:
        """By what it is known whether part `name` still is the same; KeyError when there is none."""
        entry = self.entry(name)
        return Content(part_key(name), entry.crc, entry.size)

    def seal(self, name: str) -> bytes:
        """A digest from which all follows that `stream` gives of part `name`, or raises: of its compressed bytes.

        It takes a tenth of the time of inflating them. Two parts that hold the same may differ in it, if two programs
        have compressed them.

        Raises:
            WorkbookError: its bytes lie beyond the end of the file. KeyError: there is no such part.
        """
        key = part_key(name)
        if key not in self._seals:
            entry = self._by_key[key]
            head = b"%d %d %d\n" % (entry.method, entry.crc, entry.size)
            digest = sha256(head, usedforsecurity=False)
            digest.update(self._raw(entry))
            self._seals[key] = digest.digest()
        return self._seals[key]

    def raw(self, name: str) -> memoryview:
        """The compressed bytes of part `name`, without a copy."""
        return self._raw(self.entry(name))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and part_key(name) in self._by_key

    def part(self, name: str) -> bytes:
        """The inflated bytes of part `name`, its CRC verified; KeyError when there is none.

        Raises:
            WorkbookError: the part is damaged.
        """
        return b"".join(self.stream(name, 1 << 24))

    def stream(self, name: str, chunk: int = 1 << 20) -> Iterator[bytes]:
        """Yield the inflated bytes of part `name` in pieces of at most `chunk`, never more than its declared size.

        Raises:
            WorkbookError: the part is damaged: length, CRC or deflate stream are wrong.
        """
        entry = self.entry(name)
        raw = self._raw(entry)
        left, crc = entry.size, 0
        for piece in inflate(raw, entry.method, chunk):
            left -= len(piece)
            if left < 0:
                raise damaged()
            crc = zlib.crc32(piece, crc)
            yield piece
        if left or crc != entry.crc:
            raise damaged()

    def assemble(self, parts: Mapping[str, bytes], removed: Collection[str] = ()) -> bytes:
        """A new zip: this one with `parts` put in (replaced in place, else appended) and `removed` left out.

        A part whose new content equals the old keeps its compressed bytes; when nothing changes at all, the very same
        bytes come back. The result depends on the arguments alone, never on the clock.
        """
        new = {part_key(name): (name, content) for name, content in parts.items()}
        gone = {part_key(name) for name in removed} - new.keys()
        pieces: list[tuple[Entry, memoryview | bytes]] = []
        changed = False
        for entry in self.entries:
            key = part_key(entry.name)
            if key in gone:
                changed = True
                continue
            content = new.pop(key, None)
            if content is not None and not self.holds(entry.name, content[1]):
                pieces.append(deflated(entry, content[1]))
                changed = True
            else:
                pieces.append((entry, self._raw(entry)))
        for name, content_bytes in new.values():
            pieces.append(deflated(fresh(name), content_bytes))
            changed = True
        return write(pieces) if changed else self.data

    def holds(self, name: str, content: bytes) -> bool:
        """Whether part `name` is there and holds exactly `content`."""
        if name not in self:
            return False
        entry = self.entry(name)
        if entry.size != len(content) or entry.crc != zlib.crc32(content):
            return False
        at = 0
        for piece in self.stream(name):  # piece by piece, so that the largest parts are not held twice
            if content[at : at + len(piece)] != piece:
                return False
            at += len(piece)
        return at == len(content)

    def _raw(self, entry: Entry) -> memoryview:
        _, begin = local_header(self.data, entry.offset)
        if begin + entry.packed > len(self.data):
            raise damaged()
        return self._view[begin : begin + entry.packed]
