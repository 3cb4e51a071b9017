"""From the bytes of a saved version to everything a pass finds in it: read, check, mend, match, analyse."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from custsheet import analysis, checking, matching, mending, reading
from custsheet.mending import Ticks
from custsheet.model.decision import Decision, same_value
from custsheet.model.finding import Finding
from custsheet.model.mend import Mend
from custsheet.model.outcome import DuplicateGroup, Outcome, finding_keys
from custsheet.model.schema import Schema
from custsheet.model.seals import Seals
from custsheet.model.snapshot import Memory, Snapshot
from custsheet.model.stopwatch import part
from custsheet.model.text import Text, text
from custsheet.package import Report, gate
from custsheet.package.saving.commit import read
from custsheet.pipeline.reviewing import Again, Reviewed, Version, automatic, carried_out, merged, taken_back
from custsheet.reading.order import remembered_order
from custsheet.reading.standards import standard

Progress = Callable[[str, float], None]
"""Told the step that begins (read, check, match, analyse, draw, write, done) and the share of the work before it."""

UNSAID = {"hidden-sheets"}
"""Notices of the gate that tell a person nothing: custsheet's own helper sheets are hidden."""


@dataclass(frozen=True)
class Computed:
    """What follows from a file.

    Attributes:
        outcome: all of it.
        mended: the workbook as mended, with what the last pass remembered of its records.
        data: its bytes after that, and after what was merged.
        plain: what stands on them plain.
        report: what the gate said of the file.
    """

    outcome: Outcome
    mended: Snapshot
    data: bytes
    plain: Collection[str] | None
    report: Report


def compute(
    path: Path, today: date, schema: str | Schema, tell: Progress, *, mend: bool = False, adopt: bool = False
) -> Computed:
    """Everything that follows from the file at `path`.

    Args:
        path: the workbook.
        today: what counts as today.
        schema: the standard for a workbook that carries none.
        tell: told each step.
        mend: whether people's sheets are mended first: ticks carried out, identifiers given, damage restored.
        adopt: whether people agree, with this pass, that the tool gives identifiers in a workbook it did not make.
    """
    began = time.perf_counter()
    tell("read", 0.0)
    chosen = schema if isinstance(schema, Schema) else standard(schema)
    data, digest = read(path)
    with part("gate"):
        report = gate(data)
    again = partial(_examined, schema=chosen, today=today)
    version = _examined(data, None, chosen, today, plain=report.plain, adopt=adopt, read=lambda: tell("check", 0.25))
    mended = _mended(version, today, mend, again)
    tell("match", 0.4)
    matched = _matched(mended, today, mend, again)
    version, duplicates = matched.version, matched.groups
    snapshot, ticks = version.snapshot, matched.ticks
    findings = _without(version.findings, [one.finding for one in ticks.ignored])
    tell("analyse", 0.5)
    said = [text(one.zh, one.en) for one in report.notices if one.code not in UNSAID]
    seen = snapshot.memory.first_seen
    with part("quality"):
        quality = checking.quality(snapshot, findings, duplicates, today)
    analysed = analysis.analyse(snapshot, today, findings, quality)
    outcome = Outcome(
        workbook=path,
        digest=digest,
        today=today,
        snapshot=snapshot,
        findings=findings,
        duplicates=duplicates,
        tiers=analysed.tiers,
        figures=analysed.figures,
        reports=analysed.reports,
        predictions=analysed.predictions,
        completeness=checking.completeness(snapshot),
        quality=quality,
        first_seen={key: seen.get(key, today.isoformat()) for key in finding_keys(version.findings)},
        ignored=ticks.ignored,
        mends=matched.mends,
        seconds=time.perf_counter() - began,
        undone=matched.notes,
        refused=mended.refused,
        notices=(
            *(*said, *matched.notes, *matched.told, *mending.strays(snapshot), *mending.waiting(snapshot)),
            *_uncounted(snapshot),
        ),
    )
    return Computed(outcome, mended.version.snapshot, version.data, version.plain, report)


