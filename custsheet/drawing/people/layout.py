"""Where everything stands on the people's sheets of a new workbook, and formulas of the standard in Excel's words.

Owns: which fields are drawn, in which column, how many rows, and how a formula token becomes a structured reference.
Fully qualified references (`t客户[[#This Row],[姓名]]`) are the only form that Excel, WPS and LibreOffice all keep.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from custsheet.drawing.frame import INPUT_HEADER
from custsheet.drawing.workbook.cells import address, area, on
from custsheet.drawing.workbook.native import stored
from custsheet.model.computed import LIVE_LIMIT, holds_formula
from custsheet.model.errors import Lang
from custsheet.model.finding import Cell
from custsheet.model.schema import FORMULA_TOKEN, Field, Schema, Sheet
from custsheet.model.snapshot import Snapshot

PREPARED = 200  # rows below the data with formats and checks: whole columns are slow, fewer are left behind by a paste
LAST_ROW = 1_048_576
_BARE = re.compile(r"^[\w ]+$")

Row = Mapping[str, Cell]
Tables = Mapping[str, Sequence[Row]]


def column_name(title: str) -> str:
    """A column's title inside a structured reference: ' # [ ] @ are escaped by '."""
    return re.sub(r"(['#\[\]@])", r"'\1", title)


@dataclass(frozen=True)
class Found:
    """What a people's sheet is like in a workbook that is in use: titles, table, columns (1 = A) and headers."""

    title: str
    table: str
    columns: Mapping[str, int]
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Layout:
    """One people's sheet: `fields` in the order of their columns from A on, `rows` records.

    `found`: where everything stands in a workbook that is in use; None for a new one.
    """

    sheet: Sheet
    lang: Lang
    fields: tuple[Field, ...]
    rows: int

    header: int = INPUT_HEADER
    found: Found | None = None

    @property
    def title(self) -> str:
        """What the worksheet is called."""
        return self.found.title if self.found else self.sheet.title(self.lang)

    @property
    def table(self) -> str:
        """What the Excel table is called."""
        return self.found.table if self.found else self.sheet.table(self.lang)

    @property
    def first(self) -> int:
        """Row of the first record."""
        return self.header + 1

    @property
    def last(self) -> int:
        """Last row of the table; an Excel table has at least one."""
        return self.header + max(self.rows, 1)

    @property
    def prepared(self) -> int:
        """Last row that is ready to be typed into."""
        return self.last + PREPARED

    @cached_property
    def columns(self) -> dict[str, int]:
        """Field name → column, 1 = A."""
        if self.found:
            return dict(self.found.columns)
        return {field.name: col for col, field in enumerate(self.fields, 1)}

    def label(self, name: str) -> str:
        """What the header of field `name` says."""
        return (self.found.labels.get(name) if self.found else None) or self.sheet.by_name[name].title(self.lang)

    def row_ref(self, name: str) -> str:
        """This row's cell of field `name`."""
        return f"{self.table}[[#This Row],[{column_name(self.label(name))}]]"

    def column_ref(self, name: str) -> str:
        """All cells of field `name`. Excel wants double brackets where a title holds other signs than letters."""
        title = column_name(self.label(name))
        return f"{self.table}[{title}]" if _BARE.match(title) else f"{self.table}[[{title}]]"

    def cell(self, name: str) -> str:
        """First data cell of field `name`, column fixed: what validations and formats are written for ($F5)."""
        return "$" + address(self.first, self.columns[name])


@dataclass(frozen=True)
class Plan:
    """Every people's sheet of one workbook."""

    schema: Schema
    lang: Lang
    layouts: Mapping[str, Layout]
    live: bool

    def formula(self, sheet: Sheet, field: Field) -> str | None:
        """The formula of `field` as a file holds it, None if its cells hold none here (`holds_formula`)."""
        columns = {name: one.columns for name, one in self.layouts.items()}
        if field.formula is None or not holds_formula(field, sheet.name, columns, live=self.live):
            return None
        own = self.layouts[sheet.name]
        return stored(FORMULA_TOKEN.sub(lambda token: self._token(own, *token.groups()), field.formula))

    def _token(self, own: Layout, first: str, separator: str | None, second: str | None) -> str:
        if separator == "/":  # stands between quotation marks
            return self.entry(first, second or "").replace('"', '""')
        return self.layouts[first].column_ref(second) if second else own.row_ref(first)

    def entry(self, value_list: str, name: str) -> str:
        """Label of entry `name` of a list."""
        return next(one.title(self.lang) for one in self.schema.value_list(value_list).values if one.name == name)


def make_plan(schema: Schema, lang: Lang, tables: Tables) -> Plan:
    """The layout of a new workbook with these rows; a switched-off field is drawn only if a row fills it."""
    layouts = {}
    for sheet in schema.sheets:
        rows = tables.get(sheet.name, ())
        filled = {name for row in rows for name, value in row.items() if value is not None}
        fields = tuple(field for field in sheet.fields if field.enabled or field.name in filled)
        layouts[sheet.name] = Layout(sheet, lang, fields, len(rows))
    customers = layouts["customers"].rows if "customers" in layouts else 0
    return Plan(schema, lang, layouts, live=customers <= LIVE_LIMIT)


def plan_in_use(snapshot: Snapshot, tables: Mapping[str, str]) -> Plan:
    """The layout of a workbook that custsheet made and people use: only what really stands in it.

    Args:
        snapshot: what was read.
        tables: sheet name → display name of its Excel table; sheets without one are left out.
    """
    snapshot = snapshot.whole  # a table ends where its last row stands, a merged record's or not
    layouts = {}
    for sheet in snapshot.schema.sheets:
        table = snapshot.table(sheet.name)
        if table is not None and sheet.name in tables and table.columns:
            fields = tuple(field for field in sheet.fields if field.name in table.columns)
            found = Found(table.title, tables[sheet.name], table.columns, table.labels)
            rows = table.last_row - table.header_row
            layouts[sheet.name] = Layout(sheet, snapshot.lang, fields, rows, table.header_row, found)
    customers = layouts["customers"].rows if "customers" in layouts else 0
    return Plan(snapshot.schema, snapshot.lang, layouts, live=customers <= LIVE_LIMIT)


def growing(title: str, col: int, first: int, last: int) -> str:
    """
    Formula of a defined name: the cells of a column from `first` down to the last filled one, at least one cell.

    The last filled cell is looked for, not counted: a gap in the middle must not cut the end off a drop-down.
    """
    whole = on(title, area((first, col, last, col)))
    filled = f'SUMPRODUCT(MAX(({whole}<>"")*(ROW({whole})-{first - 1})))'
    return f"{on(title, address(first, col, absolute=True))}:INDEX({whole},MAX(1,{filled}))"
