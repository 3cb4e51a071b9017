"""Words on 疑似重复 → which records are merged, which pairs are not the same, what waits, and what is said of the rest.

A word on the first line of a group (★) counts for every line of it that has none of its own; a word on another line for
that record alone. Invariant: a merge is carried out on exactly what the person saw. Where decisions contradict each
other, or one that is remembered, nothing of what they tie together is merged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from custsheet.analysis.survival import Survival, in_order
from custsheet.mending.decided import DECISION, KEEP, Group, Known, bundles, groups, named, survivor
from custsheet.model.decision import Decision
from custsheet.model.finding import Finding
from custsheet.model.groupline import expired
from custsheet.model.review import Apart, Review
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, several, text
from custsheet.model.words import Verdict, verdict
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
    """

    approved: tuple[Approved, ...] = ()
    apart: tuple[Apart, ...] = ()
    answers: Mapping[str, Decision] = field(default_factory=dict)
    days: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, tuple[str, Decision]] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()


def weigh_groups(snapshot: Snapshot, findings: Sequence[Finding], today: date, *, writing: bool) -> Verdicts:
    """Hold every word on the sheet against the records it is about; if not `writing`, all of them stay."""
    given = snapshot.decisions.get(SHEET, ())
    if not given:
        return Verdicts()
    weighing = _Weighing(snapshot, findings, today)
    for group in groups(given):
        if writing:
            weighing.take(group)
        else:
            weighing.keep(group)
    weighing.settle()
    return weighing.done()


class _Weighing:
    """The groups of one pass, one after the other; then all together."""

    def __init__(self, snapshot: Snapshot, findings: Sequence[Finding], today: date) -> None:
        self._review: Review = snapshot.memory.review
        self._today = today
        self._survival = Survival(snapshot, findings)
        self._groups: list[Group] = []
        self._answers: dict[str, Decision] = {}
        self._notes: list[Text] = []
        self._untold: dict[str, list[str]] = {}
        self._approved: list[Approved] = []
        self._apart: list[Apart] = []
        self._lines: dict[str, tuple[str, Decision]] = {}

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
            self.keep(group)  # a name, or a tick without a decision: somebody is still at it
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
        for record in others:
            line = group.lines[record]
            if verdicts[record] == "later" and (line.said.get(DECISION) or star == "later"):
                self._later(line if line.said.get(DECISION) else group.lines[group.star])
        if star == "later":
            self._later(group.lines[group.star])
        if merging and group.keep not in members:
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

    def _later(self, line: Decision) -> None:
        day = self._review.days.get(line.key, "")
        known = line.key in self._review.answers and verdict(self._review.answers[line.key].said.get(DECISION))
        if known != "later" or not expired(day, self._today):
            self._answers[line.key] = replace(line, typed=None)

    def _as_seen(self, group: Group) -> bool:
        rows = [self._survival.rows[record] for record in group.members]
        return all(
            self._survival.seal(self._survival.rows[record], rows) == one.seal for record, one in group.lines.items()
        )

    def _leave(self, why: str, group: Group) -> None:
        self.keep(group)
        self._tell(why, group)

    def _tell(self, why: str, group: Group) -> None:
        self._untold.setdefault(why, []).append(named(group.members if group.star else sorted(group.lines)))

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
            kept = survivor(bundle)
            if against is not None:
                self._contradiction(bundle, members, against)
            elif members and kept is None:
                self._conflict(bundle, members)
            else:
                agreed.append((bundle, kept))
                continue
            torn |= dict.fromkeys(members, len(torn))
        for bundle, kept in agreed:
            self._agree(bundle, kept, torn)

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

    def _contradiction(self, bundle: Sequence[Group], members: set[str], against: Apart) -> None:
        for group in bundle:
            self.keep(group)
        names, (a, b) = named(sorted(members)), against.pair
        who = text(f"（{against.who}）", f" ({against.who})") if against.who else text("", "")
        day = against.day or self._today.isoformat()
        self._notes.append(
            text(
                f"「疑似重复」的决定互相矛盾：{a} 和 {b} 在 {day} 已定为不是同一客户{who.zh}，现在又要把 {names} 合并；"
                "一条也没有合并。请改其中一处，或在「合并台账」取消「不是同一客户」。",
                f"Decisions on Duplicates contradict each other: {a} and {b} were said on {day} not to be the "
                f"same{who.en}, and yet {names} are to be merged; none of them was. Change one of the two, or take "
                "back Not the same on the Merge ledger.",
            )
        )

    def _conflict(self, bundle: Sequence[Group], members: set[str]) -> None:
        for group in bundle:
            self.keep(group)
        names = named(sorted(members))
        self._notes.append(
            text(
                f"「疑似重复」里 {names} 要合并，但各组要保留的不是同一条；一条也没有合并。"
                "请只在要保留的那条「保留」里打 √。",
                f"On Duplicates {names} are to be merged, but the groups keep different ones; none was merged. Tick "
                "Keep on the one to be kept, and on no other.",
            )
        )

    def done(self) -> Verdicts:
        """What it all comes to."""
        notes = list(self._notes)
        for why, places in self._untold.items():
            zh, en = _WHY[why]
            names = several(places, "组", ("；", "; "))
            notes.append(text(f"{zh}：{names.zh}。", f"{en}: {names.en}."))
        today = self._today.isoformat()
        before = self._review
        same = {
            key for key, one in self._answers.items() if key in before.answers and before.answers[key].said == one.said
        }
        days = {key: before.days.get(key, today) if key in same else today for key in self._answers}
        return Verdicts(tuple(self._approved), tuple(self._apart), self._answers, days, self._lines, tuple(notes))


_WHY = {
    "torn": (
        "「疑似重复」的决定没有照办，因为这一组缺了行，请看新列出的再选",
        "Decisions on Duplicates not carried out, because lines of the group are missing; decide on the new ones",
    ),
    "gone": (
        "「疑似重复」的决定没有照办，因为有的客户已不在表里、没有编号或编号重复，请看新列出的再选",
        "Decisions on Duplicates not carried out, because a record is gone, has no identifier or shares one",
    ),
    "stale": (
        "「疑似重复」的合并没有照办，因为资料在列出之后又改过，请看新的取值再选",
        "Not merged, because the records have changed since they were listed on Duplicates; look at the new values",
    ),
    "typed": (
        "「建议与合并后取值」被改过，没有合并；请把想要的值直接写进「客户」，再选合并",
        "The values after merging were changed by hand, so nothing was merged; type them into the record itself",
    ),
    "unclear": (
        "「处理」或「保留」里的字看不懂，请从下拉清单里选，「保留」打 √",
        "Not understood under Decision or Keep; choose from the drop-down, and tick Keep with √",
    ),
    "keeps": ("一组里「保留」打了几个 √，没有照办，请只留一个", "Several ticks under Keep in one group; leave one"),
    "keep": (
        "没有合并，因为看不出保留哪一条；请在要合并的某一条「保留」里打 √",
        "Not merged, because it is not clear which record is kept; tick Keep on one of those to be merged",
    ),
    "empty": (
        "没有合并，因为第一行选了合并，其余各行都不合并；请改其中一处",
        "Not merged, because the first line says Merge and the others do not; change one of them",
    ),
}
