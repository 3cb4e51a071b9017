"""What a pass changed on people's sheets, as values: every change has a reason that a person can name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from custsheet.model.finding import Cell

MendKind = Literal[
    "accepted",  # a proposal that somebody ticked
    "numbered",  # an identifier given to a record that had none
    "renumbered",  # a copied or dragged identifier given anew
    "header",  # a header that a paste destroyed
    "rows",  # rows typed below the table, taken into it
    "formula",  # a formula that was overwritten or is missing
    "format",  # a text format that a paste destroyed
    "validation",  # drop-downs and input messages
    "highlight",  # conditional formats
    "column",  # a column the standard has got since
    "hidden",  # a column switched off or on again
]
HEALED: frozenset[MendKind] = frozenset({"header", "rows", "formula", "format", "validation", "highlight"})
"""Damage done by pasting or by other programs, restored without asking."""


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing a pass changed on a person's sheet.

    Attributes:
        kind: why.
        sheet: schema name of the sheet.
        cell: address of the cell or range in that version of the workbook; None for the sheet as a whole.
        field: schema name of the field, if it is about one.
        record: the record's identifier, if it is about one.
        old, new: what stood there and stands there now.
        code: the rule, for an accepted proposal.
        count: how many things were restored, where one Mend stands for several.
    """

    kind: MendKind
    sheet: str
    cell: str | None = None
    field: str | None = None
    record: str | None = None
    old: Cell = None
    new: Cell = None
    code: str | None = None
    count: int = 1
