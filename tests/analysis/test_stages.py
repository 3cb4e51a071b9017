"""Stages as they were, moves, stays and cohorts against plain loops, and at the edges."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from custsheet.analysis.cohorts import cohorts
from custsheet.analysis.cycle import order_days
from custsheet.analysis.lifecycle import STAGES, rhythm
from custsheet.analysis.rules import Rules
from custsheet.analysis.stages import (
    durations,
    entries,
    history,
    known_since,
    month_ends,
    of_days,
    shares,
    transitions,
)

sys.path.insert(0, str(Path(__file__).parent / "oracles"))

import lifecycle_stages as oracle

START = date(2021, 1, 1)
_LAST = 1500
# Any days, and days with a rhythm, as only who has one is at risk soon after coming back.
_RHYTHM = st.builds(
    lambda start, gaps: [start, *(start + sum(gaps[:n]) for n in range(1, len(gaps) + 1))],
    st.integers(0, _LAST),
    st.lists(st.sampled_from([1, 7, 10, 30, 60, 90, 200, 400]), max_size=8),
)
_DAYS = st.lists(st.integers(0, _LAST), max_size=7) | _RHYTHM
_ENTERED = st.none() | st.integers(0, _LAST)
_PEOPLE = st.dictionaries(st.sampled_from("ABCDEFGH"), st.tuples(_DAYS, _ENTERED, st.booleans()), max_size=8)


def _moment(number: int) -> pd.Timestamp:
    return pd.Timestamp(START + timedelta(days=number))


def _bought(days: dict[str, list[int]]) -> pd.DataFrame:
    rows = [(who, _moment(day)) for who, every in days.items() for day in every]
    return pd.DataFrame(rows, columns=["customer", "day"]).astype({"customer": object, "day": "datetime64[us]"})


def _known(entered: dict[str, int | None]) -> pd.Series:
    days = [pd.NaT if one is None else _moment(one) for one in entered.values()]
    return pd.Series(days, index=pd.Index(list(entered), dtype=object), dtype="datetime64[us]")


@settings(deadline=None, max_examples=100)
@example(people={"A": ([0, 10, 20, 30, 430], None, True)}, days=[25, 61, 100, 420, 431, 470, 500, 521])
@given(people=_PEOPLE, days=st.lists(st.integers(0, _LAST), min_size=1, max_size=8, unique=True))
def test_history__is_what_a_plain_loop_says(
    people: dict[str, tuple[list[int], int | None, bool]], days: list[int]
) -> None:
    bought = {who: one[0] for who, one in people.items() if one[0]}
    known = {who: one[1] for who, one in people.items() if one[2]}  # the others are on no sheet
    days = sorted(days)
    past = history(_bought(bought), _known(known), [_moment(day) for day in days], Rules())
    expected = [oracle.stages(bought, known, day) for day in days]
    for at, one in enumerate(expected):
        assert past.on(at).to_dict() == one
        assert past.counts.iloc[at].sum() == sum(stage is not None for stage in one.values())
    table, moved = transitions(past), oracle.moves(expected)
    assert {(a, b): table.loc[a, b] for a in table.index for b in table.columns if table.loc[a, b]} == moved
    whole = shares(table).sum(axis=1)
    assert whole[table.sum(axis=1) > 0].to_numpy() == pytest.approx(1)
    over, lasting, _ = oracle.stays(days, expected)
    spent = durations(past)
    for stage in STAGES:
        mine = over.get(stage, [])
        assert (spent.loc[stage, "n"], spent.loc[stage, "running"]) == (len(mine), lasting[stage])
        assert spent.loc[stage, "days"] == pytest.approx(sum(mine) / len(mine)) if mine else True
        assert mine or pd.isna(spent.loc[stage, "days"])
    assert {
        who: (stage, None if pd.isna(day) else (day.date() - START).days, roughly, before)
        for who, stage, day, roughly, before in entries(past).itertuples()
    } == oracle.entries(bought, known, days, expected)


@settings(deadline=None, max_examples=30)
@given(people=st.dictionaries(st.sampled_from("ABCDEFGH"), _DAYS, max_size=8), day=st.integers(0, _LAST))
def test_history__of_the_last_day_is_the_present(people: dict[str, list[int]], day: int) -> None:
    bought = _bought({who: [one for one in days if one <= day] for who, days in people.items()})
    past = history(bought, _known({}), [_moment(day)], Rules())
    assert past.on(0).to_dict() == rhythm(bought, _moment(day), Rules())["stage"].to_dict()


@settings(deadline=None, max_examples=80)
@example(people={"A": [0, 10, 20, 30, 430]}, late=45)
@given(people=st.dictionaries(st.sampled_from("ABCDEFGH"), _DAYS, min_size=1, max_size=8), late=st.integers(0, 500))
def test_since__is_the_day_that_looking_back_day_by_day_finds(people: dict[str, list[int]], late: int) -> None:
    bought = {who: days for who, days in people.items() if days}
    day = max((max(days) for days in bought.values()), default=0) + late
    now = rhythm(_bought(bought), _moment(day), Rules())
    found = history(_bought(bought), _known({}), [_moment(day)], Rules()).since
    for who, one in found.items():
        mine = sorted(set(bought[str(who)]))
        limits = (now.loc[who, "risk"], now.loc[who, "dormant"])
        back = day
        while back > mine[-1] and oracle.stage(mine, back - 1, *limits) == now.loc[who, "stage"]:
            back -= 1
        assert (one.date() - START).days == back, (who, now.loc[who, "stage"])


_ENDS = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, _LAST + 400), min_size=1)


@settings(deadline=None, max_examples=150)
@example(people={"A": [0, 10, 20, 30]}, ends={"A": 40}, days=[5, 9, 10, 30, 40, 41, 405, 406], alone=True)
@example(people={"A": [0], "B": [0, 1]}, ends={"A": 60}, days=[29, 30, 59, 60], alone=False)
@example(people={"A": [0], "B": [0, 1]}, ends={"A": 60}, days=[61, 90, 91, 425, 426], alone=False)
@given(
    people=st.dictionaries(st.sampled_from("ABCDEFGH"), _DAYS, max_size=8),
    ends=_ENDS,
    days=st.lists(st.integers(0, _LAST), min_size=1, max_size=8, unique=True),
    alone=st.booleans(),
)
def test_history__with_contracts_is_what_a_plain_loop_says(
    people: dict[str, list[int]], ends: dict[str, int], days: list[int], alone: bool
) -> None:
    bought, days = {who: one for who, one in people.items() if one}, sorted(days)
    told = pd.Series({who: _moment(end) for who, end in ends.items()}, dtype="datetime64[us]")
    rules = Rules(sales_model="contracts" if alone else "orders")
    steps = order_days(_bought(bought))
    past = of_days(steps, _known({}), [_moment(day) for day in days], rules, ends=told)
    for at, day in enumerate(days):
        expected = oracle.stages(bought, {}, day, ends, contracts_alone=alone)
        assert past.on(at).to_dict() == expected, day
    for who, one in past.since.dropna().items():
        last, back = max(day for day in bought[str(who)] if day <= days[-1]), days[-1]

        def then(day: int, who: str = str(who)) -> str | None:
            return oracle.stages(bought, {}, day, ends, contracts_alone=alone, seen=days[-1])[who]

        now = then(back)
        while back > last and then(back - 1) == now:
            back -= 1
        assert (one.date() - START).days == back, (who, now)


def test_history__equal_customers_are_always_in_one_stage() -> None:
    days = {who: [0, 40, 90, 150, 400] for who in "AB"} | {"C": [3, 5]}
    past = history(_bought(days), _known({}), [_moment(day) for day in range(0, 900, 31)], Rules())
    assert (past.codes[0] == past.codes[1]).all()


@pytest.mark.parametrize("who", [[], ["A"], ["A", "B"]])
def test_history__of_nobody_who_bought(who: list[str]) -> None:
    past = history(_bought({}), _known(dict.fromkeys(who)), [_moment(1), _moment(40)], Rules())
    assert past.counts["potential"].tolist() == [len(who)] * 2
    assert transitions(past).to_numpy().sum() == len(who)
    assert shares(transitions(past), 3).notna().to_numpy().sum() == 0
    assert entries(past)["before"].all()
    assert durations(past).loc["potential", "running"] == len(who)


def test_month_ends__the_last_is_the_reference_day() -> None:
    days = [str(day.date()) for day in month_ends(pd.Timestamp("2024-03-10 12:00"), 3)]
    assert days == ["2023-12-31", "2024-01-31", "2024-02-29", "2024-03-10"]


def test_known_since__of_the_customers_sheet(workbook: Callable[..., Any]) -> None:
    snapshot = workbook(
        customers=[
            {"customer_id": "C1", "entered_on": "2024-01-05"},
            {"customer_id": "C2"},
            {"customer_id": "C1", "entered_on": "2020-01-05"},  # who stands there twice is one customer
            {"customer_id": None, "entered_on": "2024-01-05"},
        ]
    )
    found = known_since(snapshot)
    assert found.index.tolist() == ["C1", "C2"]
    assert found["C1"] == pd.Timestamp("2024-01-05")
    assert pd.isna(found["C2"])
    assert len(known_since(workbook())) == 0


@settings(deadline=None, max_examples=120)
@given(people=st.dictionaries(st.sampled_from("ABCDEFGH"), _DAYS, max_size=8), day=st.integers(0, _LAST))
def test_cohorts__are_what_a_plain_loop_says(people: dict[str, list[int]], day: int) -> None:
    reference = _moment(day)
    found = cohorts(_bought(people), reference, 12)
    months = {
        who: [((START + timedelta(days=one)).year, (START + timedelta(days=one)).month) for one in days if one <= day]
        for who, days in people.items()
    }
    last = reference.year * 12 + reference.month
    expected = {at: n for at, n in oracle.cohorts(months).items() if at[0] > last - 12}
    shown = {
        (month.year * 12 + month.month, later): int(n)
        for month, row in found.n.iterrows()
        for later, n in row.items()
        if not pd.isna(n) and n > 0
    }
    assert shown == expected
    assert found.size.sum() == sum(n for (_, later), n in expected.items() if later == 0)
    for month, row in found.n.iterrows():
        began = found.size[month]
        for later, n in row.items():
            future = month.year * 12 + month.month + later > last
            assert pd.isna(n) == future
            share = found.share.loc[month, later]
            assert pd.isna(share) if future or not began else share == pytest.approx(n / began)
    assert found.partial == (bool(len(found.size)) and (reference + pd.Timedelta(days=1)).month == reference.month)
