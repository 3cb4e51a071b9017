"""The quality score: completeness, uniqueness, validity, consistency and timeliness, per sheet, per person, and in all.

What each dimension counts stands in `tallies`; which finding lowers which, in rules.yaml. A finding that somebody
ignored with a reason is none. The total is the weighted mean of the rates there are; owners stand by name, because a
list by score would be a ranking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from custsheet.checking.audit import Audit
from custsheet.checking.completeness import SHEET as CUSTOMERS
from custsheet.checking.fixes import NOBODY, Found, fixes
from custsheet.checking.tallies import Fails, Numbers, Places, Tallies, Tally, tallies
from custsheet.checking.view import View
from custsheet.model.finding import Finding
from custsheet.model.outcome import DuplicateGroup
from custsheet.model.quality import DIMENSIONS, WEIGHTS, Dimension, Fix, Quality, Ratio, Score, remembered
from custsheet.model.rules import rule
from custsheet.model.snapshot import Snapshot

CERTAIN = 0.95
"""Score from which duplicates count as surplus before anybody confirmed them."""
LEAST = 10
"""Cases below which a rate is not shown, where the setting `min_sample` says nothing."""

Sums = Mapping[Dimension, Sequence[float]]
"""Dimension → what passes, what was looked at, how many."""


@dataclass(frozen=True)
class _Sheet:
    """One sheet: whose each row is (number in the list of owners, -1 where the sheet cannot tell), and its tallies."""

    name: str
    owner: Places
    found: Tallies


def quality(
    snapshot: Snapshot, findings: Sequence[Finding], duplicates: Sequence[DuplicateGroup], today: date
) -> Quality:
    """The scores of one version, and what to remember of them.

    Args:
        snapshot: what was read.
        findings: what is wrong, worst first, without what people ignore.
        duplicates: groups of records that may be one customer.
        today: the day of the pass.
    """
    audit = Audit(snapshot, today)
    names: dict[str, int] = {NOBODY: 0}
    wrong = _by_sheet(findings)
    surplus = sorted({row for group in duplicates if _certain(group) for row in group.rows[1:]})
    sheets, found = [], []
    for view in [audit.views[sheet.name] for sheet in snapshot.schema.inputs if sheet.name in audit.views]:
        if not view.rows:
            continue
        fails, owner = Fails(view, wrong.get(view.name, ())), _owners(view, names)
        twice = fails.at(surplus if view.name == CUSTOMERS else [])
        twice = twice[twice >= 0]
        sheets.append(_Sheet(view.name, owner, tallies(view, fails, twice)))
        found.append(Found(view.name, fails.scored, owner[fails.places], owner[twice]))
    return _summed(snapshot, today, sheets, found, list(names))


def _certain(group: DuplicateGroup) -> bool:
    return group.band != "related" and group.score >= CERTAIN


def _by_sheet(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings that lower the score, by sheet."""
    scored: dict[str, bool] = {}
    out: dict[str, list[Finding]] = {}
    for one in findings:
        if one.code not in scored:
            scored[one.code] = rule(one.code).dimension in WEIGHTS
        if scored[one.code] and one.sheet is not None and one.row is not None:
            out.setdefault(one.sheet, []).append(one)
    return out


def _owners(view: View, names: dict[str, int]) -> Places:
    """Whose each row is, as a number in `names`, which grows."""
    field = view.sheet.owner_field
    if field is None or not view.has(field):
        return np.full(len(view.rows), -1, dtype=np.int64)
    codes, found = pd.factorize(np.asarray([name or NOBODY for name in view.table.texts(field)], dtype=object))
    numbers: Places = np.asarray([names.setdefault(str(name), len(names)) for name in found], dtype=np.int64)
    return np.asarray(numbers[codes], dtype=np.int64)


