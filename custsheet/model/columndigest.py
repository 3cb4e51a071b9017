"""Digests of the columns of a read table: whether a column says what it said when something was made from it.

Invariant: a digest changes only with content, and with any content. It is taken once a table and kept there.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from operator import is_
from typing import TYPE_CHECKING, Any

from custsheet.model.snapshot import Table

if TYPE_CHECKING:
    import pandas as pd

_KEPT = "digests of raw columns"
_KEPT_TYPED = "digests of typed columns"


def column_digests(table: Table) -> Mapping[str, bytes]:
    """Field name → 32 bytes that stand for the raw cells of its column; under "" for the rows the records stand in."""
    if _KEPT not in table.kept:
        raw = table.raw
        found = {"": whole_digest(raw.index)}
        found |= {name: _digest(raw[name].tolist()) for name in raw.columns}
        table.kept[_KEPT] = found
    kept: Mapping[str, bytes] = table.kept[_KEPT]
    return kept


def typed_digest(table: Table, name: str) -> bytes:
    """32 bytes that stand for the values of column `name` after casting, or b"" where they are its very raw cells."""
    kept: dict[str, bytes] = table.kept.setdefault(_KEPT_TYPED, {})
    if name not in kept:
        column = table.typed[name]
        cells = table.raw[name].tolist() if name in table.raw else []
        same = len(cells) == len(column) and all(map(is_, column.tolist(), cells)) if column.dtype == object else False
        kept[name] = b"" if same else whole_digest(column)
    return kept[name]


def whole_digest(column: pd.Series[Any] | pd.Index) -> bytes:
    """32 bytes that stand for the values of a column or an index, of whatever kind."""
    values = column.to_numpy()
    if values.dtype == object:
        return _digest(values.tolist())
    return hashlib.sha256(str(values.dtype).encode() + b"\n" + values.tobytes()).digest()


def as_json(value: Any) -> bytes:
    """Any value as bytes that no other gives.

    A date must not look like its text: one is right, the other a finding.
    """
    return json.dumps(value, default=_plain, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")


def _digest(values: list[Any]) -> bytes:
    digest = hashlib.sha256()
    for piece in _packed(values):
        digest.update(b"%d\n" % len(piece))
        digest.update(piece)
    return digest.digest()


def _packed(values: list[Any]) -> Iterator[bytes]:
    """A column as bytes: of which kind each cell is, then all cells of one kind after the other.

    Spelled as JSON, the cells would take longer than all else that a stamp is made of.
    """
    there = set(map(type, values))
    if not there <= _PACKED.keys():
        yield as_json(values)
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
    return array("L", map(len, values)).tobytes() + "".join(values).encode("utf-8", "surrogatepass")


def _days(values: list[Any]) -> bytes:
    return array("L", map(date.toordinal, values)).tobytes()


def _moments(values: list[datetime]) -> bytes:
    """Days, and the times of day where there are any."""
    times = list(map(datetime.time, values))
    return _days(values) + (b"" if times.count(time()) == len(times) else _texts(list(map(str, times))))


def _plain(value: object) -> Any:
    """What JSON has no word for. A date must not look like its text: one is right, the other a finding."""
    if isinstance(value, (date, datetime)):
        return {"date": value.isoformat()}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return list(value)
    return {"is": repr(value)}


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
