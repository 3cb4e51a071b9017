"""Text that is anything but harmless arrives as it was, by every way text goes into a person's workbook."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from datetime import UTC, datetime

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from openpyxl.utils.escape import unescape

from custsheet.drawing.workbook.book import Book as Drawing
from custsheet.package import graft
from custsheet.package.patching.patch import patch
from custsheet.package.patching.patches import CellPatch, ColumnPatch, RowPatch
from custsheet.reading.book import Book

TOOL, OWN = "数据质量", "客户"
TEXTS = [
    '=HYPERLINK("http://x","y")',
    "@SUM(A1)",
    "+8613800138000",
    "-1+1",
    "_x000D_",
    "_x005F_x000D_",
    "a\r\nb\rc\nd\te",
    "  vorn und hinten\t ",
    "字" * 32_767,
    "👨‍👩‍👧𠮷",
    "\x00\x01\x0b\x1f",
    "a\ud83db",
    "\ufffe",
]
HEADER = 255
"""Characters of a header of a table (Excel's specification)."""


def target() -> bytes:
    """A table in A1:A2 of the person's sheet."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet(OWN)
    sheet.add_table("A1:A2", {"name": "T", "columns": [{"header": "编号"}]})
    sheet.write("A2", "C1")
    book.close()
    return held.getvalue()


def grafted(text: str) -> tuple[bytes, str, int, int]:
    drawing = Drawing("zh", created=datetime(2024, 1, 1, tzinfo=UTC))
    drawing.sheet(TOOL).put(1, 1, text)
    return graft(target(), drawing.close()), TOOL, 1, 1


def in_a_cell(text: str) -> tuple[bytes, str, int, int]:
    return patch(target(), [CellPatch(OWN, "C3", text)]), OWN, 3, 3


def in_a_row(text: str) -> tuple[bytes, str, int, int]:
    return patch(target(), [RowPatch("T", {"编号": text})]), OWN, 3, 1


def as_a_header(text: str) -> tuple[bytes, str, int, int]:
    return patch(target(), [ColumnPatch("T", text[:HEADER])]), OWN, 1, 2


@pytest.mark.parametrize("way", [grafted, in_a_cell, in_a_row, as_a_header])
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_hostile_text(way: Callable[[str], tuple[bytes, str, int, int]], text: str) -> None:
    data, title, row, column = way(text)
    wanted = text[:HEADER] if way is as_a_header else text
    if way is grafted:
        # The drawing writes U+FFFD for half a character: XlsxWriter could not encode it.
        wanted = re.sub("[\ud800-\udfff]", "\ufffd", wanted)
    # Half a character and U+FFFE stay escapes for python-calamine, whose strings cannot hold or do not decode them.
    read = re.sub("[\ud800-\udfff\ufffe]", lambda match: f"_x{ord(match[0]):04X}_", wanted)

    calamine = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_name(title)
    assert calamine.to_python(skip_empty_area=False)[row - 1][column - 1] == read
    assert Book(data).grid(title)[row - 1][column - 1] == read
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = openpyxl.load_workbook(io.BytesIO(data))[title].cell(row, column)
    assert found.data_type != "f"
    # openpyxl leaves escapes in cells as they are written; they are written where XML has no room for a character.
    escaped = re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe]", wanted)
    assert (unescape(found.value) if escaped else found.value) == wanted
