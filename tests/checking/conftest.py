"""Snapshots from plain rows: cells are cast by the code that casts them in a pass, nothing else of it is needed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from custsheet import resources
from custsheet.model.errors import Lang
from custsheet.model.finding import Cell, Edit, Finding
from custsheet.model.load import load_schema
from custsheet.model.schema import Schema, Sheet
from custsheet.model.snapshot import Lists, Snapshot, Table
from custsheet.reading.cast import Caster, blank_texts, digits_lost, person_reads

sys.path.insert(0, str(Path(__file__).resolve().parent))

from checking_cells import CellError

HEADER_ROW = 4
TODAY = date(2024, 5, 6)
Row = Mapping[str, object]
Build = Callable[..., Snapshot]


@pytest.fixture(scope="session")
def schema() -> Schema:
    """The shipped standard."""
    return load_schema((resources.folder("schemas") / "customers.yaml").read_text("utf-8"))


@pytest.fixture(scope="session")
def whole(schema: Schema) -> Schema:
    """The shipped standard with every field switched on."""
    data = schema.dump()
    for sheet in data["sheets"]:
        for field in sheet["fields"]:
            field.pop("enabled", None)
    return load_schema(data)


@pytest.fixture(scope="session")
def build(schema: Schema) -> Build:
    """`build({"customers": rows}, lang="zh")`: a snapshot in which the first row of a sheet is Excel row 5."""

    def run(
        sheets: Mapping[str, Sequence[Row]],
        *,
        lang: Lang = "zh",
        native: bool = True,
        today: date = TODAY,
        standard: Schema = schema,
        settings: Mapping[str, Cell] | None = None,
    ) -> Snapshot:
        made = snapshot_of(standard, sheets, lang=lang, native=native, today=today)
        return replace(made, settings=settings or {})

    return run


def snapshot_of(
    schema: Schema, sheets: Mapping[str, Sequence[Row]], *, lang: Lang, native: bool, today: date
) -> Snapshot:
    lists = Lists({one.name: one.values for one in schema.lists})
    caster = Caster(
        blanks=blank_texts(schema.missing_values),
        canonical={name: lists.canonical(name) for name in lists.entries},
        date1904=False,
        today=today,
    )
    findings: list[Finding] = []
    tables = {
        name: _table(schema.sheet(name), _typed(schema, name, rows, lang), lang, native, caster, findings)
        for name, rows in sheets.items()
    }
    return Snapshot(
        schema=schema,
        lang=lang,
        native=native,
        settings={},
        lists=lists,
        tables=tables,
        findings=tuple(findings),
        owned={},
        titles=tuple(table.title for table in tables.values()),
    )


def _typed(schema: Schema, sheet: str, rows: Sequence[Row], lang: Lang) -> list[Row]:
    """The rows with English titles of list entries where a test has the Chinese ones, in an English workbook."""
    enums = {field.name: field.constraints.enum for field in schema.sheet(sheet).fields if field.constraints.enum}
    titles = {
        name: {one.title.zh: one.title(lang) for one in schema.value_list(enum).values} for name, enum in enums.items()
    }
    return [
        {
            name: titles[name].get(value, value) if name in titles and isinstance(value, str) else value
            for name, value in row.items()
        }
        for row in rows
    ]


def _table(
    sheet: Sheet, rows: Sequence[Row], lang: Lang, native: bool, caster: Caster, findings: list[Finding]
) -> Table:
    """A native sheet has every enabled column; a foreign one has those its rows mention."""
    mentioned = dict.fromkeys(name for row in rows for name in row)
    fields = [one for one in sheet.fields if one.name in mentioned or (native and one.enabled)]
    index = range(HEADER_ROW + 1, HEADER_ROW + 1 + len(rows))
    raw: dict[str, pd.Series] = {}
    typed: dict[str, pd.Series] = {}
    for field in fields:
        given = [_held(row.get(field.name)) for row in rows]
        cells = person_reads(field, given)
        values, failures = caster.typed(field, cells, digits_lost(field, given))
        for at, row in enumerate(rows):
            if isinstance(error := row.get(field.name), CellError):
                cells[at] = str(error)  # after casting: an error is not a value
                findings.append(Finding("E195", sheet.name, index[at], field.name, str(error)))
        raw[field.name] = pd.Series(cells, index=index, dtype=object)
        typed[field.name] = pd.Series(np.asarray(values), index=index, dtype=values.dtype)
        for one in failures:
            row = index[one.index]
            edits = (Edit(sheet.name, row, field.name, one.proposal),) if one.proposal is not None else ()
            findings.append(Finding(one.code, sheet.name, row, field.name, cells[one.index], edits=edits))
    return Table(
        name=sheet.name,
        title=sheet.title(lang),
        header_row=HEADER_ROW,
        columns={field.name: number for number, field in enumerate(fields, 1)},
        labels={field.name: field.title(lang) for field in fields},
        raw=pd.DataFrame(raw, index=index),
        typed=pd.DataFrame(typed, index=index),
    )


def _held(value: Any) -> object:
    """What the reader hands over for a cell: no None, floats only, dates as moments."""
    if value is None or isinstance(value, CellError):
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return datetime(value.year, value.month, value.day) if type(value) is date else value


USUAL: Mapping[str, Row] = {
    "customers": {
        "kind": "个人",
        "name": "张三",
        "mobile": "13912345678",
        "owner": "王芳",
        "consent_basis": "履行合同",
        "entered_by": "王芳",
        "entered_on": date(2024, 1, 15),
        "verified_on": date(2024, 3, 1),
    },
    "interactions": {
        "customer_id": "C000001",
        "time": datetime(2024, 3, 1, 10, 30),
        "channel": "电话",
        "content": "了解需求",
        "result": "需跟进",
        "owner": "王芳",
    },
    "orders": {
        "customer_id": "C000001",
        "date": date(2024, 3, 1),
        "product": "产品A",
        "amount": 1000,
        "order_status": "有效",
    },
    "service": {
        "customer_id": "C000001",
        "service_type": "维修",
        "requested_at": datetime(2024, 3, 1, 9),
        "service_date": date(2024, 3, 2),
        "details": "更换配件",
        "staff": "李伟",
        "status": "已解决",
    },
    "campaigns": {
        "campaign_type": "打折促销",
        "start_date": date(2024, 3, 1),
        "customer_id": "C000001",
        "participation": "已参与",
    },
    "users": {"role": "销售", "active": "√"},
}
_numbers = count(1)


@pytest.fixture(scope="session")
def usual() -> Callable[..., Row]:
    """`usual(sheet, given)`: a row that breaks no rule, but for what is given; `only` keeps just these columns."""

    def row(sheet: str, given: Row, only: Row | None = None) -> Row:
        whole = dict(USUAL.get(sheet, {}))
        if sheet == "orders" and "order_no" not in given:
            whole["order_no"] = f"SO{next(_numbers)}"
        if sheet == "campaigns":
            whole["campaign"] = f"活动{next(_numbers)}"
        whole |= given
        return whole if only is None else {name: value for name, value in whole.items() if name in only}

    return row


@pytest.fixture(scope="session")
def day() -> date:
    """The day that counts as today in `build`."""
    return TODAY
