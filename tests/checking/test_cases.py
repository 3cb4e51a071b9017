"""Every rule on rows that break it and rows that do not: one YAML file a code in tests/cases, read by one runner.

A case holds `rows` (a row that breaks no rule, but for what is given; the first is Excel row 5), `want` (row, field and
code of every finding, none if absent) and `edits` (row → field → value that is proposed under the file's code). `sheet`
is customers unless given; `also` are further sheets; `native: false` makes a workbook of the mentioned columns only;
`standard` changes the shipped one, `settings` are those in force. Every case runs in a Chinese and in an English
workbook, or only in one of `lang`; a value may differ between them: {zh: …, en: …}; what is a Chinese title in a list
is the English one in an English workbook.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from accepting import Sheets, come

from custsheet.checking import check
from custsheet.model.errors import LANGS, Lang
from custsheet.model.finding import Finding
from custsheet.model.load import load_schema
from custsheet.model.rules import all_rules, message, rule
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Snapshot

FILES = sorted((Path(__file__).parents[1] / "cases").glob("*.yaml"))
CASES = [(path.stem, case) for path in FILES for case in yaml.safe_load(path.read_text("utf-8"))]
RUNS = [(code, case, lang) for code, case in CASES for lang in LANGS if case.get("lang", lang) == lang]
NAMES = [f"{code}: {case['name']}-{lang}" for code, case, lang in RUNS]
# What checking itself finds, and the casts whose proposals it hands on.
# E195 is seen in the bytes of a sheet only, W197 (test_arrivals) once duplicates are known.
CODES = [one.code for one in all_rules() if one.code[1] in "12" and one.code not in ("E195", "W197")]


def changed(schema: Schema, changes: Mapping[str, Any]) -> Schema:
    """The standard with `sheets(customers).fields(name).constraints` and the like replaced."""
    data = schema.dump()
    for path, value in changes.items():
        here: Any = data
        *steps, last = path.split(".")
        for step in steps:
            key, name = re.fullmatch(r"(\w+)\((\w+)\)", step).groups()  # type: ignore[union-attr]
            here = next(one for one in here[key] if one["name"] == name)
        here[last] = value
    return load_schema(data)


def in_lang(value: Any, lang: Lang) -> Any:
    return value[lang] if isinstance(value, dict) and set(value) == set(LANGS) else value


def spoken(row: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    return {name: in_lang(value, lang) for name, value in row.items()}


def sheets_of(case: Mapping[str, Any], lang: Lang, usual: Any) -> Sheets:
    sheet = case.get("sheet", "customers")
    rows = [usual(sheet, spoken(row, lang), only=None if case.get("native", True) else row) for row in case["rows"]]
    also = {name: [usual(name, row) for row in extra] for name, extra in case.get("also", {}).items()}
    return also | {sheet: rows}


def snapshot(case: Mapping[str, Any], sheets: Sheets, lang: Lang, schema: Schema, build: Any) -> Snapshot:
    standard = changed(schema, case["standard"]) if "standard" in case else schema
    settings = case.get("settings")
    read: Snapshot = build(sheets, lang=lang, native=case.get("native", True), standard=standard, settings=settings)
    return read


@pytest.mark.parametrize(("code", "case", "lang"), RUNS, ids=NAMES)
def test_check__finds_what_the_case_says(
    code: str,
    case: Mapping[str, Any],
    lang: Lang,
    schema: Schema,
    build: Callable[..., Snapshot],
    usual: Callable[..., Any],
    day: Any,
) -> None:
    read = snapshot(case, sheets_of(case, lang, usual), lang, schema, build)
    found = [one for one in check(read, day) if one.sheet == case.get("sheet", "customers")]
    assert sorted((one.row, one.field, one.code) for one in found) == sorted(map(tuple, case.get("want", [])))
    proposed: dict[int | None, dict[str, object]] = {}
    for one in found:
        if one.code == code:
            proposed.setdefault(one.row, {}).update({edit.field: edit.value for edit in one.edits})
    wanted = {
        row: {field: in_lang(value, lang) for field, value in fields.items()}
        for row, fields in case.get("edits", {}).items()
    }
    assert {row: edits for row, edits in proposed.items() if edits} == wanted
    for one in found:
        says_what_to_do(one, read)


@pytest.mark.parametrize(("code", "case", "lang"), RUNS, ids=NAMES)
def test_proposals__of_the_cases_mend(
    code: str,
    case: Mapping[str, Any],
    lang: Lang,
    schema: Schema,
    build: Callable[..., Snapshot],
    usual: Callable[..., Any],
    day: Any,
) -> None:
    """Once accepted, a proposal has removed its finding and created none anywhere."""
    sheets = sheets_of(case, lang, usual)

    def again(rows: Sheets) -> tuple[Finding, ...]:
        return check(snapshot(case, rows, lang, schema, build), day)

    found = again(sheets)
    for one in found:
        if one.edits:
            assert not come(sheets, found, [one], again), one


def says_what_to_do(finding: Finding, read: Snapshot) -> None:
    """The sentence names what it is about and leaves no placeholder empty."""
    for lang in LANGS:
        said = message(finding, read.schema, lang, {})
        assert "“”" not in said, said
        assert not re.search(r"[{}]|None|nan|Text\(", said), said
        field = read.schema.sheet(str(finding.sheet)).by_name[str(finding.field)]
        others = ("E191", "E192", "W115")  # name the key, the sheet or the target
        assert field.title(lang) in said or finding.code in others, said
    assert finding.message in rule(finding.code).messages


@pytest.mark.parametrize("code", CODES)
def test_cases__cover_every_rule(code: str) -> None:
    """At least three cells that break the rule and three rows that break none."""
    cases = [case for name, case in CASES if name == code]
    broken = [one for case in cases for one in case.get("want", []) if one[2] == code]
    clean = [
        row
        for case in cases
        for number, row in enumerate(case["rows"], 5)
        if number not in {one[0] for one in case.get("want", [])}
    ]
    assert len(broken) >= 3
    assert len(clean) >= 3
