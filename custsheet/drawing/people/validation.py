"""The check Excel makes while somebody types and the message it shows beside the cell, for every field.

Keys and lists stop a wrong entry; formats, dates and numbers only warn, because foreign numbers and old papers exist.
Excel keeps one check a cell, so the first that applies is taken: list, key of another sheet, own key, format, type,
length. Everything else is found by the next check. Lists stand behind defined names: an inline list over 255 characters
is refused, and a reference to another sheet moves into an extension that other programs drop.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from custsheet.drawing.people.layout import LAST_ROW, Layout, Plan
from custsheet.drawing.workbook.cells import MAX_TEXT, clip
from custsheet.model.address import column_letters
from custsheet.model.bounds import DateBound, date_bound
from custsheet.model.errors import Lang
from custsheet.model.schema import Constraints, Field, ForeignKey, Setting
from custsheet.model.text import Text, text

TITLE_LIMIT = 32  # Excel: title of an input message or error
MESSAGE_LIMIT = 255  # Excel: input message
ERROR_LIMIT = 224  # Microsoft's own limit of an error message; more is cut by some builds
_FIRST_DAY, _SOME_DAY, _LAST_DAY = date(1900, 1, 1), date(2020, 1, 1), date(9999, 12, 31)
TICK, CROSS = "√", "×"

Options = Mapping[str, Any]

# Format → a condition on the cell that LibreOffice and WPS compute alike; {} is the cell.
_FORMATS: Mapping[str, tuple[str, Text]] = {
    "mobile": (
        'AND(LEN({0})=11,LEFT({0})="1",ISNUMBER(-{0}))',
        text("手机应为 11 位数字，1 开头，不加 86、空格和横线。", "A mobile number has 11 digits and begins with 1."),
    ),
    "landline": (
        'AND(LEN({0})>=10,ISNUMBER(-SUBSTITUTE({0},"-","")))',
        text("固定电话应为 区号-号码，如 010-12345678。", "A landline is area code, dash, number: 010-12345678."),
    ),
    "email": (
        'AND(ISNUMBER(SEARCH("?@?*.?",{0})),ISERROR(FIND(" ",{0})),ISERROR(FIND("＠",{0})))',
        text("邮箱应像 zhangsan@example.com，一格只填一个。", "An address looks like jane@example.com; one per cell."),
    ),
    "resident_id": ("OR(LEN({0})=18,LEN({0})=15)", text("身份证号应为 18 位。", "An ID number has 18 characters.")),
    "credit_code": ("LEN({0})=18", text("统一社会信用代码应为 18 位。", "A credit code has 18 characters.")),
    "postcode": ("AND(LEN({0})=6,ISNUMBER(-{0}))", text("邮编应为 6 位数字。", "A postcode has six digits.")),
}

_KEEP = text("确定要保留吗？", "Keep it anyway?")
_LIST = text(
    "请从下拉清单里选；要加新的，请先加到「选项」表。", "Choose from the list; new entries are added on Lists."
)
_CLOSED = text("请从下拉清单里选。", "Choose from the list.")
_UNKNOWN = text("「{0}」里没有这一项，请先到那里登记。", "{0} has no such entry; please enter it there first.")
_REPEATED = text("这个编号已经用过了，编号不能重复。", "This identifier is already taken; it must not be repeated.")
_DATE = text("应为日期，写成 2026-03-01 这样", "This should be a date such as 2026-03-01")
_NUMBER = text("应为数字，不写单位", "This should be a number without unit")
_WHOLE = text("应为整数", "This should be a whole number")
_YES_NO = text("填 √ 或 ×。", "Enter √ or ×.")
_LONG = text("不要超过 {0} 个字。", "At most {0} characters.")
_SHORT = text("至少要 {1} 个字。", "At least {1} characters.")
_LENGTH = text("应为 {1} 到 {0} 个字。", "Between {1} and {0} characters.")
_COMPUTED = text("自动计算，不用填。", "Computed; nothing to fill in.")
_REQUIRED = text("必填。", "Required.")
_EXAMPLE = text("例：{0}", "Example: {0}")


def field_validation(plan: Plan, layout: Layout, field: Field) -> Options:
    """XlsxWriter's options for the column of `field`, written for the first data row."""
    lang = plan.lang
    message = {
        "input_title": clip(field.title(lang), TITLE_LIMIT),
        "input_message": clip(input_message(field, lang), MESSAGE_LIMIT),
    }
    if not field.is_input:
        return {"validate": "any", **message}
    return {**_check(plan, layout, field), "error_title": message["input_title"], **message}


