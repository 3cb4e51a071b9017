"""The one JSON object that `--json` prints. Keys may be added, never renamed: other programs rely on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from custsheet.model.address import cell_address, place
from custsheet.model.errors import LANGS, Lang
from custsheet.model.finding import Cell, ColumnFormula, Edit, Finding
from custsheet.model.mend import Mend, told
from custsheet.model.outcome import DuplicateGroup, Outcome
from custsheet.model.quality import Quality, Score
from custsheet.model.rules import message
from custsheet.model.snapshot import Snapshot


def as_json(outcome: Outcome) -> dict[str, Any]:
    """`outcome` in the words of the public interface; plain data, ready for `json.dumps`."""
    return {
        "workbook": str(outcome.workbook),
        "digest": outcome.digest,
        "today": outcome.today.isoformat(),
        "lang": outcome.snapshot.lang,
        "written": outcome.written and outcome.target is not None,
        "would_write": outcome.written,
        "target": str(outcome.target) if outcome.target else None,
        "backup": str(outcome.backup) if outcome.backup else None,
        "seconds": round(outcome.seconds, 3),
        "counts": outcome.counts,
        "rows": outcome.rows,
        "findings": list(_findings(outcome)),
        "ignored": [
            _finding(outcome.snapshot, one.finding, _said(outcome, one.finding)) | {"reason": one.reason}
            for one in outcome.ignored
        ],
        "mends": [_mend(outcome.snapshot, one) for one in outcome.mends],
        "mended": [said.model_dump() for said in told(outcome.mends)],
        "tiers": outcome.tiers.counts if outcome.tiers else {},
        "duplicates": [_group(group) for group in outcome.duplicates],
        "quality": _quality(outcome.quality, outcome.snapshot) if outcome.quality else None,
        "sheets": list(outcome.sheets),
        "notices": [notice.model_dump() for notice in outcome.notices],
    }


def _findings(outcome: Outcome) -> Iterator[dict[str, Any]]:
    for finding in outcome.findings:
        yield _finding(outcome.snapshot, finding, _said(outcome, finding))


def _said(outcome: Outcome, finding: Finding) -> dict[Lang, str]:
    snapshot = outcome.snapshot
    titles = snapshot.sheet_titles
    return {lang: message(finding, snapshot.schema, lang, titles, snapshot.field_labels(lang)) for lang in LANGS}


def _mend(snapshot: Snapshot, mend: Mend) -> dict[str, Any]:
    table = snapshot.table(mend.sheet)
    return {
        "kind": mend.kind,
        "sheet": table.title if table else mend.sheet,
        "cell": mend.cell,
        "field": mend.field,
        "record": mend.record,
        "old": _plain(mend.old),
        "new": _plain(mend.new),
        "code": mend.code,
        "count": mend.count,
    }


def _finding(snapshot: Snapshot, finding: Finding, said: dict[Lang, str]) -> dict[str, Any]:
    title, cell = place(snapshot, finding)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "sheet": title,
        "cell": cell,
        "row": finding.row,
        "field": finding.field,
        "record": finding.record,
        "value": _plain(finding.value),
        "message": said,
        "proposal": _plain(finding.proposal),
        "edits": [_edit(snapshot, edit, finding) for edit in finding.edits],
    }


def _edit(snapshot: Snapshot, edit: Edit, finding: Finding) -> dict[str, Any]:
    out: dict[str, Any] = {"cell": cell_address(snapshot, edit.sheet, edit.row, edit.field)}
    if isinstance(edit.value, ColumnFormula):
        out |= {"value": None, "formula": True}  # the one that the whole column has
    else:
        out["value"] = _plain(edit.value)
    if edit.sheet != finding.sheet:
        out["sheet"] = snapshot.tables[edit.sheet].title
    return out


def _group(group: DuplicateGroup) -> dict[str, Any]:
    return {
        "group": group.number,
        "band": group.band,
        "records": list(group.records),
        "rows": list(group.rows),
        "score": group.score,
        "reasons": {lang: [reason.said(lang) for reason in group.reasons] for lang in LANGS},
    }


def _quality(quality: Quality, snapshot: Snapshot) -> dict[str, Any]:
    """Shares between 0 and 1; null where the sample is too small. `trend`: one entry a day, oldest first."""
    titles = snapshot.sheet_titles
    return {
        **_score(quality.whole),
        "weights": dict(quality.weights),
        "sheets": {titles[one.name]: _score(one) for one in quality.sheets},
        "owners": {one.name: _score(one) for one in quality.owners},
        "trend": [{"day": day.isoformat(), **rates} for day, rates in quality.trend],
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "rows": score.rows,
        "total": _rounded(score.total),
        "dimensions": {
            name: {
                "rate": _rounded(ratio.rate),
                "passed": round(ratio.passed, 4),
                "of": round(ratio.whole, 4),
                "sample": ratio.count,
            }
            for name, ratio in score.ratios.items()
        },
        "fixes": [{"code": one.code or "duplicates", "count": one.count, "quick": one.quick} for one in score.fixes],
    }


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 4)


def _plain(value: Cell) -> str | int | float | bool | None:
    if isinstance(value, datetime):
        return (
            value.isoformat(sep=" ", timespec="minutes")
            if value.time().isoformat() != "00:00:00"
            else value.date().isoformat()
        )
    return value.isoformat() if isinstance(value, date) else value
