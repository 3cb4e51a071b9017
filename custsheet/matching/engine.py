"""DuckDB runs what Splink wrote: pairs that share a key, each with its weight and the level of every comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from custsheet.matching.blocking import Keys
from custsheet.matching.column import Column, Numbers, Places
from custsheet.matching.levels import Comparison
from custsheet.matching.statements import NODES, Shape, levels_of, statements


@dataclass(frozen=True)
class Pairs:
    """Compared pairs: positions, weight in bits without the prior, and per comparison Splink's number of its level.

    The last level has number 0, blanks have -1.
    """

    left: Places
    right: Places
    weight: Numbers
    levels: dict[str, Places]


def compare(
    rows: int,
    columns: Mapping[str, Column],
    frequencies: Mapping[str, Numbers],
    keys: Keys,
    compared: list[Comparison],
) -> Pairs:
    """Every pair that shares a key, compared."""
    if not keys.columns or not compared:
        nothing = np.empty(0, dtype=np.int64)
        return Pairs(nothing, nothing, np.empty(0), {one.field.prefix: nothing for one in compared})
    import duckdb

    shape = Shape(
        tuple(compared),
        (
            ("unique_id", "integer"),
            *((name, "varchar") for name in columns),
            *((name, "double") for name in frequencies),
            *((name, "bigint") for name in keys.columns),
        ),
        tuple(keys.columns),
        tuple(keys.crossed),
    )
    todo = statements(shape)
    with duckdb.connect(":memory:") as connection:
        cells = pd.DataFrame({"unique_id": np.arange(rows, dtype=np.int32), **columns, **frequencies})
        connection.register("cells", cells)
        connection.register("keyed", pd.DataFrame(keys.columns))
        told = ", ".join(f"nullif({key}, -1) as {key}" for key in keys.columns)
        forms = ", ".join(f'cast("{name}" as varchar) as "{name}"' for name in columns)
        others = ", ".join(f'"{name}"' for name in ("unique_id", *frequencies))
        connection.execute(f"create table {NODES} as select {forms}, {others}, {told} from cells positional join keyed")  # noqa: S608
        for name in ("cells", "keyed"):
            connection.unregister(name)
        del cells
        for statement in todo.run:
            connection.execute(statement)
        got = connection.execute(f"select * from {todo.result}").fetchnumpy()  # noqa: S608
    levels = {one.field.prefix: got[name] for one, name in zip(compared, levels_of(compared), strict=True)}
    return Pairs(got["unique_id_l"], got["unique_id_r"], got["weight"], levels)
