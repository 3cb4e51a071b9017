"""Rows of records that were merged into others: they stay where they are, and nothing else of the program sees them.

Invariant: this is the one place where they leave the working tables. Whoever needs every row that is in the file
(whether an identifier is in use, where a table ends) asks `Snapshot.whole`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from custsheet.model.finding import Finding
from custsheet.model.merge import Merge
from custsheet.model.records import record_ids
from custsheet.model.review import Review
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Table
from custsheet.values.text import as_text

SHEET = "customers"

Closed = tuple[dict[str, Table], dict[str, Table], list[Finding]]


def without_closed(schema: Schema, tables: Mapping[str, Table], findings: Iterable[Finding], review: Review) -> Closed:
    """The working tables, those of them that have merged records with all their rows, and the findings that are left.

    What is wrong in the row of a merged record need not be mended; what is wrong around it stays.
    """
    table = tables.get(SHEET)
    rows = _rows(schema, table, review) if table is not None and review.closed else set()
    if table is None or not rows:
        return dict(tables), {}, list(findings)
    keep = ~table.raw.index.isin(rows)
    working = replace(table, raw=table.raw[keep], typed=table.typed[keep])
    left = [one for one in findings if not (one.sheet == SHEET and one.field is not None and one.row in rows)]
    return {**tables, SHEET: working}, {SHEET: table}, left


def _rows(schema: Schema, table: Table, review: Review) -> set[int]:
    """Rows of the merged records: one each.

    Of several that bear one identifier (a copy, a new customer who got another's number) the likest to what was merged.
    """
    found: dict[str, list[int]] = {}
    ids = record_ids(schema.sheet(SHEET), table)
    for row, record in zip(table.raw.index.tolist(), ids, strict=True):
        if record in review.closed:
            found.setdefault(str(record), []).append(row)
    return {rows[0] if len(rows) == 1 else _likest(table, rows, review.closed[one]) for one, rows in found.items()}


def _likest(table: Table, rows: list[int], merged: Merge) -> int:
    names = [name for name in merged.content if name in table.raw]
    held = {row: [as_text(value).strip() for value in table.raw.loc[row, names]] for row in rows}
    was = [as_text(merged.content[name]).strip() for name in names]
    return max(rows, key=lambda row: (sum(map(str.__eq__, held[row], was)), -row))
