"""Sheet 字段: the data standard as people can read it, one row a field, generated from the schema."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from custsheet.drawing import style
from custsheet.drawing.book import Book
from custsheet.drawing.canvas import Canvas
from custsheet.drawing.cells import Link
from custsheet.drawing.frame import SETTINGS_HEADER, footer, heading
from custsheet.drawing.layout import Layout, Plan
from custsheet.drawing.measure import lines, text_pixels
from custsheet.drawing.toolsheet import link_row
from custsheet.model.bounds import date_bound
from custsheet.model.errors import Lang
from custsheet.model.finding import Cell
from custsheet.model.schema import Field, Sheet
from custsheet.model.text import Text, text

FIELDS_TABLE = text("t字段", "tFields")
_HEADS = (
    (text("工作表", "Sheet"), 96),
    (text("字段", "Field"), 150),
    (text("另一种语言", "In Chinese"), 160),
    (text("代号", "Key"), 140),
    (text("类型", "Type"), 84),
    (text("谁填", "Filled by"), 84),
    (text("必填", "Required"), 200),
    (text("不重复", "Unique"), 76),
    (text("格式·选项·范围", "Format, list, range"), 220),
    (text("默认", "Default"), 84),
    (text("含义", "Meaning"), 380),
    (text("例", "Example"), 200),
    (text("个人信息", "Personal data"), 96),
    (text("启用", "In use"), 64),
)
_TYPES: Mapping[str, Text] = {
    "string": text("文本", "text"),
    "integer": text("整数", "whole number"),
    "number": text("数字", "number"),
    "date": text("日期", "date"),
    "datetime": text("日期时间", "date and time"),
    "boolean": text("是否", "yes or no"),
    "list": text("多选", "several entries"),
}
_FORMATS: Mapping[str, Text] = {
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
_ROLES = {
    "input": text("人填", "people"),
    "formula": text("公式", "formula"),
    "tool": text("工具", "the tool"),
}
_PERSONAL = {"none": text("无", "no"), "general": text("一般", "general"), "sensitive": text("敏感", "sensitive")}
_TINY = 0.001
_YES, _NO = text("是", "yes"), text("否", "no")
_ARROW, _WIDEST = 38, 320  # pixels: indent and filter arrow of a header; widest column whose cells do not wrap
_WRAPPED = frozenset({7, 9, 11, 12})


def draw_standard(book: Book, plan: Plan, links: Sequence[Link]) -> Canvas:
    """Draw sheet 字段."""
    lang, tool = plan.lang, plan.schema.tool("fields")
    canvas = book.sheet(tool.title(lang), tab=style.TAB_SETTINGS, row_height=24)
    found = [(sheet, _row(plan, sheet, one, plan.layouts[sheet.name])) for sheet in plan.schema.sheets
             for one in sheet.fields]  # fmt: skip
    widths = [_width(plan, col, [str(cells[col - 1] or "") for _, cells in found]) for col in range(1, len(_HEADS) + 1)]
    canvas.widths(widths)
    heading(canvas, canvas.title, tool.description(lang))
    canvas.height(2, 22)
    link_row(canvas, links, "", widths)
    canvas.height(3, 10)
    canvas.height(SETTINGS_HEADER, 32)
    for col in range(1, len(_HEADS) + 1):
        canvas.put(SETTINGS_HEADER, col, None, style.HEADER)
    row = SETTINGS_HEADER
    before: Sheet | None = None
    for sheet, cells in found:
        row += 1
        for col, value in enumerate(cells, 1):
            canvas.put(row, col, value, style.BODY, style.LEFT, *([style.WRAP] if col in _WRAPPED else []))
        canvas.put(row, 2, None, style.STRONG)
        if sheet is not before:
            canvas.paint((row, 1, row, len(_HEADS)), style.look(top=1, top_color=style.SLATE))
        before = sheet
        need = max(lines(str(cells[col - 1] or ""), widths[col - 1]) for col in _WRAPPED)
        if need > 1:
            canvas.height(row, 8 + 17 * need)
    titles = [head(lang) for head, _ in _HEADS]
    rows = row - SETTINGS_HEADER
    canvas.table(FIELDS_TABLE(lang), SETTINGS_HEADER, 1, titles, rows, description=tool.description(lang))
    canvas.freeze(SETTINGS_HEADER + 1, 3)
    canvas.select(SETTINGS_HEADER + 1, 1)
    canvas.printed(footer(lang), repeat=(SETTINGS_HEADER, SETTINGS_HEADER), area=(1, 1, row, len(_HEADS)))
    return canvas


def _width(plan: Plan, col: int, texts: Sequence[str]) -> int:
    """Pixels of a column: room for its header on one line and, where cells do not wrap, for the longest of them."""
    head, least = _HEADS[col - 1]
    needed = text_pixels(head(plan.lang), 11, bold=True) * 1.05 + _ARROW
    if col not in _WRAPPED:
        needed = max(needed, *(text_pixels(one, bold=col == 2) * 1.05 + 24 for one in texts))
    return max(least, min(math.ceil(needed), _WIDEST))


def _row(plan: Plan, sheet: Sheet, field: Field, layout: Layout) -> list[Cell]:
    lang = plan.lang
    return [
        sheet.title(lang),
        field.title(lang),
        field.title("en" if lang == "zh" else "zh"),
        field.name,
        _TYPES[field.type](lang),
        _ROLES[field.role](lang),
        required_words(plan, sheet, field),
        (_YES if field.constraints.unique else _NO)(lang),
        limits_words(plan, field),
        _default(plan, field),
        field.description(lang),
        field.example(lang) if field.example else "",
        _PERSONAL[field.personal](lang),
        (_YES if field.name in layout.columns else _NO)(lang),
    ]


def required_words(plan: Plan, sheet: Sheet, field: Field) -> str:
    """是, 否 or the condition in words."""
    lang = plan.lang
    if field.constraints.required:
        return _YES(lang)
    parts = []
    for other, values in field.required_when.items():
        depends = sheet.by_name[other]
        enum = depends.constraints.enum
        if values == "*" or enum is None:
            parts.append(f"填了{depends.title(lang)}时" if lang == "zh" else f"if {depends.title(lang)} is filled")
        else:
            named = "/".join(plan.entry(enum, value) for value in values)
            parts.append(
                f"{depends.title(lang)} = {named} 时" if lang == "zh" else f"if {depends.title(lang)} = {named}"
            )
    return ("；" if lang == "zh" else "; ").join(parts) or _NO(lang)


def limits_words(plan: Plan, field: Field) -> str:
    """Format, list and limits of a field in words."""
    lang, rules = plan.lang, field.constraints
    parts = [_FORMATS[field.format](lang)] if field.format else []
    if rules.enum:
        title = plan.schema.value_list(rules.enum).title(lang)
        parts.append(f"清单「{title}」" if lang == "zh" else f"list: {title}")
    if rules.pattern:
        parts.append(rules.pattern)
    if rules.minimum is not None and isinstance(rules.minimum, str):
        parts.append(_day_words(rules.minimum, ("不早于", "not before"), lang))
    elif rules.minimum is not None:
        least = rules.minimum
        tiny = isinstance(least, (int, float)) and 0 < least < _TINY  # stands for "above nothing"
        parts.append("> 0" if tiny else f"≥ {least:g}")
    if rules.maximum is not None and isinstance(rules.maximum, str):
        parts.append(_day_words(rules.maximum, ("不晚于", "not after"), lang))
    elif rules.maximum is not None:
        parts.append(f"≤ {rules.maximum:g}")
    if rules.max_length is not None:
        parts.append(f"不超过 {rules.max_length} 字" if lang == "zh" else f"at most {rules.max_length} characters")
    return ("；" if lang == "zh" else "; ").join(parts)


_UNITS = {"d": ("天", "days"), "m": ("个月", "months"), "y": ("年", "years")}


def _day_words(bound: str, than: tuple[str, str], lang: Lang) -> str:
    """A bound of a date in words: not before 1990-01-01, 不晚于 14 年前."""
    day = date_bound(bound)
    zh_unit, en_unit = _UNITS[day.unit]
    if day.fixed is not None:
        zh, en = f" {day.fixed}", f"{day.fixed}"
    elif day.offset == 0:
        zh, en = "今天", "today"
    else:
        count = abs(day.offset)
        zh = f" {count} {zh_unit}{'前' if day.offset < 0 else '后'}"
        en = f"{count} {en_unit} {'ago' if day.offset < 0 else 'from now'}"
    return f"{than[0]}{zh}" if lang == "zh" else f"{than[1]} {en}"


def _default(plan: Plan, field: Field) -> Cell:
    if field.default is None:
        return None
    if field.constraints.enum is not None:
        return plan.entry(field.constraints.enum, str(field.default))
    return ("√" if field.default else "×") if isinstance(field.default, bool) else field.default
