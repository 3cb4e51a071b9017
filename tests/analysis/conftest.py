"""Snapshots made by hand: a few records per sheet, the shipped standard, its default settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

from custsheet.model.load import load_schema
from custsheet.model.schema import Field, Schema
from custsheet.model.snapshot import Lists, Snapshot, Table
from custsheet.resources import folder

Records = Sequence[Mapping[str, Any]]
Workbook = Callable[..., Snapshot]


def _typed(field: Field, values: list[Any]) -> Any:
    """The column as reading would type it (see `Table`)."""
    if field.type in {"integer", "number"}:
        return pd.array(values, dtype="float64")
    if field.type in {"date", "datetime"}:
        return pd.to_datetime(pd.Series(values)).astype("datetime64[us]").to_numpy()
    return pd.array(values, dtype=object)


def _table(schema: Schema, name: str, records: Records, columns: Sequence[str]) -> Table:
    sheet = schema.sheet(name)
    rows = range(5, 5 + len(records))
    raw = pd.DataFrame({c: pd.array([one.get(c) for one in records], dtype=object) for c in columns}, index=rows)
    typed = pd.DataFrame(
        {c: _typed(sheet.by_name[c], [one.get(c) for one in records]) for c in columns}, index=pd.Index(rows)
    )
    return Table(
        name=name,
        title=sheet.title.zh,
        header_row=4,
        columns={c: at for at, c in enumerate(columns, 1)},
        labels={c: sheet.by_name[c].title.zh for c in columns},
        raw=raw,
        typed=typed,
    )


@pytest.fixture(scope="session")
def schema() -> Schema:
    return load_schema((folder("schemas") / "customers.yaml").read_text(encoding="utf-8"), origin="customers.yaml")


@pytest.fixture(scope="session")
def workbook(schema: Schema) -> Workbook:
    """`workbook(customers=[{...}], orders=[...], settings={...}, lang="en", native=False)`.

    A table has every column of the standard if native, else those that occur in its records, or in `columns`.
    """

    def make(
        *,
        settings: Mapping[str, Any] | None = None,
        lang: str = "zh",
        native: bool = True,
        columns: Mapping[str, Sequence[str]] | None = None,
        **sheets: Records,
    ) -> Snapshot:
        tables = {}
        for name, records in sheets.items():
            used = list(dict.fromkeys(key for one in records for key in one))
            every = [field.name for field in schema.sheet(name).fields] if native else used
            tables[name] = _table(schema, name, records, (columns or {}).get(name, every))
        given = {one.name: one.default for one in schema.settings} | dict(settings or {})
        return Snapshot(
            schema=schema,
            lang=lang,  # type: ignore[arg-type]
            native=native,
            settings=given,
            lists=Lists({one.name: one.values for one in schema.lists}),
            tables=tables,
            findings=(),
            owned={},
            titles=tuple(table.title for table in tables.values()),
        )

    return make


@pytest.fixture(scope="session")
def people() -> Callable[..., list[dict[str, Any]]]:
    """`people("C1", "C2")`: customers with these IDs."""
    return lambda *ids: [{"customer_id": one, "name": f"人{one}"} for one in ids]


@pytest.fixture(scope="session")
def order() -> Callable[..., dict[str, Any]]:
    """`order("C1", "2024-05-01", 100, refund=20)`: one valid order line."""
    return lambda customer, day, amount, **more: {
        "customer_id": customer,
        "date": day,
        "amount": amount,
        "order_status": "valid",
        **more,
    }
