"""Sheet 参数 → the settings in force. A bad one is a finding on its cell; the last good value or the default stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from custsheet.model.address import column_letters
from custsheet.model.finding import Cell, Finding
from custsheet.model.schema import Schema, Setting
from custsheet.model.snapshot import Lists
from custsheet.model.text import Text, fold_label, fold_value, text
from custsheet.package import cell_place, formula_cells
from custsheet.reading.book import Book
from custsheet.reading.cells import Grid
from custsheet.reading.headers import label_text
from custsheet.values.dates import parse_date
from custsheet.values.numbers import parse_number
from custsheet.values.text import as_text

_HEADER_ROWS = 10
_NAME = frozenset(map(fold_label, ("名称", "Name", "参数", "Setting")))
_VALUE = frozenset(map(fold_label, ("值", "Value", "当前值")))
# Settings of which the first must not exceed the second: tier B would have no customers, or customers of tier A; a
# customer would be dormant before it is at risk; a working day would end before it begins.
_ORDERED = (
    ("pareto_a", "pareto_b"),
    ("fixed_b", "fixed_a"),
    ("composite_b", "composite_a"),
    ("risk_fixed_days", "dormant_fixed_days"),
    ("workday_begin", "workday_end"),
)
_ALL = frozenset(map(fold_value, ("全部", "所有", "不限", "无限制", "all", "any", "no limit", "unlimited", "none")))


class _BadValueError(Exception):
    """The cell holds nothing this setting can be."""


@dataclass(frozen=True)
class _Sheet:
    title: str | None
    grid: Grid
    errors: Mapping[tuple[int, int], str]
    date1904: bool


def read_settings(
    schema: Schema,
    lists: Lists,
    title: str | None,
    grid: Grid,
    *,
    errors: Mapping[tuple[int, int], str],
    remembered: Mapping[str, Cell],
    date1904: bool = False,
) -> tuple[dict[str, Cell], tuple[Finding, ...]]:
    """Setting name → value in force, and E311 for each cell that holds none or contradicts another one.

    Args:
        schema: the standard.
        lists: the lists in force, for settings that are chosen from one.
        title: what sheet 参数 is called in this workbook, None when there is none.
        grid: its cells.
        errors: (row, column) → text of its cells that show an error.
        remembered: the last good values.
        date1904: the workbook's date system.
    """
    sheet = _Sheet(title, grid, errors, date1904)
    values: dict[str, Cell] = {}
    findings: list[Finding] = []
    bad: set[str] = set()
    cells = _cells(schema, sheet) if title is not None else {}
    for setting in schema.settings:
        last = _from_memory(setting, lists, remembered)
        if setting.name not in cells:
            values[setting.name] = last
            continue
        row, column, value = cells[setting.name]
        try:
            values[setting.name] = _value(setting, lists, value, date1904)
        except _BadValueError:
            values[setting.name] = last
            bad.add(setting.name)
            findings.append(_bad(title, setting, row, column, value, allowed(setting, lists)))
    for low, high in _ORDERED:
        if not _exceeds(values.get(low), values.get(high)):
            continue
        pair = {one.name: one for one in schema.settings if one.name in (low, high)}
        for name in (low, high):
            if name in cells and name not in bad:
                limit = _at_most(pair[high]) if name == low else _at_least(pair[low])
                findings.append(_bad(title, pair[name], *cells[name], limit))
        good = {name: _from_memory(one, lists, remembered) for name, one in pair.items()}
        values |= {name: one.default for name, one in pair.items()} if _exceeds(good[low], good[high]) else good
    return values, tuple(findings)


def _bad(title: str | None, setting: Setting, row: int, column: int, value: object, allowed: Text) -> Finding:
    return Finding(
        "E311",
        value=_shown(value),
        params={"name": setting.name, "allowed": allowed},
        cell=f"{column_letters(column)}{row}",
        place=title,
    )


def _exceeds(one: Cell, other: Cell) -> bool:
    return isinstance(one, int | float) and isinstance(other, int | float) and one > other


def _at_most(other: Setting) -> Text:
    return text(f"不大于“{other.title.zh}”的数字", f"a number of at most {other.title.en}")


def _at_least(other: Setting) -> Text:
    return text(f"不小于“{other.title.zh}”的数字", f"a number of at least {other.title.en}")


def typed_values(schema: Schema, grid: Grid, errors: Mapping[tuple[int, int], str]) -> dict[str, object]:
    """Setting name → what stands in its cell, right or wrong; "" for a blank one."""
    return {name: value for name, (_, _, value) in _cells(schema, _Sheet(None, grid, errors, False)).items()}


@dataclass(frozen=True, slots=True)
class SettingPlace:
    """Where a setting stands on sheet 参数: row, column of its value and what is typed there, column beside it.

    `beside` is the column of the header that was asked for, 0 where there is none; `is_formula`: its cell holds one.
    """

    row: int
    value: int
    typed: object
    beside: int
    is_formula: bool


def setting_places(data: bytes, title: str, schema: Schema, beside: Text) -> dict[str, SettingPlace]:
    """Setting name → where it stands on the sheet called `title` of the workbook `data`."""
    book = Book(data)
    grid = book.grid(title)
    labels = [fold_label(label_text(cell)) for cell in grid[row - 1]] if (row := _header(grid)[0]) else []
    column = next((labels.index(said) + 1 for said in map(fold_label, (beside.zh, beside.en)) if said in labels), 0)
    formulas = {cell_place(place) for place in formula_cells(book.body(title))}
    cells = _cells(schema, _Sheet(title, grid, book.errors(title), False))
    return {
        name: SettingPlace(row, value, typed, column, (row, column) in formulas)
        for name, (row, value, typed) in cells.items()
    }


def allowed(setting: Setting, lists: Lists) -> Text:
    """What may stand there, in words."""
    if setting.choices is not None:
        titles = [value.title for value in lists.entries[setting.choices]]
        return text("、".join(one.zh for one in titles), ", ".join(one.en for one in titles))
    low, high = (None if one is None else f"{one:g}" for one in (setting.minimum, setting.maximum))
    zh = {"integer": "整数", "number": "数字", "date": "日期", "string": "文字"}[setting.type]
    en = {"integer": "a whole number", "number": "a number", "date": "a date", "string": "a text"}[setting.type]
    if low is not None and high is not None:
        zh, en = f"{low} 到 {high} 的{zh}", f"{en} from {low} to {high}"
    elif low is not None:
        zh, en = f"不小于 {low} 的{zh}", f"{en} of at least {low}"
    elif high is not None:
        zh, en = f"不大于 {high} 的{zh}", f"{en} of at most {high}"
    return text(f"{zh}，或“全部”", f"{en}, or All") if setting.all_word else text(zh, en)


def _cells(schema: Schema, sheet: _Sheet) -> dict[str, tuple[int, int, object]]:
    """Setting name → row, column and content of its cell; the first row that bears its name counts."""
    header, name_at, value_at = _header(sheet.grid)
    known = {
        fold_label(label): setting.name
        for setting in schema.settings
        for label in (*setting.aliases, setting.name, setting.title.en, setting.title.zh)
    }
    found: dict[str, tuple[int, int, object]] = {}
    for row, cells in enumerate(sheet.grid[header:], header + 1):
        name = known.get(fold_label(label_text(cells[name_at - 1]))) if name_at <= len(cells) else None
        if name and name not in found:
            value = cells[value_at - 1] if value_at <= len(cells) else ""
            found[name] = (row, value_at, sheet.errors.get((row, value_at), value))
    return found


def _header(grid: Grid) -> tuple[int, int, int]:
    """Excel row of the header and the columns of names and values; A and B from the top when there is no header."""
    for row, cells in enumerate(grid[:_HEADER_ROWS], 1):
        labels = [fold_label(label_text(cell)) for cell in cells]
        names = [column for column, label in enumerate(labels, 1) if label in _NAME]
        values = [column for column, label in enumerate(labels, 1) if label in _VALUE]
        if names and values:
            return row, names[0], values[0]
    return 0, 1, 2


def _value(setting: Setting, lists: Lists, raw: object, date1904: bool) -> Cell:
    words = as_text(raw).strip()
    if not words:
        return None if setting.all_word else setting.default
    if setting.choices is not None:
        name = lists.canonical(setting.choices).get(fold_value(words))
        if name is None:
            raise _BadValueError
        return name
    if setting.all_word and (fold_value(words) in _ALL or words in {"0", "０"}):
        return None
    match setting.type:
        case "string":
            return words
        case "date":
            moment = None if isinstance(raw, bool) else parse_date(raw, date1904=date1904, allow_serial=True)
            if moment is None:
                raise _BadValueError
            return moment.date()
        case _:
            return _number(setting, raw)


def _number(setting: Setting, raw: object) -> int | float:
    number = parse_number(raw)
    if number is None:
        raise _BadValueError
    if setting.unit is not None and setting.unit.en == "%" and 0 < number < 1:
        # 80% and 0.8 are one number to Excel; a limit below one per cent is never meant. 0.57 × 100 is 56.9….
        number = round(number * 100, 10)
    if (setting.minimum is not None and number < setting.minimum) or (
        setting.maximum is not None and number > setting.maximum
    ):
        raise _BadValueError
    if setting.type == "integer":
        if number != int(number):
            raise _BadValueError
        return int(number)
    return number


def _from_memory(setting: Setting, lists: Lists, remembered: Mapping[str, Cell]) -> Cell:
    """The last good value if it is still one, else the default."""
    if setting.name not in remembered:
        return setting.default
    last = remembered[setting.name]
    if last is None:
        return None if setting.all_word else setting.default
    try:
        return _value(setting, lists, last, False)
    except _BadValueError:
        return setting.default


def _shown(value: object) -> Cell:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, (str, int, float, bool, date, datetime)) else as_text(value)
