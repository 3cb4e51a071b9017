"""What records are called."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import pytest

from custsheet.model.load import load_schema
from custsheet.model.records import record_ids, record_labels
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Lists, Snapshot, Table
from custsheet.resources import folder


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema((folder("schemas") / "customers.yaml").read_text("utf-8"))


def _table(sheet: str, /, **columns: list[Any]) -> Table:
    typed = pd.DataFrame({key: pd.Series(cells) for key, cells in columns.items()})
    return Table(sheet, sheet, 4, {key: n for n, key in enumerate(columns, 1)}, {}, typed, typed)


def _snapshot(schema: Schema, *tables: Table) -> Snapshot:
    return Snapshot(schema, "zh", True, {}, Lists({}), {table.name: table for table in tables}, (), {}, ())


def _labels(schema: Schema, table: Table, *others: Table) -> list[str | None]:
    return record_labels(_snapshot(schema, table, *others), table)


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
    assert _labels(schema, table) == ["甲", "李四", "C3", None]
    assert _labels(schema, _table("customers", mobile=["1", "2"])) == [None, None]


def test_record_labels__of_any_type(schema: Schema) -> None:
    sheet = schema.sheet("customers").model_copy(update={"label_fields": ("birth_date", "category", "active")})
    changed = Schema.model_construct(**(dict(schema) | {"sheets": (sheet,)}))
    days = [datetime(2024, 5, 6), None, None, datetime(2024, 5, 6, 7, 8)]
    lists = [("a",), ("a", "b"), (), ()]
    table = _table(
        "customers", birth_date=pd.to_datetime(days).tolist(), category=lists, active=[None, None, True, None]
    )
    assert _labels(changed, table) == ["2024-05-06", "a、b", "True", "2024-05-06 07:08:00"]


def test_record_labels__an_identifier_of_another_sheet_reads_as_what_is_called_so(schema: Schema) -> None:
    people = _table("customers", customer_id=["C1", "C2", "C1", None], company=["甲", None, "乙", "丙"])
    tasks = _table("tasks", customer_id=["C1", "C2", "C9", None])
    assert _labels(schema, tasks, people) == ["甲", "C2", "C9", None]
    assert _labels(schema, tasks) == ["C1", "C2", "C9", None], "no sheet of customers"
    assert _labels(schema, tasks, _table("customers", company=["甲"])) == ["C1", "C2", "C9", None], "without the column"
    orders = _table("orders", customer_id=["C1", "C1"], customer_name=[None, "甲（老）"])
    assert _labels(schema, orders, people) == ["甲", "甲（老）"]


def test_record_labels__of_two_who_bear_one_name_come_with_the_identifier(schema: Schema) -> None:
    people = _table("customers", customer_id=["C1", "C2", "C3", "C1"], company=["甲", "甲", "乙", "甲"])
    tasks = _table("tasks", customer_id=["C1", "C2", "C3", "C9"])
    assert _labels(schema, tasks, people) == ["甲 C1", "甲 C2", "乙", "C9"]


def test_texts__stripped_and_blank(schema: Schema) -> None:
    table = _table("customers", name=[" 张三 ", "", None, 5.0])
    assert table.texts("name") == ["张三", None, None, None]
    assert table.texts("mobile") == [None] * 4
