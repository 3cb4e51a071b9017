"""The gate: is this file whole and safe, and what is it? Nothing reads a workbook before it has passed.

Readers disagree about bad files: one takes the second of two parts, one ignores checksums, one aborts the process on a
cell far away. So one streaming pass with bounded memory runs first, inflating every large part once, and refuses what
any reader could get wrong, each time in one plain sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from custsheet.model.errors import WorkbookError
from custsheet.package import limits
from custsheet.package.container import Content, Package, part_key
from custsheet.package.formulatexts import FormulaWatch
from custsheet.package.gating import proved
from custsheet.package.gating.exact import count_strings
from custsheet.package.gating.exactsheet import check_sheet
from custsheet.package.gating.faithful import cell_formats
from custsheet.package.gating.foreign import refuse_foreign, refuse_foreign_zip
from custsheet.package.gating.gatebook import check_inventory, check_main
from custsheet.package.gating.gatezip import check_container
from custsheet.package.gating.notices import Notice, notices
from custsheet.package.gating.plain import SheetSize
from custsheet.package.gating.xmlguard import check_harmless, utf8
from custsheet.package.ranges import LAST_COLUMN, LAST_ROW
from custsheet.package.refusals import far_away, strict, too_large
from custsheet.package.relationships import read_rels, rels_parts
from custsheet.package.sheetscan import exact_extent
from custsheet.package.workbook import CONTENT_TYPES_PART, Sheet, Workbook, workbook_part
from custsheet.package.xmlparts import MAIN, STRICT_MAIN, damaged_part, namespace, parse
from custsheet.package.zipformat import damaged

__all__ = ["Notice", "Report", "gate"]


@dataclass(frozen=True, slots=True)
class Report:
    """A file that passed: its inventory, and what to know about it.

    `plain` are the keys (see `part_key`) of the sheets and shared strings that every reader reads alike, as `plain`
    proved; the others must be spelled anew before another program's reader sees them. `values_only` are the sheets
    that hold no formula, by their content: nobody who looks for formulas need inflate them.
    """

    workbook: Workbook
    notices: tuple[Notice, ...]
    plain: frozenset[str]
    values_only: frozenset[Content]


def gate(data: bytes) -> Report:
    """Check the bytes of a workbook file.

    Raises:
        WorkbookError: it is not whole, not safe or no workbook; the sentence says what it is and what to do.
    """
    refuse_foreign(data)
    if len(data) > limits.FILE_BYTES:
        raise too_large(f"{len(data) >> 20} MB", f"{len(data) >> 20} MB", f"{limits.FILE_BYTES >> 20} MB")
    package = Package.read(data)
    check_container(package)
    refuse_foreign_zip(package)
    workbook, seen = _inventory(package)
    found = _Found(_Odd(package))
    texts = _strings(workbook, found)
    formats = _formats(workbook)
    seen |= {part_key(part) for part in (workbook.rel_part("sharedStrings"),) if part}
    cells = 0
    for sheet in workbook.sheets:
        if sheet.kind == "worksheet":
            seen.add(part_key(sheet.part))
            cells += _sheet(package, sheet, texts, formats, found)
            if cells > limits.CELLS:
                raise too_large(f"{cells:,} 个单元格", f"{cells:,} cells", f"{limits.CELLS:,}")
    room = limits.XML_BYTES
    for name in package.names:
        if part_key(name) not in seen:
            room -= _other(package, name, room)
    return Report(workbook, tuple(notices(workbook)), frozenset(found.plain), frozenset(found.values_only))


def _inventory(package: Package) -> tuple[Workbook, set[str]]:
    """The inventory, and the keys of the parts that were parsed for it; none is parsed before it is known harmless."""
    seen: set[str] = set()

    def check(parts: Iterable[str | None], elements: int = limits.PARSED_ELEMENTS) -> None:
        for name in parts:
            if name is not None and part_key(name) not in seen:
                seen.add(part_key(name))
                size = package.entry(name).size
                if size > limits.PARSED_BYTES:
                    raise too_large(
                        f"内部文件 {name} 有 {size >> 20} MB",
                        f"its part {name} has {size >> 20} MB",
                        f"{limits.PARSED_BYTES >> 20} MB",
                    )
                proved.whole(package, name, elements)

    check([package.find(CONTENT_TYPES_PART), *rels_parts(package).values()])
    main = workbook_part(package)
    check([main])
    space = namespace(parse(package.part(main), main))
    if space == STRICT_MAIN:
        raise strict()
    if space != MAIN:
        raise damaged_part(main)
    check_main(package, main)
    for rel in read_rels(package, main):
        if rel.kind == "styles":
            check([rel.part], elements=limits.PARSED_BYTES)
        elif rel.kind == "worksheet" and rel.part:
            check(inner.part for inner in read_rels(package, rel.part) if inner.kind == "table")
    workbook = Workbook.of(package)
    check_inventory(workbook)
    return workbook, seen


def _strings(workbook: Workbook, found: _Found) -> int:
    """How many shared strings there are."""
    rel = next((rel for rel in workbook.rels if rel.kind == "sharedStrings"), None)
    if rel is None:
        return 0
    if rel.part is None:
        raise damaged()
    package, part = workbook.package, rel.part
    count = proved.texts(package, part)
    if count is None:
        found.odd.add(part)
        count = count_strings(part, utf8(part, package.stream(part)))
    else:
        found.plain.add(part_key(part))
    if count > limits.TEXTS:
        raise too_large(f"{count:,} 个文本", f"{count:,} texts", f"{limits.TEXTS:,}")
    return count


def _formats(workbook: Workbook) -> int:
    """How many cell formats there are."""
    count = cell_formats(workbook)
    if count > limits.FORMATS:
        raise too_large(f"{count:,} 种单元格格式", f"{count:,} cell formats", f"{limits.FORMATS:,}")
    return count


def _sheet(package: Package, sheet: Sheet, texts: int, formats: int, found: _Found) -> int:
    """The number of cells in the worksheet."""
    content, formulas = package.content(sheet.part), FormulaWatch()

    def chunks() -> Iterable[bytes]:
        return utf8(sheet.part, formulas.through(package.stream(sheet.part)))

    plain = proved.sheet(package, sheet.part, texts, formats)
    row = column = 0
    if plain is None:
        found.odd.add(sheet.part)
        cells, row, column = check_sheet(sheet.part, sheet.title, chunks(), texts, formats)
        size = SheetSize(cells=cells)
    else:
        size, formulas.found = plain.size, plain.formulas
        found.plain.add(content.key)
        if size.box > limits.BOX_CELLS:
            row, column = exact_extent(chunks())
    if not formulas.found:
        found.values_only.add(content)
    if size.cells > limits.CELLS:
        raise too_large(
            f"工作表“{sheet.title}”有超过 {limits.CELLS:,} 个单元格",
            f"sheet “{sheet.title}” has more than {limits.CELLS:,} cells",
            f"{limits.CELLS:,}",
        )
    if row > LAST_ROW or column > LAST_COLUMN or row * column > limits.BOX_CELLS:
        raise far_away(sheet.title, row, column)
    return size.cells


@dataclass(frozen=True, slots=True)
class _Found:
    """What the report will say of sheets and strings, gathered while they are read."""

    odd: _Odd
    plain: set[str] = field(default_factory=set)
    values_only: set[Content] = field(default_factory=set)


class _Odd:
    """The parts of a workbook that are not plain, which all together may cost only so much time."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._bytes = self._tags = 0

    def add(self, part: str) -> None:
        """One more of them, which is read next.

        Raises:
            WorkbookError: they are too much.
        """
        size = self._package.entry(part).size
        self._bytes += size
        if self._bytes <= limits.ODD_BYTES:
            self._tags += sum(chunk.count(b"<") - chunk.count(b"</") for chunk in self._package.stream(part))
        if self._bytes > limits.ODD_BYTES or self._tags > limits.ODD_TAGS:
            large = f"{max(size >> 20, 1)} MB"
            raise WorkbookError(
                f"工作簿内部的 {part} 写法少见而且很大（{large}），读不可靠。请在 Excel 或 WPS 中打开并另存。",
                f"Part {part} inside the workbook is large ({large}) and written in an unusual way; it cannot be "
                "read reliably. Open the file in Excel or WPS and save it again.",
            )


def _other(package: Package, name: str, room: int) -> int:
    """A part that nothing here reads: whole, and, if it is XML, well-formed and without a document type.

    Gives the bytes it takes of the `room` that is left for such XML.
    """
    key = part_key(name)
    stream, size = package.stream(name), package.entry(name).size
    if not key.endswith((".xml", ".vml", ".rels")):
        for _ in stream:
            pass
        return 0
    if size > room:
        raise too_large(
            f"其他内部文件共超过 {limits.XML_BYTES >> 20} MB（如 {name}）",
            f"its other parts, such as {name}, have more than {limits.XML_BYTES >> 20} MB",
            f"{limits.XML_BYTES >> 20} MB",
        )
    if key.endswith(".vml") or key.startswith(("customxml/", "__macosx/")):
        check_harmless(name, stream)
    else:
        proved.whole(package, name)
    return size
