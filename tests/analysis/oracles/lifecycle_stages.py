"""Lifecycle stages of B4 and B8, stays and cohorts, customer by customer and day by day, in plain Python.

Days are numbers. Shares no code with the analysis; the limits are those of `churn_limits`.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence

import churn_limits


def stages(
    bought: Mapping[str, Sequence[int]],
    known: Mapping[str, int | None],
    day: int,
    ends: Mapping[str, int] | None = None,
    *,
    contracts_alone: bool = False,
    notice: int = 30,
    seen: int | None = None,
) -> dict[str, str | None]:
    """Customer → stage on `day`.

    `known`: customer → day it was entered, None = always there. `ends`: customer → last day of its contract;
    `contracts_alone`: silence under a running contract is no alarm. `seen`: the day up to which orders say what is
    usual, if it is not `day`; then only of customers who have bought nothing in between.
    """
    until = day if seen is None else seen
    so_far = {who: sorted({one for one in days if one <= until}) for who, days in bought.items()}
    so_far = {who: days for who, days in so_far.items() if days}
    alike = dict.fromkeys(so_far, "")
    limits = churn_limits.limits(so_far, alike, alike)
    found: dict[str, str | None] = {}
    for who in [*known, *(one for one in bought if one not in known)]:
        if who not in so_far:
            entered = known.get(who, day + 1)
            found[who] = "potential" if entered is None or entered <= day else None
            continue
        _, _, risk, dormant = limits[who]
        found[who] = stage(so_far[who], day, risk, dormant)
        end = (ends or {}).get(who)
        if end is None or end < so_far[who][-1]:  # nothing is known, or it has bought again without one
            continue
        told = "lost" if day > end + 365 else "dormant" if day > end else "at_risk" if day >= end - notice else None
        if contracts_alone:
            # As if it had bought today, and silence had never been an alarm.
            calm = stage([*so_far[who]], day, math.inf, math.inf, lost=math.inf, back_after=math.inf)
            found[who] = told or calm
        else:
            # By its own cycle, but that it is never lost for it alone, or by its contract: whichever is worse.
            found[who] = stage(so_far[who], day, risk, dormant, lost=math.inf, back_after=min(dormant, 365))
            if told is not None:
                worst = [None, "at_risk", "dormant", "lost"]
                now = found[who] if found[who] in worst else None
                found[who] = max(told, now, key=worst.index)
    return found


def stage(
    days: Sequence[int],
    day: int,
    risk: float,
    dormant: float,
    *,
    lost: float = 365,
    back_after: float | None = None,
) -> str:
    """Of one customer who bought on `days`, in order and each once, by its limits."""
    idle = day - days[-1]
    after = min(dormant, 365) if back_after is None else back_after
    back = any(later - earlier > after and day - later <= 90 for earlier, later in itertools.pairwise(days))
    if day - days[0] <= 90:
        return "new"
    if idle > lost:
        return "lost"
    if idle > dormant:
        return "dormant"
    if idle > risk:
        return "at_risk"
    if back:
        return "returned"
    return "growing" if len(days) < 4 else "mature"


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
) -> tuple[dict[str, list[int]], Counter[str], dict[str, int]]:
    """Stage → lengths of stays that began and ended within the days; stage → stays that last; customer → place of the
    day on which its present stay began.
    """
    over: dict[str, list[int]] = {}
    lasting: Counter[str] = Counter()
    present: dict[str, int] = {}
    for who in by_day[-1]:
        begin = 0
        for at in range(1, len(days) + 1):
            if at < len(days) and by_day[at][who] == by_day[begin][who]:
                continue
            stage = by_day[begin][who]
            if at == len(days):
                present[who] = begin
                if stage:
                    lasting[stage] += 1
            elif stage and begin > 0:
                over.setdefault(stage, []).append(days[at] - days[begin])
            begin = at
    return over, lasting, present


Entry = tuple[str | None, int | None, bool, bool]  # stage, since, roughly, before


def entries(
    bought: Mapping[str, Sequence[int]],
    known: Mapping[str, int | None],
    days: Sequence[int],
    by_day: Sequence[Mapping[str, str | None]],
) -> dict[str, Entry]:
    """Customer → its present stage and since when, found by looking back day by day to the last order."""
    now = days[-1]
    so_far = {who: sorted({one for one in every if one <= now}) for who, every in bought.items()}
    so_far = {who: every for who, every in so_far.items() if every}
    alike = dict.fromkeys(so_far, "")
    limits = churn_limits.limits(so_far, alike, alike)
    began = stays(days, by_day)[2]
    found: dict[str, Entry] = {}
    for who, present in by_day[-1].items():
        if present is None:
            found[who] = (None, None, False, False)
        elif who not in so_far:
            found[who] = (present, known[who], False, known[who] is None)
        else:
            mine, back = so_far[who], now
            while back > mine[-1] and stage(mine, back - 1, *limits[who][2:]) == present:
                back -= 1
            if back == mine[-1] and days[began[who]] < back:
                found[who] = (present, days[began[who]], True, began[who] == 0)
            else:
                found[who] = (present, back, False, False)
    return found


def cohorts(bought: Mapping[str, Sequence[tuple[int, int]]]) -> dict[tuple[int, int], int]:
    """(month of the first purchase, months since) → customers; purchases as (year, month)."""
    found: Counter[tuple[int, int]] = Counter()
    for months in bought.values():
        numbers = sorted({12 * year + month for year, month in months})
        for one in numbers:
            found[numbers[0], one - numbers[0]] += 1
    return dict(found)
