"""Small workbooks drawn by XlsxWriter: what custsheet itself would make, and what other people bring."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

from custsheet.model.errors import Lang
from custsheet.model.load import load_schema
from custsheet.model.memory import to_rows
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory, Snapshot
from custsheet.reading import book, read
from custsheet.resources import folder

TODAY = date(2026, 6, 17)


@dataclass(frozen=True)
class Formula:
    """A formula cell and its cached value."""

    text: str
    value: Any = 0


@dataclass
class Draft:
    """A workbook in the making. Rows are given as they stand, from an Excel row and column A on; None = no cell."""

    date1904: bool = False
    _out: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        options = {"in_memory": True, "date_1904": self.date1904}
        self.book = xlsxwriter.Workbook(self._out, options)
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.sheets: dict[str, Any] = {}

    def rows(self, title: str, rows: Iterable[Sequence[object]], *, row: int = 1, column: int = 1) -> Draft:
        """Write `rows` from Excel row `row` on."""
        sheet = self.sheets.setdefault(title, None) or self.book.add_worksheet(title)
        self.sheets[title] = sheet
        for r, cells in enumerate(rows, row - 1):
            for c, value in enumerate(cells, column - 1):
                self._write(sheet, r, c, value)
        return self

    def table(self, title: str, name: str, header: Sequence[str], rows: Sequence[Sequence[object]], *, row: int = 4,
              last: int | None = None, totals: bool = False) -> Draft:  # fmt: skip
        """The same as an Excel table called `name` whose header is in row `row`; it ends in row `last`."""
        self.rows(title, rows, row=row + 1)
        bottom = (last or row + max(len(rows), 1)) + (1 if totals else 0)
        columns = [{"header": label} for label in header]
        options = {"name": name, "columns": columns, "autofilter": False, "total_row": totals}
        assert self.sheets[title].add_table(row - 1, 0, bottom - 1, len(header) - 1, options) == 0
        return self

    def name(self, name: str, title: str, cell: str = "$A$1") -> Draft:
        """A defined name for a cell."""
        quoted = title.replace("'", "''")
        self.book.define_name(name, f"='{quoted}'!{cell}")
        return self

    def owned(self, name: str, title: str, rows: Iterable[Sequence[object]] = ()) -> Draft:
        """A tool sheet."""
        return self.rows(title, rows).name(f"cs_sheet_{name}", title)

    def native(self, schema: Schema, lang: Lang = "zh", memory: Memory | None = None) -> Draft:
        """The hidden sheet, which makes the workbook custsheet's own."""
        rows = to_rows(memory or Memory(), lang, schema, "0.1.0")
        self.owned("memory", "_custsheet", [("kind", "key", "value"), *rows])
        self.sheets["_custsheet"].very_hidden()
        return self

    def done(self) -> bytes:
        """The file."""
        self.book.close()
        return self._out.getvalue()

    def _write(self, sheet: Any, r: int, c: int, value: object) -> None:
        if isinstance(value, Formula):
            sheet.write_formula(r, c, value.text, None, value.value)
        elif isinstance(value, bool):
            sheet.write_boolean(r, c, value)
        elif isinstance(value, datetime):
            sheet.write_datetime(r, c, value, self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(r, c, value, self.day)
        elif isinstance(value, (int, float)):
            sheet.write_number(r, c, value)
        elif isinstance(value, str):
            sheet.write_string(r, c, value)


@pytest.fixture(scope="session")
def schema() -> Schema:
    path = folder("schemas") / "customers.yaml"
    return load_schema(path.read_text(encoding="utf-8"), origin=path.name)


@pytest.fixture
def draft() -> type[Draft]:
    return Draft


@pytest.fixture
def formula() -> type[Formula]:
    return Formula


Take = Callable[[bytes | Draft], Snapshot]


@pytest.fixture
def take(schema: Schema) -> Take:
    """`take(draft or bytes)`: what reading makes of it on 17 June 2026."""

    def run(source: bytes | Draft) -> Snapshot:
        data = source if isinstance(source, bytes) else source.done()
        return read(data, schema=schema, today=TODAY)

    return run


@pytest.fixture(params=[book._LARGE, 0], ids=["row by row", "scanned"])
def either_reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets as small as those of tests, read as such, and as large ones are."""
    monkeypatch.setattr(book, "_LARGE", request.param)
