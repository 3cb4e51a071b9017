"""Which value survives in each field when records of one customer are merged, and why; shown before it is done.

The rule, field by field: what is filled in before what is blank, what no finding is about before what is wrong, a
name, company or address written out before its short form, what was verified (or else entered) last, what says more,
and at last the record to be kept. Fields that say one thing together (province, city, address …) are taken from one
record. Lists are united, free texts joined, a √ stands. Owner and entry stay the kept record's. Values are proposed as
they stand in their cells; nothing is rewritten here.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from typing import Any, Literal

from custsheet.model.cells import Cells
from custsheet.model.decision import digest
from custsheet.model.finding import Cell, Finding
from custsheet.model.records import record_ids
from custsheet.model.schema import Field
from custsheet.model.snapshot import Snapshot
from custsheet.values.cellerrors import ERRORS
from custsheet.values.flags import parse_yes
from custsheet.values.fuller import agree, fuller
from custsheet.values.names import company_key, name_key
from custsheet.values.text import as_text, fold, pieces

SHEET = "customers"
ARRIVAL = "W197"
"""The finding that a new record looks like a known one: it is about the record, not wrong in any cell."""
FREE_TEXT = 500
"""A text field that may be so long holds sentences; those of several records are joined."""
JOINT = {"zh": "；", "en": "; "}
_NAMES = ("name", "company")
_VERIFIED, _ENTERED, _STATE = "verified_on", "entered_on", "row_state"

Why = Literal["only", "valid", "recent", "complete", "own", "joined", "yes", "long"]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a field holds after merging, where the records differ.

    Attributes:
        field: schema name.
        value: as it is to be written, None = blank.
        row: Excel row of the record it comes from; that of the kept one where values were joined.
        why: what decided. "long": joined it would be too long, so the kept record's stays.
    """

    field: str
    value: Cell
    row: int
    why: Why


