"""DuckDB, in this process, runs what Splink wrote."""

from __future__ import annotations

from collections.abc import Mapping
from tempfile import TemporaryDirectory
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


def run(records: Records, /) -> Mapping[str, np.ndarray[Any, Any]]:
    """The pairs; see `pairs.Runner`."""
    import duckdb

    sql = statement(records.shape, "duckdb")
    with TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute(f"set memory_limit = '{max(_LEAST_MEMORY, records.rows * 7 // 10_000)}MB'")
        connection.execute(f"set temp_directory = '{folder}'")
        for told, meant in _FUNCTIONS.items():
            connection.execute(f"create temp macro {told} as {meant}")
        _fill(connection, records)
        connection.register(PAIRS, dict(records.pairs))
        del records
        got: dict[str, np.ndarray[Any, Any]] = connection.execute(sql).fetchnumpy()
    return got


def _fill(connection: Any, records: Records) -> None:
    """The table of the records."""
    texts, numbers, rarity = records.texts, records.numbers, records.rarity
    connection.register("texts", {"unique_id": np.arange(records.rows, dtype=np.int32), **texts})
    connection.register("numbers", {**numbers, **rarity})
    told = [
        "unique_id",
        *(f"cast({name} as varchar) as {name}" for name in texts),
        *(f"cast(nullif({name}, -1) as integer) as {name}" for name in numbers),
        *(f"cast({name} as float) as {name}" for name in rarity),
    ]
    connection.execute(f"create table {NODES} as select {', '.join(told)} from texts positional join numbers")  # noqa: S608
    for name in ("texts", "numbers"):
        connection.unregister(name)
