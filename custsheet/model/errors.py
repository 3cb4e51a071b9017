"""The two exceptions that may cross a room: whoever wrote the schema erred, or a file cannot be read or written.

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
