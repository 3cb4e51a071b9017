"""Sheet 字段: its columns and its words, and how a field of the standard is written into one row of it.

Drawing writes these cells, reading compares what stands there with them, so that both always mean the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from custsheet.model.bounds import date_bound
from custsheet.model.errors import Lang
from custsheet.model.finding import Cell
from custsheet.model.schema import Field, Schema, Sheet
from custsheet.model.text import Text, text

FIELDS_TABLE = text("t字段", "tFields")
LISTS_NAME = "cs_lists"
"""Defined name of the titles of all lists, for the drop-down of 选项来源."""

OWN_LIST = "own_"
"""What the name of a list begins with that people made themselves, by typing its title at the right of 选项."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of sheet 字段: stable name, header, other headers it is known by, what Excel says beside its cells."""

    name: str
    title: Text
    help: Text
    aliases: tuple[str, ...] = ()


COLUMNS: tuple[Column, ...] = (
    Column("sheet", text("工作表", "Sheet"), text("字段在哪张表里。", "The sheet that holds the field.")),
    Column(
        "label",
        text("字段", "Field"),
        text("这一列的标题。改了这里，认列、提示和说明都跟着改。", "The column's header; everything follows it."),
        ("字段(中文)", "Label"),
    ),
    Column(
        "other",
        text("英文", "Chinese"),
        text("字段的英文名；导入英文表格时按它认列。", "The field's name in Chinese workbooks."),
        ("字段(英文)", "英文名", "In Chinese", "Chinese name"),
    ),
    Column(
        "key",
        text("代号", "Key"),
        text("字段的身份，不要改；新字段可以空着。", "What identifies the field: leave it; blank for a new one."),
        ("代号 key",),
    ),
    Column(
        "kind",
        text("类型", "Type"),
        text("这一列填什么。列表：从清单里选一项；多选：可选几项。", "What the column holds; a list is chosen from."),
    ),
    Column(
        "role",
        text("谁填", "Filled by"),
        text("人填，或由公式、工具算出；不能改。", "People, a formula or the tool; cannot be changed."),
    ),
    Column(
        "required",
        text("必填", "Required"),
        text("是：总要填。条件：右边的条件成立时要填。", "Yes: always. Conditional: where the condition holds."),
    ),
    Column(
        "condition",
        text("条件", "Condition"),
        text(
            "何时必填，例：客户类型=企业，或：填了人工分级。几个条件用；隔开，成立一个就算。",
            "When it is required: Kind=Company, or: Manual tier is filled. Several are joined by ; and one is enough.",
        ),
        ("必填条件",),
    ),
    Column("unique", text("唯一", "Unique"), text("同一张表里不能重复。", "No two rows may share it."), ("不重复",)),
    Column(
        "format",
        text("格式规则", "Format"),
        text(
            "选一个格式，或写 正则: 加上整格要符合的式子，例：正则:[A-Z]{2}[0-9]{4}",
            "Choose a format, or write regex: and what the whole cell must match: regex:[A-Z]{2}[0-9]{4}",
        ),
        ("格式",),
    ),
    Column(
        "minimum",
        text("最小/最短", "Minimum"),
        text(
            "数字写最小值，日期写最早一天（1990-01-01、今天、今天-14年），文本写最少几个字。",
            "Smallest number, earliest day (1990-01-01, today, today-14 years), fewest characters.",
        ),
        ("最小", "最短", "最短/最小", "Min"),
    ),
    Column(
        "maximum",
        text("最大/最长", "Maximum"),
        text(
            "数字写最大值，日期写最晚一天（今天、今天+1年），文本写最多几个字。",
            "Largest number, latest day (today, today+1 year), most characters.",
        ),
        ("最大", "最长", "最长/最大", "Max"),
    ),
    Column(
        "list",
        text("选项来源", "List"),
        text("列表和多选从哪个清单选；清单在「选项」表。", "The list to choose from; lists stand on the sheet Lists."),
        ("清单", "List of values"),
    ),
    Column(
        "default",
        text("默认值", "Default"),
        text("必填的一格空着时，建议填什么；可空。", "What is proposed where a required cell is blank; may be blank."),
        ("默认",),
    ),
    Column(
        "description",
        text("输入提示", "Meaning"),
        text("点到格子时旁边显示的话：填什么、怎么填。", "What Excel says beside the cell: what to fill in, and how."),
        ("含义", "输入提示(含义)", "Input message"),
    ),
    Column("example", text("例", "Example"), text("一个填对的例子。", "One right value."), ("例子", "正例")),
    Column(
        "wrong",
        text("反例", "Wrong example"),
        text("大家常填错成什么样，使用指南里给人看。", "What people wrongly type; the guide shows it."),
        ("错例", "Wrong"),
    ),
    Column(
        "personal",
        text("个人信息", "Personal data"),
        text("无、一般或敏感（证件、健康、账号等）。", "None, general or sensitive (ID numbers, health, accounts)."),
        ("个人信息级别",),
    ),
    Column(
        "weight",
        text("质量权重", "Weight"),
        text(
            "填了这一格在完整度里算几分；0 = 不算。", "How much a filled cell counts for completeness; 0 = not at all."
        ),
        ("权重",),
    ),
    Column(
        "enabled",
        text("启用", "In use"),
        text("否：这一列隐藏、不检查，数据还在。", "No: the column is hidden and not checked; its data stay."),
    ),
)
COLUMN: Mapping[str, Column] = {one.name: one for one in COLUMNS}

