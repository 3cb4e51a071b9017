"""What is true of every XML part before anything reads it: UTF-8, no document type, no nesting without end.

Entities are the means of most attacks on XML readers, other encodings the reason why two readers see two texts; Excel
writes neither.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from xml.parsers import expat

from custsheet.model.errors import WorkbookError
from custsheet.package import limits
from custsheet.package.refusals import too_large
from custsheet.package.xmlparts import damaged_part

_ENCODING = re.compile(rb"""^<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)["']""")
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
# One byte a character, and ASCII means ASCII: while a part holds nothing else, the declaration changes nothing.
_LIKE_ASCII = re.compile(r"iso-8859-\d{1,2}|windows-125\d")
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


def guarded_parser(part: str, *, namespaces: bool = False) -> expat.XMLParserType:
    """A parser that refuses a document type in `part`; with `namespaces` names are `uri local`."""
    parser = expat.ParserCreate(namespace_separator=" ") if namespaces else expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise doctype(part)

    def declared(version: str, *_: object) -> None:
        if version not in {"1.0", "1.1"}:
            raise damaged_part(part)

    parser.StartDoctypeDeclHandler = refuse
    parser.XmlDeclHandler = declared
    return parser


def utf8(part: str, chunks: Iterable[bytes]) -> Iterable[bytes]:
    """Pass the chunks of an XML part through while checking that they are, and claim to be, UTF-8.

    Raises:
        WorkbookError: they are not.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding = ""
    try:
        for chunk in chunks:
            if not encoding:
                encoding = _encoding(chunk[:4096])
                if encoding not in _UTF8 and not _LIKE_ASCII.fullmatch(encoding):
                    raise _encoded(part, encoding)
            if encoding not in _UTF8 and not chunk.isascii():
                raise _encoded(part, encoding)
            # Most sheets are ASCII but for a few chunks; a character cut in two must go on in this one.
            if decoder.getstate()[0] or not chunk.isascii():
                decoder.decode(chunk)
            yield chunk
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise damaged_part(part) from error


def check_whole(part: str, chunks: Iterable[bytes], *, elements: int | None = None) -> None:
    """Read an XML part to its end.

    Args:
        part: its name.
        chunks: its bytes.
        elements: also refuse more elements than these, or elements within elements without end: what a parser that
            builds a tree does not survive.

    Raises:
        WorkbookError: it is not well-formed, has a document type, or too much in it.
    """
    parser = guarded_parser(part, namespaces=True)
    if elements is not None:
        level = count = 0

        def start(*_: object) -> None:
            nonlocal level, count
            level += 1
            count += 1
            if level > limits.DEPTH:
                raise damaged_part(part)
            if count > elements:
                raise too_large(
                    f"内部文件 {part} 有超过 {elements:,} 个标记",
                    f"its part {part} has more than {elements:,} tags",
                    f"{elements:,}",
                )

        def end(_: object) -> None:
            nonlocal level
            level -= 1

        parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two: an encoding that is none
        raise damaged_part(part) from error


def check_harmless(part: str, chunks: Iterable[bytes]) -> None:
    """Read a part that a person or another program put in, whatever its form: only a document type is refused.

    Raises:
        WorkbookError: it has a document type.
    """
    parser = guarded_parser(part)
    broken = False
    for chunk in chunks:
        try:
            if not broken:
                parser.Parse(chunk, False)
        except (expat.ExpatError, ValueError, LookupError):
            broken = True


def doctype(part: str) -> WorkbookError:
    """What to say of a document type."""
    return WorkbookError(
        f"工作簿内部的 {part} 带有 DOCTYPE 声明，Excel 从不这样写，可能有害，因此拒绝读取。请在 Excel 中打开并另存。",
        f"Part {part} inside the workbook declares a document type, which Excel never writes and which may do harm; "
        "it is not read. Open the file in Excel and save it again.",
    )


def _encoding(head: bytes) -> str:
    """The encoding that a part declares, or shows by its first bytes."""
    if head.startswith(_WIDE_MARKS) or b"\0" in head[:4]:
        return "utf-16"
    match = _ENCODING.match(head.removeprefix(codecs.BOM_UTF8))
    return match[1].decode("latin-1").lower() if match else "utf-8"


def _encoded(part: str, encoding: str) -> WorkbookError:
    return WorkbookError(
        f"工作簿内部的 {part} 用了 {encoding} 编码，各种软件读出的内容会不同。请在 Excel 或 WPS 中打开并另存。",
        f"Part {part} inside the workbook is encoded in {encoding}, which programs read differently. "
        "Open the file in Excel or WPS and save it again.",
    )
