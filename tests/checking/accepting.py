"""What a tick does: the cells of a proposal are written, and everything is read and checked anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from custsheet.model.finding import Finding

Sheets = dict[str, list[dict[str, Any]]]
Recheck = Callable[[Sheets], tuple[Finding, ...]]


def accepted(sheets: Sheets, finding: Finding) -> Sheets:
    """The rows after a person has accepted the finding's proposal."""
    changed = {name: [dict(row) for row in rows] for name, rows in sheets.items()}
    for edit in finding.edits:
        changed[edit.sheet][edit.row - 5][edit.field] = edit.value
    return changed


def counted(found: Sequence[Finding]) -> Counter[tuple[Any, ...]]:
    return Counter((one.sheet, one.row, one.code) for one in found)


def come(sheets: Sheets, found: Sequence[Finding], accept: Sequence[Finding], again: Recheck) -> list[Finding]:
    """The findings of `accept` that are still there once all are accepted, or in whose place another has come."""
    wanted = counted(found) - counted(accept)
    for one in accept:
        sheets = accepted(sheets, one)
    more = counted(again(sheets)) - wanted
    touched = [one for one in accept if any((one.sheet, one.row) == key[:2] for key in more)]
    return touched or (list(accept) if more else [])
