"""Puts the sheets of a donor workbook into a person's workbook and leaves everything else as it is, bit for bit.

Invariant: every part of the target that is not a tool sheet, one of its sub-parts, the workbook part, its
relationships, the styles or [Content_Types].xml keeps its compressed bytes; the same donor twice gives the same file.
A tool sheet is known by a workbook-wide defined name that points into it, which follows renames and survives every
office program; part names do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from custsheet.model.errors import WorkbookError
from custsheet.package.calcchain import stale_chain
from custsheet.package.container import Package
from custsheet.package.pivots import refreshed_caches
from custsheet.package.relationships import read_rels
from custsheet.package.sheetbody import rename_in_formula, shared_strings
from custsheet.package.splice import RelsPart, WorkbookPart, splice_content_types
from custsheet.package.styles import MINIMAL, Styles
from custsheet.package.transplant import Transplant, freed_parts
from custsheet.package.verify import verify
from custsheet.package.workbook import CONTENT_TYPES_PART, DefinedName, Sheet, Workbook, quote_title

PREFIX = "cs_"
"""Workbook-wide defined names that begin with this are the tool's; all others are people's."""
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


@dataclass(frozen=True, slots=True)
class SheetGraft:
    """One sheet to put in.

    `title` names the donor's sheet. `owner` is the workbook-wide defined name that marks the tool's sheet in the
    target: where it points into a sheet, that sheet is replaced in place and keeps its present title, position and
    identity; otherwise the sheet is appended at the end. `state` (visible, hidden, veryHidden) None leaves an existing
    sheet as visible as it is and gives a new one the donor's state.
    """

    title: str
    owner: str
    state: str | None = None


@dataclass(frozen=True, slots=True)
class _Pair:
    """A sheet of the donor, and the tool's sheet in the target that it replaces, if there is one."""

    item: SheetGraft
    new: Sheet
    old: Sheet | None


def graft(target: bytes, donor: bytes, *, sheets: Sequence[SheetGraft], recalculate: bool = False) -> bytes:
    """The target with the donor's sheets in it.

    Args:
        target: the workbook a person owns; it has passed `gate`.
        donor: a workbook drawn by XlsxWriter that holds the sheets named in `sheets`.
        sheets: which sheets go in. Workbook-wide names of the donor that begin with `cs_` are carried over or updated.
        recalculate: whether Excel shall recalculate all formulas on opening, if anything changed (see `refers_to`).

    Returns:
        The new workbook; the very bytes of `target` when nothing would change.

    Raises:
        WorkbookError: a sheet of a person bears the title of a new tool sheet; or the file is damaged.
        ValueError: the donor holds something that cannot be carried (a mistake in the drawing).
    """
    workbook, source = Workbook.read(Package.read(target)), Workbook.read(Package.read(donor))
    if any(rel.kind == "origin" for rel in read_rels(workbook.package, "")):
        raise WorkbookError(
            "这个工作簿带有数字签名，写入会使签名失效，因此没有改动文件。请先在 Excel 中删除签名。",
            "This workbook is digitally signed; writing would break the signature, so the file was not changed. "
            "Remove the signature in Excel first (File → Info → View Signatures).",
        )
    if workbook.date1904 != source.date1904:
        raise ValueError("the donor must be drawn with the date system of the target (Workbook.date1904)")
    pairs = _pair(workbook, source, sheets)
    replaced = [pair.old for pair in pairs if pair.old is not None]
    freed = freed_parts(workbook, replaced)
    move = _transplant(workbook, source, pairs, freed)
    book, rels = WorkbookPart(workbook), RelsPart(workbook.package, workbook.part)
    places: dict[int, int] = {}
    for pair in pairs:
        part = move.sheet(pair.new, pair.old.part if pair.old else None)
        if pair.old is None:
            state = pair.item.state or pair.new.state
            places[pair.new.index] = book.add_sheet(pair.new.title, rels.add("worksheet", part), state)
        else:
            places[pair.new.index] = pair.old.index
            book.set_state(pair.old.index, pair.item.state or pair.old.state)
    _put_names(book, source, pairs, places, move)
    styles = workbook.rel_part("styles")
    if styles is None:
        styles = move.free("xl/styles.xml")
        rels.add("styles", styles)
        move.types[styles] = _STYLES_TYPE
    removed = freed - move.parts.keys()
    chain = stale_chain(workbook, [(old, move.parts[old.part]) for old in replaced])
    if chain is not None and chain.part is not None:
        rels.remove(chain.id)
        removed.add(chain.part)
    content_types = workbook.package.find(CONTENT_TYPES_PART) or CONTENT_TYPES_PART
    parts = {
        content_types: splice_content_types(workbook.package, move.types, removed),
        workbook.part: book.bytes(),
        rels.name: rels.bytes(),
        styles: move.styles.bytes(),
        **move.parts,
    }
    stale = [old for old in replaced if not workbook.package.holds(old.part, move.parts[old.part])]
    if stale:
        tables = [table.display_name for sheet in stale for table in sheet.tables]
        names = [n.name for n in workbook.names if n.title in {sheet.title for sheet in stale}]
        parts |= refreshed_caches(workbook, [sheet.title for sheet in stale], [*tables, *names])
    result = workbook.package.assemble(parts, removed)
    if recalculate and result != target:
        book.recalculate()
        result = workbook.package.assemble(parts | {workbook.part: book.bytes()}, removed)
    if result != target:
        verify(workbook.package, result, parts.keys() | removed)
    return result


