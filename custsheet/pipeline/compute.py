"""From the bytes of a saved version to everything a pass finds in it: read, check, mend, match, analyse."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from custsheet import analysis, checking, matching, mending, reading
from custsheet.mending import Ticks
from custsheet.model.decision import Decision
from custsheet.model.finding import Finding
from custsheet.model.mend import Mend
from custsheet.model.outcome import Outcome, finding_keys
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory, Snapshot
from custsheet.model.text import Text, text
from custsheet.package import Report, gate
from custsheet.package.saving.commit import read
from custsheet.reading.order import remembered_order
from custsheet.reading.standards import standard

Progress = Callable[[str, float], None]
"""Told the step that begins (read, check, match, analyse, draw, write, done) and the share of the work before it."""

UNSAID = {"hidden-sheets"}
"""Notices of the gate that tell a person nothing: custsheet's own helper sheets are hidden."""


@dataclass(frozen=True)
class Version:
    """One version of a workbook and what is wrong in it. `plain`: parts proved plain, None where nobody asked."""

    data: bytes
    snapshot: Snapshot
    findings: tuple[Finding, ...]
    plain: Collection[str] | None


@dataclass(frozen=True)
class Computed:
    """An outcome, the workbook's bytes once mended, what stands on them plain, and what the gate said of the file."""

    outcome: Outcome
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
    report = gate(data)
    version = _examined(data, chosen, today, report.plain, adopt, lambda: tell("check", 0.25))
    version, ticks, mends, notes = _mended(version, chosen, today, mend)
    snapshot = version.snapshot
    findings = _without(version.findings, [one.finding for one in ticks.ignored])
    tell("match", 0.4)
    duplicates = matching.find_groups(snapshot)
    tell("analyse", 0.5)
    tiers = analysis.tiers(snapshot, today)
    said = [text(one.zh, one.en) for one in report.notices if one.code not in UNSAID]
    seen = snapshot.memory.first_seen
    outcome = Outcome(
        workbook=path,
        digest=digest,
        today=today,
        snapshot=snapshot,
        findings=findings,
        duplicates=duplicates,
        tiers=tiers,
        figures=analysis.figures(snapshot, tiers, today),
        completeness=checking.completeness(snapshot),
        quality=checking.quality(snapshot, findings, duplicates, today),
        first_seen={key: seen.get(key, today.isoformat()) for key in finding_keys(version.findings)},
        ignored=ticks.ignored,
        mends=mends,
        seconds=time.perf_counter() - began,
        undone=notes,
        notices=(*said, *notes, *mending.waiting(snapshot)),
    )
    return Computed(outcome, version.data, version.plain, report)


def _examined(
    data: bytes,
    schema: Schema,
    today: date,
    plain: Collection[str] | None,
    adopt: bool,
    read: Callable[[], None] = lambda: None,
) -> Version:
    snapshot = reading.read(data, schema=schema, today=today, plain=plain)
    if adopt:
        snapshot = replace(snapshot, memory=replace(snapshot.memory, adopted=True))
    read()
    return Version(data, snapshot, checking.check(snapshot, today), plain)


def _mended(
    version: Version, schema: Schema, today: date, mend: bool
) -> tuple[Version, Ticks, tuple[Mend, ...], tuple[Text, ...]]:
    """The version after mending, what the ticks came to, what was done, and what people must be told.

    What people decided is dealt with by then: it stands in the memory of the snapshot, as it will be drawn.
    """
    mends: tuple[Mend, ...] = ()
    notes: tuple[Text, ...] = ()

    refused: list[str] = []

    def after(plan: mending.Plan) -> Version:
        nonlocal mends, notes
        done = mending.carry_out(version.data, plan)
        mends, notes = mends + done.mends, notes + done.notes
        refused.extend(done.refused)
        if done.data == version.data:
            return version
        return _examined(done.data, schema, today, None, version.snapshot.memory.adopted)

    if mend:
        version = after(mending.structure(version.snapshot, version.data, version.plain))
    ticks = mending.weigh(version.snapshot, version.findings, writing=mend)
    notes += ticks.notes
    if mend:
        version = after(mending.registration(version.snapshot, ticks, version.data, version.plain))
        before = version
        version = after(mending.content(version.snapshot, ticks, version.data, version.plain))
        kept = {**ticks.kept, **{key: ticks.ticks[key] for key in refused if key in ticks.ticks}}
        version, kept = _under_new_keys(before, version, kept)
    else:
        kept = dict(ticks.kept)
    settled = replace(version.snapshot, decisions={}, memory=replace(version.snapshot.memory, decisions=kept))
    ticks = replace(mending.weigh(settled, version.findings, writing=False), notes=ticks.notes)
    settled = replace(settled, memory=_settled(settled, ticks))
    return replace(version, snapshot=settled), ticks, mends, notes


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
    decisions = {moved.get(key, key): replace(one, key=moved.get(key, key)) for key, one in kept.items()}
    return replace(after, snapshot=snapshot), decisions


def _spot(finding: Finding) -> tuple[object, ...]:
    return finding.sheet, finding.row, finding.field, finding.code, finding.place, finding.cell


def _settled(snapshot: Snapshot, ticks: Ticks) -> Memory:
    """What the workbook will remember of its records and decisions."""
    return replace(
        snapshot.memory,
        decisions=ticks.kept,
        awaited=mending.awaited(snapshot),
        numbers=mending.highest(snapshot),
        records=mending.remembered(snapshot),
        layouts={name: remembered_order(table.columns, table.extra) for name, table in snapshot.tables.items()},
    )


def _without(findings: Sequence[Finding], ignored: Sequence[Finding]) -> tuple[Finding, ...]:
    """Compared by identity: equal findings may stand on two rows that share an identifier."""
    left_out = set(map(id, ignored))
    return tuple(one for one in findings if id(one) not in left_out)
