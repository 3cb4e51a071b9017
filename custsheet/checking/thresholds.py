"""The settings that checking reads, typed and complete.

Invariant: every value is usable as it stands. A setting that a company's own standard leaves out has the value the
shipped standard gives it (a test holds the two together).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from custsheet.model.finding import Cell


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The names are those of the settings; 0 switches a rule off."""

    verify_days: int = 90
    outlier_limit: float = 4

    @classmethod
    def of(cls, settings: Mapping[str, Cell]) -> Thresholds:
        """What `settings`, those in force, say."""
        given = {one.name: settings.get(one.name) for one in fields(cls)}
        return cls(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
