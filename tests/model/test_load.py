import copy
import re
from typing import Any

import pytest
import yaml

from custsheet.model.errors import SchemaError
from custsheet.model.load import load_schema
from custsheet.resources import folder

YAML = (folder("schemas") / "customers.yaml").read_text("utf-8")
DATA = yaml.safe_load(YAML)


def changed(path: list[Any], value: Any) -> dict[str, Any]:
    data = copy.deepcopy(DATA)
    here = data
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return data


def test_load_schema__shipped_standard_has_every_sheet_asked_for() -> None:
    schema = load_schema(YAML)
    assert [sheet.title.zh for sheet in schema.inputs] == [
        "客户",
        "互动",
        "交易",
        "服务",
        "活动",
        "反馈",
        "任务",
        "流程",
    ]
    off = [field.name for field in schema.sheet("customers").fields if not field.enabled]
    assert off == ["contract_end", "uscc", "id_no"]


def test_load_schema__survives_the_way_into_a_workbook_and_back() -> None:
    schema = load_schema(YAML)
    assert load_schema(schema.dump()) == schema


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (["sheets", 0, "fields", 3, "type"], "txt", "sheets[0](customers).fields[3](company).type"),
        (["sheets", 0, "fields", 1, "constraints", "enum"], "kinds", "sheets(customers).fields(kind).constraints.enum"),
        (["sheets", 0, "fields", 1, "requird"], True, "sheets[0](customers).fields[1](kind).requird"),
        (["sheets", 0, "primaryKey"], ["id"], "sheets(customers).primaryKey"),
        (["sheets", 2, "rules", 0, "fields"], ["amount", "qty"], "sheets(orders).rules[0].fields"),
        (["sheets", 0, "fields", 6, "aliases"], ["手机"], "sheets(customers).fields(phone).aliases"),
        (
            ["sheets", 0, "fields", 0, "constraints"],
            {"pattern": "("},
            "sheets(customers).fields(customer_id).constraints.pattern",
        ),
        (["sheets", 0, "fields", 0, "numbering"], "C1000", "sheets(customers).fields(customer_id).numbering"),
        (["sheets", 1, "title"], "a/b", "sheets(interactions).title"),
        (["sheets", 1, "title"], {"zh": "客户", "en": "X"}, "title"),
        (["sheets", 0, "fields", 16, "formula"], "={birthday}", "sheets(customers).fields(age).formula"),
        (
            ["sheets", 0, "foreignKeys", 0, "reference", "resource"],
            "people",
            "sheets(customers).foreignKeys[0].reference",
        ),
        (["settings", 2, "choices"], "methods", "settings(tier_method).choices"),
        (["settings", 2, "default"], "abc", "settings(tier_method).default"),
    ],
)
def test_load_schema__mistake_names_its_path(path: list[Any], value: Any, where: str) -> None:
    with pytest.raises(SchemaError) as caught:
        load_schema(changed(path, value), origin="own.yaml")
    for sentence in (caught.value.zh, caught.value.en):
        assert sentence.startswith("own.yaml")
        assert where in sentence


FIELD = ["sheets", 0, "fields", 3]


@pytest.mark.parametrize(
    ("path", "value", "zh", "en"),
    [
        ([*FIELD, "type"], "txt", "应为 string、integer、number、date、datetime、boolean、list 之一", "must be string"),
        ([*FIELD, "requird"], True, "没有这样的键", "no such key"),
        ([*FIELD, "title"], {"zh": "公司"}, "title.en：缺少这一项", "is missing"),
        ([*FIELD, "title"], 5, "键: 值", "key: value"),
        ([*FIELD, "enabled"], "也许", "true 或 false", "true or false"),
        ([*FIELD, "width"], 1.5, "整数", "whole number"),
        ([*FIELD, "aliases"], "公司", "列表", "a list"),
        ([*FIELD, "name"], "公司", "英文字母", "letter from a to z"),
        (["settings", 0, "minimum"], "多", "应为数字", "a number"),
        (["version"], 1.0, "引号", "quotes"),
    ],
)
def test_load_schema__a_wrong_shape_in_plain_words(path: list[Any], value: Any, zh: str, en: str) -> None:
    with pytest.raises(SchemaError) as caught:
        load_schema(changed(path, value))
    assert zh in caught.value.zh
    assert en in caught.value.en
    assert "nput should" not in caught.value.zh + caught.value.en


@pytest.mark.parametrize("text", ["a: [", "- 1", "just text", "", "a: b: c"])
def test_load_schema__not_a_standard(text: str) -> None:
    with pytest.raises(SchemaError, match=r"own\.yaml") as caught:
        load_schema(text, origin="own.yaml")
    words = set(re.findall(r"[A-Za-z]+", caught.value.zh))
    assert words <= {"own", "yaml", "YAML", "name", "sheets"}, "no English in a Chinese sentence"


def test_by_label__finds_a_field_by_any_label_in_either_language() -> None:
    labels = load_schema(YAML).sheet("customers").by_label
    for label in ("手机", "mobile", "手机号", "cellphone"):
        assert labels[label].name == "mobile"


