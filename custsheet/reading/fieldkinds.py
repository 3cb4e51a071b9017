"""What a row of sheet 字段 says a column may hold: type, format, list, limits, default, and when it is required.

These cells only make sense together. Where the change of one leaves another behind (a list after the type became
text, a condition after 必填 became 否), the other one is corrected, so that cells and standard agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from custsheet.model.bounds import date_bound
from custsheet.model.fieldsheet import IF, KINDS, NO, kind_of
from custsheet.reading.fieldrow import Row
from custsheet.reading.fieldwords import (
    BadCellError,
    Conditions,
    conditions,
    day_limit,
    default_value,
    format_rule,
    length_limit,
    list_named,
    number_limit,
    required,
    word,
    yes,
)

_CLASSES: Mapping[str, str] = {
    "choice": "string",
    "integer": "number",
    "money": "number",
    "datetime": "date",
}
"""Kinds that are computed with alike."""
_FITTING: Mapping[str, tuple[str, ...]] = {
    "money": ("money", "number", "integer"),
    "province": ("string", "choice"),
    "city": ("string", "choice"),
}
"""Formats that fit other kinds than plain text."""
_TYPES: Mapping[str, str] = {"choice": "string", "money": "number"}
_OF_PEOPLE = ("kind", "required", "condition", "unique", "format", "minimum", "maximum", "list", "default")


def read_rules(row: Row) -> None:
    """Everything that only a field which people fill in can have changed."""
    if not row.carried.is_input:
        for column in _OF_PEOPLE:
            row.keep(column)
        return
    if _read_kind(row):
        _read_limits(row)
        _read_default(row)
    unique = row.parsed("unique", yes)
    if unique is not None and row.is_key:
        row.keep("unique")
    elif unique is not None:
        row.constrain(unique=unique)
    if row.is_key:
        row.keep("required")
        row.keep("condition")
    else:
        _read_required(row)


def _class(kind: str) -> str:
    return _CLASSES.get(kind, kind)


def _read_kind(row: Row) -> bool:
    """Type, list and format; returns whether the type is sure, by which limits and default are read."""
    if not row.changed("kind", "format", "list"):
        return True
    before = kind_of(row.carried)
    kind = row.parsed("kind", _kind_word) if row.changed("kind") else before
    if kind is None:
        return False
    if _refuses(row, kind, before):
        row.refuse("kind", "computed", now=row.shown("kind"))
        return False
    try:
        kind, enum = _with_list(row, kind)
    except BadCellError as error:
        row.refuse("list" if "list" in row.cells else "kind", error.message, **error.params)
        return not row.changed("kind")
    if _refuses(row, kind, before) or (enum != row.carried.constraints.enum and _is_bound(row)):
        now = row.shown("list")
        row.refuse("list", "computed" if now is not None else "fixed-blank", now=now)
        return not row.changed("kind")
    row.put(type=_TYPES.get(kind, kind))
    row.constrain(enum=enum)
    _read_format(row, kind)
    return True


def _kind_word(words: str) -> str:
    if not words:
        raise BadCellError("blank")
    return word(words, KINDS)


def _with_list(row: Row, kind: str) -> tuple[str, str | None]:
    """The kind that goes with the list, and the list. Either may have been left behind by the other's change."""
    enum = list_named(row.words("list"), row.given.lists) if row.words("list") else None
    listed = kind in {"choice", "list"}
    if enum is not None and not listed and row.changed("kind") and not row.changed("list") and not row.new:
        row.corrected["list"] = None
        enum = None
    elif enum is not None and kind == "string":
        row.corrected["kind"] = KINDS["choice"](row.given.lang)
        kind = "choice"
    elif enum is not None and not listed:
        raise BadCellError("list-kind", kind=KINDS[kind])
    if kind == "choice" and enum is None:
        raise BadCellError("list-blank")
    return kind, enum


def _refuses(row: Row, kind: str, before: str) -> bool:
    """Whether keys, or what custsheet computes with, would not bear the field becoming of this kind."""
    if row.new or kind == before:
        return False
    base, name = row.given.base, row.sheet.name
    shipped = base.has_sheet(name) and row.carried.name in base.sheet(name).by_name
    return _is_bound(row) or (shipped and _class(kind) != _class(before))