def _examined(
    data: bytes,
    memory: Memory | None,
    schema: Schema,
    today: date,
    *,
    plain: Collection[str] | None = None,
    adopt: bool = False,
    read: Callable[[], None] = lambda: None,
) -> Version:
    """The workbook read and checked; `memory`: what it is to remember, None for what it says itself."""
    snapshot = reading.read(data, schema=schema, today=today, plain=plain, memory=memory)
    if adopt:
        snapshot = replace(snapshot, memory=replace(snapshot.memory, adopted=True))
    read()
    return Version(data, snapshot, checking.check(snapshot, today), plain)


@dataclass(frozen=True)
class _Mended:
    """The version after people's decisions, what is left of the ticks, what was done, what people must be told."""

    version: Version
    kept: Mapping[str, Decision]
    mends: tuple[Mend, ...] = ()
    notes: tuple[Text, ...] = ()
    refused: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class _Matched:
    """The version with its groups, and with the findings that only they can tell; its memory is as it will be drawn.

    `notes` say what of people's decisions was not done, `told` what else there is to know.
    """

    version: Version
    groups: tuple[DuplicateGroup, ...]
    ticks: Ticks
    mends: tuple[Mend, ...]
    notes: tuple[Text, ...]
    told: tuple[Text, ...]


def _mended(version: Version, today: date, mend: bool, again: Again) -> _Mended:
    """What people decided, carried out if `mend`, else kept as it stands."""
    mends: tuple[Mend, ...] = ()
    notes: tuple[Text, ...] = ()

    refused: list[str] = []

    def after(plan: mending.Plan) -> Version:
        nonlocal mends, notes
        done = mending.carry_out(version.data, plan)
        mends, notes = mends + done.mends, notes + done.notes
        refused.extend(done.refused)
        return version if done.data == version.data else again(done.data, version.snapshot.memory)

    def step(reviewed: Reviewed) -> Version:
        nonlocal mends, notes
        mends, notes = mends + reviewed.mends, notes + reviewed.notes
        return reviewed.version

    if mend:
        version = after(mending.structure(version.snapshot, version.data, version.plain))
    found = (*version.findings, *checking.remembered(version.snapshot))
    ticks = mending.weigh(version.snapshot, found, writing=mend)
    notes += ticks.notes
    if not mend:
        kept_words = mending.weigh_groups(version.snapshot, version.findings, today, writing=False)
        review = version.snapshot.memory.review.but(answers=kept_words.answers, days=kept_words.days)
        return _Mended(version.remembering(review), dict(ticks.kept), mends, notes)
    listed = version
    version = after(mending.registration(version.snapshot, ticks, version.data, version.plain))
    before = version
    version = after(mending.content(version.snapshot, ticks, version.data, version.plain))
    kept = {**ticks.kept, **{key: ticks.ticks[key] for key in refused if key in ticks.ticks}}
    version, kept = _under_new_keys(before, version, kept)
    taken = taken_back(version, today, again)
    version = step(taken)
    # Weighed as the records were listed, but by what is true once that is taken back.
    known = listed.remembering(version.snapshot.memory.review)
    given_back = {one.record for one in taken.mends if one.sheet == "customers" and one.record is not None}
    verdicts = mending.weigh_groups(known.snapshot, known.findings, today, writing=True, changed=given_back)
    version = step(carried_out(version, verdicts, today, again))
    return _Mended(version, kept, mends, notes, verdicts.refused)


