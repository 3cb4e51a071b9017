"""Cells → typed columns, one field at a time: what parses is kept, what does not is a failure and blank thereafter.

Invariant: a value is never guessed. Text that can only mean one date or number is a failure with a proposal, because
for Excel it is neither. Free text is cleaned here, once, so that every room sees one value; what was typed stays in the
raw cells. Columns that are already right pass without a Python call a cell.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from custsheet.model.finding import Cell
from custsheet.model.schema import Field
from custsheet.model.text import fold_value
from custsheet.values.dates import parse_date
from custsheet.values.flags import parse_yes
from custsheet.values.ids import looks_truncated
from custsheet.values.numbers import parse_number
from custsheet.values.text import as_text, clean_text, pieces
from custsheet.values.tidy import suspects

Column = np.ndarray[Any, np.dtype[Any]]
_PLAIN = frozenset({str})
_NUMBERS = frozenset({float, str})
_AS_TEXT = frozenset({"string", "list"})
# How these are written is what a rule of their own is about, so they stay as they were typed.
_JUDGED = frozenset({"mobile", "landline", "email", "resident_id", "credit_code", "postcode"})
# A number too long for one of these is no such number at all, which its own rule says.
_SHORT = frozenset({"mobile", "landline", "email", "postcode"})


_PARAGRAPHS_FROM = 201  # characters


@dataclass(frozen=True, slots=True)
class Failure:
    """A cell that does not parse: its place in the column, the rule's code, the value to propose (None: none known)."""

    index: int
    code: str
    proposal: Cell = None


@dataclass(frozen=True)
class Caster:
    """How cells become values in one workbook.

    Attributes:
        blanks: texts that mean "nothing".
        canonical: list name → folded label → value name.
        date1904: the workbook's date system.
        today: a date after it is not proposed where the field allows none.
    """

    blanks: frozenset[str]
    canonical: Mapping[str, Mapping[str, str]]
    date1904: bool
    today: date

    def typed(self, field: Field, cells: Sequence[object], cut: Collection[int] = ()) -> tuple[Column, list[Failure]]:
        """The typed column and the cells that did not parse.

        Args:
            field: the column's field.
            cells: what `person_reads` gave, None = blank.
            cut: what `digits_lost` gave.
        """
        failures: list[Failure] = []
        match field.type:
            case "integer" | "number":
                return np.array(self._numbers(cells, failures), dtype="float64"), failures
            case "date" | "datetime":
                return self._dates(field, cells, failures), failures
            case "boolean":
                return objects(self._booleans(cells, failures)), failures
            case "list":
                return objects(self._lists(field, cells)), failures
            case _:
                texts, enum = self.texts(cells), field.constraints.enum
                if enum:
                    texts = self._named(enum, texts)
                elif field.format not in _JUDGED:
                    texts = self._tidy(field, texts)
                for at in cut:
                    failures.append(Failure(at, "E132"))
                    texts[at] = None
                return objects(texts), failures

    def texts(self, cells: Sequence[object]) -> list[str | None]:
        """Trimmed texts, None where nothing stands or a word that means nothing."""
        texts = ["" if v is None else v if type(v) is str else as_text(v) for v in cells]
        found: list[str | None] = list(map(str.strip, texts))
        if nothing := self.blanks.intersection(found):
            found = [None if text in nothing else text for text in found]
        return found

    def _tidy(self, field: Field, texts: list[str | None]) -> list[str | None]:
        """What was meant: a key with an invisible character in it must find its record."""
        for at in suspects(texts):
            clean = clean_text(texts[at], multiline=is_multiline(field))
            texts[at] = None if clean in self.blanks else clean
        return texts

    def _named(self, enum: str, texts: list[str | None]) -> list[str | None]:
        known = self.canonical[enum]
        names = {text: known.get(fold_value(text), text) for text in set(texts) if text is not None}
        return [names[text] if text is not None else None for text in texts]

    def _lists(self, field: Field, cells: Sequence[object]) -> list[tuple[str, ...]]:
        enum = field.constraints.enum
        known = self.canonical[enum] if enum else {}
        texts = self.texts(cells)

        def parts(text: str) -> tuple[str, ...]:
            if (whole := known.get(fold_value(text))) is not None:
                return (whole,)
            return tuple(dict.fromkeys(known.get(fold_value(one), one) for one in pieces(text)))

        values = {text: parts(text) for text in set(texts) if text is not None}
        return [values[text] if text is not None else () for text in texts]

    def _numbers(self, cells: Sequence[object], failures: list[Failure]) -> list[float]:
        nan = float("nan")

        def other(index: int, value: object) -> float:
            if value is None or self._blank(value):
                return nan
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                return float(value)
            failures.append(Failure(index, "E171", parse_number(value) if isinstance(value, str) else None))
            return nan

        return [v if type(v) is float else other(i, v) for i, v in enumerate(cells)]

    def _dates(self, field: Field, cells: Sequence[object], failures: list[Failure]) -> Column:
        known: dict[object, Cell] = {}

        def other(index: int, value: object) -> datetime | None:
            if value is not None and not self._blank(value):
                if value not in known:
                    known[value] = self._proposed_date(field, value)
                failures.append(Failure(index, "E161", known[value]))
            return None

        moments = [v if type(v) is datetime else other(i, v) for i, v in enumerate(cells)]
        out = np.array(moments, dtype="datetime64[us]")
        # A day has no time of day: 2024-05-06 13:00 is not later than today.
        return out.astype("datetime64[D]").astype("datetime64[us]") if field.type == "date" else out

    def _proposed_date(self, field: Field, value: object) -> Cell:
        if isinstance(value, bool):
            return None
        moment = parse_date(value, date1904=self.date1904, allow_serial=True)
        if moment is None:
            return None
        latest = field.constraints.maximum
        if isinstance(latest, str) and latest.startswith("today") and moment.date() > self.today:
            return None
        return moment.date() if field.type == "date" else moment

    def _booleans(self, cells: Sequence[object], failures: list[Failure]) -> list[bool | None]:
        out: list[bool | None] = []
        for index, value in enumerate(cells):
            flag = None if value is None or self._blank(value) else parse_yes(value)
            if flag is None and value is not None and not self._blank(value):
                failures.append(Failure(index, "E181"))
            out.append(flag)
        return out

    def _blank(self, value: object) -> bool:
        return isinstance(value, str) and value.strip() in self.blanks


