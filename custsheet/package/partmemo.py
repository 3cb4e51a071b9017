"""What was found in parts that were met last: while a part holds the same bytes, nobody need inflate it to look again.

From save to save most parts of a workbook stay as they are. They are known by `Package.seal`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from custsheet.package.container import Package

_Found = TypeVar("_Found")
_MOST = 256
"""Parts that are remembered of each kind of question; a workbook has some dozens."""


class PartMemo(Generic[_Found]):
    """For one question that is asked of parts, whose answer follows from their bytes and is never changed afterwards.

    `also` is what else the answer hangs on, by value.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, tuple[Hashable, ...]], _Found] = {}

    def get(self, package: Package, part: str, *also: Hashable) -> _Found | None:
        """The answer, None if it is not known."""
        return self._known.get((package.seal(part), also))

    def put(self, found: _Found, package: Package, part: str, *also: Hashable) -> _Found:
        """Keep an answer."""
        self._known[package.seal(part), also] = found
        if len(self._known) > _MOST:
            del self._known[next(iter(self._known))]
        return found

    def made(self, look: Callable[[], _Found], package: Package, part: str, *also: Hashable) -> _Found:
        """The answer; `look` finds it where it is not known."""
        key = package.seal(part), also
        return self._known[key] if key in self._known else self.put(look(), package, part, *also)

    def clear(self) -> None:
        """Forget all."""
        self._known.clear()
