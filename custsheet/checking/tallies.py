"""What the quality score counts on one sheet, row by row, so that it can be summed by sheet and by owner alike.

    completeness  required cells, by the weight of their field; of a set of which one is enough, one cell
    uniqueness    customers; surplus are all but the first of a certain duplicate
    validity      filled cells of people's columns
    consistency   rows, where the sheet has a rule over several cells, rows or sheets
    timeliness    rows, where the sheet tells when they were verified; and rows that tell both when something happened
                  and when it was entered, which should be within two working days (Monday to Friday)

What fails is what `check` found, by the dimension that each rule declares (rules.yaml), so that the score and the list
of problems never disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from custsheet.checking.check import probes
from custsheet.checking.completeness import SHEET as CUSTOMERS
from custsheet.checking.completeness import required
from custsheet.checking.freshness import untold
from custsheet.checking.view import Mask, View, mask
from custsheet.model.finding import Finding
from custsheet.model.quality import DIMENSIONS, Aspect, Dimension
from custsheet.model.rules import rule

ENTERED = "entered_on"
ENTRY_DAYS = 2

Numbers = np.ndarray[Any, np.dtype[np.float64]]
Places = np.ndarray[Any, np.dtype[np.int64]]


class Tally:
    """One dimension of one sheet, a number a row.

    Attributes:
        passed, whole: weight of what passes and of what was looked at.
        count: how much was looked at, whatever its weight.
    """

    def __init__(self, rows: int) -> None:
        self.passed: Numbers = np.zeros(rows)
        self.whole: Numbers = np.zeros(rows)
        self.count: Numbers = np.zeros(rows)

    def add(self, looked_at: Mask, fails: Mask, weight: float = 1.0) -> None:
        """Count what was looked at, and of that what does not fail."""
        self.passed += weight * (looked_at & ~fails)
        self.whole += weight * looked_at
        self.count += looked_at if weight > 0 else 0

    def join(self, other: Tally) -> None:
        """Count what another one counted."""
        self.passed += other.passed
        self.whole += other.whole
        self.count += other.count


class Fails:
    """What was found on one sheet.

    Attributes:
        scored: the findings about one of its rows.
        places: the position of each.
    """

    def __init__(self, view: View, findings: Sequence[Finding]) -> None:
        self._index, self._rows = pd.Index(view.rows), len(view.rows)
        places = self.at([one.row or 0 for one in findings])
        self.scored = [one for one, at in zip(findings, places.tolist(), strict=True) if at >= 0]
        self.places: Places = places[places >= 0]
        self._cells: dict[tuple[str, str | None], list[int]] = {}
        for one, place in zip(self.scored, self.places.tolist(), strict=True):
            self._cells.setdefault((one.code, one.field), []).append(place)
        self._parts: dict[str, Aspect] = {code: rule(code).dimension for code, _ in self._cells}

    def at(self, rows: Sequence[int]) -> Places:
        """Positions of Excel rows, -1 where there is no such record."""
        return np.asarray(self._index.get_indexer(pd.Index(rows)), dtype=np.int64)

    def of_code(self, code: str, field: str) -> Mask:
        """Rows in which a rule failed on this column."""
        return self._mask(self._cells.get((code, field), []))

    def of_part(self, dimension: Dimension, field: str | None = None) -> Mask:
        """Rows in which any rule of a dimension failed: on this column, or on any."""
        chosen = (
            places
            for (code, where), places in self._cells.items()
            if self._parts[code] == dimension and field in (None, where)
        )
        return self._mask([place for places in chosen for place in places])

    def _mask(self, places: Sequence[int]) -> Mask:
        out = np.zeros(self._rows, dtype=bool)
        out[np.asarray(places, dtype=np.int64)] = True
        return out


@dataclass(frozen=True)
class Tallies:
    """Every dimension of one sheet; `entry` is the part of timeliness about entering in time."""

    parts: Mapping[Dimension, Tally]
    entry: Tally


def tallies(view: View, fails: Fails, surplus: Places) -> Tallies:
    """Count one sheet. `surplus`: positions of customers who stand there twice."""
    everywhere = np.ones(len(view.rows), dtype=bool)
    found: dict[Dimension, Tally] = {part: Tally(len(view.rows)) for part in DIMENSIONS}
    laid = {rule(probe.code).dimension for probe in probes(view)}
    for one in required(view):
        found["completeness"].add(one.asked, fails.of_code(one.code, one.fields[0]), one.weight)
    if view.name == CUSTOMERS:
        twice = np.zeros(len(view.rows), dtype=bool)
        twice[surplus] = True
        found["uniqueness"].add(everywhere, twice)
    for field in view.inputs:
        filled = ~view.blank(field.name) | view.unread(field.name)
        found["validity"].add(filled, fails.of_part("validity", field.name))
    if "consistency" in laid:
        found["consistency"].add(everywhere, fails.of_part("consistency"))
    never = untold(view)
    if never is not None:
        found["timeliness"].add(everywhere, fails.of_part("timeliness") | never)
    entry = _entered_in_time(view)
    found["timeliness"].join(entry)
    return Tallies(found, entry)


def _entered_in_time(view: View) -> Tally:
    tally, event = Tally(len(view.rows)), view.sheet.event_field
    if event is None or not (view.has(event) and view.has(ENTERED)):
        return tally
    happened, entered = view.column(event), view.column(ENTERED)
    known = mask(happened.notna() & entered.notna())
    late = np.zeros(len(view.rows), dtype=bool)
    days = [moments[known].to_numpy().astype("datetime64[D]") for moments in (happened, entered)]
    late[known] = np.busday_count(*days) > ENTRY_DAYS
    tally.add(known, late)
    return tally