KINDS: Mapping[str, Text] = {
    "string": text("文本", "text"),
    "integer": text("整数", "whole number"),
    "number": text("数字", "number"),
    "money": text("金额", "amount"),
    "date": text("日期", "date"),
    "datetime": text("日期时间", "date and time"),
    "boolean": text("是否", "yes or no"),
    "choice": text("列表", "list"),
    "list": text("多选", "several entries"),
}
"""What a column holds, as people choose it: a field's type, and two that are a type with a format or a list."""
FORMATS: Mapping[str, Text] = {
    "mobile": text("手机", "mobile number"),
    "landline": text("固定电话", "landline"),
    "email": text("邮箱", "e-mail"),
    "resident_id": text("身份证号", "Chinese ID number"),
    "credit_code": text("统一社会信用代码", "credit code"),
    "postcode": text("邮编", "postcode"),
    "province": text("省份", "province"),
    "city": text("城市", "city"),
    "money": text("金额", "amount"),
}
ROLES: Mapping[str, Text] = {
    "input": text("人填", "people"),
    "formula": text("公式", "formula"),
    "tool": text("工具", "the tool"),
}
PERSONAL: Mapping[str, Text] = {
    "none": text("无", "no"),
    "general": text("一般", "general"),
    "sensitive": text("敏感", "sensitive"),
}
YES, NO, IF = text("是", "yes"), text("否", "no"), text("条件", "conditional")
REGEX = text("正则:", "regex:")
FILLED = text("填了{0}", "{0} is filled")
ABOVE_ZERO = ">0"
TINY = 0.001
"""A minimum between 0 and this stands for "above nothing"."""
TODAY = text("今天", "today")
UNITS: Mapping[str, Text] = {"d": text("天", "days"), "m": text("个月", "months"), "y": text("年", "years")}
_BETWEEN = text("；", "; ")
_LIMITS = {"minimum": ("minimum", "min_length"), "maximum": ("maximum", "max_length")}


def kind_of(field: Field) -> str:
    """Which of `KINDS` the field is."""
    if field.type == "number" and field.format == "money":
        return "money"
    return "choice" if field.type == "string" and field.constraints.enum is not None else field.type