def _matched(mended: _Mended, today: date, mend: bool, again: Again) -> _Matched:
    """Groups of records that may be one customer; merged, where the company wants that done without asking."""
    version, mends, notes = mended.version, mended.mends, mended.notes
    groups, told = _groups(version)
    version = version.remembering(mending.under_identifiers(version.snapshot.memory.review, groups))
    certain = automatic(version, [one.records for one in groups if one.band == "same"]) if mend else ()
    if certain:
        reviewed, _ = merged(version, certain, today, again)
        version, mends, notes = reviewed.version, mends + reviewed.mends, notes + reviewed.notes
        groups, told = _groups(version)
    version = version.remembering(mending.on_lines(version.snapshot, groups, today))
    arrived, newcomers = checking.arrivals(version.snapshot, groups)
    numbers = {one.number: one.records for one in groups}
    review = version.snapshot.memory.review.but(newcomers=newcomers, numbers=numbers)
    version = version.remembering(review)
    if arrived:
        found = checking.worst_first(version.snapshot, (*version.findings, *arrived))
        version = replace(version, findings=found)
    snapshot = version.snapshot
    settled = replace(snapshot, decisions={}, memory=replace(snapshot.memory, decisions=mended.kept))
    ticks = mending.weigh(settled, version.findings, writing=False)
    settled = replace(settled, memory=_settled(settled, ticks))
    return _Matched(replace(version, snapshot=settled), groups, ticks, mends, notes, told)


def _groups(version: Version) -> tuple[tuple[DuplicateGroup, ...], tuple[Text, ...]]:
    """The groups under their numbers, and what must be said of how they were found; none where no sheet shows them."""
    if not version.snapshot.schema.has_tool("duplicates"):
        return (), ()
    review = version.snapshot.memory.review
    found = matching.look(version.snapshot, apart=review.pairs.keys())
    return matching.numbered(found.groups, review), matching.skipped(version.snapshot, found.shared)


def _under_new_keys(
    before: Version, after: Version, kept: Mapping[str, Decision]
) -> tuple[Version, dict[str, Decision]]:
    """Decisions, and the days on which findings were first seen, where records have got their identifiers since.

    Findings are known by the identifier of their record; the rows are the same before and after.
    """
    if after is before:
        return after, dict(kept)
    now = {_spot(one): key for one, key in zip(after.findings, finding_keys(after.findings), strict=True)}
    moved = {
        key: now[_spot(one)]
        for one, key in zip(before.findings, finding_keys(before.findings), strict=True)
        if _spot(one) in now and now[_spot(one)] != key
    }
    memory = after.snapshot.memory
    seen = dict(memory.first_seen) | {
        new: memory.first_seen[old] for old, new in moved.items() if old in memory.first_seen
    }
    snapshot = replace(after.snapshot, memory=replace(memory, first_seen=seen))
    # What a finding looked like included its whole record, as long as only the row told which one was meant.
    was = dict(zip(finding_keys(before.findings), before.findings, strict=True))
    will = dict(zip(finding_keys(after.findings), after.findings, strict=True))
    old, new = Seals(before.snapshot), Seals(after.snapshot)
    decisions = {}
    for key, one in kept.items():
        now_key = moved.get(key, key)
        same = now_key != key and same_value(one.seal, old(was[key]))
        decisions[now_key] = replace(one, key=now_key, seal=new(will[now_key]) if same else one.seal)
    return replace(after, snapshot=snapshot), decisions


def _spot(finding: Finding) -> tuple[object, ...]:
    return finding.sheet, finding.row, finding.field, finding.code, finding.place, finding.cell


def _settled(snapshot: Snapshot, ticks: Ticks) -> Memory:
    """What the workbook will remember of its records and decisions."""
    snapshot = snapshot.whole
    return replace(
        snapshot.memory,
        decisions=ticks.kept,
        awaited=mending.awaited(snapshot),
        numbers=mending.highest(snapshot),
        records=mending.remembered(snapshot),
        layouts={
            name: remembered_order(snapshot.schema.sheet(name), table, snapshot.memory.layouts.get(name, ()))
            for name, table in snapshot.tables.items()
        },
    )


def _uncounted(snapshot: Snapshot) -> tuple[Text, ...]:
    """Which column the orders lack, so that none counts: else that would be told on sheets alone."""
    orders = snapshot.table("orders")
    return analysis.lacks(snapshot) if orders is not None and len(orders.raw) else ()


def _without(findings: Sequence[Finding], ignored: Sequence[Finding]) -> tuple[Finding, ...]:
    """Compared by identity: equal findings may stand on two rows that share an identifier."""
    left_out = set(map(id, ignored))
    return tuple(one for one in findings if id(one) not in left_out)
