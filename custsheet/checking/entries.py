"""One list in force: what is in it, and which entry a value not in it was meant to be."""

from __future__ import annotations

from functools import cached_property

from custsheet.model.errors import LANGS
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import fold_value
from custsheet.values.provinces import normalize_province
from custsheet.values.text import similar


class Entries:
    """The list called `name`. `provinces`: what any notation of a province means is known besides."""

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

    def name(self, value: str) -> str:
        """The entry's name; the value itself if it is none."""
        return value if value in self._names else self._canonical.get(fold_value(value), value)

    def title(self, value: str) -> str:
        """What the entry is called in the workbook's language."""
        return self._snapshot.lists.title(self._name, self.name(value), self._snapshot.lang)

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
