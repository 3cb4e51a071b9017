"""The exceptions that may cross a room: whoever wrote the schema erred, or a file cannot be read or written.

A watcher waits and tries again where a person would be told to; the kinds of `WorkbookError` say when.

Bad *data* is never an exception; it is a `Finding`.
"""

from __future__ import annotations

from typing import Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


class CustsheetError(Exception):
    """Base of both families. Carries one plain sentence in each language: what, where, what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en

    def text(self, lang: Lang) -> str:
        """The sentence in `lang`."""
        return self.zh if lang == "zh" else self.en


class SchemaError(CustsheetError):
    """The YAML standard is wrong; the sentence names the YAML path."""


class WorkbookError(CustsheetError):
    """A workbook cannot be read or written; nothing was changed."""


class DamagedError(WorkbookError):
    """What lies there is no whole workbook: it is damaged, or not all of it has arrived yet."""


class NewerSaveError(WorkbookError):
    """Somebody saved a newer version while this one was worked on; theirs stands."""


class InUseError(WorkbookError):
    """Somebody has the workbook open; it can be written once they have closed it."""


class UnknownWorkbookError(WorkbookError):
    """This workbook was never used with custsheet, and there is no reason to take it for one of customers."""


class ManyGoneError(WorkbookError):
    """So many records are gone since the last pass that somebody must say whether they meant it."""
