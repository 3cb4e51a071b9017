"""All analyses of one saved version, made anew only as far as something changed that they look at.

The watcher passes over the same workbook again and again, and most saves change a cell that no analysis looks at: a
phone number, an address. Invariant: what is not part of what an analysis was made of is out of its sight, so that what
was kept equals what would be made anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

from custsheet.analysis.dashboard import shown_figures
from custsheet.analysis.doubts import Doubts
from custsheet.analysis.orders import read_orders
from custsheet.analysis.reports import OF_QUALITY, REPORTS, advised, predictions, reports
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.rules import Rules
from custsheet.analysis.tiering import tiers
from custsheet.model.columndigest import column_digests
from custsheet.model.finding import Finding
from custsheet.model.latest import Latest
from custsheet.model.outcome import Figures, Tiers
from custsheet.model.prediction import Batch
from custsheet.model.quality import TOTAL, Quality
from custsheet.model.report import Report
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory, Snapshot, Table
from custsheet.model.stopwatch import part
from custsheet.model.text import Text

UNSEEN = {
    "customers": frozenset(
        {"mobile", "phone", "email", "wechat", "address", "postcode", "uscc", "id_no", "consent_basis", "consent_date"}
        | {"consent_notice", "entered_by", "verified_on"}
    )
}
"""Sheet → fields that no analysis looks at: how to reach a customer, and on what grounds it is known."""


@dataclass(frozen=True)
class Analysed:
    """What all analyses give; see `model.outcome.Outcome`."""

    tiers: Tiers
    figures: Figures | None
    reports: tuple[Report, ...]
    predictions: tuple[Batch, ...]


@dataclass(frozen=True)
class _Unscored:
    """What does not depend on how good the data is."""

    tiers: Tiers
    reports: tuple[Report, ...]
    predictions: tuple[Batch, ...]


class _Analyses:
    """The analyses under way."""

    def __init__(
        self,
        in_sight: Snapshot,
        today: date,
        doubts: Doubts,
        quality: Quality | None,
        without_orders: Text | None,
    ) -> None:
        self._snapshot, self._today, self._doubts, self._quality = in_sight, today, doubts, quality
        self._without_orders = without_orders

    @cached_property
    def facts(self) -> Facts:
        with part("orders"):
            rules, doubts = Rules.of(self._snapshot), self._doubts
            ledger = read_orders(self._snapshot, rules, self._today, doubts.prices, doubts.twice)
        if self._without_orders is not None and not len(ledger.lines):
            ledger = replace(ledger, notes=(self._without_orders, *ledger.notes))
        with part("tiers"):
            found = tiers(self._snapshot, self._today, ledger)
        return Facts.of(self._snapshot, found, self._today, self._quality, ledger, self._doubts.tests)

    def unscored(self) -> _Unscored:
        facts = self.facts
        return _Unscored(advised(facts), reports(facts, but=OF_QUALITY), predictions(facts))

    def scored(self) -> tuple[Figures | None, tuple[Report, ...]]:
        with part("dashboard"):
            figures = shown_figures(self.facts)
        return figures, reports(self.facts, only=OF_QUALITY)


_UNSCORED = Latest[Any, _Unscored]()
_SCORED = Latest[Any, tuple[Figures | None, tuple[Report, ...]]]()


def analyse(
    snapshot: Snapshot,
    today: date,
    findings: Iterable[Finding],
    quality: Quality | None,
    *,
    without_orders: Text | None = None,
) -> Analysed:
    """Every analysis of `snapshot`.

    Args:
        snapshot: what was read.
        today: the day.
        findings: what is wrong in it and was not put aside.
        quality: the scores of the data; None where nothing was scored.
        without_orders: what to say first where no order counts.
    """
    doubts = Doubts.of(findings, snapshot.schema)
    in_sight = _in_sight(snapshot)
    content, scores = (today, doubts, without_orders, _content(in_sight, snapshot)), _scores(quality)
    analyses = _Analyses(in_sight, today, doubts, quality, without_orders)
    before = (content, in_sight.memory)
    unscored = _UNSCORED.made(before, analyses.unscored)
    figures, scored = _SCORED.made((*before, scores), analyses.scored)
    # The same from what the workbook will remember of this: what follows from the rest changes nothing on the same day.
    standings, foretold = unscored.tiers.standings, unscored.predictions
    after = (content, replace(in_sight.memory, standings=standings, predictions=foretold))
    _UNSCORED.also(after)
    _SCORED.also((*after, scores))
    found = {one.name: one for one in (*unscored.reports, *scored)}
    made = tuple(found[name] for name in REPORTS if name in found)
    return Analysed(unscored.tiers, figures, made, unscored.predictions)


def _in_sight(snapshot: Snapshot) -> Snapshot:
    """The snapshot without what no analysis looks at."""
    memory = Memory(standings=snapshot.memory.standings, predictions=snapshot.memory.predictions)
    memory = replace(memory, review=replace(memory.review, merges=snapshot.memory.review.merges))
    return Snapshot(
        schema=snapshot.schema,
        lang=snapshot.lang,
        native=snapshot.native,
        settings=snapshot.settings,
        lists=snapshot.lists,
        tables={name: _table_in_sight(table, snapshot.schema) for name, table in snapshot.tables.items()},
        findings=(),
        owned={},
        titles=(),
        memory=memory,
        date1904=snapshot.date1904,
    )


def _table_in_sight(table: Table, schema: Schema) -> Table:
    """The table without what no analysis names, nor the standard as what a record or its owner is called by."""
    sheet = schema.sheet(table.name)
    named = {*sheet.label_fields, sheet.owner_field, *sheet.primary_key}
    unseen = (UNSEEN.get(table.name, frozenset()) & set(table.raw.columns)) - named
    if not unseen:
        return table
    return replace(table, raw=table.raw.drop(columns=[*unseen]), typed=table.typed.drop(columns=[*unseen]))


def _content(in_sight: Snapshot, snapshot: Snapshot) -> tuple[object, ...]:
    """All that `in_sight` says but its memory, for comparison; its tables are those of `snapshot`, by digests."""
    rest = [getattr(in_sight, one.name) for one in fields(in_sight) if one.name not in {"tables", "memory", "settings"}]
    told: list[object] = [repr(in_sight.settings)]  # True is no 1
    for name, table in in_sight.tables.items():
        digests, seen = column_digests(snapshot.tables[name]), ["", *table.raw.columns]
        told.append(table.heading)
        told.append(tuple((one, digests[one]) for one in seen))
    return (*rest, *told)


def _scores(quality: Quality | None) -> object:
    """What the analyses look at of the scores."""
    if quality is None:
        return None
    return quality.whole.total, quality.whole.rows, [(day, rates.get(TOTAL)) for day, rates in quality.trend]
