"""What the levels of pairs say in bits, by Fellegi and Sunter: the one place where a level becomes a number.

A level says log2(m / u); where it counts how rare the value is, u is a multiple of its term frequency, of two records
the larger one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from custsheet.matching.column import Levels, Numbers, Places
from custsheet.matching.levels import Comparison

_UNKNOWN: Final = 2.0**-12
"""How often a value is met of which nobody counts it, as of what is no mailbox."""


def bits(one: Comparison, levels: Levels, frequencies: Mapping[str, Numbers], left: Places, right: Places) -> Numbers:
    """What one comparison says of each pair; NaN where nobody counts how rare the value is.

    Args:
        one: the comparison.
        levels: of each pair, Splink's number of its level.
        frequencies: see `frequency.frequencies`.
        left: the position of the one record of each pair.
        right: that of the other.
    """
    of_level = np.array([*(level.bits for level in reversed(one.levels)), 0.0])
    found: Numbers = of_level[levels]
    for number, level in enumerate(reversed(one.levels)):
        if level.tf is not None:
            hit = np.flatnonzero(levels == number)
            share = frequencies[f"tf_{level.tf}"]
            found[hit] -= np.log2(np.fmax(share[left[hit]], share[right[hit]]))
    return found


def weights(
    compared: Iterable[Comparison],
    levels: Mapping[str, Levels],
    frequencies: Mapping[str, Numbers],
    left: Places,
    right: Places,
) -> Numbers:
    """What all comparisons say of each pair."""
    total: Numbers = np.zeros(len(left))
    for one in compared:
        of_pairs = levels[one.field.prefix]
        told = bits(one, of_pairs, frequencies, left, right)
        if (nobody := np.isnan(told)).any():
            of_level = np.array([*(level.bits for level in reversed(one.levels)), 0.0])
            told[nobody] = of_level[of_pairs[nobody]] - np.log2(_UNKNOWN)
        total += told
    return total
