"""All sheets the tool writes into a workbook after a pass, drawn into one donor workbook that the graft takes over.

The same outcome at the same moment gives the same bytes. A workbook made with custsheet gets all of them; one made
without gets what a person can read, and no home sheet, look-ups or flags, which its own sheets could not use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from custsheet.analysis.reports import REPORTS
from custsheet.drawing.dashboard.dashboard import draw_dashboard
from custsheet.drawing.home.home_facts import draw_home_run
from custsheet.drawing.kept import Group, Joined, Shelf, Written, exactly, sealed, seen
from custsheet.drawing.lists.duplicates import draw_duplicates
from custsheet.drawing.lists.findings import draw_findings
from custsheet.drawing.lists.flags import define_flags, draw_flags, flags_name, flags_of, flags_sheet
from custsheet.drawing.lists.ledger import draw_ledger
from custsheet.drawing.lists.memory_sheet import draw_memory_sheet
from custsheet.drawing.lists.records import define_records, draw_records, record_rows
from custsheet.drawing.lists.tiers import draw_tiers
from custsheet.drawing.people.guide import draw_guide_of
from custsheet.drawing.people.settings import define_own_lists
from custsheet.drawing.quality.quality import draw_quality
from custsheet.drawing.reports.report import draw_report
from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.cells import Content, on
from custsheet.model.latest import Very
from custsheet.model.memory import OWNER, as_json
from custsheet.model.outcome import Outcome
from custsheet.model.report import Report
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory, Snapshot
from custsheet.model.stopwatch import part
from custsheet.model.upgrading.words import company_changes
from custsheet.package.grafting.graft import Kept, whole
from custsheet.package.grafting.sheetbody import Rows
from custsheet.reading.fingerprint import SheetMark
from custsheet.reading.selectors import DASHBOARD

VISIBLE = ("home", "findings", "duplicates", "ledger", "quality", "tiers", "dashboard", "chart_data", *REPORTS)
"""Tool sheets that tell people what a pass found, in the order they are drawn."""
LATE = frozenset({"ledger", "board", *REPORTS})
"""Those that come only once they have something to say: so many sheets less in a small company's workbook."""
DRAWN = (*VISIBLE, "guide")
"""Every tool sheet people see that a pass draws anew."""
Remember = Callable[[Sequence["DonorSheet"]], Memory]
_BOARD = "board"
_SHELF = Shelf()
# The properties of a donor stay in the donor; a fixed moment keeps its bytes equal.
_CREATED = datetime(2000, 1, 1)
# A standard from before such a sheet was known goes without it.
_LISTS: Mapping[str, Callable[[Scene], None]] = {
    "findings": draw_findings,
    "duplicates": draw_duplicates,
    "ledger": draw_ledger,
    "quality": draw_quality,
    "tiers": draw_tiers,
}


@dataclass(frozen=True, slots=True)
class DonorSheet:
    """One sheet of a donor.

    Attributes:
        name: tool sheet name ("findings"); flag sheets are called "flags_<sheet>".
        title: the worksheet's title in the donor, which is its title in the target where it exists there.
        visible: whether people are meant to see it.
    """

    name: str
    title: str
    visible: bool = True


@dataclass(frozen=True, slots=True)
class Donor:
    """Tool sheets: a workbook of them, and those that are kept from earlier ones.

    Attributes:
        frame: the workbook without the rows of its sheets.
        rows: title → the rows of that sheet.
        sheets: its sheets in order.
        names: the other defined names it brings.
        records: the rows of the sheet that people's formulas look things up on, see `hidden.RECORDS`.
        kept: donors of earlier passes with those of its sheets that were not drawn anew.
        order: titles of all sheets in the order in which they would be drawn.
    """

    frame: bytes
    rows: Mapping[str, Rows]
    sheets: tuple[DonorSheet, ...]
    names: tuple[str, ...] = ()
    records: Sequence[Sequence[Content]] = ()
    kept: tuple[Kept, ...] = ()
    order: tuple[str, ...] = ()

    @property
    def data(self) -> bytes:
        """The whole workbook, joined anew every time."""
        return whole(self.frame, self.rows)


