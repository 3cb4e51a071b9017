"""The board against the KPIs themselves: every choice shows what they say of its own facts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from custsheet.analysis import cycle, tiers
from custsheet.analysis.board import cube as module
from custsheet.analysis.board.choices import choices
from custsheet.analysis.board.cube import cube
from custsheet.analysis.cards import cards
from custsheet.analysis.kpis import Kpi, Sources, buying, opinions, staff, work
from custsheet.analysis.kpis.bought import Bought
from custsheet.analysis.orders import read_orders
from custsheet.analysis.rules import Rules
from custsheet.model.board import CARDS, KEY_STEP, STATUSES, Board, key
from custsheet.model.snapshot import Snapshot, Table

sys.path.insert(0, str(Path(__file__).parents[1]))

import golden as company

Make = Callable[..., Any]
WHOLE: list[Sources] = []


class Scoped(Sources):
    """Of one owner, region and kind; how far the records reach back is the company's matter."""

    @property
    def reaches(self) -> bool:
        return replace(WHOLE[0], period=self.period).reaches


def _sources(snapshot: Snapshot, today: date = company.TODAY) -> Sources:
    rules = Rules.of(snapshot)
    return Sources.of(snapshot, rules, read_orders(snapshot, rules, today), tiers(snapshot, today), today)


def _scoped(whole: Sources, owner: str | None, region: str | None, kind: str | None = None) -> Sources:
    """The same of what belongs to an owner, a region and a kind, None = all."""
    if owner is None and region is None and kind is None:
        return whole
    table = whole.snapshot.tables["customers"].typed.drop_duplicates("customer_id")
    theirs = {
        one.customer_id: (owner in {None, one.owner}, region in {None, one.province}, kind in {None, one.kind})
        for one in table.itertuples()
        if one.customer_id
    }

    strange = (owner is None, region is None, kind is None)

    def mine(customer: Any) -> bool:
        return all(theirs.get(customer, strange))

    def kept(one: Table, mask: Any) -> Table:
        return replace(one, typed=one.typed[mask], raw=one.raw[mask])

    tables = {}
    for name, one in whole.snapshot.tables.items():
        if name == "tasks":
            whose = [owner in {None, row.owner} for row in one.typed.itertuples()]
            where = [all(theirs.get(row.customer_id, strange)[1:]) for row in one.typed.itertuples()]
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
    same = {name: getattr(whole, name) for name in ("rules", "first", "names", "tier", "places", "period", "today")}
    days = cycle.order_days(frames["bought"])
    purchases = Bought.of(days["day"], days["customer"].to_numpy(), len(whole.names))
    return Scoped(snapshot, **same, **frames, purchases=purchases)


