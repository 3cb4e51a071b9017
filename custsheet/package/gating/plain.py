"""Proves, in one streaming pass, that a sheet or the shared strings are spelled so that every reader reads them alike.

What stands around the rows (or texts) goes through an XML parser, the rows themselves through one regular expression
(see `grammar`); together they show that the whole part is well-formed. Memory stays within a few chunks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from xml.parsers import expat

from custsheet.package import limits
from custsheet.package.gating import grammar
from custsheet.package.gating.pairs import Pairs
from custsheet.package.gating.xmlguard import guarded_parser
from custsheet.package.sheetscan import column_number
from custsheet.package.xmlparts import MAIN, whole

_SHEET_DATA = re.compile(rb"<([\w.-]+:)?sheetData( ?/)?>")
_SST = re.compile(rb"<([\w.-]+:)?sst(?:\s[^<>]*[^<>/])?(/?)>")
# Two and three letters: up to Z a sheet has at most 26 columns, which no bound needs to know better.
# It begins with plain characters, which are looked for several times as fast as a choice of them.
_WIDE = re.compile(rb' r="(?<=[c"] r=")([A-Z]{2,})[0-9]+"[^>]*(?<!/)>(?!</)')

_SMALL = 1 << 22  # bytes of a part in which looking for a few numbers takes no time
_FEW = 100
_TAG_BYTES = 100  # longer than any closing tag with its prefix
_Expression = Callable[[bytes, frozenset[bytes], grammar.Form], re.Pattern[bytes]]
_Region = Callable[[bytes, bytes, grammar.Form], bool]


@dataclass(slots=True)
class SheetSize:
    """What a sheet holds. `cells` are counted only where there might be too many; `box` is an upper bound."""

    cells: int = 0
    last_row: int = 0
    letters: set[bytes] = field(default_factory=set)

    @property
    def box(self) -> int:
        """An upper bound of the cells python-calamine allocates."""
        return self.last_row * max((column_number(letters.decode()) for letters in self.letters), default=26)


def measure(part: str, chunks: Iterable[bytes], strings: int, formats: int, size: int) -> SheetSize | None:
    """The size of a sheet part that is spelled plainly, or has too many cells to go on; None if it is not plain.

    Args:
        part: its name.
        chunks: its bytes, already known to be UTF-8.
        strings: how many shared strings there are.
        formats: how many cell formats there are.
        size: bytes of the part.
    """
    found = SheetSize()
    pairs: Pairs | None = None
    # Each save brings a few texts more, and to compile an expression takes as long as to match megabytes.
    bound = round_bound(strings) if size < _SMALL else strings

    def region(rows: bytes, prefix: bytes, form: grammar.Form) -> bool:
        nonlocal pairs
        # Eleven bytes are the shortest cell.
        if size > limits.CELLS * 11:
            found.cells += rows.count(b"<" + prefix + b"c ")
        if form.wide:
            found.letters.update(_WIDE.findall(rows))
        if bound > strings and _names_beyond(rows, prefix, strings, bound):
            return False
        order = list(map(int, _row_numbers(prefix).findall(rows)))
        if order and (order[0] <= found.last_row or order != sorted(set(order))):
            return False
        found.last_row = order[-1] if order else found.last_row
        pairs = pairs or Pairs(prefix)
        return not pairs.in_rows(rows, len(order)) and found.cells <= limits.CELLS

    def rows(prefix: bytes, prefixes: frozenset[bytes], form: grammar.Form) -> re.Pattern[bytes]:
        return grammar.rows(prefix, prefixes, form, bound, formats)

    proven = _proven(part, chunks, "sheetData", _SHEET_DATA, rows, region)
    return found if proven or found.cells > limits.CELLS else None


def round_bound(count: int) -> int:
    """A bound at or above `count` that stays while it grows a little: all numbers below that begin with two digits.

    >>> round_bound(5_123), round_bound(5_200), round_bound(87)
    (5200, 5200, 87)
    """
    unit = 10 ** (len(str(count - 1)) - 2) if count > _FEW else 1
    return -(-count // unit) * unit


def _names_beyond(rows: bytes, prefix: bytes, count: int, bound: int) -> bool:
    """Whether any cell names a shared text from number `count` on, where none names one from `bound` on."""
    begin = b"<" + prefix + b"v>" + str(bound - 1)[:2].encode()
    at = rows.find(begin)
    while at >= 0:
        digits = at + len(begin) - 2
        number = rows[digits : rows.find(b"<", digits)]
        if number.isdigit() and count <= int(number) < bound:
            cell = rows.rfind(b"<" + prefix + b"c ", 0, at)
            if b' t="s"' in rows[cell : rows.find(b">", cell)]:
                return True
        at = rows.find(begin, at + 1)
    return False


@lru_cache(maxsize=8)
def _row_numbers(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(b"<" + prefix + b"row ") + rb'(?:[^<>]*? )??r="([0-9]+)')


def count_texts(part: str, chunks: Iterable[bytes]) -> int | None:
    """The number of shared strings in a part that is spelled plainly; None if it is not."""
    count = 0

    def region(items: bytes, prefix: bytes, _form: grammar.Form) -> bool:
        nonlocal count
        more = items.count(b"<" + prefix + b"si>")
        # Where every tag that begins so is an `si` with something in it, which one search shows, three are not needed.
        if more != items.count(b"<" + prefix + b"si"):
            more += items.count(b"<" + prefix + b"si/>") + items.count(b"<" + prefix + b"si />")
        count += more
        return count <= limits.TEXTS

    said: dict[str, str] = {}
    if not _proven(part, chunks, "sst", _SST, grammar.strings, region, said):
        return None
    # python-calamine sets aside memory for as many texts as the part claims to hold, and aborts the process.
    claimed = whole(said.get("uniqueCount"), 0 if "uniqueCount" not in said else -1)
    return count if 0 <= claimed <= 2 * count + 1000 else None


def _proven(
    part: str,
    chunks: Iterable[bytes],
    container: str,
    opening: re.Pattern[bytes],
    expression: _Expression,
    region: _Region,
    said: dict[str, str] | None = None,
) -> bool:
    """Whether the part is plain: frame well-formed, `container` once and in its place, `expression` all within it.

    `said` takes the attributes of the container.
    """
    frame = _Frame(part, container, {} if said is None else said)
    pieces = iter(chunks)
    rest = b""
    try:
        for chunk in pieces:
            rest += chunk
            found = opening.search(rest)
            if found or len(rest) > limits.HEAD_BYTES:
                break
        else:
            return False
        if found is None:
            return False
        frame.feed(rest[: found.end()])
        if found[2]:
            frame.feed(rest[found.end() :])
        else:
            if not frame.inside:
                return False
            prefix = found[1] or b""
            rest = rest[found.end() :] or next(pieces, b"")
            item = b"</" + prefix + (b"si>" if container == "sst" else b"row>")
            after = _through(rest, pieces, prefix, item, partial(expression, prefix, frame.prefixes), region)
            if after is None:
                return False
            frame.feed(after)
        for chunk in pieces:
            frame.feed(chunk)
        return frame.close()
    except (expat.ExpatError, _OddError):
        return False


def _through(
    rest: bytes,
    pieces: Iterator[bytes],
    prefix: bytes,
    item: bytes,
    expression: Callable[[grammar.Form], re.Pattern[bytes]],
    region: _Region,
) -> bytes | None:
    """Take off all that the expression matches; what follows it, or None where something else is in between.

    `item` ends a row or a text.
    """
    ends = (b"</" + prefix + b"sheetData>", b"</" + prefix + b"sst>", b"<" + prefix + b"extLst>")
    form = grammar.Form(padded=rest[:1].isspace(), wide=False)
    while True:
        match = expression(form).match(rest)
        end = match.end() if match else 0
        if end and not region(rest[:end], prefix, form):
            return None
        rest = rest[end:]
        if not form.wide and item in rest:
            form = form._replace(wide=True)
            continue
        if rest.startswith(ends):
            return rest
        # A whole row that did not match, or one that does not end.
        if item in rest or len(rest) > limits.ROW_BYTES:
            return None
        # The rest of a long row, without trying anew at each piece.
        more, size, tail = [rest], len(rest), rest[-_TAG_BYTES:]
        for chunk in pieces:
            more.append(chunk)
            size += len(chunk)
            tail += chunk
            if any(one in tail for one in (item, *ends)):
                break
            if size > limits.ROW_BYTES:
                return None
            tail = tail[-_TAG_BYTES:]
        else:
            return None
        rest = b"".join(more)


class _OddError(Exception):
    """The frame is not that of a plain part."""


class _Frame:
    """The part without the rows (or texts) in its container, read by an XML parser."""

    def __init__(self, part: str, container: str, said: dict[str, str]) -> None:
        self._said = said
        self._wanted = f"{MAIN} {container}"
        self._path = [] if container == "sst" else [f"{MAIN} worksheet"]
        self._open: list[str] = []
        self._seen = 0
        self.prefixes: frozenset[bytes] = frozenset()
        self._parser = guarded_parser(part, namespaces=True)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartNamespaceDeclHandler = self._declare

    @property
    def inside(self) -> bool:
        """Whether the last tag opened the container, in its right place."""
        return self._open == [*self._path, self._wanted]

    def feed(self, data: bytes) -> None:
        self._parser.Parse(data, False)

    def close(self) -> bool:
        self._parser.Parse(b"", True)
        return self._seen == 1

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name.startswith(MAIN) and name.partition(" ")[2] in {"sheetData", "sst", "row", "c", "si"}:
            if name != self._wanted or self._open != self._path:
                raise _OddError
            self._seen += 1
            self._said.update(attributes)
        if not self._open and name != [*self._path, self._wanted][0]:
            raise _OddError
        self._open.append(name)
        if len(self._open) > limits.DEPTH:
            raise _OddError

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _declare(self, prefix: str | None, _uri: str) -> None:
        # Only what the root declares holds for every row.
        if not self._open and prefix:
            self.prefixes |= {prefix.encode()}
