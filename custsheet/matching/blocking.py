"""Which pairs are compared: records that share a key, unless too many share it.

Invariant: a key that too many records share makes no pairs and is told. Keys are made of kinds, several for each, so
that records still meet when any one field is wrong or blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from custsheet.matching.column import Coded, Codes, Places, combined, together
from custsheet.matching.normalise import Field

LARGEST_BLOCK = 100
"""Records that may share a key; two of a larger block are compared only if they share another key as well."""
_PAIRS_A_RECORD = 0.7
_PAIRS_ANYWAY = 100_000.0


@dataclass
class Keys:
    """What records share.

    Attributes:
        columns: a number for each record, -1 where it has no such key.
        crossed: pairs of columns of which the one's value may be the other's.
        oversized: keys that too many records shared, and how many records that were.
    """

    columns: dict[str, Codes] = field(default_factory=dict)
    crossed: list[tuple[str, str]] = field(default_factory=list)
    oversized: dict[str, int] = field(default_factory=dict)

    def pairs(self, rows: int) -> tuple[Places, Places]:
        """Every pair of `rows` records that shares a key, once: the smaller position and the larger."""
        found = [_sharing(codes) for codes in self.columns.values()]
        found += [_crossing(self.columns[one], self.columns[other]) for one, other in self.crossed]
        both = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *(low * rows + high for low, high in found)]))
        return both // rows, both % rows


def _sharing(codes: Codes) -> tuple[Places, Places]:
    """Pairs of records with the same number: sorted by it, those one apart, then two apart, and so on."""
    order = _by_number(codes)
    numbers, at, lows, highs = codes[order], np.arange(len(order)), [order[:0]], [order[:0]]
    for apart in range(1, len(order)):
        at = at[: np.searchsorted(at, len(order) - apart)]
        at = at[numbers[at] == numbers[at + apart]]
        if not len(at):
            break
        lows.append(order[at])
        highs.append(order[at + apart])
    return np.concatenate(lows), np.concatenate(highs)


def _crossing(codes: Codes, others: Codes) -> tuple[Places, Places]:
    """Pairs of which the smaller has the number in `codes` that the larger has in `others`."""
    order = _by_number(others)
    there = np.zeros(max(codes.max(initial=0), others.max(initial=0)) + 2, dtype=np.bool_)
    there[others] = True
    there[-1] = False  # blanks
    low = np.flatnonzero(there[codes])
    first = np.searchsorted(others[order], codes[low])
    many = np.searchsorted(others[order], codes[low], "right") - first
    place = np.arange(many.sum()) + np.repeat(first - (np.cumsum(many) - many), many)
    low, high = np.repeat(low, many), order[place]
    return low[low < high], high[low < high]


def _by_number(codes: Codes) -> Places:
    """The records that have a number, the smallest number first, those with the same one in their order."""
    places = np.flatnonzero(codes >= 0)
    return places[np.argsort(codes[places], kind="stable")]


def keys(fields: Iterable[Field], columns: Mapping[str, Coded]) -> Keys:
    """The keys of these fields."""
    made = Keys()
    for name, parts in _recipes(fields, columns):
        codes = combined(parts)
        sizes = np.bincount(codes + 1)
        sizes[0] = 0
        largest = _largest(sizes, len(codes))
        size = sizes[codes + 1]
        if (size > largest).any():
            made.oversized[name] = int((size > largest).sum())
        usable = (size > 1) & (size <= largest)
        if usable.any():
            made.columns[f"key_{len(made.columns)}"] = np.where(usable, codes, np.int32(-1))
    _second_phones(made, columns)
    return made


def _second_phones(made: Keys, columns: Mapping[str, Coded]) -> None:
    """The second number of one record may be the first of another."""
    first, second = columns.get("phone0"), columns.get("phone0_b")
    if first is None or second is None or (second.codes < 0).all():
        return
    codes = np.concatenate([one.codes for one in together([first, second])])
    sizes = np.bincount(codes + 1)
    codes[sizes[codes + 1] > LARGEST_BLOCK] = -1
    made.columns["key_phone"], made.columns["key_second_phone"] = codes[: len(first)], codes[len(first) :]
    made.crossed = [("key_phone", "key_second_phone"), ("key_second_phone", "key_phone")]


def _largest(sizes: Places, rows: int) -> int:
    """How large a block may be, so that one key makes no more pairs than the rows allow."""
    how_many = np.bincount(np.minimum(sizes, LARGEST_BLOCK + 1), minlength=LARGEST_BLOCK + 2)[: LARGEST_BLOCK + 1]
    each = np.arange(LARGEST_BLOCK + 1)
    pairs = np.cumsum(how_many * each * (each - 1) / 2)
    return int(np.searchsorted(pairs, max(_PAIRS_A_RECORD * rows, _PAIRS_ANYWAY), side="right") - 1)


@dataclass(frozen=True)
class _Cut:
    """The slice of a text that is long enough."""

    first: int | None
    last: int | None
    least: int = 1

    def __call__(self, value: str) -> str | None:
        return value[self.first : self.last] if len(value) >= self.least else None


def _cut(column: Coded, first: int | None, last: int | None, least: int = 1) -> Coded:
    """The slice of every value that is long enough."""
    return column.made(_Cut(first, last, least))


def _either_way(one: Coded, other: Coded) -> list[Coded]:
    """The smaller and the larger of two columns with the same numbers; blank where any is."""
    blank = (one.codes < 0) | (other.codes < 0)
    low, high = np.minimum(one.codes, other.codes), np.maximum(one.codes, other.codes)
    return [Coded(low, one.values).without(blank), Coded(high, one.values)]


_ALONE = {
    "id_number": ("",),
    "org_id": ("",),
    "phone": ("",),
    "email": ("", "_local"),
    "address": ("", "_door", "_house"),
    "company": ("", "_core"),
    "person_name": ("", "_read"),
    "date": ("",),
    "code": ("",),
    "street": ("",),
    "text": ("",),
}
_TOGETHER = (
    ("given_name", "family_name"),
    *product(("given_name", "family_name", "person_name", "company"), ("date", "postcode", "city")),
    *product(("given_name", "family_name"), ("house_number", "street")),
    ("date", "city"),
    ("date", "postcode"),
    ("date", "house_number"),
    ("house_number", "street"),
)


def _recipes(fields: Iterable[Field], columns: Mapping[str, Coded]) -> Iterator[tuple[str, list[Coded]]]:
    """Name and parts of every key that these fields allow."""
    fields = list(fields)
    for one in fields:
        for part in _ALONE.get(one.kind, ()):
            yield one.prefix + part, [columns[one.prefix + part]]
    first: dict[str, Coded] = {}
    for one in fields:
        first.setdefault(one.kind, columns[one.prefix])
    for who, what in _TOGETHER:
        if who in first and what in first:
            yield f"{who} {what}", [first[who], first[what]]
    for part in ("_first", "_last"):
        for what in ("date", "city", "postcode", "address"):
            if f"person_name0{part}" in columns and what in first:
                beside = columns["address0_house"] if what == "address" else first[what]
                yield f"person_name{part} {what}", [columns[f"person_name0{part}"], beside]
    if "phone" in first:
        yield "phone begins", [_cut(first["phone"], 0, 7, 8)]
        yield "phone ends", [_cut(first["phone"], -7, None, 7)]
    if "email" in first:
        yield "email begins", [_cut(first["email"], 0, 7)]
    if "given_name" in first and "family_name" in first:
        given, family = first["given_name"], first["family_name"]
        yield "both names", _either_way(*together([given, family]))
        yield "names begin", [_cut(given, 0, 3), _cut(family, 0, 3)]
    if "date" in first and "city" in first:
        yield "month city", [_cut(first["date"], 0, 6), first["city"]]
    if "street" in first:
        street = _cut(first["street"], 0, 4)
        for other in ("house_number", "postcode"):
            if other in first:
                yield f"{other} street begins", [first[other], street]
