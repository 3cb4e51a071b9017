"""One pass over a workbook: compute, draw, graft, commit; or compute only."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from custsheet import __version__, mending, reading
from custsheet.drawing import results
from custsheet.memory.backups import Backups
from custsheet.model.bounds import chosen_day
from custsheet.model.errors import InUseError, UnknownWorkbookError, WorkbookError
from custsheet.model.outcome import Outcome
from custsheet.model.schema import Schema
from custsheet.model.sidecar import side_car as beside
from custsheet.model.snapshot import Memory, Snapshot
from custsheet.model.stopwatch import part
from custsheet.model.text import text
from custsheet.package import graft
from custsheet.package.saving.commit import read
from custsheet.package.saving.lock import holder
from custsheet.package.saving.steady import digest
from custsheet.pipeline.compute import Computed, Progress, compute
from custsheet.pipeline.formulas import refreshed
from custsheet.pipeline.guard import refuse_deletions, told_deletions
from custsheet.pipeline.saving import save
from custsheet.pipeline.sidecar import said_of_the_copy, written_by_us
from custsheet.pipeline.sight import folded
from custsheet.pipeline.turns import in_turn


@dataclass(frozen=True)
class _Version:
    """What lies at the place to be written: digest, what it remembers, fingerprints of its tool sheets as they are."""

    digest: str
    memory: Memory
    marks: Mapping[str, str]


@in_turn
def check(
    path: Path | str, *, today: date | None = None, schema: str | Schema = "customers", progress: Progress | None = None
) -> Outcome:
    """Everything a pass finds and computes; writes nothing.

    Raises:
        WorkbookError: the file cannot be read. SchemaError: the standard is wrong.
    """
    return compute(Path(path), chosen_day(today), schema, progress or _silent).outcome


@in_turn
def process(
    path: Path | str,
    *,
    today: date | None = None,
    dry_run: bool = False,
    side_car: bool = False,
    adopt: bool = False,
    known_only: bool = False,
    despite_lock: bool = False,
    accept_deletions: bool = False,
    schema: str | Schema = "customers",
    progress: Progress | None = None,
    backups: Backups | None = None,
    now: datetime | None = None,
) -> Outcome:
    """One pass: check, find duplicates, compute tiers and figures, and write the tool's sheets into the same file.

    Before that, people's sheets are mended: accepted proposals are carried out, records get their identifiers, and
    damage done by pasting is restored (`Outcome.mends`).

    Args:
        path: the workbook.
        today: what counts as today.
        dry_run: compute only; `Outcome.written` says whether it would have written.
        side_car: leave the workbook as it is, ticks included, and write the results into a copy beside it.
        adopt: let the tool give identifiers in a workbook it did not make, from now on.
        known_only: leave a workbook alone that the tool neither made nor ever wrote into.
        despite_lock: its lock file is known to be left over; write nevertheless.
        accept_deletions: write although many records are gone since the last pass.
        schema: the standard for a workbook that carries none.
        progress: told each step.
        backups: where the version before the write is kept.
        now: the time printed on the sheets.

    Raises:
        WorkbookError: the file cannot be read or written, somebody has it open, or a person's sheet bears a tool
            sheet's name; nothing was changed. UnknownWorkbookError: `known_only`, and it is not known.
        ManyGoneError: see `pipeline.guard`.
        SchemaError: the standard is wrong.
    """
    path, today, tell = Path(path), chosen_day(today), progress or _silent
    if not (dry_run or side_car or despite_lock):
        refuse_open(path)
    began = time.perf_counter()
    found = compute(path, today, schema, tell, mend=not side_car, adopt=adopt)
    if known_only and not (found.outcome.snapshot.native or found.outcome.snapshot.memory.stamp):
        raise _unknown(path)
    backups, gone = backups or Backups(), mending.gone(found.mended)
    if not (accept_deletions or dry_run):
        refuse_deletions(path, found.mended, gone, found.outcome.digest, backups)
    if not side_car:  # beside an open workbook records are not given their identifiers back yet
        told = told_deletions(path, found.mended, gone, found.outcome.digest, found.outcome.findings, backups)
        found = replace(found, outcome=replace(found.outcome, gone=told, notices=(*found.outcome.notices, *told)))
    if any(one.code == "signature" for one in found.report.notices) and not (dry_run or side_car):
        raise WorkbookError(
            f"{path} 带有数字签名，写入会使签名失效，因此没有改动。请加 --side-car，把结果写到旁边的副本里。",
            f"{path} is digitally signed and writing would break the signature, so it was not changed. "
            "Add --side-car to get the results in a copy beside it.",
        )
    target = beside(path, found.outcome.snapshot.lang) if side_car else path
    outcome, marks, theirs = _inspected(found)
    if adopt:
        outcome = replace(outcome, notices=(*outcome.notices, *mending.unnumbered(outcome.snapshot)))
    if side_car:
        outcome = replace(outcome, undone=(*outcome.undone, said_of_the_copy(path)))
    found = replace(found, outcome=outcome)
    shown = outcome.snapshot.schema
    before: _Version | None = _Version(outcome.digest, outcome.snapshot.memory, marks)
    if side_car:
        # Nobody's decision would be read there, so nobody is asked for one.
        shown = outcome.snapshot.schema.without_decisions
        before = _earlier_side_car(target, shown)
        if before is not None:
            outcome = replace(outcome, told=before.memory.first_seen)
            found = replace(found, outcome=outcome)
    tell("draw", 0.6)
    stamp = reading.stamp(outcome.snapshot, today, __version__)
    if before is not None and not outcome.mends and _is_current(before, stamp):
        tell("done", 1.0)
        sheets = _visible(outcome.snapshot, outcome.snapshot.owned, outcome.snapshot.memory.folded)
        place = None if dry_run else target
        return replace(outcome, sheets=sheets, target=place, seconds=time.perf_counter() - began)
    result, sheets = _write_into(found, theirs, stamp, now or datetime.now().replace(microsecond=0), shown)
    outcome = replace(outcome, sheets=sheets, written=True, target=None if dry_run else target)
    if not dry_run:
        tell("write", 0.9)
        expected = None if before is None else before.digest
        kept = save(target, result, expected, backups)
        outcome = replace(outcome, backup=kept, result=digest(result))
    tell("done", 1.0)
    return replace(outcome, seconds=time.perf_counter() - began)


def _inspected(found: Computed) -> tuple[Outcome, Mapping[str, str], tuple[str, ...]]:
    """The outcome as the tool's own sheets bear it out, their fingerprints, and titles of sheets that are people's.

    Where a person's sheet took the place of one of ours, mark and all, it is theirs, and ours is drawn anew beside it.
    Where a person typed on one of ours, they are told.
    """
    outcome = found.outcome
    snapshot = outcome.snapshot
    seen = reading.inspect(found.data, snapshot, results.DRAWN, found.plain)
    theirs = tuple(snapshot.owned[name] for name in sorted(seen.strangers))
    owned = {name: title for name, title in snapshot.owned.items() if name not in seen.strangers}
    outcome = replace(outcome, snapshot=replace(snapshot, owned=owned))
    if seen.edited:
        zh, en = "、".join(f"「{owned[name]}」" for name in seen.edited), ", ".join(owned[name] for name in seen.edited)
        said = text(
            f"上次处理之后有人改过{zh}；这些表每次都重写，改过的那一版留在备份里。",
            f"Edited since the last pass: {en}. These sheets are written anew; the backup keeps the edited version.",
        )
        outcome = replace(outcome, notices=(*outcome.notices, said), edited=tuple(owned[name] for name in seen.edited))
    return outcome, seen.marks, theirs


def _is_current(version: _Version, stamp: str) -> bool:
    """Whether the tool's sheets already say what this pass would write, and nobody has changed them since."""
    drawn = {name: version.marks.get(name) for name in version.memory.sheets}
    return version.memory.stamp == stamp and drawn == dict(version.memory.sheets)