def _is_bound(row: Row) -> bool:
    """Whether the field is a key, refers to one, or is chosen from a list whose entries custsheet knows."""
    enum = row.carried.constraints.enum
    closed = enum is not None and not row.given.schema.value_list(enum).extensible
    return closed or row.is_key or any(row.carried.name in key.fields for key in row.sheet.foreign_keys)


def _read_format(row: Row, kind: str) -> None:
    try:
        form, pattern = format_rule(row.words("format"))
        if not _fits(form, pattern, kind):
            raise BadCellError("format-kind", kind=KINDS[kind])
    except BadCellError as error:
        row.refuse("format" if "format" in row.cells else "kind", error.message, **error.params)
        form, pattern = row.carried.format, row.carried.constraints.pattern
        if not _fits(form, pattern, kind):
            form = pattern = None
    row.put(format="money" if kind == "money" else form)
    row.constrain(pattern=pattern)


def _fits(form: str | None, pattern: str | None, kind: str) -> bool:
    return (form is None or kind in _FITTING.get(form, ("string",))) and (pattern is None or kind == "string")


def _read_limits(row: Row) -> None:
    kind, before = kind_of(row.now), kind_of(row.carried)
    anew = _class(kind) != _class(before)
    if not anew and not row.changed("minimum", "maximum"):
        return
    names = ("minimum", "maximum") if _class(kind) in {"number", "date"} else ("min_length", "max_length")
    blank = dict.fromkeys(("minimum", "maximum", "min_length", "max_length"))
    kept = {name: None if anew else getattr(row.carried.constraints, name) for name in names}
    read = dict(kept)
    for column, name in zip(("minimum", "maximum"), names, strict=True):
        try:
            read[name] = _limit(row, kind, row.content(column))
        except BadCellError as error:
            if column in row.cells:
                row.refuse(column, error.message, **error.params)
    low, high = (read[name] for name in names)
    if low is not None and high is not None and _exceeds(row, low, high):
        column = "maximum" if row.changed("maximum") else "minimum"
        row.refuse(column, "order", low=row.words("minimum"), high=row.words("maximum"))
        read = kept
    row.constrain(**(blank | read if anew else read))


def _limit(row: Row, kind: str, content: object) -> Any:
    match _class(kind):
        case "number":
            limit = number_limit(content, whole=kind == "integer")
            return None if limit is None else float(limit)
        case "date":
            return day_limit(content, date1904=row.given.date1904)
        case "boolean":
            if str(content if content is not None else "").strip():
                raise BadCellError("limit-kind", kind=KINDS[kind])
            return None
        case _:
            return length_limit(content)


def _exceeds(row: Row, low: Any, high: Any) -> bool:
    if isinstance(low, str):
        return date_bound(low).on(row.given.today) > date_bound(high).on(row.given.today)
    return bool(low > high)


def _read_default(row: Row) -> None:
    now, carried = row.now, row.carried
    anew = (kind_of(now), now.constraints.enum) != (kind_of(carried), carried.constraints.enum)
    if not anew and not row.changed("default"):
        return
    enum = next((one for one in row.given.lists if one.name == now.constraints.enum), None)
    try:
        row.put(default=default_value(row.content("default"), kind_of(now), enum))
    except BadCellError as error:
        if "default" in row.cells:
            row.refuse("default", error.message, **error.params)
        if anew:
            row.put(default=None)


def _read_required(row: Row) -> None:
    """必填 and 条件: where they disagree, the one that was written last says what is meant."""
    if not row.changed("required", "condition"):
        return
    mode = row.parsed("required", required) if row.changed("required") else required(row.words("required"))
    written = row.changed("condition")
    if mode is None:
        return
    if mode == "no" and row.words("condition"):
        mode = "if" if written else "no"
        column, said = ("required", IF(row.given.lang)) if written else ("condition", None)
        row.corrected[column] = said
    elif mode == "if" and not row.words("condition"):
        if row.changed("required") or not written:
            row.refuse("required", "condition-blank")
            return
        mode = "no"  # the condition was taken away
        row.corrected["required"] = NO(row.given.lang)
    found: Conditions = {}
    if mode != "no" and row.words("condition"):
        try:
            carried = row.carried.required_when
            found = conditions(row.words("condition"), row.given.known, row.sheet.name) if written else dict(carried)
        except BadCellError as error:
            row.refuse("condition" if written else "required", error.message, **error.params)
            row.corrected.pop("required", None)
            return
    row.constrain(required=mode == "yes")
    row.put(required_when=found)
