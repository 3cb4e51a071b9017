"""Which sheets of a workbook are in sight; nothing but the workbook part changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from custsheet.package.splice import WorkbookPart
from custsheet.package.workbook import Workbook


def sheet_titles(data: bytes) -> tuple[str, ...]:
    """Titles of all sheets, in order."""
    return tuple(sheet.title for sheet in Workbook.of(data).sheets)


def hideable_sheets(data: bytes) -> tuple[str, ...]:
    """Titles of the sheets in sight that may be hidden: those on which the workbook does not open."""
    workbook = Workbook.of(data)
    opening = WorkbookPart(workbook).opening()
    return tuple(one.title for one in workbook.sheets if one.state == "visible" and one.index not in opening)


def put_in_sight(
    book: WorkbookPart, sheets: Iterable[tuple[int, str, str]], *, hide: Collection[str], show: Collection[str]
) -> None:
    """Hide the sheets titled `hide` and bring those titled `show` into sight.

    Only what is merely hidden is shown: what a program has hidden for good stays so. A sheet on which the workbook
    opens stays in sight, and so does the last one: Excel repairs a workbook that opens on nothing.

    Args:
        book: the workbook part that is being changed.
        sheets: index, title and state of each.
        hide: titles.
        show: titles.
    """
    opening = book.opening()
    for index, title, state in sheets:
        if title in show and state == "hidden":
            book.set_state(index, "visible")
        elif title in hide and state == "visible" and index not in opening:
            book.set_state(index, "hidden")
