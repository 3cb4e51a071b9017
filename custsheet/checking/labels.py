"""I185, W152: values that are understood, but not written as the list of this workbook has them.

The tool takes 完成 for 有效; the workbook's own formulas, filters and pivots do not. Case does not matter to Excel. A
workbook that custsheet did not make has no such formulas, and its people's words are left alone; but a province in
short (北京) is to be written in full everywhere, as a city is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from custsheet.checking.enums import JOINED
from custsheet.checking.probe import Probe
from custsheet.checking.view import Mask, View, mask
from custsheet.model.finding import Finding
from custsheet.model.schema import Field
from custsheet.values.provinces import normalize_province
from custsheet.values.text import as_text, clean_text, pieces


def probes(view: View) -> Iterator[Probe]:
    """The rules on columns whose values come from a list."""
    for field in view.inputs:
        enum = field.constraints.enum
        if enum is None or enum not in view.lists.entries:
            continue
        labels = _Labels(view, enum)
        if field.format == "province":
            yield _probe(view, field, "W152", "short", labels.in_full)
        if view.native:
            yield _probe(view, field, "I185", "default", partial(labels.meant, field=field))


class _Labels:
    """What values of one list should be written as."""

    def __init__(self, view: View, enum: str) -> None:
        self._entries = view.entries(enum)
        self._typed = view.lists.typed.get(enum, frozenset())
        self._between = JOINED[view.lang]

    def in_full(self, value: object) -> str | None:
        """The full name of a province written in short; None for anything else."""
        text = clean_text(value)
        full = self._one(text)
        return full if full is not None and full.startswith(text) and full == normalize_province(text) else None

    def meant(self, value: object, field: Field) -> str | None:
        """How the list writes this value, where that differs; None where it does not, or the list has no such value."""
        text = clean_text(value)
        if field.format == "province" and self.in_full(text):
            return None
        if field.type != "list" or self._entries.holds(text):
            return self._one(text)
        parts = pieces(clean_text(value, multiline=True))
        written = [self._one(part) or part for part in parts]
        known = all(self._entries.holds(part) for part in parts)
        return self._between.join(dict.fromkeys(written)) if known and written != parts else None

    def _one(self, text: str) -> str | None:
        if not text or not self._entries.holds(text) or text.casefold() in self._typed:
            return None
        title = self._entries.title(text)
        return None if title.casefold() == text.casefold() else title


def _probe(view: View, field: Field, code: str, message: str, judge: Callable[[str], str | None]) -> Probe:
    known: dict[str, str | None] = {}

    def meant(value: Any) -> str | None:
        text = as_text(value)
        if text not in known:
            known[text] = judge(text)
        return known[text]

    def fails(_: Any) -> Mask:
        cells = view.cells(field.name)
        wrong = {value for value in set(cells) if value is not None and meant(value) is not None}
        return mask([value in wrong for value in cells]) if wrong else mask([False] * len(cells))

    def tell(at: int) -> Finding:
        return view.finding(code, at, field.name, message, edits=[(field.name, meant(view.cells(field.name)[at]))])

    return Probe(code, field.name, fails, tell)
