"""Every card for every period, owner, region and kind that can be chosen, as a table for formulas to look things up in.

Invariant: the row of a choice holds what `cards` says of the facts of that owner, region and kind in that period, blank
where it says nothing; the row of the first period, all owners, all regions and all kinds is the cards as they are.
Choices that show the same share a row: half of them do, as most owners have customers of one kind, or none in a month.
Bounded by `MOST_ROWS`: where all three together would be more, two of them can be chosen at a time, or one.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis.board.choices import Choice, choices
from custsheet.analysis.board.counting import margins
from custsheet.analysis.board.measures import Measures, Pair
from custsheet.analysis.board.places import Places
from custsheet.analysis.columns import found, strings
from custsheet.analysis.kpis import Sources
from custsheet.analysis.kpis.values import Better, judged_all
from custsheet.analysis.market.kinds import titled
from custsheet.analysis.money import percent
from custsheet.analysis.period import MONTHS, Period
from custsheet.model.board import Board, key
from custsheet.model.text import Text, text

MOST_ROWS = 10_000
_DIGITS = 6  # of a share or a change


def cube(sources: Sources) -> Board:
    """The board of the twelve months of `sources`, and of the other periods seen from their last day."""
    places, chosen = Places.of(sources.snapshot), choices(sources.period.end)
    asked, together = _asked(_there(sources, places), len(chosen))
    table = _Columns(sources, chosen, Measures(sources, places, chosen, asked)).all()
    shown, rows = _distinct(np.stack([values.T.ravel() for values in table.values()], axis=1))
    latest = chosen[-MONTHS:]
    return Board(
        periods=tuple((choice.title, _days(choice.period)) for choice in chosen),
        owners=places.owners,
        regions=tuple(_region(sources, places, name) for name in places.regions),
        kinds=tuple(titled(sources.snapshot.lists, name)(sources.snapshot.lang) for name in places.kinds),
        months={f"{c.period.start:%y-%m}": len(chosen) - MONTHS + at for at, c in enumerate(latest, 1)},
        keys=tuple(key(*one) for one in (np.argwhere(asked) + 1).tolist()),
        rows=rows.reshape(-1, len(chosen)),
        table=pd.DataFrame(shown, columns=list(table)),
        together=together,
        first=sources.first,
    )


def _distinct(every: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows rounded and each once, in the order in which they first occur; and for every row its place among them."""
    rounded = np.round(every, _DIGITS) + 0.0  # -0.0 + 0.0 = 0.0
    rounded[np.isnan(rounded)] = np.nan  # one NaN, whatever its sign, so that equal rows have equal bytes
    seen: dict[bytes, int] = {}
    places = np.array([seen.setdefault(row.tobytes(), len(seen)) for row in rounded], dtype="int64")
    first = np.unique(places, return_index=True)[1]
    return rounded[first], places


def _days(period: Period) -> Text:
    start, end = f"{period.start:%Y-%m-%d}", f"{period.end:%Y-%m-%d}"
    return text(f"{start} 至 {end}", f"{start} to {end}")


def _region(sources: Sources, places: Places, name: str) -> str:
    """As people read it: a province by its title."""
    if places.region_field != "province":
        return name
    return sources.snapshot.lists.title("province", name, sources.snapshot.lang)


def _there(sources: Sources, places: Places) -> np.ndarray:
    """Which choices there are customers or tasks for; one of an owner, a region or a kind alone always."""
    customers = found(sources.snapshot, "customers", "customer_id")
    tasks = found(sources.snapshot, "tasks", "due", "status")
    seen = np.zeros(places.shape)
    if customers is not None:
        seen.flat[places.of_customers(strings(customers, "customer_id").dropna())] = 1
    if tasks is not None:
        seen.flat[places.of_tasks(strings(tasks, "owner"), strings(tasks, "customer_id"))] = 1
    there = margins(seen) > 0
    there[:, 0, 0] = there[0, :, 0] = there[0, 0, :] = True
    return np.asarray(there)


def _asked(there: np.ndarray, periods: int) -> tuple[np.ndarray, int]:
    """Those that can be chosen, and how many of owner, region and kind at a time."""
    at_a_time = sum((np.indices(there.shape) > 0).astype("int64"))
    for together in (3, 2, 1):
        asked = there & (at_a_time <= together)
        if periods * int(asked.sum()) <= MOST_ROWS:
            break
    return asked, together