def draw_results(outcome: Outcome, *, now: datetime, version: str, remember: Remember | None = None) -> Donor:
    """Every sheet that follows from `outcome`.

    Args:
        outcome: what the pass found.
        now: shown as the moment of computing.
        version: of custsheet, kept in the donor's properties.
        remember: told the sheets drawn, it says what the hidden sheet behind them shall remember, their fingerprints
            apart, which are taken while their rows are joined. None: without that sheet.
    """
    book = Book(outcome.snapshot.lang, created=_CREATED, date1904=outcome.snapshot.date1904)
    book.properties({"custsheet_version": version})
    scene = Scene(outcome, book, now)
    board = ("dashboard", "chart_data") if outcome.figures is not None else ()
    names = [name for name in (*_LISTS, *board) if scene.schema.has_tool(name)]
    if "ledger" in names and not (outcome.snapshot.memory.review.ledger or "ledger" in outcome.snapshot.owned):
        names.remove("ledger")
    owned = outcome.snapshot.owned
    reports = [one for one in outcome.reports if one.ready or one.name in owned]
    names += [one.name for one in reports]
    native = outcome.snapshot.native
    records = record_rows(scene) if native else []
    groups = _groups(scene, names, reports, records)
    kept = [name for name, one in groups.items() if remember is not None and _SHELF.holds(one, owned)]
    if native:
        draw_home_run(scene, names[: len(names) - len(reports)])
        names.insert(0, "home")
    for name, draw in _LISTS.items():
        if name in names and name not in groups:
            with part(name):
                draw(scene)
    order = [canvas.title for canvas in book.canvases]
    drawn = [one for name, one in groups.items() if name not in kept]
    for name, group in groups.items():
        if name in kept:
            order += _SHELF.titles(name)
            continue
        with part(name):
            group.draw()
        order += [canvas.title for canvas in book.canvases if canvas.title not in order]
    if native:
        names.append("guide")
    hidden = [DonorSheet(_BOARD, scene.title(_BOARD), visible=False)] if _has_board(scene) else []
    sheets = [DonorSheet(name, scene.title(name)) for name in names] + hidden
    brought: list[str] = []
    if native:
        sheets.append(DonorSheet("records", scene.title("records"), visible=False))
        brought += define_records(scene)
        for sheet in scene.schema.sheets:
            sheets.append(DonorSheet(flags_name(sheet.name), flags_sheet(scene, sheet), visible=False))
            brought.append(define_flags(scene, sheet))
        brought += define_own_lists(scene)
    written: Written | None = None
    if remember is not None:
        unknown = dict.fromkeys((sheet.name for sheet in sheets), "")
        memory = replace(remember(sheets), sheets=unknown, spelled=unknown)
        title, written = _draw_memory(book, memory, outcome.snapshot, version)
        sheets.append(DonorSheet("memory", title, visible=False))
    donor, joined = _donor(book, sheets, brought, scene.schema, written)
    earlier: tuple[Kept, ...] = ()
    if written is not None:
        earlier = _SHELF.kept(kept, written)
        _SHELF.hold(kept, drawn, donor.frame, joined)
    order += [canvas.title for canvas in book.canvases if canvas.title not in order]
    return replace(donor, records=records, kept=earlier, order=tuple(order))


def _groups(
    scene: Scene, names: Sequence[str], reports: Sequence[Report], records: Sequence[Sequence[Content]]
) -> dict[str, Group]:
    """Sheets that may be kept, by the first of those that are drawn together, in the order in which they stand."""
    board = (_BOARD,) if _has_board(scene) else ()
    titles = {name: scene.title(name) for name in (*names, *board)}
    plain = replace(scene, outcome=sealed(scene.outcome, titles))
    all_seen = seen(plain.outcome, chosen=False)
    found = {}
    if "tiers" in names:
        found["tiers"] = Group(("tiers",), (all_seen, Very(scene.outcome.tiers)), partial(draw_tiers, plain))
    figures = scene.outcome.figures
    if figures is not None:
        of = (seen(plain.outcome, chosen=True), Very(figures))
        together = tuple(name for name in ("dashboard", "chart_data") if name in names)
        found["dashboard"] = Group((*together, *board), of, partial(draw_dashboard, plain, figures))
    for one in reports:
        found[one.name] = Group((one.name,), (all_seen, Very(one)), partial(draw_report, plain, one))
    if scene.snapshot.native:
        changes, with_home = company_changes(scene.snapshot), ("home", *names, "guide")
        draw = partial(draw_guide_of, scene.book, plain.snapshot, changes, with_home)
        found["guide"] = Group(("guide",), (all_seen, with_home, changes), draw)
        found |= _looked_up(scene, records)
    return found


