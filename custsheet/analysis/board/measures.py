"""What the cards measure, for every choice at once: hits and cases as `kpis` defines them, counted place by place.

Invariant: for any choice it is what `kpis` measures in the facts of its owner, region and kind alone; tests hold
the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from custsheet.analysis.board.choices import Choice
from custsheet.analysis.board.counting import Grid
from custsheet.analysis.board.places import Places
from custsheet.analysis.columns import found, moments, strings
from custsheet.analysis.dated import Dated, present
from custsheet.analysis.daynumbers import day_number
from custsheet.analysis.kpis import Sources, service, staff, voices
from custsheet.analysis.period import Period, month_end

_SATISFIED = 4
Counted = tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Pair:
    """Something counted in the periods that can be chosen, and in those they are compared with."""

    now: Counted
    before: Counted


class Measures:
    """Counts of every choice that is asked for: arrays of periods × choices, the first "all"."""

    def __init__(self, sources: Sources, places: Places, chosen: tuple[Choice, ...], asked: np.ndarray) -> None:
        self._sources, self._places, self._chosen = sources, places, chosen
        self._grid = Grid(places.shape, asked)
        # −1, which is nobody, is the last one.
        known = places.of_customers(sources.names)
        self._place = np.append(known, asked.size - 1)

    def _over(self, periods: Iterable[Period], one: Callable[[Period], Counted]) -> Counted:
        counted = [one(period) for period in periods]
        return tuple(self._grid.choices(np.stack(parts)) for parts in zip(*counted, strict=True))

    def _pair(self, one: Callable[[Period], Counted]) -> Pair:
        return Pair(
            self._over((choice.period for choice in self._chosen), one),
            self._over((choice.prior for choice in self._chosen), one),
        )

    def sales(self) -> Pair:
        """Amount in cents, orders that sold something (`trade.sold`)."""
        lines, places, dated = self._sources.lines, self._place, self._sold()
        customer = lines["customer"].to_numpy()[dated.order]
        whole = lines["placed"].to_numpy()[dated.order]
        cents, gross = (lines[name].to_numpy()[dated.order] for name in ("cents", "gross"))
        whose = np.zeros(int(whole.max(initial=-1)) + 1, dtype="int64")
        whose[whole] = places[customer]

        def one(period: Period) -> Counted:
            inside = dated.within(period)
            orders = np.flatnonzero(np.bincount(whole[inside], gross[inside], len(whose)) > 0)
            return self._grid.count(places[customer[inside]], cents[inside]), self._grid.count(whose[orders])

        return self._pair(one)

    def last_year(self) -> np.ndarray:
        """Cents of the same but whole period a year before."""
        lines, dated = self._sources.lines, self._sold()
        place = self._place[lines["customer"].to_numpy()[dated.order]]
        cents = lines["cents"].to_numpy()[dated.order]

        def one(period: Period) -> Counted:
            inside = dated.within(period)
            return (self._grid.count(place[inside], cents[inside]),)

        return self._over((_whole_months(choice.prior) for choice in self._chosen), one)[0]

    def buyers(self) -> Pair:
        """Buyers, those who bought for the first time."""
        dated, customer = self._bought()
        size, place = len(self._sources.names), self._place
        first = self._first(dated, customer)

        def one(period: Period) -> Counted:
            here = present(customer[dated.within(period)], size)
            start, end = _numbers(period)
            new = (first >= start) & (first <= end)
            return self._grid.count(place[:-1][here]), self._grid.count(place[:-1][new])

        return self._pair(one)

    def returning(self) -> tuple[Pair, Pair]:
        """Repurchase and retention of the twelve months to the end of each period: hits, cases."""
        dated, customer = self._bought()
        size, place, base = len(self._sources.names), self._place[:-1], self._sources.rules.retention_base
        first = self._first(dated, customer)

        def again(year: Period) -> Counted:
            often = np.bincount(customer[dated.within(year)], minlength=size)
            return self._grid.count(place[often >= 2]), self._grid.count(place[often >= 1])

        def kept(year: Period) -> Counted:
            now = present(customer[dated.within(year)], size)
            before = present(customer[dated.within(year.before())], size)
            hits = now & (first < _numbers(year)[0]) if base == "net" else before & now
            return self._grid.count(place[hits]), self._grid.count(place[before])

        years = [choice.year for choice in self._chosen]
        return (
            Pair(self._over(years, again), self._over([one.before() for one in years], again)),
            Pair(self._over(years, kept), self._over([one.before() for one in years], kept)),
        )

    def satisfaction(self) -> Pair:
        """Good ratings (or the sum of scores, where the mean is asked for), ratings."""
        rated = self._sources.once("ratings", lambda: voices.ratings(self._sources.snapshot))
        dated = Dated.of(rated["when"])
        score = rated["score"].to_numpy("float64")[dated.order]
        place = self._places.of_customers(rated["customer"])[dated.order]
        mean = self._sources.rules.satisfaction_measure == "mean"
        worth = score if mean else (score >= _SATISFIED).astype("float64")

        def one(period: Period) -> Counted:
            inside = dated.within(period)
            return self._grid.count(place[inside], worth[inside]), self._grid.count(place[inside])

        return self._pair(one)

    def complaints(self, sales: Pair, buyers: Pair) -> Pair:
        """Complaints, or customers who complained, and what they are a share of; nothing where none are written."""
        base = self._sources.rules.complaint_base
        cases = self._sources.once("complaints", lambda: voices.complaint_cases(self._sources.snapshot))
        if cases is None:
            none = np.zeros_like(sales.now[1])
            return Pair((none, none), (none, none))
        dated = Dated.of(cases["when"])
        place = self._places.of_customers(cases["customer"])[dated.order]
        if base != "customers":
            made = self._pair(lambda period: (self._grid.count(place[dated.within(period)]),))
            of, at = (sales, 1) if base == "orders" else (buyers, 0)
            return Pair((made.now[0], of.now[at]), (made.before[0], of.before[at]))
        numbers = pd.Index(self._sources.names).get_indexer(cases["customer"].to_numpy(dtype=object))[dated.order]
        bought, customer = self._bought()
        size = len(self._sources.names)

        def one(period: Period) -> Counted:
            inside = numbers[dated.within(period)]
            both = present(customer[bought.within(period)], size) & present(inside[inside >= 0], size)
            return (self._grid.count(self._place[:-1][both]),)

        made = self._pair(one)
        return Pair((made.now[0], buyers.now[0]), (made.before[0], buyers.before[0]))

    def response(self) -> tuple[Pair, np.ndarray]:
        """Requests answered in time, those whose time is over, late ones without an answer; median hours to it."""
        sources = self._sources
        cases = staff.cases(sources)
        sheet = found(sources.snapshot, "service", "requested_at")
        if sheet is None or "answer" not in cases.tells:
            none = np.zeros((len(self._chosen), int(self._grid.asked.sum())))
            return Pair((none, none, none), (none, none, none)), np.full_like(none, np.nan)
        table = cases.table
        dated = Dated.of(table["asked"])
        told = service.judged(cases, sources.today)
        answered, late, good = (part[dated.order] for part in (told.answered, told.late, told.in_time))
        hours = table["hours"].to_numpy("float64")[dated.order]
        place = self._places.of_customers(strings(sheet, "customer_id"))[dated.order]

        def one(period: Period) -> Counted:
            inside = dated.within(period)
            over = answered[inside] | late[inside]
            here = place[inside]
            return tuple(self._grid.count(here[which]) for which in (good[inside], over, late[inside]))

        medians = []
        for choice in self._chosen:
            inside = dated.within(choice.period)
            which = answered[inside]
            medians.append(self._grid.medians(place[inside][which], hours[inside][which]))
        return self._pair(one), np.stack(medians)

    def tasks(self) -> Pair:
        """Tasks done by their day, tasks that were due."""
        table = found(self._sources.snapshot, "tasks", "due", "status")
        if table is None:
            none = np.zeros((len(self._chosen), int(self._grid.asked.sum())))
            return Pair((none, none), (none, none))
        place = self._places.of_tasks(strings(table, "owner"), strings(table, "customer_id"))
        due, status = moments(table, "due"), strings(table, "status")
        done = (status == "done").to_numpy()
        on_time = done & ~(moments(table, "done_on").dt.normalize() > due.dt.normalize()).to_numpy()
        dated = Dated.of(due.where(status != "cancelled"))
        done, on_time, place = done[dated.order], on_time[dated.order], place[dated.order]

        def one(period: Period) -> Counted:
            inside = dated.within(period)
            over = done[inside] | (dated.days[inside] < _numbers(period)[1])
            here = place[inside]
            return self._grid.count(here[on_time[inside] & over]), self._grid.count(here[over])

        return self._pair(one)

    def _sold(self) -> Dated:
        return self._sources.once("sold by day", lambda: Dated.of(self._sources.lines["day"]))

    def _bought(self) -> tuple[Dated, np.ndarray]:
        return self._sources.purchases.dated, self._sources.purchases.who

    def _first(self, dated: Dated, customer: np.ndarray) -> np.ndarray:
        """The day on which each customer first bought, after all days for those who never did."""
        first = np.full(len(self._sources.names), np.iinfo("int64").max)
        first[customer[::-1]] = dated.days[::-1]
        return first


def _numbers(period: Period) -> tuple[int, int]:
    """First and last day as numbers."""
    return day_number(period.start), day_number(period.end)


def _whole_months(period: Period) -> Period:
    """The period to the end of its last month."""
    return Period(period.start, month_end(period.end.to_period("M")))
