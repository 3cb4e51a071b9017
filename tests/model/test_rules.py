"""The catalogue of rules is complete in both languages and never depends on who emits a finding."""

from __future__ import annotations

import re
import string
import subprocess
import sys
from datetime import date, datetime

import pytest

from custsheet import resources
from custsheet.model.errors import LANGS
from custsheet.model.finding import Edit, Finding
from custsheet.model.load import load_schema
from custsheet.model.rules import LONGEST_VALUE, Rule, all_rules, explain, message, rule, show
from custsheet.model.schema import Schema
from custsheet.model.text import Text, text

RULES = {one.code: one for one in all_rules()}
KNOWN = {"field", "value", "proposal", "sheet", "place", "cell", "row", "record"}


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema((resources.folder("schemas") / "customers.yaml").read_text("utf-8"))


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("one", RULES.values(), ids=RULES)
def test_all_rules__are_complete(one: Rule) -> None:
    assert re.fullmatch(r"[EWI][1-9][0-9]{2}", one.code)
    assert one.severity == {"E": "error", "W": "warning", "I": "info"}[one.code[0]]
    for said in (one.title, one.why, one.wrong, one.right, *one.messages.values()):
        assert said.zh.strip(), one.code
        assert said.en.strip(), one.code
    for said in (one.title, one.why, *one.messages.values()):
        assert re.search("[一-鿿]", said.zh), said.zh
        assert not re.search("[一-鿿]", re.sub("“[^”]*”", "", said.en)), said.en
    assert one.wrong.zh != one.right.zh


@pytest.mark.parametrize("one", RULES.values(), ids=RULES)
def test_messages__are_one_sentence_with_the_same_placeholders(one: Rule) -> None:
    for key, said in one.messages.items():
        assert placeholders(said.zh) == placeholders(said.en), key
        assert said.zh.endswith("。"), key
        assert said.zh.count("。") == 1, key
        assert said.en.endswith("."), key
        if key.endswith("-open"):
            assert key.removesuffix("-open") in one.messages
            assert "proposal" not in placeholders(said.zh)


def test_rule__finds_codes_in_either_case() -> None:
    assert rule("e111") is rule("E111")
    with pytest.raises(KeyError):
        rule("E999")


def test_explain__gives_both_examples() -> None:
    assert explain("E111", "zh").splitlines()[0] == "E111 手机格式（错误）"
    assert explain("W114", "en").splitlines()[0] == "W114 Area code missing (warning)"
    for lang in LANGS:
        assert all(len(explain(code, lang).splitlines()) == 5 for code in RULES)


def test_explain__names_the_dimension_of_the_quality_score() -> None:
    assert explain("E111", "zh").splitlines()[-1] == "质量维度：有效性"
    assert explain("E311", "en").splitlines()[-1] == "Quality dimension: structure of the workbook (not scored)"


def test_message__names_field_value_and_proposal(schema: Schema) -> None:
    finding = Finding("E111", "customers", 5, "mobile", "+86 139", message="notation")
    finding = Finding(**{**_parts(finding), "edits": (Edit("customers", 5, "mobile", "13912345678"),)})
    assert message(finding, schema, "zh") == "手机“+86 139”请写成 13912345678。"
    assert message(finding, schema, "en") == "Write Mobile “+86 139” as 13912345678."


def _parts(finding: Finding) -> dict[str, object]:
    return {name: getattr(finding, name) for name in finding.__slots__}


def test_message__of_personal_data_says_one_thing_to_do(schema: Schema) -> None:
    edits = (Edit("customers", 5, "notes", "密码：***"),)
    parts = _parts(Finding("W196", "customers", 5, "notes", params={"kinds": ("密码",)})) | {"edits": edits}
    finding = Finding(**parts)
    assert message(finding, schema, "zh").endswith("请隐去，改成“密码：***”。")
    assert message(finding, schema, "en").endswith("mask it: “密码：***”.")


def test_message__has_other_words_without_a_proposal(schema: Schema) -> None:
    finding = Finding("E161", "orders", 7, "date", "01/05/2023")
    assert message(finding, schema, "en").startswith("Date of purchase “01/05/2023” is not a usable date; write it")
    assert "不是日期，应为" not in message(finding, schema, "zh")


def test_message__takes_parameters_in_the_language_asked_for(schema: Schema) -> None:
    said = {"trigger": text("客户类型", "Kind"), "choice": text("企业", "Company")}
    finding = Finding("E101", "customers", 5, "company", message="conditional", params=said)
    assert message(finding, schema, "zh") == "客户类型是“企业”时，公司名称必填，请填写。"
    assert message(finding, schema, "en") == "Company is required where Kind is “Company”; fill it in."


def test_message__calls_sheets_as_people_do(schema: Schema) -> None:
    finding = Finding("E192", "orders", 7, "customer_id", "X", params={"reference": "customers"})
    assert "“客户”表" in message(finding, schema, "zh")
    assert "“老客户”表" in message(finding, schema, "zh", {"customers": "老客户"})


def test_message__titles_names_of_fields_and_settings(schema: Schema) -> None:
    finding = Finding("E102", "customers", 5, "mobile", params={"fields": ("mobile", "phone", "email")})
    assert message(finding, schema, "zh") == "手机、固定电话、邮箱都是空的，至少填一个。"
    bad = Finding("E311", value="八十", place="参数", params={"name": "pareto_a", "allowed": text("1–100", "1–100")})
    assert message(bad, schema, "zh").startswith("参数“帕累托 A 线”不能是“八十”")
    label = Finding("I302", "customers", None, "车牌")
    assert message(label, schema, "zh").startswith("“车牌”列")


def test_message__is_not_fooled_by_braces_in_a_cell(schema: Schema) -> None:
    finding = Finding("E121", "customers", 5, "email", "{value}{0}{", params={})
    assert "“{value}{0}{”" in message(finding, schema, "zh")


@pytest.mark.parametrize("one", RULES.values(), ids=RULES)
def test_message__says_something_without_any_parameter(one: Rule, schema: Schema) -> None:
    """Whoever emits a finding with too few parameters gets a poorer sentence, not a crash in the middle of a pass."""
    for key in one.messages:
        for lang in LANGS:
            assert message(Finding(one.code, message=key.removesuffix("-open")), schema, lang)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "TRUE"),
        (1000.0, "1000"),
        (0.1 + 0.2, "0.3"),
        (1e-06, "0.000001"),
        (1e300, "1e+300"),
        (datetime(2024, 5, 6), "2024-05-06"),
        (datetime(2024, 5, 6, 9, 30), "2024-05-06 09:30"),
        (date(2024, 5, 6), "2024-05-06"),
        ("a\nb", "a b"),
        ("x" * 100, "x" * (LONGEST_VALUE - 1) + "…"),
    ],
)
def test_show__quotes_a_cell(value: object, shown: str) -> None:
    assert show(value) == shown


def test_message__cuts_the_label_of_a_column_too(schema: Schema) -> None:
    said = message(Finding("I302", "customers", None, "长" * 10_000), schema, "en")
    assert len(said) < 300
    assert "长…" in said


def test_message__shows_nested_texts(schema: Schema) -> None:
    finding = Finding("E311", place="参数", params={"name": "x", "allowed": (Text(zh="今天", en="Today"), "a")})
    assert "今天、a" in message(finding, schema, "zh")
    assert "Today, a" in message(finding, schema, "en")


def test_rules__load_without_pandas() -> None:
    code = "import sys; from custsheet.model import rules; rules.all_rules(); sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
