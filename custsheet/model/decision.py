"""What people decide on a tool's sheet: ticks and words in its decision columns, each bound to what the row was about.

Invariant: a decision belongs to the key in its row, never to a position, so it survives sorting and every pass; and it
holds only for what the person saw, which the seal in the same cell tells (`custsheet.model.seals`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

HALF = 8
"""Hexadecimal digits of each half of a seal."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of a tool sheet on which somebody decided.

    Attributes:
        key: which matter it is about (`finding_keys`).
        seal: what that matter looked like when the row was drawn (`Seals`).
        said: decision column → what stands there, trimmed; blank ones are left out.
        typed: what somebody wrote over the proposal that was listed; None where it stands as it was listed.
    """

    key: str
    seal: str
    said: Mapping[str, str] = field(default_factory=dict)
    typed: str | None = None


def sealed_key(seal: str, key: str, shown: str) -> str:
    """What the hidden column of a row holds; `shown`: the proposal as the row lists it."""
    return f"{seal}{digest(shown)} {key}"


def open_key(cell: str) -> tuple[str, str, str] | None:
    """(seal, digest of the listed proposal, key) of what `sealed_key` wrote; None for anything else."""
    seal, _, key = cell.partition(" ")
    return (seal[: 2 * HALF], seal[2 * HALF :], key) if key and len(seal) == 3 * HALF else None


def digest(words: str) -> str:
    """A text as `HALF` hexadecimal digits."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:HALF]


def same_value(seal: str, other: str) -> bool:
    """Whether two seals were set over the same value, whatever was proposed for it."""
    return seal[:HALF] == other[:HALF]
