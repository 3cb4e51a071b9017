"""Purchase cycles against a plain-loop oracle, and the known percentiles of CDNOW."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.analysis import cycle
from custsheet.analysis.lifecycle import IDLE, rhythm
from custsheet.analysis.rules import Rules

sys.path.insert(0, str(Path(__file__).parent / "oracles"))

import churn_limits as oracle

DAY0 = pd.Timestamp("2024-01-01")
Make = Callable[..., Any]


def _bought(days: dict[str, list[int]]) -> pd.DataFrame:
    rows = [(who, DAY0 + pd.Timedelta(days=day)) for who, bought in days.items() for day in bought]
    return pd.DataFrame(rows, columns=["customer", "day"]).astype({"customer": object, "day": "datetime64[us]"})


def _alike(industry: dict[str, str | None], tier: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame({"industry": industry, "tier": tier}, dtype=object)


_histories = st.dictionaries(
    st.sampled_from([f"C{number}" for number in range(60)]),
    st.lists(st.integers(0, 700), min_size=1, max_size=7),
    max_size=60,
)


@settings(deadline=None, max_examples=60)
@given(days=_histories, data=st.data())
def test_cycles__are_those_of_the_plain_loop(days: dict[str, list[int]], data: st.DataObject) -> None:
    kinds = data.draw(st.integers(1, 3))
    industry = {who: [None, "retail", "finance"][int(who[1:]) % kinds] for who in days}
    tier = {who: "ABC"[int(who[1:]) % 2] for who in days}
    found = cycle.cycles(cycle.order_days(_bought(days)), Rules(), _alike(industry, tier))
    expected = oracle.limits(days, industry, tier)
    assert set(found.index) == set(expected)
    for who, (usual, basis, risk, dormant) in expected.items():
        row = found.loc[who]
        assert row["basis"] == basis
        assert (row["risk"], row["dormant"]) == pytest.approx((risk, dormant))
        assert row["usual"] == pytest.approx(float("nan") if usual is None else usual, nan_ok=True)


def test_cycles__three_order_days_lean_on_who_is_alike() -> None:
    """Ten of the industry buy every 40 days; two gaps of 10 days make a cycle of 20."""
    days = {f"C{number}": [0, 40, 80, 120] for number in range(10)} | {"new": [0, 10, 20], "other": [0, 10, 20]}
    industry = dict.fromkeys(days, "retail") | {"other": "finance"}
    tier = dict.fromkeys(days, "B") | {"other": "A"}
    found = cycle.cycles(cycle.order_days(_bought(days)), Rules(), _alike(industry, tier))
    assert found["usual"].to_dict() == {**dict.fromkeys(list(days)[:10], 40), "new": 20, "other": 20}
    assert found["basis"].value_counts().to_dict() == {"own": 10, "shrunk": 2}
    assert found.loc["new", ["risk", "dormant"]].tolist() == [40, 60]
    assert found.loc["new", "cycle"] == 10  # what sentences call usual is what was seen


def test_cycles__cdnow(shared: Path) -> None:
    """The 80th and 90th percentile of the gaps between order days are 119 and 200."""
    source = pd.read_csv(
        shared / "data" / "cdnow" / "CDNOW_master.txt",
        sep=r"\s+",
        names=["customer", "day", "discs", "amount"],
        skiprows=1,
        dtype={"customer": object, "day": str},
    )
    bought = source.assign(day=pd.to_datetime(source["day"], format="%Y%m%d").astype("datetime64[us]"))
    found = cycle.cycles(cycle.order_days(bought), Rules())
    few = found[found["basis"] == "all"]
    assert set(few["risk"]) == {119}
    assert set(few["dormant"]) == {200}
    assert set(few["usual"]) == {34}
    assert len(found) == 23_570


@settings(deadline=None, max_examples=40)
@given(days=_histories, new=st.integers(1, 200))
def test_rhythm__stage_is_that_of_the_limits(days: dict[str, list[int]], new: int) -> None:
    """One rule in one place: who is not new is idle exactly when above its limits."""
    rules = Rules(lifecycle_new_days=new)
    found = rhythm(_bought(days), DAY0 + pd.Timedelta(days=720), rules)
    for one in found.itertuples():
        if one.stage == "new":
            continue
        state = "lost" if one.idle > 365 else "dormant" if one.idle > one.dormant else "at_risk"
        assert (one.stage == state) if one.idle > min(one.risk, 365) else (one.stage not in IDLE)


def test_segments__of_customers_by_id(workbook: Make, people: Make) -> None:
    customers = [{**one, "industry": kind} for one, kind in zip(people("C1", "C2", "C1"), "abc", strict=True)]
    tier = pd.Series({"C1": "A", "C2": "B", 9: "P"}, dtype=object)
    found = cycle.segments(workbook(customers=customers), tier)
    assert found["industry"].tolist()[:2] == ["a", "b"]
    assert found["tier"].tolist() == ["A", "B", "P"]
    bare = cycle.segments(workbook(native=False, customers=[{"customer_id": "C1"}]), tier)
    assert bare["industry"].isna().all()