def _summed(
    snapshot: Snapshot, today: date, sheets: Sequence[_Sheet], found: Sequence[Found], names: Sequence[str]
) -> Quality:
    scorer = _Scorer(snapshot.settings)
    by_sheet, by_owner, in_all = fixes(found, len(names))
    sums = {one.name: {part: _sums(tally) for part, tally in one.found.parts.items()} for one in sheets}
    everything = {part: np.sum([one[part] for one in sums.values()] or [[0] * 3], axis=0) for part in DIMENSIONS}
    entry = np.sum([_sums(one.found.entry) for one in sheets] or [[0] * 3], axis=0)
    owned, rows = _by_owner(sheets, len(names))
    owners = [
        scorer(name, int(rows[n]), {part: owned[part][:, n].tolist() for part in DIMENSIONS}, by_owner.get(n, ()))
        for n, name in enumerate(names)
        if rows[n]
    ]
    whole = scorer(NOBODY, sum(len(one.owner) for one in sheets), everything, in_all)
    return Quality(
        today=today,
        least=scorer.least,
        weights=scorer.weights,
        whole=whole,
        sheets=tuple(scorer(one.name, len(one.owner), sums[one.name], by_sheet[one.name]) for one in sheets),
        owners=tuple(sorted(owners, key=_by_name)),
        unowned=tuple(one.name for one in sheets if (one.owner < 0).all()),
        entry=scorer.ratio(entry) if entry[2] else None,
        history=remembered(snapshot.memory.scores, today, whole.rates),
    )


def _sums(tally: Tally) -> list[float]:
    return [float(numbers.sum()) for numbers in (tally.passed, tally.whole, tally.count)]


def _by_owner(sheets: Sequence[_Sheet], owners: int) -> tuple[dict[Dimension, Numbers], Numbers]:
    """Dimension → three rows (what passes, what was looked at, how many), a column an owner; and the rows of each."""
    out: dict[Dimension, Numbers] = {part: np.zeros((3, owners)) for part in DIMENSIONS}
    rows: Numbers = np.zeros(owners)
    for one in sheets:
        known = one.owner >= 0
        rows += np.bincount(one.owner[known], minlength=owners)
        for part, tally in one.found.parts.items():
            for n, numbers in enumerate((tally.passed, tally.whole, tally.count)):
                out[part][n] += np.bincount(one.owner[known], weights=numbers[known], minlength=owners)
    return out, rows


class _Scorer:
    """Sums → score, by the settings in force; a standard without them has the defaults."""

    def __init__(self, settings: Mapping[str, object]) -> None:
        self.least = max(int(_number(settings.get("min_sample"), LEAST)), 1)
        self.weights = {part: _number(settings.get(f"quality_{part}"), WEIGHTS[part]) for part in DIMENSIONS}

    def __call__(self, name: str, rows: int, sums: Sums, more: tuple[Fix, ...]) -> Score:
        ratios = {part: self.ratio(sums[part]) for part in DIMENSIONS}
        rates = [(self.weights[part], ratio.rate) for part, ratio in ratios.items() if ratio.rate is not None]
        weight = sum(one for one, _ in rates)
        enough = weight > 0 and rows >= self.least
        total = sum(one * rate for one, rate in rates) / weight if enough else None
        return Score(name, rows, ratios, total, more)

    def ratio(self, sums: Sequence[float]) -> Ratio:
        """What passes ÷ what was looked at, where that is enough to tell."""
        passed, whole, count = (float(one) for one in sums)
        enough = whole > 0 and count >= self.least
        return Ratio(round(passed, 6), round(whole, 6), int(count), passed / whole if enough else None)


def _number(value: object, default: float) -> float:
    return float(value) if isinstance(value, int | float) and value >= 0 else default


def _by_name(score: Score) -> tuple[bool, bytes]:
    """Nobody last; Chinese names in the order of GB 18030, which for common characters is that of their pinyin."""
    return score.name == NOBODY, score.name.casefold().encode("gb18030", "replace")