def _write_into(
    found: Computed, theirs: Sequence[str], stamp: str, now: datetime, shown: Schema
) -> tuple[bytes, tuple[str, ...]]:
    """The workbook's bytes with the tool's sheets in it, and the titles of those that people see.

    `theirs` are titles of sheets that a mark calls the tool's, wrongly; `shown` is the standard with the tool sheets as
    they are to be drawn.
    """
    outcome = found.outcome
    snapshot = outcome.snapshot
    drawn_from = replace(outcome, snapshot=replace(snapshot, schema=shown))
    sight = folded(found.data, snapshot, ())

    def remember(drawn: Sequence[results.DonorSheet]) -> Memory:
        nonlocal sight
        sight = folded(found.data, snapshot, drawn)
        return _memory(outcome, stamp, sight.folded)

    donor = results.draw_results(drawn_from, now=now, version=__version__, remember=remember)
    with part("graft"):
        whole = graft(
            found.data,
            donor.frame,
            rows=donor.rows,
            kept=donor.kept,
            order=donor.order,
            theirs=theirs,
            # Our own workbooks are full of formulas over the tool's sheets; in others graft looks for any.
            recalculate=True if snapshot.native else None,
            values_only=found.report.values_only,
            hide=sight.hide,
            show=sight.show,
        )
    visible = _visible(snapshot, {sheet.name: sheet.title for sheet in donor.sheets}, sight.folded)
    return refreshed(whole, outcome, donor.records), visible


