"""What a pass is asked and what it answers, as one line of JSON between the watcher and the process that does the work.

Texts cross in both languages; which one is shown, the workbook's or the computer's, is decided where it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

Both = Mapping[str, str]
"""The same sentence as {"zh": …, "en": …}."""


class Refusal(StrEnum):
    """Why there is no answer but a sentence, as far as a watcher acts on it."""

    DAMAGED = "damaged"
    NEWER = "newer"
    IN_USE = "in use"
    MANY_GONE = "many gone"
    FOREIGN = "foreign"
    """In a watched folder: not a workbook of custsheet's."""
    DIED = "died"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Ask:
    """One pass, please.

    Attributes:
        workbook: which.
        side_car: it is open: leave it as it is and write the results beside it.
        found: it merely lies in a watched folder, nobody named it; then only a workbook that is custsheet's counts.
        despite_lock: its lock file was left by a crash.
    """

    workbook: Path
    side_car: bool = False
    found: bool = False
    despite_lock: bool = False

    def line(self) -> str:
        """As one line."""
        return json.dumps(asdict(self) | {"workbook": str(self.workbook)}, ensure_ascii=False)

    @classmethod
    def of(cls, line: str) -> Ask:
        """From one line."""
        words = json.loads(line)
        return cls(**(words | {"workbook": Path(words["workbook"])}))


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it.

    Attributes:
        digest: of the version that was read; "" where it was refused.
        result: digest of what this pass put at the workbook's place; `digest` again if it left that alone.
        lang: the workbook's own language.
        counts: findings per severity.
        groups: groups of possible duplicates.
        done: what was changed on people's sheets: damage repaired, numbers given, decisions carried out.
        gone: which records were deleted since the last pass, in words.
        worst: three findings in words: those that are new, then the worst.
        notices: what else a person should know.
        written: whether a file was changed; `target` says which.
        backup: where the version before is kept.
        seconds: what the pass took.
        refusal, said: why there is nothing of all this.
        lasting: whether asking again about the same bytes gives the same; a full disk may have room later.
    """

    digest: str = ""
    result: str = ""
    lang: str = "zh"
    counts: Mapping[str, int] = field(default_factory=dict)
    groups: int = 0
    done: tuple[Both, ...] = ()
    gone: tuple[Both, ...] = ()
    worst: tuple[Both, ...] = ()
    notices: tuple[Both, ...] = ()
    written: bool = False
    target: str | None = None
    backup: str | None = None
    seconds: float = 0.0
    refusal: Refusal | None = None
    said: Both = field(default_factory=dict)
    lasting: bool = True

    def line(self) -> str:
        """As one line."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def of(cls, line: str) -> Answer:
        """From one line."""
        words: dict[str, Any] = json.loads(line)
        refusal = words.pop("refusal")
        for name in ("done", "gone", "worst", "notices"):
            words[name] = tuple(words[name])
        return cls(refusal=None if refusal is None else Refusal(refusal), **words)

    @classmethod
    def refused(cls, refusal: Refusal, said: Both, *, lasting: bool = True) -> Answer:
        """A sentence instead of results."""
        return cls(refusal=refusal, said=dict(said), lasting=lasting)
