"""What an upgrade came to: a value, ready to be printed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from custsheet.model.errors import Lang
from custsheet.model.schema import Change
from custsheet.model.text import Text
from custsheet.model.upgrading.difference import Difference


@dataclass(frozen=True)
class Upgrade:
    """One workbook taking over a newer standard, or what that would change.

    Attributes:
        digest: "sha256:…" of the bytes that were read.
        lang: the workbook's language.
        title: what the standard is called.
        before, after: versions of the standard the workbook carried and would carry.
        differences: none = the workbook is current.
        changes: what those who made the standard say of the versions in between, newest first.
        written: whether the workbook was changed; False for a dry run.
        backup: where the version before the write is kept.
        notices: what a person should know besides.
    """

    workbook: Path
    digest: str
    lang: Lang
    title: Text
    before: str
    after: str
    differences: tuple[Difference, ...] = ()
    changes: tuple[Change, ...] = ()
    written: bool = False
    backup: Path | None = None
    notices: tuple[Text, ...] = ()
