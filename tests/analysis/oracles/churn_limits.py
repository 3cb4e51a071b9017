"""The rule of B8 on purchase cycles, customer by customer, in plain Python."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Mapping, Sequence

Limits = tuple[float | None, str, float, float]  # usual gap, basis, idle days above which: at risk, dormant


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low, high = math.floor(at), math.ceil(at)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def limits(
    days: Mapping[str, Sequence[int]],
    industry: Mapping[str, str | None],
    tier: Mapping[str, str],
    *,
    floor: int = 30,
    new: int = 90,
) -> dict[str, Limits]:
    """`days`: customer → days bought on, as numbers, in any order and with repeats."""
    gaps = {}
    for who, bought in days.items():
        once = sorted(set(bought))
        gaps[who] = [later - earlier for earlier, later in itertools.pairwise(once)]
    own = {who: statistics.median(mine) for who, mine in gaps.items() if len(mine) >= 3}
    every = [gap for mine in gaps.values() for gap in mine]
    found: dict[str, Limits] = {}
    for who, mine in gaps.items():
        if len(mine) < 2:
            usual = statistics.median(every) if every else None
            risk = percentile(every, 0.8) if every else new
            dormant = percentile(every, 0.9) if every else 2 * new
            basis = "all"
        else:
            if len(mine) >= 3:
                usual, basis = own[who], "own"
            else:
                usual, basis = statistics.median(mine), "shrunk"
                like = [gap for other, gap in own.items() if industry[who] and industry[other] == industry[who]]
                if len(like) < 10:
                    like = [gap for other, gap in own.items() if tier[other] == tier[who]]
                if len(like) < 10:
                    like = list(own.values())
                if like:
                    usual = (2 * usual + statistics.median(like)) / 3
            risk, dormant = 2 * usual, 3 * usual
        found[who] = (usual, basis, max(risk, floor - 1), max(dormant, 2 * floor - 1))
    return found
