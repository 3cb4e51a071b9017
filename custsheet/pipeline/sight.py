"""The simple view: what it does not show is hidden, not gone (`model.sight` says which sheets those are).

Only sheets that were in sight are hidden, and only those come back: what people hid themselves stays hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from custsheet.drawing.results import DonorSheet
from custsheet.model.sight import in_view, is_simple
from custsheet.model.snapshot import Snapshot
from custsheet.package.sheetstates import hideable_sheets, sheet_titles


@dataclass(frozen=True, slots=True)
class Sight:
    """Titles of sheets that go out of sight, of those that come back, and names of those that are hidden then."""

    hide: frozenset[str] = frozenset()
    show: frozenset[str] = frozenset()
    folded: tuple[str, ...] = ()


def folded(data: bytes, snapshot: Snapshot, drawn: Sequence[DonorSheet]) -> Sight:
    """What the workbook's settings ask for.

    Args:
        data: the workbook without the sheets of this pass.
        snapshot: what was read of it.
        drawn: those sheets.
    """
    titles = {name: table.title for name, table in snapshot.tables.items()} | dict(snapshot.owned)
    titles |= {sheet.name: sheet.title for sheet in drawn}
    hidden = set(snapshot.memory.folded)
    if not is_simple(snapshot):
        return Sight(show=frozenset(titles[name] for name in hidden if name in titles))
    unseen = {sheet.title for sheet in drawn if not sheet.visible}
    there = set(sheet_titles(data))
    seen = set(hideable_sheets(data)) | {sheet.title for sheet in drawn if sheet.title not in there}
    going = {n: title for n, title in titles.items() if not in_view(snapshot, n) and title in seen - unseen}
    return Sight(hide=frozenset(going.values()), folded=tuple(sorted(hidden | going.keys())))
