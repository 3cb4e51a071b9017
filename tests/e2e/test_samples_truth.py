"""The sample workbooks, read, checked and matched as one pass does it, against what was put into them on purpose.

The truth tables come from a generator that shares no code with what is measured here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from custsheet import checking, matching, reading
from custsheet.model.finding import Finding
from custsheet.model.load import load_schema
from custsheet.model.outcome import DuplicateGroup
from custsheet.model.snapshot import Snapshot
from custsheet.resources import folder

TODAY = date(2026, 6, 17)
# The truth tables stand beside the samples in the source tree; they are not installed.
SAMPLES = Path(__file__).resolve().parents[2] / "sample_workbooks"
NAMES = ["零售连锁", "制造企业", "两位客户", "retail-chain", "b2b-maker", "two-customers"]
each = pytest.mark.parametrize("name", NAMES)

# Faults whose right value the row itself tells: there a proposal must be made, and it must be the right one.
CERTAIN = {
    ("E111", "country_code"),
    ("E111", "spaces"),
    ("E111", "spaced_mobile"),
    ("E111", "full_width"),
    ("W113", "no_dash"),
    ("W114", "no_area_code"),
    ("W115", "wrong_column"),
    ("E121", "full_width_sign"),
    ("E121", "full_width_email"),
    ("E161", "text_date"),
    ("E163", "exchanged"),
    ("E171", "in_wan"),
    ("E171", "with_currency"),
    ("E171", "text_number"),
    ("E171", "full_width"),
    ("W172", "price_of_one"),
    ("W172", "digits_swapped"),
    ("I193", "spaces"),
    ("I193", "full_width"),
    ("I193", "full_width_company"),
}
# A payment dated a year too early: exchanging the two dates is a fair proposal, though the year was the slip.
ANOTHER_CURE = {"year_before"}


@dataclass(frozen=True)
class Passed:
    """One sample after reading, checking and matching, and the truth about it."""

    truth: dict[str, Any]
    snapshot: Snapshot
    findings: tuple[Finding, ...]
    groups: tuple[DuplicateGroup, ...]

    def of(self, fault: dict[str, Any]) -> Finding | None:
        """The finding of this fault."""
        return next((one for one in self.findings if _matches(self.snapshot, one, fault)), None)


@cache
def passed(name: str) -> Passed:
    samples = SAMPLES
    schema = load_schema((folder("schemas") / "customers.yaml").read_text(encoding="utf-8"))
    snapshot = reading.read((samples / f"{name}.xlsx").read_bytes(), schema=schema, today=TODAY)
    return Passed(
        truth=yaml.safe_load((samples / f"{name}.truth.yaml").read_text(encoding="utf-8")),
        snapshot=snapshot,
        findings=checking.check(snapshot, TODAY),
        groups=tuple(matching.find_groups(snapshot)),
    )


def _matches(snapshot: Snapshot, finding: Finding, fault: dict[str, Any]) -> bool:
    if (finding.sheet, finding.row, finding.code) != (fault["sheet"], fault["row"], fault["code"]):
        return False
    # A key of several columns is reported once, whichever of them was typed wrong.
    key = snapshot.schema.sheet(fault["sheet"]).primary_key if finding.code == "E191" else ()
    return finding.field == fault["field"] or (finding.field in key and fault["field"] in key)


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) and value.time() == datetime.min.time() else value


@each
def test_rows__are_all_read(name: str) -> None:
    one = passed(name)
    assert {sheet: len(table.raw) for sheet, table in one.snapshot.tables.items() if len(table.raw)} == {
        sheet: rows for sheet, rows in one.truth["rows"].items() if rows
    }
    assert one.snapshot.native
    assert one.snapshot.lang == one.truth["language"]


@each
def test_faults__are_all_found(name: str) -> None:
    one = passed(name)
    missed = [fault for fault in one.truth["faults"] if one.of(fault) is None]
    assert missed == []


@each
def test_findings__are_true(name: str) -> None:
    """Of a hundred findings at most one names a cell in which nothing is wrong."""
    one = passed(name)
    false = [
        finding
        for finding in one.findings
        if not any(_matches(one.snapshot, finding, fault) for fault in one.truth["faults"])
    ]
    assert len(false) <= 0.01 * len(one.findings), false


@each
def test_proposals__are_right(name: str) -> None:
    one = passed(name)
    wrong = []
    for fault in one.truth["faults"]:
        finding = one.of(fault)
        if finding is None or fault["kind"] in ANOTHER_CURE:
            continue
        edits = {edit.field: _plain(edit.value) for edit in finding.edits if edit.row == fault["row"]}
        expected = {fault["field"]: _plain(fault["right"])}
        expected |= {field: _plain(value) for field, value in fault.get("moved", {}).items()}
        certain = (fault["code"], fault["kind"]) in CERTAIN
        if (certain or edits) and edits != expected:
            wrong.append((fault, edits))
    assert wrong == []


@each
def test_planted__records_are_judged_rightly(name: str) -> None:
    one = passed(name)
    wrong = []
    for planted in one.truth["planted"]:
        hits = [group for group in one.groups if len(set(group.rows) & set(planted["rows"])) > 1]
        bands = {str(group.band) for group in hits} or {"none"}
        if not bands <= set(planted["bands"]):
            wrong.append((planted, hits))
        if "none" not in planted["bands"] and not any(set(planted["rows"]) <= set(group.rows) for group in hits):
            wrong.append((planted, hits))
    assert wrong == []


@each
def test_groups__are_all_planted(name: str) -> None:
    """Nobody else is taken for somebody else's double."""
    one = passed(name)
    pairs = [set(planted["rows"]) for planted in one.truth["planted"]]
    strangers = [group for group in one.groups if not any(set(group.rows) <= rows for rows in pairs)]
    assert strangers == []
