"""DuckDB, in this process, runs what Splink wrote."""

from __future__ import annotations

import os
from collections.abc import Mapping
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import numpy as np

from custsheet.matching.pairs import Records
from custsheet.matching.statements import NODES, PAIRS, statement

_LEAST_MEMORY = 700
"""Megabytes that DuckDB may take, or seven for ten thousand records; beyond them it writes to a temporary folder.

Measured with a million records of seven columns: as fast as with 1000, and 300 MB less at the peak.
"""

_FUNCTIONS = {
    "jaro_winkler(a, b)": "jaro_winkler_similarity(a, b)",
    "count_words(a)": "len(string_split(a, ' '))",
    "shared_words(a, b)": "len(list_intersect(string_split(a, ' '), string_split(b, ' ')))",
}
"""What conditions call and DuckDB has under another name."""


_KEPT_FOR = 50_000
"""Records of which a table is small: it is compared in the database that this process keeps open.

To open one and close it again takes as long as comparing a thousand customers. What is larger gets one of its own,
which may use the disk and gives all its memory back.
"""
_ONE_AT_A_TIME = Lock()


_OPEN: dict[int, Any] = {}
"""Process → its database. That of another process is never closed: its threads did not follow into this fork of it,
and to close it would wait for them for ever."""


def run(records: Records, /) -> Mapping[str, np.ndarray[Any, Any]]:
    """The pairs; see `pairs.Runner`."""
    sql = statement(records.shape, "duckdb")
    if records.rows <= _KEPT_FOR:
        with _ONE_AT_A_TIME:
            return _in_the_kept(records, sql)
    with TemporaryDirectory() as folder, _opened(max(_LEAST_MEMORY, records.rows * 7 // 10_000)) as connection:
        connection.execute(f"set temp_directory = '{folder}'")
        return _asked(connection, records, sql)


def _in_the_kept(records: Records, sql: str) -> Mapping[str, np.ndarray[Any, Any]]:
    """In the database that stays open; one in which something went wrong does not."""
    process = os.getpid()
    if process not in _OPEN:
        connection = _opened(_LEAST_MEMORY)
        connection.execute("set temp_directory = ''")  # else it writes customers' names into the current folder
        _OPEN[process] = connection
    try:
        return _asked(_OPEN[process], records, sql)
    except BaseException:
        del _OPEN[process]
        raise


def _opened(memory: int) -> Any:
    """An empty database, which may take so many megabytes."""
    import duckdb

    connection = duckdb.connect(":memory:")
    connection.execute("set preserve_insertion_order = false")
    connection.execute(f"set memory_limit = '{memory}MB'")
    for told, meant in _FUNCTIONS.items():
        connection.execute(f"create temp macro {told} as {meant}")
    return connection


def _asked(connection: Any, records: Records, sql: str) -> Mapping[str, np.ndarray[Any, Any]]:
    """What the statement gives; nothing stays in the database."""
    try:
        _fill(connection, records)
        connection.register(PAIRS, dict(records.pairs))
        del records
        got: dict[str, np.ndarray[Any, Any]] = connection.execute(sql).fetchnumpy()
    finally:
        connection.unregister(PAIRS)
        connection.execute(f"drop table if exists {NODES}")
    return got


def _fill(connection: Any, records: Records) -> None:
    """The table of the records."""
    columns = {"unique_id": np.arange(records.rows, dtype=np.int32), **records.texts, **records.numbers}
    told = [
        "unique_id",
        *(f"cast({name} as varchar) as {name}" for name in records.texts),
        *(f"cast(nullif({name}, -1) as integer) as {name}" for name in records.numbers),
    ]
    connection.register("given", columns)
    try:
        connection.execute(f"create table {NODES} as select {', '.join(told)} from given")  # noqa: S608
    finally:
        connection.unregister("given")
