"""A newer standard on top of what a company made of the old one: nothing of the company's goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from custsheet.model.load import load_schema
from custsheet.model.schema import Constraints, Field, Schema, Setting, Sheet, Value, ValueList
from custsheet.model.upgrading import Merged, differences, merge, steps
from custsheet.reading.standards import standard

Edit = Callable[[dict[str, Any]], None]
BASE = standard()


def made(*edits: Edit, of: Schema = BASE) -> Schema:
    data = of.dump()
    for edit in edits:
        edit(data)
    return load_schema(data)


def item(data: dict[str, Any], *path: str) -> dict[str, Any]:
    here: Any = data
    for collection, name in zip(path[::2], path[1::2], strict=True):
        here = next(one for one in here[collection] if one["name"] == name)
    found: dict[str, Any] = here
    return found


def field(sheet: str, name: str, **changes: Any) -> Edit:
    def edit(data: dict[str, Any]) -> None:
        item(data, "sheets", sheet, "fields", name).update(changes)

    return edit


def drop(*path: str) -> Edit:
    def edit(data: dict[str, Any]) -> None:
        holder = item(data, *path[:-2]) if path[:-2] else data
        holder[path[-2]] = [one for one in holder[path[-2]] if one["name"] != path[-1]]

    return edit


def add(*path: str, at: int = 0, **one: Any) -> Edit:
    def edit(data: dict[str, Any]) -> None:
        holder = item(data, *path[:-2]) if path[:-2] else data
        holder[path[-2]].insert(at, {"name": path[-1], **one})

    return edit


def version(number: str) -> Edit:
    return lambda data: data.update(version=number)


PLATE = {"title": {"zh": "车牌", "en": "Plate"}, "description": "x", "group": "profile"}
V2 = version("2.0.0")


def customers(merged: Merged) -> dict[str, Field]:
    return dict(merged.schema.sheet("customers").by_name)


def verdicts(merged: Merged) -> list[tuple[str, str, str]]:
    return [("/".join(one.place[1::2]), one.what, one.verdict) for one in merged.steps if one.told]


def test_merge__untouched_workbook_gets_the_new_standard_whole() -> None:
    new = made(
        V2,
        field("customers", "mobile", constraints={"required": True}, title={"zh": "手机号码", "en": "Cell number"}),
        field("customers", "wechat", constraints={"maxLength": 50}),
        add("sheets", "customers", "fields", "plate", at=4, **PLATE),
        add("lists", "industry", "values", "energy", at=3, title={"zh": "新能源", "en": "New energy"}),
    )
    merged = merge(BASE, BASE, new)
    assert merged
    assert merged.refused == ()
    former = ("手机", "Mobile")
    mobile = customers(merged)["mobile"]
    assert set(mobile.aliases) >= {*former}  # the columns still bear it
    rest = mobile.model_copy(update={"aliases": new.sheet("customers").by_name["mobile"].aliases})
    assert rest == new.sheet("customers").by_name["mobile"]
    assert [one.name for one in merged.schema.sheet("customers").fields] == [
        one.name for one in new.sheet("customers").fields
    ]
    assert merged.schema.lists == new.lists
    assert merged.schema.version == "2.0.0"
    assert verdicts(merged) == [
        ("industry/energy", "new", "taken"),
        ("customers/plate", "new", "taken"),
        ("customers/mobile", "title", "taken"),
        ("customers/mobile", "required", "taken"),
        ("customers/wechat", "maximum", "taken"),
    ]


def test_merge__what_the_company_changed_stays_and_is_said() -> None:
    mine = made(
        field("customers", "wechat", constraints={"maxLength": 30}),
        field("customers", "mobile", requiredWhen={"kind": ["person"]}),
        field("customers", "postcode", enabled=False),
    )
    new = made(
        V2,
        field("customers", "wechat", constraints={"maxLength": 50, "unique": True}),
        field("customers", "mobile", constraints={"required": True}),
    )
    merged = merge(BASE, mine, new)
    found = customers(merged)
    assert (found["wechat"].constraints.max_length, found["wechat"].constraints.unique) == (30, True)
    assert not found["mobile"].constraints.required
    assert found["mobile"].required_when == {"kind": ("person",)}
    assert not found["postcode"].enabled
    assert verdicts(merged) == [
        ("customers/mobile", "required", "kept"),
        ("customers/wechat", "maximum", "kept"),
        ("customers/wechat", "unique", "taken"),
        ("customers/postcode", "enabled", "own"),
    ]


def test_merge__nothing_goes() -> None:
    mine = made(
        add("sheets", "customers", "fields", "col_1", **PLATE), add("lists", "size", "values", "s5", title="巨")
    )
    gone = ("sheets", "customers", "fields", "wechat"), ("lists", "notice", "values", "form"), ("sheets", "tasks")
    new = made(V2, *(drop(*path) for path in gone), drop("settings", "min_sample"))
    merged = merge(BASE, mine, new)
    assert {"wechat", "col_1"} <= customers(merged).keys()
    assert merged.schema.has_sheet("tasks")
    assert "form" in [one.name for one in merged.schema.value_list("notice").values]
    assert "s5" in [one.name for one in merged.schema.value_list("size").values]
    assert "min_sample" in [one.name for one in merged.schema.settings]
    assert {(what, verdict) for _, what, verdict in verdicts(merged)} == {("gone", "taken"), ("new", "own")}
    # From now on it is the company's own, and the next version has nothing to say of it.
    later = merge(new, merged.schema, made(version("3.0.0"), of=new))
    assert later.schema == made(version("3.0.0"), of=merged.schema)
    assert {verdict for _, _, verdict in verdicts(later)} == {"own"}


def test_merge__a_new_field_called_like_one_of_the_companys_own_is_not_added() -> None:
    mine = made(add("sheets", "customers", "fields", "col_1", **PLATE))
    new = made(V2, add("sheets", "customers", "fields", "plate", **{**PLATE, "title": {"zh": "车牌：", "en": "Car"}}))
    merged = merge(BASE, mine, new)
    assert "plate" not in customers(merged)
    assert ("customers/plate", "new", "clash") in verdicts(merged)


def test_merge__a_spelling_that_becomes_a_field_of_its_own_moves() -> None:
    aliases = [one for one in BASE.sheet("customers").by_name["wechat"].aliases if one != "QQ"]
    qq = {**PLATE, "title": "QQ", "aliases": ["QQ号"]}
    new = made(V2, field("customers", "wechat", aliases=aliases), add("sheets", "customers", "fields", "qq", **qq))
    found = customers(merge(BASE, BASE, new))
    assert "QQ" not in found["wechat"].aliases
    assert found["qq"].title.zh == "QQ"
    # Where nothing else is called so, a column may still bear it.
    assert (
        "QQ" in customers(merge(BASE, BASE, made(V2, field("customers", "wechat", aliases=aliases))))["wechat"].aliases
    )


def test_merge__rules_follow_the_new_standard() -> None:
    def edit(data: dict[str, Any]) -> None:
        rules = item(data, "sheets", "customers")["rules"]
        rules[:] = [{"kind": "any_of", "fields": ["mobile", "email"]}, *(r for r in rules if r["kind"] != "any_of")]
        item(data, "sheets", "feedback")["foreignKeys"] = []

    merged = merge(BASE, BASE, made(V2, edit))
    assert [one.fields for one in merged.schema.sheet("customers").rules if one.kind == "any_of"] == [
        ("mobile", "email")
    ]
    assert merged.schema.sheet("feedback").foreign_keys == ()
    assert [what for _, what, _ in verdicts(merged)] == ["rule new", "rule gone", "rule gone", "rule gone"]


def test_merge__what_only_makes_sense_together_is_decided_as_one() -> None:
    mine = made(field("customers", "wechat", type="integer", constraints={"minimum": 1}))
    new = made(
        V2,
        field("customers", "wechat", constraints={"maxLength": 50, "enum": "gender"}),
        field("customers", "postcode", constraints={"pattern": "[0-9]{6}"}),
    )
    merged = merge(BASE, mine, new)
    wechat = customers(merged)["wechat"]
    assert (wechat.type, wechat.constraints.enum) == ("integer", None)  # no list of whole numbers
    assert ("customers/wechat", "nature", "kept") in verdicts(merged)
    assert customers(merged)["postcode"].constraints.pattern == "[0-9]{6}"


def test_merge__a_step_that_makes_the_standard_invalid_is_refused_with_its_reason() -> None:
    def forget(data: dict[str, Any]) -> None:
        item(data, "lists", "answers")["values"].pop()

    old = made(
        add("lists", "answers", title="答复", values=[{"name": n, "title": n} for n in ("yes", "no")]),
        field("customers", "wechat", constraints={"enum": "answers"}),
    )
    mine = made(forget, of=old)
    new = made(
        V2,
        field("customers", "address", requiredWhen={"wechat": ["no"]}),
        add("sheets", "customers", "fields", "plate", **PLATE),
        of=old,
    )
    merged = merge(old, mine, new)
    assert [(step.place[-1], step.what) for step, _ in merged.refused] == [("address", "required")]
    assert "no" in merged.refused[0][1].zh
    assert customers(merged)["address"].required_when == {}
    assert "plate" in customers(merged)
    assert merged.schema.version == "2.0.0"
    assert not [one for one in merged.steps if one.place[-1] == "address"]


def test_merge__without_knowing_what_it_was_made_from_everything_that_differs_is_the_companys() -> None:
    mine = made(field("customers", "mobile", constraints={"required": True}))
    merged = merge(None, mine, made(V2, add("sheets", "customers", "fields", "plate", **PLATE)))
    assert customers(merged)["mobile"].constraints.required
    assert "plate" in customers(merged)


def test_merge__every_property_that_can_be_declared_is_compared() -> None:
    """A new one needs its place among the groups, or an upgrade would silently leave it behind."""
    by_itself = {"name", "aliases", "values", "fields", "lists", "settings", "sheets", "rules", "foreign_keys"}
    by_itself |= {"tool_sheets", "version", "changes"}
    for model, groups in (
        (Field, steps.FIELD),
        (Sheet, steps.SHEET),
        (Setting, steps.SETTING),
        (ValueList, steps.LIST),
        (Value, steps.VALUE),
        (Schema, steps.STANDARD),
    ):
        paths = [path for group in groups.values() for path in group]
        told = {path.partition(".")[0] for path in paths}
        assert set(model.model_fields) - by_itself - told == ({"table"} if model is Sheet else set()), model
        assert len(paths) == len(set(paths))
    constraints = {path.partition(".")[2] for group in steps.FIELD.values() for path in group if "." in path}
    assert constraints == set(Constraints.model_fields)


def test_merge__a_column_in_use_stays_in_use_although_it_is_off_by_default_now() -> None:
    merged = merge(BASE, BASE, made(V2, field("customers", "postcode", enabled=False)))
    assert customers(merged)["postcode"].enabled
    assert ("customers/postcode", "off", "taken") in verdicts(merged)
    assert customers(merge(BASE, BASE, made(V2, field("customers", "id_no", enabled=True))))["id_no"].enabled


@pytest.mark.parametrize("mine", [BASE, made(field("customers", "mobile", constraints={"required": True}))])
def test_merge__the_same_standard_changes_nothing(mine: Schema) -> None:
    merged = merge(BASE, mine, BASE)
    assert not merged
    assert {one.verdict for one in merged.steps} <= {"own"}


def test_merge__twice_is_once() -> None:
    new = made(
        V2,
        field("customers", "mobile", title={"zh": "手机号码", "en": "Cell number"}),
        add("sheets", "customers", "fields", "plate", **PLATE),
        drop("sheets", "customers", "fields", "wechat"),
    )
    once = merge(BASE, made(field("customers", "postcode", enabled=False)), new)
    assert not merge(new, once.schema, new)


def test_merge__what_is_done_with_an_entry_is_taken_over_and_said() -> None:
    advice = {"zh": "多拜访", "en": "visit more"}
    new = made(V2, lambda data: item(data, "lists", "rfm_group", "values", "hhh").update(description=advice))
    merged = merge(BASE, BASE, new)
    entry = next(one for one in merged.schema.value_list("rfm_group").values if one.name == "hhh")
    assert entry.description is not None
    assert entry.description.zh == "多拜访"
    assert any("的做法有变化：重要价值" in one.text.zh for one in differences(merged))