def _looked_up(scene: Scene, records: Sequence[Sequence[Content]]) -> Iterator[tuple[str, Group]]:
    """The hidden sheets that people's formulas and colours look things up on: each is all that stands there."""
    title = scene.title("records")
    yield "records", Group(("records",), (title, exactly(records)), partial(draw_records, scene.book, title, records))
    for sheet in scene.schema.sheets:
        name, title, flags = flags_name(sheet.name), flags_sheet(scene, sheet), flags_of(scene, sheet)
        yield name, Group((name,), (title, list(flags.items())), partial(draw_flags, scene.book, title, flags))


def _has_board(scene: Scene) -> bool:
    figures = scene.outcome.figures
    return figures is not None and figures.board is not None and scene.schema.has_tool(_BOARD)


def draw_guide(snapshot: Snapshot) -> Donor:
    """The guide alone."""
    book = Book(snapshot.lang, created=_CREATED, date1904=snapshot.date1904)
    return _donor(book, [DonorSheet("guide", draw_guide_of(book, snapshot, company_changes(snapshot)))])[0]


def draw_memory(memory: Memory, snapshot: Snapshot, *, version: str) -> Donor:
    """The hidden sheet that remembers `memory`, alone."""
    book = Book(snapshot.lang, created=_CREATED, date1904=snapshot.date1904)
    title, _ = _draw_memory(book, memory, snapshot, version)
    return _donor(book, [DonorSheet("memory", title, visible=False)])[0]


def _draw_memory(book: Book, memory: Memory, snapshot: Snapshot, version: str) -> tuple[str, Written]:
    """The hidden sheet that remembers `memory`, and in a native workbook carries its standard.

    Where the administrator has changed that, it remembers the one it was made from too: an upgrade needs both.
    """
    if not memory.seed and snapshot.carried not in (None, snapshot.schema):
        memory = replace(memory, seed=as_json(snapshot.carried))
    title = snapshot.owned.get("memory") or snapshot.schema.tool("memory").title(snapshot.lang)
    return title, draw_memory_sheet(book, title, memory, snapshot.schema if snapshot.native else None, version)


def _donor(
    book: Book,
    sheets: Sequence[DonorSheet],
    names: Sequence[str] = (),
    schema: Schema | None = None,
    written: Written | None = None,
) -> tuple[Donor, dict[str, Joined]]:
    """Mark each sheet as the tool's, and close the book; with it, where they are told, the rows of each by name.

    `written` is told the fingerprints of all but the last.
    """
    here = {canvas.title for canvas in book.canvases}
    for sheet in sheets:
        if sheet.title in here:
            book.define(OWNER + sheet.name, on(sheet.title, "$A$1"))
    tools = {tool.name: tool for tool in schema.tool_sheets if tool.columns} if schema is not None else {}
    names_of = {sheet.title: sheet.name for sheet in (sheets[:-1] if written is not None else ())}
    rows: dict[str, Rows] = {}
    joined: dict[str, Joined] = {}
    for canvas in book.canvases:
        name = names_of.get(canvas.title)
        if written is None or name is None:
            rows[canvas.title] = canvas.join
        else:
            mark = SheetMark(tools.get(name), canvas.top(), chosen=name == DASHBOARD)
            joined[name] = Joined(name, canvas, mark)
            rows[canvas.title] = joined[name].rows(written)
    with part("pack"):
        return Donor(book.frame(), rows, tuple(sheets), tuple(names)), joined
