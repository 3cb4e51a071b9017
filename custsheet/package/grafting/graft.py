"""Puts the sheets of a donor workbook into a person's workbook and leaves everything else as it is, bit for bit.

Invariant: every part of the target that is not a tool sheet, one of its sub-parts, the workbook part, its
relationships, the styles or [Content_Types].xml keeps its compressed bytes; the same donor twice gives the same file.
A tool sheet is known by its mark, a workbook-wide defined name that points into it, which follows renames and survives
every office program; part names do not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed

from custsheet.model.errors import WorkbookError
from custsheet.model.memory import OWNER
from custsheet.package.container import Content, Package
from custsheet.package.grafting.calcchain import chain_is_stale
from custsheet.package.grafting.pivots import refreshed_caches
from custsheet.package.grafting.sheetbody import Rows, rename_in_formula, with_rows
from custsheet.package.grafting.transplant import Transplant, freed_parts, styles_and_strings
from custsheet.package.recalc import recalculates, refers_to
from custsheet.package.rewrite import Rewrite, styles_of
from custsheet.package.sheetstates import put_in_sight
from custsheet.package.splice import WorkbookPart
from custsheet.package.workbook import TOOL_NAMES, DefinedName, Sheet, Workbook, quote_title, refuse_signed


@dataclass(frozen=True, slots=True)
class _Pair:
    """A sheet of a donor, the name that marks it, and the sheet in the target that it replaces, if there is one.

    `mark` None: the sheet becomes a person's.
    """

    donor: Workbook
    mark: str | None
    new: Sheet
    old: Sheet | None

    @property
    def place(self) -> tuple[int, int]:
        """By what the sheet is known among those of all donors."""
        return id(self.donor), self.new.index


@dataclass(frozen=True, slots=True)
class Kept:
    """A donor of an earlier pass, some of whose sheets still say what is to be said: `rows` are theirs, by title."""

    donor: bytes
    rows: Mapping[str, Rows]


def graft(
    target: bytes,
    donor: bytes,
    *,
    rows: Mapping[str, Rows] | None = None,
    kept: Sequence[Kept] = (),
    order: Sequence[str] = (),
    replace: Mapping[str, str] | None = None,
    theirs: Collection[str] = (),
    people: Collection[str] = (),
    recalculate: bool | None = None,
    values_only: Collection[Content] = (),
    hide: Collection[str] = (),
    show: Collection[str] = (),
) -> bytes:
    """The target with every worksheet of the donor in it.

    A sheet goes in place of the one that the tool owns under the same mark, and then keeps that one's present title,
    position and identity; else it is appended at the end. The mark is the donor's own defined name `cs_sheet_…` that
    points into the sheet; a donor without marks gets them from its titles. A sheet that the donor hides is hidden; one
    that it shows stays as visible as the person left it. The donor's other workbook-wide names are carried along; where
    a person has given the same name to something else, ours holds on the donor's sheets only. Dates are counted
    from 1904 where the target does.

    Args:
        target: the workbook a person owns; it has passed `gate`.
        donor: a workbook drawn by XlsxWriter.
        rows: title in the donor → the rows of that sheet, which has none in `donor` itself; they are asked for in the
            order of the donor's sheets. A row is joined once, with the numbers its styles have in the target.
        kept: sheets of other donors that go in as well: those alone whose rows are given.
        order: titles of all sheets, those kept included, in the order in which they go in where there are several
            donors; names and numbers follow it, so that a sheet kept gives the same file as one drawn anew.
        replace: title in the donor → title of the sheet in the target that it replaces although nothing marks it.
        theirs: titles of sheets in the target that are people's although a mark points at them.
        people: titles of sheets in the donor that become people's: they are appended, unmarked, and never replaced.
        recalculate: whether Excel shall recalculate all formulas on opening, if anything changed. None: when formulas
            on people's sheets read a tool sheet that changed (this reads their sheets, see `refers_to`).
        values_only: what the gate reports of the target or of what it was before: sheets that need not be read then.
        hide: titles of sheets, as they are in the result, that go out of sight (see `put_in_sight`).
        show: titles of sheets that come back into sight.

    Returns:
        The new workbook; the very bytes of `target` when nothing would change.

    Raises:
        WorkbookError: a sheet of a person bears the title of a new tool sheet; or the file is damaged or signed.
        ValueError: the donor holds something that cannot be carried (a mistake in the drawing), or `replace` names a
            sheet that is not there.
    """
    workbook, source = Workbook.of(target), Workbook.read(Package.read(donor))
    refuse_signed(workbook.package)
    earlier = [(Workbook.read(Package.read(one.donor)), one.rows) for one in kept]
    coming = [(source, sheet) for sheet in source.sheets]
    coming += [(one, sheet) for one, held in earlier for sheet in one.sheets if sheet.title in held]
    if earlier:
        coming.sort(key=lambda one: order.index(one[1].title))
    pairs = _pair(workbook, coming, replace or {}, theirs, people)
    replaced = [pair.old for pair in pairs if pair.old is not None]
    freed = freed_parts(workbook, replaced)
    moves = _transplants(workbook, [(source, rows or {}), *earlier], pairs, freed)
    move = moves[id(source)]
    new = Rewrite(workbook)
    places: dict[tuple[int, int], int] = {}  # a donor and its sheet → the sheet's place in the target
    for place, pair in enumerate(pairs, 1):
        part = moves[id(pair.donor)].sheet(pair.new, pair.old.part if pair.old else None, place)
        if pair.old is None:
            rel = new.rels.add("worksheet", part)
            places[pair.place] = new.book.add_sheet(pair.new.title, rel, pair.new.state)
        else:
            places[pair.place] = pair.old.index
            if pair.new.state != "visible":
                new.book.set_state(pair.old.index, pair.new.state)
    states = [(sheet.index, sheet.title, sheet.state) for sheet in workbook.sheets]
    states += [(places[pair.place], pair.new.title, pair.new.state) for pair in pairs if pair.old is None]
    put_in_sight(new.book, states, hide=hide, show=show)
    _put_names(new.book, workbook, source, pairs, places, move)
    new.parts, new.types, new.removed = move.parts, move.types, freed
    new.put_styles(move.styles)
    if chain_is_stale(workbook, [(old, move.parts[old.part]) for old in replaced]):
        new.drop_calculation_chain()
    stale = [old for old in replaced if not new.holds(old.part, move.parts[old.part])]
    if stale:
        new.parts |= refreshed_caches(workbook, [sheet.title for sheet in stale], _names_into(workbook, stale))
    if recalculate is None:  # formulas on the tool's own sheets come with their values
        titles, names = [sheet.title for sheet in replaced], _names_into(workbook, replaced)
        recalculate = (
            bool(stale) and not recalculates(workbook) and refers_to(workbook, titles, names, values_only=values_only)
        )
    if recalculate and new.changes():
        new.book.recalculate()
    return new.done()


def whole(frame: bytes, rows: Mapping[str, Rows]) -> bytes:
    """The donor itself, with its rows in it."""
    workbook = Workbook.read(Package.read(frame))
    parts = {sheet.part: with_rows(workbook.package.part(sheet.part), rows[sheet.title], int)
             for sheet in workbook.sheets if sheet.title in rows}  # fmt: skip
    return workbook.package.assemble(parts)


def _names_into(workbook: Workbook, sheets: Sequence[Sheet]) -> list[str]:
    """Tables and defined names by which formulas and pivot tables may read `sheets`."""
    titles = {sheet.title for sheet in sheets}
    tables = [table.display_name for sheet in sheets for table in sheet.tables]
    return [*tables, *(name.name for name in workbook.names if name.title in titles and not is_mark(name.name))]


def is_mark(name: str) -> bool:
    """Whether a defined name of this name marks a sheet as the tool's."""
    return name.casefold().startswith(OWNER)


