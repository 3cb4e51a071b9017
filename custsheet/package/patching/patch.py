"""Sets single cells, rows, columns and rules of people's sheets and leaves everything else as it is, bit for bit.

Invariant: every part but the patched sheets', their tables', the styles (where a format had to be added) and, where
there are formulas to recalculate, the workbook part keeps its compressed bytes; within a sheet's part every byte
outside the patched cells, rows and rules stays, in order. A value that is there already is not written again: when all
are, the very same bytes come back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from custsheet.model.errors import WorkbookError
from custsheet.package.formulatexts import tail
from custsheet.package.patching.cellformats import patch_format
from custsheet.package.patching.cellpatch import patch_cell
from custsheet.package.patching.columnwidth import patch_hidden
from custsheet.package.patching.headerpatch import patch_headers
from custsheet.package.patching.merges import patch_merges
from custsheet.package.patching.patches import (
    CellPatch,
    ColumnPatch,
    FormatPatch,
    GrowPatch,
    HeaderPatch,
    HiddenPatch,
    Patch,
    ResultPatch,
    RowPatch,
    RulesPatch,
    SheetPatch,
    UnmergePatch,
    WidenPatch,
)
from custsheet.package.patching.resultpatch import patch_result
from custsheet.package.patching.rulecheck import Donor, RuleDamage, damage
from custsheet.package.patching.rulespatch import patch_rules
from custsheet.package.patching.sheetplan import Book, SheetPlan
from custsheet.package.patching.tablepatch import patch_table
from custsheet.package.recalc import has_formulas, recalculates
from custsheet.package.refusals import UNCHANGED_EN, UNCHANGED_ZH
from custsheet.package.rewrite import Rewrite
from custsheet.package.workbook import Sheet, Workbook, refuse_signed

_HEADERS = -1  # stands for one run of headers, whatever changes they are of


def patch(target: bytes, patches: Sequence[Patch]) -> bytes:
    """The target after `patches`, one after the other; each sees what those before it have done.

    Args:
        target: the workbook a person owns; it has passed `gate`.
        patches: what shall change. Of several `CellPatch`es of one cell the last holds.

    Returns:
        The new workbook; the very bytes of `target` when nothing would change.

    Raises:
        WorkbookError: one of them cannot be done (no such sheet, table or header; something in the way; a value Excel
            cannot hold; a formula in its place), and nothing was. TypeError: something is no value of a cell.
    """
    workbook = Workbook.of(target)
    refuse_signed(workbook.package)
    book = Book.of(workbook)
    # The old parts are let go of before the new file is put together: they may be hundreds of megabytes.
    planner = _Planner(book)
    planner.plan(_last_of_each_cell(patches))
    return _assembled(book, planner.parts())


def refusals(target: bytes, changes: Sequence[Sequence[Patch]]) -> dict[int, WorkbookError]:
    """Which of these changes cannot be made, each without those before it that cannot: index → why.

    All are looked at in one reading of the sheets, where `patch` stops at the first. Of headers that follow each other
    and may exchange names all count as refused where one is. What shows only when the file is put together is not seen.
    """
    workbook = Workbook.of(target)
    planner, found = _Planner(Book.of(workbook)), dict[int, WorkbookError]()
    listed = [(at, one) for at, change in enumerate(changes) for one in change]
    for _, run in groupby(listed, lambda each: _HEADERS if isinstance(each[1], HeaderPatch) else each[0]):
        left = [(at, one) for at, one in run if at not in found]
        try:
            planner.plan([one for _, one in left])
        except WorkbookError as refusal:
            found |= dict.fromkeys((at for at, _ in left), refusal)
    return found


def damaged_rules(target: bytes, patches: Sequence[RulesPatch]) -> dict[str, RuleDamage]:
    """Title of each sheet in `patches` → how many of the donor's rules do not hold on it any more.

    None are damaged on any sheet exactly where `patch(target, patches)` gives the very bytes of `target`.

    Raises:
        WorkbookError: there is no such sheet. ValueError: the donor has none.
    """
    workbook = Workbook.of(target)
    found: dict[str, RuleDamage] = {}
    for one in patches:
        sheet = workbook.sheets[_sheet_index(workbook, one)]
        rules = tail(workbook.package, sheet.part)
        found[one.sheet] = found.get(one.sheet, RuleDamage()) + damage(Donor.read(one), rules)
    return found


class _Planner:
    """Plans patches one after the other; nothing is written."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._plans: dict[str, SheetPlan] = {}

    def plan(self, patches: Iterable[Patch]) -> None:
        """Plan them.

        Raises:
            WorkbookError: one cannot be done; what was planned of the others stays planned.
        """
        for headers, run in groupby(patches, lambda one: isinstance(one, HeaderPatch)):
            if headers:
                patch_headers(((self._of(one), one) for one in run if isinstance(one, HeaderPatch)), self._on)
            else:
                for one in run:
                    _plan(self._of(one), one)

    def parts(self) -> dict[str, bytes]:
        """The sheets' and tables' parts after all that was planned; some may be as they were."""
        parts: dict[str, bytes] = {}
        while self._plans:
            parts |= self._plans.popitem()[1].parts()
        return parts

    def _on(self, sheet: Sheet) -> SheetPlan:
        return self._plans.setdefault(sheet.part, SheetPlan(self._book, sheet))

    def _of(self, one: Patch) -> SheetPlan:
        return self._on(self._book.workbook.sheets[_sheet_index(self._book.workbook, one)])


