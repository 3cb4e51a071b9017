"""The simple view: staff see the sheets they type in and what is wrong with their rows; the rest is hidden, not gone.

Only sheets that were in sight are hidden, and only those come back: what people hid themselves stays hidden.
"""

from __future__ import annotations

from collections.abc import Mapping

from custsheet.model.snapshot import Snapshot
from custsheet.package.sheetstates import in_sight, visible_sheets

STAFF = frozenset({"home", "customers", "interactions", "orders", "tasks", "findings", "parameters"})
"""Sheets of the simple view."""


def folded(data: bytes, snapshot: Snapshot, drawn: Mapping[str, str]) -> tuple[bytes, tuple[str, ...]]:
    """The workbook with the sheets in sight that its settings ask for, and the names of those that are hidden.

    Args:
        data: the workbook with the tool's sheets in it.
        snapshot: what was read.
        drawn: name → title of the sheets of this pass.
    """
    titles = {name: table.title for name, table in snapshot.tables.items()} | dict(snapshot.owned) | dict(drawn)
    hidden = set(snapshot.memory.folded)
    if not snapshot.native or snapshot.settings.get("view") != "simple":
        if not hidden:
            return data, ()
        return in_sight(data, show=[titles[name] for name in hidden if name in titles]), ()
    seen = set(visible_sheets(data))
    going = {name: title for name, title in titles.items() if name not in STAFF and title in seen}
    data = in_sight(data, hide=going.values())
    gone = seen - set(visible_sheets(data))
    return data, tuple(sorted(hidden | {name for name, title in going.items() if title in gone}))