def input_message(field: Field, lang: Lang) -> str:
    """What Excel shows beside the cell: meaning, whether it must be filled, an example."""
    if not field.is_input:
        return f"{_COMPUTED(lang)}\n{field.description(lang)}"
    required = _REQUIRED(lang) if field.constraints.required else ""
    example = "\n" + _EXAMPLE(lang).format(field.example(lang)) if field.example else ""
    return f"{required}{' ' if required and lang == 'en' else ''}{field.description(lang)}{example}"


def setting_validation(setting: Setting, lang: Lang) -> Options:
    """XlsxWriter's options for the value cell of a setting; {cell} in a formula stands for its address."""
    message = {
        "input_title": clip(setting.title(lang), TITLE_LIMIT),
        "input_message": clip(setting.description(lang), MESSAGE_LIMIT),
    }
    if setting.choices:
        return {**message, **_stop({"validate": "list", "source": f"=cs_list_{setting.choices}"}, _CLOSED(lang))}
    if setting.type == "string" or setting.all_word:  # 全部 / All is a word among numbers
        return {**message, "validate": "any"}
    limits = Constraints(minimum=setting.minimum, maximum=setting.maximum)
    return {**message, **_measure(setting.type, limits, lang)}


def _check(plan: Plan, layout: Layout, field: Field) -> Options:
    lang, rules = plan.lang, field.constraints
    key = next((one for one in layout.sheet.foreign_keys if one.fields == (field.name,)), None)
    if rules.enum is not None:
        return _list(plan, field, rules.enum)
    if key is not None and _stands(plan, key):
        return _foreign(plan, layout, field, key)
    if rules.unique or layout.sheet.primary_key == (field.name,):
        letters = column_letters(layout.columns[field.name])
        whole = f"${letters}${layout.first}:${letters}${LAST_ROW}"
        return _stop(_custom(f"COUNTIF({whole},{layout.cell(field.name)})<=1"), _REPEATED(lang))
    if (known := _FORMATS.get(field.format or "")) is not None:
        formula, said = known
        return _warn(_custom(formula.format(layout.cell(field.name))), f"{said(lang)}{_KEEP(lang)}")
    if field.type in {"date", "datetime", "integer", "number"}:
        return _measure(field.type, rules, lang)
    if field.type == "boolean":
        return _warn({"validate": "list", "source": [TICK, CROSS]}, f"{_YES_NO(lang)}{_KEEP(lang)}")
    return _length(rules, lang)


def _length(rules: Constraints, lang: Lang) -> Options:
    least, most = rules.min_length or 0, rules.max_length
    if not least and most is None:
        return {"validate": "any"}
    said = (_LONG if not least else _SHORT if most is None else _LENGTH)(lang).format(most, least)
    options: Options = {"validate": "length", "criteria": "<=", "value": most}
    if least:
        options = {"validate": "length", "criteria": "between", "minimum": least, "maximum": most or MAX_TEXT}
    return _warn(options, f"{said}{_KEEP(lang)}")


def _list(plan: Plan, field: Field, name: str) -> Options:
    options: Options = {"validate": "list", "source": f"=cs_list_{name}"}
    if field.type == "list":  # several entries in one cell: the list offers, it cannot judge
        return {**options, "show_error": False}
    return _stop(options, (_LIST if plan.schema.value_list(name).extensible else _CLOSED)(plan.lang))


def _stands(plan: Plan, key: ForeignKey) -> bool:
    other = plan.layouts.get(key.reference.resource)
    return other is not None and set(key.reference.fields) <= set(other.columns)


