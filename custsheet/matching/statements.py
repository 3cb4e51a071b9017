"""The SQL of the model, written by Splink once for each shape of a table.

Splink parses every condition and every column's name some dozen times on its way to the SQL, which takes four times as
long as comparing 1,000 customers. All that depends on the rows is in the tables that the SQL reads, so:

- what Splink writes for the customers of a workbook is shipped, in the folder `written`, and Splink need not even be
  loaded; a table with fewer of their fields is compared as if it had all, the rest blank, which says nothing;
- for other tables it writes while each text is parsed once, and what it has written is kept for the next of that shape.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from custsheet.matching.levels import Comparison, comparisons
from custsheet.matching.normalise import Field

Dialect = Literal["duckdb", "spark"]
NODES, PAIRS = "nodes", "pairs"
"""The tables of the records, of the pairs to compare."""
SHIPPED: Final = Path(__file__).with_name("written")
"""Where the shipped SQL lies: a file for each shape, named by `name_of`."""
_FIELDS: Final = ("person_name", "company", "email", "id_number", "org_id", "address", "gender", "date", "phone")
"""What the customers of a workbook are compared by, in the order of `normalise`."""
_NOMINAL = 2.0**-12


class Shape(NamedTuple):
    """What the SQL depends on.

    Attributes:
        compared: the comparisons.
        texts: columns of the table of records that are compared by letters.
        numbers: those that need only be equal.
        rarity: those of term frequencies.
    """

    compared: tuple[Comparison, ...]
    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    rarity: tuple[str, ...]


def shape_of(compared: Sequence[Comparison]) -> Shape:
    """The shape of a table with these comparisons: the columns that their conditions name."""
    sql = " ".join(part for one in compared for part in (one.null, *(level.sql for level in one.levels)))
    others = re.sub(r"\b(\w+)_l = \1_r\b|\b\w+_[lr] is null", "", sql)
    used, spelled = (set(re.findall(r"\b(\w+)_[lr]\b", told)) for told in (sql, others))
    rare = {f"tf_{level.tf}" for one in compared for level in one.levels if level.tf}
    return Shape(tuple(compared), *(tuple(sorted(names)) for names in (spelled, used - spelled, rare)))


@lru_cache(32)
def statement(shape: Shape, dialect: Dialect) -> str:
    """The query that compares pairs of records of a table of this shape.

    It reads the tables `NODES` of the records and `PAIRS`, of the columns join_key_l and join_key_r, two records'
    `unique_id`, and match_key, on which nothing depends. Its columns are unique_id_l, unique_id_r, weight (bits,
    without the prior) and for each comparison `level_of` it, Splink's number of the level.
    """
    with suppress(FileNotFoundError):
        return (SHIPPED / name_of(shape, dialect)).read_text("utf-8")
    with _parsing_once():
        return written(shape, dialect)


def widened(compared: Sequence[Comparison]) -> Sequence[Comparison]:
    """The comparisons of all fields that a workbook's customers may have, if these are some of them; else these."""
    beside = compared[0].field.beside
    whole = comparisons(Field(kind, f"{kind}0", beside) for kind in _FIELDS if kind in beside or kind != "person_name")
    rest = iter(whole)
    return whole if all(one in rest for one in compared) else compared


def name_of(shape: Shape, dialect: Dialect) -> str:
    """The name of the file in which the SQL for such a table is shipped, if it is."""
    compared = [(one.field.prefix, one.null, one.levels) for one in shape.compared]
    told = repr((dialect, shape[1:], compared))
    return f"{hashlib.sha256(told.encode()).hexdigest()[:16]}.sql"


def written(shape: Shape, dialect: Dialect) -> str:
    """What Splink writes."""
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

    levels = (f"cast(gamma_{one.field.prefix} as tinyint) as {level_of(one)}" for one in shape.compared)
    wanted = ", ".join(("unique_id_l", "unique_id_r", "cast(match_weight as float) as weight", *levels))

    names = ("unique_id", *shape.texts, *shape.numbers, *shape.rarity)

    class Table(SplinkDataFrame):
        """A table that is only spoken of; the linker asks that of the records for its columns."""

        @property
        def columns(self) -> list[Any]:
            return [InputColumn(name, sqlglot_dialect_str=dialect) for name in names]

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


def level_of(one: Comparison) -> str:
    """The column of its levels."""
    return f"level_{one.field.prefix}"
