"""The examples of the shipped standard are true: what it calls right raises nothing, what it calls wrong is found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import custsheet
from custsheet.model.errors import Lang
from custsheet.model.finding import Cell
from custsheet.model.schema import Field, Sheet
from custsheet.reading.standards import standard
from custsheet.values.dates import parse_date

DAY = date(2026, 3, 10)  # shortly after the days of the examples
FIRST_ROW = 5
SCHEMA = standard()
INPUTS = [(sheet, field) for sheet in SCHEMA.sheets for field in sheet.fields if field.is_input]


def typed(field: Field, lang: Lang) -> Cell:
    """The right example as Excel holds it once it is typed: digits of a number are a number there."""
    said = field.example(lang) if field.example else None
    if said is None or field.type in {"string", "list", "boolean"}:
        return said
    if field.type in {"date", "datetime"}:
        return parse_date(said)
    return float(said)


def ruled(sheet: Sheet, field: Field) -> bool:
    """Whether some rule decides what is wrong in a cell of this field, other than its length."""
    keys = {name for key in sheet.foreign_keys for name in key.fields}
    limited = field.format not in {None, "city", "money"} or field.constraints.enum or field.constraints.pattern
    return bool(limited) or field.type not in {"string", "list"} or field.name in keys


@cache
def found(lang: Lang, folder: Path) -> dict[tuple[str, int], set[str | None]]:
    """(sheet, row) → the fields with findings: one row of right examples, then one for each wrong example."""
    tables = {}
    for sheet in SCHEMA.sheets:
        right = {field.name: typed(field, lang) for field in sheet.enabled if field.is_input}
        tables[sheet.name] = [right, *(right | {field.name: field.wrong(lang)} for field in wrongs(sheet))]
    # Not among them: "Fang" on Users would make the wrong owner "Fang" right.
    tables["users"] = [tables["users"][0], {**tables["users"][0], "user": {"zh": "李伟", "en": "Li Wei"}[lang]}]
    path = custsheet.create(folder / f"{lang}.xlsx", tables=tables, lang=lang, today=DAY)
    said: dict[tuple[str, int], set[str | None]] = {}
    for one in custsheet.check(path, today=DAY).findings:
        if one.code != "E191" and one.row is not None:  # every row repeats the key of the first
            said.setdefault((str(one.sheet), one.row), set()).add(one.field)
    return said


def wrongs(sheet: Sheet) -> Iterator[Field]:
    return (field for field in sheet.enabled if field.wrong is not None and field.is_input)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("examples")


def test_examples__every_field_people_fill_has_both_and_says_when() -> None:
    assert [(sheet.name, field.name) for sheet, field in INPUTS if not (field.example and field.wrong)] == []
    assert [sheet.name for sheet in SCHEMA.sheets if sheet.when is None] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_examples__the_right_ones_raise_nothing(lang: Lang, folder: Path) -> None:
    said = found(lang, folder)
    assert {sheet.name: said[sheet.name, FIRST_ROW] for sheet in SCHEMA.sheets if (sheet.name, FIRST_ROW) in said} == {}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_examples__the_wrong_ones_are_found_wherever_a_rule_decides(lang: Lang, folder: Path) -> None:
    said = found(lang, folder)
    asked, silent = 0, []
    for sheet in SCHEMA.sheets:
        if sheet.name == "users":
            continue
        for row, field in enumerate(wrongs(sheet), FIRST_ROW + 1):
            if ruled(sheet, field):
                asked += 1
                silent += [] if field.name in said.get((sheet.name, row), ()) else [(sheet.name, field.name)]
    assert silent == []
    assert asked > 80
