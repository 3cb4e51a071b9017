"""The board against the KPIs themselves: every choice shows what they say of its own facts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from custsheet.analysis import tiers
from custsheet.analysis.board import cube as module
from custsheet.analysis.board.choices import choices
from custsheet.analysis.board.cube import cube
from custsheet.analysis.cards import cards
from custsheet.analysis.kpis import Kpi, Sources, buying, opinions, staff, work
from custsheet.analysis.orders import read_orders
from custsheet.analysis.rules import Rules
from custsheet.model.board import CARDS, STATUSES, Board, key
from custsheet.model.snapshot import Snapshot, Table

sys.path.insert(0, str(Path(__file__).parents[1]))

import golden as company

Make = Callable[..., Any]
WHOLE: list[Sources] = []


class Scoped(Sources):
    """Of one owner and region; how far the records reach back is the company's matter."""

    @property
    def reaches(self) -> bool:
        return replace(WHOLE[0], period=self.period).reaches


def _sources(snapshot: Snapshot, today: date = company.TODAY) -> Sources:
    rules = Rules.of(snapshot)
    return Sources.of(snapshot, rules, read_orders(snapshot, rules, today), tiers(snapshot, today), today)


def _scoped(whole: Sources, owner: str | None, region: str | None) -> Sources:
    """The same of what belongs to an owner and a region, None = all."""
    if owner is None and region is None:
        return whole
    table = whole.snapshot.tables["customers"].typed.drop_duplicates("customer_id")
    theirs = {
        one.customer_id: (owner in {None, one.owner}, region in {None, one.province})
        for one in table.itertuples()
        if one.customer_id
    }

    def mine(customer: Any) -> bool:
        return all(theirs.get(customer, (owner is None, region is None)))

    def kept(one: Table, mask: Any) -> Table:
        return replace(one, typed=one.typed[mask], raw=one.raw[mask])

    tables = {}
    for name, one in whole.snapshot.tables.items():
        if name == "tasks":
            whose = [owner in {None, row.owner} for row in one.typed.itertuples()]
            where = [theirs.get(row.customer_id, (True, region is None))[1] for row in one.typed.itertuples()]
            tables[name] = kept(one, [a and b for a, b in zip(whose, where, strict=True)])
        elif name in {"service", "feedback"}:
            tables[name] = kept(one, [mine(row.customer_id) for row in one.typed.itertuples()])
        else:
            tables[name] = one
    names = [mine(name) for name in whole.names] + [mine(None)]
    frames = {
        name: frame[[names[at] for at in frame["customer"]]]
        for name, frame in (("lines", whole.lines), ("bought", whole.bought), ("counted", whole.counted))
    }
    snapshot = replace(whole.snapshot, tables=tables)
    return Scoped(
        snapshot, whole.rules, names=whole.names, tier=whole.tier, period=whole.period, today=whole.today, **frames
    )


def _row(board: Board, period: int, owner: int, region: int) -> dict[str, Any]:
    found = board.table[board.table["key"] == key(period, owner, region)]
    return {name: None if value != value else value for name, value in found.iloc[0].items()}


def _expected(whole: Sources, scope: Sources, at: int) -> dict[str, Kpi]:
    choice = choices(whole.period.end)[at]
    now, year = replace(scope, period=choice.period), replace(scope, period=choice.year)
    return {
        "repurchase": buying.repurchase(year),
        "retention": buying.retention(year),
        "csat": opinions.satisfaction(now),
        "complaints": opinions.complaints(now),
        "response": staff.response(now),
    }


