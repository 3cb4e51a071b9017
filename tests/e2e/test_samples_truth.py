"""The sample workbooks, read, checked and matched as one pass does it, against what was put into them on purpose.

The truth tables come from a generator that shares no code with what is measured here.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import custsheet
from custsheet import checking, matching, reading
from custsheet.model.finding import COLUMN_FORMULA, Finding
from custsheet.model.load import load_schema
from custsheet.model.outcome import DuplicateGroup
from custsheet.model.snapshot import Snapshot
from custsheet.resources import folder

TODAY = date(2026, 6, 17)
# The truth tables stand beside the samples in the source tree; they are not installed.
SAMPLES = Path(__file__).resolve().parents[2] / "sample_workbooks"
sys.path.insert(0, str(SAMPLES))

import generate as script  # noqa: E402 - in the folder of the samples

NAMES = ["零售连锁", "制造企业", "两位客户", "retail-chain", "b2b-maker", "two-customers"]
# Other companies with the same faults, so that nothing is right by the luck of the shipped ones.
OTHERS = [f"retail {lang} {seed}" for seed in (1, 2, 3) for lang in ("zh", "en")]
each = pytest.mark.parametrize("name", [*NAMES, *(pytest.param(one, marks=pytest.mark.slow) for one in OTHERS)])

# Faults whose right value the workbook itself tells: there a proposal must be made, and it must be the right one.
CERTAIN = {
    ("E101", "colleagues"),
    ("E111", "country_code"),
    ("E111", "spaces"),
    ("E111", "spaced_mobile"),
    ("E111", "full_width"),
    ("W113", "brackets"),
    ("W113", "spaces"),
    ("W113", "extension"),
    ("W114", "no_area_code"),
    ("W115", "wrong_column"),
    ("E121", "full_width_sign"),
    ("E121", "full_width_dot"),
    ("E121", "full_width_email"),
    ("W122", "domain"),
    ("E131", "small_x"),
    ("W133", "another_day"),
    ("W133", "another_gender"),
    ("E141", "small_letters"),
    ("E141", "letter_o"),
    ("E141", "letter_i"),
    ("W152", "misspelt"),
    ("W152", "short"),
    ("W152", "all_in_one"),
    ("E161", "text_date"),
    ("E163", "exchanged"),
    ("E171", "in_wan"),
    ("E171", "with_currency"),
    ("E171", "text_number"),
    ("E171", "full_width"),
    ("W172", "price_of_one"),
    ("W172", "digits_swapped"),
    ("I185", "other_word"),
    ("E192", "name_for_id"),
    ("E192", "mobile_for_id"),
    ("E192", "short_id"),
    ("I193", "spaces"),
    ("I193", "full_width"),
    ("I193", "full_width_company"),
    ("I193", "zero_width"),
    ("I193", "line_break"),
}
# A payment dated a year too early: exchanging the two dates is a fair proposal, though the year was the slip.
ANOTHER_CURE = {"year_before"}
# There more than one value is right; each has a test of its own.
OPEN = {"E191", "W151", "W196"}
PLACES = ("province", "city", "district")


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
    data, truth = _shipped(name) if name in NAMES else _made(*name.split())
    schema = load_schema((folder("schemas") / "customers.yaml").read_text(encoding="utf-8"))
    snapshot = reading.read(data, schema=schema, today=TODAY)
    findings = checking.check(snapshot, TODAY)
    return Passed(yaml.safe_load(truth), snapshot, findings, tuple(matching.find_groups(snapshot)))


def _shipped(name: str) -> tuple[bytes, str]:
    path = SAMPLES / f"{name}.xlsx"
    return path.read_bytes(), path.with_suffix(".truth.yaml").read_text(encoding="utf-8")


def _made(kind: Any, lang: Any, seed: str) -> tuple[bytes, str]:
    return script.make(kind, lang, script.standard(), int(seed))


def _matches(snapshot: Snapshot, finding: Finding, fault: dict[str, Any]) -> bool:
    if (finding.sheet, finding.row, finding.code) != (fault["sheet"], fault["row"], fault["code"]):
        return False
    # A key of several columns, or places that contradict each other, are reported once, whichever was typed wrong.
    key = snapshot.schema.sheet(fault["sheet"]).primary_key if finding.code == "E191" else ()
    parts = PLACES if finding.code == "W152" else key
    return finding.field == fault["field"] or (finding.field in parts and fault["field"] in parts)


def _plain(value: Any, code: str) -> Any:
    """A day as a day; places without the spaces that Chinese addresses have or have not."""
    if value == COLUMN_FORMULA:  # the truth knows of no value that should stand there
        return None
    if isinstance(value, str) and code == "W152":
        return value.replace(" ", "")
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
        if finding is None or fault["kind"] in ANOTHER_CURE or fault["code"] in OPEN:
            continue
        code = fault["code"]
        edits = {edit.field: _plain(edit.value, code) for edit in finding.edits if edit.row == fault["row"]}
        expected = {fault["field"]: _plain(fault["right"], code)}
        expected |= {field: _plain(value, code) for field, value in fault.get("moved", {}).items()}
        certain = (code, fault["kind"]) in CERTAIN
        if (certain or edits) and edits != expected:
            wrong.append((fault, edits))
    assert wrong == []


@each
def test_proposals__for_numbers_that_stand_twice_are_free(name: str) -> None:
    one = passed(name)
    given = [edit for found in one.findings if found.code == "E191" for edit in found.edits]
    for edit in given:
        assert edit.value not in one.snapshot.tables[edit.sheet].raw[edit.field].tolist()
    assert len({(edit.sheet, edit.value) for edit in given}) == len(given)
    copied = [fault for fault in one.truth["faults"] if fault["kind"] == "copied_row"]
    assert all((found := one.of(fault)) is not None and found.edits for fault in copied)


@each
def test_proposals__for_postcodes_are_of_the_same_part_of_the_country(name: str) -> None:
    one = passed(name)
    for fault in one.truth["faults"]:
        found = one.of(fault)
        if fault["code"] == "W151" and found is not None and found.edits:
            assert str(found.proposal)[:3] == fault["right"][:3]


@each
def test_proposals__for_personal_data_hold_none_of_it(name: str) -> None:
    one = passed(name)
    for fault in one.truth["faults"]:
        if fault["code"] == "W196":
            found = one.of(fault)
            assert found is not None
            said, (before, after) = str(found.proposal), fault["right"].split("***")
            assert said.startswith(before)
            assert said.endswith(after)
            assert fault["dirty"].removeprefix(before).removesuffix(after) not in said


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


@pytest.mark.parametrize(("name", "lang"), [("零售连锁", "zh"), ("retail-chain", "en")])
def test_new__filled_with_the_sample_has_its_faults_whatever_the_day(name: str, lang: Any, tmp_path: Path) -> None:
    """What `custsheet new --sample` and `custsheet demo` make, but for cells only the shipped file has."""
    truth = yaml.safe_load((SAMPLES / f"{name}.truth.yaml").read_text(encoding="utf-8"))["faults"]
    day = date(2027, 2, 3)
    path = custsheet.create(tmp_path / "sample.xlsx", lang=lang, sample=True, today=day)
    found = {(one.sheet, one.row, one.code) for one in custsheet.check(path, today=day).findings}
    wanted = {(one["sheet"], one["row"], one["code"]) for one in truth if one["code"] != "E195"}
    (blank,) = (one for one in truth if one["kind"] == "error" and one["field"] == "amount")
    assert found == wanted | {(blank["sheet"], blank["row"], "E101")}
    assert 100 <= len(found) <= 220
