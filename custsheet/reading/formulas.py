"""What only the bytes of a sheet tell about its formulas: which have no cached value, and which rows add up others.

A file written by a program that does not calculate holds formulas without results; a reader shows blanks for them,
which must not pass for cells that people left empty. Cells are found from the end of their formula backwards, so
that a sheet of a million plain cells costs next to nothing.
"""

from __future__ import annotations

import re
from itertools import chain

from custsheet.package import column_number

_NO_VALUE = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
# The same without prefixes: what begins with plain characters is looked for several times as fast.
_NOTHING = rb"\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
_USUAL = (re.compile(rb"</f>" + _NOTHING), re.compile(rb"<f\b[^<>]*/>" + _NOTHING))
_SUBTOTAL = re.compile(rb"<(?:\w+:)?f\b[^<>]*>[^<]*?(?:SUBTOTAL|AGGREGATE)\s*\(")
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^<>]*>""")
_ADDRESS = re.compile(rb"""\sr\s*=\s*["']([A-Z]+)([0-9]+)["']""")
_TEXT = re.compile(rb"""\st\s*=\s*["']str["']""")
_REACH = 20_000  # bytes; Excel's longest formula has 8,192 characters


def formulas_without_value(body: bytes) -> set[tuple[int, int]]:
    """(row, column) of every formula cell of the sheet part `body` that holds no result.

    An empty text (t="str") is a result.
    """
    end = body.rfind(b"sheetData")  # rules behind the cells have formulas of their own
    end = end if end >= 0 else len(body)
    if body.find(b"f>", 0, end) < 0 and body.find(b"<f ", 0, end) < 0:
        return set()
    found = set()
    usual = body.find(b":f", 0, end) < 0
    for match in chain(*(one.finditer(body, 0, end) for one in (_USUAL if usual else (_NO_VALUE,)))):
        tag = _cell_before(body, match.start())
        if tag and not _TEXT.search(tag):
            place = _ADDRESS.search(tag)
            if place:
                found.add((int(place[2]), column_number(place[1].decode())))
    return found


def subtotal_cells(body: bytes) -> set[tuple[int, int]]:
    """(row, column) of every cell whose formula uses SUBTOTAL or AGGREGATE, as the totals row of a table does."""
    if b"SUBTOTAL" not in body and b"AGGREGATE" not in body:
        return set()
    found = set()
    for match in _SUBTOTAL.finditer(body, 0, max(body.rfind(b"sheetData>"), 0)):
        tag = _cell_before(body, match.start())
        place = _ADDRESS.search(tag) if tag else None
        if place:
            found.add((int(place[2]), column_number(place[1].decode())))
    return found


def _cell_before(body: bytes, end: int) -> bytes | None:
    """The opening tag of the cell that holds position `end`."""
    usual = body.rfind(b"<c ", max(0, end - _REACH), end)
    if usual >= 0:
        closed = body.find(b">", usual, end) + 1
        if closed and body.count(b"<", closed, end) <= 1:  # nothing but the formula's own tag is in between
            return body[usual:closed]
    reach = 200
    while True:
        tags: list[bytes] = _CELL.findall(body, max(0, end - reach), end)
        if tags:
            return tags[-1]
        if reach >= min(_REACH, end):
            return None
        reach *= 10
