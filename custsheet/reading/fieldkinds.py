"""What a row of sheet 字段 says a column may hold: type, format, list, limits, default, and when it is required.

These cells only make sense together. Where the change of one leaves another behind (a list after the type became
text, a condition after 必填 became 否), the other one is corrected, so that cells and standard agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
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


class _BadColumnError(Exception):
    """A cell of this column means nothing beside the others."""

    def __init__(self, column: str, error: BadCellError) -> None:
        super().__init__(column)
        self.column, self.error = column, error


@dataclass(frozen=True, slots=True)
class _Kind:
    kind: str
    enum: str | None
    form: str | None
    pattern: str | None


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


@contextmanager
def _on(column: str) -> Iterator[None]:
    """Mistakes within are mistakes of this column."""
    try:
        yield
    except BadCellError as error:
        raise _BadColumnError(column, error) from None


def _read_kind(row: Row) -> bool:
    """Type, format and list; returns whether they make sense."""
    if not row.changed("kind", "format", "list"):
        return True
    before = kind_of(row.carried)
    try:
        read = _together(row, before)
        if not row.new:
            _refuse_retyping(row, before, read)
    except _BadColumnError as bad:
        column = bad.column if bad.column in row.cells else "kind"
        row.refuse(column if column in row.cells else "list", bad.error.message, **bad.error.params)
        return False
    if read.kind == "choice" and word(row.words("kind") or "string", KINDS) == "string":
        row.corrected["kind"] = KINDS["choice"](row.given.lang)
    if read.enum is None and row.words("list"):
        row.corrected["list"] = None
    row.put(type=_TYPES.get(read.kind, read.kind), format=read.form)
    row.constrain(enum=read.enum, pattern=read.pattern)
    return True


def _together(row: Row, before: str) -> _Kind:
    with _on("kind"):
        if not row.new and not row.words("kind"):
            raise BadCellError("blank")
        kind = word(row.words("kind") or "string", KINDS)
    with _on("list"):
        enum = list_named(row.words("list"), row.given.lists) if row.words("list") else None
        retyped = row.changed("kind") and kind != before
        if enum is not None and kind not in {"choice", "list"} and retyped and not row.changed("list"):
            enum = None  # the list stayed behind
        if enum is not None and kind == "string":
            kind = "choice"
        if kind == "choice" and enum is None:
            raise BadCellError("list-blank")
        if enum is not None and kind not in {"choice", "list"}:
            raise BadCellError("list-kind", kind=KINDS[kind])
    with _on("format"):
        form, pattern = format_rule(row.words("format"))
        if kind == "number" and form == "money":
            kind = "money"
        if kind == "money" and form is None:
            form = "money"
        fits = form is None or kind in _FITTING.get(form, ("string",))
        if not fits or (pattern is not None and kind != "string"):
            raise BadCellError("format-kind", kind=KINDS[kind])
    return _Kind(kind, enum, form, pattern)


def _refuse_retyping(row: Row, before: str, read: _Kind) -> None:
    """Stop at what keys, and what custsheet computes with, would not bear."""
    base, name, schema = row.given.base, row.sheet.name, row.given.schema
    shipped = base.has_sheet(name) and row.carried.name in base.sheet(name).by_name
    enum = row.carried.constraints.enum
    closed = enum is not None and not schema.value_list(enum).extensible
    bound = closed or row.is_key or any(row.carried.name in key.fields for key in row.sheet.foreign_keys)
    if (read.kind != before and bound) or (shipped and _class(read.kind) != _class(before)):
        raise _BadColumnError("kind", BadCellError("computed", now=row.shown("kind")))
    if read.enum != enum and bound:
        raise _BadColumnError("list", BadCellError("computed", now=row.shown("list") or ""))


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
            return number_limit(content, whole=kind == "integer")
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
            found = conditions(row.words("condition"), row.given.schema, row.sheet) if written else dict(carried)
        except BadCellError as error:
            row.refuse("condition" if written else "required", error.message, **error.params)
            row.corrected.pop("required", None)
            return
    row.constrain(required=mode == "yes")
    row.put(required_when=found)
