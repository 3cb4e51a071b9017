"""Comparison levels of every kind but names, with their preset weights: how alike two values are, and what that says.

A level says how often it is met among pairs of one customer (m) and of two (u), as in the model of Fellegi and Sunter;
nothing is trained. Where a level counts how rare the value is (`tf`), u is a multiple of its term frequency.

Where the numbers come from: u of a slip is how many values lie one typing error away, times how often one value is met
(a day has some forty neighbours among 20,000 days: 0.002); m is a round share of how staff and forms fail, wide enough
for sets in which every second record has a slip. They are set once, for every table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log2

from custsheet.matching.conditions import alike, any_of, begins, blank, both, equal, sides, slip, swapped
from custsheet.matching.normalise import Field


@dataclass(frozen=True)
class Level:
    """One level.

    Attributes:
        name: what it is called.
        sql: its condition; "ELSE" for the last.
        m: probability among pairs of one customer.
        u: among pairs of two, or the multiple of the term frequency if `tf`.
        tf: the column whose term frequency counts.
    """

    name: str
    sql: str
    m: float
    u: float
    tf: str | None = None

    @property
    def bits(self) -> float:
        """log2 of m / u: what the level says, but for the term frequency."""
        return log2(self.m / self.u)


@dataclass(frozen=True)
class Comparison:
    """One field's levels, from most alike to least.

    Attributes:
        field: what is compared.
        null: the condition for blanks, which say nothing.
        levels: the levels.
        scale: how much rarer the value is in the world than its share of these records tells.
    """

    field: Field
    null: str
    levels: tuple[Level, ...]
    scale: float = 1.0

    def names(self) -> Sequence[str]:
        """Level by Splink's number: 0 is the last; -1, blank, is ""."""
        return [one.name for one in reversed(self.levels)] + [""]


def comparisons(fields: Iterable[Field]) -> list[Comparison]:
    """The comparisons of these fields."""
    from custsheet.matching import namelevels

    makers = _MAKERS | namelevels.MAKERS
    return [makers[field.kind](field) for field in fields]


def _phone(field: Field) -> Comparison:
    one, other = field.prefix, field.prefix + "_b"
    shared = any_of(equal(one), swapped(one, other), equal(other))
    return Comparison(
        field,
        blank(one),
        (
            Level("equal", shared, 0.7, 1, one),
            Level("slip", slip(one, 1, 7), 0.1, 0.0001),
            Level("different", "ELSE", 0.35 if field.of_people else 0.5, 0.99),
        ),
        # An organisation has one number for all of its sites.
        0.2 if field.of_people else 2.0,
    )


def _email(field: Field) -> Comparison:
    p = field.prefix
    return Comparison(
        field,
        blank(p),
        (
            Level("equal", equal(p), 0.65, 1, p),
            Level("local", equal(p + "_local"), 0.1, 1, p + "_local"),
            Level("slip", both(equal(p + "_digits"), slip(p + "_local", 2, 6)), 0.12, 0.0002),
            Level("digits", slip(p + "_local", 2, 6), 0.05, 0.001),
            Level("different", "ELSE", 0.15, 0.99),
        ),
        0.5,
    )


def _address(field: Field) -> Comparison:
    p = field.prefix
    street = any_of(equal(p + "_street"), begins(p + "_street", 3), alike(p + "_street", 0.88))
    return Comparison(
        field,
        blank(p),
        (
            Level("equal", equal(p), 0.45, 1, p),
            Level("door", f"{equal(p + '_door')} and {street}", 0.35, 1, p + "_door"),
            Level("near", both(street, slip(p + "_numbers", 1, 3)), 0.05, 0.002),
            Level("house", f"{equal(p + '_house')} and {street}", 0.05, 0.001),
            Level("numbers", equal(p + "_numbers"), 0.03, 0.004),
            Level("street", street, 0.04, 0.02),
            # People move. Each site of an organisation is a customer of its own, as a branch is.
            Level("different", "ELSE", 0.08 if field.of_people else 0.02, 0.97),
        ),
    )


def _date(field: Field) -> Comparison:
    p = field.prefix
    left, right = sides(p)
    turned = (
        f"(left({left}, 4) = left({right}, 4) and substr({left}, 5, 2) = substr({right}, 7, 2)"
        f" and substr({left}, 7, 2) = substr({right}, 5, 2))"
    )
    new_year = f"'0101' in (right({left}, 4), right({right}, 4))"  # where only the year was known
    near = f"(left({left}, 3) = left({right}, 3) or right({left}, 4) = right({right}, 4))"
    return Comparison(
        field,
        blank(p),
        (
            Level("equal", equal(p), 0.65, 1, p),
            Level("slip", any_of(turned, slip(p, 1, 7)), 0.15, 0.003),
            Level("year", f"left({left}, 4) = left({right}, 4) and {new_year}", 0.05, 0.02),
            Level("similar", both(near, slip(p, 2, 6)), 0.08, 0.03),
            Level("different", "ELSE", 0.18, 0.95),
        ),
    )


def _identity(field: Field) -> Comparison:
    p = field.prefix
    return Comparison(
        field,
        blank(p),
        (
            Level("equal", equal(p), 0.9, 1, p),
            Level("other", equal(p + "_right"), 0.001, 0.99),  # both check digits hold: neither is a slip
            Level("slip", slip(p, 1, 6), 0.08, 0.0001),
            Level("different", "ELSE", 0.03, 0.99),
        ),
        0.02,
    )


def _text(field: Field) -> Comparison:
    p = field.prefix
    return Comparison(
        field,
        blank(p),
        (
            Level("equal", equal(p), 0.6, 1, p),
            Level("slip", any_of(slip(p, 2, 7), alike(p, 0.92), begins(p, 4)), 0.2, 0.005),
            Level("similar", alike(p, 0.8), 0.08, 0.04),
            Level("different", "ELSE", 0.15, 0.95),
        ),
    )


def _gender(field: Field) -> Comparison:
    p = field.prefix
    return Comparison(field, blank(p), (Level("equal", equal(p), 0.94, 0.5), Level("different", "ELSE", 0.06, 0.5)))


def _simple(alike_: float, wrong: tuple[int, int, float, float], different: float) -> Callable[[Field], Comparison]:
    """Equal, a slip (errors at most, length at least, m, u), different."""
    most, least, m, u = wrong

    def make(field: Field) -> Comparison:
        p = field.prefix
        levels = (
            Level("equal", equal(p), alike_, 1, p),
            Level("slip", slip(p, most, least), m, u),
            Level("different", "ELSE", different, 0.95),
        )
        return Comparison(field, blank(p), levels)

    return make


_MAKERS: dict[str, Callable[[Field], Comparison]] = {
    "phone": _phone,
    "email": _email,
    "address": _address,
    "street": _text,
    "text": _text,
    "date": _date,
    "id_number": _identity,
    "org_id": _identity,
    "gender": _gender,
    "house_number": _simple(0.8, (1, 2, 0.1, 0.05), 0.1),
    "city": _simple(0.7, (2, 5, 0.2, 0.01), 0.1),
    "region": _simple(0.9, (1, 3, 0.05, 0.05), 0.08),
    "postcode": _simple(0.8, (1, 4, 0.1, 0.01), 0.1),
    "code": _simple(0.8, (1, 6, 0.1, 0.002), 0.1),
}
