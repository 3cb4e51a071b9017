"""Rows of other sheets that name a customer: found by every foreign key of the standard, known again after sorting.

A row is known by its own identifier beside the customer (order and line, campaign) and by a fingerprint of its other
cells, which decides where the identifier is shared or missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from custsheet.model.decision import digest
from custsheet.model.review import Moved
from custsheet.model.schema import Sheet
from custsheet.model.snapshot import Snapshot, Table
from custsheet.values.text import as_text

PARENT = "customers"


@dataclass(frozen=True, slots=True)
class Child:
    """One row that names a customer in `field`."""

    table: Table
    field: str
    row: int
    record: str
    mark: str


class Children:
    """All of them in one version of a workbook, by customer."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot.whole
        self._places: dict[tuple[str, str], dict[str, list[int]]] = {}
        self._columns: dict[tuple[str, str], list[list[str]]] = {}
        for sheet, table, field in self.sources():
            by_customer: dict[str, list[int]] = defaultdict(list)
            for at, customer in enumerate(table.texts(field)):
                if customer is not None:
                    by_customer[customer].append(at)
            self._places[sheet.name, field] = by_customer

    def sources(self) -> Iterator[tuple[Sheet, Table, str]]:
        """Every sheet with a column that names customers."""
        for sheet in self._snapshot.schema.sheets:
            table = self._snapshot.table(sheet.name)
            for key in sheet.foreign_keys if table is not None else ():
                points = key.reference.resource == PARENT and len(key.fields) == 1
                if table is not None and points and key.fields[0] in table.typed:
                    yield sheet, table, key.fields[0]

    def of(self, customer: str) -> list[Child]:
        """The rows that name this customer."""
        found = []
        for sheet, table, field in self.sources():
            for at in self._places[sheet.name, field].get(customer, ()):
                found.append(self._child(sheet, table, field, at))
        return found

    def find(self, moved: Moved, customer: str) -> Child | None:
        """The row that was re-pointed, if it names `customer` still."""
        place = moved.sheet, moved.field, moved.record
        mine = [one for one in self.of(customer) if (one.table.name, one.field, one.record) == place]
        exact = [one for one in mine if one.mark == moved.mark]
        if exact:  # of several that are the same in every cell, the one that stands where it stood
            return min(exact, key=lambda one: (one.row != moved.row, one.row))
        return mine[0] if moved.record and len(mine) == 1 else None

    def repoint(self, child: Child, before: str, after: str) -> None:
        """From now on the row names another customer."""
        places = self._places[child.table.name, child.field]
        at = child.table.raw.index.get_loc(child.row)
        places[before].remove(at)
        places[after].append(at)

    def _child(self, sheet: Sheet, table: Table, field: str, at: int) -> Child:
        own = [name for name in sheet.primary_key if name != field and name in table.typed]
        record = "/".join(filter(None, (_word(table.typed[name].iat[at]) for name in own)))
        if (sheet.name, field) not in self._columns:
            names = [one.name for one in sheet.fields if one.is_input and one.name != field and one.name in table.raw]
            self._columns[sheet.name, field] = [list(map(as_text, table.raw[name].tolist())) for name in names]
        mark = digest("\t".join(column[at] for column in self._columns[sheet.name, field]))
        return Child(table, field, int(table.raw.index[at]), record, mark)


def _word(value: object) -> str:
    return "" if value is None or value != value else as_text(value)
