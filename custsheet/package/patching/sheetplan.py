"""What shall change on one sheet, gathered before a byte is written; each patch sees what earlier ones have planned."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from custsheet.package.patching.bytexml import attributes
from custsheet.package.patching.cellformats import CellFormats
from custsheet.package.patching.cellread import SharedTexts, Unknown, value
from custsheet.package.patching.cellvalue import Content, Plain
from custsheet.package.patching.rulegrowth import settle_rules
from custsheet.package.patching.sharedformula import SharedFormulas
from custsheet.package.patching.sheetdata import CellEdit, SheetData, formula_in
from custsheet.package.patching.sheetpart import SheetPart
from custsheet.package.patching.structured import Renamed
from custsheet.package.patching.tablepart import TablePart
from custsheet.package.ranges import Box, parse_boxes
from custsheet.package.relationships import read_rels
from custsheet.package.rewrite import styles_of
from custsheet.package.styles import Styles
from custsheet.package.workbook import Sheet, Workbook

_TALL = 64
_FORMULA_TAG = re.compile(rb"<(?:[\w.-]+:)?f\s([^<>]*)>")
_LOCATION = re.compile(rb"<(?:[\w.-]+:)?location\s([^<>]*)>")


@dataclass(slots=True)
class Book:
    """What all sheets of one workbook share while patches are planned.

    `recalculate` and `formulas_gone` say what the workbook part and the calculation chain need in the end;
    `values_changed`, that results of formulas may be stale; `renamed`, what defined names must call otherwise.
    """

    workbook: Workbook
    texts: SharedTexts
    styles: Styles
    recalculate: bool = False
    values_changed: bool = False
    formulas_gone: bool = False
    renamed: list[Renamed] = field(default_factory=list)

    @classmethod
    def of(cls, workbook: Workbook) -> Book:
        """Nothing planned yet."""
        texts = SharedTexts(workbook.package, workbook.rel_part("sharedStrings"))
        return cls(workbook, texts, styles_of(workbook))


@dataclass(frozen=True, slots=True)
class Look:
    """A cell as it is planned: `style` is the format it has or would get; `formula` attributes and text, or None."""

    there: bool
    value: Plain | Unknown
    style: int
    formula: tuple[dict[str, str], bytes] | None

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return self.value is None and self.formula is None


@dataclass
class SheetPlan:
    """One sheet, its tables, and the edits planned for them.

    `edits` are those of cells, row → column → edit; `rows` attributes that rows get unless they have them. `growing`
    holds for a table's part the data rows it had and how many were added since its rules were last made to follow.
    """

    book: Book
    sheet: Sheet
    edits: dict[int, dict[int, CellEdit]] = field(default_factory=dict)
    rows: dict[int, dict[str, str]] = field(default_factory=dict)
    growing: dict[str, tuple[Box, int]] = field(default_factory=dict)

    @cached_property
    def part(self) -> SheetPart:
        """The sheet's part in pieces."""
        return SheetPart.read(self.book.workbook.package.part(self.sheet.part), self.sheet.part)

    @cached_property
    def data(self) -> SheetData:
        """Its rows and cells as they are in the file."""
        return SheetData(self.part, self.sheet.title)

    @cached_property
    def tables(self) -> list[TablePart]:
        """Its tables; they change while patches are planned."""
        package = self.book.workbook.package
        return [TablePart(package.part(table.part), table.part) for table in self.sheet.tables]

    @cached_property
    def shared(self) -> SharedFormulas:
        """Its formulas that several cells share."""
        return SharedFormulas(self)

    @cached_property
    def formats(self) -> CellFormats:
        """The formats of its cells as they are in the file."""
        return CellFormats(self)

    @cached_property
    def merges(self) -> list[Box]:
        """Merged ranges; nothing here merges cells."""
        return self.part.merges()

    def forget_merges(self) -> None:
        """Merged ranges have been taken apart."""
        for name in ("merges", "_merged_rows"):
            self.__dict__.pop(name, None)

    @cached_property
    def _merged_rows(self) -> dict[int, list[Box]]:
        """Row → merged ranges in it; tall ones stand under 0."""
        found: dict[int, list[Box]] = {}
        for box in self.merges:
            tall = box.bottom - box.top >= _TALL
            for row in (0,) if tall else range(box.top, box.bottom + 1):
                found.setdefault(row, []).append(box)
        return found

    def merge_at(self, row: int, column: int) -> Box | None:
        """The merged range a cell lies in; real sheets have tens of thousands of them."""
        near = [*self._merged_rows.get(row, ()), *self._merged_rows.get(0, ())]
        return next((box for box in near if box.holds(row, column)), None)

    @cached_property
    def arrays(self) -> list[Box]:
        """Ranges that one formula fills: array formulas, spilled results, data tables."""
        view = self.part.view
        if b"array" not in view and b"dataTable" not in view:
            return []
        found = []
        for match in _FORMULA_TAG.finditer(view, self.part.start, self.part.end):
            if b"array" in match[1] or b"dataTable" in match[1]:
                own = attributes(match[1])
                if own.get("t") in {"array", "dataTable"}:
                    found += parse_boxes(own.get("ref", ""))
        return found

    @cached_property
    def pivots(self) -> list[Box]:
        """Ranges that pivot tables fill."""
        package = self.book.workbook.package
        found = []
        for rel in read_rels(package, self.sheet.part):
            if rel.kind == "pivotTable" and rel.part:
                for match in _LOCATION.finditer(package.part(rel.part)):
                    found += parse_boxes(attributes(match[1]).get("ref", ""))
        return found

    @cached_property
    def _column_styles(self) -> list[tuple[int, int, int]]:
        return self.part.column_styles()

    def look(self, row: int, column: int) -> Look:
        """The cell as it will be after what is planned."""
        edit = self.edits.get(row, {}).get(column)
        cell = self.data.cell(row, column)
        style = cell.style if cell else self.style_of_blank(row, column)
        if edit is not None:
            style = style if edit.style is None else edit.style
            if edit.content is not None:
                return self._look(edit.content.kind, edit.content.inner, style)
        if cell is None:
            return Look(edit is not None, None, style, None)
        return self._look(cell.kind, cell.inner, style)

    def _look(self, kind: str, inner: bytes, style: int) -> Look:
        found = value(kind, inner, self.book.texts, self.book.workbook.date1904)
        return Look(True, found, style, formula_in(inner))

    def style_of_blank(self, row: int, column: int) -> int:
        """The format a cell gets that is not there: its row's, else its column's, as in Excel."""
        there = self.data.row(row)
        if there is not None and there.style is not None:
            return there.style
        return next((style for first, last, style in self._column_styles if first <= column <= last), 0)

    def put(self, row: int, column: int, content: Content | None, style: int | None = None) -> None:
        """Plan a cell's content (None: as it is) and format (None: the one it has, or would get)."""
        before = self.edits.get(row, {}).get(column)
        if content is None and before is not None:
            content = before.content
        if style is None and before is not None:
            style = before.style
        if style is None and self.data.cell(row, column) is None:
            style = self.style_of_blank(row, column)
        self.edits.setdefault(row, {})[column] = CellEdit(content, style)

    def content_of(self, row: int, column: int) -> Content | None:
        """What stands in a cell as it is planned, to be put elsewhere; None for a cell that is not there."""
        edit, cell = self.edits.get(row, {}).get(column), self.data.cell(row, column)
        if edit is not None and edit.content is not None:
            return edit.content
        return None if cell is None else Content(cell.kind, cell.inner, attributes(cell.tag).get("cm", ""))

    def place(self, row: int, column: int) -> str:
        """What messages call a cell."""
        return f"{self.sheet.title}!{Box(row, column, row, column)}"

    def parts(self) -> dict[str, bytes]:
        """The sheet's part, if it changes, and its tables' as planned."""
        settle_rules(self)
        self.book.values_changed |= any(
            edit.content is not None for row in self.edits.values() for edit in row.values()
        )
        changed = {table.part: table.content() for table in self.tables} if "tables" in self.__dict__ else {}
        if self.edits or self.rows:
            lines = [number for number, row in self.edits.items() if row]
            if lines:
                columns = [column for row in self.edits.values() for column in row]
                self.part.widen(Box(min(lines), min(columns), max(lines), max(columns)))
            return {self.sheet.part: self.part.joined(self.data.rewritten(self.edits, self.rows)), **changed}
        if "part" in self.__dict__ and (body := self.part.joined()) is not self.part.body:
            changed[self.sheet.part] = body
        return changed
