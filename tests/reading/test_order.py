"""A column whose header was changed is still known by its neighbours, where only one field can stand there."""

from __future__ import annotations

from typing import Any

import pytest

from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory
from custsheet.reading.order import by_neighbours, known_order, remembered_order

ORDER = ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("columns", "unknown", "found"),
    [
        ({"a": 1, "c": 3, "d": 4}, {2}, {2: "b"}),
        ({"a": 1, "d": 4}, {2, 3}, {2: "b", 3: "c"}),
        ({"b": 2, "c": 3, "d": 4}, {1}, {1: "a"}),
        ({"a": 1, "b": 2, "c": 3}, {4}, {4: "d"}),
        ({}, {1, 2, 3, 4}, {1: "a", 2: "b", 3: "c", 4: "d"}),
        ({"a": 1, "d": 4}, {2}, {}),  # two are missing
        ({"a": 1, "c": 4, "d": 5}, {2, 3}, {}),  # one of the two is somebody's own
        ({"a": 4, "c": 3, "d": 1}, {2}, {}),  # columns were moved
        ({"a": 1, "b": 2, "c": 3, "d": 4}, {5}, {}),
    ],
)
def test_by_neighbours__only_where_one_field_can_stand_there(
    columns: dict[str, int], unknown: set[int], found: dict[int, str]
) -> None:
    assert by_neighbours(ORDER, columns, unknown, 1, 4 + (5 in columns.values())) == found


def test_remembered_order__tells_fields_from_peoples_own_columns(schema: Schema) -> None:
    remembered = remembered_order({"name": 2, "mobile": 1}, {"name": 3, "备注二": 4})
    assert remembered == ("mobile", "name", "=name", "=备注二")
    assert known_order(schema.sheet("customers"), remembered) == ["mobile", "name"]


HEADER = ["姓名", "公司名称", "手机"]


def renamed(draft: Any, take: Any, schema: Schema, header: list[str], before: tuple[str, ...]) -> Any:
    made = draft().table("客户", "t客户", header, [[f"{n}" for n in range(len(header))]])
    return take(made.native(schema, "zh", Memory(layouts={"customers": before})))


def test_read__a_renamed_header_keeps_its_field(draft: Any, take: Any, schema: Schema) -> None:
    found = renamed(draft, take, schema, ["姓名", "抬头单位", "手机"], ("name", "company", "mobile"))
    table = found.tables["customers"]
    assert (table.columns["company"], table.labels["company"], table.extra) == (2, "抬头单位", {})
    assert table.raw["company"].tolist() == ["1"]
    assert [(one.code, one.params["label"]) for one in found.findings if one.code == "I303"] == [("I303", "抬头单位")]


@pytest.mark.parametrize(
    "before", [("name", "=抬头单位", "mobile"), ("name", "mobile", "company"), ("name", "age", "mobile")]
)
def test_read__what_was_peoples_own_moved_or_computed_is_not_taken(
    draft: Any, take: Any, schema: Schema, before: tuple[str, ...]
) -> None:
    table = renamed(draft, take, schema, ["姓名", "抬头单位", "手机"], before).tables["customers"]
    assert table.extra == {"抬头单位": 2}
