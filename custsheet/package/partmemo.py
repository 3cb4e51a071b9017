"""What was found in parts that were met last: while a part holds the same bytes, nobody need inflate it to look again.

From save to save most parts of a workbook stay as they are. They are known by `Package.seal`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from custsheet.package.container import Package, part_key

_Found = TypeVar("_Found")
_QUESTIONS = 1024
"""So many are remembered, each of one part: a workbook has some dozens of parts, a watcher several workbooks."""


class PartMemo(Generic[_Found]):
    """For one question that is asked of parts, whose answer follows from their bytes and is never changed afterwards.

    What else the answer hangs on is handed over as `also`, by value.
    """

    def __init__(self, versions: int = 4) -> None:
        """Of each part of that name so many `versions` are remembered; one, where answers are as large as a sheet."""
        self._versions = versions
        self._known: dict[tuple[str, tuple[Hashable, ...]], dict[bytes, _Found]] = {}

    def get(self, package: Package, part: str, *also: Hashable) -> _Found | None:
        """The answer, None if it is not known."""
        return self._of(part, also).get(package.seal(part))

    def put(self, found: _Found, package: Package, part: str, *also: Hashable) -> _Found:
        """Keep an answer."""
        known = self._of(part, also)
        known[package.seal(part)] = found
        if len(known) > self._versions:
            del known[next(iter(known))]
        return found

    def made(self, look: Callable[[], _Found], package: Package, part: str, *also: Hashable) -> _Found:
        """The answer; `look` finds it where it is not known."""
        known, seal = self._of(part, also), package.seal(part)
        return known[seal] if seal in known else self.put(look(), package, part, *also)

    def forget(self) -> None:
        """As in a process that has just begun."""
        self._known.clear()

    def _of(self, part: str, also: tuple[Hashable, ...]) -> dict[bytes, _Found]:
        """The answers to one question of one part; what was asked last is forgotten last."""
        key = part_key(part), also
        known = self._known[key] = self._known.pop(key, {})
        if len(self._known) > _QUESTIONS:
            del self._known[next(iter(self._known))]
        return known
