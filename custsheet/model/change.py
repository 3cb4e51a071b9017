"""What differs between two versions of a standard, as far as columns of the workbook follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from custsheet.model.finding import Cell
from custsheet.model.schema import Field, Schema
from custsheet.model.text import Text

Place = tuple[str, str]
"""Schema name of the sheet, of the field."""


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """How the standard became another one.

    Attributes:
        added: fields that are new.
        removed: fields that are gone.
        switched_on: fields that were off and are in use.
        switched_off: fields that were in use and are off.
        renamed: field → what it was called.
        edited: fields of which something else changed.
    """

    added: tuple[Place, ...] = ()
    removed: tuple[Place, ...] = ()
    switched_on: tuple[Place, ...] = ()
    switched_off: tuple[Place, ...] = ()
    renamed: Mapping[Place, Text] = field(default_factory=dict)
    edited: tuple[Place, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sheets)

    @property
    def sheets(self) -> frozenset[str]:
        """Schema names of the sheets it is about."""
        told = (self.added, self.removed, self.switched_on, self.switched_off, self.renamed, self.edited)
        return frozenset(sheet for places in told for sheet, _ in places)


@dataclass(frozen=True, slots=True)
class FieldRows:
    """What sheet 字段 itself lacks to say what the standard in force says.

    Attributes:
        cells: address → content of cells to be written: the key of a new field, the other half of an edit.
        lost: fields whose row is gone and has to be added again.
        headers: column of sheet 字段 → what its header says.
        placed: Excel row → the field it is about, for every row in force.
    """

    cells: Mapping[str, Cell] = field(default_factory=dict)
    lost: tuple[Place, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    placed: Mapping[int, Place] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.cells or self.lost)

    @property
    def last_row(self) -> int:
        """Excel row of the last field, 0 where there is none."""
        return max(self.placed, default=0)


def schema_change(before: Schema, after: Schema) -> SchemaChange:
    """What became of the fields; sheets that only one of the two has count with all their fields."""
    old, new = _fields(before), _fields(after)
    both = [place for place in new if place in old]
    return SchemaChange(
        added=tuple(place for place in new if place not in old),
        removed=tuple(place for place in old if place not in new),
        switched_on=tuple(place for place in both if new[place].enabled and not old[place].enabled),
        switched_off=tuple(place for place in both if old[place].enabled and not new[place].enabled),
        renamed={place: old[place].title for place in both if old[place].title != new[place].title},
        edited=tuple(
            place for place in both if new[place] is not old[place] and _rest(old[place]) != _rest(new[place])
        ),
    )


def _fields(schema: Schema) -> dict[Place, Field]:
    return {(sheet.name, one.name): one for sheet in schema.sheets for one in sheet.fields}


def _rest(one: Field) -> Field:
    """The field without what is told apart."""
    return one.but(title=Text(zh="", en=""), aliases=(), enabled=True)
