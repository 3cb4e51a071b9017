"""Lifecycle stages as they were: of any past day, from month to month, and for how long.

Invariant: a stage of a past day is what `lifecycle` would have said on that day, of the orders there were by then; no
rule about stages stands here. Tier and industry, which say who is like whom, are those of now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from custsheet.analysis import contracts, cycle, lifecycle
from custsheet.analysis.columns import coded, firsts, found, moments
from custsheet.analysis.cycle import Days
from custsheet.analysis.daynumbers import day_number, moments_of
from custsheet.analysis.histories import Histories
from custsheet.analysis.lifecycle import STAGES
from custsheet.analysis.period import month_end, months_to
from custsheet.analysis.rules import Rules
from custsheet.model.snapshot import Snapshot

_ABSENT = -1  # not a customer yet


@dataclass(frozen=True)
class History:
    """Every customer's stage on some days.

    Attributes:
        customers: their IDs.
        days: oldest first.
        codes: customer × day → place in `STAGES`, −1 where the customer was not there yet.
        last: day of each customer's last order, NaT without one.
        since: the day, not before that order, since which the customer has been in the stage of the last of `days`
            (see `lifecycle.since`); without an order the day it was entered.
    """

    customers: pd.Index
    days: pd.DatetimeIndex
    codes: np.ndarray
    last: pd.Series
    since: pd.Series

    def on(self, at: int) -> pd.Series:
        """The stages of the day at place `at` by customer, None before the customer was there."""
        names = np.array([*STAGES, None], dtype=object)
        return pd.Series(names[self.codes[:, at]], index=self.customers, dtype=object)

    @cached_property
    def counts(self) -> pd.DataFrame:
        """Day × stage → customers."""
        size = len(STAGES) + 1  # the first is who is not there
        found = np.stack([np.bincount(day, minlength=size)[1:] for day in (self.codes + 1).T])
        return pd.DataFrame(found, index=self.days, columns=list(STAGES))


def month_ends(reference: pd.Timestamp, count: int = 12) -> pd.DatetimeIndex:
    """The ends of the `count` months before that of the reference day, and the reference day."""
    months = months_to(reference, count + 1)
    return pd.DatetimeIndex([*(month_end(month) for month in months[:-1]), reference.normalize()])


def known_since(snapshot: Snapshot) -> pd.Series:
    """Customer ID → the day it was entered, NaT where nobody wrote it: then it counts as having been there always."""
    table = found(snapshot, "customers", "customer_id")
    if table is None:
        return pd.Series(dtype="datetime64[us]")
    codes, who = coded(table, "customer_id")
    entered = moments(table, "entered_on").to_numpy("datetime64[D]").astype("datetime64[us]")
    return pd.Series(entered[firsts(codes, len(who))], index=pd.Index(who, dtype=object))


def history(
    bought: pd.DataFrame,
    known: pd.Series,
    days: Sequence[pd.Timestamp] | pd.DatetimeIndex,
    rules: Rules,
    alike: pd.DataFrame | None = None,
) -> History:
    """The stages of every customer in `known`, and of whoever else bought, on each of `days`.

    Args:
        bought: purchases, with `customer` and `day`.
        known: see `known_since`.
        days: any days, at least one.
        rules: the settings in force now.
        alike: see `cycle.segments`.
    """
    return of_days(cycle.order_days(bought[bought["customer"].notna()]), known, days, rules, alike)


def of_days(
    steps: pd.DataFrame,
    known: pd.Series,
    days: Sequence[pd.Timestamp] | pd.DatetimeIndex,
    rules: Rules,
    alike: pd.DataFrame | None = None,
    ends: pd.Series | None = None,
) -> History:
    """The same of what `cycle.order_days` gives. `ends`: see `contracts.ends`."""
    each = Days.of(steps)
    buyers = cycle.names_of(steps, each)
    customers, place = _with(known.index, buyers)
    likeness, until_when = cycle.numbered(alike, buyers), contracts.numbered(ends, buyers)
    return of_arrays(each, customers, place, known, days, rules, likeness, until_when)


def of_histories(
    histories: Histories, known: pd.Series, days: Sequence[pd.Timestamp] | pd.DatetimeIndex, rules: Rules
) -> History:
    """The same of the customers' sheet alone; `known` in the order of its customers."""
    each, who = histories.steps
    there = histories.place[who] >= 0
    place = histories.place[who][there]
    likeness = [pd.factorize(kind.to_numpy())[0][place] for _, kind in histories.alike.items()]
    ends = contracts.numbered(histories.customers["contract_end"].dropna(), known.index)
    until_when = None if ends is None else ends[place]
    return of_arrays(each.of_those(there), known.index, place, known, days, rules, likeness, until_when)


