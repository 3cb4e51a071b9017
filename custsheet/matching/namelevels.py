"""Comparison levels of names of people and of companies.

Jaro and Winkler say nothing about names of two or three characters: 张伟/章伟, 张伟/张维 and 张伟/张强 all score .667.
So they are compared by what staff confuse: the same sound, one character of three, a surname with a title.
"""

from __future__ import annotations

from collections.abc import Callable

from custsheet.matching.conditions import (
    alike,
    any_of,
    begins,
    blank,
    both,
    equal,
    fewest_words,
    longest,
    shared_words,
    shortest,
    sides,
    slip,
    swapped,
)
from custsheet.matching.levels import Comparison, Level
from custsheet.matching.normalise import Field


def _person(field: Field) -> Comparison:
    p = field.prefix
    left, right = sides(p)
    read_left, read_right = (f"concat(' ', {side}, ' ')" for side in sides(p + "_read"))
    one = f"{shortest(p)} = 1"
    familiar = "'1' in (" + ", ".join(f"coalesce({side}, '')" for side in sides(p + "_familiar")) + ")"
    first, last = p + "_first", p + "_last"
    similar = any_of(
        both(equal(last), any_of(begins(first, 1), slip(first, 1, 4), alike(first, 0.9))),
        both(equal(first), any_of(slip(last, 1, 4), alike(last, 0.92))),
        both(slip(first, 1, 4), slip(last, 1, 4)),
    )
    latin = " and ".join(f"{side} is not null" for side in sides(first))
    word = f"{latin} and {fewest_words(p)} = 1 and {shared_words(p)} = 1"
    told = any_of(f"instr({left}, {right}) > 0", f"instr({right}, {left}) > 0")
    heard = any_of(f"instr({read_left}, {read_right}) > 0", f"instr({read_right}, {read_left}) > 0")
    return Comparison(
        field,
        blank(p),
        (
            Level("surname", f"{one} and {equal(p)}", 0.02, 0.02),  # 王总 and 王总 may be two people
            Level("equal", equal(p), 0.7, 1, p),
            Level("sound", equal(p + "_read"), 0.1, 1, p + "_read"),
            Level("near", equal(p + "_near"), 0.03, 3, p + "_near"),
            Level("part", f"{one} and {told}", 0.08, 0.05),
            Level("part heard", f"{one} and {heard}", 0.02, 0.03),
            Level("slip", f"{longest(p)} >= 3 and {slip(p, 1, 2)}", 0.06, 0.006),
            Level("similar", similar, 0.05, 0.002),
            Level("nickname", f"{one} and {familiar}", 0.01, 0.2),
            # Names in Latin letters are mistyped more freely than Chinese ones, and one of two words is often missing.
            Level("word", word, 0.08, 0.004),
            Level("half", f"{latin} and {fewest_words(p)} = 1", 0.1, 0.5),
            Level("unlike", latin, 0.08, 0.97),
            Level("different", "ELSE", 0.02, 0.98),
        ),
    )


def _part(field: Field) -> Comparison:
    p = field.prefix
    other = {"given_name": "family_name", "family_name": "given_name"}[field.kind]
    levels = [
        Level("equal", equal(p), 0.62, 1, p),
        Level("sound", equal(p + "_read"), 0.03, 1, p + "_read"),
        Level("swapped", swapped(p, other + "0"), 0.08, 0.002),
        Level("slip", slip(p, 1, 4), 0.15, 0.004),
        Level("begins", begins(p, 3), 0.04, 0.004),
        Level("similar", alike(p, 0.85), 0.07, 0.01),
        Level("different", "ELSE", 0.12, 0.98),
    ]
    if other not in field.beside:
        del levels[2]
    return Comparison(field, blank(p), tuple(levels))


def _company(field: Field) -> Comparison:
    p = field.prefix
    one, other = sides(p + "_branch")
    branch = f"'1' in (coalesce({one}, ''), coalesce({other}, '')) and not {equal(p)}"
    words = p + "_words"
    return Comparison(
        field,
        blank(p),
        (
            Level("branch", branch, 0.01, 0.98),
            Level("equal", equal(p), 0.5, 1, p),
            Level("core", equal(p + "_core"), 0.1, 2, p + "_core"),
            Level("slip", any_of(slip(p, 1, 4), slip(p + "_core", 1, 3)), 0.08, 0.001),
            Level("words", f"{shared_words(words)} >= {fewest_words(words)}", 0.15, 0.004),
            Level("begins", begins(p + "_core", 2), 0.05, 0.004),
            Level("some words", f"{shared_words(words)} > 0", 0.1, 0.01),
            Level("similar", alike(p, 0.9), 0.04, 0.01),
            Level("different", "ELSE", 0.12, 0.95),
        ),
    )


MAKERS: dict[str, Callable[[Field], Comparison]] = {
    "person_name": _person,
    "given_name": _part,
    "family_name": _part,
    "company": _company,
}
