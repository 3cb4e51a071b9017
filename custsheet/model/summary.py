"""What a pass says when it is done, without the tables it found it in: small enough to keep and to send."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from heapq import nsmallest
from pathlib import Path
from typing import Any, Self

from custsheet.model.address import place
from custsheet.model.errors import Lang
from custsheet.model.mend import told
from custsheet.model.outcome import Outcome, finding_keys
from custsheet.model.rules import message
from custsheet.model.text import Text, text

WORST = 3
"""So many findings are told in words."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One pass over one saved version, in words and counts.

    Attributes:
        digest: of the version that was read.
        result: of what the pass left in the workbook's place; `digest` again if it left that alone.
        lang: the workbook's own language.
        rows: records that were checked.
        counts: findings per severity.
        groups: groups of possible duplicates.
        tiers: customers per tier; empty where there are none.
        ignored: findings that somebody ticked to be ignored.
        mended: what was changed on people's sheets.
        gone: which records were deleted since the last pass.
        worst: the findings that are new since the results before, then the worst ones, each with its place.
        notices: what else a person should know.
        written: whether a file was changed, or for a dry run would be; `target` says which.
        sheets: titles of the tool's visible sheets, in order.
        target: the file that holds the results; None for a dry run.
        backup: where the version before is kept.
        seconds: what the pass took.
    """

    digest: str
    result: str
    lang: Lang
    rows: int
    counts: Mapping[str, int]
    groups: int
    tiers: Mapping[str, int] = field(default_factory=dict)
    ignored: int = 0
    mended: tuple[Text, ...] = ()
    gone: tuple[Text, ...] = ()
    worst: tuple[Text, ...] = ()
    notices: tuple[Text, ...] = ()
    written: bool = False
    sheets: tuple[str, ...] = ()
    target: Path | None = None
    backup: Path | None = None
    seconds: float = 0.0

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """What there is to say of a pass."""
        inside = outcome.written and outcome.target == outcome.workbook
        return cls(
            digest=outcome.digest,
            # Not of what lies there now: that may be a newer save already.
            result=outcome.result if inside else outcome.digest,
            lang=outcome.snapshot.lang,
            rows=sum(outcome.rows.values()),
            counts=outcome.counts,
            groups=len(outcome.duplicates),
            tiers=outcome.tiers.counts if outcome.tiers else {},
            ignored=len(outcome.ignored),
            mended=tuple(told(outcome.mends)),
            gone=outcome.gone,
            worst=_worst(outcome, _fresh(outcome)),
            notices=outcome.notices,
            written=outcome.written,
            sheets=outcome.sheets,
            target=outcome.target,
            backup=outcome.backup,
            seconds=outcome.seconds,
        )

    def lasting(self, outcome: Outcome) -> Self:
        """What still holds when the version that the pass left is met again: what is new then is so no more."""
        notices = tuple(one for one in self.notices if one not in outcome.gone)
        return replace(self, written=False, backup=None, mended=(), gone=(), worst=_worst(outcome, ()), notices=notices)

    def dump(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        said = {name: [one.model_dump() for one in getattr(self, name)] for name in _TEXTS}
        paths = {name: _word(getattr(self, name)) for name in _PATHS}
        return {name: value for name, value in asdict(self).items() if name not in said} | said | paths

    @classmethod
    def load(cls, told: Mapping[str, Any]) -> Self:
        """From plain data.

        Raises:
            KeyError, TypeError, ValueError: it is not what `dump` gave.
        """
        texts = {name: tuple(Text(**one) for one in told[name]) for name in _TEXTS}
        paths = {name: Path(told[name]) if told[name] is not None else None for name in _PATHS}
        return cls(**{**told, **texts, **paths, "sheets": tuple(told["sheets"])})


_TEXTS = ("mended", "gone", "worst", "notices")
_PATHS = ("target", "backup")


def _word(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _worst(outcome: Outcome, fresh: Collection[int]) -> tuple[Text, ...]:
    """The `fresh` ones, by their positions, stand first: that is what somebody may still remember typing."""
    snapshot = outcome.snapshot
    titles = snapshot.sheet_titles
    found = []
    for at in nsmallest(WORST, range(len(outcome.findings)), key=lambda at: at not in fresh):
        finding, (new_zh, new_en) = outcome.findings[at], ("新问题：", "New: ") if at in fresh else ("", "")
        where = "!".join(filter(None, place(snapshot, finding)))
        zh = message(finding, snapshot.schema, "zh", titles, snapshot.field_labels("zh"))
        en = message(finding, snapshot.schema, "en", titles, snapshot.field_labels("en"))
        found.append(text(f"{new_zh}{where} {zh}", f"{new_en}{where} {en}"))
    return tuple(found)


def _fresh(outcome: Outcome) -> set[int]:
    """Positions of the findings that the results before did not tell; none where there were no results.

    Of a record without identifier nobody knows: one row put in above, and each would seem to be new.
    """
    memory = outcome.snapshot.memory
    before = outcome.told if outcome.told is not None else memory.first_seen if memory.stamp else None
    if before is None or outcome.first_seen.keys() <= before.keys():
        return set()
    keys = finding_keys(outcome.findings)
    return {at for at, one in enumerate(outcome.findings) if one.record and keys[at] not in before}
