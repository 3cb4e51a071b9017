"""The SQL of the model, written by Splink once for each shape of a table.

Splink parses every condition and every column's name some dozen times on its way to the SQL, which takes longer than
comparing a small workbook. So each text is parsed once while it works, and what it writes is kept for the next table
of the same shape: all that depends on the rows is in the tables the statements read.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from custsheet.matching.levels import Comparison

NODES = "nodes"
"""The table of the records."""
_NOMINAL = 2.0**-12


class Shape(NamedTuple):
    """What the SQL depends on.

    Attributes:
        compared: the comparisons.
        columns: of the table of records, each with its type.
        keys: the columns of which one must be equal.
        crossed: pairs of columns of which the one's value may be the other's.
    """

    compared: tuple[Comparison, ...]
    columns: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]
    crossed: tuple[tuple[str, str], ...]


class Statements(NamedTuple):
    """What to run one after the other, and the table that then holds the pairs."""

    run: tuple[str, ...]
    result: str


@lru_cache(32)
def statements(shape: Shape) -> Statements:
    """The SQL that compares the records of a table of this shape.

    The result has the columns unique_id_l, unique_id_r, weight (bits, without the prior) and level_0, level_1 … (for
    each comparison Splink's number of the level).
    """
    with _parsing_once():
        return _written(shape)


def _written(shape: Shape) -> Statements:
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)  # it warns that nothing was trained
    levels = (f"cast(gamma_{one.field.prefix} as tinyint) as level_{at}" for at, one in enumerate(shape.compared))
    wanted = ", ".join(("unique_id_l", "unique_id_r", "cast(match_weight as float) as weight", *levels))
    run: list[str] = []

    class Recorder(DuckDBAPI):
        """Writes down what is run. Of predictions it keeps the wanted columns only: they are by far the most."""

        def _setup_for_execute_sql(self, sql: str, physical_name: str) -> str:
            if physical_name.startswith("__splink__df_predict"):
                sql = f"select {wanted} from ({sql})"  # noqa: S608
            return str(super()._setup_for_execute_sql(sql, physical_name))

        def _execute_sql_against_backend(self, final_sql: str) -> Any:
            if final_sql.startswith(("CREATE TABLE", "DROP")):
                run.append(final_sql)
            return super()._execute_sql_against_backend(final_sql)

    rules: list[Any] = [block_on(key) for key in shape.keys]
    rules += [f"l.{one} = r.{other}" for one, other in shape.crossed]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        probability_two_random_records_match=0.5,
        blocking_rules_to_generate_predictions=rules,
        comparisons=[_settings(one) for one in shape.compared],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=True,  # the levels come with them
    )
    with duckdb.connect(":memory:") as empty:
        told = ", ".join(f'"{name}" {kind}' for name, kind in shape.columns)
        empty.execute(f"create table {NODES} ({told})")
        linker = Linker(NODES, settings, Recorder(empty), set_up_basic_logging=False, validate_settings=False)
        linker.table_management.register_table_input_nodes_concat_with_tf(NODES, overwrite=True)
        result = linker.inference.predict().physical_name
    return Statements(tuple(run), result)


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


@contextmanager
def _parsing_once() -> Iterator[None]:
    """Lets sqlglot, which is what Splink parses with, answer the same question from memory."""
    import sqlglot

    parse: Any = sqlglot.parse_one
    known: dict[tuple[str, Any], Any] = {}

    def remembered(sql: Any, read: Any = None, **options: Any) -> Any:
        if options or not isinstance(sql, str):
            return parse(sql, read=read, **options)
        if (sql, read) not in known:
            known[sql, read] = parse(sql, read=read)
        return known[sql, read].copy()

    setattr(sqlglot, "parse_one", remembered)  # noqa: B010  (an overloaded function, to mypy)
    try:
        yield
    finally:
        sqlglot.parse_one = parse


def levels_of(compared: Sequence[Comparison]) -> list[str]:
    """The columns of the levels."""
    return [f"level_{at}" for at in range(len(compared))]
