"""Columns that repeat themselves: of what there is little of, little need be asked."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

_SAMPLE = 1000
"""Values that tell whether a column repeats itself; to look at all for it may take longer than it saves."""

_Value = TypeVar("_Value", bound=Hashable)


def distinct(values: Sequence[_Value]) -> Sequence[_Value]:
    """Each value once, in any order; `values` themselves where hardly any repeats another. 1, 1.0 and True are one.

    >>> distinct(["A", "B", "A", "A"]) in (["A", "B"], ["B", "A"]), distinct(["A", "B", "A"])
    (True, ['A', 'B', 'A'])
    """
    sample = values[:_SAMPLE]
    return values if 2 * len(set(sample)) > len(sample) else list(set(values))
