"""What a customer may come to be worth: up to six parts of 0–100 points each, weighted (behaviour B4).

Invariant: a part for which the workbook has no data counts for nobody, and one that is not known of a customer does
not count for that customer; the weights of the others take its place. What was never written down is neither good nor
bad; that nobody was contacted and no deal is open, where such things are written down, is known and gives 0.

growth      the amount of the last 6 months as a share of that of the last 12: 50 = as before, 100 = all of it lately.
            Counts once orders reach back 12 months: before that everybody grows.
deals       how far the furthest open deal on Processes is, from a lead (17) to the contract (100).
contacts    interactions in the last 90 days, 25 each up to four.
size        the place of its number of staff in the list of sizes.
nps         its latest likelihood to recommend, times ten.
industry    how many customers of its industry have bought in the window, if there are enough of them to tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis import rfm
from custsheet.analysis.columns import found, moments, numbers, strings
from custsheet.analysis.orders import Ledger
from custsheet.analysis.period import window_start
from custsheet.analysis.rules import Rules
from custsheet.analysis.units import Units
from custsheet.model.snapshot import Snapshot

Floats = npt.NDArray[np.float64]
PARTS = ("growth", "deals", "contacts", "size", "nps", "industry")
HALF = 6  # months
CONTACT_DAYS, _ENOUGH = 90, 4  # contacts
_SALE = ("lead", "first_visit", "needs", "quote", "negotiation", "contract")
_OWN_STEP = 50.0  # of a deal at a step that people added themselves: nobody knows how far that is
_HALF_UP = 0.5 + 1e-6  # in tenths: what rounding errors left a hair below the half is the half
_NO_SALE = frozenset({"b2c", "complaint", "onboarding", "learner"})


@dataclass(frozen=True)
class Potential:
    """The potential of every customer.

    Attributes:
        parts: unit × part → points, NaN where not known. Only parts that count.
        weights: of these parts.
        lately, before: of each unit the cents of the last and of the former half-year.
    """

    parts: pd.DataFrame
    weights: pd.Series
    lately: Floats
    before: Floats

    @property
    def score(self) -> pd.Series:
        """0–100 by customer, in tenths; NaN of whom nothing is known."""
        parts, weights = self.parts.to_numpy("float64"), self.weights.to_numpy()
        weight = (~np.isnan(parts) * weights).sum(axis=1)
        points = (np.nan_to_num(parts) * weights).sum(axis=1)
        mean = np.divide(points, weight, out=np.full(len(points), np.nan), where=weight > 0)
        return pd.Series(tenths(mean), index=self.parts.index, dtype="float64")


def potential(
    snapshot: Snapshot, units: Units, measured: pd.DataFrame, ledger: Ledger, rules: Rules, today: date
) -> Potential:
    """The potential of the customers.

    Args:
        snapshot: what was read.
        units: the customers.
        measured: of each of them recency, cents (in the window), contacts (of the last 90 days).
        ledger: the orders that count.
        rules: the settings.
        today: the real day.
    """
    lately, before, whole = _halves(ledger, rules, units)
    bought = ~np.isnan(measured["recency"].to_numpy("float64"))
    parts: dict[str, Floats | None] = {
        "growth": np.where(bought, growth(lately, before), np.nan) if whole else None,
        "deals": _deals(snapshot, units),
        "contacts": _contacts(snapshot, measured["contacts"].to_numpy("float64")),
        "size": _size(snapshot, units),
        "nps": _nps(snapshot, units, today),
        "industry": _industry(units, measured["cents"].to_numpy(), rules.min_sample),
    }
    weight = {name: float(getattr(rules, f"potential_{name}")) for name in PARTS}
    told = {
        name: points
        for name, points in parts.items()
        if points is not None and weight[name] > 0 and not np.isnan(points).all()
    }
    used = pd.Series({name: weight[name] for name in told}, dtype="float64")
    return Potential(pd.DataFrame(told, index=units.names, dtype="float64"), used, lately, before)


def _halves(ledger: Ledger, rules: Rules, units: Units) -> tuple[Floats, Floats, bool]:
    """Cents of `units` in the last half-year and in the one before, and whether orders reach back over both."""
    counted = rfm.purchases(ledger, rules)[0]
    middle, begin = (window_start(ledger.reference, months) for months in (HALF, 2 * HALF))
    day, who, cents = (counted[name].to_numpy() for name in ("day", "who", "cents"))
    lately = day >= middle.to_datetime64()
    sums = []
    for inside in (lately, ~lately & (day >= begin.to_datetime64())):
        spent = np.zeros(len(ledger.names), dtype="int64")
        np.add.at(spent, who[inside], cents[inside])
        sums.append(units.bought(spent, 0).astype("float64"))
    whole = bool(ledger.first <= begin)
    return sums[0], sums[1], whole


def growth(lately: Floats, before: Floats) -> Floats:
    """Points for growth; 0 where no more was bought than given back in either half-year."""
    now = np.maximum(lately, 0.0)
    whole = now + np.maximum(before, 0.0)
    points: Floats = np.divide(100.0 * now, whole, out=np.zeros_like(whole), where=whole > 0)
    return points


def tenths(points: Floats) -> Floats:
    """`points` rounded half up to tenths."""
    return np.asarray(np.floor(points * 10 + _HALF_UP) / 10, dtype="float64")


def _deals(snapshot: Snapshot, units: Units) -> Floats | None:
    table = found(snapshot, "processes", "customer_id", "step")
    if table is None:
        return None
    status, step, kind = (strings(table, name) for name in ("status", "step", "template"))
    points = {name: 100.0 * place / len(_SALE) for place, name in enumerate(_SALE, 1)}
    own = ~step.isin([one.name for one in snapshot.schema.value_list("process_step").values])
    worth = step.map(points).astype("float64").where(~own, _OWN_STEP)
    is_open = (status.isna() | (status == "running")) & step.notna() & ~kind.isin(_NO_SALE)
    by = worth.where(is_open, 0.0).fillna(0.0).groupby(strings(table, "customer_id")).max()
    return units.told(by, 0.0) if len(by) else None  # where deals are written down, none is none


def _contacts(snapshot: Snapshot, contacts: Floats) -> Floats | None:
    if found(snapshot, "interactions", "customer_id", "time") is None:
        return None
    return np.minimum(contacts, _ENOUGH) * (100.0 / _ENOUGH)


def _size(snapshot: Snapshot, units: Units) -> Floats | None:
    sizes = [one.name for one in snapshot.schema.value_list("size").values] if _has_list(snapshot, "size") else []
    points = {name: 100.0 * place / len(sizes) for place, name in enumerate(sizes, 1)}
    codes, said = units.coded("size")
    return np.array([*(points.get(one, np.nan) for one in said), np.nan])[codes]


def _nps(snapshot: Snapshot, units: Units, today: date) -> Floats | None:
    table = found(snapshot, "feedback", "customer_id", "nps")
    if table is None:
        return None
    day = moments(table, "date").dt.normalize()
    said = pd.DataFrame({"customer": strings(table, "customer_id"), "day": day, "points": 10.0 * numbers(table, "nps")})
    said = said[said["points"].between(0, 100) & ~(said["day"] > pd.Timestamp(today))]
    # Two of one day: the lower one, whichever row it stands in.
    said = said.sort_values(["day", "points"], ascending=[True, False], na_position="first", kind="stable")
    return units.told(said.groupby("customer")["points"].last(), np.nan)


def _industry(units: Units, cents: npt.NDArray[np.int64], least: int) -> Floats:
    code, names = units.coded("industry")
    bought, size = cents > 0, len(names) + 1  # the last is of who has none
    many, hits = np.bincount(code[code >= 0], minlength=size), np.bincount(code[bought & (code >= 0)], minlength=size)
    rate: Floats = 100.0 * (hits / np.where(many >= max(least, 1), many, np.nan))
    return rate[code]


def _has_list(snapshot: Snapshot, name: str) -> bool:
    return any(one.name == name for one in snapshot.schema.lists)
