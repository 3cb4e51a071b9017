"""Words on 疑似重复 → which records are merged, which pairs are not the same, what waits, and what is said of the rest.

A word on the first line of a group (★) counts for every line of it that has none of its own; a word on another line for
that record alone. Invariant: a merge is carried out on exactly what the person saw. Where decisions contradict each
other, or one that is remembered, nothing of what they tie together is merged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from custsheet.analysis.survival import Survival, in_order
from custsheet.mending.decided import Group, Known, bundles, groups, survivor
from custsheet.mending.unmerged import conflict, contradiction, not_done, reason
from custsheet.mending.unnamed import lacking
from custsheet.model.decision import Decision
from custsheet.model.finding import Finding
from custsheet.model.groupline import expired
from custsheet.model.later import Later
from custsheet.model.review import Apart
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text
from custsheet.model.words import DECISION, KEEP, Verdict, verdict
from custsheet.values.flags import parse_yes

SHEET = "duplicates"


@dataclass(frozen=True, slots=True)
class Approved:
    """Records to be merged into one: loser → who said so."""

    survivor: str
    losers: Mapping[str, str]
    automatic: bool = False

    @property
    def key(self) -> str:
        """What the change is known by while it is carried out."""
        return f"merge:{self.survivor}"


@dataclass(frozen=True)
class Verdicts:
    """What the words come to.

    Attributes:
        approved: what is merged.
        apart: pairs that are not the same, new ones.
        answers: lines that keep their words on the sheet; `days`: since when.
        lines: line → the survivor of the merge it asked for, so that it is kept where that cannot be done.
        notes: what people must be told.
        later: all that is to be decided later.
        refused: group → why nothing, or not all, of what was said of it was done.
    """

    approved: tuple[Approved, ...] = ()
    apart: tuple[Apart, ...] = ()
    answers: Mapping[str, Decision] = field(default_factory=dict)
    days: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, tuple[str, Decision]] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    later: tuple[Later, ...] = ()
    refused: Mapping[str, Text] = field(default_factory=dict)


def weigh_groups(
    snapshot: Snapshot, findings: Sequence[Finding], today: date, *, writing: bool, changed: Collection[str] = ()
) -> Verdicts:
    """Hold every word on the sheet against the records it is about; if not `writing`, all of them stay.

    Args:
        snapshot: the workbook as its lines were drawn or as people have changed it since.
        findings: what is wrong in it.
        today: what counts as today.
        writing: whether the words are carried out.
        changed: records that are other ones by now, for a merge of theirs was taken back in this very pass.
    """
    given, review = snapshot.decisions.get(SHEET), snapshot.memory.review
    if given is None:  # no line of what was drawn is there to be read: nobody took anything back
        return Verdicts(answers=review.answers, days=review.days, later=review.later)
    weighing = _Weighing(snapshot, findings, today, changed)
    for group in groups(given):
        if writing:
            weighing.take(group)
        else:
            weighing.keep(group)
    weighing.settle()
    return weighing.done()


class _Weighing:
    """The groups of one pass, one after the other; then all together."""

    def __init__(
        self, snapshot: Snapshot, findings: Sequence[Finding], today: date, changed: Collection[str] = ()
    ) -> None:
        self._snapshot, self._review = snapshot, snapshot.memory.review
        self._today, self._changed = today, frozenset(changed)
        self._survival = Survival(snapshot, findings)
        self._groups: list[Group] = []
        self._answers: dict[str, Decision] = {}
        self._notes: list[Text] = []
        self._untold: dict[str, list[Text]] = {}
        self._refused: dict[str, Text] = {}
        self._approved: list[Approved] = []
        self._apart: list[Apart] = []
        self._lines: dict[str, tuple[str, Decision]] = {}
        self._asked: set[str] = set()
        self._later: list[Later] = []

    def keep(self, group: Group) -> None:
        """Every word of it stays on the sheet."""
        self._answers |= {one.key: replace(one, typed=None) for one in group.lines.values() if one.said}

    def take(self, group: Group) -> None:
        """One group: put aside what cannot be done, and collect the rest."""
        said = {record: one.said for record, one in group.lines.items()}
        chosen = {record: verdict(words.get(DECISION)) for record, words in said.items()}
        if not group.star:
            if any(words.get(DECISION) for words in said.values()):
                self._tell("torn", group)
            return
        unread = [record for record, words in said.items() if words.get(DECISION) and chosen[record] is None]
        keeps = [record for record, words in said.items() if parse_yes(words.get(KEEP))]
        unticked = [record for record, words in said.items() if words.get(KEEP) and parse_yes(words[KEEP]) is None]
        if unread or unticked:
            self._leave("unclear", group)
        elif len(keeps) > 1:
            self._leave("keeps", group)
        elif not any(chosen.values()):
            self._reconsider(group)
            self.keep(group)  # a name, or a tick without a decision: somebody is still at it
        elif why := lacking(self._snapshot, self._survival, group):
            (self._tell if why == "stale" else self._leave)(why, group)
        elif any(record not in self._survival.rows for record in group.members):
            self._tell("gone", group)
        else:
            self._read(group, chosen, keeps)

    def _read(self, group: Group, chosen: Mapping[str, Verdict | None], keeps: list[str]) -> None:
        others = group.members[1:]
        verdicts = {record: group.verdict(record) for record in others}
        star = chosen[group.star]
        merging = [record for record in others if verdicts[record] == "merge"]
        group.keep = keeps[0] if keeps else group.star
        # What is said on the first line is said of the others; of the record itself only where they say otherwise.
        out = star in ("apart", "later") and bool(merging)
        members = merging if out else [group.star, *merging]
        own = [record for record in others if chosen[record] == "apart"]
        group.unlike = [one for one in group.members if star == "apart" and not group.lines[one].said.get(DECISION)]
        if star == "apart":
            group.unlike.insert(0, group.star)
        group.apart = [*own, *group.unlike] if out else own
        self._reconsider(group)
        if star == "later":
            self._put_off(group, group.star, [one for one in others if not group.lines[one].said.get(DECISION)])
        for record in others:
            if chosen[record] == "later":
                self._put_off(group, record, [])
        if out and star is not None and len(merging) == 1:
            self._leave(f"lone_{star}", group)
        elif merging and group.keep not in members:
            self._leave("keep", group)
        elif star == "merge" and not merging:
            self._leave("empty", group)
        elif merging and len(members) < 2:
            self._leave("keep", group)
        elif merging and any(one.typed is not None for one in group.lines.values()):
            self._tell("typed", group)
        elif merging and not self._as_seen(group):
            self._tell("stale", group)
        else:
            group.merged = in_order(group.keep, members) if merging else []
            self._groups.append(group)

    def _reconsider(self, group: Group) -> None:
        """What its lines showed as put off is so only if they still say so; what they did not show stays."""
        known = (self._review.answers.get(line.key) for line in group.lines.values())
        if any(one is not None and verdict(one.said.get(DECISION)) == "later" for one in known):
            self._asked.update(group.lines)

    def _put_off(self, group: Group, record: str, alike: Sequence[str]) -> None:
        """待定 on the line of a record, and what it says of `alike`, which have no word of their own."""
        line = group.lines[record]
        records = (record, *alike)
        others = tuple(one for one in group.lines if one not in records and one not in group.apart)
        since = self._since(line)
        self._later.append(Later(records, others, group.who(record), since))
        if not expired(since, self._today):
            self._answers[line.key] = replace(line, typed=None)

    def _as_seen(self, group: Group) -> bool:
        if not self._changed.isdisjoint(group.lines):
            return False
        rows = [self._survival.rows[record] for record in group.members]
        return all(
            self._survival.seal(self._survival.rows[record], rows) == one.seal for record, one in group.lines.items()
        )

    def _leave(self, why: str, group: Group) -> None:
        self.keep(group)
        self._tell(why, group)

    def _tell(self, why: str, group: Group) -> None:
        self._untold.setdefault(why, []).append(group.title)
        self._refused[group.name] = reason(why)

    def settle(self) -> None:
        """All groups together: what ties records together must not contradict itself nor what is remembered."""
        today = self._today.isoformat()
        apart = dict(self._review.pairs)
        for group in self._groups:
            for two, who in group.pairs.items():
                apart.setdefault(two, Apart(*two, who, today))
        known = Known(apart)
        agreed: list[tuple[list[Group], str | None]] = []
        torn: dict[str, int] = {}
        for bundle in bundles(self._groups):
            members = {record for group in bundle for record in group.merged}
            against = known.between(members)
            kept = survivor(bundle, self._best)
            if against is not None:
                self._hold(bundle, contradiction(members, against, self._today))
            elif members and kept is None:
                self._hold(bundle, conflict(members))
            else:
                agreed.append((bundle, kept))
                continue
            torn |= dict.fromkeys(members, len(torn))
        for bundle, kept in agreed:
            self._agree(bundle, kept, torn)

    def _best(self, records: Collection[str]) -> str:
        """The record that says most, then the one looked at last, then the smallest identifier."""

        def rank(record: str) -> tuple[int, str]:
            row = self._survival.rows[record]
            filled = sum(bool(self._survival.text(row, one.name)) for one in self._survival.fields)
            return filled, self._survival.day(row)

        return max(sorted(records), key=rank)

    def _agree(self, bundle: Sequence[Group], kept: str | None, torn: Mapping[str, int]) -> None:
        """`torn`: record → which of the bundles that contradict themselves it is in."""
        losers: dict[str, str] = {}
        for group in bundle:
            pairs = {(a, b): who for (a, b), who in group.pairs.items() if a not in torn or torn[a] != torn.get(b)}
            self._apart += [Apart(*two, who, self._today.isoformat()) for two, who in pairs.items()]
            if len(pairs) < len(group.pairs):
                self.keep(group)  # the other side of a contradiction, which stands until somebody resolves it
            losers |= {record: group.who(record) for record in group.merged if record != kept}
            if kept is not None:
                asked = [one for one in group.lines.values() if one.said and one.key not in self._answers]
                self._lines |= {one.key: (kept, replace(one, typed=None)) for one in asked}
        if kept is not None:
            self._approved.append(Approved(kept, losers))

    def _hold(self, bundle: Sequence[Group], why: Text) -> None:
        for group in bundle:
            self.keep(group)
        self._refused |= {group.name: why for group in bundle}
        self._notes.append(why)

    def done(self) -> Verdicts:
        """What it all comes to."""
        days = {key: self._since(one) for key, one in self._answers.items()}
        notes = (*self._notes, *not_done(self._untold))
        left = (one.without(self._asked) for one in self._review.later)
        later = (*filter(None, left), *self._later)
        return Verdicts(
            tuple(self._approved), tuple(self._apart), self._answers, days, self._lines, notes, later, self._refused
        )

    def _since(self, line: Decision) -> str:
        """Since when these words stand on a line."""
        before, today = self._review.answers.get(line.key), self._today.isoformat()
        return self._review.days.get(line.key, today) if before is not None and before.said == line.said else today
