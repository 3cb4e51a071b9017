"""The checks Excel makes while somebody types: one for every kind of constraint, within Excel's limits."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from custsheet.drawing.people.layout import make_plan
from custsheet.drawing.people.validation import (
    ERROR_LIMIT,
    MESSAGE_LIMIT,
    TITLE_LIMIT,
    field_validation,
    input_message,
    setting_validation,
)
from custsheet.model.load import load_schema
from custsheet.model.schema import Constraints, Schema


def options(schema: Schema, sheet: str, field: str, lang: Any = "zh") -> Any:
    plan = make_plan(schema, lang, {})
    layout = plan.layouts[sheet]
    return field_validation(plan, layout, layout.sheet.by_name[field])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_field_validation__every_field_has_a_message_within_the_limits(schema: Schema, lang: Any) -> None:
    plan = make_plan(schema, lang, {})
    for layout in plan.layouts.values():
        for field in layout.fields:
            made = field_validation(plan, layout, field)
            where = f"{layout.sheet.name}.{field.name}"
            assert field.description(lang) in made["input_message"], where
            assert 0 < len(made["input_title"]) <= TITLE_LIMIT, where
            assert len(made["input_message"]) <= MESSAGE_LIMIT, where
            assert len(made.get("error_message", "")) <= ERROR_LIMIT, where
            if field.example and field.is_input:
                assert field.example(lang) in made["input_message"], where


@pytest.mark.parametrize(
    ("sheet", "field", "validate", "error", "source"),
    [
        ("customers", "kind", "list", "stop", "=cs_list_kind"),
        ("customers", "province", "list", "stop", "=cs_list_province"),
        ("customers", "owner", "list", "warning", "=cs_key_users"),
        ("interactions", "customer_id", "list", "stop", "=cs_key_customers"),
        ("customers", "opt_out", "list", "warning", ["√", "×"]),
        ("orders", "campaign", "custom", "warning", "=COUNTIF(cs_key_campaigns,$R5)>0"),
        ("service", "order_no", "custom", "warning", "=COUNTIF(cs_key_orders,$Q5)>0"),
        ("customers", "customer_id", "custom", "stop", "=COUNTIF($A$5:$A$1048576,$A5)<=1"),
        ("customers", "postcode", "custom", "warning", "=AND(LEN($N5)=6,ISNUMBER(-$N5))"),
        ("customers", "mobile", "custom", "warning", None),
        ("customers", "phone", "custom", "warning", None),
        ("customers", "email", "custom", "warning", None),
        ("customers", "name", "length", "warning", None),
        ("customers", "tier_until", "date", "warning", None),
        ("orders", "rating", "integer", "warning", None),
        ("orders", "amount", "decimal", "warning", None),
        ("interactions", "time", "date", "warning", None),
    ],
)
def test_field_validation__kind_of_constraint(
    schema: Schema, sheet: str, field: str, validate: str, error: str, source: Any
) -> None:
    made = options(schema, sheet, field)
    assert (made["validate"], made["error_type"]) == (validate, error)
    if source is not None:
        assert made.get("source", made.get("value")) == source


@pytest.mark.parametrize("role", ["age", "tier"])
def test_field_validation__computed_cells_only_explain(schema: Schema, role: str) -> None:
    made = options(schema, "customers", role)
    assert made["validate"] == "any"
    assert made["input_message"].startswith("自动计算")


def test_field_validation__several_entries_are_offered_not_judged(schema: Schema) -> None:
    assert options(schema, "customers", "category")["show_error"] is False


def test_field_validation__limits_of_dates_move_with_the_day(schema: Schema) -> None:
    born = options(schema, "customers", "birth_date")
    assert (born["minimum"], born["maximum"]) == ("=EDATE(TODAY(),-1440)", "=EDATE(TODAY(),-168)")
    time = options(schema, "interactions", "time")
    assert time["maximum"] == "=TODAY()+1"
    assert str(time["minimum"]) == "1990-01-01"


@pytest.mark.parametrize(
    ("bound", "shown"),
    [
        ("today", "=TODAY()"),
        ("today + 30d", "=TODAY()+30"),
        ("today-1d", "=TODAY()-1"),
        ("today - 14y", "=EDATE(TODAY(),-168)"),
        ("today+6m", "=EDATE(TODAY(),6)"),
        ("2030-01-31", date(2030, 1, 31)),
    ],
)
def test_field_validation__reads_the_bounds_of_dates_as_the_checks_do(schema: Schema, bound: str, shown: Any) -> None:
    data = schema.dump()
    sheet = next(one for one in data["sheets"] if one["name"] == "customers")
    next(one for one in sheet["fields"] if one["name"] == "birth_date")["constraints"]["maximum"] = bound
    assert options(load_schema(data), "customers", "birth_date")["maximum"] == shown


def test_field_validation__numbers_keep_their_limits(schema: Schema) -> None:
    rating = options(schema, "orders", "rating")
    assert (rating["minimum"], rating["maximum"]) == (1, 5)
    assert "1 到 5" in rating["error_message"]
    assert options(schema, "orders", "qty")["minimum"] == "=0.000001"
    assert "大于 0" in options(schema, "orders", "qty")["error_message"]


def test_field_validation__an_empty_list_of_people_is_no_obstacle_but_one_of_customers_is(schema: Schema) -> None:
    assert options(schema, "customers", "owner")["ignore_blank"] is True
    assert options(schema, "interactions", "customer_id")["ignore_blank"] is False


def test_input_message__says_what_is_required(schema: Schema) -> None:
    customers = schema.sheet("customers").by_name
    assert input_message(customers["name"], "zh").startswith("必填。")
    assert input_message(customers["name"], "en").startswith("Required. ")
    assert not input_message(customers["job_title"], "zh").startswith("必填")
    assert input_message(customers["mobile"], "zh").endswith("例：13800138000")


def test_field_validation__long_words_of_a_company_are_cut_to_excels_limits(schema: Schema) -> None:
    data = schema.dump()
    field = next(one for one in data["sheets"][0]["fields"] if one["name"] == "job_title")
    field["title"], field["example"] = "很长的标题" * 10, "很长的例子" * 60
    made = options(load_schema(data), "customers", "job_title")
    assert len(made["input_title"]) == TITLE_LIMIT
    assert len(made["input_message"]) == MESSAGE_LIMIT


@pytest.mark.parametrize(
    ("setting", "validate", "rest"),
    [
        ("tier_method", "list", {"source": "=cs_list_tier_method", "error_type": "stop"}),
        ("pareto_a", "decimal", {"minimum": 1, "maximum": 100}),
        ("cycle_a", "integer", {"minimum": 1}),
        ("reference_date", "date", {}),
        ("window_months", "any", {}),
        ("company_name", "any", {}),
    ],
)
def test_setting_validation__by_type(schema: Schema, setting: str, validate: str, rest: dict[str, Any]) -> None:
    made = setting_validation(next(one for one in schema.settings if one.name == setting), "zh")
    assert made["validate"] == validate
    assert rest.items() <= made.items()


def constrained(schema: Schema, name: str, **rules: Any) -> dict[str, Any]:
    """What Excel checks in the column of a customer's field with these constraints instead of its own."""
    sheet = schema.sheet("customers")
    fields = tuple(one.but(constraints=Constraints(**rules)) if one.name == name else one for one in sheet.fields)
    other = schema.but(sheets=tuple(one.but(fields=fields) if one is sheet else one for one in schema.sheets))
    return options(other, "customers", name)


