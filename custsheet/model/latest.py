"""What followed from something the last time it was asked, kept for the next pass over the same workbook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

_Of = TypeVar("_Of")
_Made = TypeVar("_Made")


class Latest(Generic[_Of, _Made]):
    """Keeps one: what was made last, and of what.

    For what follows from its ingredients alone and is never changed afterwards. The ingredients are compared by value;
    where 1, 1.0 and True must be told apart, hand over their `repr`.
    """

    def __init__(self) -> None:
        self._kept: tuple[list[_Of], _Made] | None = None

    def made(self, of: _Of, make: Callable[[], _Made]) -> _Made:
        """What `make` gives; it is not called where `of` equals what was handed over the last time."""
        kept = self._kept
        if kept is None or of not in kept[0]:
            kept = self._kept = ([of], make())
        return kept[1]

    def also(self, of: _Of) -> None:
        """What was made last follows from `of` as well."""
        if self._kept is not None and of not in self._kept[0]:
            self._kept[0].append(of)
