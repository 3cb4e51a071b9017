"""The catalogue of rules: every code a finding can have, declared once in rules.yaml; findings get their words here.

Invariant: a check hands over a code, a message key and parameters, never a sentence; so each code is documented, is
said in both languages, and costs nothing until somebody reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from custsheet.model import yamltext
from custsheet.model.errors import Lang
from custsheet.model.finding import Finding, Severity
from custsheet.model.quality import ASPECTS, Aspect
from custsheet.model.schema import Schema
from custsheet.model.text import Frozen, Text

LONGEST_VALUE = 60  # characters of a cell that a sentence quotes
_SEVERITIES: dict[Severity, Text] = {
    "error": Text(zh="错误", en="error"),
    "warning": Text(zh="警告", en="warning"),
    "info": Text(zh="提示", en="info"),
}


class Rule(Frozen):
    """One code.

    `messages` maps a finding's message key to its sentence; "<key>-open" is the sentence where no proposal is known.
    `dimension`: which part of the quality score its findings lower.
    """

    code: str
    title: Text
    dimension: Aspect
    messages: dict[str, Text]
    why: Text
    wrong: Text
    right: Text

    @property
    def severity(self) -> Severity:
        """From the code's letter, as for its findings."""
        return Finding(self.code).severity

    @property
    def explain(self) -> Text:
        """What the rule is for, with a wrong and a right example; several lines."""
        level, wrong, right, part = _SEVERITIES[self.severity], self.wrong, self.right, ASPECTS[self.dimension]
        zh = f"{self.code} {self.title.zh}（{level.zh}）\n{self.why.zh}\n错误的例子：{wrong.zh}\n正确的例子：{right.zh}"
        en = f"{self.code} {self.title.en} ({level.en})\n{self.why.en}\nWrong: {wrong.en}\nRight: {right.en}"
        return Text(zh=f"{zh}\n质量维度：{part.zh}", en=f"{en}\nQuality dimension: {part.en}")


@cache
def _catalogue() -> dict[str, Rule]:
    text = resources.files("custsheet.model").joinpath("rules.yaml").read_text("utf-8")
    return {code: Rule(code=code, **parts) for code, parts in yamltext.parse(text).items()}


def all_rules() -> tuple[Rule, ...]:
    """Every rule this version knows, by number."""
    return tuple(sorted(_catalogue().values(), key=lambda one: (one.code[1:], one.code)))


def rule(code: str) -> Rule:
    """The rule called `code`, in either case. KeyError if there is none."""
    return _catalogue()[code.upper()]


def explain(code: str, lang: Lang) -> str:
    """What rule `code` is for, in several lines. KeyError if there is none."""
    return rule(code).explain(lang)


Labels = Mapping[tuple[str, str], str]
"""(schema name of the sheet, of the field) → what the column's header says in this workbook."""


def message(
    finding: Finding,
    schema: Schema,
    lang: Lang,
    titles: Mapping[str, str] | None = None,
    labels: Labels | None = None,
) -> str:
    """What is wrong and what to do, in one sentence.

    Args:
        finding: its code must be in the catalogue.
        schema: gives the titles of fields and sheets.
        lang: of the sentence; titles that people gave their sheets stay as they are.
        titles: schema name of a sheet → what it is called in this workbook.
        labels: what columns are called in this workbook, where that differs from the standard.
    """
    messages = rule(finding.code).messages
    key = finding.message
    if not finding.edits and f"{key}-open" in messages:
        key = f"{key}-open"
    said = messages[key](lang)
    words = _Words(finding, schema, lang, titles or {}, labels or {})
    return said.format_map(words)


class _Words(dict[str, str]):
    """Looks the placeholders of one sentence up, when they are asked for. One that nobody gave becomes empty text."""

    def __init__(self, finding: Finding, schema: Schema, lang: Lang, titles: Mapping[str, str], labels: Labels) -> None:
        super().__init__()
        self._finding, self._schema, self._lang = finding, schema, lang
        self._titles, self._labels = titles, labels

    def __missing__(self, key: str) -> str:
        finding = self._finding
        if key in finding.params:
            return self._param(key, finding.params[key])
        if key == "field":
            return self._field(finding.field or "")
        if key == "sheet":
            return self._sheet(finding.sheet) if finding.sheet else finding.place or ""
        return self._show(getattr(finding, key, None))

    def _param(self, key: str, value: Any) -> str:
        if key in ("sheet", "reference"):
            return self._sheet(str(value))
        if key == "name" and (setting := next((one for one in self._schema.settings if one.name == value), None)):
            return setting.title(self._lang)
        if key == "fields":
            return self._join(self._field(one) if isinstance(one, str) else self._show(one) for one in value)
        return self._show(value)

    def _sheet(self, name: str) -> str:
        if name in self._titles:
            return self._titles[name]
        return self._schema.sheet(name).title(self._lang) if self._schema.has_sheet(name) else name

    def _field(self, name: str) -> str:
        """A column as people call it; what no field claims may be any text."""
        sheet = self._finding.sheet
        if sheet is None or not self._schema.has_sheet(sheet):
            return show(name)
        if (sheet, name) in self._labels:
            return show(self._labels[sheet, name])
        field = self._schema.sheet(sheet).by_name.get(name)
        return field.title(self._lang) if field else show(name)

    def _join(self, parts: Any) -> str:
        return ("、" if self._lang == "zh" else ", ").join(parts)

    def _show(self, value: Any) -> str:
        if isinstance(value, Text):
            return value(self._lang)
        if isinstance(value, (list, tuple)):
            return self._join(self._show(one) for one in value)
        return show(value)


def show(value: object) -> str:
    """A cell as a sentence quotes it: ISO dates, numbers without `.0`, long text cut, line breaks as a space."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        whole = value.time() == time()
        return value.date().isoformat() if whole else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        plain = f"{value:.15g}"
        return f"{Decimal(plain):f}" if "e-" in plain else plain
    text = " ".join(str(value).split()) if "\n" in str(value) or "\r" in str(value) else str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