class Survival:
    """The records of the customers' sheet, ready to be asked. Whole columns are taken out once."""

    def __init__(self, snapshot: Snapshot, findings: Iterable[Finding]) -> None:
        self._snapshot = snapshot
        self.table = snapshot.table(SHEET)
        self._sheet = sheet = snapshot.schema.sheet(SHEET) if snapshot.schema.has_sheet(SHEET) else None
        there = set(self.table.raw.columns) if self.table is not None else set()
        self.key = sheet.primary_key[0] if sheet is not None and sheet.primary_key else "customer_id"
        fields = sheet.fields if sheet is not None else ()
        self.fields = tuple(one for one in fields if one.is_input and one.name in there and one.name != self.key)
        self._chosen = {one.name for one in self.fields if one.constraints.enum is not None}
        self._cell = Cells(self.table)
        self._cells: dict[tuple[int, str], str] = {}
        self._rows: dict[int, tuple[str, ...]] = {}
        self._known: dict[tuple[int, ...], list[Kept]] = {}
        self._seals: dict[tuple[int, ...], str] = {}
        self.wrong = {
            (one.row, one.field)
            for one in findings
            if one.sheet == SHEET and one.severity != "info" and one.code != ARRIVAL
        }

    @cached_property
    def rows(self) -> dict[str, int]:
        """Identifier → Excel row, without those that several records bear."""
        if self.table is None or self._sheet is None:
            return {}
        found: dict[str, int] = {}
        twice = set()
        for row, record in zip(self.table.raw.index.tolist(), record_ids(self._sheet, self.table), strict=True):
            if record is not None and record in found:
                twice.add(record)
            elif record is not None:
                found[record] = row
        return {record: row for record, row in found.items() if record not in twice}

    def value(self, row: int, name: str) -> Any:
        """What stands in a cell as a person reads it."""
        return self._cell(name, row)

    def text(self, row: int, name: str) -> str:
        """The same as trimmed text, "" for a blank cell and for one that shows an error."""
        known = self._cells.get((row, name))
        if known is None:
            value = self.value(row, name)
            known = value.strip() if type(value) is str else "" if value is None else as_text(value).strip()
            known = "" if known in ERRORS else known
            self._cells[row, name] = known
        return known

    def day(self, row: int) -> str:
        """When the record was verified last, or else entered, as ISO text; "" where nobody knows."""
        for name in (_VERIFIED, _ENTERED):
            value = self.value(row, name)
            if isinstance(value, date) and value == value:
                return value.isoformat()[:10]
        return ""

    def kept(self, rows: Sequence[int]) -> list[Kept]:
        """Every field in which the records differ, the record to be kept first among `rows`."""
        if tuple(rows) not in self._known:
            self._known[tuple(rows)] = self._kept(rows)
        return self._known[tuple(rows)]

    def _kept(self, rows: Sequence[int]) -> list[Kept]:
        columns = zip(self.fields, zip(*map(self._texts, rows), strict=True), strict=True)
        differing = {field.name for field, parts in columns if len(set(parts)) > 1}
        found: dict[str, Kept] = {}
        for names in self._together:
            if not differing.isdisjoint(names):
                found |= {one.field: one for one in self._block(names, rows)}
        done = {name for names in self._together for name in names}
        for field in self.fields:
            if field.name in differing and field.name not in done:
                found[field.name] = self._single(field, rows)
        return [found[field.name] for field in self.fields if field.name in found]

    def seal(self, row: int, rows: Sequence[int]) -> str:
        """What a line looked like: the record itself, then all of its group and what was proposed for it."""
        if tuple(rows) not in self._seals:
            whole = [[self._record(one), self._texts(one)] for one in rows]
            proposed = [[one.field, as_text(one.value)] for one in self.kept(rows)]
            self._seals[tuple(rows)] = _digest([whole, proposed])
        return _digest(self._texts(row)) + self._seals[tuple(rows)]

    def handed_over(self, rows: Sequence[int]) -> list[tuple[str, str, str]]:
        """Whose customer changes hands by merging: record, its owner, and the owner after it; the kept one first."""
        owner = self._sheet.owner_field if self._sheet is not None else None
        after = next((as_text(one.value) for one in self.kept(rows) if one.field == owner), "")
        told = [(self._record(row), self.text(row, owner)) for row in rows] if owner and after else []
        return [(record, before, after) for record, before in told if before and before != after]

    def unite(self, field: Field, values: Sequence[str]) -> str:
        """Several values of a list, or several free texts, as one, one after the other; nothing is said twice."""
        return reduce(lambda one, other: self._two(field, one, other), values, "")

    def _two(self, field: Field, one: str, other: str) -> str:
        if not one or not other:
            return one or other
        if field.type == "list":
            parts = dict.fromkeys([*pieces(one), *pieces(other)])
            whole = next((value for value in (one, other) if set(pieces(value)) == set(parts)), None)
            return whole or "、".join(parts)
        if other in one or one in other:
            return max(one, other, key=len)
        return one + JOINT[self._snapshot.lang] + other

    @staticmethod
    def united(field: Field) -> bool:
        """Whether values of several records go together."""
        free = field.type == "string" and field.constraints.enum is None and field.format is None
        return field.type == "list" or (free and (field.constraints.max_length or 0) >= FREE_TEXT)

    def _is_wrong(self, row: int, name: str, rows: Iterable[int]) -> bool:
        """Whether a finding is about the cell, or the records beside it show that it stands in the wrong column."""
        return (row, name) in self.wrong or (name in _NAMES and self._swapped(row, rows))

    def _swapped(self, row: int, rows: Iterable[int]) -> bool:
        """Whether name and company stand in each other's column: another has them the other way round, and shorter."""
        name, company = (self.text(row, one) for one in _NAMES)
        return len(name) > len(company) > 0 and any(
            name_key(company) == name_key(self.text(one, "name"))
            and company_key(name) == company_key(self.text(one, "company"))
            for one in rows
        )

    @cached_property
    def _together(self) -> tuple[tuple[str, ...], ...]:
        """Fields that are taken from one record, as far as they are there."""
        there = {field.name for field in self.fields}
        declared = self._sheet.together if self._sheet is not None else ()
        mine = (tuple(name for name in names if name in there) for names in declared)
        return tuple(names for names in mine if len(names) > 1)

    def _block(self, names: tuple[str, ...], rows: Sequence[int]) -> Iterator[Kept]:
        """Fields of one meaning, all from one record; what it leaves blank comes from one that says nothing else."""
        filled = [row for row in rows if any(self.text(row, name) for name in names)]
        if not filled:
            return
        if _ENTERED in names:
            best = filled[0]
        else:
            latest: int = max(filled, key=lambda row: (*self._rank(row, names, rows), -rows.index(row)))
            best = self._written_out(latest, filled, names, rows)
            filled.insert(0, latest)
        more = next((row for row in filled if row != best and self._adds(row, best, names)), None)
        for name in names:
            if len({self.text(row, name) for row in rows}) > 1:
                row = best if more is None or self.text(best, name) else more
                why = self._owned(row, rows) if _ENTERED in names else self._why((name,), row, rows)
                yield Kept(name, self._plain(row, name), row, why)

    def _adds(self, row: int, best: int, names: Iterable[str]) -> bool:
        """Whether a record contradicts nothing of the best one, and says what that one leaves out."""
        told = [(name, self.text(best, name), self.text(row, name)) for name in names]
        return all(agree(*one) for one in told) and any(other and not mine for _, mine, other in told)

    def _written_out(self, best: int, filled: Iterable[int], names: Collection[str], rows: Sequence[int]) -> int:
        """The record that has what `best` has, written out and as right; `best` itself where there is none."""
        wrong = any(self._is_wrong(best, name, rows) for name in names)
        found = best
        for row in filled:
            told = [(name, self.text(row, name), self.text(found, name)) for name in names]
            if any(fuller(*one) for one in told) and all(agree(*one) for one in told):
                found = row if wrong or not any(self._is_wrong(row, name, rows) for name in names) else found
        return found

    def _rank(self, row: int, names: Collection[str], rows: Sequence[int]) -> tuple[bool, str, int, int]:
        texts = [self.text(row, name) for name in names]
        valid = not any(self._is_wrong(row, name, rows) for name in names)
        # Of a list to choose from no entry says more than another, though Female is longer than Male.
        free = [len(one) for name, one in zip(names, texts, strict=True) if name not in self._chosen]
        return valid, self.day(row), sum(map(bool, texts)), sum(free)

    def _single(self, field: Field, rows: Sequence[int]) -> Kept:
        name = field.name
        filled = [row for row in rows if self.text(row, name)]
        owner = self._sheet.owner_field if self._sheet is not None else None
        if field.type == "boolean":
            yes = next((row for row in filled if parse_yes(self.value(row, name))), None)
            if yes is not None:
                return Kept(name, self._plain(yes, name), yes, "only" if len(filled) == 1 else "yes")
        if len(filled) > 1 and self.united(field):
            whole = self.unite(field, [self.text(row, name) for row in filled])
            if len(whole) <= (field.constraints.max_length or len(whole)):
                return Kept(name, whole, rows[0], "joined")
            return Kept(name, self._plain(filled[0], name), filled[0], "long")
        if name == owner:
            return Kept(name, self._plain(filled[0], name), filled[0], self._owned(filled[0], rows))
        best = max(filled, key=lambda row: (*self._rank(row, (name,), rows), -rows.index(row)))
        best = self._written_out(best, filled, (name,), rows)
        # PENNY CARTER says no more than Penny Carter: of two spellings of one thing the kept record's stays.
        if fold(self.text(best, name)) == fold(self.text(rows[0], name)) and not self._is_wrong(rows[0], name, rows):
            best = rows[0]
        return Kept(name, self._plain(best, name), best, self._why((name,), best, rows))

    @staticmethod
    def _owned(row: int, rows: Sequence[int]) -> Why:
        """Of what stays the kept record's, unless it says nothing."""
        return "own" if row == rows[0] else "only"

    def _why(self, names: tuple[str, ...], best: int, rows: Sequence[int]) -> Why:
        others = [row for row in rows if row != best and any(self.text(row, name) for name in names)]
        differing = [row for row in others if any(self.text(row, name) != self.text(best, name) for name in names)]
        if not others:
            return "only"
        valid, day, _, length = self._rank(best, names, rows)
        ranks = [self._rank(row, names, rows) for row in differing]
        if valid and any(not one[0] for one in ranks):
            return "valid"
        if all(day > one[1] for one in ranks if one[0] == valid):
            return "recent"
        if any(fuller(name, self.text(best, name), self.text(row, name)) for name in names for row in differing):
            return "complete"
        if all(length > one[3] for one in ranks if one[:2] == (valid, day)):
            return "complete"
        return "own"

    def _plain(self, row: int, name: str) -> Cell:
        value = self.value(row, name)
        if isinstance(value, str):
            return self.text(row, name) or None
        return None if value is None or value != value else value

    def _record(self, row: int) -> str:
        return self.text(row, self.key)

    def _texts(self, row: int) -> tuple[str, ...]:
        if row not in self._rows:
            self._rows[row] = tuple([self.text(row, field.name) for field in self.fields])
        return self._rows[row]


def _digest(value: Any) -> str:
    return digest(json.dumps(value, ensure_ascii=False))


def in_order(keep: str, records: Iterable[str]) -> list[str]:
    """The record to be kept, then the others by identifier: the order in which values are weighed and joined."""
    return [keep, *sorted(one for one in records if one != keep)]
