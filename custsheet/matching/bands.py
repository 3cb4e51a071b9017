"""Levels and weights of pairs → bands, with the gates that no sum of evidence opens.

Invariant: a shared number, address or company never makes two people one: full names that differ end in band "related"
or, where much else agrees, "review".
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

import numpy as np

from custsheet.matching.column import Column, Flags, Numbers, Places
from custsheet.matching.engine import Pairs
from custsheet.matching.levels import Comparison

_PRIOR_ROWS = 500.0
_PRIOR = 2.0
"""Bits: customers stand in the list about four times as often as once in its number of rows."""
_REVIEW = -6.0
_RANGES = {"same": (0.95, 0.999), "review": (0.5, 0.94), "related": (0.2, 0.49)}


@dataclass(frozen=True)
class Judged:
    """Pairs that were weighed.

    Attributes:
        left, right: positions of the two records.
        weight: how much speaks for one customer, the prior included; 0 is even.
        levels: by comparison, Splink's number of the level.
        apart: whether the two are never put together.
        review: whether a person must look.
        related: whether they share what families and colleagues share.
    """

    left: Places
    right: Places
    weight: Numbers
    levels: dict[str, Places]
    apart: Flags
    review: Flags
    related: Flags


def judge(rows: int, pairs: Pairs, compared: list[Comparison]) -> Judged:
    """Weighs and bands every pair."""
    weight = np.round(pairs.weight.astype(np.float64) - log2(rows + _PRIOR_ROWS) + _PRIOR, 3)
    none = np.zeros(len(weight), dtype=bool)
    at = {one.field.prefix: one for one in compared}

    def is_(prefix: str, *names: str) -> Flags:
        if prefix not in at:
            return none
        wanted = [number for number, name in enumerate(at[prefix].names()) if name in names]
        return np.isin(pairs.levels[prefix], wanted)

    others = is_("person_name0", "different")
    reached = sum(is_(f"{kind}0", "equal", "door").astype(np.int8) for kind in ("phone", "email", "address"))
    born = is_("date0", "equal")
    known = is_("id_number0", "equal") | (born & (reached >= 2))
    apart = (others & ~known) | is_("id_number0", "other")
    related = others & ~known & (reached > 0)
    review = ~apart & (weight < 0) & (weight >= _REVIEW)
    return Judged(
        pairs.left.astype(np.int64), pairs.right.astype(np.int64), weight, pairs.levels, apart, review, related
    )


def probability(weight: Numbers, band: Column) -> Numbers:
    """Weights as probabilities, within the range of the band so that both never contradict each other."""
    score = 1 / (1 + 2.0 ** -np.clip(weight, -40, 40))
    for name, (low, high) in _RANGES.items():
        score = np.where(band == name, np.clip(score, low, high), score)
    return np.where(band == None, 0.0, np.round(score, 3))  # noqa: E711
