"""One streaming pass over an XML part: is it whole and harmless, and how large is the sheet in it?

Speed decides the design. No parser with Python callbacks keeps up with inflating (a 70 MB workbook holds 400 MB of
XML), so sheets are measured by regular expressions that begin with a literal, chunk by chunk. They find upper bounds;
only where a bound passes a limit, or a sheet is written unusually, does the exact and slower scan run.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from custsheet.model.errors import WorkbookError
from custsheet.package import limits
from custsheet.package.sheetscan import column_number
from custsheet.package.xmlparts import damaged_part

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_ENCODING = re.compile(rb"""^<\?xml[^>]*\bencoding\s*=\s*["']([^"']+)["']""")
# A cell that does not begin `<c r="A`, as every office program writes it.
_ODD_CELL = re.compile(rb'<c(?! r="[A-Z])(?![A-Za-z])')
_PREFIXED = re.compile(rb":c[\s/>]")
_PREFIXED_CELL = re.compile(rb"<[\w.-]+:c[\s/>]")
# Two and three letters: up to Z a sheet has at most 26 columns, which no bound needs to know better.
_WIDE = re.compile(rb'<c r="([A-Z]{2,})[0-9]+"[^>]*(?<!/)>(?!</c>)')
# Rows above 1,048,576, Excel's last.
_BEYOND = re.compile(
    rb'<c r="[A-Z]{1,3}(?:[2-9]|1[1-9]|10[5-9]|1049|1048[6-9]|10485[89]|104857[7-9]|[0-9]{8})[0-9]*(?<=[0-9]{7})"'
)
_EXACT = re.compile(rb"<(?:[\w.-]+:)?(row|c)\b([^>]*)>(</)?")
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]*)([0-9]+)""")


@dataclass(slots=True)
class SheetSize:
    """What the scan of a sheet part found. `box` is rows x columns up to the last value, or an upper bound of it."""

    cells: int = 0
    plain: bool = True
    letters: set[bytes] = field(default_factory=set)
    digits: int = 1
    beyond: bool = False

    @property
    def box(self) -> int:
        """An upper bound of the cells python-calamine allocates."""
        columns = max((column_number(letters.decode()) for letters in self.letters), default=26)
        rows: int = 10**self.digits - 1
        return columns * min(rows, LAST_ROW)

    def feed(self, chunk: bytes) -> None:
        """Measure the next piece, which ends between two tags."""
        self.cells += chunk.count(b'<c r="')
        if _ODD_CELL.search(chunk) or _PREFIXED.search(chunk):
            self.plain = False
            self.cells += len(_ODD_CELL.findall(chunk)) + len(_PREFIXED_CELL.findall(chunk))
        self.letters.update(_WIDE.findall(chunk))
        while re.search(rb'<c r="[A-Z]{1,3}[0-9]{%d}' % (self.digits + 1), chunk):
            self.digits += 1
        if self.digits >= 7 and _BEYOND.search(chunk):
            self.beyond = True


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


def check_text(part: str, chunks: Iterable[bytes], size: int, end: bytes = b"") -> Iterable[bytes]:
    """Pass the chunks of an XML part through while checking them.

    Encoding UTF-8, no document type, well-formed (small parts) or ended by the tag `end` (large ones).

    Raises:
        WorkbookError: something is wrong with it.
    """
    parser = _parser(part) if size <= limits.WELL_FORMED_BYTES else None
    decoder = codecs.getincrementaldecoder("utf-8")()
    first, last = True, b""
    try:
        for chunk in chunks:
            if first:
                _check_head(part, chunk)
                first = False
            decoder.decode(chunk)
            if parser is not None:
                parser.Parse(chunk, False)
            last = (last + chunk)[-200:]
            yield chunk
        decoder.decode(b"", final=True)
        if parser is not None:
            parser.Parse(b"", True)
    except (UnicodeDecodeError, expat.ExpatError) as error:
        raise damaged_part(part) from error
    if parser is None and end and not last.rstrip().endswith(end + b">"):
        raise damaged_part(part)


def _parser(part: str) -> expat.XMLParserType:
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise _doctype(part)

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _doctype(part: str) -> WorkbookError:
    return WorkbookError(
        f"工作簿内部的 {part} 带有 DOCTYPE 声明，Excel 从不这样写，可能有害，因此拒绝读取。请在 Excel 中打开并另存。",
        f"Part {part} inside the workbook declares a document type, which Excel never writes and which may do harm; "
        "it is not read. Open the file in Excel and save it again.",
    )


def _check_head(part: str, chunk: bytes) -> None:
    head = chunk[:4096]
    match = _ENCODING.match(head.removeprefix(codecs.BOM_UTF8))
    encoding = match[1].decode("latin-1").lower() if match else "utf-8"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head[:4]:
        encoding = "utf-16"
    if encoding not in {"utf-8", "utf8", "us-ascii", "ascii"}:
        raise WorkbookError(
            f"工作簿内部的 {part} 用了 {encoding} 编码，各种软件读出的内容会不同。请在 Excel 或 WPS 中打开并另存。",
            f"Part {part} inside the workbook is encoded in {encoding}, which programs read differently. "
            "Open the file in Excel or WPS and save it again.",
        )
    if b"<!DOCTYPE" in head:
        raise _doctype(part)
