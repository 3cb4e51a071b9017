"""Every kind of constraint × every projection of the schema: one that a projection forgets fails here.

A new constraint, row rule or format needs an entry in KINDS; a new projection is a function with a test beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

import pandas as pd
import pytest

from custsheet.checking import check
from custsheet.checking.audit import Audit
from custsheet.checking.check import probes
from custsheet.checking.probe import frame_schema
from custsheet.drawing.people.layout import Layout, Plan, make_plan
from custsheet.drawing.people.standard import limits_words, required_words
from custsheet.drawing.people.validation import field_validation
from custsheet.drawing.template import draw_workbook
from custsheet.model.errors import LANGS, Lang
from custsheet.model.fieldsheet import COLUMNS, field_cells
from custsheet.model.load import load_schema
from custsheet.model.rules import rule
from custsheet.model.schema import Constraints, Field, RowRule, Schema
from custsheet.model.snapshot import Lists, Snapshot, Table
from custsheet.reading import read
from custsheet.reading.fieldrow import Given
from custsheet.reading.fieldsheet import read_fields
from custsheet.resources import folder

TODAY = date(2024, 5, 6)
# What no standard can do without is taken from the shipped one.
SHIPPED_SCHEMA = load_schema((folder("schemas") / "customers.yaml").read_text("utf-8"))
SHIPPED = SHIPPED_SCHEMA.dump()


@dataclass(frozen=True)
class Kind:
    """A constraint, a value that breaks it and one that does not.

    `field` and `sheet` are what the constraint adds to the standard; values are as cast; `row` is the rest of the row;
    so many rows that are right stand `before` the one in question.
    """

    code: str
    wrong: object
    right: object
    field: Mapping[str, Any] | None = None
    sheet: Mapping[str, Any] | None = None
    row: Mapping[str, object] | None = None
    on: str = "it"
    before: int = 1


def constraint(code: str, wrong: object, right: object, rules: dict[str, Any], **field: Any) -> Kind:
    return Kind(code, wrong, right, {"constraints": rules, **field})


KINDS: dict[str, Kind] = {
    "required": constraint("E101", None, "x", {"required": True}),
    "unique": constraint("E191", "same", "other", {"unique": True}),
    "enum": constraint("E181", "x", "yes", {"enum": "answers"}),
    "enum of several": constraint("E181", ("yes", "x"), ("yes", "no"), {"enum": "answers"}, type="list"),
    "pattern": constraint("E182", "ab12", "AB0012", {"pattern": "[A-Z]{2}[0-9]{4}"}),
    "minimum": constraint("E183", -1.0, 0.0, {"minimum": 0}, type="number"),
    "maximum": constraint("E183", 6.0, 5.0, {"maximum": 5}, type="integer"),
    "minimum of a date": constraint(
        "E162", datetime(1989, 1, 1), datetime(1990, 1, 1), {"minimum": "1990-01-01"}, type="date"
    ),
    "maximum of a date": constraint(
        "E162", datetime(2024, 5, 7), datetime(2024, 5, 6), {"maximum": "today"}, type="datetime"
    ),
    "min_length": constraint("W184", "ab", "abc", {"minLength": 3}),
    "max_length": constraint("W184", "abcd", "abc", {"maxLength": 3}),
    "whole number": Kind("E183", 1.5, 2.0, {"type": "integer"}),
    "required_when": Kind("E101", None, "x", {"requiredWhen": {"other": ["yes"]}}, row={"other": "yes"}),
    "required_when any": Kind("E101", None, "x", {"requiredWhen": {"other": "*"}}, row={"other": "no"}),
    "any_of": Kind("E102", None, "x", sheet={"rules": [{"kind": "any_of", "fields": ["it", "free"]}]}),
    "order": Kind(
        "E163",
        datetime(2024, 3, 1),
        datetime(2024, 3, 2),
        {"type": "date"},
        {"rules": [{"kind": "order", "fields": ["day", "it"]}]},
        {"day": datetime(2024, 3, 2)},
    ),
    "product": Kind(
        "W172",
        5.0,
        6.0,
        {"type": "number"},
        {"rules": [{"kind": "product", "fields": ["it", "two", "three"]}]},
        {"two": 2.0, "three": 3.0},
    ),
    "usual": Kind(
        "I173",
        1000.0,
        100.0,
        {"type": "number"},
        {"rules": [{"kind": "usual", "fields": ["free", "it"]}]},
        {"free": "same"},
        before=7,
    ),
    "fresh": Kind(
        "I201",
        datetime(2024, 2, 5),
        datetime(2024, 2, 6),
        {"type": "date"},
        {"rules": [{"kind": "fresh", "fields": ["it", "day"]}]},
    ),
    "primary_key": Kind("E191", "same", "other", sheet={"primaryKey": ["it"]}),
    "primary_key of several": Kind("E191", "same", "other", sheet={"primaryKey": ["it", "two"]}),
    "foreign_keys": Kind(
        "E192",
        "unknown",
        "same",
        sheet={"foreignKeys": [{"fields": ["it"], "reference": {"resource": "others", "fields": ["key"]}}]},
    ),
    "foreign_keys not strict": Kind(
        "W192",
        "unknown",
        "same",
        sheet={
            "foreignKeys": [{"fields": ["it"], "reference": {"resource": "others", "fields": ["key"]}, "strict": False}]
        },
    ),
    "format mobile": Kind("E111", "1381234", "13912345678", {"format": "mobile"}),
    "format landline": Kind("W113", "010-12", "010-12345678", {"format": "landline"}),
    "format email": Kind("E121", "x@", "a@b.cn", {"format": "email"}),
    "format resident_id": Kind("E131", "110105194912310021", "11010519491231002X", {"format": "resident_id"}),
    "format credit_code": Kind("E141", "91350100M000100Y44", "91350100M000100Y43", {"format": "credit_code"}),
    "format city": Kind("W152", "火星市", "杭州市", {"format": "city"}),
    "format postcode": Kind("W151", "12345", "100080", {"format": "postcode"}),
}
# They only say how a cell is shown or what it may help to complete.
WITHOUT_CHECK = {"format province", "format money"}


def standard(kind: Kind) -> Schema:
    label = {"zh": "甲", "en": "A"}
    plain = {"description": label, "group": "profile"}
    sheet = {
        "name": "things",
        "title": {"zh": "东西", "en": "Things"},
        "table": {"zh": "t东西", "en": "tThings"},
        "description": label,
        "fields": [
            {"name": "it", "title": {"zh": "它", "en": "It"}, **plain, **(kind.field or {})},
            {"name": "other", "title": {"zh": "另一个", "en": "Other"}, "constraints": {"enum": "answers"}, **plain},
            {"name": "free", "title": {"zh": "随意", "en": "Free"}, **plain},
            {"name": "day", "title": {"zh": "日子", "en": "Day"}, "type": "date", **plain},
            {"name": "two", "title": {"zh": "二", "en": "Two"}, "type": "number", **plain},
            {"name": "three", "title": {"zh": "三", "en": "Three"}, "type": "number", **plain},
        ],
        **(kind.sheet or {}),
    }
    others = {
        "name": "others",
        "title": {"zh": "其他", "en": "Others"},
        "table": {"zh": "t其他", "en": "tOthers"},
        "description": label,
        "fields": [{"name": "key", "title": {"zh": "编号", "en": "Key"}, **plain}],
    }
    answers = [
        {"name": "yes", "title": {"zh": "好", "en": "Yes"}},
        {"name": "no", "title": {"zh": "不好", "en": "No"}},
    ]
    return load_schema(
        {
            "name": "trial",
            "version": "1",
            "title": label,
            "description": label,
            "lists": [*SHIPPED["lists"], {"name": "answers", "title": label, "values": answers}],
            "settings": SHIPPED["settings"],
            "sheets": [sheet, others],
            "toolSheets": SHIPPED["toolSheets"],
        }
    )


def typed_column(field: Field, values: list[Any]) -> pd.Series[Any]:
    kinds = {"integer": "float64", "number": "float64", "date": "datetime64[us]", "datetime": "datetime64[us]"}
    index = range(5, 5 + len(values))
    return pd.Series(values, index=index, dtype=kinds.get(field.type, "object"))


def snapshot(kind: Kind, value: object) -> Snapshot:
    """One row with `value`, and before it those that are right."""
    schema = standard(kind)
    right: dict[str, Any] = {"it": "same" if kind.code == "E191" else kind.right}
    rows: list[dict[str, Any]] = [*(dict(right) for _ in range(kind.before)), {"it": value}]
    tables = {}
    for sheet, records in (("things", [row | dict(kind.row or {}) for row in rows]), ("others", [{"key": "same"}])):
        fields = schema.sheet(sheet).fields
        typed = {one.name: typed_column(one, [row.get(one.name) for row in records]) for one in fields}
        frame = pd.DataFrame(typed)
        columns = {one.name: number for number, one in enumerate(fields, 1)}
        tables[sheet] = Table(sheet, sheet, 4, columns, {}, frame.astype(object).where(frame.notna(), None), frame)
    lists = Lists({one.name: one.values for one in schema.lists})
    return Snapshot(schema, "en", True, {}, lists, tables, (), {}, ())


def test_kinds__leave_nothing_out() -> None:
    """Whatever can be declared stands in KINDS."""
    formats = {
        f"format {name}" for union in get_args(Field.model_fields["format"].annotation) for name in get_args(union)
    }
    rules = set(get_args(RowRule.model_fields["kind"].annotation))
    others = {"required_when", "primary_key", "foreign_keys"}
    declared = set(Constraints.model_fields) | rules | formats | others
    assert len(formats) > 5
    assert declared - set(KINDS) == WITHOUT_CHECK


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_checks__know_every_kind(kind: Kind) -> None:
    """The pandera schema holds a check with the rule's code, which fires for the wrong value alone."""
    for value, expected in ((kind.wrong, [(5 + kind.before, kind.on, kind.code)]), (kind.right, [])):
        read = snapshot(kind, value)
        view = Audit(read, TODAY).views["things"]
        schema = frame_schema(view, probes(view))
        declared = {one.error for one in schema.columns["it"].checks} | {one.error for one in schema.checks}
        assert kind.code in declared
        assert [(one.row, one.field, one.code) for one in check(read, TODAY)] == expected


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_catalogue__explains_every_kind(kind: Kind) -> None:
    assert rule(kind.code).explain.zh


