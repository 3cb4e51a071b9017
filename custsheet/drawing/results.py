"""All sheets the tool writes into a workbook after a pass, drawn into one donor workbook that the graft takes over.

The same outcome at the same moment gives the same bytes. A workbook made with custsheet gets all of them; one made
without gets what a person can read, and no home sheet, look-ups or flags, which its own sheets could not use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from custsheet.analysis.reports import REPORTS
from custsheet.drawing.dashboard.dashboard import draw_dashboard
from custsheet.drawing.hidden import record_names
from custsheet.drawing.home.home_facts import draw_home_run
from custsheet.drawing.lists.duplicates import draw_duplicates
from custsheet.drawing.lists.findings import draw_findings
from custsheet.drawing.lists.flags import draw_flags, flags_name
from custsheet.drawing.lists.ledger import draw_ledger
from custsheet.drawing.lists.memory_sheet import draw_memory_sheet
from custsheet.drawing.lists.records import draw_records
from custsheet.drawing.lists.tiers import draw_tiers
from custsheet.drawing.people.guide import draw_guide_of
from custsheet.drawing.people.settings import define_own_lists
from custsheet.drawing.quality.quality import draw_quality
from custsheet.drawing.reports.report import draw_report
from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Content, on
from custsheet.model.memory import OWNER, as_json
from custsheet.model.outcome import Outcome
from custsheet.model.schema import Schema, ToolSheet
from custsheet.model.snapshot import Memory, Snapshot
from custsheet.model.stopwatch import part
from custsheet.package.grafting.graft import whole
from custsheet.package.grafting.sheetbody import Rows
from custsheet.reading.fingerprint import SheetMark, Spelling
from custsheet.reading.selectors import DASHBOARD

VISIBLE = ("home", "findings", "duplicates", "ledger", "quality", "tiers", "dashboard", "chart_data", *REPORTS)
"""Tool sheets that tell people what a pass found, in the order they are drawn."""
LATE = frozenset({"ledger", "board", *REPORTS})
"""Those that come only once they have something to say: so many sheets less in a small company's workbook."""
DRAWN = (*VISIBLE, "guide")
"""Every tool sheet people see that a pass draws anew."""
Remember = Callable[[Sequence["DonorSheet"]], Memory]
_Written = Callable[[str, str, str], None]  # name of a sheet, its fingerprint and that of its bytes
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
    """A workbook of tool sheets.

    Attributes:
        frame: the workbook without the rows of its sheets.
        rows: title → the rows of that sheet.
        sheets: its sheets in order.
        names: the other defined names it brings.
        records: the rows of the sheet that people's formulas look things up on, see `hidden.RECORDS`.
    """

    frame: bytes
    rows: Mapping[str, Rows]
    sheets: tuple[DonorSheet, ...]
    names: tuple[str, ...] = ()
    records: Sequence[Sequence[Content]] = ()

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
    hidden: list[DonorSheet] = []
    reports = [one for one in outcome.reports if one.ready or one.name in outcome.snapshot.owned]
    if outcome.snapshot.native:
        draw_home_run(scene, names)
        names.insert(0, "home")
    for name, draw in _LISTS.items():
        if name in names:
            with part(name):
                draw(scene)
    if outcome.figures is not None:
        with part("dashboard"):
            draw_dashboard(scene, outcome.figures)
    for report in reports:
        with part(report.name):
            draw_report(scene, report)
        names.append(report.name)
    if outcome.figures is not None and outcome.figures.board is not None and scene.schema.has_tool("board"):
        hidden.append(DonorSheet("board", scene.title("board"), visible=False))
    if outcome.snapshot.native:
        names.append("guide")
        draw_guide_of(book, outcome.snapshot, names)
    sheets = [DonorSheet(name, scene.title(name)) for name in names] + hidden
    brought: list[str] = []
    records: Sequence[Sequence[Content]] = ()
    if outcome.snapshot.native:
        records = draw_records(scene)
        sheets.append(DonorSheet("records", scene.title("records"), visible=False))
        brought += record_names(scene.schema, scene.lang)
        for sheet in scene.schema.sheets:
            name, title = flags_name(sheet.name), draw_flags(scene, sheet, date1904=outcome.snapshot.date1904)
            sheets.append(DonorSheet(name, title, visible=False))
            brought.append(f"cs_flag_{sheet.name}")
        brought += define_own_lists(scene)
    written: _Written | None = None
    if remember is not None:
        unknown = dict.fromkeys((sheet.name for sheet in sheets), "")
        memory = replace(remember(sheets), sheets=unknown, spelled=unknown)
        title, written = _draw_memory(book, memory, outcome.snapshot, version)
        sheets.append(DonorSheet("memory", title, visible=False))
    return replace(_donor(book, sheets, brought, scene.schema, written), records=records)


def draw_guide(snapshot: Snapshot) -> Donor:
    """The guide alone."""
    book = Book(snapshot.lang, created=_CREATED, date1904=snapshot.date1904)
    return _donor(book, [DonorSheet("guide", draw_guide_of(book, snapshot))])


def draw_memory(memory: Memory, snapshot: Snapshot, *, version: str) -> Donor:
    """The hidden sheet that remembers `memory`, alone."""
    book = Book(snapshot.lang, created=_CREATED, date1904=snapshot.date1904)
    title, _ = _draw_memory(book, memory, snapshot, version)
    return _donor(book, [DonorSheet("memory", title, visible=False)])


def _draw_memory(book: Book, memory: Memory, snapshot: Snapshot, version: str) -> tuple[str, _Written]:
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
    written: _Written | None = None,
) -> Donor:
    """Mark each sheet as the tool's, and close the book. `written` is told the fingerprints of all but the last."""
    for sheet in sheets:
        book.define(OWNER + sheet.name, on(sheet.title, "$A$1"))
    tools = {tool.name: tool for tool in schema.tool_sheets if tool.columns} if schema is not None else {}
    names_of = {sheet.title: sheet.name for sheet in (sheets[:-1] if written is not None else ())}
    rows: dict[str, Rows] = {}
    for canvas in book.canvases:
        name = names_of.get(canvas.title)
        if written is None or name is None:
            rows[canvas.title] = canvas.join
        else:
            rows[canvas.title] = _marked(canvas, tools.get(name), name, written)
    with part("pack"):
        return Donor(book.frame(), rows, tuple(sheets), tuple(names))


def _marked(canvas: Canvas, tool: ToolSheet | None, name: str, written: _Written) -> Rows:
    def rows(style: Callable[[int], int]) -> Iterator[bytes]:
        mark, spelling = SheetMark(tool, canvas.top(), chosen=name == DASHBOARD), Spelling()
        for piece in canvas.join(style, mark):
            spelling.add(piece)
            yield piece
        done = mark.done()
        written(name, done, spelling.done(done))

    return rows
