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
from typing import Any, Literal, NamedTuple

from custsheet.matching.levels import Comparison

Dialect = Literal["duckdb", "spark"]
NODES, PAIRS = "nodes", "pairs"
"""The tables of the records, of the pairs to compare."""
_NOMINAL = 2.0**-12


class Shape(NamedTuple):
    """What the SQL depends on.

    Attributes:
        compared: the comparisons.
        columns: of the table of records.
    """

    compared: tuple[Comparison, ...]
    columns: tuple[str, ...]


@lru_cache(32)
def statement(shape: Shape, dialect: Dialect) -> str:
    """The query that compares pairs of records of a table of this shape.

    It reads the tables `NODES` of the records and `PAIRS`, of the columns join_key_l and join_key_r, two records'
    `unique_id`, and match_key, on which nothing depends. Its columns are unique_id_l, unique_id_r, weight (bits,
    without the prior) and level_0, level_1 … (for each comparison Splink's number of the level).
    """
    with _parsing_once():
        return _written(shape, dialect)


def _written(shape: Shape, dialect: Dialect) -> str:
    from splink import Linker, SettingsCreator

    anything: list[Any] = ["l.unique_id = r.unique_id"]  # it wants a rule for pairs; they are there
    logging.getLogger("splink").setLevel(logging.ERROR)  # it warns that nothing was trained
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        probability_two_random_records_match=0.5,
        blocking_rules_to_generate_predictions=anything,
        comparisons=[_settings(one) for one in shape.compared],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=True,  # the levels come with them
    )
    writer = _writer(shape, dialect)
    linker = Linker(NODES, settings, writer, set_up_basic_logging=False, validate_settings=False)
    linker.table_management.register_table_input_nodes_concat_with_tf(NODES, overwrite=True)
    linker.inference.predict()
    blocked, predicted = writer.written
    return str(predicted[1].replace(blocked[0], PAIRS))


def _writer(shape: Shape, dialect: Dialect) -> Any:
    """A database, to Splink, that writes down what it is asked to run, in the words of the `dialect`, and runs nothing.

    So neither a database nor a cluster is needed to know the SQL.
    """
    import sqlglot
    from splink.internals.database_api import DatabaseAPI
    from splink.internals.dialects import SplinkDialect
    from splink.internals.input_column import InputColumn
    from splink.internals.splink_dataframe import SplinkDataFrame

    levels = (f"cast(gamma_{one.field.prefix} as tinyint) as level_{at}" for at, one in enumerate(shape.compared))
    wanted = ", ".join(("unique_id_l", "unique_id_r", "cast(match_weight as float) as weight", *levels))

    class Table(SplinkDataFrame):
        """A table that is only spoken of; the linker asks that of the records for its columns."""

        @property
        def columns(self) -> list[Any]:
            return [InputColumn(name, sqlglot_dialect_str=dialect) for name in shape.columns]

        def validate(self) -> None:
            """Nothing to look at."""

        def _drop_table_from_database(self, force_non_splink_table: bool = False) -> None:
            """There is none."""

    class Writer(DatabaseAPI[None]):
        """Of predictions it keeps the wanted columns only: they are by far the most."""

        sql_dialect = SplinkDialect.from_string(dialect)

        def __init__(self) -> None:
            super().__init__()
            self.written: list[tuple[str, str]] = []
            """Name and query of each table, in order."""

        def _setup_for_execute_sql(self, sql: str, physical_name: str) -> str:
            if physical_name.startswith("__splink__df_predict"):
                sql = f"select {wanted} from ({sql})"  # noqa: S608
            if dialect == "spark":  # of numbers and types Splink writes PostgreSQL's names
                sql = sqlglot.transpile(sql, read="spark", write="spark")[0]
            self.written.append((physical_name, sql))
            return sql

        def _execute_sql_against_backend(self, final_sql: str) -> None:
            """Runs nothing."""

        def _table_registration(self, input: object, table_name: str) -> None:  # noqa: A002
            """The table of records has its name already."""

        def table_to_splink_dataframe(self, templated_name: str, physical_name: str) -> Table:
            return Table(templated_name, physical_name, self)

        def table_exists_in_database(self, table_name: str) -> bool:
            return table_name == NODES

    return Writer()


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
