"""Writes docs/reference.md: every command, rule, setting and field, from where each is declared.

usage: python docs/make_reference.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from custsheet.cli.main import cli
from custsheet.drawing.quality.quality_words import FORMULAS
from custsheet.model.load import load_schema
from custsheet.model.quality import ASPECTS
from custsheet.model.rules import all_rules
from custsheet.model.schema import Field, Schema
from custsheet.resources import folder

TYPES = {"string": "文本 text", "integer": "整数 integer", "number": "数字 number", "date": "日期 date"} | {
    "datetime": "日期时间 date and time",
    "boolean": "是否 yes or no",
    "list": "多选 several",
}
WHO = {"input": "", "formula": "公式 formula", "tool": "工具 tool"}


def reference() -> str:
    """The page, both languages side by side."""
    schema = load_schema((folder("schemas") / "customers.yaml").read_text("utf-8"))
    parts = [*_commands(), *_rules(), *_quality(schema), *_settings(schema), *_fields(schema)]
    head = "# 参考 · Reference\n\nMade by `python docs/make_reference.py` from the code and `schemas/customers.yaml`.\n"
    return head + "\n" + "\n".join(parts) + "\n"


def _commands() -> Iterator[str]:
    yield "## 命令 · Commands\n"
    names = cli.context_settings["help_option_names"]
    whole = click.Context(
        cli, info_name="custsheet", terminal_width=100, max_content_width=100, help_option_names=names
    )
    for name, command in sorted(cli.commands.items()):
        context = click.Context(command, info_name=name, parent=whole)
        yield f"### {name}\n\n```text\n{command.get_help(context)}\n```\n"


def _rules() -> Iterator[str]:
    yield "## 规则 · Rules\n"
    for rule in all_rules():
        yield f"### {rule.code} {rule.title.zh} · {rule.title.en}\n"
        yield f"{rule.why.zh}\n\n{rule.why.en}\n"
        part = ASPECTS[rule.dimension]
        yield f"- 质量维度：{part.zh} · Quality dimension: {part.en}"
        yield f"- ✗ {rule.wrong.zh} · {rule.wrong.en}\n- ✓ {rule.right.zh} · {rule.right.en}\n"


def _quality(schema: Schema) -> Iterator[str]:
    yield "## 质量评分 · Quality scores\n"
    yield "| 维度 | dimension | 权重 weight | 怎么算 | formula | 看哪些规则 rules |"
    yield "| --- " * 6 + "|"
    for part, formula in FORMULAS.items():
        codes = " ".join(rule.code for rule in all_rules() if rule.dimension == part)
        weight = next(one.default for one in schema.settings if one.name == f"quality_{part}")
        yield _row(ASPECTS[part].zh, ASPECTS[part].en, weight, formula.zh, formula.en, codes)
    yield (
        "\n总分是各维得分的加权平均；样本少于「最小样本」的不算。忽略并写了理由的问题不算错。"
        "准确性要抽样核对才知道，不在其中。\n"
    )
    yield (
        "The total is the weighted mean of the scores; one over fewer cases than the smallest sample is left out. A "
        "problem ignored with a reason does not count. Accuracy is not among them: only sampling can tell it.\n"
    )


def _settings(schema: Schema) -> Iterator[str]:
    yield "## 参数 · Settings\n"
    yield "| 名称 | name | 默认 default | 单位 unit | 说明 | meaning |\n| --- | --- | --- | --- | --- | --- |"
    for one in schema.settings:
        default = one.default
        if one.choices is not None:
            default = next(
                f"{v.title.zh} · {v.title.en}" for v in schema.value_list(one.choices).values if v.name == default
            )
        unit = f"{one.unit.zh} · {one.unit.en}" if one.unit else ""
        shown = "" if default is None else default
        yield _row(one.title.zh, one.title.en, shown, unit, one.description.zh, one.description.en)
    yield ""


def _fields(schema: Schema) -> Iterator[str]:
    yield "## 字段 · Fields\n"
    for sheet in schema.sheets:
        yield f"### {sheet.title.zh} · {sheet.title.en}\n"
        yield "| 字段 | field | key | 类型 type | 必填 required | 说明 | meaning |"
        yield "| --- " * 7 + "|"
        for field in sheet.fields:
            kind = " · ".join(filter(None, (TYPES[field.type], field.constraints.enum and f"{field.constraints.enum}")))
            words = (field.title.zh, field.title.en, f"`{field.name}`", kind, _required(field))
            yield _row(*words, field.description.zh, field.description.en)
        yield ""


def _required(field: Field) -> str:
    if not field.enabled:
        return "默认不启用 off by default"
    if field.role != "input":
        return WHO[field.role]
    if field.constraints.required:
        return "✓"
    return "有条件 conditional" if field.required_when else ""


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


if __name__ == "__main__":
    (Path(__file__).parent / "reference.md").write_text(reference(), "utf-8")
