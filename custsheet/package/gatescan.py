"""How far a sheet reaches, exactly; and how to cut its bytes between rows."""

from __future__ import annotations

import re
from collections.abc import Iterable

from custsheet.package.sheetscan import column_number

_EXACT = re.compile(rb"<(?:[\w.-]+:)?(row|c)\b([^>]*)>(</)?")
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]*)([0-9]+)""")


def exact_extent(chunks: Iterable[bytes]) -> tuple[int, int]:
    """The last row and column with a value, whatever way the cells are written. Slow: a microsecond a cell."""
    last_row = last_column = row = column = 0
    for chunk in whole_tags(chunks):
        for kind, attributes, closing in _EXACT.findall(chunk):
            place = _PLACE.search(attributes)
            if kind == b"row":
                row, column = (int(place[2]) if place else row + 1), 0
                continue
            # A cell without a reference follows the one before it.
            column = column_number(place[1].decode()) if place and place[1] else column + 1
            row = int(place[2]) if place else row
            if not closing and not attributes.endswith(b"/"):
                last_row, last_column = max(last_row, row), max(last_column, column)
    return last_row, last_column


def whole_tags(chunks: Iterable[bytes]) -> Iterable[bytes]:
    """The same bytes cut anew so that no tag, and where possible no row, is split."""
    rest = b""
    for chunk in chunks:
        piece = rest + chunk
        cut = piece.rfind(b"</row>")
        cut = cut + 6 if cut >= 0 else piece.rfind(b"<")
        rest = piece[cut:] if cut > 0 else piece
        if cut > 0:
            yield piece[:cut]
    yield rest
