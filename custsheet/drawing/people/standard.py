"""Sheet 字段: the data standard, one row a field and one cell a property, for the administrator to change.

What stands in the cells is `custsheet.model.fieldsheet`'s business; here they get their looks, drop-downs and messages.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from custsheet.drawing.frame import SETTINGS_HEADER, footer, heading, pages_wide
from custsheet.drawing.people.layout import Plan
from custsheet.drawing.people.validation import ERROR_LIMIT, MESSAGE_LIMIT, TITLE_LIMIT
from custsheet.drawing.toolsheet import link_row
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Link, address, clip
from custsheet.drawing.workbook.measure import lines, text_pixels
from custsheet.model.bounds import date_bound
from custsheet.model.errors import Lang
from custsheet.model.fieldsheet import (
    COLUMN,
    COLUMNS,
    FIELDS_TABLE,
    FORMATS,
    IF,
    KINDS,
    LISTS_NAME,
    NO,
    PERSONAL,
    REGEX,
    TINY,
    YES,
    field_cells,
)
from custsheet.model.schema import Field, Schema, Sheet
from custsheet.model.text import Text, text

_WIDTHS = {
    "label": 150,
    "other": 150,
    "condition": 170,
    "format": 150,
    "description": 360,
    "example": 190,
    "wrong": 150,
}
_LEAST = 64
_WRAPPED = frozenset({"condition", "format", "default", "description", "example", "wrong"})
_TEXTS = frozenset({"label", "other", "key", "condition", "format", "default", "description", "example", "wrong"})
"""Columns whose cells are texts whatever is typed: an example 0012 keeps its zeros."""
_FIXED = frozenset({"sheet", "key", "role"})
_WORDS = frozenset({"label", "other", "description", "example", "wrong", "personal", "enabled"})
"""What can be changed of a field that is computed."""
_PREPARED = 200  # rows below the fields that are ready for new ones
_SHOWN = 12  # of them look it
_ARROW, _WIDEST = 38, 320  # pixels: indent and filter arrow of a header; widest column whose cells do not wrap
_INLINE = 255  # characters of a list that stands in the rule itself
_NEW = text(
    "改了保存，下次处理生效。新字段：在最下面加一行，写上工作表和字段名。",
    "Edit and save; the next pass applies it. New field: add a row at the end, with its sheet and label.",
)
_CHOOSE = text("请从下拉清单里选。", "Choose from the list.")


def draw_standard(book: Book, plan: Plan, links: Sequence[Link]) -> Canvas:
    """Draw sheet 字段."""
    lang, tool = plan.lang, plan.schema.tool("fields")
    canvas = book.sheet(tool.title(lang), tab=style.TAB_SETTINGS, row_height=24)
    found = [
        (sheet, field, field_cells(plan.schema, sheet, field, lang))
        for sheet in plan.schema.sheets
        for field in sheet.fields
    ]
    widths = [_width(name, [_said(cells[name]) for _, _, cells in found], lang) for name in COLUMN]
    canvas.widths(widths)
    between = "；" if lang == "zh" else ". "
    heading(canvas, canvas.title, f"{tool.description(lang)}{between}{_NEW(lang)}")
    canvas.height(2, 22)
    link_row(canvas, links, "", widths)
    canvas.height(3, 10)
    canvas.height(SETTINGS_HEADER, 32)
    canvas.paint((SETTINGS_HEADER, 1, SETTINGS_HEADER, len(COLUMNS)), style.HEADER)
    row = SETTINGS_HEADER
    before: Sheet | None = None
    for row, (sheet, field, cells) in enumerate(found, SETTINGS_HEADER + 1):
        for col, (name, value) in enumerate(cells.items(), 1):
            canvas.put(row, col, value, *_looks(name, changeable=field.is_input or name in _WORDS))
        if before not in (None, sheet):
            canvas.paint((row, 1, row, len(COLUMNS)), style.look(top=1, top_color=style.SLATE))
        before = sheet
        need = max(lines(_said(value), widths[col]) for col, (name, value) in enumerate(cells.items())
                   if name in _WRAPPED)  # fmt: skip
        if need > 1:
            canvas.height(row, 8 + 17 * need)
    for blank in range(row + 1, row + 1 + _SHOWN):
        for col, name in enumerate(COLUMN, 1):
            canvas.put(blank, col, None, *_looks(name, changeable=True))
    rows = row - SETTINGS_HEADER
    titles = [one.title(lang) for one in COLUMNS]
    canvas.table(FIELDS_TABLE(lang), SETTINGS_HEADER, 1, titles, rows, description=tool.description(lang))
    _rules(canvas, plan.schema, lang, row + _PREPARED)
    canvas.freeze(SETTINGS_HEADER + 1, 3)
    canvas.select(SETTINGS_HEADER + 1, 2)
    canvas.printed(
        footer(lang),
        repeat=(SETTINGS_HEADER, SETTINGS_HEADER),
        repeat_cols=(1, 2),
        pages_wide=pages_wide(widths, 2),
        area=(1, 1, row, len(COLUMNS)),
    )
    return canvas


def _looks(name: str, *, changeable: bool) -> list[style.Look]:
    looks = [style.CALC if name in _FIXED else style.INPUT if changeable else style.CLOSED, style.LEFT]
    if name in _WRAPPED:
        looks.append(style.WRAP)
    if name == "label":
        looks.append(style.STRONG)
    if name in _TEXTS:
        looks.append(style.look(num_format=style.AS_TEXT))
    return looks


def _rules(canvas: Canvas, schema: Schema, lang: Lang, last: int) -> None:
    """Drop-downs and messages of every column, down to row `last`; what is switched off is grey."""
    first = SETTINGS_HEADER + 1
    for col, one in enumerate(COLUMNS, 1):
        message = {
            "input_title": clip(one.title(lang), TITLE_LIMIT),
            "input_message": clip(one.help(lang), MESSAGE_LIMIT),
        }
        canvas.validate((first, col, last, col), {**message, **_choice(one.name, schema, lang)})
    enabled = address(first, 1 + list(COLUMN).index("enabled"))
    off = f'=${enabled}="{NO(lang)}"'
    canvas.rule((first, 1, last, len(COLUMNS)), off, style.look(font_color=style.GREY), stop=False)


def _choice(name: str, schema: Schema, lang: Lang) -> Mapping[str, Any]:
    """The drop-down of a column; free text has none."""
    known: Mapping[str, Sequence[Text]] = {
        "sheet": [sheet.title for sheet in schema.sheets],
        "kind": list(KINDS.values()),
        "required": [YES, NO, IF],
        "unique": [YES, NO],
        "format": [FORMATS[name] for name in FORMATS if name != "money"],
        "personal": list(PERSONAL.values()),
        "enabled": [YES, NO],
    }
    if name == "list":
        return {"validate": "list", "source": f"={LISTS_NAME}", "show_error": False}
    if name not in known:
        return {"validate": "any"}
    words = [one(lang) for one in known[name]]
    if len(",".join(words)) > _INLINE:
        return {"validate": "any"}
    options = {"validate": "list", "source": words}
    if name == "format":  # or a pattern of one's own
        return {**options, "source": [*words, REGEX(lang)], "show_error": False}
    return {**options, "error_type": "stop", "error_message": clip(_CHOOSE(lang), ERROR_LIMIT)}


def _width(name: str, texts: Sequence[str], lang: Lang) -> int:
    """Pixels of a column: room for its header on one line and, where cells do not wrap, for the longest of them."""
    needed = text_pixels(COLUMN[name].title(lang), 11, bold=True) * 1.05 + _ARROW
    if name not in _WRAPPED:
        needed = max(needed, *(text_pixels(one, bold=name == "label") * 1.05 + 24 for one in texts))
    return max(_WIDTHS.get(name, _LEAST), min(math.ceil(needed), _WIDEST))


def _said(value: object) -> str:
    return "" if value is None else str(value)


def required_words(plan: Plan, sheet: Sheet, field: Field) -> str:
    """是, 否 or the condition in words."""
    lang = plan.lang
    if field.constraints.required:
        return YES(lang)
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
    return ("；" if lang == "zh" else "; ").join(parts) or NO(lang)


def limits_words(plan: Plan, field: Field) -> str:
    """Format, list and limits of a field in words."""
    lang, rules = plan.lang, field.constraints
    parts = [FORMATS[field.format](lang)] if field.format else []
    if rules.enum:
        title = plan.schema.value_list(rules.enum).title(lang)
        parts.append(f"清单「{title}」" if lang == "zh" else f"list: {title}")
    if rules.pattern:
        parts.append(rules.pattern)
    if rules.minimum is not None and isinstance(rules.minimum, str):
        parts.append(_day_words(rules.minimum, ("不早于", "not before"), lang))
    elif rules.minimum is not None:
        least = rules.minimum
        tiny = isinstance(least, (int, float)) and 0 < least < TINY
        parts.append("> 0" if tiny else f"≥ {least:g}")
    if rules.maximum is not None and isinstance(rules.maximum, str):
        parts.append(_day_words(rules.maximum, ("不晚于", "not after"), lang))
    elif rules.maximum is not None:
        parts.append(f"≤ {rules.maximum:g}")
    if rules.min_length is not None:
        parts.append(f"不少于 {rules.min_length} 字" if lang == "zh" else f"at least {rules.min_length} characters")
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