def _foreign(plan: Plan, layout: Layout, field: Field, key: ForeignKey) -> Options:
    other = plan.layouts[key.reference.resource]
    name = key_name(other.sheet.name, key.reference.fields[0], other)
    if other.sheet.primary_key == key.reference.fields:
        # An empty list of people must not stand in the way; an empty list of customers must.
        options: Options = {"validate": "list", "source": f"={name}", "ignore_blank": not key.strict}
    else:  # a drop-down would show the same entry many times
        options = _custom(f"COUNTIF({name},{layout.cell(field.name)})>0")
    said = _UNKNOWN(plan.lang).format(other.title)
    return _stop(options, said) if key.strict else _warn(options, f"{said}{_KEEP(plan.lang)}")


def key_name(sheet: str, field: str, layout: Layout) -> str:
    """Defined name of the values of a key: cs_key_<sheet> for the sheet's own, else with the field's name."""
    own = layout.sheet.primary_key[:1] == (field,)
    return f"cs_key_{sheet}" if own else f"cs_key_{sheet}_{field}"


def _measure(kind: str, rules: Constraints, lang: Lang) -> Options:
    if kind in {"date", "datetime"}:
        low = _moment(rules.minimum) or _FIRST_DAY
        high = _moment(rules.maximum) or _LAST_DAY
        if kind == "datetime" and isinstance(high, str):
            high += "+1"  # the day is not over before midnight
        said = f"{_DATE(lang)}{_span(rules, lang)}{'。' if lang == 'zh' else '. '}{_KEEP(lang)}"
        return _warn({"validate": "date", "criteria": "between", "minimum": low, "maximum": high}, said)
    whole = kind == "integer"
    most = max([10**9 if whole else 10**12, *(10 * abs(one) for one in _numbers(rules))])
    options = {
        "validate": "integer" if whole else "decimal",
        "criteria": "between",
        "minimum": _plain(rules.minimum, -most),
        "maximum": _plain(rules.maximum, most),
    }
    said = (_WHOLE if whole else _NUMBER)(lang) + _span(rules, lang)
    return _warn(options, f"{said}{'。' if lang == 'zh' else '. '}{_KEEP(lang)}")


def _numbers(rules: Constraints) -> list[int]:
    return [int(limit) for limit in (rules.minimum, rules.maximum) if isinstance(limit, (int, float))]


def _plain(limit: float | str | None, otherwise: int) -> float | str:
    """A limit without exponent: Excel does not read XlsxWriter's 1e-06."""
    if not isinstance(limit, (int, float)):
        return otherwise
    return f"={Decimal(repr(limit)):f}" if "e" in repr(limit) else limit


def _moment(limit: float | str | None) -> date | str | None:
    if not isinstance(limit, str):
        return None
    bound = date_bound(limit)
    if bound.fixed is not None:
        return max(bound.fixed, _FIRST_DAY)
    if not _FIRST_DAY <= bound.on(_SOME_DAY) < _LAST_DAY:  # Excel has no such days
        return _FIRST_DAY if bound.offset < 0 else _LAST_DAY
    if bound.unit == "d":
        return f"=TODAY(){bound.offset:+d}" if bound.offset else "=TODAY()"
    return f"=EDATE(TODAY(),{bound.offset * (12 if bound.unit == 'y' else 1)})"


def _span(rules: Constraints, lang: Lang) -> str:
    """The limits in words, where they are plain numbers that say something."""
    low, high = rules.minimum, rules.maximum
    if isinstance(high, str) and date_bound(high) == DateBound():
        return "，不晚于今天" if lang == "zh" else ", not later than today"
    if isinstance(low, (int, float)) and isinstance(high, (int, float)):
        return f"，{low:g} 到 {high:g}" if lang == "zh" else f", {low:g} to {high:g}"
    if isinstance(low, (int, float)) and low >= 0:
        more = 0 < low < 1
        shown = 0 if more else low
        return (
            f"，{'大于' if more else '不小于'} {shown:g}"
            if lang == "zh"
            else f", {'above' if more else 'at least'} {shown:g}"
        )
    return ""


def _custom(formula: str) -> Options:
    return {"validate": "custom", "value": "=" + formula}


def _stop(options: Options, said: str) -> Options:
    return {**options, "error_type": "stop", "error_message": clip(said, ERROR_LIMIT)}


def _warn(options: Options, said: str) -> Options:
    return {**options, "error_type": "warning", "error_message": clip(said, ERROR_LIMIT)}
