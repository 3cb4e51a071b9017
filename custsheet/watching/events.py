"""What people should hear of a watched workbook; `custsheet.watching.words` says it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from custsheet.package.saving.lock import Holder
from custsheet.watching.answer import Answer, Both, Refusal


@dataclass(frozen=True, slots=True)
class Checked:
    """A save was checked: into the workbook itself, or, while it is open, beside it."""

    workbook: Path
    answer: Answer


@dataclass(frozen=True, slots=True)
class WaitsForClose:
    """The results wait until `holder` (None: somebody) closes the workbook."""

    workbook: Path
    holder: Holder | None


@dataclass(frozen=True, slots=True)
class WrittenBack:
    """It was closed, and the results that waited are in it now."""

    workbook: Path
    answer: Answer


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot be checked or written; `said` is why and what to do."""

    workbook: Path
    said: Both
    refusal: Refusal = Refusal.OTHER


@dataclass(frozen=True, slots=True)
class Missing:
    """It was moved or deleted."""

    workbook: Path


@dataclass(frozen=True, slots=True)
class Conflicted:
    """A program that synchronises could not unite two versions: `copy` is the other one."""

    workbook: Path
    copy: Path


@dataclass(frozen=True, slots=True)
class StandsBy:
    """Another watcher writes this workbook, `who` on some computer; this one only looks on."""

    workbook: Path
    who: str


Event: TypeAlias = Checked | WaitsForClose | WrittenBack | Refused | Missing | Conflicted | StandsBy
