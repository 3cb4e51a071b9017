"""Splink with preset weights: pairs that share a key, each with its weight and the level of every comparison.

Splink builds the SQL of the model and DuckDB or Spark runs it. Term frequencies and keys come with the records, so
that two statements are left to run: the pairs of the keys, and their weights. Splink is imported when first needed.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from custsheet.matching.column import Column, Numbers, Places
from custsheet.matching.levels import Comparison

_NOMINAL = 2.0**-12


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
    keys: Mapping[str, Places],
    compared: list[Comparison],
) -> Pairs:
    """Every pair that shares a key, compared."""
    if not keys:
        nothing = np.empty(0, dtype=np.int64)
        return Pairs(nothing, nothing, np.empty(0), {one.field.prefix: nothing for one in compared})
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)  # it warns that nothing was trained
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        probability_two_random_records_match=0.5,
        blocking_rules_to_generate_predictions=[block_on(key) for key in keys],
        comparisons=[_settings(one) for one in compared],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=True,  # the levels come with them
    )
    connection = _nodes(rows, columns, frequencies, keys)
    levels = ", ".join(f"cast(gamma_{one.field.prefix} as tinyint) as level_{at}" for at, one in enumerate(compared))
    api = _thin(DuckDBAPI, f"unique_id_l, unique_id_r, cast(match_weight as float) as weight, {levels}")(connection)
    linker = Linker("nodes", settings, db_api=api, set_up_basic_logging=False, validate_settings=False)
    linker.table_management.register_table_input_nodes_concat_with_tf("nodes", overwrite=True)
    found = linker.inference.predict()
    got = connection.sql(f"select * from {found.physical_name}").fetchnumpy()  # noqa: S608
    connection.close()
    return Pairs(
        got["unique_id_l"],
        got["unique_id_r"],
        got["weight"],
        {one.field.prefix: got[f"level_{at}"] for at, one in enumerate(compared)},
    )


def _nodes(
    rows: int, columns: Mapping[str, Column], frequencies: Mapping[str, Numbers], keys: Mapping[str, Places]
) -> Any:
    """A database in memory with one table of the records."""
    import duckdb

    connection = duckdb.connect(":memory:")
    cells = pd.DataFrame({"unique_id": np.arange(rows, dtype=np.int32), **columns, **frequencies})
    connection.register("cells", cells)
    connection.register("keyed", pd.DataFrame(dict(keys)))
    told = ", ".join(f"nullif({key}, -1) as {key}" for key in keys)
    connection.execute(f"create table nodes as select cells.*, {told} from cells positional join keyed")  # noqa: S608
    connection.unregister("cells")
    connection.unregister("keyed")
    return connection


def _thin(backend: Any, wanted: str) -> Any:
    """The backend, but of predictions it keeps the wanted columns only: they are by far the largest table."""

    class Thin(backend):  # type: ignore[misc]
        def _setup_for_execute_sql(self, sql: str, physical_name: str) -> str:
            if physical_name.startswith("__splink__df_predict"):
                sql = f"select {wanted} from ({sql})"  # noqa: S608
            return str(super()._setup_for_execute_sql(sql, physical_name))

    return Thin


def _settings(one: Comparison) -> dict[str, object]:
    levels: list[dict[str, object]] = [{"sql_condition": one.null, "is_null_level": True}]
    for level in one.levels:
        made: dict[str, object] = {"sql_condition": level.sql}
        if level.tf:
            # The weight is m / u * u / frequency: the u given here cancels out.
            made |= {
                "m_probability": level.m / level.u,
                "u_probability": _NOMINAL,
                "tf_adjustment_column": level.tf,
                "disable_tf_exact_match_detection": True,
            }
        else:
            made |= {"m_probability": level.m, "u_probability": level.u}
        levels.append(made)
    return {"output_column_name": one.field.prefix, "comparison_levels": levels}
