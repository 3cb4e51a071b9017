"""What a bad file is here: how to make it, and what must come of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from workbooks import BOOK, RELS, SHEET, STRINGS, STYLES, TYPES, excel_plain, unzipped, zipped

Cells = Mapping[tuple[int, int], object]
GOOD: Cells = {(1, 1): "编号", (1, 2): "张三", (1, 3): 3.5}
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class Kind:
    """A bad (or merely odd) file.

    `says` are words that the refusal must hold in Chinese and in English; None: the file is read, and its first sheet
    holds exactly `cells`. `notice` is the code of a notice that must come along.
    """

    make: Callable[[], bytes]
    says: tuple[str, str] | None = None
    cells: Cells | None = None
    notice: str = ""


DAMAGED = ("损坏", "damaged")
DOCTYPE = ("DOCTYPE", "document type")
ENCODED = ("编码", "encoded")
READ = ("读不出来", "cannot be read")
LARGE = ("太大", "too large")
FAR = ("很远", "far away")


def refused(make: Callable[[], bytes], says: tuple[str, str] = DAMAGED) -> Kind:
    return Kind(make, says=says)


def accepted(make: Callable[[], bytes], cells: Cells = GOOD, notice: str = "") -> Kind:
    return Kind(make, cells=cells, notice=notice)


@cache
def parts() -> dict[str, bytes]:
    """The parts of a plain workbook with the cells GOOD on sheet 客户."""
    return unzipped(excel_plain())


def part(name: str) -> bytes:
    return parts()[name]


def put(**new: bytes) -> bytes:
    """The plain workbook with some parts replaced; names are sheet, book, types, strings, styles, rels."""
    names = {"sheet": SHEET, "book": BOOK, "types": TYPES, "strings": STRINGS, "styles": STYLES, "rels": RELS}
    return zipped({**parts(), **{names[key]: content for key, content in new.items()}})


def put_parts(new: Mapping[str, bytes | None]) -> bytes:
    """The plain workbook with parts put in, or taken out (None)."""
    return zipped({name: c for name, c in {**parts(), **new}.items() if c is not None})


def swap(name: str, old: bytes, new: bytes, base: bytes | None = None) -> bytes:
    content = part(name) if base is None else base
    assert old in content, (name, old)
    return content.replace(old, new, 1)


def rows(body: bytes, **new: bytes) -> bytes:
    """The plain workbook whose sheet holds these rows."""
    return put(sheet=re.sub(rb"<row.*</row>", lambda _: body, part(SHEET)), **new)


def row(cells: bytes, **new: bytes) -> bytes:
    """The plain workbook whose sheet holds one row of these cells."""
    return rows(b'<row r="1">' + cells + b"</row>", **new)


def cell(content: bytes, kind: bytes = b"", more: bytes = b"") -> bytes:
    """One row: `A1`, with this content, then B1 with 7."""
    typed = b' t="' + kind + b'"' if kind else b""
    return row(b'<c r="A1"' + typed + more + b">" + content + b'</c><c r="B1"><v>7</v></c>')


def with_rel(kind: bytes, target: bytes, more: bytes = b"") -> bytes:
    """The relationships of the workbook with one more."""
    rel = b'<Relationship Id="more" Type="%s/%s" Target="%s"%s/></Relationships>' % (OFFICE, kind, target, more)
    return swap(RELS, b"</Relationships>", rel)


def merged(*families: Mapping[str, Kind]) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for name, kind in chain.from_iterable(family.items() for family in families):
        assert name not in found, name
        found[name] = kind
    return found
