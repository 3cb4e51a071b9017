"""The rows of one drawn sheet, held for the next pass: as they are, or compressed where they are many."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from custsheet.package.zipformat import DEFLATED, inflate

LARGE = 1 << 25
"""Bytes that are held of one sheet. Rows that are more are compressed, to about a tenth; where even that is more they
are let go, because memory would be dearer than drawing them anew."""
_FAST = 1  # level of compression: it takes an eighth of the time that joining the rows took
_PIECE = 1 << 20


class HeldRows:
    """They are added piece by piece until `end`, and can be had again from then on if all are held."""

    def __init__(self) -> None:
        self._plain: list[bytes] = []
        self._packed: list[bytes] = []
        self._engine: Any = None
        self._size = 0
        self.whole = False
        """Whether all are held."""

    def add(self, piece: bytes) -> None:
        """The next of them."""
        if self._engine is not None and self._size > LARGE:
            return
        if self._engine is None:
            self._plain.append(piece)
            self._size += len(piece)
            if self._size <= LARGE:
                return
            self._engine, self._size = zlib.compressobj(_FAST, zlib.DEFLATED, -15), 0
            pieces, self._plain = self._plain, []
        else:
            pieces = [piece]
        for one in pieces:
            self._pack(self._engine.compress(one))

    def end(self) -> None:
        """There are no more."""
        if self._engine is not None:
            self._pack(self._engine.flush())
            self._engine = None
        self.whole = self._size <= LARGE

    def pieces(self) -> Iterator[bytes]:
        """All of them; cut otherwise than they came where they were compressed."""
        yield from self._plain
        if self._packed:
            yield from inflate(memoryview(b"".join(self._packed)), DEFLATED, _PIECE)

    def _pack(self, packed: bytes) -> None:
        self._size += len(packed)
        if self._size <= LARGE:
            self._packed.append(packed)
        else:
            self._packed.clear()
