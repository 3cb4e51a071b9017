"""The rows of the hidden sheet `_custsheet`: what travels with the file, written by drawing and read back by reading.

Three columns, kind · key · value, all text, so that any office program keeps them. What is long is JSON in chunks:
Excel cuts a cell at 32,767 characters, and LibreOffice, at its second save, breaks a line in about 16,380.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from custsheet.model.decision import Decision
from custsheet.model.errors import Lang
from custsheet.model.finding import Cell
from custsheet.model.jsontext import dump, loaded
from custsheet.model.latest import LatestEach
from custsheet.model.prediction import Batch
from custsheet.model.review import Review
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory
from custsheet.model.standing import Standing

CHUNK = 8_000
_LINE_BREAKS = dict.fromkeys(map(ord, "\r\n"))
_NUMBER = re.compile(r"[0-9]{1,12}")
OWNER = "cs_sheet_"
"""What the defined name of a tool sheet begins with; its own name follows (cs_sheet_findings)."""
Row = tuple[str, str, str]


@dataclass(frozen=True)
class Carried:
    """What a hidden sheet said: the workbook's language, its schema as JSON (None = not native), its memory."""

    lang: Lang
    schema: str | None
    memory: Memory


def to_rows(memory: Memory, lang: Lang, schema: Schema | None, version: str) -> list[Row]:
    """The hidden sheet's rows, in a fixed order. `schema` None for a workbook not made with custsheet."""
    rows: list[Row] = [("meta", "version", version), ("meta", "lang", lang), ("meta", "stamp", memory.stamp)]
    if schema is not None:
        rows.append(("meta", "schema_version", schema.version))
        rows += [("schema", f"{number:04}", chunk) for number, chunk in enumerate(_chunks(as_json(schema)))]
        rows += [("seed", f"{number:04}", chunk) for number, chunk in enumerate(_chunks(memory.seed))]
    if memory.adopted:
        rows.append(("meta", "adopted", "1"))
    rows += [("folded", name, "1") for name in sorted(memory.folded)]
    rows += [("sheet", name, mark) for name, mark in sorted(memory.sheets.items())]
    rows += [("spelled", name, spelled) for name, spelled in sorted(memory.spelled.items())]
    rows += [("setting", name, json.dumps(_plain(value))) for name, value in sorted(memory.settings.items())]
    rows += [("seen", key, day) for key, day in sorted(memory.first_seen.items())]
    rows += [("decision", key, dump([one.seal, one.said])) for key, one in sorted(memory.decisions.items())]
    rows += [("number", sheet, str(number)) for sheet, number in sorted(memory.numbers.items())]
    rows += [("await", f"{sheet}/{field}", "1") for sheet, field in sorted(memory.awaited)]
    rows += [("layout", sheet, dump(fields)) for sheet, fields in sorted(memory.layouts.items())]
    for sheet, records in sorted(memory.records.items()):
        rows += [("record", f"{sheet}/{number:04}", chunk) for number, chunk in enumerate(_chunks(dump(records)))]
    rows += [("score", day, dump(dict(rates))) for day, rates in sorted(memory.scores.items())]
    for name, whole in memory.review.rows():
        rows += [("review", f"{name}/{number:04}", chunk) for number, chunk in enumerate(_chunks(whole))]
    for one in memory.predictions:
        day = one.made_on.isoformat()
        rows += [("foretold", f"{day}/{number:04}", chunk) for number, chunk in enumerate(_chunks(one.dump()))]
    for standing in memory.standings:
        day = standing.day.isoformat()
        rows += [("standing", f"{day}/{number:04}", chunk) for number, chunk in enumerate(_chunks(standing.dump()))]
    return rows


