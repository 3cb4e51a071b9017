"""YAML or plain data → `Schema`, or one sentence that names the YAML path of the mistake.

pydantic checks the shape; `mistakes` checks what only the whole standard can tell: names that point nowhere, labels
that two fields of one sheet share, what custsheet cannot do without, and Excel's own limits, which XlsxWriter would
otherwise only warn about.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from custsheet.model import yamltext
from custsheet.model.bounds import date_bound
from custsheet.model.errors import LANGS, SchemaError
from custsheet.model.needed import lacking
from custsheet.model.numbering import Numbering
from custsheet.model.schema import FORMULA_TOKEN, Field, Schema, Sheet
from custsheet.model.shape import shape_mistake
from custsheet.model.text import fold_label, fold_value

SHEET_NAME = re.compile(r"^[^\[\]:*?/\\]{1,31}$")
MAX_INPUT_MESSAGE = 255  # Excel: prompt of a data validation
MAX_FIELDS = 200


def load_schema(source: str | dict[str, Any], *, origin: str = "schema") -> Schema:
    """The standard written in `source` (YAML text, JSON text or already parsed data).

    Args:
        source: the text or the parsed mapping.
        origin: what to call it in messages, e.g. the file name.

    Raises:
        SchemaError: not YAML, wrong shape, or inconsistent; names the YAML path.
    """
    return _read(source, origin) if isinstance(source, str) else _checked(source, origin)


@lru_cache(maxsize=8)
def _read(source: str, origin: str) -> Schema:
    """Kept by its text: a standard is a value, and to read the shipped one takes as long as to check 1,000 records."""
    try:
        data = _parse(source)
    except (yamltext.NotYamlError, json.JSONDecodeError) as error:
        line = getattr(error, "line", None) or "?"
        raise SchemaError(
            f"{origin} 第 {line} 行不是正确的 YAML。请检查这一行的缩进、冒号和引号。",
            f"{origin}, line {line}, is not valid YAML: {error}. Correct that line.",
        ) from None
    return _checked(data, origin)


def _checked(data: Any, origin: str) -> Schema:
    if not isinstance(data, dict):
        raise SchemaError(
            f"{origin} 不是一份数据标准：最外层应是 name、sheets 等键。",
            f"{origin} is not a standard: its top level must be keys such as name and sheets.",
        )
    try:
        schema = Schema.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        path = _path(data, first["loc"])
        said, more = shape_mistake(first), error.error_count() - 1
        raise SchemaError(
            f"{origin}：{path}：{said.zh}{f'（另有 {more} 处）' if more else ''}。",
            f"{origin}: {path}: {said.en}{f' (and {more} more)' if more else ''}.",
        ) from None
    for path, zh, en in mistakes(schema):
        raise SchemaError(f"{origin}：{path}：{zh}。", f"{origin}: {path}: {en}.")
    return schema


def _parse(source: str) -> Any:
    """JSON is far quicker than YAML and is what a workbook carries."""
    if source.lstrip().startswith("{"):
        return json.loads(source)
    return yamltext.parse(source)


def _path(data: Any, loc: tuple[int | str, ...]) -> str:
    """`sheets[0](customers).fields[3](mobile).type`: positions with the names that stand there."""
    out, here = "", data
    for step in loc:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(step, int):
            name = here.get("name") if isinstance(here, dict) else None
            out += f"[{step}]" + (f"({name})" if name else "")
        else:
            out += ("." if out else "") + str(step)
    return out


Mistake = tuple[str, str, str]


def mistakes(schema: Schema) -> Iterator[Mistake]:
    """(YAML path, sentence in Chinese, in English) of everything that only the whole standard can tell to be wrong."""
    lists = {one.name for one in schema.lists}
    yield from _repeated("lists", [one.name for one in schema.lists])
    yield from _repeated("settings", [one.name for one in schema.settings])
    yield from _repeated("sheets", [one.name for one in schema.sheets])
    for one in schema.lists:
        yield from _repeated(f"lists({one.name}).values", [value.name for value in one.values])
        for lang in LANGS:
            yield from _repeated(f"lists({one.name}).values", [fold_value(v.title(lang)) for v in one.values])
    for setting in schema.settings:
        if setting.choices is not None and setting.choices not in lists:
            yield _unknown(f"settings({setting.name}).choices", setting.choices)
        elif setting.choices is not None:
            known = {None, *(value.name for value in schema.value_list(setting.choices).values)}
            if setting.default not in known:
                yield _unknown(f"settings({setting.name}).default", str(setting.default))
    titles = [(f"sheets({s.name}).title", s.title) for s in schema.sheets]
    titles += [(f"toolSheets({t.name}).title", t.title) for t in schema.tool_sheets]
    for lang in LANGS:
        yield from _repeated("title", [title(lang).casefold() for _, title in titles])
        for path, title in titles:
            if not SHEET_NAME.match(title(lang)):
                yield path, f"“{title(lang)}”不能作工作表名", f"'{title(lang)}' cannot be a sheet name in Excel"
    for sheet in schema.sheets:
        yield from _sheet_mistakes(schema, sheet, lists)
    for path, name in lacking(schema):
        yield path, f"缺少“{name}”，custsheet 离不开它", f"'{name}' is missing, which custsheet cannot do without"


def _sheet_mistakes(schema: Schema, sheet: Sheet, lists: set[str]) -> Iterator[Mistake]:
    at = f"sheets({sheet.name})"
    names = set(sheet.by_name)
    yield from _repeated(f"{at}.fields", [field.name for field in sheet.fields])
    if len(sheet.fields) > MAX_FIELDS:
        yield f"{at}.fields", f"字段多于 {MAX_FIELDS} 个", f"more than {MAX_FIELDS} fields"
    owner: dict[str, str] = {}
    for field in sheet.fields:
        for label in field.labels:
            other = owner.setdefault(fold_label(label), field.name)
            if other != field.name:
                yield (
                    f"{at}.fields({field.name}).aliases",
                    f"“{label}”同时是 {other} 的名称",
                    f"'{label}' is a label of {other} too",
                )
        yield from _field_mistakes(schema, sheet, field, lists)
    for path, used in (
        ("primaryKey", sheet.primary_key),
        ("labelFields", sheet.label_fields),
        ("ownerField", (sheet.owner_field,) if sheet.owner_field else ()),
        ("eventField", (sheet.event_field,) if sheet.event_field else ()),
        *((f"together[{i}]", fields) for i, fields in enumerate(sheet.together)),
        *((f"rules[{i}].fields", rule.fields) for i, rule in enumerate(sheet.rules)),
        *((f"foreignKeys[{i}].fields", key.fields) for i, key in enumerate(sheet.foreign_keys)),
    ):
        for name in used:
            if name not in names:
                yield _unknown(f"{at}.{path}", name)
    for i, key in enumerate(sheet.foreign_keys):
        path = f"{at}.foreignKeys[{i}].reference"
        if not schema.has_sheet(key.reference.resource):
            yield _unknown(path, key.reference.resource)
            continue
        for name in key.reference.fields:
            if name not in schema.sheet(key.reference.resource).by_name:
                yield _unknown(path, name)
    for i, rule in enumerate(sheet.rules):
        if rule.kind == "product" and len(rule.fields) != 3:
            yield f"{at}.rules[{i}].fields", "product 需要三个字段", "product needs three fields"
        if rule.kind == "usual" and not 2 <= len(rule.fields) <= 4:
            yield f"{at}.rules[{i}].fields", "usual 需要两到四个字段", "usual needs two to four fields"


def _field_mistakes(schema: Schema, sheet: Sheet, field: Field, lists: set[str]) -> Iterator[Mistake]:
    at = f"sheets({sheet.name}).fields({field.name})"
    rules = field.constraints
    if rules.enum is not None and rules.enum not in lists:
        yield _unknown(f"{at}.constraints.enum", rules.enum)
    if field.numbering is not None:
        try:
            Numbering.of(field.numbering)
        except ValueError:
            yield f"{at}.numbering", "应以数字 1 结尾，如 C000001", "must end in the number 1, e.g. C000001"
    if rules.pattern is not None:
        try:
            re.compile(rules.pattern)
        except re.error as error:
            yield f"{at}.constraints.pattern", "不是正确的正则表达式", f"not a regular expression: {error}"
    yield from _bound_mistakes(at, field)
    for other, values in field.required_when.items():
        if other not in sheet.by_name:
            yield _unknown(f"{at}.requiredWhen", other)
        elif values != "*":
            enum = sheet.by_name[other].constraints.enum
            known = {value.name for value in schema.value_list(enum).values} if enum in lists and enum else set()
            yield from (_unknown(f"{at}.requiredWhen.{other}", value) for value in values if value not in known)
    if field.role == "formula" and field.formula is None:
        yield f"{at}.formula", "role: formula 的字段要写 formula", "a field with role: formula needs its formula"
    if field.role == "input" and field.formula is not None:
        yield f"{at}.formula", "有 formula 的字段 role 不能是 input", "a field with a formula cannot have role: input"
    for lang in LANGS:
        title = field.title(lang)
        if title != title.strip() or "\n" in title:
            yield f"{at}.title", "首尾不能有空格或换行", "must not begin or end with a space nor hold a line break"
        if len(field.description(lang)) > MAX_INPUT_MESSAGE - 60:  # room for the example
            yield (
                f"{at}.description",
                "超过 195 个字，Excel 放不下",
                "longer than 195 characters, more than Excel shows",
            )
    for first, separator, second in FORMULA_TOKEN.findall(field.formula or ""):
        if separator == "/":
            known = {value.name for value in schema.value_list(first).values} if first in lists else set()
        elif separator == ".":
            known = set(schema.sheet(first).by_name) if schema.has_sheet(first) else set()
        else:
            known, second = set(sheet.by_name), first
        if second not in known:
            yield _unknown(f"{at}.formula", f"{first}{separator}{second}" if separator else first)


def _bound_mistakes(at: str, field: Field) -> Iterator[Mistake]:
    for key, bound in (("minimum", field.constraints.minimum), ("maximum", field.constraints.maximum)):
        if bound is None:
            continue
        path = f"{at}.constraints.{key}"
        if field.type in ("date", "datetime"):
            try:
                date_bound(bound)
            except (ValueError, OverflowError):
                yield path, f"“{bound}”应为日期、today 或 today-14y", f"'{bound}' must be a date, today or today-14y"
        elif field.type not in ("number", "integer") or isinstance(bound, str):
            yield path, f"“{bound}”不适用于类型 {field.type}", f"'{bound}' does not fit the type {field.type}"


def _unknown(path: str, name: str) -> Mistake:
    return path, f"没有叫“{name}”的定义", f"nothing is called '{name}'"


def _repeated(path: str, names: list[str]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield path, f"“{name}”出现了两次", f"'{name}' stands there twice"
        seen.add(name)
