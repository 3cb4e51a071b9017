"""What was computed is kept as long as nothing an analysis looks at has changed; it equals what would be made anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import custsheet.analysis
from custsheet import checking
from custsheet.analysis import Analysed, Facts, tiers
from custsheet.analysis.analysed import UNSEEN, analyse
from custsheet.analysis.reports import OF_QUALITY, REPORTS
from custsheet.model.finding import Finding
from custsheet.model.latest import Latest
from custsheet.model.snapshot import Snapshot

from . import golden

UNLOOKED = [("customers", "mobile", "13912345678"), ("customers", "email", "a@example.com")]
LOOKED_AT = [
    ("customers", "owner", "新人"),
    ("customers", "company", "改名公司"),
    ("orders", "amount", 12_345.0),
    ("orders", "date", datetime(2024, 4, 1)),
    ("service", "csat", 1.0),
    ("tasks", "due", datetime(2024, 1, 2)),
]


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept from another test."""
    _forget(monkeypatch)


@pytest.fixture(scope="module")
def company(workbook: Any) -> Snapshot:
    snapshot: Snapshot = workbook(**golden.sheets(), native=True)
    return snapshot


def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_UNSCORED", "_SCORED"):
        monkeypatch.setattr(f"custsheet.analysis.analysed.{name}", Latest())


def _made(snapshot: Snapshot, findings: Any = ()) -> Analysed:
    return analyse(snapshot, golden.TODAY, findings, None)


def _with(snapshot: Snapshot, sheet: str, field: str, value: Any) -> Snapshot:
    """The snapshot with another value in the first record."""
    table = snapshot.tables[sheet]
    raw, typed = table.raw.copy(), table.typed.copy()
    raw.iloc[0, raw.columns.get_loc(field)] = value
    typed.iloc[0, typed.columns.get_loc(field)] = value
    return replace(snapshot, tables={**snapshot.tables, sheet: replace(table, raw=raw, typed=typed)})


def _plain(value: Any) -> Any:
    """Any value in terms that can be compared."""
    if isinstance(value, pd.DataFrame | pd.Series):
        return repr(value.to_dict()), repr(value.index.tolist())
    if is_dataclass(value):
        return [(one.name, _plain(getattr(value, one.name))) for one in fields(value)]
    if isinstance(value, Mapping):
        return [(repr(key), _plain(one)) for key, one in value.items()]
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return repr(value)


def _is_kept(before: Analysed, after: Analysed) -> bool:
    assert [one.name for one in before.reports] == [one.name for one in after.reports]
    pairs = [(before.tiers, after.tiers), (before.figures, after.figures)]
    return all(a is b for a, b in [*pairs, *zip(before.reports, after.reports, strict=True)])


def test_analysed__nothing_changed_nothing_is_computed(company: Snapshot) -> None:
    assert _is_kept(_made(company), _made(replace(company)))


@pytest.mark.parametrize(("sheet", "field", "value"), UNLOOKED)
def test_analysed__what_no_analysis_looks_at_changes_nothing(
    company: Snapshot, monkeypatch: pytest.MonkeyPatch, sheet: str, field: str, value: Any
) -> None:
    changed = _with(company, sheet, field, value)
    kept = _made(company)
    assert _is_kept(kept, _made(changed))
    _forget(monkeypatch)
    assert _plain(_made(changed)) == _plain(kept)


@pytest.mark.parametrize(("sheet", "field", "value"), LOOKED_AT)
def test_analysed__what_one_looks_at_is_computed_anew(
    company: Snapshot, monkeypatch: pytest.MonkeyPatch, sheet: str, field: str, value: Any
) -> None:
    before = _made(company)
    after = _made(_with(company, sheet, field, value))
    assert _plain(after) != _plain(before)
    _forget(monkeypatch)
    assert _plain(_made(_with(company, sheet, field, value))) == _plain(after)


def test_analysed__settings_days_and_doubts_count(company: Snapshot) -> None:
    before = _made(company)
    settings = {**company.settings, "currency": "€"}
    assert not _is_kept(before, _made(replace(company, settings=settings)))
    assert not _is_kept(before, analyse(company, golden.TODAY + timedelta(days=40), (), None))
    row = int(company.tables["orders"].raw.index[0])
    before = _made(company)
    assert not _is_kept(before, _made(company, [Finding("I173", "orders", row, "unit_price")]))
    row = int(company.tables["customers"].raw.index[0])
    assert _is_kept(_made(company), _made(company, [Finding("W194", "customers", row, "mobile")]))
    assert not _is_kept(_made(company), _made(company, [Finding("W194", "customers", row, "name")]))


def test_analysed__hides_nothing_that_counts(company: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    restricted = _made(company)
    _forget(monkeypatch)
    monkeypatch.setattr("custsheet.analysis.analysed._in_sight", lambda snapshot: snapshot)
    monkeypatch.setattr("custsheet.analysis.analysed.UNSEEN", {})
    assert _plain(_made(company)) == _plain(restricted)


def test_analysed__what_the_workbook_remembers_of_it_changes_nothing(
    company: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _made(company)
    memory = replace(company.memory, standings=first.tiers.standings, predictions=first.predictions)
    later = replace(company, memory=memory)
    assert _is_kept(first, _made(later))
    _forget(monkeypatch)
    assert _plain(_made(later)) == _plain(first)


def test_unseen__no_analysis_names_such_a_field() -> None:
    names = "|".join(sorted(UNSEEN["customers"]))
    for file in Path(custsheet.analysis.__file__).parent.rglob("*.py"):
        if file.name not in {"analysed.py", "survival.py"}:  # the latter says what survives when records are merged
            assert not re.search(f"[\"']({names})[\"']", file.read_text("utf-8")), file


def test_analysed__what_the_standard_calls_a_record_by_is_in_sight(company: Snapshot) -> None:
    customers = company.schema.sheet("customers")
    named = customers.but(label_fields=("mobile", "customer_id"), owner_field="entered_by")
    schema = company.schema.but(sheets=tuple(named if one is customers else one for one in company.schema.sheets))
    told = _made(replace(company, schema=schema)).tiers.table
    typed = company.tables["customers"].typed
    mobile = typed["mobile"].where(typed["mobile"].notna(), typed["customer_id"])
    assert told["customer"].to_dict() == mobile.loc[told.index].to_dict()


def test_of_quality__no_other_report_tells_of_the_scores(company: Snapshot) -> None:
    scores = checking.quality(company, (), (), golden.TODAY)
    assert scores is not None
    plain, scored = (
        Facts.of(company, tiers(company, golden.TODAY), golden.TODAY, quality) for quality in (None, scores)
    )
    for name in REPORTS:
        same = _plain(REPORTS[name](plain)) == _plain(REPORTS[name](scored))
        assert same == (name not in OF_QUALITY), name
