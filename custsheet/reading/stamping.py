"""A fingerprint of everything that decides what a pass finds and draws: the stamp of a pass.

Invariant: it changes only with content.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from custsheet.model.snapshot import Snapshot


def stamp(snapshot: Snapshot, today: date, version: str) -> str:
    """A fingerprint of all that decides what is found and drawn: 64 hexadecimal digits.

    Of what the workbook remembers only what people decided counts, not what follows from the rest.
    """
    digest = hashlib.sha256()
    for part in _parts(snapshot, today, version):
        digest.update(_json(part))
        digest.update(b"\n")
    for _, table in sorted(snapshot.whole.tables.items()):
        for values in (table.raw.index, *(table.raw[name] for name in table.raw.columns)):
            for piece in _packed(values.tolist()):
                digest.update(b"%d\n" % len(piece))
                digest.update(piece)
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
    for name, table in sorted(snapshot.whole.tables.items()):
        yield [name, table.title, table.header_row, table.columns, table.labels, table.extra, list(table.raw.columns)]
    for finding in snapshot.findings:
        where = [finding.code, finding.sheet, finding.row, finding.field, finding.value, finding.record]
        yield [*where, finding.message, finding.cell, finding.place, finding.params, [e.value for e in finding.edits]]


def _entries(snapshot: Snapshot) -> Iterator[tuple[str, Any]]:
    yield from sorted(snapshot.lists.entries.items())


def _packed(values: list[Any]) -> Iterator[bytes]:
    """A column as bytes: of which kind each cell is, then all cells of one kind after the other.

    Spelled as JSON, the cells would take longer than all else that a stamp is made of.
    """
    there = set(map(type, values))
    if not there <= _PACKED.keys():
        yield _json(values)
    elif len(there) == 1:
        (kind,) = there
        yield b"%d %d" % (_CODES[kind], len(values))
        yield _PACKED[kind](values)
    else:
        yield bytes(map(_CODES.__getitem__, map(type, values)))
        for kind, packed in _PACKED.items():
            if kind in there:
                yield packed([one for one in values if one.__class__ is kind])


def _texts(values: list[str]) -> bytes:
    """Texts, with the length of each, so that no two lists are alike."""
    return array("L", map(len, values)).tobytes() + "".join(values).encode("utf-8", "replace")


def _days(values: list[Any]) -> bytes:
    return array("L", map(date.toordinal, values)).tobytes()


def _moments(values: list[datetime]) -> bytes:
    """Days, and the times of day where there are any."""
    times = list(map(datetime.time, values))
    return _days(values) + (b"" if times.count(time()) == len(times) else _texts(list(map(str, times))))


def _json(value: Any) -> bytes:
    return json.dumps(value, default=_plain, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")


# A date must not look like its text: one is right, the other a finding.
_PACKED: Mapping[type, Callable[[list[Any]], bytes]] = {
    str: _texts,
    float: lambda values: array("d", values).tobytes(),
    int: lambda values: _texts(list(map(str, values))),
    bool: bytes,
    datetime: _moments,
    date: _days,
    type(None): lambda _: b"",
}
_CODES = {kind: code for code, kind in enumerate(_PACKED)}


def _plain(value: object) -> Any:
    """What JSON has no word for. A date must not look like its text: one is right, the other a finding."""
    if isinstance(value, (date, datetime)):
        return {"date": value.isoformat()}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return list(value)
    return {"is": repr(value)}
