"""Cells that a paste took their nature: formulas overwritten or missing, phones and identifiers no longer text.

Invariant: no digit is lost. A number becomes text only where Excel held all its digits; a formula comes back only in a
column that the standard computes, in the rows of the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from custsheet.drawing.inputs import number_format
from custsheet.drawing.layout import Layout
from custsheet.drawing.layout import Plan as Sheets
from custsheet.mending.place import Place
from custsheet.mending.plan import Plan
from custsheet.model.address import column_letters
from custsheet.model.mend import Mend
from custsheet.model.schema import Field, Sheet
from custsheet.model.snapshot import Snapshot, Table
from custsheet.package import CellPatch, FormatPatch, Formula, Patch
from custsheet.values.text import as_text

TEXT, GENERAL = "@", "General"
_DIGITS = frozenset({"mobile", "landline", "resident_id", "credit_code", "postcode"})
_MOST = 10**15  # Excel keeps 15 digits of a number; a longer one has lost some already, which E132 reports
_CELL = rb'<c r="%s([0-9]+)"([^<>]*?)(?:/>|>(<f[ >/])?)'
_STYLE = re.compile(rb'\ss="([0-9]+)"')
_TYPE = re.compile(rb'\st="([A-Za-z]+)"')


@dataclass(frozen=True, slots=True)
class Cell:
    """What the bytes say of one cell: its format, whether it holds anything, a formula, a number."""

    style: int
    filled: bool
    formula: bool
    number: bool


def restore_cells(snapshot: Snapshot, sheets: Sheets, place: Place) -> Plan:
    """Formulas and text formats, on every sheet of a workbook that custsheet made."""
    plan = Plan()
    for name, layout in sheets.layouts.items():
        table = snapshot.tables[name]
        for field in layout.fields:
            if field.formula is not None:
                _formulas(sheets, layout, table, field, place, plan)
            elif _must_be_text(layout.sheet, field):
                _text(layout, table, field, place, plan)
    return plan


def _formulas(sheets: Sheets, layout: Layout, table: Table, field: Field, place: Place, plan: Plan) -> None:
    formula, area = sheets.formula(layout.sheet, field), place.table_area(table)
    if formula is None or area is None or field.override:
        return
    column = layout.columns[field.name]
    there = {row for row, cell in _cells(place, table.title, column) if cell.formula}
    last = area.last_row - area.totals
    for row in table.raw.index.tolist():
        if row not in there and row <= last:
            cell = f"{column_letters(column)}{row}"
            # What overwrote the formula brought its own format; without ours a day would show as a number.
            shown = FormatPatch(table.title, cell, number_format(field) or GENERAL)
            patches: list[Patch] = [CellPatch(table.title, cell, Formula(formula)), shown]
            plan.add(patches, [Mend("formula", table.name, cell, field.name)])


def _must_be_text(sheet: Sheet, field: Field) -> bool:
    """Whether the digits of this column are no number: phones, papers, and identifiers of records."""
    keys = {name for key in sheet.foreign_keys for name in key.fields} | set(sheet.primary_key)
    is_key = field.name in keys and field.type == "string"
    return field.is_input and (field.format in _DIGITS or is_key) and number_format(field) == TEXT


def _text(layout: Layout, table: Table, field: Field, place: Place, plan: Plan) -> None:
    column, records = layout.columns[field.name], set(table.raw.index.tolist())
    values = table.raw.get(field.name)
    letters = column_letters(column)
    for row, cell in _cells(place, table.title, column):
        wrong = place.number_format(cell.style) != TEXT
        if not layout.first <= row <= layout.prepared or cell.formula or not (wrong or cell.number):
            continue
        if cell.filled and row not in records:  # below a totals row or in another list: not a record's
            continue
        patches: list[Patch] = [FormatPatch(table.title, f"{letters}{row}", TEXT)] if wrong else []
        value = as_text(values.at[row]) if values is not None and row in records else ""
        if cell.number and value.isdigit() and int(value) < _MOST:
            patches.append(CellPatch(table.title, f"{letters}{row}", value))
        if patches:
            plan.add(patches, [Mend("format", table.name, f"{letters}{row}", field.name)])


def _cells(place: Place, title: str, column: int) -> Iterator[tuple[int, Cell]]:
    """Row and nature of every cell that the sheet's bytes hold in one column."""
    known: dict[bytes, tuple[int, bool]] = {}
    body = place.book.body(title)
    for match in re.finditer(_CELL % column_letters(column).encode(), body):
        row, rest, formula = match.groups()
        if rest not in known:
            style, kind = _STYLE.search(rest), _TYPE.search(rest)
            known[rest] = int(style[1]) if style else 0, kind is None or kind[1] == b"n"
        style_number, number = known[rest]
        filled = not match[0].endswith(b"/>")
        yield int(row), Cell(style_number, filled, formula is not None, number and filled)
