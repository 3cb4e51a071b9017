"""Snapshots of a customers' sheet made by hand, and the labelled sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from custsheet.matching.kinds import Kind
from custsheet.model.load import load_schema
from custsheet.model.snapshot import Lists, Snapshot, Table
from custsheet.resources import folder

Customers = Callable[..., Snapshot]
Kinds = dict[str, Kind]
_FEBRL: Kinds = {
    "given_name": "given_name",
    "surname": "family_name",
    "street_number": "house_number",
    "address_1": "street",
    "address_2": "text",
    "suburb": "city",
    "postcode": "postcode",
    "state": "region",
    "date_of_birth": "date",
    "soc_sec_id": "id_number",
}
_CHINESE: Kinds = {
    "name": "person_name",
    "company": "company",
    "phone": "phone",
    "email": "email",
    "address": "address",
    "gender": "gender",
    "birth_date": "date",
    "id_no": "id_number",
}
_FAKE: Kinds = {
    "first_name": "given_name",
    "surname": "family_name",
    "dob": "date",
    "city": "city",
    "email": "email",
}
_CHICAGO: Kinds = {"name": "company", "address": "address", "zip": "postcode", "phone": "phone"}
_SETS = {
    "febrl1": _FEBRL,
    "febrl3": _FEBRL,
    "fake1000": _FAKE,
    "chicago": _CHICAGO,
    "zh1k": _CHINESE,
    "zh10k": _CHINESE,
}


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