def test_field_validation__length_between(schema: Schema) -> None:
    both = constrained(schema, "wechat", min_length=2, max_length=5)
    assert (both["criteria"], both["minimum"], both["maximum"]) == ("between", 2, 5)
    assert "2 到 5" in both["error_message"]
    least = constrained(schema, "wechat", min_length=2)
    assert (least["minimum"], least["maximum"]) == (2, 32_767)
    assert "至少要 2" in least["error_message"]


@pytest.mark.parametrize(
    ("rules", "low", "high"),
    [
        ({"minimum": "1800-01-01"}, date(1900, 1, 1), date(9999, 12, 31)),
        ({"minimum": "today-1900y", "maximum": "today+9000m"}, date(1900, 1, 1), "=EDATE(TODAY(),9000)"),
        ({"minimum": "today-1800y"}, date(1900, 1, 1), date(9999, 12, 31)),
        ({"maximum": "today+7979y"}, date(1900, 1, 1), "=EDATE(TODAY(),95748)"),
        ({"maximum": "today+7980y"}, date(1900, 1, 1), date(9999, 12, 31)),
    ],
)
def test_field_validation__days_that_excel_does_not_have(schema: Schema, rules: Any, low: object, high: object) -> None:
    found = constrained(schema, "birth_date", **rules)
    assert (found["minimum"], found["maximum"]) == (low, high)


def test_field_validation__a_limit_beyond_the_usual_ones_is_kept(schema: Schema) -> None:
    sheet = schema.sheet("orders")
    fields = tuple(
        one.but(constraints=Constraints(minimum=5e12)) if one.name == "amount" else one for one in sheet.fields
    )
    other = schema.but(sheets=tuple(one.but(fields=fields) if one is sheet else one for one in schema.sheets))
    found = options(other, "orders", "amount")
    assert found["minimum"] < found["maximum"]
