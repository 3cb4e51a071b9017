"""The pandera schema is a real one: run by pandera itself, it reports what a pass reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
import pandera.pandas as pa
import pytest
from pandera.errors import SchemaErrors

from custsheet.checking.audit import Audit
from custsheet.checking.check import probes
from custsheet.checking.probe import Probe, findings, frame_schema
from custsheet.checking.view import View
from custsheet.model.snapshot import Snapshot

Build = Callable[..., Snapshot]
Usual = Callable[..., dict[str, Any]]


def view_of(read: Snapshot, day: date, sheet: str = "customers") -> View:
    return Audit(read, day).views[sheet]


@pytest.fixture
def mixed(build: Build, usual: Usual, day: date) -> View:
    rows = [
        {},
        {"mobile": "1"},
        {"name": None, "email": "x"},
        {"kind": "企业", "birth_date": date(2020, 1, 1)},
        {"mobile": None},
        {"gender": "x", "category": "y、会员"},
        {"customer_id": "C1"},
        {"customer_id": "C1", "tier_manual": "A"},
    ]
    return view_of(build({"customers": [usual("customers", row) for row in rows]}), day)


def test_frame_schema__reports_the_same_cells_when_pandera_runs_it(mixed: View) -> None:
    ours = probes(mixed)
    with pytest.raises(SchemaErrors) as caught:
        frame_schema(mixed, ours).validate(mixed.frame.copy(), lazy=True)
    cases = caught.value.failure_cases
    theirs = {(int(row), code) for row, code in zip(cases["index"], cases["check"], strict=True)}
    found = list(chain.from_iterable(findings(mixed, ours)))
    assert {(one.row, one.code) for one in found} == theirs
    assert len(found) == 11


def test_frame_schema__accepts_clean_rows(build: Build, usual: Usual, day: date) -> None:
    view = view_of(build({"customers": [usual("customers", {}), usual("customers", {})]}), day)
    frame_schema(view, probes(view)).validate(view.frame.copy(), lazy=True)


def test_frame_schema__names_every_check_by_its_code(mixed: View) -> None:
    schema = frame_schema(mixed, probes(mixed))
    assert isinstance(schema, pa.DataFrameSchema)
    assert {check.error for check in schema.columns["mobile"].checks} == {"E111", "I112", "W114", "W115", "W194"}
    assert {check.error for check in schema.checks} == {"E101", "E102", "W151", "W152", "I201"}


def test_findings__are_one_a_row_also_for_rules_over_several_columns(mixed: View) -> None:
    """pandera repeats a failure of whole rows once a column; a person is told once."""
    everything = Probe(
        "E102", None, lambda frame: np.ones(len(frame), dtype=bool), lambda at: mixed.finding("E102", at, "mobile")
    )
    assert [[one.row for one in found] for found in findings(mixed, [everything])] == [mixed.rows]


def test_findings__let_a_broken_check_be_seen(mixed: View) -> None:
    """pandera would turn a mistake of ours into one more failure of the data."""

    def broken(_: Any) -> Any:
        raise ZeroDivisionError

    probe = Probe("E111", "mobile", broken, lambda at: mixed.finding("E111", at, "mobile"))
    with pytest.raises(ZeroDivisionError):
        findings(mixed, [probe])
