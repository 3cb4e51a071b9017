"""All sheets the tool writes into a workbook after a pass, drawn into one donor workbook that the graft takes over.

The same outcome at the same moment gives the same bytes. A workbook made with custsheet gets all of them; one made
without gets what a person can read, and no home sheet, look-ups or flags, which its own sheets could not use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from custsheet.analysis.reports import REPORTS
from custsheet.drawing.book import Book
from custsheet.drawing.cells import on
from custsheet.drawing.dashboard import draw_dashboard
from custsheet.drawing.duplicates import draw_duplicates
from custsheet.drawing.findings import draw_findings
from custsheet.drawing.flags import draw_flags, flags_name
from custsheet.drawing.guide import draw_guide_of
from custsheet.drawing.hidden import record_names
from custsheet.drawing.home_facts import draw_home_run
from custsheet.drawing.ledger import draw_ledger
from custsheet.drawing.memory_sheet import draw_memory_sheet
from custsheet.drawing.quality import draw_quality
from custsheet.drawing.records import draw_records
from custsheet.drawing.report import draw_report
from custsheet.drawing.settings import define_own_lists
from custsheet.drawing.tiers import draw_tiers
from custsheet.drawing.toolsheet import Scene
from custsheet.model.memory import OWNER, as_json
from custsheet.model.outcome import Outcome
from custsheet.model.snapshot import Memory, Snapshot
from custsheet.model.stopwatch import part

VISIBLE = ("home", "findings", "duplicates", "ledger", "quality", "tiers", "dashboard", "chart_data", *REPORTS)
"""Tool sheets that tell people what a pass found, in the order they are drawn."""
LATE = frozenset({"ledger", "board", *REPORTS})
"""Those that come only once they have something to say: so many sheets less in a small company's workbook."""
DRAWN = (*VISIBLE, "guide")
"""Every tool sheet people see that a pass draws anew."""
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
    """A workbook of tool sheets: its bytes, its sheets in order, the other defined names it brings."""

    data: bytes
    sheets: tuple[DonorSheet, ...]
    names: tuple[str, ...] = ()


def draw_results(outcome: Outcome, *, now: datetime, version: str) -> Donor:
    """Every sheet that follows from `outcome`, but not the memory, which is drawn when their fingerprints are known.

    Args:
        outcome: what the pass found.
        now: shown as the moment of computing.
        version: of custsheet, kept in the donor's properties.
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
    if outcome.snapshot.native:
        draw_records(scene)
        sheets.append(DonorSheet("records", scene.title("records"), visible=False))
        brought += record_names(scene.schema, scene.lang)
        for sheet in scene.schema.sheets:
            name, title = flags_name(sheet.name), draw_flags(scene, sheet, date1904=outcome.snapshot.date1904)
            sheets.append(DonorSheet(name, title, visible=False))
            brought.append(f"cs_flag_{sheet.name}")
        brought += define_own_lists(scene)
    return _donor(book, sheets, brought)


def draw_guide(snapshot: Snapshot) -> Donor:
    """The guide alone."""
    book = Book(snapshot.lang, created=_CREATED, date1904=snapshot.date1904)
    return _donor(book, [DonorSheet("guide", draw_guide_of(book, snapshot))])


def draw_memory(memory: Memory, snapshot: Snapshot, *, version: str) -> Donor:
    """The hidden sheet that remembers `memory`, and in a native workbook carries its standard.

    Where the administrator has changed that, it remembers the one it was made from too: an upgrade needs both.
    """
    if not memory.seed and snapshot.carried not in (None, snapshot.schema):
        memory = replace(memory, seed=as_json(snapshot.carried))
    book = Book(snapshot.lang, created=_CREATED, date1904=snapshot.date1904)
    title = snapshot.owned.get("memory") or snapshot.schema.tool("memory").title(snapshot.lang)
    draw_memory_sheet(book, title, memory, snapshot.schema if snapshot.native else None, version)
    return _donor(book, [DonorSheet("memory", title, visible=False)])


def _donor(book: Book, sheets: Sequence[DonorSheet], names: Sequence[str] = ()) -> Donor:
    """Mark each sheet as the tool's, and close the book."""
    for sheet in sheets:
        book.define(OWNER + sheet.name, on(sheet.title, "$A$1"))
    with part("pack"):
        return Donor(book.close(), tuple(sheets), tuple(names))
