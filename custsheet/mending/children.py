"""Rows of other sheets that name a customer: found by every foreign key of the standard, known again after sorting.

A row is known by its own identifier beside the customer (order and line, campaign) and by a fingerprint of its other
cells, which decides where the identifier is shared or missing. A fingerprint is taken over named columns, so that it
can be taken again once the sheet has got others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from custsheet.model.decision import digest
from custsheet.model.records import referring
from custsheet.model.schema import Sheet
from custsheet.model.snapshot import Snapshot, Table
from custsheet.values.text import as_text

PARENT = "customers"


@dataclass(frozen=True, slots=True, eq=False)
class Child:
    """One row that names a customer in `field`; `at`: its position in the table. There is one object a row."""

    table: Table
    field: str
    row: int
    record: str
    at: int

    @property
    def place(self) -> tuple[str, str, str]:
        """Sheet, field and identifier, by which a row that was re-pointed is looked for."""
        return self.table.name, self.field, self.record


class Children:
    """All of them in one version of a workbook, by customer."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot.whole
        self._places: dict[tuple[str, str], dict[str, list[int]]] = {}
        self._texts: dict[tuple[str, str], list[str]] = {}
        self._marks: dict[tuple[str, str, tuple[str, ...]], dict[int, str]] = {}
        self._records: dict[tuple[str, str, str], dict[str, list[Child]]] = {}
        self._known: dict[tuple[str, str, int], Child] = {}
        self._sources = list(referring(self._snapshot, PARENT))
        for sheet, table, field in self._sources:
            by_customer: dict[str, list[int]] = defaultdict(list)
            for at, customer in enumerate(table.texts(field)):
                if customer is not None:
                    by_customer[customer].append(at)
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

    def at(self, place: tuple[str, str, str], customer: str) -> Sequence[Child]:
        """Those of them of one sheet and field that bear one identifier of their own."""
        name, field, record = place
        if (name, field, customer) not in self._records:
            found: dict[str, list[Child]] = defaultdict(list)
            for sheet, table, one in self._sources:
                if (sheet.name, one) == (name, field):
                    for at in self._places[name, field].get(customer, ()):
                        child = self._child(sheet, table, field, at)
                        found[child.record].append(child)
            self._records[name, field, customer] = found
        return self._records[name, field, customer].get(record, ())

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
        places[before].remove(child.at)
        places[after].append(child.at)
        known = self._records.get((child.table.name, child.field, before))
        if known is not None:
            known[child.record].remove(child)
        known = self._records.get((child.table.name, child.field, after))
        if known is not None:
            known[child.record].append(child)

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
