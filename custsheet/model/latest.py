"""What followed from something the last time it was asked, kept for the next pass over the same workbook."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

_Each = TypeVar("_Each", bound=Hashable)
_Of = TypeVar("_Of")
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True, eq=False)
class Very:
    """A value that equals itself alone: what holds tables cannot be compared otherwise."""

    it: object

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Very) and self.it is other.it

    def __hash__(self) -> int:
        return id(self.it)


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


class LatestEach(Generic[_Each, _Made]):
    """Keeps many: what was made of each in the last round, which begins with `round`.

    Args:
        most: so many are kept at most; of more, the first.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._common: Any = None
        self._before: dict[_Each, tuple[object, _Made]] = {}
        self._now: dict[_Each, tuple[object, _Made]] = {}

    def round(self, common: object) -> None:
        """A new round begins; `common` is what all follow from, and where it is another one nothing is kept."""
        self._before = self._now if self._common == common else {}
        self._now, self._common = {}, common

    def made(self, each: _Each, of: object, make: Callable[[], _Made]) -> _Made:
        """What `make` gives; it is not called where it was made of an equal `of` in the last round, under that name."""
        found = self._before.get(each)
        if found is None or found[0] != of:
            found = of, make()
        if len(self._now) < self._most:
            self._now[each] = found
        return found[1]
