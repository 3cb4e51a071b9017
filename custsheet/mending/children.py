"""Rows of other sheets that name a customer: found by every foreign key of the standard, known again after sorting.

A row is known by its own identifier beside the customer (order and line, campaign) and by a fingerprint of its other
cells, which decides where the identifier is shared or missing. A fingerprint is taken over named columns, so that it
can be taken again once the sheet has got others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from custsheet.model.decision import digest
from custsheet.model.records import referring
from custsheet.model.schema import Sheet
from custsheet.model.snapshot import Snapshot, Table
from custsheet.values.text import as_text

PARENT = "customers"
Place = tuple[str, str, str]
"""Sheet, field and identifier, by which a row that was re-pointed is looked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Child:
    """One row that names a customer in `field`; `at`: its position in the table. There is one object a row."""

    table: Table
    field: str
    row: int
    record: str
    at: int

    @property
    def place(self) -> Place:
        """Where it is looked for."""
        return self.table.name, self.field, self.record


class Children:
    """All of them in one version of a workbook, by customer."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot.whole
        # Rows and children as keys, in order: they come and go by the thousand.
        self._places: dict[tuple[str, str], dict[str, dict[int, None]]] = {}
        self._texts: dict[tuple[str, str], list[str]] = {}
        self._marks: dict[tuple[str, str, tuple[str, ...]], dict[int, str]] = {}
        self._records: dict[tuple[str, str, str], dict[str, dict[Child, None]]] = {}
        self._alike: dict[tuple[Place, str], dict[tuple[str, ...], dict[str, dict[Child, None]]]] = {}
        self._known: dict[tuple[str, str, int], Child] = {}
        self._sources = list(referring(self._snapshot, PARENT))
        for sheet, table, field in self._sources:
            by_customer: dict[str, dict[int, None]] = defaultdict(dict)
            for at, customer in enumerate(table.texts(field)):
                if customer is not None:
                    by_customer[customer][at] = None
            self._places[sheet.name, field] = by_customer

    def sources(self) -> Sequence[tuple[Sheet, Table, str]]:
        """Every sheet with a column that names customers."""
        return self._sources

    def of(self, customer: str) -> list[Child]:
        """The rows that name this customer."""
        found = []
        for sheet, table, field in self._sources:
            for at in self._places[sheet.name, field].get(customer, ()):
                found.append(self._child(sheet, table, field, at))
        return found

    def at(self, place: Place, customer: str) -> Collection[Child]:
        """Those of them of one sheet and field that bear one identifier of their own."""
        name, field, record = place
        if (name, field, customer) not in self._records:
            found: dict[str, dict[Child, None]] = defaultdict(dict)
            for sheet, table, one in self._sources:
                if (sheet.name, one) == (name, field):
                    for at in self._places[name, field].get(customer, ()):
                        child = self._child(sheet, table, field, at)
                        found[child.record][child] = None
            self._records[name, field, customer] = found
        return self._records[name, field, customer].get(record, {}).keys()

    def alike(self, place: Place, customer: str, columns: tuple[str, ...], mark: str) -> Collection[Child]:
        """Those of them that have one fingerprint over these columns."""
        known = self._alike.setdefault((place, customer), {})
        if columns not in known:
            marks: dict[str, dict[Child, None]] = defaultdict(dict)
            for child in self.at(place, customer):
                marks[self.mark(child, columns)][child] = None
            known[columns] = marks
        return known[columns].get(mark, {}).keys()

    def columns(self, name: str) -> tuple[str, ...]:
        """The columns of a sheet over which fingerprints are taken now."""
        table = self._snapshot.table(name)
        fields = self._snapshot.schema.sheet(name).fields
        return tuple(one.name for one in fields if table is not None and one.is_input and one.name in table.raw)

    def mark(self, child: Child, columns: tuple[str, ...]) -> str:
        """The fingerprint of a row over these columns; one that is gone counts as blank."""
        known = self._marks.setdefault((child.table.name, child.field, columns), {})
        if child.at not in known:
            cells = [self._column(child.table, name)[child.at] for name in columns if name != child.field]
            known[child.at] = digest("\t".join(cells))
        return known[child.at]

    def repoint(self, child: Child, before: str, after: str) -> None:
        """From now on the row names another customer."""
        places = self._places[child.table.name, child.field]
        del places[before][child.at]
        places[after][child.at] = None
        for customer, comes in ((before, False), (after, True)):
            known = self._records.get((child.table.name, child.field, customer))
            listed = [known[child.record]] if known is not None else []
            for columns, marks in self._alike.get((child.place, customer), {}).items():
                listed.append(marks[self.mark(child, columns)])
            for children in listed:
                if comes:
                    children[child] = None
                else:
                    del children[child]

    def _column(self, table: Table, name: str) -> list[str]:
        if (table.name, name) not in self._texts:
            there = name in table.raw
            texts = [as_text(value) for value in table.raw[name].tolist()] if there else [""] * len(table.raw)
            self._texts[table.name, name] = texts
        return self._texts[table.name, name]

    def _child(self, sheet: Sheet, table: Table, field: str, at: int) -> Child:
        known = self._known.get((sheet.name, field, at))
        if known is None:
            known = self._known[sheet.name, field, at] = self._made(sheet, table, field, at)
        return known

    @staticmethod
    def _made(sheet: Sheet, table: Table, field: str, at: int) -> Child:
        own = [name for name in sheet.primary_key if name != field and name in table.typed]
        record = "/".join(filter(None, (_word(table.typed[name].iat[at]) for name in own)))
        return Child(table, field, int(table.raw.index[at]), record, at)


def _word(value: object) -> str:
    return "" if value is None or value != value else as_text(value)
