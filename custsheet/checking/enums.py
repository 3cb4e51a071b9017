"""E181: a value that is in none of its list's spellings, with the nearest entry where only one can be meant."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from custsheet.checking.probe import Probe
from custsheet.checking.view import Mask, View, mask
from custsheet.model.errors import LANGS
from custsheet.model.finding import Finding
from custsheet.model.schema import Field
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import fold_value
from custsheet.values.provinces import normalize_province
from custsheet.values.text import similar

_JOINED = {"zh": "、", "en": "; "}


def probes(view: View) -> Iterator[Probe]:
    """One probe a column whose values come from a list."""
    for field in view.inputs:
        enum = field.constraints.enum
        if enum is not None and enum in view.audit.snapshot.lists.entries:
            yield _probe(view, field, Entries(view.audit.snapshot, enum, provinces=field.format == "province"))


class Entries:
    """One list in force: what is in it, and which entry a value not in it was meant to be."""

    def __init__(self, snapshot: Snapshot, name: str, *, provinces: bool = False) -> None:
        self._snapshot, self._name, self._provinces = snapshot, name, provinces
        self._names = {one.name for one in snapshot.lists.entries[name]}
        self._canonical = snapshot.lists.canonical(name)
        self._known: dict[str, bool] = {}
        self._nearest: dict[str, str | None] = {}

    def holds(self, value: str) -> bool:
        """Whether this is an entry, by name or by any of its labels."""
        if value not in self._known:
            self._known[value] = value in self._names or fold_value(value) in self._canonical
        return self._known[value]

    def title(self, value: str) -> str:
        """What the entry is called in the workbook's language."""
        name = value if value in self._names else self._canonical.get(fold_value(value), value)
        return self._snapshot.lists.title(self._name, name, self._snapshot.lang)

    def nearest(self, value: str) -> str | None:
        """The title, in the workbook's language, of the one entry that can be meant; None if there is no such."""
        if value not in self._nearest:
            self._nearest[value] = self._find(value)
        return self._nearest[value]

    def _find(self, value: str) -> str | None:
        if self._provinces and (full := normalize_province(value)) is not None and self.holds(full):
            return self.title(full)
        found = {self.title(label) for labels in self._labels if (label := similar(value, labels)) is not None}
        return found.pop() if len(found) == 1 else None

    @cached_property
    def _labels(self) -> list[list[str]]:
        """Titles a language, so that the two titles of one entry do not compete."""
        return [[one.title(lang) for one in self._snapshot.lists.entries[self._name]] for lang in LANGS]


def _probe(view: View, field: Field, entries: Entries) -> Probe:
    if field.type == "list":
        return Probe("E181", field.name, lambda column: _any_unknown(column, entries), _tell_list(view, field, entries))

    def fails(column: Any) -> Mask:
        unknown = {value for value in set(column.tolist()) if isinstance(value, str) and not entries.holds(value)}
        return mask(column.isin(unknown))

    def tell(at: int) -> Finding:
        proposal = entries.nearest(view.typed(field.name)[at])
        return view.finding("E181", at, field.name, edits=[(field.name, proposal)] if proposal is not None else ())

    return Probe("E181", field.name, fails, tell)


def _any_unknown(column: Any, entries: Entries) -> Mask:
    values = column.tolist()
    return mask([isinstance(value, tuple) and not all(entries.holds(str(part)) for part in value) for value in values])


def _tell_list(view: View, field: Field, entries: Entries) -> Any:
    between = _JOINED[view.audit.snapshot.lang]

    def tell(at: int) -> Finding:
        parts = [
            entries.title(part) if entries.holds(part) else entries.nearest(part) for part in view.typed(field.name)[at]
        ]
        # The proposal replaces the whole cell, so it needs every part.
        known = [part for part in dict.fromkeys(parts) if part is not None]
        edits = [(field.name, between.join(known))] if None not in parts else []
        return view.finding("E181", at, field.name, edits=edits)

    return tell
