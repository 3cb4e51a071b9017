"""A fingerprint of everything that decides what a pass finds and draws: the stamp of a pass.

Invariant: it changes only with content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

from custsheet.model.columndigest import as_json, column_digests
from custsheet.model.snapshot import Snapshot


def stamp(snapshot: Snapshot, today: date, version: str) -> str:
    """A fingerprint of all that decides what is found and drawn: 64 hexadecimal digits.

    Of what the workbook remembers only what people decided counts, not what follows from the rest.
    """
    digest = hashlib.sha256()
    for part in _parts(snapshot, today, version):
        digest.update(as_json(part))
        digest.update(b"\n")
    for _, table in sorted(snapshot.whole.tables.items()):
        for column in column_digests(table).values():
            digest.update(column)
        if table.beside is not None:
            digest.update(table.beside.to_numpy().tobytes())
    return digest.hexdigest()


def _parts(snapshot: Snapshot, today: date, version: str) -> Iterator[Any]:
    yield [version, today, snapshot.lang, snapshot.native, snapshot.schema.dump()]
    # A tool sheet that is missing will be drawn under its default title; only a renamed one changes what is drawn.
    titles = {tool.name: tool.title(snapshot.lang) for tool in snapshot.schema.tool_sheets}
    yield [snapshot.settings, titles | {n: t for n, t in snapshot.owned.items() if n in titles}]
    # What people decided is dealt with before this is asked, and then stands in the memory.
    memory = snapshot.memory
    yield [memory.adopted, sorted([one.key, one.seal, dict(one.said)] for one in memory.decisions.values())]
    yield sorted(memory.review.rows())
    yield {name: [[one.name, one.title(snapshot.lang)] for one in one_list] for name, one_list in _entries(snapshot)}
    for _, table in sorted(snapshot.whole.tables.items()):
        yield [*table.heading, list(table.raw.columns)]
    for finding in snapshot.findings:
        where = [finding.code, finding.sheet, finding.row, finding.field, finding.value, finding.record]
        yield [*where, finding.message, finding.cell, finding.place, finding.params, [e.value for e in finding.edits]]


def _entries(snapshot: Snapshot) -> Iterator[tuple[str, Any]]:
    yield from sorted(snapshot.lists.entries.items())
