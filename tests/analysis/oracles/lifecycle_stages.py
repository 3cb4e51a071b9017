"""Lifecycle stages of B4 and B8, stays and cohorts, customer by customer and day by day, in plain Python.

Days are numbers. Shares no code with the analysis; the limits are those of `churn_limits`.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence

import churn_limits


def stages(bought: Mapping[str, Sequence[int]], known: Mapping[str, int | None], day: int) -> dict[str, str | None]:
    """Customer → stage on `day`; `known`: customer → day it was entered, None = always there."""
    so_far = {who: sorted({one for one in days if one <= day}) for who, days in bought.items()}
    so_far = {who: days for who, days in so_far.items() if days}
    alike = dict.fromkeys(so_far, "")
    limits = churn_limits.limits(so_far, alike, alike)
    found: dict[str, str | None] = {}
    for who in [*known, *(one for one in bought if one not in known)]:
        if who not in so_far:
            entered = known.get(who, day + 1)
            found[who] = "potential" if entered is None or entered <= day else None
            continue
        days = so_far[who]
        _, _, risk, dormant = limits[who]
        idle = day - days[-1]
        back = any(
            later - earlier > min(dormant, 365) and day - later <= 90 for earlier, later in itertools.pairwise(days)
        )
        if day - days[0] <= 90:
            found[who] = "new"
        elif idle > 365:
            found[who] = "lost"
        elif idle > dormant:
            found[who] = "dormant"
        elif idle > risk:
            found[who] = "at_risk"
        elif back:
            found[who] = "returned"
        else:
            found[who] = "growing" if len(days) < 4 else "mature"
    return found


def moves(by_day: Sequence[Mapping[str, str | None]]) -> Counter[tuple[str, str]]:
    """(stage before or "", stage after) → how often, from each day to the next."""
    found: Counter[tuple[str, str]] = Counter()
    for before, after in itertools.pairwise(by_day):
        for who, stage in after.items():
            if stage is not None:
                found[before[who] or "", stage] += 1
    return found


def stays(
    days: Sequence[int], by_day: Sequence[Mapping[str, str | None]]
) -> tuple[dict[str, list[int]], Counter[str], dict[str, tuple[str | None, int | None, bool]]]:
    """Stage → lengths of stays that began and ended within the days; stage → stays that last; customer → present one.

    The present one: stage, the day since which it has been so, whether it was so on the first day of all.
    """
    over: dict[str, list[int]] = {}
    lasting: Counter[str] = Counter()
    present: dict[str, tuple[str | None, int | None, bool]] = {}
    for who in by_day[-1]:
        begin = 0
        for at in range(1, len(days) + 1):
            if at < len(days) and by_day[at][who] == by_day[begin][who]:
                continue
            stage = by_day[begin][who]
            if at == len(days):
                present[who] = (stage, days[begin] if stage else None, bool(stage) and begin == 0)
                if stage:
                    lasting[stage] += 1
            elif stage and begin > 0:
                over.setdefault(stage, []).append(days[at] - days[begin])
            begin = at
    return over, lasting, present


def cohorts(bought: Mapping[str, Sequence[tuple[int, int]]]) -> dict[tuple[int, int], int]:
    """(month of the first purchase, months since) → customers; purchases as (year, month)."""
    found: Counter[tuple[int, int]] = Counter()
    for months in bought.values():
        numbers = sorted({12 * year + month for year, month in months})
        for one in numbers:
            found[numbers[0], one - numbers[0]] += 1
    return dict(found)
