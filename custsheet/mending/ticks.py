"""Ticks on 数据质量 → which proposals are carried out, which findings are ignored, and what is said of the rest.

Invariant: a tick is carried out once, on exactly what the person saw. Where the cell has changed since, where two ticks
would change one cell, or where nothing can be done, it is told and nothing happens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from custsheet.model.address import place
from custsheet.model.decision import Decision, same_value
from custsheet.model.finding import Finding
from custsheet.model.outcome import Ignored, finding_keys
from custsheet.model.seals import Seals
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, several, text
from custsheet.values.flags import parse_yes

SHEET = "findings"
ACCEPT, IGNORE, REASON = "accept", "ignore", "reason"
_BLANK = "–"


@dataclass(frozen=True)
class Ticks:
    """What the decisions come to.

    Attributes:
        accepted: finding key → the finding whose proposal is carried out, worst first.
        ticks: finding key → decision that accepted it; it stays on the sheet if the cells cannot be written after all.
        ignored: findings that are left alone, with the reason.
        kept: finding key → decision that stays on the sheet: ignored ones and those that could not be dealt with.
        notes: what people must be told.
    """

    accepted: Mapping[str, Finding] = field(default_factory=dict)
    ticks: Mapping[str, Decision] = field(default_factory=dict)
    ignored: tuple[Ignored, ...] = ()
    kept: Mapping[str, Decision] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()


def weigh(snapshot: Snapshot, findings: Sequence[Finding], *, writing: bool) -> Ticks:
    """Hold every decision against the finding it is about.

    Args:
        snapshot: what was read, decisions and memory included.
        findings: what is wrong in it, worst first.
        writing: whether accepted proposals are carried out; if not, their ticks are kept.
    """
    given = {one.key: one for one in snapshot.decisions.get(SHEET, ())}
    made = {**snapshot.memory.decisions, **given}
    if not made:
        return Ticks()
    weighing = _Weighing(snapshot, dict(zip(finding_keys(findings), findings, strict=True)), writing)
    decisions = weighing.followed(made)
    for key in (*weighing.findings, *(key for key in decisions if key not in weighing.findings)):
        if key in decisions and decisions[key].said:
            weighing.take(replace(decisions[key], key=key), new=decisions[key].key in given)
    return weighing.done()


class _Weighing:
    """The decisions of one pass, one after the other, worst finding first."""

    def __init__(self, snapshot: Snapshot, findings: Mapping[str, Finding], writing: bool) -> None:
        self.findings = findings
        self._writing = writing
        self._snapshot, self._seals = snapshot, Seals(snapshot)
        self._accepted: dict[str, Finding] = {}
        self._ticks: dict[str, Decision] = {}
        self._ignored: list[Ignored] = []
        self._kept: dict[str, Decision] = {}
        self._edited: dict[tuple[str, int, str], object] = {}
        self._untold: dict[str, list[str]] = {}
        self._places: dict[tuple[str, ...], dict[str, list[str]]] = {}

    def followed(self, decisions: Mapping[str, Decision]) -> dict[str, Decision]:
        """Key now → decision, where records that only their rows tell apart were moved; as it was for all others."""
        moved: dict[str, str] = {}
        for key, one in decisions.items():
            finding = self.findings.get(key)
            if finding is None or (self._seals.by_place(finding) and not same_value(self._seals(finding), one.seal)):
                moved[key] = self._elsewhere(one) or key
        found = {key: one for key, one in decisions.items() if moved.get(key, key) == key}
        for key, now in moved.items():
            if now != key:
                found[now] = decisions[key]
        return found

    def _elsewhere(self, one: Decision) -> str | None:
        """The key of the one finding of its kind that looks exactly as it did; None where there is no such."""
        kind = _kind(one.key)
        if kind not in self._places:
            self._places[kind] = {}
            for key, finding in self.findings.items():
                if _kind(key) == kind and self._seals.by_place(finding):
                    self._places[kind].setdefault(self._seals(finding), []).append(key)
        keys = self._places[kind].get(one.seal, [])
        return keys[0] if len(keys) == 1 else None

    def take(self, one: Decision, *, new: bool) -> None:
        """Weigh one decision; `new`: it was made since the sheet was drawn."""
        accept, ignore = parse_yes(one.said.get(ACCEPT)), parse_yes(one.said.get(IGNORE))
        finding = self.findings.get(one.key)
        seal = self._seals(finding) if finding is not None else ""
        changed = not same_value(seal, one.seal) or (accept and not ignore and seal != one.seal)
        if finding is None and ignore and one.said.get(REASON) and self._unread(one.key):
            self._kept[one.key] = one  # its column is hidden or gone for the time being
        elif finding is None or changed:
            if new and (accept or ignore):
                self._tell("gone" if finding is None else "stale", self._name(one, finding))
        elif accept and not ignore and one.typed is not None:
            # Not kept: the sheet is drawn anew with the proposal as it was, which nobody has accepted.
            self._tell("typed", f"{self._name(one, finding)} → {one.typed or _BLANK}")
        elif accept and ignore:
            self._leave(one, finding, "both")
        elif accept:
            self._accept(one, finding)
        elif ignore and one.said.get(REASON):
            self._ignored.append(Ignored(finding, one.said[REASON]))
            self._kept[one.key] = one
        elif ignore:
            self._leave(one, finding, "reason")
        elif REASON in one.said and IGNORE not in one.said and ACCEPT not in one.said:
            self._leave(one, finding, "untold")
        elif any(name in one.said and parse_yes(one.said[name]) is None for name in (ACCEPT, IGNORE)):
            self._leave(one, finding, "unclear")
        elif one.said:
            self._kept[one.key] = one

    def _unread(self, key: str) -> bool:
        """Whether the cells that the key is about were not read at this pass, so that nobody knows what they hold."""
        sheet, field, _ = _kind(key)
        if not self._snapshot.schema.has_sheet(sheet):
            return False
        table = self._snapshot.table(sheet)
        known = field in self._snapshot.schema.sheet(sheet).by_name
        return table is None or (known and field not in table.typed.columns)

    def _accept(self, one: Decision, finding: Finding) -> None:
        cells = {(edit.sheet, edit.row, edit.field): edit.value for edit in finding.edits}
        if not cells:
            self._leave(one, finding, "nothing")
        elif cells.items() <= self._edited.items():
            return  # two findings, one cure: the other tick carries it out
        elif cells.keys() & self._edited.keys():
            self._leave(one, finding, "twice")
        else:
            self._edited |= cells
            self._accepted[one.key], self._ticks[one.key] = finding, one
            if not self._writing:
                self._kept[one.key] = one

    def _leave(self, one: Decision, finding: Finding, why: str) -> None:
        self._kept[one.key] = one
        self._tell(why, _where(self._snapshot, finding))

    def _tell(self, why: str, where: str) -> None:
        self._untold.setdefault(why, []).append(where)

    def _name(self, one: Decision, finding: Finding | None) -> str:
        """The cell, where it is still known; else the record and field that the key names."""
        if finding is not None:
            return _where(self._snapshot, finding)
        sheet, _, rest = one.key.partition("|")
        table = self._snapshot.table(sheet)
        record, _, rest = rest.partition("|")
        label = table.labels.get(rest.partition("|")[0], "") if table else ""
        return " ".join(filter(None, (table.title if table else sheet, record, label)))

    def done(self) -> Ticks:
        """What they all come to."""
        notes = []
        for why, places in self._untold.items():
            names, (zh, en) = several(places), _WHY[why]
            notes.append(text(f"{zh}：{names.zh}。", f"{en}: {names.en}."))
        return Ticks(self._accepted, self._ticks, tuple(self._ignored), self._kept, tuple(notes))


def _kind(key: str) -> tuple[str, ...]:
    """Sheet, field and code of a finding key: all of it but the record."""
    sheet, *_, field, code = key.split("|") if key.count("|") >= 3 else (key, "", "")
    return sheet, field, code.partition("~")[0]


_WHY = {
    "stale": (
        "勾选没有照办，因为单元格在列出之后又改过，请看新的建议再勾",
        "Ticks not carried out, because the cells have changed since they were listed; look at the new proposals",
    ),
    "typed": (
        "「建议值」被改过，勾选没有照办，请把想要的值直接写进单元格",
        "The proposals were changed by hand, so the ticks were not carried out; type the value into the cell itself",
    ),
    "gone": ("勾选的问题已经改好，不用再动", "Ticked, but mended already; nothing was left to do"),
    "twice": (
        "勾选没有照办，因为另一处勾选改了同一个单元格，请看新的建议再勾",
        "Ticks not carried out, because another tick changed the same cell; look at the new proposals",
    ),
    "both": ("采纳和忽略都勾了，请只留一个", "Both accept and ignore are ticked; keep one of them"),
    "reason": (
        "勾了忽略但没有写理由，暂不生效，请在「忽略理由」里写一句",
        "Ticked to be ignored without a reason, so it does not count yet; write one beside it",
    ),
    "untold": (
        "写了忽略理由但没有在「忽略」里打 √，暂不生效",
        "A reason to ignore without a tick under Ignore does not count yet",
    ),
    "unclear": ("「采纳」「忽略」里的字看不懂，请打 √", "Not understood under Accept or Ignore; enter √"),
    "nothing": ("没有建议值可以采纳，请直接改单元格", "There is no proposal to accept; correct the cell itself"),
}


def _where(snapshot: Snapshot, finding: Finding) -> str:
    return "!".join(filter(None, place(snapshot, finding)))
