"""The rows of the hidden sheet `_custsheet`: what travels with the file, written by drawing and read back by reading.

Three columns, kind · key · value, all text, so that any office program keeps them. The schema is JSON in chunks,
because Excel cuts a cell at 32,767 characters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from custsheet.model.errors import Lang
from custsheet.model.finding import Cell
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory

CHUNK = 30_000
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
        whole = json.dumps(schema.dump(), ensure_ascii=False, separators=(",", ":"))
        chunks = (whole[at : at + CHUNK] for at in range(0, len(whole), CHUNK))
        rows += [("schema", f"{number:04}", chunk) for number, chunk in enumerate(chunks)]
    rows += [("sheet", name, mark) for name, mark in sorted(memory.sheets.items())]
    rows += [("setting", name, json.dumps(_plain(value))) for name, value in sorted(memory.settings.items())]
    rows += [("seen", key, day) for key, day in sorted(memory.first_seen.items())]
    return rows


def from_rows(rows: Iterable[Row]) -> Carried:
    """The inverse of `to_rows`. Rows of an unknown kind are ignored; a damaged value counts as absent."""
    kinds: dict[str, dict[str, str]] = {}
    for kind, key, value in rows:
        kinds.setdefault(kind, {})[key] = value
    meta = kinds.get("meta", {})
    chunks = kinds.get("schema", {})
    return Carried(
        lang="en" if meta.get("lang") == "en" else "zh",
        schema="".join(chunks[number] for number in sorted(chunks)) or None,
        memory=Memory(
            stamp=meta.get("stamp", ""),
            sheets=kinds.get("sheet", {}),
            first_seen=kinds.get("seen", {}),
            settings=_settings(kinds.get("setting", {})),
        ),
    )


def _plain(value: Cell) -> str | int | float | bool | None:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _settings(raw: Mapping[str, str]) -> dict[str, Cell]:
    out: dict[str, Cell] = {}
    for name, value in raw.items():
        try:
            out[name] = json.loads(value)
        except json.JSONDecodeError:
            continue
    return out
