"""What several analyses ask for, made when the first of them does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True)
class Once:
    """Something that many things follow from. A copy by `replace` knows what it had made."""

    _kept: dict[object, Any] = field(default_factory=dict, repr=False, compare=False, kw_only=True)

    def once(self, name: object, make: Callable[[], _T]) -> _T:
        """What `make` gives, kept under `name`."""
        if name not in self._kept:
            self._kept[name] = make()
        found: _T = self._kept[name]
        return found
