"""What cells of a person's sheet hold exactly, so that it can be put back; and what they hold by now in a plan."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from custsheet.drawing.people.layout import Plan as Sheets
from custsheet.drawing.people.layout import plan_in_use
from custsheet.mending.place import Place
from custsheet.model.address import column_letters
from custsheet.model.finding import Cell
from custsheet.model.merge import Rewrite
from custsheet.model.snapshot import Snapshot, Table
from custsheet.package import CellPatch, CellSources, FormatPatch, Formula, Patch, RichText, cell_place

STATE = "row_state"


class Exact:
    """The cells of one workbook while a plan for it is made; `Place` tells which may be written."""

    def __init__(self, snapshot: Snapshot, place: Place) -> None:
        self.snapshot, self.place = snapshot.whole, place
        self._written: dict[tuple[str, str], Cell] = {}
        self._sheets: Sheets | None = None
        self._errors: dict[str, dict[tuple[int, int], str]] = {}

    def cell(self, table: Table, field: str, row: int) -> str | None:
        """Address of a cell that can be written and, later, given back what it held; None for any other.

        `field` may be the label of a column that the standard does not know, or did not know when it was remembered.
        """
        column = _column(table, field)
        cell = f"{column_letters(column)}{row}" if column is not None else None
        if cell is None or cell in self.place.formulas(table.title) or cell_place(cell) in self._errors_of(table.title):
            return None
        kind = type(self._stored(table.title, cell))
        return cell if kind in (str, float, int, bool) or issubclass(kind, date) else None

    def shown(self, table: Table, field: str, row: int) -> Any:
        """What a person reads in a cell, be it a formula's result or an error; "" for a blank one."""
        place = row, _column(table, field) or 0
        error = self._errors_of(table.title).get(place)
        return error if error is not None else self._stored(table.title, f"{column_letters(place[1])}{row}")

    def held(self, table: Table, cell: str) -> Cell:
        """What a cell holds, None for a blank one: by now, if the plan has written it."""
        if (table.title, cell) in self._written:
            return self._written[table.title, cell]
        value = self._stored(table.title, cell)
        return None if value == "" else value

    def write(self, table: Table, cell: str, value: Cell) -> Patch:
        """The patch that gives a cell its value."""
        self._written[table.title, cell] = value
        return CellPatch(table.title, cell, value)

    def rewrite(self, table: Table, cell: str, field: str, value: Cell) -> tuple[Patch, Rewrite]:
        """The same for a survivor's cell, and all that it takes to give back what the cell was."""
        old, untouched = self.held(table, cell), (table.title, cell) not in self._written
        runs = self._sources.runs(table.title, cell) if untouched and isinstance(old, str) else ""
        dated = untouched and isinstance(value, date)
        code = self._sources.undated_format(table.title, cell) if dated else ""
        return self.write(table, cell, value), Rewrite(field, old, value, runs, code)

    def give_back(self, table: Table, cell: str, change: Rewrite) -> list[Patch]:
        """The patches by which a cell is again what it was before that change."""
        self._written[table.title, cell] = change.old
        rich = isinstance(change.old, str) and change.runs
        patches: list[Patch] = [
            CellPatch(table.title, cell, RichText(str(change.old), change.runs) if rich else change.old)
        ]
        return [*patches, FormatPatch(table.title, cell, change.format)] if change.format else patches

    @cached_property
    def _sources(self) -> CellSources:
        return CellSources(self.place.book.inventory)

    def state(self, table: Table, row: int, shown: Cell) -> Patch | None:
        """The patch by which 数据状态 shows this; its formula, where there is one, stays and will say the same."""
        column = table.columns.get(STATE)
        if column is None:
            return None
        if self._sheets is None:
            self._sheets = plan_in_use(self.snapshot, self.place.list_objects(self.snapshot))
        layout = self._sheets.layouts.get(table.name)
        field = layout.sheet.by_name.get(STATE) if layout is not None else None
        formula = self._sheets.formula(layout.sheet, field) if layout is not None and field is not None else None
        cell = self.place.cell(table, STATE, row)
        if formula is not None and cell is None and not isinstance(shown, date):
            return CellPatch(
                table.title, f"{column_letters(column)}{row}", Formula(formula, shown if shown is not None else "")
            )
        return CellPatch(table.title, cell, shown) if cell is not None else None

    def state_held(self, table: Table, row: int) -> Cell:
        """What 数据状态 showed."""
        column = table.columns.get(STATE)
        value = self._stored(table.title, f"{column_letters(column)}{row}") if column is not None else ""
        return value if isinstance(value, str) and value else None

    def _errors_of(self, title: str) -> dict[tuple[int, int], str]:
        if title not in self._errors:
            self._errors[title] = self.place.book.errors(title)
        return self._errors[title]

    def _stored(self, title: str, cell: str) -> Any:
        return self.place.book.cells(title).cell(*cell_place(cell))


def _column(table: Table, name: str) -> int | None:
    """The column of a field, or of a label that may have got a field since."""
    column = table.columns.get(name) or table.extra.get(name)
    labelled = (
        table.columns[field] for field, label in table.labels.items() if label == name and field in table.columns
    )
    return column or next(labelled, None)


def same(one: Cell, other: Cell) -> bool:
    """Whether two cells hold the same: 5 and 5.0 do, and a day at midnight; the text 5 is another thing."""
    if isinstance(one, str) or isinstance(other, str) or one is None or other is None:
        return one == other
    if isinstance(one, date) and isinstance(other, date):
        return one.isoformat().removesuffix("T00:00:00") == other.isoformat().removesuffix("T00:00:00")
    return one == other and (type(one) is type(other) or (_number(one) and _number(other)))


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
