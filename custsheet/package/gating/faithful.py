"""A workbook as another program's reader shall see it: nothing in it but cells, texts and formats, all spelled plainly.

python-calamine reads values faithfully from what office programs write, and silently reads something else from much
that they do not: two parts whose names differ by case, titles with entities, formats under another prefix. So it is
given a package made here, in which sheets and shared strings that are plain (see `plain`) are the very bytes of the
person's file, copied without inflating them, and all else is written anew. Sheet n of the workbook is called `n`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from custsheet.package import limits
from custsheet.package.gating import proved
from custsheet.package.gating.exact import count_strings, plain_strings
from custsheet.package.gating.exactsheet import plain_sheet
from custsheet.package.gating.xmlguard import guarded_parser, utf8
from custsheet.package.partmemo import PartMemo
from custsheet.package.relationships import office_type, write_rels
from custsheet.package.workbook import Sheet, Workbook
from custsheet.package.xmlparts import MAIN, REL, damaged_part, whole
from custsheet.package.zipformat import STORED, Entry, fresh, write

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
Piece = tuple[Entry, memoryview | bytes]


_DECLARED: PartMemo[tuple[dict[int, str], list[int]]] = PartMemo()
"""What styles parts declare: readers ask for it again and again within a pass, and nobody changes it."""


def cell_formats(workbook: Workbook) -> int:
    """How many cell formats there are; where a workbook declares none, any number means the usual one."""
    return len(_number_formats(workbook)[1]) or limits.FORMATS


def declares_formats(workbook: Workbook) -> bool:
    """Whether it declares cell formats: where it does not, cells may bear any, and all mean the usual one."""
    return bool(_number_formats(workbook)[1])


def number_formats(workbook: Workbook, used: Iterable[int] | None) -> dict[int, tuple[int, str] | None]:
    """Of each of these cell formats, or of all, the number format: its number, and its code if one is declared."""
    codes, formats = _number_formats(workbook)
    used = range(len(formats)) if used is None else used
    return {one: (formats[one], codes.get(formats[one], "")) if one < len(formats) else None for one in used}


def text_count(workbook: Workbook) -> tuple[int, bool]:
    """How many shared strings there are, and whether their part is plain.

    Raises:
        WorkbookError: they cannot be read with one meaning.
    """
    part = workbook.rel_part("sharedStrings")
    if part is None:
        return 0, True
    count = proved.texts(workbook.package, part)
    if count is not None:
        return count, True
    return count_strings(part, utf8(part, workbook.package.stream(part))), False


def sheet_is_plain(workbook: Workbook, sheet: Sheet, texts: int, formats: int) -> bool:
    """Whether the sheet may be read as it is."""
    return proved.sheet(workbook.package, sheet.part, texts, formats) is not None


def respelled(workbook: Workbook, sheet: Sheet, texts: int, formats: int) -> bytes:
    """The cells of a sheet that is not plain, as a plain sheet part.

    Raises:
        WorkbookError: it cannot be read with one meaning; the sentence names the cell.
    """
    chunks = utf8(sheet.part, workbook.package.stream(sheet.part))
    return plain_sheet(sheet.part, sheet.title, chunks, texts, formats)


def for_readers(
    workbook: Workbook,
    bodies: Mapping[int, bytes],
    *,
    texts_plain: bool,
    only: bool = False,
    texts: bool | bytes = True,
) -> bytes:
    """The package for another program's reader.

    Args:
        workbook: the person's.
        bodies: what stands in place of the part of sheet n.
        texts_plain: whether the shared strings may be copied as they are.
        only: no sheets but those in `bodies`.
        texts: whether any of them names a shared text; or what stands in place of the part of those.
    """
    sheets = [sheet for sheet in workbook.sheets if sheet.kind == "worksheet" and (not only or sheet.index in bodies)]
    return write(list(_pieces(workbook, sheets, bodies, _texts(workbook, texts, texts_plain=texts_plain))))


def _texts(workbook: Workbook, texts: bool | bytes, *, texts_plain: bool) -> Piece | None:
    part, name = workbook.rel_part("sharedStrings"), "xl/sharedStrings.xml"
    if isinstance(texts, bytes):
        return _stored(name, texts)
    if part is None or not texts:
        return None
    if texts_plain:
        return _copied(workbook, part, name)
    return _stored(name, plain_strings(part, utf8(part, workbook.package.stream(part))))


def _pieces(
    workbook: Workbook, sheets: list[Sheet], bodies: Mapping[int, bytes], texts: Piece | None
) -> Iterator[Piece]:
    listed = "".join(f'<sheet name="{s.index}" sheetId="{s.index + 1}" r:id="s{s.index}"/>' for s in sheets)
    properties = '<workbookPr date1904="1"/>' if workbook.date1904 else "<workbookPr/>"
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{REL}">{properties}<sheets>{listed}</sheets></workbook>'
    rels = [(f"s{s.index}", office_type("worksheet"), f"worksheets/{s.index}.xml", False) for s in sheets]
    rels += [("styles", office_type("styles"), "styles.xml", False)]
    if texts:
        rels += [("texts", office_type("sharedStrings"), "sharedStrings.xml", False)]
    yield _stored("[Content_Types].xml", _TYPES.encode())
    root = [("book", office_type("officeDocument"), "xl/workbook.xml", False)]
    yield _stored("_rels/.rels", write_rels(root))
    yield _stored("xl/workbook.xml", book.encode())
    yield _stored("xl/_rels/workbook.xml.rels", write_rels(rels))
    yield _stored("xl/styles.xml", _styles(workbook))
    if texts:
        yield texts
    for sheet in sheets:
        name = f"xl/worksheets/{sheet.index}.xml"
        yield _stored(name, bodies[sheet.index]) if sheet.index in bodies else _copied(workbook, sheet.part, name)


def _styles(workbook: Workbook) -> bytes:
    """Number formats and cell formats alone: all that decides whether a number is a date."""
    codes, formats = _number_formats(workbook)
    declared = "".join(f'<numFmt numFmtId="{key}" formatCode={quoteattr(code)}/>' for key, code in codes.items())
    used = "".join(f'<xf numFmtId="{key}"/>' for key in formats)
    body = f"<numFmts>{declared}</numFmts><cellXfs>{used or '<xf/>'}</cellXfs>"
    return f'<styleSheet xmlns="{MAIN}">{body}</styleSheet>'.encode()


def _number_formats(workbook: Workbook) -> tuple[dict[int, str], list[int]]:
    """The declared number formats by their numbers, and the number format of each cell format.

    Read without a tree: a workbook with tens of thousands of cell formats has hundreds of thousands of elements.
    """
    part, package = workbook.rel_part("styles"), workbook.package
    return _DECLARED.made(lambda: _declared(part, package.part(part)), package, part) if part is not None else ({}, [])


def _declared(part: str, body: bytes) -> tuple[dict[int, str], list[int]]:
    """The same of the styles part."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    path: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        if path == ["styleSheet", "numFmts"] and name == "numFmt":
            codes[whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif path == ["styleSheet", "cellXfs"] and name == "xf":
            formats.append(whole(attributes.get("numFmtId")))
        path.append(name)

    parser = guarded_parser(part, namespaces=True)
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise damaged_part(part) from error
    return codes, formats


def _copied(workbook: Workbook, part: str, name: str) -> Piece:
    entry = replace(workbook.package.entry(part), name=name, raw_name=name.encode(), flags=0)
    return entry, workbook.package.raw(part)


def _stored(name: str, content: bytes) -> Piece:
    size = len(content)
    return replace(fresh(name), method=STORED, crc=zlib.crc32(content), packed=size, size=size), content
