"""Whose the evidence is: a person's own, or a place's, which all have who live or work there.

Invariant: what a company or a house gives to everybody in it (its number, its address, its name and code) is one
agreement however much of it agrees, and never hides that each of two people has a mobile of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from custsheet.matching.column import Coded, Codes, Flags
from custsheet.matching.common import is_common
from custsheet.matching.pairs import Pairs

_ROOM: Final = re.compile(r" \d{3,}$| .* ")
"""Numbers of an address that end in a room: 329 308, 1688 3 502. 88 is a building, 90 8 a floor."""


@dataclass(frozen=True)
class Whose:
    """What only the values tell of pairs, beyond how alike they are.

    Attributes:
        own: they share a mobile which is one person's as far as anybody can tell.
        line: they share a number of a place or a company.
        two: each has a mobile of their own, and none is the other's.
        common: the name of one of them is borne by very many.
        nobody: neither has a name; these are organisations.
        room: the address names a room, or a house as Latin ones do, and not only a building.
    """

    own: Flags
    line: Flags
    two: Flags
    common: Flags
    nobody: Flags
    room: Flags


def whose(pairs: Pairs, columns: Mapping[str, Coded]) -> Whose:
    """All of it; `columns`: the forms of the records that `pairs` names."""
    own, line = (_numbers(columns, f"phone0_{kind}") for kind in ("own", "line"))
    shared = _shared(pairs, own)
    left, right = (any_of([one[side] >= 0 for one in own], len(pairs.left)) for side in (pairs.left, pairs.right))
    none = np.zeros(len(pairs.left), dtype=np.bool_)
    names = columns.get("person_name0")
    known = names.each(is_common) if names is not None else None
    room = ~none
    if "address0_numbers" in columns:
        room = columns["address0_numbers"].each(_ROOM.search)[pairs.left]
        room |= columns["address0_street"].each(str.isascii)[pairs.left]
    return Whose(
        own=shared,
        line=_shared(pairs, line),
        two=left & right & ~shared,
        common=none if known is None else known[pairs.left] | known[pairs.right],
        nobody=~none if names is None else (names.codes[pairs.left] < 0) & (names.codes[pairs.right] < 0),
        room=room,
    )


def _numbers(columns: Mapping[str, Coded], name: str) -> list[Codes]:
    """The first and the second number, as far as there are such columns."""
    return [columns[one].codes for one in (name, f"{name}_b") if one in columns]


def _shared(pairs: Pairs, numbers: list[Codes]) -> Flags:
    """One number of the one record is one of the other's."""
    both = [(one[pairs.left], other[pairs.right]) for one, other in product(numbers, numbers)]
    return any_of([(left == right) & (left >= 0) for left, right in both], len(pairs.left))


def any_of(flags: Iterable[Flags], pairs: int = 0) -> Flags:
    """Pairs of which any holds; of nothing, none of so many `pairs`."""
    found: Flags = np.logical_or.reduce([*flags] or [np.zeros(pairs, dtype=np.bool_)])
    return found