def is_multiline(field: Field) -> bool:
    """Whether people write paragraphs here; in a name or an address a line break is a slip."""
    return (field.constraints.max_length or 0) >= _PARAGRAPHS_FROM


def digits_lost(field: Field, cells: Sequence[object]) -> list[int]:
    """Positions of the numbers in a text column that had more digits than Excel keeps: the last ones are zeros now.

    `cells` are as they were read, before `person_reads` turns numbers of a text column into text.
    """
    if field.type != "string" or field.constraints.enum or field.format in _SHORT or set(map(type, cells)) <= _PLAIN:
        return []
    return [at for at, value in enumerate(cells) if type(value) in (float, int) and looks_truncated(value)]


def person_reads(field: Field, cells: Sequence[object]) -> list[object]:
    """The column as a person reads it: no blanks but None, dates as datetime, whole numbers in text columns as text."""
    types = set(map(type, cells))
    if types <= _PLAIN:
        return [v or None for v in cells]
    if types <= _NUMBERS and field.type in {"number", "integer"}:
        return [None if v == "" else v for v in cells]
    number: Callable[[float], object] = as_text if field.type in _AS_TEXT else float
    return [_readable(v, number) for v in cells]


def _readable(value: object, number: Callable[[float], object]) -> object:
    kind = type(value)
    if kind is str:
        return value or None
    if kind is float or kind is int:
        return number(value)  # type: ignore[arg-type]
    if kind is date:
        return datetime(value.year, value.month, value.day)  # type: ignore[attr-defined]
    if kind is time:
        return value.isoformat("auto")  # type: ignore[attr-defined]
    if kind is timedelta:
        return str(value)
    return value


def shown(value: object) -> Cell:
    """What stands in the cell, as a finding says it."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date()
    return value if isinstance(value, str | int | float | date) else as_text(value)


def blank_texts(missing: Sequence[str]) -> frozenset[str]:
    """Every way to write the words that mean nothing, trimmed."""
    words = {word.strip() for word in missing} | {""}
    return frozenset(words | {w.upper() for w in words} | {w.lower() for w in words} | {w.title() for w in words})


def objects(values: Sequence[object]) -> Column:
    """The values as they are, one a cell."""
    # fromiter keeps a tuple in its cell, where np.array would spread it over a second dimension.
    return np.fromiter(values, dtype=object, count=len(values))
