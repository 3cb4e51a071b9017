"""Which sheets the simple view leaves in sight: those staff type in and what is wrong with their rows.

The rule itself, for who hides the others and for who must not lead there.
"""

from __future__ import annotations

from custsheet.model.snapshot import Snapshot

STAFF = frozenset({"home", "customers", "interactions", "orders", "tasks", "findings", "parameters"})
"""Sheets of the simple view."""
VIEW = "view"
"""The setting that asks for it."""


def is_simple(snapshot: Snapshot) -> bool:
    """Whether the workbook asks for the simple view; one that was made elsewhere is never folded."""
    return snapshot.native and snapshot.settings.get(VIEW) == "simple"


def in_view(snapshot: Snapshot, name: str) -> bool:
    """Whether the view that the workbook asks for shows the sheet that the standard calls `name`."""
    return name in STAFF or not is_simple(snapshot)
