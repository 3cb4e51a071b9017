"""Levels and weights of pairs → bands, with the gates that no sum of evidence opens.

Invariants, for people: names that differ are never put together, unless the birthday and more agree; a shared
number, mailbox or address alone joins nobody, for families and offices share them; what speaks against must be
outweighed by further agreement, not by the rarity of one value. Organisations are told by weight alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import log2
from typing import Final

import numpy as np

from custsheet.matching.column import Coded, Column, Flags, Levels, Numbers, Places
from custsheet.matching.levels import Comparison
from custsheet.matching.pairs import Pairs
from custsheet.matching.whose import Whose, any_of, whose
from custsheet.model.outcome import Band

_PRIOR_ROWS: Final = 500.0
_PRIOR: Final = 2.0
"""Bits: of the customers in a list of n rows, each stands there about as often again as four in n rows do by chance."""
_REVIEW: Final = -6.0
RANGES: Final[Mapping[Band, tuple[float, float]]] = {
    "same": (0.95, 0.999),
    "review": (0.5, 0.94),
    "related": (0.2, 0.49),
}
_ALIKE = ("surname", "sound", "near", "part", "part heard", "slip", "similar", "nickname", "word", "half")


@dataclass(frozen=True)
class Judged:
    """Pairs that were weighed. `joins`, `review` and `related` exclude each other.

    Attributes:
        left: position of the one record of each pair.
        right: position of the other.
        weight: how much speaks for one customer, the prior included; 0 is even.
        levels: by comparison, Splink's number of the level.
        apart: whether the two are never put together.
        joins: whether the two are surely one.
        review: whether a person must look.
        related: whether they share what families and colleagues share.
    """

    left: Places
    right: Places
    weight: Numbers
    levels: Mapping[str, Levels]
    apart: Flags
    joins: Flags
    review: Flags
    related: Flags


class _Levels:
    """Which pairs reached which level of the first comparison of a kind."""

    def __init__(self, pairs: Pairs, compared: list[Comparison]) -> None:
        self._pairs, self._compared = pairs, compared
        self._names = {one.field.prefix: one.names() for one in compared}

    def at(self, kind: str, *names: str) -> Flags:
        """Pairs at one of these levels; "" is blank. A kind that is not compared is blank everywhere."""
        levels = self._pairs.levels.get(f"{kind}0")
        if levels is None:
            return np.full(len(self._pairs.left), "" in names)
        told = self._names[f"{kind}0"]
        # Blank is the last name, and Splink's number of it, -1, finds the last.
        table = np.array([name in names for name in told], dtype=np.bool_)
        found: Flags = table[levels]
        return found

    def agreed(self) -> Places:
        """In how many comparisons each pair is alike."""
        total = np.zeros(len(self._pairs.left), dtype=np.int64)
        for one in self._compared:
            good = np.array([*(bool(level.tf) or level.m > level.u for level in reversed(one.levels)), False])
            total += good[self._pairs.levels[one.field.prefix]]
        return total


def judge(
    rows: int, pairs: Pairs, compared: list[Comparison], columns: Mapping[str, Coded], kinds: Collection[str]
) -> Judged:
    """Weighs and bands every pair.

    Args:
        rows: how many records there are in all.
        pairs: what was compared.
        compared: how.
        columns: the forms of the records that `pairs` names.
        kinds: of all columns of the table, the blank ones too.
    """
    weight = np.round(pairs.weight - log2(rows + _PRIOR_ROWS) + _PRIOR, 3)
    told = _Levels(pairs, compared)
    if "person_name" in kinds:
        apart, joins, review, related = _people(told, weight, whose(pairs, columns), _possible(kinds))
    else:
        apart, joins, review, related = _others(told, weight, len(kinds))
    return Judged(pairs.left, pairs.right, weight, pairs.levels, apart, joins, review, related)


def _others(told: _Levels, weight: Numbers, kinds: int) -> tuple[Flags, Flags, Flags, Flags]:
    """Apart, joins, review, related: by weight alone, but that one thing is never enough where there are more."""
    apart = told.at("id_number", "other")
    joins = (weight >= 0) & ~apart & (told.agreed() >= min(kinds, 2))
    review = (weight >= _REVIEW) & ~joins & ~apart
    return apart, joins, review, np.zeros(len(weight), dtype=np.bool_)


_COUNTED = (
    {"phone", "mobile"},
    {"email"},
    {"address", "street"},
    {"company"},
    {"date"},
    {"id_number"},
    {"org_id"},
    {"code"},
    {"city", "postcode"},
)


def _possible(kinds: Collection[str]) -> int:
    """In how many things two records of such a table can agree at all, beside the name."""
    return sum(not wanted.isdisjoint(kinds) for wanted in _COUNTED)


def _people(told: _Levels, weight: Numbers, of: Whose, possible: int) -> tuple[Flags, Flags, Flags, Flags]:
    """Apart, joins, review, related."""
    phone, email = told.at("phone", "equal"), told.at("email", "equal")
    address = told.at("address", "equal", "door") | (
        told.at("street", "equal", "slip") & told.at("house_number", "equal", "")
    )
    company, born = told.at("company", "equal", "core"), told.at("date", "equal")
    identity, code = told.at("id_number", "equal"), told.at("org_id", "equal")
    equal, unnamed = told.at("person_name", "equal"), told.at("person_name", "")
    sound, nickname = told.at("person_name", "sound"), told.at("person_name", "nickname")
    alike = told.at("person_name", *_ALIKE)
    line, room = phone & of.line & ~of.own, address & of.room
    number = phone & ~line
    # Colleagues have numbers in a row, so one wrong digit is a slip only beside what colleagues do not share.
    slipped, backed = told.at("phone", "slip"), email | address | born | identity | (possible < 3)
    own = _count(number, email, born, identity, identity, told.at("code", "equal"))
    mistaken = _count(slipped & backed, told.at("email", "slip", "local"), told.at("id_number", "slip"))
    office = any_of([line, address & ~room, company, code])
    # What is told of a person speaks against two who have nothing but a place in common, whatever they are called.
    two_people = told.at("gender", "different") | told.at("date", "different")
    place = _count(office, room)
    place = np.where(of.nobody, _count(line, address, company, code, code), place)
    agreed = own + np.where(two_people, np.minimum(place, 1), place)
    nearby = _count(
        told.at("address", "near", "house", "numbers") | told.at("street", "equal", "slip"),
        told.at("city", "equal", "slip") | told.at("postcode", "equal"),
        told.at("company", "slip", "begins"),
    )
    same_sex = (equal | sound) & (number | (room & ~company)) & told.at("gender", "equal")
    nearly = mistaken + np.where(of.common & office, 0, nearby) + same_sex
    slip_of_day = told.at("date", "slip") & (agreed + nearly >= 2)
    agreed += np.where((agreed > 0) | (possible < 3), nearly + slip_of_day, 0)
    different_number = told.at("phone", "different") | ((of.two | slipped) & ~(slipped & backed))
    against = _count(
        told.at("gender", "different"),
        told.at("date", "different") | (told.at("date", "slip") & ~slip_of_day),
        told.at("company", "different", "branch"),
        told.at("org_id", "different", "other"),
        ~(number | email | (born & equal)) & (different_number | told.at("email", "different")),
    )
    different, unlike = told.at("person_name", "different"), told.at("person_name", "unlike")
    # Twins share parents' address and number, and their birthday; they do not share a mailbox as well.
    proven = born & (_count(phone, email, address) >= 2)
    branch, other = told.at("company", "branch"), told.at("id_number", "other")
    known = born | identity | code | told.at("date", "slip") | told.at("id_number", "slip")
    different |= unlike & ~known
    apart = (different & ~proven) | other
    # A slip of the ear forgives one thing that speaks against it. Where there are few columns, few can agree.
    needed = np.where(equal, 1, np.where(nickname, 4, 2)) + np.maximum(against - sound.astype(np.int64), 0)
    needed = np.minimum(needed, max(possible - 1, 1)) + (equal & of.common & ~(number | email))
    only_address = equal & (agreed == 1) & address & ~line & ~company & (possible > 3)  # of one house may be two
    two_names = told.at("person_name", "sound", "near", "slip", "similar")
    colleagues = two_names & of.two & (own + mistaken == 0) & ~(room & ~company)  # 张伟 and 章伟 of one office
    joins = (weight >= 0) & ~apart & ~branch & (agreed >= needed) & ~only_address & ~colleagues
    one_desk = of.own & company & (against == 0)  # 张伟 and Zhang W.: an abbreviation, or a colleague
    reached = phone | email
    look = np.where(
        different,
        (phone & email & ~other) | one_desk | identity | code,
        reached | identity | code | ((equal | alike) & (company | (address & (against == 0))) & ~other & ~branch),
    )
    look |= (weight >= 0) & ~apart & (agreed > 0) & ~unnamed
    review = ~joins & look & ~(colleagues & ~code)
    related = ((different & reached) | (colleagues & office)) & ~review & ~joins
    return apart, joins, review, related


def _count(*flags: Flags) -> Places:
    """How many hold of each pair."""
    total = np.zeros(len(flags[0]), dtype=np.int64)
    for flag in flags:
        total += flag
    return total


def probability(weight: Numbers, band: Column) -> Numbers:
    """Weights as probabilities, within the range of the band so that both never contradict each other."""
    score = 1 / (1 + 2.0 ** -np.clip(weight, -40, 40))
    for name, (low, high) in RANGES.items():
        score = np.where(band == name, np.clip(score, low, high), score)
    score[band == np.array(None)] = 0.0
    return np.round(score, 3)
