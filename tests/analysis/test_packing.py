"""Two numbers in one: any pair comes back, also one of a day before 1970."""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis.kpis.bought import Bought
from custsheet.analysis.market.owned import owned
from custsheet.analysis.market.totals import Totals
from custsheet.analysis.packing import Packing, begins
from custsheet.analysis.period import Period

EARLY, LATE = pd.Timestamp("1905-07-15"), pd.Timestamp("2024-02-01")


def test_packing__pairs_come_back_and_keep_their_order() -> None:
    pairs = [(0, -23_545), (0, 19_000), (1, -23_545), (1, -1), (7, 0)]
    first, second = (np.array(one, dtype="int64") for one in zip(*pairs, strict=True))
    packing = Packing.of(second)
    packed = packing.pack(first, second)
    assert np.array_equal(packed, np.sort(packed))
    assert list(zip(*(one.tolist() for one in packing.unpack(packed)), strict=True)) == pairs


def test_packing__of_nothing_is_nothing() -> None:
    nothing = np.array([], dtype="int64")
    assert Packing.of(nothing).pack(nothing, nothing).tolist() == begins(nothing).tolist() == []


def test_begins__the_first_counts_whatever_it_is() -> None:
    assert begins(np.array([-1, -1, 0, 4, 4])).tolist() == [True, False, True, True, False]


def _bought(*lines: tuple[int, int, pd.Timestamp, int]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=["customer", "product", "day", "cents"])


def test_owned__a_day_of_1905_is_the_customers_own_first() -> None:
    found = owned(_bought((0, 1, LATE, 100), (1, 0, LATE, 300), (1, 1, LATE, 500), (1, 1, EARLY, 700)), 2)
    told = found[["customer", "product", "days", "last", "each"]]
    assert told.to_numpy().tolist() == [[0, 1, 1, LATE, 100.0], [1, 0, 1, LATE, 300.0], [1, 1, 2, LATE, 600.0]]
    assert found["usual"].iloc[2] == (LATE - EARLY).days


def test_owned__one_day_of_1905_alone_is_owned() -> None:
    found = owned(_bought((0, 0, EARLY, 100)), 1)
    assert found[["customer", "product", "last"]].to_numpy().tolist() == [[0, 0, EARLY]]


def test_totals__any_span_counts_the_customers_own_days() -> None:
    lines = _bought((0, 0, EARLY, 1), (0, 0, LATE, 2), (1, 0, EARLY, 4), (1, 0, LATE, 8)).assign(bought=True)
    totals = Totals(lines)
    who, early, late = (np.array(one, dtype="int64") for one in ([0, 1], [-23_546] * 2, [19_754] * 2))
    for first, after, cents in ((early, late, [1, 4]), (early, late + 1, [3, 12]), (late, late + 10**6, [2, 8])):
        assert totals.between(who, first, after)[0].tolist() == cents
    assert totals.between(who, early - 10**6, early)[0].tolist() == [0, 0]


def test_bought__the_day_before_1970_is_a_day() -> None:
    """Its number is −1, and so is that of customer 0 and the day."""
    day = pd.Timestamp("1969-12-31")
    bought = Bought.of(pd.Series([day]), np.array([0]), 1)
    assert bought.days(Period(day, day)).tolist() == [1]
