"""Every proposal is tried before it is offered: accepting it removes its finding and creates none.

A copy of each record for which something is proposed gets the proposed cells, is read and judged like any other, and
what is then wrong with it is compared with what was wrong before. A proposal that would only replace one problem by
another is taken back: its finding stays, for a person to decide. Rules that look at several records (repeated keys,
outliers) see to it themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

import pandas as pd

from custsheet.checking.view import Reported, View, series
from custsheet.model.finding import Cell, ColumnFormula, Finding
from custsheet.model.schema import Field
from custsheet.reading.cast import digits_lost, objects, person_reads

Judge = Callable[[View, set[tuple[int | None, str | None]], Collection[str]], Iterable[tuple[int, str]]]
"""What is wrong on a sheet: (position of the record, code), for the rules that look at one record only.

The other arguments: the (row, field) in which rules on several records found something, where nothing needs tidying;
and the columns in which anything was edited, as rules on others find what they found before.
"""
# What these propose is what the other rules see anyway (`View.frame`).
_SEEN = frozenset({"E161", "E171", "I185"})


def tried(view: View, found: Sequence[Finding], joint: Collection[str], judge: Judge) -> Iterator[Finding]:
    """The findings of one sheet, without the proposals that would not mend.

    Args:
        view: the sheet.
        found: everything wrong there.
        joint: codes of the rules that look at several records.
        judge: tells what is wrong with one that was changed.
    """
    position = {row: at for at, row in enumerate(view.rows)}
    offered = [number for number, one in enumerate(found) if one.row in position and _open(view, one)]
    if not offered:
        yield from found
        return
    places = [position[found[number].row] for number in offered]  # type: ignore[index]
    trial, edited, failed = _trial(view, places, [found[number] for number in offered])
    others: dict[int | None, set[str | None]] = {}
    for one in found:
        if one.code in joint:
            others.setdefault(one.row, set()).add(one.field)
    taken: set[tuple[int | None, str | None]] = {
        (at, field)
        for at, number in enumerate(offered)
        for field in others.get(found[number].row, set()) - {edit.field for edit in found[number].edits}
    }
    after: dict[int, Counter[str]] = {}  # of nearly all nothing is wrong any more
    for at, code in (*failed, *judge(trial, taken, edited)):
        after.setdefault(offered[at], Counter())[code] += 1
    rows = {found[number].row for number in after}
    before = {row: Counter[str]() for row in rows}
    for one in found:
        if one.row in rows:
            before[one.row][one.code] += 1
    bad = {number for number, now in after.items() if now - (before[found[number].row] - Counter([found[number].code]))}
    yield from (replace(one, edits=()) if number in bad else one for number, one in enumerate(found))


def _open(view: View, finding: Finding) -> bool:
    """Whether accepting the finding's proposal might change what other rules say."""
    if not finding.edits or finding.code in _SEEN:
        return False
    field = view.sheet.by_name.get(finding.field or "")
    if finding.code == "I193":  # reading has tidied already; only lengths are of what stands in the cell
        return field is None or field.constraints.min_length is not None
    return finding.code != "E181" or len(finding.edits) > 1 or field is None or field.type == "list"


def _trial(
    view: View, places: Sequence[int], offered: Sequence[Finding]
) -> tuple[View, Collection[str], list[tuple[int, str]]]:
    """The sheet as it would be, a record a proposal; its edited columns; (position, code) of what does not parse."""
    edited: dict[str, dict[int, Cell]] = {}
    for at, one in enumerate(offered):
        for edit in one.edits:
            if not isinstance(edit.value, ColumnFormula):
                edited.setdefault(edit.field, {})[at] = edit.value
    index = pd.RangeIndex(len(places))
    raw, typed = view.table.raw.take(places), view.table.typed.take(places)
    raw.index = typed.index = index
    row_of = [view.rows[at] for at in places]
    reported: Reported = {}
    for name, rows in view.reported.items():
        changed = edited.get(name, {})
        reported[name] = {at: rows[row] for at, row in enumerate(row_of) if row in rows and at not in changed}
    failed: list[tuple[int, str]] = []
    for name, cells in edited.items():
        if view.has(name):
            failed += _retype(view, view.sheet.by_name[name], raw, typed, cells, reported.setdefault(name, {}))
    trial = view.trial(replace(view.table, raw=raw, typed=typed), reported)
    touched = [one.name for one in view.inputs if one.name in edited or view.untidy.get(one.name)]
    trial.untidy = {name: trial.suspects(name) for name in touched if name in view.untidy}
    return trial, edited, failed


def _retype(
    view: View, field: Field, raw: pd.DataFrame, typed: pd.DataFrame, cells: Mapping[int, Cell], rows: dict[int, Cell]
) -> Iterator[tuple[int, str]]:
    """Puts the cells into both frames, as reading would."""
    at = list(cells)
    given = [_held(value) for value in cells.values()]
    read = person_reads(field, given)
    values, failures = view.caster.typed(field, read, digits_lost(field, given))
    for frame, new in ((raw, objects(read)), (typed, values)):
        column = frame[field.name].to_numpy(copy=True)
        column[at] = new
        frame[field.name] = series(column, frame.index)
    for one in failures:
        rows[at[one.index]] = one.proposal
        yield at[one.index], one.code


def _held(value: Cell) -> object:
    """What reading a cell gives once this was written into it."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return datetime(value.year, value.month, value.day) if type(value) is date else value
