"""Which sheets of a workbook are in sight; nothing but the workbook part changes."""

from __future__ import annotations

from collections.abc import Collection

from custsheet.package.container import Package
from custsheet.package.rewrite import Rewrite
from custsheet.package.workbook import Workbook


def visible_sheets(data: bytes) -> tuple[str, ...]:
    """Titles of the sheets that are in sight, in order."""
    return tuple(sheet.title for sheet in Workbook.read(Package.read(data)).sheets if sheet.state == "visible")


def in_sight(data: bytes, *, hide: Collection[str] = (), show: Collection[str] = ()) -> bytes:
    """The workbook with the sheets titled `hide` hidden and those titled `show` in sight; its very bytes if all are so.

    Only what is merely hidden is shown: what a program has hidden for good stays so. A sheet on which the workbook
    opens stays in sight, and so does the last one: Excel repairs a workbook that opens on nothing.
    """
    workbook = Workbook.read(Package.read(data))
    new = Rewrite(workbook)
    opening = new.book.opening()
    for sheet in workbook.sheets:
        if sheet.title in show and sheet.state == "hidden":
            new.book.set_state(sheet.index, "visible")
        elif sheet.title in hide and sheet.state == "visible" and sheet.index not in opening:
            new.book.set_state(sheet.index, "hidden")
    return new.done()
