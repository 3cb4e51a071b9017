"""The data standard as a sample needs it: which fields a sheet has and what everything is called, in both languages.

Read from the YAML file by a reader of its own: the generator shares no line with the product it is a witness for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import yaml

Lang = Literal["zh", "en"]
Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Field:
    """One column. `longest`: how many characters it holds at most; `ticked`: a yes in it is written √."""

    name: str
    title: Mapping[str, str]
    kind: str
    typed_into: bool
    enabled: bool
    required: bool
    enum: str | None
    longest: int | None
    ticked: bool


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook."""

    name: str
    title: Mapping[str, str]
    settings: bool
    key: tuple[str, ...]
    fields: tuple[Field, ...]

    def drawn(self, rows: Sequence[Mapping[str, Cell]]) -> tuple[Field, ...]:
        """The columns of a workbook with these rows: a switched-off field has one only if a row fills it."""
        filled = {name for row in rows for name, value in row.items() if value is not None}
        return tuple(one for one in self.fields if one.enabled or one.name in filled)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by name."""
        return {one.name: one for one in self.fields}


@dataclass(frozen=True)
class Standard:
    """Sheets and lists by name; a list maps each entry to its title and to its other spellings."""

    sheets: Mapping[str, Sheet]
    lists: Mapping[str, Mapping[str, Mapping[str, str]]]
    spellings: Mapping[str, Mapping[str, tuple[str, ...]]]

    def entry(self, enum: str, name: str, lang: Lang) -> str:
        """What entry `name` of list `enum` is called."""
        return self.lists[enum][name][lang]


def read_standard(path: Path) -> Standard:
    """The standard in a YAML file."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Standard(
        sheets={one["name"]: _sheet(one) for one in data["sheets"]},
        lists={one["name"]: {value["name"]: value["title"] for value in one["values"]} for one in data["lists"]},
        spellings={
            one["name"]: {value["name"]: tuple(map(str, value.get("aliases", ()))) for value in one["values"]}
            for one in data["lists"]
        },
    )


def _sheet(data: Mapping[str, Any]) -> Sheet:
    fields = tuple(_field(one) for one in data["fields"])
    settings = data.get("kind") == "settings"
    return Sheet(data["name"], data["title"], settings, tuple(data.get("primaryKey", ())), fields)


def _field(data: Mapping[str, Any]) -> Field:
    constraints = data.get("constraints", {})
    return Field(
        name=data["name"],
        title=data["title"],
        kind=data.get("type", "string"),
        typed_into=data.get("role", "input") == "input",
        enabled=data.get("enabled", True),
        required=constraints.get("required", False),
        enum=constraints.get("enum"),
        longest=constraints.get("maxLength"),
        ticked=data.get("example") == "√",
    )
