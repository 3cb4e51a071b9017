"""What a column of people's own holds is guessed from its cells; the offer is said in the workbook's words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from custsheet.model.errors import LANGS, Lang
from custsheet.model.finding import Edit
from custsheet.model.load import mistakes
from custsheet.model.rules import message
from custsheet.model.schema import Schema
from custsheet.model.text import fold_value
from custsheet.reading.guess import Guess, Registrar, guess, offered, registered


@pytest.fixture(scope="module")
def registrar(schema: Schema) -> Any:
    def make(lang: Lang = "zh") -> Registrar:
        entries = {
            one.name: {fold_value(label) for value in one.values for label in (value.name, *value.labels)}
            for one in schema.lists
        }
        return Registrar(lang, {one.name: one.title for one in schema.lists}, entries)

    return make


@pytest.mark.parametrize(
    ("label", "cells", "found"),
    [
        ("星座", [], Guess()),
        ("星座", ["", " ", None], Guess()),
        ("星座", ["白羊", "金牛"], Guess()),
        ("入会", [datetime(2024, 5, 6), date(2024, 5, 7)], Guess("date")),
        ("入会", ["2024.5.6", "2024年5月7日", "", datetime(2024, 5, 8)], Guess("date")),
        ("时间", [datetime(2024, 5, 6, 9, 30), datetime(2024, 5, 6)], Guess("datetime")),
        ("年份", [2023.0, 2024.0], Guess("integer")),
        ("身高", [1.75, 1.8], Guess("number")),
        ("员工", ["12", "1,200", 30.0], Guess("integer")),
        ("年费金额", [100.0, "1.2万"], Guess("money")),
        ("Unit price", [1.0, 2.0], Guess("money")),
        ("备用手机", ["13912345678", 13912345679.0, "139 1234 5670"], Guess(form="mobile")),
        ("传真", ["010-12345678", "0755-1234567"], Guess(form="landline")),
        ("邮箱2", ["a@b.cn", "c@d.com"], Guess(form="email")),
        ("证件", ["11010519491231002X"], Guess(form="resident_id")),
        ("VIP", ["√", "", "×", "是"], Guess("boolean")),
        ("VIP", [True, False], Guess("boolean")),
        ("次数", [1.0, 0.0, 1.0], Guess("integer")),
        ("次数", ["1", "0"], Guess("integer")),
        ("上家行业", ["制造业", "零售", "Technology", "制造业"], Guess("choice", enum="industry")),
        ("行业", ["制造业", "制造业"], Guess()),
        ("杂", ["2024-05-06", "张三", "100", "√"], Guess()),
        ("入会", [*["2024-05-06"] * 8, "忘了", "?"], Guess("date")),
        ("入会", [*["2024-05-06"] * 7, "忘了", "?", "x"], Guess()),
    ],
)
def test_guess(registrar: Any, label: str, cells: list[object], found: Guess) -> None:
    assert guess(label, cells, registrar().entries) == found


@pytest.mark.parametrize("lang", LANGS)
def test_offer__says_what_it_would_be(registrar: Any, schema: Schema, lang: Lang) -> None:
    customers = schema.sheet("customers")
    finding = registrar(lang).offer(customers, "上家行业", 4, ["制造业", "零售"])
    said = {"zh": "登记为列表（行业）", "en": "register as list (Industry)"}[lang]
    assert (finding.code, finding.sheet, finding.field) == ("I302", "customers", "上家行业")
    assert finding.edits == (Edit("customers", 4, "上家行业", said),)
    assert {"zh": "列表（行业）", "en": "list (Industry)"}[lang] in message(finding, schema, lang)
    field = offered(customers, finding)
    assert (field.type, field.constraints.enum, field.name, field.title.zh) == (
        "string",
        "industry",
        "col_1",
        "上家行业",
    )


@pytest.mark.parametrize(
    "found",
    [
        Guess(),
        Guess("money"),
        Guess("date"),
        Guess(form="mobile"),
        Guess(form="resident_id"),
        Guess("choice", None, "tier"),
    ],
)
def test_registered__is_a_valid_field(schema: Schema, found: Guess) -> None:
    customers = schema.sheet("customers")
    field = registered(customers, "Spare phone", found)
    whole = schema.but(
        sheets=tuple(one.but(fields=(*one.fields, field)) if one.name == "customers" else one for one in schema.sheets)
    )
    assert list(mistakes(whole)) == []
    assert field.name == "spare_phone"
    assert field.personal == {"mobile": "general", "resident_id": "sensitive"}.get(found.form or "", "none")
