"""Who is foretold to buy, pass by pass through a real workbook: remembered once a month, graded, then forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import custsheet
from custsheet.analysis import Facts, predictions
from custsheet.memory.backups import Backups
from custsheet.model.outcome import Outcome

DAY = date(2026, 6, 17)
Pass = Callable[[int], Outcome]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Three customers who bought every ten days; two of them will come again in the month that follows."""
    customers = [
        {"customer_id": f"C{n:06}", "kind": "个人", "name": f"张{n}", "mobile": f"139000{n:05}", "owner": "王芳",
         "consent_basis": "履行合同", "entered_by": "王芳", "entered_on": DAY, "verified_on": DAY}
        for n in range(1, 4)
    ]  # fmt: skip
    ago = [(n, days) for n in range(1, 4) for days in (35, 25, 15, 5)] + [(1, -6), (2, -30), (3, -31)]
    orders = [
        {"order_no": f"SO{at}", "line": 1, "customer_id": f"C{n:06}", "date": DAY - timedelta(days=days), "amount": 100}
        for at, (n, days) in enumerate(ago)
    ]
    return custsheet.create(tmp_path / "a.xlsx", tables={"customers": customers, "orders": orders}, today=DAY)


@pytest.fixture
def run(book: Path, tmp_path: Path) -> Pass:
    return lambda days: custsheet.process(book, today=DAY + timedelta(days=days), backups=Backups(tmp_path / "kept"))


def test_process__foretells_once_a_month_and_grades_what_came(book: Path, run: Pass) -> None:
    first = run(0)
    (batch,) = first.predictions
    assert dict(batch.due) == {f"C{n:06}": DAY + timedelta(days=5) for n in range(1, 4)}
    assert custsheet.check(book, today=DAY).snapshot.memory.predictions == first.predictions
    assert run(0).written is False
    assert run(3).predictions == first.predictions  # one batch a month

    month = run(30)
    assert month.predictions[0] == batch  # graded, but orders may still be entered
    assert [one.made_on for one in month.predictions[1:]] in ([], [DAY + timedelta(days=30)])
    assert month.tiers is not None
    said = Facts.of(month.snapshot, month.tiers, month.today).value.said
    assert said is not None
    assert said.zh == "2026-06-17 预测 3 位客户会在 30 天内购买，实际 2 位（67%）。"

    later = run(60)
    assert (later.predictions[0].due, later.predictions[0].came) == ({}, 2)
    assert custsheet.check(book, today=later.today).snapshot.memory.predictions == later.predictions


def test_process__foretells_nothing_where_the_sheet_is_switched_off(book: Path, run: Pass) -> None:
    outcome = run(0)
    assert outcome.tiers is not None
    off = {**outcome.snapshot.settings, "draw_value": "never"}
    facts = Facts.of(replace(outcome.snapshot, settings=off), outcome.tiers, DAY)
    assert predictions(facts) == outcome.snapshot.memory.predictions == ()