@pytest.mark.parametrize(
    "settings",
    [
        {"min_sample": 1},
        {"min_sample": 3, "retention_base": "net", "complaint_base": "active", "satisfaction_measure": "mean"},
        {"min_sample": 1, "complaint_base": "customers", "complaint_target": 10, "retention_target": 80},
    ],
)
def test_cube__every_choice_of_the_golden_company(workbook: Make, settings: dict[str, Any]) -> None:
    whole = _sources(workbook(**company.sheets(), settings=settings))
    WHOLE[:] = [whole]
    board = cube(whole)
    assert board.combined
    table = whole.snapshot.tables["customers"].typed
    fields = {"owner": sorted(set(table["owner"].dropna())), "province": sorted(set(table["province"].dropna()))}
    seen = 0
    for o, owner in enumerate([None, *board.owners], 1):
        for r, region in enumerate([None, *fields["province"]], 1):
            if key(1, o, r) not in set(board.table["key"]):
                assert not ((table["owner"] == owner) & (table["province"] == region)).any()
                continue
            scope = _scoped(whole, owner, region)
            every = list(enumerate(choices(whole.period.end)))
            # One owner in one region: some periods only, as that is where the time goes.
            for at, choice in every if 1 in (o, r) else every[:: len(every) // 4]:
                row, where = _row(board, at + 1, o, r), (owner, region, choice.title.zh)
                for name, one in _expected(whole, scope, at).items():
                    assert row[name] == pytest.approx(one.value), (name, where)
                    delta = one.delta if one.kind == "score" or one.delta is None else one.delta * 100
                    assert row[f"{name}_delta"] == pytest.approx(delta), (name, where)
                    assert row[f"{name}_n"] == one.n, (name, where)
                    assert STATUSES[int(row[f"{name}_status"])] == one.status, (name, where)
                _sales(whole, scope, choice, row, where)
                if at:
                    done = work.punctuality(scope.snapshot, choice.period)
                    assert (row["tasks_hits"], row["tasks_n"]) == (done.hits, done.n), where
                else:
                    assert row["tasks_n"] == staff.tasks(scope).n, where
                seen += 1
    assert seen > 100


def _sales(whole: Sources, scope: Sources, choice: Any, row: dict[str, Any], where: Any) -> None:
    """Revenue and buyers, counted by hand."""
    cents, before, orders, buyers, earlier = 0, 0, set(), set(), set()
    for line in scope.lines.itertuples():
        if choice.period.start <= line.day <= choice.period.end:
            cents += line.cents
            orders.add((line.customer, line.order))
        if choice.prior.start <= line.day <= choice.prior.end:
            before += line.cents
    first: dict[int, pd.Timestamp] = {}
    for line in scope.bought.itertuples():
        first[line.customer] = min(first.get(line.customer, line.day), line.day)
        if choice.period.start <= line.day <= choice.period.end:
            buyers.add(line.customer)
        if choice.prior.start <= line.day <= choice.prior.end:
            earlier.add(line.customer)
    reaches = replace(whole, period=choice.prior).reaches
    assert row["revenue"] == pytest.approx(cents / 100), where
    assert row["revenue_n"] == len(orders), where
    assert row["buyers"] == len(buyers), where
    assert row["buyers_new"] == sum(choice.period.start <= one <= choice.period.end for one in first.values()), where
    grown = cents / before - 1 if reaches and before > 0 else None
    assert row["revenue_delta"] == pytest.approx(grown), where
    more = len(buyers) / len(earlier) - 1 if reaches and earlier else None
    assert row["buyers_delta"] == pytest.approx(more), where


def test_cube__without_a_choice_it_is_the_cards(workbook: Make) -> None:
    sources = _sources(workbook(**company.sheets(), settings={"min_sample": 1, "revenue_target": 1000}))
    row = _row(cube(sources), 1, 1, 1)
    shown = cards(sources)
    assert tuple(card.name for card in shown) == CARDS
    for card in shown:
        assert row[card.name] == pytest.approx(card.value), card.name
        delta = card.delta if card.kind != "percent" or card.delta is None else card.delta * 100
        assert row[f"{card.name}_delta"] == pytest.approx(delta), card.name
        assert STATUSES[int(row[f"{card.name}_status"])] == card.status, card.name


def test_cube__owners_and_regions_one_at_a_time_where_they_are_too_many(
    workbook: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = _sources(workbook(**company.sheets()))
    full = cube(sources)
    monkeypatch.setattr(module, "MOST_ROWS", len(full.table) - 1)
    board = cube(sources)
    assert not board.combined
    rest = full.table[(full.table["key"] % 1_000 == 1) | (full.table["key"] // 1_000 % 1_000 == 1)]
    pd.testing.assert_frame_equal(board.table, rest.reset_index(drop=True))


@pytest.mark.parametrize("sheets", [{}, {"customers": []}, {"customers": [{"customer_id": "C1", "owner": "王芳"}]}])
def test_cube__of_next_to_nothing(workbook: Make, sheets: dict[str, Any]) -> None:
    board = cube(_sources(workbook(**sheets)))
    values = board.table.drop(columns="key").to_numpy(dtype="float64")
    assert not (abs(values) == float("inf")).any()
    assert board.table[list(CARDS)].isna().all().all()


def test_choices__compare_with_as_many_days_of_the_year_before() -> None:
    found = {one.title.en: one for one in choices(pd.Timestamp("2024-02-29"))}
    spans = {
        name: tuple(f"{day:%Y-%m-%d}" for day in (one.period.start, one.period.end, one.prior.start, one.prior.end))
        for name, one in found.items()
    }
    assert spans["Last 12 months"] == ("2023-03-01", "2024-02-29", "2022-03-01", "2023-02-28")
    assert spans["This year"] == ("2024-01-01", "2024-02-29", "2023-01-01", "2023-02-28")
    assert spans["Last quarter"] == ("2023-10-01", "2023-12-31", "2022-10-01", "2022-12-31")
    assert spans["This month"] == ("2024-02-01", "2024-02-29", "2023-02-01", "2023-02-28")
    assert spans["2023-03"] == ("2023-03-01", "2023-03-31", "2022-03-01", "2022-03-31")
    assert len(found) == 19
