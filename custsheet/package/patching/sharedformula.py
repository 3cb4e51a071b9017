"""Formulas that several cells share: read as each cell's own, and taken apart before the first of them is overwritten.

Only the first cell of a group holds the text (ISO 29500-1, 18.3.1.40); the others would be lost with it.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from custsheet.package.patching.cellvalue import Content
from custsheet.package.patching.formula import moved
from custsheet.package.patching.sheetdata import formula_in

if TYPE_CHECKING:
    from custsheet.package.patching.sheetplan import SheetPlan

_ELEMENT = re.compile(rb"<((?:[\w.-]+:)?)f(?=[\s/>])[^>]*?(?:/>|>.*?</(?:[\w.-]+:)?f\s*>)", re.DOTALL)


class SharedFormulas:
    """The groups of one sheet, found when the first is asked for."""

    def __init__(self, plan: SheetPlan) -> None:
        self._plan = plan
        self._groups: dict[str, dict[tuple[int, int], str]] | None = None

    def text(self, row: int, column: int) -> str | None:
        """The formula of a cell as if it stood there alone, without `=`; None where none can be made out."""
        found = self._plan.look(row, column).formula
        if found is None:
            return None
        own, text = found
        if text or own.get("t") != "shared":
            return unescape(text.decode("utf-8", "replace")) or None
        master = next(((place, t) for place, t in self._group(own.get("si", "")).items() if t), None)
        if master is None:
            return None
        (first_row, first_column), formula = master
        return moved(formula, row - first_row, column - first_column)

    def take_apart(self, row: int, column: int) -> None:
        """Give every other cell of the group that (row, column) leads its own formula; elsewhere do nothing."""
        found = self._plan.look(row, column).formula
        if found is None or found[0].get("t") != "shared" or not found[1]:
            return
        for place in self._group(found[0].get("si", "")):
            if place != (row, column):
                self._own(*place)

    def forget(self) -> None:
        """The texts have changed."""
        self._groups = None

    def _own(self, row: int, column: int) -> None:
        cell, text = self._plan.data.cell(row, column), self.text(row, column)
        if cell is None or text is None or column in self._plan.edits.get(row, {}):
            return

        def alone(match: re.Match[bytes]) -> bytes:
            return b"<%sf>%s</%sf>" % (match[1], escape(text).encode(), match[1])

        self._plan.put(row, column, Content(cell.kind, _ELEMENT.sub(alone, cell.inner, count=1)))

    def _group(self, number: str) -> dict[tuple[int, int], str]:
        """The cells of a group: (row, column) → the text, empty for all but the first."""
        if self._groups is None:
            self._groups = {}
            for row in self._plan.data.rows_with(b"shared"):
                for column, cell in row.cells.items():
                    content = self._plan.content_of(row.number, column) if b"shared" in cell.inner else None
                    found = formula_in(content.inner) if content is not None else None
                    if found is not None and found[0].get("t") == "shared":
                        text = unescape(found[1].decode("utf-8", "replace"))
                        self._groups.setdefault(found[0].get("si", ""), {})[row.number, column] = text
        return self._groups.get(number, {})