def _mark(donor: Workbook, sheet: Sheet) -> str:
    for name in donor.names:
        if name.sheet is None and is_mark(name.name) and (name.title or "").casefold() == sheet.title.casefold():
            return name.name
    return OWNER + hashlib.sha256(sheet.title.casefold().encode()).hexdigest()[:12]


def _pair(
    target: Workbook,
    coming: Sequence[tuple[Workbook, Sheet]],
    replace: Mapping[str, str],
    theirs: Collection[str],
    people: Collection[str],
) -> list[_Pair]:
    unknown = replace.keys() - {sheet.title for _, sheet in coming}
    if unknown:
        raise ValueError(f"the donor has no sheet {sorted(unknown)}")
    pairs = []
    claimed: set[int] = set()
    for donor, new in coming:
        if new.kind != "worksheet":
            raise ValueError(f"{new.title!r} of the donor is no worksheet")
        mark = None if new.title in people else _mark(donor, new)
        if new.title in replace:
            old: Sheet | None = _named(target, replace[new.title])
        else:
            old = target.owned(mark) if mark is not None else None
        if old is not None and (old.index in claimed or old.title in theirs):
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
        pairs.append(_Pair(donor, mark, new, old))
    return pairs


def _named(target: Workbook, title: str) -> Sheet:
    sheet = target.sheet(title)
    if sheet is None or sheet.kind != "worksheet":
        raise ValueError(f"the target has no worksheet {title!r}")
    return sheet