def _row(board: Board, period: int, owner: int, region: int, kind: int = 1) -> dict[str, Any]:
    found = board.row(period, owner, region, kind)
    assert found is not None
    return {name: None if value != value else value for name, value in board.table.iloc[found].items()}


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
        {"min_sample": 1, "repurchase_target": 80},
        {
            "min_sample": 3,
            "retention_base": "net",
            "complaint_base": "active",
            "satisfaction_measure": "mean",
            "csat_mean_target": 3.5,
        },
        {"min_sample": 1, "complaint_base": "customers", "complaint_target": 10, "retention_target": 80},
    ],
)
def test_cube__every_choice_of_the_golden_company(workbook: Make, settings: dict[str, Any]) -> None:
    whole = _sources(workbook(**company.sheets(), settings=settings))
    WHOLE[:] = [whole]
    board = cube(whole)
    assert board.together == 3
    table = whole.snapshot.tables["customers"].typed
    names = [(name, [None, *sorted(set(table[name].dropna()))]) for name in ("owner", "province", "kind")]
    seen = 0
    for chosen in product(*(list(enumerate(one, 1)) for _, one in names)):
        at, said = zip(*chosen, strict=True)
        if key(*at) not in board.keys:
            asked = [(table[name] == one) | (one is None) for (name, _), one in zip(names, said, strict=True)]
            assert not (asked[0] & asked[1] & asked[2]).any()
            continue
        scope = _scoped(whole, *said)
        every = list(enumerate(choices(whole.period.end)))
        # Several together: some periods only, as that is where the time goes.
        for period, choice in every if sum(one > 1 for one in at) < 2 else every[:: len(every) // 3]:
            row, where = _row(board, period + 1, *at), (*said, choice.title.zh)
            for name, one in _expected(whole, scope, period).items():
                assert row[name] == pytest.approx(one.value, abs=1e-6), (name, where)
                delta = one.delta if one.kind == "score" or one.delta is None else one.delta * 100
                assert row[f"{name}_delta"] == pytest.approx(delta, abs=1e-6), (name, where)
                assert row[f"{name}_n"] == one.n, (name, where)
                assert STATUSES[int(row[f"{name}_status"])] == one.status, (name, where)
            _sales(whole, scope, choice, row, where)
            done = work.punctuality(scope.snapshot, choice.period)
            assert (row["tasks_hits"], row["tasks_n"]) == (done.hits, done.n), where
            if not period:
                assert row["tasks_n"] == staff.tasks(scope).n, where
            seen += 1
    assert seen > 100


def _sales(whole: Sources, scope: Sources, choice: Any, row: dict[str, Any], where: Any) -> None:
    """Revenue and buyers, counted by hand."""
    cents, before, buyers, earlier = 0, 0, set(), set()
    orders: dict[tuple[int, int], int] = {}
    for line in scope.lines.itertuples():
        if choice.period.start <= line.day <= choice.period.end:
            cents += line.cents
            orders[line.customer, line.order] = orders.get((line.customer, line.order), 0) + line.gross
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
    assert row["revenue_n"] == sum(gross > 0 for gross in orders.values()), where
    assert row["buyers"] == len(buyers), where
    new = sum(choice.period.start <= one <= choice.period.end for one in first.values())
    assert (row["buyers_new"], row["buyers_met"]) == ((new, None) if reaches else (None, new)), where
    kept = replace(whole, period=choice.year.before()).reaches
    assert (row["retention_whole"] is None, row["retention_part"] is None) == (not kept, kept), where
    grown = cents / before - 1 if reaches and before > 0 else None
    assert row["revenue_delta"] == pytest.approx(grown, abs=1e-6), where
    more = len(buyers) / len(earlier) - 1 if reaches and earlier else None
    assert row["buyers_delta"] == pytest.approx(more, abs=1e-6), where


def test_cube__without_a_choice_it_is_the_cards(workbook: Make) -> None:
    sources = _sources(
        workbook(**company.sheets(), settings={"min_sample": 1, "revenue_target": 1000, "repurchase_target": 82})
    )
    row = _row(cube(sources), 1, 1, 1)
    shown = cards(sources)
    assert tuple(card.name for card in shown) == CARDS
    for card in shown:
        assert row[card.name] == pytest.approx(card.value, abs=1e-6), card.name
        delta = card.delta if card.kind != "percent" or card.delta is None else card.delta * 100
        assert row[f"{card.name}_delta"] == pytest.approx(delta, abs=1e-6), card.name
        assert STATUSES[int(row[f"{card.name}_status"])] == card.status, card.name


@pytest.mark.parametrize("together", [2, 1])
def test_cube__fewer_together_where_they_are_too_many(
    workbook: Make, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    sources = _sources(workbook(**company.sheets()))
    full = cube(sources)
    few = [one for one in full.keys if sum(part > 1 for part in _parts(one)) <= together]
    assert len(few) < len(full.keys)
    monkeypatch.setattr(module, "MOST_ROWS", len(few) * len(full.periods))
    board = cube(sources)
    assert board.together == together
    assert list(board.keys) == few
    for one in few:
        for period in range(1, len(full.periods) + 1):
            assert _row(board, period, *_parts(one)) == _row(full, period, *_parts(one))


def test_cube__no_row_twice(workbook: Make) -> None:
    board = cube(_sources(workbook(**company.sheets())))
    assert not board.table.duplicated().any()
    assert sorted(set(board.rows.ravel().tolist())) == list(range(len(board.table)))
    assert len(board.table) < board.rows.size / 2


def _parts(one: int) -> tuple[int, int, int]:
    return one // KEY_STEP**2, one // KEY_STEP % KEY_STEP, one % KEY_STEP


@pytest.mark.parametrize("sheets", [{}, {"customers": []}, {"customers": [{"customer_id": "C1", "owner": "王芳"}]}])
def test_cube__of_next_to_nothing(workbook: Make, sheets: dict[str, Any]) -> None:
    board = cube(_sources(workbook(**sheets)))
    values = board.table.to_numpy(dtype="float64")
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
