from __future__ import annotations

from typing import Any

import pytest

from custsheet.model.change import FieldRows, SchemaChange, schema_change
from custsheet.model.load import load_schema
from custsheet.model.schema import Field, Schema
from custsheet.model.text import Text, text
from custsheet.resources import folder


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema((folder("schemas") / "customers.yaml").read_text("utf-8"))


def other(schema: Schema, name: str, **values: Any) -> Schema:
    """The standard with one field of the customers changed."""
    sheet = schema.sheet("customers")
    fields = tuple(one.but(**values) if one.name == name else one for one in sheet.fields)
    return schema.but(sheets=tuple(one.but(fields=fields) if one is sheet else one for one in schema.sheets))


def test_schema_change__nothing(schema: Schema) -> None:
    change = schema_change(schema, schema)
    assert change == SchemaChange()
    assert not change
    assert not FieldRows()


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"enabled": False}, "switched_off"),
        ({"title": text("说明", "Remarks"), "aliases": ("备注",)}, "renamed"),
        ({"description": text("x", "x")}, "edited"),
        ({"required_when": {"kind": ("company",)}}, "edited"),
    ],
)
def test_schema_change__tells_apart(schema: Schema, values: dict[str, Any], part: str) -> None:
    change = schema_change(schema, other(schema, "notes", **values))
    told = {
        name: getattr(change, name) for name in ("added", "removed", "switched_on", "switched_off", "edited", "renamed")
    }
    assert {name for name, places in told.items() if places} == {part}
    assert list(told[part]) == [("customers", "notes")]
    assert change.sheets == {"customers"}
    assert change


def test_schema_change__on_added_and_removed(schema: Schema) -> None:
    assert schema_change(schema, other(schema, "id_no", enabled=True)).switched_on == (("customers", "id_no"),)
    sheet = schema.sheet("customers")
    new = Field(name="col_1", title=Text(zh="甲", en="a"), description=Text(zh="", en=""), group="profile")
    more = schema.but(sheets=(sheet.but(fields=(*sheet.fields, new)), *schema.sheets[1:]))
    assert schema_change(schema, more).added == (("customers", "col_1"),)
    assert schema_change(more, schema).removed == (("customers", "col_1"),)


def test_but__leaves_what_was_cached_behind(schema: Schema) -> None:
    sheet = schema.sheet("customers")
    assert "notes" in sheet.by_name
    less = sheet.but(fields=sheet.fields[:1])
    assert list(less.by_name) == [sheet.fields[0].name]
    assert schema.but(sheets=(less,)).has_sheet("orders") is False
    assert schema.has_sheet("orders")
