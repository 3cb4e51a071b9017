"""A column whose header was changed is still known by its neighbours, where only one field can stand there."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory, Table
from custsheet.reading.order import by_neighbours, computed, known_order, remembered_order

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


def table(columns: dict[str, int], extra: dict[str, int], labels: dict[str, str]) -> Table:
    return Table("customers", "客户", 4, columns, labels, pd.DataFrame(), pd.DataFrame(), extra)


@pytest.mark.parametrize(
    ("before", "mark"),
    [
        ((), "age()"),  # a new workbook
        (("name", "mobile", "age()"), "age()"),
        (("name", "mobile"), "age()"),  # appended since
        (("name", "mobile", "age"), "age"),  # typed by people until a newer standard computed it
        (("name", "mobile", "=年龄"), "age"),  # a column of their own that a newer standard claims
    ],
)
def test_remembered_order__tells_what_the_tool_filled_from_what_people_did(
    schema: Schema, before: tuple[str, ...], mark: str
) -> None:
    sheet = schema.sheet("customers")
    now = table({"name": 2, "mobile": 1, "age": 5}, {"name": 3, "备注二": 4}, {"age": "年龄"})
    remembered = remembered_order(sheet, now, before)
    assert remembered == ("mobile", "name", "=name", "=备注二", mark)
    assert known_order(sheet, remembered) == ["mobile", "name", "age"]
    assert computed(sheet, now, before) == ({"age"} if mark == "age()" else set())


def test_read__a_field_named_as_peoples_own_column_keeps_its_own(draft: Any, take: Any, schema: Schema) -> None:
    old = schema.sheet("customers").by_name["notes"]
    new = old.but(title=old.title.but(zh="内部说明"), aliases=("备注",))
    sheet = schema.sheet("customers")
    standard = schema.but(
        sheets=tuple(
            one.but(fields=tuple(new if field is old else field for field in one.fields)) if one is sheet else one
            for one in schema.sheets
        )
    )
    made = draft().table("客户", "t客户", ["姓名", "备注", "内部说明"], [["甲", "的", "自己的"]])
    memory = Memory(layouts={"customers": ("name", "notes", "=内部说明")})
    found = take(made.native(standard, "zh", memory)).tables["customers"]
    assert (found.columns["notes"], found.raw["notes"].tolist(), found.extra) == (2, ["的"], {"内部说明": 3})


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