def without(key: str, *names: str) -> dict[str, Any]:
    """The shipped standard without some lists, sheets …, and without what else speaks of them."""
    data = copy.deepcopy(DATA)
    data[key] = [one for one in data[key] if one["name"] not in names]
    for setting in data["settings"]:
        if setting.get("choices") in names:
            del setting["choices"]
    for sheet in data["sheets"]:
        sheet["foreignKeys"] = [k for k in sheet.get("foreignKeys", []) if k["reference"]["resource"] not in names]
        fields = {field["name"]: field for field in sheet["fields"]}
        gone = {name for name, field in fields.items() if field.get("constraints", {}).get("enum") in names}
        for field in fields.values():
            if field["name"] in gone:
                del field["constraints"]["enum"]
            field["requiredWhen"] = {
                other: v for other, v in field.get("requiredWhen", {}).items() if other not in gone
            }
            if any(f"{{{name}{mark}" in field.get("formula", "") for name in names for mark in "/."):
                field["formula"] = "=1"
    return data


@pytest.mark.parametrize(
    "name",
    [
        *("tier", "stage", "rfm_group", "tier_method", "reference_day", "rfm_threshold"),
        *("order_status", "case_status", "feedback_status", "task_status", "alert"),
    ],
)
def test_load_schema__a_list_that_custsheet_needs(name: str) -> None:
    with pytest.raises(SchemaError) as caught:
        load_schema(without("lists", name), origin="own.yaml")
    assert (caught.value.zh, caught.value.en) == (
        f"own.yaml：lists：缺少“{name}”，custsheet 离不开它。",
        f"own.yaml: lists: '{name}' is missing, which custsheet cannot do without.",
    )


def test_load_schema__an_entry_that_custsheet_needs() -> None:
    stage = next(i for i, one in enumerate(DATA["lists"]) if one["name"] == "stage")
    data = changed(["lists", stage, "values"], DATA["lists"][stage]["values"][1:])
    with pytest.raises(SchemaError, match=r"lists\(stage\)\.values: 'potential' is missing"):
        load_schema(data)


ANALYSES = {one["name"].removeprefix("draw_") for one in DATA["settings"] if one["name"].startswith("draw_")}
SPARED = {"ledger", "quality", "duplicates", "dashboard", "board"} | ANALYSES
"""Tool sheets that a standard may go without; those of older workbooks do not have all of them."""


@pytest.mark.parametrize("name", [tool["name"] for tool in DATA["toolSheets"] if tool["name"] not in SPARED])
def test_load_schema__a_sheet_of_the_tools_own(name: str) -> None:
    with pytest.raises(SchemaError, match=f"toolSheets: '{name}' is missing"):
        load_schema(without("toolSheets", name))


@pytest.mark.parametrize("name", ["customer_id", "date", "amount"])
def test_load_schema__a_column_that_custsheet_needs(name: str) -> None:
    data = without("sheets", "service", "campaigns", "feedback", "tasks", "processes")
    orders = next(sheet for sheet in data["sheets"] if sheet["name"] == "orders")
    orders["fields"] = [field for field in orders["fields"] if field["name"] != name and "formula" not in field]
    for key in ("foreignKeys", "rules", "labelFields"):
        orders[key] = []
    del orders["eventField"]
    customers = data["sheets"][0]
    customers["fields"] = [one for one in customers["fields"] if "orders." not in one.get("formula", "")]
    with pytest.raises(SchemaError, match=rf"sheets\(orders\)\.fields: '{name}' is missing"):
        load_schema(data)


@pytest.mark.parametrize("name", sorted(SPARED))
def test_load_schema__a_sheet_that_a_standard_may_go_without(name: str) -> None:
    assert not load_schema(without("toolSheets", name)).has_tool(name)
    assert load_schema(DATA).has_tool(name)


@pytest.mark.parametrize("name", ["pareto_a", "pareto_b", "fixed_a", "fixed_b"])
def test_load_schema__a_setting_that_custsheet_needs(name: str) -> None:
    with pytest.raises(SchemaError, match=f"settings: '{name}' is missing"):
        load_schema(without("settings", name))


def test_load_schema__what_a_company_may_leave_out() -> None:
    sheets = ["orders", "service", "campaigns", "feedback", "tasks", "processes"]
    data = without("sheets", *sheets)
    data["lists"] = [one for one in data["lists"] if one["name"] not in {"order_status", "alert", "task_type"}]
    data["settings"] = [one for one in data["settings"] if not one["name"].startswith("lifecycle")]
    assert [sheet.name for sheet in load_schema(data).inputs] == ["customers", "interactions"]


def test_load_schema__when_a_rows_event_was_must_be_a_column() -> None:
    data = without("sheets")
    next(sheet for sheet in data["sheets"] if sheet["name"] == "orders")["eventField"] = "moment"
    with pytest.raises(SchemaError, match=r"sheets\(orders\)\.eventField: nothing is called 'moment'"):
        load_schema(data)
