"""A workbook for managers alone: the dashboard, every analysis and the tiers of one outcome, with nobody's rows in it.

It stands by itself: links that would lead to people's sheets are left out, everything else is as in the workbook.
"""

from __future__ import annotations

from datetime import datetime

from custsheet.drawing.dashboard.dashboard import draw_dashboard
from custsheet.drawing.lists.tiers import draw_tiers
from custsheet.drawing.reports.report import draw_report
from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook.book import Book
from custsheet.model.outcome import Outcome


def draw_managers_copy(outcome: Outcome, *, now: datetime, version: str, tiers: bool = True) -> bytes:
    """The bytes of an .xlsx file; equal arguments give equal bytes.

    Args:
        outcome: what was computed.
        now: shown as the moment of computing.
        version: of custsheet, kept in the properties.
        tiers: whether the sheet with a row for every customer comes too; it makes a long print.
    """
    snapshot = outcome.snapshot
    reports = [one for one in outcome.reports if one.ready]
    listed = tiers and snapshot.schema.has_tool("tiers")
    board = ("dashboard", "chart_data") if outcome.figures is not None else ()
    drawn = {*board, *(one.name for one in reports), *(("tiers",) if listed else ())}
    book = Book(snapshot.lang, created=now, date1904=snapshot.date1904, standalone=True)
    company = str(snapshot.settings.get("company_name") or "").strip()
    book.properties({"custsheet_version": version}, author="custsheet", company=company)
    scene = Scene(outcome, book, now, frozenset(drawn))
    if outcome.figures is not None:
        draw_dashboard(scene, outcome.figures)
    for report in reports:
        draw_report(scene, report)
    if listed:
        draw_tiers(scene)
    return book.close()
