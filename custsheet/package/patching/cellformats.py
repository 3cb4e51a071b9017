"""The formats of a sheet's cells, column by column, and the patch of their number format.

Reading every cell of a hundred thousand rows to learn the formats of one column takes seconds; where all cells name
their place first, as office programs write them, one expression finds a column's cells in the bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from custsheet.model.address import column_letters
from custsheet.package.numberformats import comparable
from custsheet.package.patching.bytexml import attributes
from custsheet.package.patching.cellvalue import refusal
from custsheet.package.patching.patches import FormatPatch
from custsheet.package.ranges import LAST_ROW, parse_box
from custsheet.package.xmlparts import whole

if TYPE_CHECKING:
    from custsheet.package.patching.sheetplan import SheetPlan


class CellFormats:
    """The formats of the cells that are there, as the part has them."""

    def __init__(self, plan: SheetPlan) -> None:
        self._plan = plan

    def of(self, column: int) -> Mapping[int, int]:
        """Row → format of the cells of `column`."""
        plan, part = self._plan, self._plan.part
        if not self._places_first:
            rows = plan.data.rows(1, LAST_ROW)
            return {row.number: row.cells[column].style for row in rows if column in row.cells}
        tag = re.compile(
            rb"""%s%s([0-9]+)"((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>"""
            % (re.escape(self._opening), column_letters(column).encode())
        )
        styles: dict[bytes, int] = {}
        found: dict[int, int] = {}
        for match in tag.finditer(part.view, part.start, part.end):
            row, rest = match.groups()
            if rest not in styles:
                styles[rest] = whole(attributes(rest).get("s"))
            found[int(row)] = styles[rest]
        return found

    @property
    def _opening(self) -> bytes:
        return b'<%sc r="' % self._plan.part.prefix

    @cached_property
    def _places_first(self) -> bool:
        """Whether every cell names its place before anything else."""
        part = self._plan.part
        cells = part.view.count(b"<%sc" % part.prefix, part.start, part.end)
        return cells == part.view.count(self._opening, part.start, part.end)


def patch_format(plan: SheetPlan, patch: FormatPatch) -> None:
    """Plan `patch`.

    Raises:
        WorkbookError: its cells are none.
    """
    where = f"{plan.sheet.title}!{patch.cells}"
    try:
        box = parse_box(patch.cells)
    except ValueError:
        box = None
    if box is None or box.bottom - box.top + 1 == LAST_ROW:
        raise refusal(where, "没有这样的区域，应写成 C5 或 C5:D204", "there are no such cells; give C5 or C5:D204")
    styles, wanted = plan.book.styles, comparable(patch.number_format)
    former = None if patch.instead is None else comparable(patch.instead)
    right: dict[int, bool] = {}
    for column in range(box.left, box.right + 1):
        there = plan.formats.of(column)
        for row in range(box.top, box.bottom + 1):
            edit = plan.edits.get(row, {}).get(column)
            style = edit.style if edit is not None else None
            if style is None:
                style = there[row] if row in there else plan.style_of_blank(row, column)
            if style not in right:
                code = comparable(styles.number_format_code(style) or "")
                right[style] = code == wanted or former not in (None, code)
            if not right[style]:
                plan.put(row, column, None, styles.with_number_format(style, styles.identifier(patch.number_format)))
