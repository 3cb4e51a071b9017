"""Cells that a paste took their nature: formulas overwritten or missing, phones and identifiers no longer text.

Invariant: no digit is lost. A number becomes text only where Excel held all its digits; a formula comes back only in a
column that the standard computes and that the tool itself filled with formulas, in the rows of the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from custsheet.drawing.people.inputs import number_format
from custsheet.drawing.people.layout import Layout
from custsheet.drawing.people.layout import Plan as Sheets
from custsheet.mending.place import Place
from custsheet.mending.plan import Plan
from custsheet.model.address import column_letters
from custsheet.model.mend import Mend
from custsheet.model.schema import Field, Sheet
from custsheet.model.snapshot import Snapshot, Table
from custsheet.model.text import Text, counted, text
from custsheet.package import CellPatch, FormatPatch, Formula, Patch
from custsheet.package.partmemo import PartMemo
from custsheet.reading.order import computed

TEXT, GENERAL = "@", "General"
_DIGITS = frozenset({"mobile", "landline", "resident_id", "credit_code", "postcode"})
_MOST = 10**15  # Excel keeps 15 digits of a number; a longer one has lost some already, which E132 reports
_CELL = rb'<c r="%s([0-9]+)"([^<>]*?)(?:/>|>(<f[ >/])?)'
_ANY = rb'<c r="(%s)[0-9]+"([^<>]*)>'
_OTHER = rb'<c r="(?!(?:%s)>)(%s)[0-9]+"([^<>]*)>'
_FEW = 8  # ways of writing the cells of one column
_FIRST = 1 << 16  # bytes of a sheet in which most of the ways are met in which its cells are written
_ROW = re.compile(rb'<row\b[^<>]*?\sr="([0-9]+)"')
_STYLE = re.compile(rb'\ss="([0-9]+)"')
_TYPE = re.compile(rb'\st="([A-Za-z]+)"')


_WRITTEN = PartMemo[set[tuple[bytes, bytes]]]()
"""Columns and how cells in them are written."""
_FORMULAS = PartMemo[set[int]](versions=1)
"""Rows in which a column has a formula."""


@dataclass(frozen=True, slots=True)
class Nature:
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
        texts = {one.name for one in layout.fields if one.formula is None and _must_be_text(layout.sheet, one)}
        harmed = _not_text(place, table.title, layout.first, [layout.columns[one] for one in texts])
        for field in layout.fields:
            if field.formula is not None:
                ours = field.name in computed(layout.sheet, table, snapshot.memory.layouts.get(name, ()))
                _formulas(sheets, layout, table, field, place, plan, ours=ours)
            elif field.name in texts and layout.columns[field.name] in harmed:
                _text(layout, table, field, place, plan)
    return plan


def _not_text(place: Place, title: str, first: int, columns: Sequence[int]) -> set[int]:
    """Those of `columns` in which a cell from row `first` on may not be text; hardly any after an ordinary save.

    Looking at each cell of a large sheet takes seconds; here only cells that are written differently are told apart.
    """
    if not columns:
        return set()
    letters = {column_letters(one).encode(): one for one in columns}
    cells = re.compile(_ANY % b"|".join(letters))

    def look(body: bytes) -> set[tuple[bytes, bytes]]:
        start = next((row.start() for row in _ROW.finditer(body) if int(row[1]) >= first), 0)
        met = set(cells.findall(body, start, start + _FIRST))
        # Those that are written like one that was met are passed over, which takes half the time of naming each.
        known = b"|".join(b'%s[0-9]+"%s' % (column, re.escape(rest)) for column, rest in sorted(met))
        # Of many, looking through them all would take longer by far, and a file may hold as many as it likes.
        other = re.compile(_OTHER % (known, b"|".join(letters))) if 0 < len(met) <= _FEW * len(letters) else cells
        return met.union(other.findall(body, start))

    written = place.book.found(_WRITTEN, title, look, first, *letters)
    return {letters[column] for column, rest in written if not _is_text(place, rest)}


def _is_text(place: Place, rest: bytes) -> bool:
    """Whether a cell whose tag ends so is formatted as text and holds no number."""
    style, number = _written(rest)
    return place.number_format(style) == TEXT and (rest.endswith(b"/") or not number)


def _written(rest: bytes) -> tuple[int, bool]:
    """The format of a cell whose tag ends so, and whether what it holds, if anything, is a number."""
    style, kind = _STYLE.search(rest), _TYPE.search(rest)
    return int(style[1]) if style else 0, kind is None or kind[1] == b"n"


def _formulas(
    sheets: Sheets, layout: Layout, table: Table, field: Field, place: Place, plan: Plan, *, ours: bool
) -> None:
    formula, area = sheets.formula(layout.sheet, field), place.table_area(table)
    if formula is None or area is None or field.override:
        return
    letters = column_letters(layout.columns[field.name])

    def look(body: bytes) -> set[int]:
        return {row for row, cell in _cells(body, letters) if cell.formula}

    there = place.book.found(_FORMULAS, table.title, look, letters)
    last = area.last_row - area.totals
    if not ours and not there:
        typed = [
            row for row, cell in _cells(place.book.body(table.title), letters) if cell.filled and row in table.raw.index
        ]
        if typed:
            plan.notes.append(_typed(table, table.labels.get(field.name, field.name), len(typed)))
            return
    for run in _runs([row for row in table.raw.index.tolist() if row not in there and row <= last]):
        cells = _span(letters, run)
        patches: list[Patch] = [CellPatch(table.title, f"{letters}{row}", Formula(formula)) for row in run]
        # What overwrote the formula brought its own format; without ours a day would show as a number.
        patches.append(FormatPatch(table.title, cells, number_format(field) or GENERAL))
        plan.add(patches, [Mend("formula", table.name, cells, field.name, count=len(run))])


def _typed(table: Table, label: str, count: int) -> Text:
    return text(
        f"「{table.title}」的“{label}”列按数据标准由公式计算，里面却有 {count:,} 格是手填的，没有改动；"
        "要保留请改标题，不要就清空这一列再处理。",
        f"Column {label} on {table.title} is computed by the standard, but {counted(count, 'cell', 'cells')} in it "
        "were typed and left alone; rename its header to keep them, or clear the column and process again.",
    )


def _must_be_text(sheet: Sheet, field: Field) -> bool:
    """Whether the digits of this column are no number: phones, papers, and identifiers of records."""
    keys = {name for key in sheet.foreign_keys for name in key.fields} | set(sheet.primary_key)
    is_key = field.name in keys and field.type == "string"
    return field.is_input and (field.format in _DIGITS or is_key) and number_format(field) == TEXT


def _text(layout: Layout, table: Table, field: Field, place: Place, plan: Plan) -> None:
    letters, records = column_letters(layout.columns[field.name]), set(table.raw.index.tolist())
    values = table.raw.get(field.name)
    wrong: list[int] = []
    digits: dict[int, str] = {}
    for row, cell in _cells(place.book.body(table.title), letters):
        if not layout.first <= row <= layout.prepared or cell.formula or (cell.filled and row not in records):
            continue  # below a totals row or in another list: not a record's
        if cell.number:
            value = values.at[row] if values is not None else None
            if not isinstance(value, str) or not value.isdigit() or int(value) >= _MOST:
                continue  # a day (12-1 typed as an order number) or a fraction: as text it would say something else
            digits[row] = value
        elif place.number_format(cell.style) == TEXT:
            continue
        wrong.append(row)
    for run in _runs(wrong):
        cells = _span(letters, run)
        patches: list[Patch] = [FormatPatch(table.title, cells, TEXT)]
        patches += [CellPatch(table.title, f"{letters}{row}", digits[row]) for row in run if row in digits]
        plan.add(patches, [Mend("format", table.name, cells, field.name, count=len(run))])


def _runs(rows: Sequence[int]) -> Iterator[list[int]]:
    """Rows that follow each other, together: one patch for all of them costs what one for each of them costs."""
    run: list[int] = []
    for row in sorted(rows):
        if run and row != run[-1] + 1:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _span(letters: str, run: Sequence[int]) -> str:
    return f"{letters}{run[0]}" if len(run) == 1 else f"{letters}{run[0]}:{letters}{run[-1]}"


def _cells(body: bytes, letters: str) -> Iterator[tuple[int, Nature]]:
    """Row and nature of every cell that the sheet's bytes hold in one column."""
    known: dict[bytes, tuple[int, bool]] = {}
    for match in re.finditer(_CELL % letters.encode(), body):
        row, rest, formula = match.groups()
        if rest not in known:
            known[rest] = _written(rest)
        style_number, number = known[rest]
        filled = not match[0].endswith(b"/>")
        yield int(row), Nature(style_number, filled, formula is not None, number and filled)
