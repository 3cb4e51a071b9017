"""The quality score of a real workbook, pass by pass: one value a day, and nothing written where nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

import custsheet
from custsheet import reading
from custsheet.memory.backups import Backups
from custsheet.model.outcome import Outcome
from custsheet.model.snapshot import Memory

DAY = date(2026, 6, 17)
Pass = Callable[..., Outcome]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    rows = [
        {"customer_id": f"C{n:06}", "kind": "个人", "name": f"张{n}", "mobile": f"139000{n:05}", "owner": "王芳",
         "consent_basis": "履行合同", "entered_by": "王芳", "entered_on": DAY, "verified_on": DAY}
        for n in range(1, 13)
    ]  # fmt: skip
    return custsheet.create(tmp_path / "a.xlsx", tables={"customers": rows}, today=DAY)


@pytest.fixture
def run(book: Path, tmp_path: Path) -> Pass:
    def process(days: int, **how: object) -> Outcome:
        day = DAY + timedelta(days=days)
        return custsheet.process(book, today=day, backups=Backups(tmp_path / "kept"), **how)  # type: ignore[arg-type]

    return process


def test_process__remembers_one_score_a_day(book: Path, run: Pass) -> None:
    first = run(0)
    assert first.quality is not None
    assert custsheet.check(book, today=DAY).snapshot.memory.scores == first.quality.history
    assert run(0).written is False
    later = run(1)
    assert later.quality is not None
    assert list(later.quality.history) == ["2026-06-17", "2026-06-18"]
    assert later.quality.before is not None
    assert later.quality.before[0] == DAY
    held = openpyxl.load_workbook(book)["质量评分"]
    assert len(held._charts) == 1
    assert run(1).written is False


def test_process__a_later_pass_of_the_day_replaces_its_score(book: Path, run: Pass) -> None:
    first = run(0)
    sheet = first.snapshot.tables["customers"]
    with_gap = openpyxl.load_workbook(book)
    with_gap[sheet.title].cell(sheet.header_row + 1, sheet.columns["owner"]).value = None
    with_gap.save(book)
    second = run(0)
    assert first.quality is not None
    assert second.quality is not None
    assert list(second.quality.history) == ["2026-06-17"]
    assert second.quality.history["2026-06-17"]["completeness"] < first.quality.history["2026-06-17"]["completeness"]


def test_stamp__does_not_hear_of_scores(book: Path) -> None:
    snapshot = custsheet.check(book, today=DAY).snapshot
    scored = replace(snapshot, memory=Memory(scores={"2026-06-01": {"total": 0.5}}))
    assert reading.stamp(scored, DAY, "1") == reading.stamp(snapshot, DAY, "1")


def test_process__a_side_car_keeps_the_trend_of_its_workbook(book: Path, run: Pass) -> None:
    run(0)
    aside = run(1, side_car=True)
    assert aside.target is not None
    assert list(custsheet.check(aside.target, today=DAY).snapshot.memory.scores) == ["2026-06-17", "2026-06-18"]
    assert list(custsheet.check(book, today=DAY).snapshot.memory.scores) == ["2026-06-17"]
