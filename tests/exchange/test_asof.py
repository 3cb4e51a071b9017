"""As of a past day, what began later is not there and what was closed later is still open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import custsheet
from custsheet.exchange import report
from custsheet.exchange.asof import as_it_stood
from custsheet.model.prediction import Batch
from custsheet.model.snapshot import Snapshot

TODAY, DAY = date(2026, 11, 30), date(2026, 10, 31)
TABLES: dict[str, list[dict[str, Any]]] = {
    "customers": [
        {"customer_id": "C1", "name": "甲", "entered_on": date(2026, 1, 5)},
        {"customer_id": "C2", "name": "乙", "entered_on": date(2026, 11, 5)},
        {"customer_id": "C3", "name": "丙", "entered_on": date(2026, 11, 5)},
        {"customer_id": "C4", "name": "丁"},
    ],
    "orders": [
        {"order_no": "O1", "customer_id": "C1", "date": date(2026, 10, 31), "amount": 100},
        {"order_no": "O2", "customer_id": "C3", "date": date(2026, 10, 2), "amount": 100},
        {"order_no": "O3", "customer_id": "C1", "date": date(2026, 11, 1), "amount": 100},
    ],
    "service": [
        {"case_id": "S1", "customer_id": "C1", "requested_at": datetime(2026, 10, 31, 23, 0), "status": "solved",
         "first_response_at": datetime(2026, 10, 31, 23, 30), "resolved_at": datetime(2026, 11, 1, 0, 0), "csat": 2},
        {"case_id": "S2", "customer_id": "C1", "requested_at": datetime(2026, 10, 30, 9, 0), "status": "closed",
         "first_response_at": datetime(2026, 11, 2, 9, 0), "resolved_at": datetime(2026, 11, 2, 10, 0)},
        {"case_id": "S3", "customer_id": "C1", "requested_at": datetime(2026, 10, 5, 9, 0), "status": "solved",
         "resolved_at": datetime(2026, 10, 31, 23, 0), "csat": 5},
        {"case_id": "S4", "customer_id": "C1", "requested_at": datetime(2026, 11, 27, 9, 0), "status": "waiting"},
    ],
    "campaigns": [
        {"campaign": "旧", "customer_id": "C1", "start_date": date(2026, 10, 1), "participation": "joined"},
        {"campaign": "新", "customer_id": "C1", "start_date": date(2026, 11, 14), "participation": "joined"},
    ],
    "feedback": [
        {"feedback_id": "F1", "customer_id": "C1", "date": date(2026, 10, 9), "status": "closed", "outcome": "换货",
         "handled_on": date(2026, 10, 20), "told_on": date(2026, 11, 3)},
        {"feedback_id": "F2", "customer_id": "C1", "date": date(2026, 10, 9), "status": "closed", "outcome": "换货",
         "handled_on": date(2026, 11, 2), "told_on": date(2026, 11, 3)},
    ],
    "tasks": [
        {"task_id": "T1", "due": date(2026, 10, 31), "status": "done", "done_on": date(2026, 11, 4)},
        {"task_id": "T2", "due": date(2026, 10, 31), "status": "done", "done_on": date(2026, 10, 31)},
        {"task_id": "T3", "due": date(2026, 10, 9), "status": "open"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module", params=["zh", "en"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("asof") / "a.xlsx"
    return custsheet.create(path, lang=request.param, tables=TABLES, today=TODAY)


@pytest.fixture(scope="module")
def stood(book: Path) -> Snapshot:
    return as_it_stood(custsheet.check(book, today=TODAY).snapshot, DAY)


def _said(snapshot: Snapshot, sheet: str, *names: str) -> list[tuple[Any, ...]]:
    table = snapshot.tables[sheet]
    assert table.raw.index.equals(table.typed.index)
    return [tuple(None if pd.isna(one) else one for one in row) for row in table.typed[list(names)].to_numpy(object)]


def test_stood__what_began_later_is_not_there(stood: Snapshot) -> None:
    assert _said(stood, "orders", "order_no") == [("O1",), ("O2",)]
    assert _said(stood, "campaigns", "campaign") == [("旧",)]
    assert _said(stood, "service", "case_id") == [("S1",), ("S2",), ("S3",)]


def test_stood__who_had_bought_was_a_customer_whenever_written_down(stood: Snapshot) -> None:
    assert _said(stood, "customers", "customer_id") == [("C1",), ("C3",), ("C4",)]


def test_stood__what_was_closed_later_is_open(stood: Snapshot) -> None:
    assert _said(stood, "service", "status", "csat") == [("working", None), ("waiting", None), ("solved", 5.0)]
    assert _said(stood, "feedback", "outcome") == [("换货",), (None,)]
    assert stood.tables["feedback"].typed["told_on"].isna().all()
    assert _said(stood, "tasks", "status") == [("open",), ("done",), ("open",)]
    assert stood.tables["tasks"].typed["done_on"].notna().tolist() == [False, True, False]


def test_stood__what_was_foretold_or_graded_later_is_not_known(book: Path) -> None:
    early, later = Batch(date(2026, 7, 1), {}, 9, 4), Batch(date(2026, 11, 5), {}, 8)
    open_then = Batch(date(2026, 10, 20), {}, 7, 3)  # graded once its days were over
    snapshot = custsheet.check(book, today=TODAY).snapshot
    snapshot = replace(snapshot, memory=replace(snapshot.memory, predictions=(early, open_then, later)))
    assert as_it_stood(snapshot, DAY).memory.predictions == (early,)


def test_report__of_a_month_knows_nothing_of_what_came_after(book: Path) -> None:
    done = report(book, book.with_name(f"{book.stem}-m.xlsx"), month=DAY, today=TODAY)
    opened = openpyxl.load_workbook(done.workbook)
    said = " ".join(str(cell.value) for sheet in opened for row in sheet.iter_rows() for cell in row if cell.value)
    assert "2026-10-31" in said
    for later in ("2026-11-14", "2026-11-27", "晚于基准日", "dated after"):
        assert later not in said
