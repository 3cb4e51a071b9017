"""What records are called."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import pytest

from custsheet.model.load import load_schema
from custsheet.model.records import record_ids, record_labels
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Table
from custsheet.resources import folder


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema((folder("schemas") / "customers.yaml").read_text("utf-8"))


def _table(sheet: str, /, **columns: list[Any]) -> Table:
    typed = pd.DataFrame({key: pd.Series(cells) for key, cells in columns.items()})
    return Table(sheet, sheet, 4, {key: n for n, key in enumerate(columns, 1)}, {}, typed, typed)


def test_record_ids__parts_of_the_key(schema: Schema) -> None:
    table = _table("orders", line=[1.0, None, 2.0, 3.5], order_no=["SO1", "SO2", None, "SO4"])
    assert record_ids(schema.sheet("orders"), table) == ["SO1/1", "SO2", None, "SO4/3.5"]


def test_record_ids__without_the_column(schema: Schema) -> None:
    assert record_ids(schema.sheet("orders"), _table("orders", line=[1.0, 2.0])) == [None, None]
    assert record_ids(schema.sheet("customers"), _table("customers", name=["张三"])) == [None]
    assert record_ids(schema.sheet("customers"), _table("customers", customer_id=[])) == []


def test_record_labels__the_first_that_is_filled(schema: Schema) -> None:
    table = _table(
        "customers",
        customer_id=["C1", "C2", "C3", None],
        name=["张三", "李四", None, None],
        company=["甲", *[None] * 3],
    )
    assert record_labels(schema.sheet("customers"), table) == ["甲", "李四", "C3", None]
    assert record_labels(schema.sheet("customers"), _table("customers", mobile=["1", "2"])) == [None, None]


def test_record_labels__of_any_type(schema: Schema) -> None:
    sheet = schema.sheet("customers").model_copy(update={"label_fields": ("birth_date", "category", "active")})
    days = [datetime(2024, 5, 6), None, None, datetime(2024, 5, 6, 7, 8)]
    lists = [("a",), ("a", "b"), (), ()]
    table = _table(
        "customers", birth_date=pd.to_datetime(days).tolist(), category=lists, active=[None, None, True, None]
    )
    assert record_labels(sheet, table) == ["2024-05-06", "a、b", "True", "2024-05-06 07:08:00"]