def _memory(outcome: Outcome, stamp: str, out_of_sight: tuple[str, ...]) -> Memory:
    """What the workbook remembers of the pass, fingerprints of its sheets apart."""
    snapshot = outcome.snapshot
    return replace(
        snapshot.memory,
        stamp=stamp,
        first_seen=outcome.first_seen,
        settings=snapshot.settings,
        standings=outcome.tiers.standings if outcome.tiers else snapshot.memory.standings,
        scores=outcome.quality.history if outcome.quality else snapshot.memory.scores,
        predictions=outcome.predictions,
        folded=out_of_sight,
    )


def _unknown(path: Path) -> UnknownWorkbookError:
    return UnknownWorkbookError(
        f"{path} 不是 custsheet 的工作簿，没有处理。要处理它，请运行一次 custsheet process。",
        f"{path} is not a workbook of custsheet's and was left alone; to have it processed, "
        "run custsheet process once.",
    )


def refuse_open(path: Path) -> None:
    """Refuse to write into a workbook that somebody has open.

    Raises:
        InUseError: naming who.
    """
    who = holder(path)
    if who is not None:
        refusal = who.refusal(path)
        raise InUseError(
            f"{refusal.zh}或加 --side-car，把结果写到旁边的副本里。",
            f"{refusal.en} Or add --side-car to get the results in a copy beside it.",
        )


def _earlier_side_car(path: Path, schema: Schema) -> _Version | None:
    """An earlier pass's side-car at `path`, which may be replaced; None if nothing is there.

    Raises:
        WorkbookError: it is not ours, or somebody has it open.
    """
    if not path.exists():
        return None
    refuse_open(path)
    data, found = read(path)
    known = written_by_us(data)
    if known is None:
        raise WorkbookError(
            f"{path} 不是 custsheet 写的结果，不会覆盖它。请把它改名，再运行一次。",
            f"{path} was not written by custsheet and is not overwritten. Rename it, then run again.",
        )
    memory, owned = known
    titles = {name: title for name, title in owned.items() if name in memory.sheets}
    return _Version(found, memory, reading.sheet_marks(data, titles, schema))


def _visible(snapshot: Snapshot, titles: Mapping[str, str], hidden: Collection[str]) -> tuple[str, ...]:
    """Those of `titles` that stand on result sheets in sight and kept up, in the order they are drawn."""
    off = {name for name in results.VISIBLE if snapshot.settings.get(f"draw_{name}") == "never"}
    return tuple(titles[name] for name in results.VISIBLE if name in titles and name not in {*hidden, *off})


def _silent(_step: str, _share: float) -> None:
    """Nobody wants to know."""