def from_rows(rows: Iterable[Row]) -> Carried:
    """The inverse of `to_rows`. Rows of an unknown kind are ignored; a damaged value counts as absent."""
    kinds: dict[str, dict[str, str]] = {}
    for kind, key, value in rows:
        kinds.setdefault(kind, {})[key] = value
    meta = kinds.get("meta", {})
    return Carried(
        lang="en" if meta.get("lang") == "en" else "zh",
        schema=_whole(kinds.get("schema", {})) or None,
        memory=Memory(
            stamp=meta.get("stamp", ""),
            sheets=kinds.get("sheet", {}),
            spelled=kinds.get("spelled", {}),
            first_seen=kinds.get("seen", {}),
            settings=dict(loaded(kinds.get("setting", {}))),
            decisions=_decisions(kinds.get("decision", {})),
            numbers={
                sheet: int(number) for sheet, number in kinds.get("number", {}).items() if _NUMBER.fullmatch(number)
            },
            records=_records(kinds.get("record", {})),
            layouts={
                sheet: tuple(map(str, fields))
                for sheet, fields in loaded(kinds.get("layout", {}))
                if isinstance(fields, list)
            },
            adopted=meta.get("adopted") == "1",
            scores=_scores(kinds.get("score", {})),
            seed=_whole(kinds.get("seed", {})),
            review=Review.of(_joined(kinds.get("review", {}))),
            awaited=tuple((sheet, field) for sheet, _, field in (key.partition("/") for key in kinds.get("await", {}))),
            predictions=_predictions(kinds.get("foretold", {})),
            standings=_standings(kinds.get("standing", {})),
            folded=tuple(kinds.get("folded", {})),
        ),
    )


def as_json(schema: Schema) -> str:
    """A standard as the hidden sheet holds it."""
    return dump(schema.dump())


def _chunks(whole: str) -> Iterator[str]:
    return (whole[at : at + CHUNK] for at in range(0, len(whole), CHUNK))


def _whole(chunks: Mapping[str, str]) -> str:
    """The chunks joined. Our JSON has no line breaks; those that an office program put into it are taken out again."""
    return "".join(chunks[number] for number in sorted(chunks)).translate(_LINE_BREAKS)


def _plain(value: Cell) -> str | int | float | bool | None:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _decisions(raw: Mapping[str, str]) -> dict[str, Decision]:
    out: dict[str, Decision] = {}
    for key, value in loaded(raw):
        match value:
            case [str(seal), dict(said)]:
                out[key] = Decision(key, seal, {str(column): str(text) for column, text in said.items()})
    return out


_MARKS = LatestEach[str, "dict[str, str] | None"](most=64)
"""Sheet → the fingerprints of its records, as they were last read: a save changes those of few sheets."""


def _records(raw: Mapping[str, str]) -> dict[str, dict[str, str]]:
    _MARKS.round(None)
    made = {sheet: _MARKS.made(sheet, whole, partial(_marks, whole)) for sheet, whole in _joined(raw).items()}
    return {sheet: marks for sheet, marks in made.items() if marks is not None}


def _marks(whole: str) -> dict[str, str] | None:
    for _, records in loaded({"": whole}):
        if isinstance(records, dict):
            return {str(record): str(mark) for record, mark in records.items()}
    return None


def _joined(raw: Mapping[str, str]) -> dict[str, str]:
    """Name → what was kept in chunks called name/0000, name/0001 and so on."""
    chunks: dict[str, dict[str, str]] = {}
    for key, chunk in raw.items():
        chunks.setdefault(key.partition("/")[0], {})[key] = chunk
    return {name: _whole(mine) for name, mine in chunks.items()}


def _scores(raw: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Only shares between 0 and 1 are scores; whatever else stands there was damaged."""
    out = {}
    for day, held in loaded(raw):
        known = held.items() if isinstance(held, dict) else ()
        rates = {name: float(rate) for name, rate in known if isinstance(rate, int | float) and 0 <= rate <= 1}
        if rates:
            out[day] = rates
    return out


def _predictions(raw: Mapping[str, str]) -> tuple[Batch, ...]:
    batches = [Batch.load(day, held) for day, held in sorted(loaded(_joined(raw)))]
    return tuple(one for one in batches if one is not None)


def _standings(raw: Mapping[str, str]) -> tuple[Standing, ...]:
    months = [Standing.load(day, held) for day, held in sorted(loaded(_joined(raw)))]
    return tuple(one for one in months if one is not None)