def of_arrays(
    each: Days,
    customers: pd.Index,
    place: np.ndarray,
    known: pd.Series,
    days: Sequence[pd.Timestamp] | pd.DatetimeIndex,
    rules: Rules,
    likeness: list[cycle.Ints],
    until_when: cycle.Ints | None = None,
) -> History:
    """The same of plain arrays.

    Args:
        each: order days.
        customers: those in `known` first.
        place: of each customer of `each` its place in `customers`.
        known: see `known_since`.
        days: any days, at least one.
        rules: the settings in force now.
        likeness: see `cycle.numbered`, by the customers of `each`.
        until_when: see `contracts.numbered`, likewise.
    """
    until = pd.DatetimeIndex(sorted(days))
    entered = np.full(len(customers), np.datetime64("NaT"), dtype="datetime64[us]")
    entered[: len(known)] = known.to_numpy("datetime64[us]")
    codes = np.full((len(customers), len(until)), _ABSENT, dtype="int8")
    for at, day in enumerate(until):
        codes[: len(known), at][~(entered[: len(known)] > np.datetime64(day))] = STAGES.index("potential")
        so_far = each.until(day_number(day))
        rhythm = lifecycle.of(so_far, day_number(day), rules, likeness, until_when)
        codes[place[so_far.customers], at] = rhythm.stage
    last, since = np.full(len(customers), np.datetime64("NaT"), dtype="datetime64[us]"), entered
    last[place[so_far.customers]] = moments_of(rhythm.limits.last)
    since[place[so_far.customers]] = moments_of(lifecycle.since(rhythm, rules))
    return History(customers, until, codes, pd.Series(last, index=customers), pd.Series(since, index=customers))


def _with(known: pd.Index, buyers: pd.Index) -> tuple[pd.Index, np.ndarray]:
    """Those known and whoever else bought, and where each buyer is among them."""
    place = known.get_indexer(buyers)
    others = place < 0
    place[others] = len(known) + np.arange(others.sum())
    return known.append(pd.Index(buyers[others], dtype=object)) if others.any() else known, place


def transitions(past: History) -> pd.DataFrame:
    """Stage before × stage after → moves from each day to the next, all days together; who stayed is on the diagonal.

    Row "" is who came to be a customer in between.
    """
    before, after = past.codes[:, :-1].ravel().astype("int64"), past.codes[:, 1:].ravel().astype("int64")
    there = after != _ABSENT
    size = len(STAGES)
    pairs = (before[there] + 1) * size + after[there]
    table = np.bincount(pairs, minlength=(size + 1) * size).reshape(size + 1, size)
    return pd.DataFrame(np.vstack([table[1:], table[:1]]), index=[*STAGES, ""], columns=list(STAGES))


def shares(moves: pd.DataFrame, least: int = 1) -> pd.DataFrame:
    """`transitions` as shares of each row; NaN in rows of fewer than `least` moves."""
    whole = moves.sum(axis=1)
    return moves.div(whole.where(whole >= max(least, 1)), axis=0)


def entries(past: History) -> pd.DataFrame:
    """Each customer's present stage, and since when it has been in it.

    Returns:
        Indexed by customer: stage (None who is not there) · since (the day; NaT for who is not there, or has been there
        always) · roughly (the stage is older than the last order, so that only the first of the days is known on which
        it was so) · before (it was so on the first of the days: it may be for longer).
    """
    codes = past.codes
    changed = codes[:, 1:] != codes[:, :-1]
    last = codes.shape[1] - 1
    # The day after the last change, found from behind; argmax of all False is 0, which is the first day.
    begin = (
        np.where(changed.any(axis=1), last - np.argmax(changed[:, ::-1], axis=1), 0) if last > 0 else 0 * codes[:, 0]
    )
    stage = past.on(last)
    seen = pd.Series(past.days[begin], index=past.customers).astype("datetime64[us]")
    roughly = (past.since == past.last) & (seen < past.last)
    day = past.since.where(~roughly, seen).where(stage.notna())
    before = (roughly & (begin == 0)) | (day.isna() & stage.notna())
    return pd.DataFrame({"stage": stage, "since": day, "roughly": roughly, "before": before})


def durations(past: History) -> pd.DataFrame:
    """How long customers stay in each stage, of stays whose beginning and end lie within the days.

    Returns:
        Indexed by `STAGES`: days (mean, NaN without any), n (stays that are over), running (stays that are not).
        Stays longer than the days looked at are not among them, so a mean tells the order of magnitude.
    """
    codes, last = past.codes, past.codes.shape[1] - 1
    edge = np.ones(codes.shape, dtype=bool)
    edge[:, 1:] = codes[:, 1:] != codes[:, :-1]
    row, begin = np.nonzero(edge)
    end = np.full(len(begin), last + 1)  # the last stay of a customer lasts until now
    end[:-1] = np.where(row[1:] == row[:-1], begin[1:], last + 1)
    stage, over = codes[row, begin], (begin > 0) & (end <= last)
    day = past.days.to_numpy()
    spent = (day[np.minimum(end, last)] - day[begin]) / np.timedelta64(1, "D")
    size = len(STAGES)
    there = stage >= 0
    over, running = over & there, (end > last) & there
    n = np.bincount(stage[over], minlength=size)
    spent = np.bincount(stage[over], spent[over], size)  # whole days
    running = np.bincount(stage[running], minlength=size)
    return pd.DataFrame({"days": spent / np.where(n > 0, n, np.nan), "n": n, "running": running}, index=list(STAGES))