class _Columns:
    """Makes the columns of the table, each an array of periods × choices."""

    def __init__(self, sources: Sources, chosen: tuple[Choice, ...], measures: Measures) -> None:
        self._sources, self._chosen, self._measures = sources, chosen, measures
        self._table: dict[str, np.ndarray] = {}
        # The records reach back to a period, or they do not, for everybody alike.
        self._reaches = self._reach([choice.prior for choice in chosen])
        self._years_reach = self._reach([choice.year.before() for choice in chosen])
        self._long_reach = self._reach([choice.year.before().before() for choice in chosen])

    def all(self) -> dict[str, np.ndarray]:
        """All of them."""
        rules, measures = self._sources.rules, self._measures
        sales, buyers = measures.sales(), measures.buyers()
        self._sums(sales, buyers)
        again, kept = measures.returning()
        self._rate("repurchase", again, self._years_reach, target=rules.repurchase_target)
        self._rate("retention", kept, self._long_reach, target=rules.retention_target)
        scored = rules.satisfaction_measure == "mean"
        wanted = rules.csat_mean_target if scored else rules.csat_target
        table = self._table
        table["retention_whole"], table["retention_part"] = self._either(table["retention_hits"], self._years_reach)
        self._rate("csat", measures.satisfaction(), target=wanted, points=not scored)
        complaints = measures.complaints(sales, buyers)
        self._rate("complaints", complaints, self._reaches, target=rules.complaint_target, better="less")
        answered, median = measures.response()
        self._rate("response", answered, target=rules.sla_target)
        late = answered.now[2]
        self._table["response_late"] = np.where(late > 0, late, np.nan)
        self._table["response_median"] = np.round(median, 1)
        self._rate("tasks", measures.tasks(), target=rules.task_target)
        return self._table

    def _either(self, counts: np.ndarray, reaches: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """`counts` where the orders hold all of what they are told against, and where they do not."""
        whole = reaches | (len(self._sources.lines) == 0)
        return np.where(whole, counts, np.nan), np.where(whole, np.nan, counts)

    def _reach(self, periods: list[Period]) -> np.ndarray:
        one = self._sources
        return np.array([_reaches(one, period) for period in periods])[:, None]

    def _sums(self, sales: Pair, buyers: Pair) -> None:
        """Revenue and buyers: amounts, not shares."""
        sources, table = self._sources, self._table
        (cents, orders), (before, _) = sales.now, sales.before
        nothing = np.full_like(cents, np.nan)
        table["revenue"] = cents / 100 if len(sources.lines) else nothing
        table["revenue_delta"] = _change(cents / 100, before / 100, self._reaches)
        table["revenue_n"] = orders
        table["revenue_status"], table["revenue_done"] = np.zeros_like(cents), nothing.copy()
        if sources.rules.revenue_target and len(sources.lines):
            # The target is the whole company's, of twelve months.
            done = cents[0, 0] / 100 / (sources.rules.revenue_target * MONTHS)
            table["revenue_done"][0, 0] = float(percent(done).rstrip("%"))
            table["revenue_status"][0, 0] = float(judged_all(np.array([100 * done]), 100.0)[0])
        begun = [_months(choice.prior.start) >= _months(sources.first) for choice in self._chosen]
        known = np.array(begun)[:, None]
        table["last_year"] = np.where(known, self._measures.last_year() / 100, np.nan)
        (active, new), (earlier, _) = buyers.now, buyers.before
        table["buyers"] = active if len(sources.bought) else nothing
        table["buyers_delta"] = _change(active, earlier, self._reaches)
        table["buyers_new"], table["buyers_met"] = self._either(new, self._reaches)
        table["buyers_status"] = np.zeros_like(active)

    def _rate(
        self,
        name: str,
        pair: Pair,
        compared: np.ndarray | None = None,
        *,
        target: float | None = None,
        better: Better = "more",
        points: bool = True,
    ) -> None:
        """A share: its value, what it has changed by, how it stands to its target, and what it is a share of.

        Without `points` it is a score.
        """
        least = self._sources.rules.min_sample
        value, before = (_share(hits, n, least) for hits, n, *_ in (pair.now, pair.before))
        if compared is not None:
            before = np.where(compared, before, np.nan)
        table = self._table
        table[name] = value
        table[f"{name}_delta"] = (value - before) * (100 if points else 1)
        shown = value * 100 if points else value
        table[f"{name}_status"] = judged_all(shown, target, better=better, share=points)
        table[f"{name}_hits"], table[f"{name}_n"] = pair.now[:2]


def _reaches(sources: Sources, period: Period) -> bool:
    return sources.during(period).reaches


def _months(day: pd.Timestamp) -> float:
    """Months since the year 0; blank = NaN, which is later than none and earlier than none."""
    return float(12 * day.year + day.month)


def _change(now: np.ndarray, before: np.ndarray, compared: np.ndarray) -> np.ndarray:
    known = compared & (before > 0)
    return np.where(known, now / np.where(known, before, 1.0) - 1, np.nan)


def _share(hits: np.ndarray, n: np.ndarray, least: int) -> np.ndarray:
    enough = n >= max(least, 1)
    return np.where(enough, hits / np.where(enough, n, 1.0), np.nan)
