"""Decisions about records that may be one customer, carried out within a pass: merges, what is taken back, new ones.

Between any two steps the workbook is read anew, so that each sees what the one before has done.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from custsheet import mending
from custsheet.mending.merging import Merging
from custsheet.mending.place import Place
from custsheet.mending.verdicts import Approved, Verdicts
from custsheet.model.finding import Finding
from custsheet.model.mend import Mend
from custsheet.model.merge import Merge
from custsheet.model.review import Review
from custsheet.model.snapshot import Memory, Snapshot
from custsheet.model.text import Text


@dataclass(frozen=True)
class Version:
    """One version of a workbook and what is wrong in it. `plain`: parts proved plain, None where nobody asked."""

    data: bytes
    snapshot: Snapshot
    findings: tuple[Finding, ...]
    plain: Collection[str] | None

    def remembering(self, review: Review) -> Version:
        """The same with other decisions in its memory."""
        snapshot = self.snapshot
        return replace(self, snapshot=replace(snapshot, memory=replace(snapshot.memory, review=review)))


Again = Callable[[bytes, Memory], Version]
"""Reads and checks a workbook that is to remember this."""


@dataclass(frozen=True)
class Reviewed:
    """The version after a step, what it did, what people must be told."""

    version: Version
    mends: tuple[Mend, ...] = ()
    notes: tuple[Text, ...] = ()


def taken_back(version: Version, today: date, again: Again) -> Reviewed:
    """Ticks in 取消合并 carried out."""
    undone = mending.undo(version.snapshot, Place(version.data, version.plain), today)
    if undone is None:
        return Reviewed(version)
    done = mending.carry_out(version.data, undone.plan)
    notes = (*undone.notes, *done.notes)
    if done.refused:
        return Reviewed(version, (), notes)
    return Reviewed(_anew(version, done.data, undone.review, again), done.mends, notes)


def carried_out(version: Version, verdicts: Verdicts, today: date, again: Again) -> Reviewed:
    """Merges that people chose, pairs they set apart, words that stay on the sheet."""
    reviewed, refused = merged(version, verdicts.approved, today, again)
    review = reviewed.version.snapshot.memory.review
    kept = {key: one for key, (survivor, one) in verdicts.lines.items() if survivor in refused}
    known = {one.pair for one in review.apart}
    review = review.but(
        apart=(*review.apart, *(one for one in verdicts.apart if one.pair not in known)),
        answers={**verdicts.answers, **kept},
        days={**verdicts.days, **{key: today.isoformat() for key in kept}},
        later=verdicts.later,
    )
    notes = (*verdicts.notes, *reviewed.notes)
    return replace(reviewed, version=reviewed.version.remembering(review), notes=notes)


def merged(
    version: Version, approved: Sequence[Approved], today: date, again: Again
) -> tuple[Reviewed, frozenset[str]]:
    """The version after these merges, and the survivors of those that could not be done."""
    if not approved:
        return Reviewed(version), frozenset()
    planned = Merging(version.snapshot, version.findings, Place(version.data, version.plain), today)
    for one in approved:
        planned.add(one)
    done = mending.carry_out(version.data, planned.plan)
    merges: list[Merge] = [
        each for key, several in planned.merges.items() if key not in done.refused for each in several
    ]
    review = version.snapshot.memory.review
    # A merge may find nothing to change: all values are the same, and nothing names the record.
    mends = done.mends or tuple(
        mend for change in planned.plan.changes if change.key not in done.refused for mend in change.mends
    )
    after = _anew(version, done.data, review.but(merges=(*review.merges, *merges)), again)
    refused = frozenset(one.survivor for one in approved if one.key in done.refused)
    return Reviewed(after, mends, done.notes), refused


def automatic(version: Version, groups: Sequence[Sequence[str]]) -> tuple[Approved, ...]:
    """Groups that the setting has merged: the records share a valid ID number or credit code, and nobody objected."""
    if version.snapshot.settings.get("auto_merge") != "same_id":
        return ()
    return mending.by_identity(version.snapshot, groups)


def _anew(version: Version, data: bytes, review: Review, again: Again) -> Version:
    """Read anew where anything has changed: who is merged tells which rows are there."""
    before = version.snapshot.memory.review
    if data == version.data and review.closed.keys() == before.closed.keys():
        return version.remembering(review)
    return again(data, replace(version.snapshot.memory, review=review))