def _pair(target: Workbook, donor: Workbook, sheets: Sequence[SheetGraft]) -> list[_Pair]:
    pairs = []
    claimed: set[int] = set()
    for item in sheets:
        new, old = donor.sheet(item.title), target.owned(item.owner)
        if new is None or new.kind != "worksheet":
            raise ValueError(f"the donor has no worksheet {item.title!r}")
        if old is not None and old.index in claimed:
            old = None
        if old is None and target.sheet(new.title) is not None:
            raise WorkbookError(
                f"工作簿里已经有一张名为“{new.title}”的工作表，但它不是本程序生成的，因此没有改动文件。"
                "请给那张工作表改个名字，再处理一次。",
                f"The workbook already has a sheet named “{new.title}” that this program did not make, "
                "so the file was not changed. Rename that sheet and try again.",
            )
        if old is not None:
            claimed.add(old.index)
        pairs.append(_Pair(item, new, old))
    return pairs


def _transplant(target: Workbook, donor: Workbook, pairs: list[_Pair], freed: set[str]) -> Transplant:
    styles, donor_styles = target.rel_part("styles"), donor.rel_part("styles")
    strings = donor.rel_part("sharedStrings")
    if donor_styles is None:
        raise ValueError("the donor has no styles")
    move = Transplant(
        target=target,
        donor=donor,
        freed=freed,
        replaced=[pair.old for pair in pairs if pair.old is not None],
        styles=Styles(target.package.part(styles) if styles else MINIMAL, styles or "styles"),
        donor_styles=Styles(donor.package.part(donor_styles), donor_styles),
        strings=shared_strings(donor.package.part(strings)) if strings else [],
        titles={p.new.title: p.old.title for p in pairs if p.old is not None and p.old.title != p.new.title},
    )
    move.place_tables(pair.new for pair in pairs)
    return move


def _put_names(
    book: WorkbookPart, donor: Workbook, pairs: list[_Pair], places: dict[int, int], move: Transplant
) -> None:
    """Put in the owner marks, the names local to the sheets (print titles, filters), the donor's own `cs_` names."""

    def renamed(name: DefinedName) -> DefinedName:
        return replace(name, text=rename_in_formula(name.text, move.titles, move.tables))

    for pair in pairs:
        own = [renamed(name) for name in donor.names if name.sheet == pair.new.index]
        book.set_names(places[pair.new.index], own)
    owners = {pair.item.owner.casefold() for pair in pairs}
    for name in donor.names:
        key = name.name.casefold()
        if name.sheet is None and key.startswith(PREFIX) and key not in owners:
            book.set_name(renamed(name))
    for pair in pairs:
        title = pair.old.title if pair.old else pair.new.title
        # All rows, because a reference to one cell moves to another sheet when somebody cuts and pastes that cell.
        book.set_name(DefinedName(pair.item.owner, quote_title(title) + "!$1:$1048576", None, hidden=False))