# Excel cannot refuse a blank, match a pattern, or look at another cell without standing in the way of typing.
WITHOUT_ENTRY = {
    "required",
    "required_when",
    "required_when any",
    "pattern",
    "any_of",
    "primary_key of several",
    "format city",
}
# They tie several fields together; sheet 字段 says one field a row.
WITHOUT_SHEET = {"any_of", "order", "product", "usual", "fresh", "primary_key", "primary_key of several"}
WITHOUT_SHEET |= {"foreign_keys", "foreign_keys not strict"}
# The guide tells what to type; that a key may not be repeated, Excel says at once.
WITHOUT_GUIDE = {"unique", "whole number"}
FIELD_KINDS = {name: kind for name, kind in KINDS.items() if name not in WITHOUT_SHEET}


def plan_of(kind: Kind, lang: Lang) -> tuple[Plan, Layout, Field]:
    plan = make_plan(standard(kind), lang, {})
    layout = plan.layouts["things"]
    return plan, layout, layout.sheet.by_name["it"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", KINDS)
def test_entry__warns_or_stops_for_every_kind(name: str, lang: Lang) -> None:
    """The check Excel makes while somebody types, in the words of the workbook's language."""
    plan, layout, field = plan_of(KINDS[name], lang)
    options = field_validation(plan, layout, field)
    assert (options["validate"] == "any") == (name in WITHOUT_ENTRY)
    assert options["input_title"]
    assert options["input_message"]
    if options["validate"] != "any" and options.get("show_error", True):
        assert options["error_message"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", KINDS)
def test_template__is_drawn_for_every_kind_and_carries_it(name: str, lang: Lang) -> None:
    schema = standard(KINDS[name])
    data = draw_workbook(schema, lang, today=TODAY, version="0")
    found = read(data, schema=load_schema(SHIPPED), today=TODAY)
    assert found.schema == schema
    assert [one for one in found.findings if one.place] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", FIELD_KINDS)
def test_sheet_of_fields__shows_every_kind_and_is_read_back(name: str, lang: Lang) -> None:
    """A field without the constraint, whose row is given the cells of one with it, becomes the same field."""
    plain, schema = standard(Kind("", None, None)), standard(KINDS[name])
    wanted = schema.sheet("things").by_name["it"]
    cells = field_cells(schema, schema.sheet("things"), wanted, lang)
    assert cells != field_cells(plain, plain.sheet("things"), plain.sheet("things").by_name["it"], lang)
    rows = [
        field_cells(plain, sheet, one, lang) if one.name != "it" else cells
        for sheet in plain.sheets
        for one in sheet.fields
    ]
    grid: list[list[object]] = [[one.title(lang) for one in COLUMNS]]
    grid += [["" if cell is None else cell for cell in row.values()] for row in rows]
    given = Given(plain, SHIPPED_SCHEMA, plain.lists, "字段", plain, lang, TODAY)
    names = {sheet.title(lang).casefold(): sheet.name for sheet in plain.sheets}
    found = read_fields(given, grid, {}, names)
    assert found.findings == ()
    assert found.schema.sheet("things").by_name["it"] == wanted


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", FIELD_KINDS)
def test_guide__says_every_kind(name: str, lang: Lang) -> None:
    plan, layout, field = plan_of(KINDS[name], lang)
    plain, _, bare = plan_of(Kind("", None, None), lang)
    said = limits_words(plan, field), required_words(plan, layout.sheet, field)
    assert (said != (limits_words(plain, bare), required_words(plain, layout.sheet, bare))) == (
        name not in WITHOUT_GUIDE
    )
