"""All rules over all sheets, in one order: the list of findings a pass works with.

Invariant: one finding a cell and code, and the same findings in the same order for the same snapshot and day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import chain
from operator import itemgetter, methodcaller

from custsheet.checking import (
    contacts,
    enums,
    freshness,
    identity,
    keys,
    labels,
    numbers,
    outliers,
    places,
    ranges,
    repeats,
    required,
    rows,
    texts,
)
from custsheet.checking.audit import Audit
from custsheet.checking.checkmemo import CheckMemo
from custsheet.checking.probe import Probe, failing, findings
from custsheet.checking.trial import tried
from custsheet.checking.view import View
from custsheet.model.finding import SEVERITY_ORDER, Finding
from custsheet.model.snapshot import Snapshot
from custsheet.model.stopwatch import part
from custsheet.reading.cast import is_multiline
from custsheet.values.text import clean_text

_STRUCTURE = "3"  # how the numbers of rules on columns, sheets and the standard begin
Taken = set[tuple[int | None, str | None]]
Rule = Callable[[View], Iterator[Probe]]

RULES: tuple[Rule, ...] = (
    required.probes,
    contacts.probes,
    numbers.probes,
    identity.probes,
    places.probes,
    ranges.probes,
    rows.probes,
    enums.probes,
    keys.probes,
    repeats.probes,
    texts.probes,
    labels.probes,
    outliers.probes,
    freshness.probes,
)


def check(snapshot: Snapshot, today: date) -> tuple[Finding, ...]:
    """Everything wrong in the data, what reading found included: errors first, then by sheet, row and column.

    What is wrong with a sheet as a whole, or with the standard, comes before what is wrong in its cells.

    Args:
        snapshot: what was read; its frames are left as they are.
        today: the day that bounds such as `today-14y` are counted from.
    """
    audit = Audit(snapshot, today)
    memo = CheckMemo(audit)
    sheets: dict[str | None, list[Finding]] = {}
    for one in audit.findings:
        sheets.setdefault(one.sheet, []).append(one)
    for name, view in audit.views.items():
        with part(name):
            found = list(_on(view, memo, sheets.get(name, ())))
            joint = {one.code for one in probes(view) if not one.alone}
            sheets[name] = list(tried(view, found, joint, _wrong))
    memo.keep()
    return tuple(sorted((one for found in sheets.values() for one in found), key=_order(snapshot)))


def _on(view: View, memo: CheckMemo, read: Iterable[Finding]) -> Iterable[Finding]:
    """Everything wrong on one sheet, beginning with what reading found there."""
    found = {_identity(one): one for one in read}
    taken: Taken = {(row, field) for field, rows in view.reported.items() for row in rows}
    for one in _by_rules(view, memo):
        found.setdefault(_identity(one), one)
        taken.add((one.row, one.field))
    view.untidy = {
        name: memo.made((view.name, "untidy", name), view, methodcaller("suspects", name)) for name in view.text_fields
    }
    # Tidying is proposed for a cell only if nothing else is: another proposal tidies it as well.
    found |= {_identity(one): one for one in _untidy(view, taken)}
    return found.values()


def _by_rules(view: View, memo: CheckMemo) -> Iterator[Finding]:
    """What the rules find, those on single columns first, in the order of the columns."""
    place: dict[str | None, int] = {name: number for number, name in enumerate(view.names)}
    told: list[tuple[int, list[Finding]]] = []
    for rule in RULES:
        laid = tuple(rule(view))
        families: dict[str, list[int]] = {}
        for number, probe in enumerate(laid):
            families.setdefault(probe.family, []).append(number)
        found: dict[int, list[Finding]] = {}
        for family, members in families.items():
            part = view.name, rule.__module__, family
            found |= zip(members, memo.made(part, view, partial(_family, rule, members)), strict=True)
        told += [(place.get(probe.field, len(place)), found[number]) for number, probe in enumerate(laid)]
    return chain.from_iterable(each for _, each in sorted(told, key=itemgetter(0)))


def _family(rule: Rule, members: Sequence[int], view: View) -> list[list[Finding]]:
    """What some of a module's rules find. They are laid anew, so that whatever they ask, they ask of this view."""
    laid = tuple(rule(view))
    return findings(view, [laid[number] for number in members])


def _wrong(view: View, taken: Taken, edited: Collection[str]) -> Iterator[tuple[int, str]]:
    """What is wrong with each record by itself, as far as it hangs on the edited columns: its position and the code."""
    taken = taken | {(row, field) for field, rows in view.reported.items() for row in rows}
    rules = [one for one in probes(view) if one.alone and (one.field is None or one.field in edited)]
    for probe, positions in failing(view, rules):
        taken |= {(view.rows[at], probe.on or probe.field) for at in positions}
        yield from ((at, probe.code) for at in positions)
    position = {row: at for at, row in enumerate(view.rows)} if view.untidy else {}
    yield from ((position[int(one.row or 0)], one.code) for one in _untidy(view, taken))


def probes(view: View) -> tuple[Probe, ...]:
    """Every rule that the schema lays on this sheet."""
    return tuple(probe for rule in RULES for probe in rule(view))


def _untidy(view: View, taken: Taken) -> Iterator[Finding]:
    for name, positions in view.untidy.items():
        multiline = is_multiline(view.sheet.by_name[name])
        for at in positions:
            value = view.cells(name)[at]
            clean = clean_text(value, multiline=multiline)
            if clean != value and (view.rows[at], name) not in taken:
                yield view.finding("I193", at, name, "default" if clean else "blank", edits=[(name, clean or None)])


def worst_first(snapshot: Snapshot, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order in which `check` gives them, with those that others have made among them."""
    return tuple(sorted(findings, key=_order(snapshot)))


def _identity(finding: Finding) -> tuple[object, ...]:
    return finding.sheet, finding.row, finding.field, finding.code, finding.place, finding.cell


def _order(snapshot: Snapshot) -> Callable[[Finding], tuple[object, ...]]:
    sheets = {sheet.name: number for number, sheet in enumerate(snapshot.schema.sheets, 1)}
    columns: dict[tuple[str | None, str | None], int] = {}
    for name, table in snapshot.tables.items():
        places: Iterable[tuple[str, int]] = (*table.columns.items(), *table.extra.items())
        columns |= {(name, field): column for field, column in places}

    def key(finding: Finding) -> tuple[object, ...]:
        return (
            SEVERITY_ORDER[finding.severity],
            finding.code[1] != _STRUCTURE,
            sheets.get(finding.sheet or "", 0),
            finding.row or 0,
            columns.get((finding.sheet, finding.field), 0),
            finding.code,
            finding.place or "",
            finding.cell or "",
            finding.field or "",
        )

    return key
