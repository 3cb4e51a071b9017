"""Snapshots of a customers' sheet made by hand, and the labelled sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from custsheet.matching.kinds import Kind
from custsheet.model.load import load_schema
from custsheet.model.snapshot import Lists, Snapshot, Table
from custsheet.resources import folder

Customers = Callable[..., Snapshot]
Kinds = dict[str, Kind]
_SETS: dict[str, Kinds] = yaml.safe_load(Path(__file__).with_name("labelled.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def labelled(shared: Path) -> Callable[[str], tuple[pd.DataFrame, Kinds]]:
    """`labelled(name)`: the table, whose column `customer` says who is who, and what stands in the others."""

    def read(name: str) -> tuple[pd.DataFrame, Kinds]:
        path = shared / "data" / "duplicates" / f"{name}.csv"
        return pd.read_csv(path, dtype=str, keep_default_na=False), _SETS[name]

    return read


@pytest.fixture(scope="session")
def customers() -> Customers:
    """`customers({...}, {...})`: the rows from Excel row 5 on, typed as reading types them, every column of the
    standard.
    """
    schema = load_schema((folder("schemas") / "customers.yaml").read_text(encoding="utf-8"), origin="customers.yaml")
    sheet = schema.sheet("customers")
    dates = [field.name for field in sheet.fields if field.type in {"date", "datetime"}]

    def make(*records: Mapping[str, Any], columns: Sequence[str] | None = None) -> Snapshot:
        names = [field.name for field in sheet.fields] if columns is None else list(columns)
        typed = pd.DataFrame(
            {name: pd.array([one.get(name) for one in records], dtype=object) for name in names},
            index=pd.RangeIndex(5, 5 + len(records)),
        )
        for name in dates:
            if name in typed:
                typed[name] = pd.to_datetime(typed[name]).astype("datetime64[us]")
        table = Table(
            name="customers",
            title="客户",
            header_row=4,
            columns={name: at for at, name in enumerate(names, 1)},
            labels={name: sheet.by_name[name].title.zh for name in names},
            raw=typed.astype(object),
            typed=typed,
        )
        return Snapshot(
            schema=schema,
            lang="zh",
            native=True,
            settings={},
            lists=Lists({one.name: one.values for one in schema.lists}),
            tables={"customers": table},
            findings=(),
            owned={},
            titles=("客户",),
        )

    return make