def _transplants(
    target: Workbook, donors: Sequence[tuple[Workbook, Mapping[str, Rows]]], pairs: Sequence[_Pair], freed: set[str]
) -> dict[int, Transplant]:
    """One for each donor, by its identity; all tables have their places."""
    (first, rows), *others = donors
    styles, strings = styles_and_strings(first)
    move = Transplant(
        target=target,
        donor=first,
        freed=freed,
        replaced=[pair.old for pair in pairs if pair.old is not None],
        styles=styles_of(target),
        donor_styles=styles,
        strings=strings,
        rows=rows,
        titles={p.new.title: p.old.title for p in pairs if p.old is not None and p.old.title != p.new.title},
    )
    moves = {id(first): move} | {id(donor): move.beside(donor, held) for donor, held in others}
    move.place_tables((moves[id(pair.donor)], pair.new) for pair in pairs)
    return moves


def _put_names(
    book: WorkbookPart,
    target: Workbook,
    donor: Workbook,
    pairs: list[_Pair],
    places: Mapping[tuple[int, int], int],
    move: Transplant,
) -> None:
    """Put in the marks, the names local to the sheets (print titles, filters) and the workbook-wide names of `donor`.

    Those of other donors stay behind: what was kept stands in the target already.
    """

    def renamed(name: DefinedName) -> DefinedName:
        return changed(name, text=rename_in_formula(name.text, move.titles, move.tables))

    wide = [renamed(name) for name in donor.names if name.sheet is None and not is_mark(name.name)]
    ours = {pair.old.title for pair in pairs if pair.old is not None}
    tables = {table.display_name.casefold() for sheet, table in target.tables() if sheet.title not in ours}
    for name in wide:
        if name.name.casefold() in tables:
            raise WorkbookError(
                f"工作簿里已经有一个名为“{name.name}”的表格，因此没有改动文件。请给那个表格改个名字，再处理一次。",
                f"The workbook already has a table named “{name.name}”, so the file was not changed. "
                "Rename that table and try again.",
            )
    taken = [name for name in wide if _is_a_persons(target.name(name.name), name, ours)]
    for pair in pairs:
        own = [renamed(name) for name in pair.donor.names if name.sheet == pair.new.index]
        book.set_names(places[pair.place], [*taken, *own])
    for name in wide:
        if name not in taken:
            book.set_name(name)
    for pair in pairs:
        if pair.mark is None:
            continue
        title = pair.old.title if pair.old else pair.new.title
        # All rows, because a reference to one cell moves to another sheet when somebody cuts and pastes that cell.
        book.set_name(DefinedName(pair.mark, quote_title(title) + "!$1:$1048576", None, hidden=False))


def _is_a_persons(there: DefinedName | None, wanted: DefinedName, tool_titles: Collection[str]) -> bool:
    """Whether `there`, which bears the name that `wanted` shall get, means something else and is not the tool's."""
    if there is None or there.name.casefold().startswith(TOOL_NAMES) or there.title in tool_titles:
        return False
    return there.text != wanted.text and "#REF!" not in there.text  # left behind by a sheet that was deleted