def field_cells(schema: Schema, sheet: Sheet, field: Field, lang: Lang) -> dict[str, Cell]:
    """Column name → what stands in the field's row; None for a blank cell."""
    rules = field.constraints
    enum = schema.value_list(rules.enum) if rules.enum is not None else None
    said: dict[str, Cell] = {
        "sheet": sheet.title(lang),
        "label": field.title(lang),
        "other": field.title("en" if lang == "zh" else "zh"),
        "key": field.name,
        "kind": KINDS[kind_of(field)](lang),
        "role": ROLES[field.role](lang),
        "required": (YES if rules.required else IF if field.required_when else NO)(lang),
        "condition": condition_words(schema, sheet, field, lang),
        "unique": (YES if rules.unique else NO)(lang),
        "format": _format_words(field, lang),
        "minimum": limit_cell(field, "minimum", lang),
        "maximum": limit_cell(field, "maximum", lang),
        "list": enum.title(lang) if enum is not None else None,
        "default": default_cell(schema, field, lang),
        "description": field.description(lang),
        "example": field.example(lang) if field.example is not None else None,
        "wrong": field.wrong(lang) if field.wrong is not None else None,
        "personal": PERSONAL[field.personal](lang),
        "weight": plain_number(field.weight),
        "enabled": (YES if field.enabled else NO)(lang),
    }
    return {name: said[name] if said[name] != "" else None for name in COLUMN}


def condition_words(schema: Schema, sheet: Sheet, field: Field, lang: Lang) -> str:
    """When a field is required though not always: 客户类型=企业；填了人工分级. Each condition alone is enough."""
    parts = []
    for other, values in field.required_when.items():
        trigger = sheet.by_name[other]
        label, enum = trigger.title(lang), trigger.constraints.enum
        if values == "*" or enum is None:
            parts.append(FILLED(lang).format(label))
        else:
            titles = {one.name: one.title(lang) for one in schema.value_list(enum).values}
            parts.append(f"{label}={'/'.join(titles.get(value, value) for value in values)}")
    return _BETWEEN(lang).join(parts)


def limit_cell(field: Field, end: str, lang: Lang) -> Cell:
    """The cell of 最小 (end "minimum") or 最大: a number, a day in words, or for texts a number of characters."""
    limit, length = (getattr(field.constraints, name) for name in _LIMITS[end])
    if limit is None:
        return length  # type: ignore[no-any-return]
    if isinstance(limit, str):
        return bound_words(limit, lang)
    if end == "minimum" and 0 < limit < TINY:
        return ABOVE_ZERO
    return plain_number(limit)


def plain_number(value: float) -> int | float:
    """The number as people write it, without a fraction of nothing."""
    return int(value) if float(value).is_integer() else float(value)


def bound_words(bound: str, lang: Lang) -> str:
    """A day as people write it: 1990-01-01, 今天, today-14 years."""
    day = date_bound(bound)
    if day.fixed is not None:
        return day.fixed.isoformat()
    if not day.offset:
        return TODAY(lang)
    unit = UNITS[day.unit](lang)
    count = abs(day.offset)
    if lang == "en":
        unit = " " + (unit[:-1] if count == 1 else unit)
    return f"{TODAY(lang)}{'-' if day.offset < 0 else '+'}{count}{unit}"


def default_cell(schema: Schema, field: Field, lang: Lang) -> Cell:
    """What a new record holds, as people of the workbook write it."""
    if field.default is None:
        return None
    enum = field.constraints.enum
    if enum is not None:
        titles = {one.name: one.title(lang) for one in schema.value_list(enum).values}
        return titles.get(str(field.default), str(field.default))
    return (YES if field.default else NO)(lang) if isinstance(field.default, bool) else field.default


def _format_words(field: Field, lang: Lang) -> str:
    parts = []
    if field.format is not None and kind_of(field) != "money":
        parts.append(FORMATS[field.format](lang))
    if field.constraints.pattern is not None:
        parts.append(REGEX(lang) + field.constraints.pattern)
    return _BETWEEN(lang).join(parts)