def _plan(plan: SheetPlan, one: Patch) -> None:
    match one:
        case CellPatch():
            patch_cell(plan, one)
        case ResultPatch():
            patch_result(plan, one)
        case RulesPatch():
            patch_rules(plan, one)
        case FormatPatch():
            patch_format(plan, one)
        case HiddenPatch():
            patch_hidden(plan, one)
        case UnmergePatch():
            patch_merges(plan, one)
        case RowPatch() | GrowPatch() | WidenPatch() | ColumnPatch():
            patch_table(plan, one)


def _assembled(book: Book, parts: dict[str, bytes]) -> bytes:
    new = Rewrite(book.workbook)
    new.parts = parts
    if book.styles.grown:
        new.put_styles(book.styles)
    for change in book.renamed:
        new.book.change_names(change.applied)
    if book.formulas_gone:
        new.drop_calculation_chain()
    stale = book.values_changed and not recalculates(book.workbook) and has_formulas(book.workbook)
    if new.changes() and (book.recalculate or stale):
        new.book.recalculate()
    return new.done()


def _last_of_each_cell(patches: Sequence[Patch]) -> list[Patch]:
    """The patches without those of cells that a later one sets again before anything else looks at them."""
    kept: list[Patch] = []
    run: dict[tuple[str, str], Patch] = {}
    for one in patches:
        if isinstance(one, CellPatch):
            run[_cell_key(one)] = one
        else:
            kept += [*run.values(), one]
            run.clear()
    return [*kept, *run.values()]


def _cell_key(one: CellPatch) -> tuple[str, str]:
    return one.sheet.casefold(), one.cell.replace("$", "").upper()


def _sheet_index(workbook: Workbook, one: Patch) -> int:
    if isinstance(one, SheetPatch):
        sheet = workbook.sheet(one.sheet)
        if sheet is None or sheet.kind != "worksheet":
            raise WorkbookError(
                f"工作簿里没有名为“{one.sheet}”、带单元格的工作表。{UNCHANGED_ZH}",
                f"The workbook has no worksheet “{one.sheet}”. {UNCHANGED_EN}",
            )
        return sheet.index
    wanted = one.table.casefold()
    for found, table in workbook.tables():
        if table.display_name.casefold() == wanted and found.kind == "worksheet":
            return found.index
    raise WorkbookError(
        f"工作簿里没有名为“{one.table}”的表格。{UNCHANGED_ZH}",
        f"The workbook has no table “{one.table}”. {UNCHANGED_EN}",
    )
