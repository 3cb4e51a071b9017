"""JSON as the hidden sheet keeps it: one line, and what is damaged counts as absent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def dump(value: object) -> str:
    """A value as text."""
    return _encoded(value)


_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # `json.dumps` makes one every time


def loaded(rows: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Name and value of each row that holds JSON."""
    for name, whole in rows.items():
        try:
            yield name, json.loads(whole)
        except (ValueError, RecursionError):  # damaged, or made to do harm
            continue


def listed(value: Any) -> list[Any]:
    """A value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []
