"""The SQL that tells how alike two records are, written by Splink once for each shape of a table.

It asks for levels only; what they say is `weights`. Splink parses every condition and every column's name several
times on its way to the SQL, which takes ten times as long as comparing 1,000 customers. All that depends on the rows is
in the tables that the SQL reads, so:

- what Splink writes for the customers of a workbook is shipped, in the folder `written`, and Splink need not even be
  loaded; a table with fewer of their fields is compared as if it had all, the rest blank, which says nothing;
- for other tables it writes while each text is parsed once, and what it has written is kept for the next of that shape.
"""

from __future__ import annotations

import hashlib
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


class Shape(NamedTuple):
    """What the SQL depends on.

    Attributes:
        compared: the comparisons.
        texts: columns of the table of records that are compared by letters.
        numbers: those that need only be equal.
    """

    compared: tuple[Comparison, ...]
    texts: tuple[str, ...]
    numbers: tuple[str, ...]


@lru_cache(32)
def shape_of(compared: tuple[Comparison, ...]) -> Shape:
    """The shape of a table with these comparisons: the columns that their conditions name."""
    sql = " ".join(part for one in compared for part in (one.null, *(level.sql for level in one.levels)))
    others = re.sub(r"\b(\w+)_l = \1_r\b|\b\w+_[lr] is null", "", sql)
    used, spelled = (set(re.findall(r"\b(\w+)_[lr]\b", told)) for told in (sql, others))
    return Shape(compared, *(tuple(sorted(names)) for names in (spelled, used - spelled)))


@lru_cache(32)
def statement(shape: Shape, dialect: Dialect) -> str:
    """The query that compares pairs of records of a table of this shape.

    It reads the tables `NODES` of the records and `PAIRS`, of the columns join_key_l and join_key_r, two records'
    `unique_id`, and match_key, on which nothing depends. Its columns are unique_id_l, unique_id_r and for each
    comparison `level_of` it, Splink's number of the level.
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
    compared = [(one.field.prefix, one.null, [level.sql for level in one.levels]) for one in shape.compared]
    told = repr((dialect, shape[1:], compared))
    return f"{hashlib.sha256(told.encode()).hexdigest()[:16]}.sql"


def written(shape: Shape, dialect: Dialect) -> str:
    """What Splink writes."""
    from splink import SettingsCreator
    from splink.internals.comparison_vector_values import compute_comparison_vector_values_from_id_pairs_sqls

    anything: list[Any] = ["l.unique_id = r.unique_id"]  # it wants a rule for pairs; they are there
    told = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        blocking_rules_to_generate_predictions=anything,
        comparisons=[_settings(one) for one in shape.compared],
        retain_matching_columns=False,
    ).get_settings(dialect)
    joined, compared = compute_comparison_vector_values_from_id_pairs_sqls(
        told._columns_to_select_for_blocking,
        told._columns_to_select_for_comparison_vector_values,
        NODES,
        NODES,
        None,
        told.column_info_settings.unique_id_input_column,
    )
    sql = f"with {joined['output_table_name']} as ({joined['sql']}) {compared['sql']}"
    sql = sql.replace("__splink__blocked_id_pairs", PAIRS)
    if dialect == "spark":  # conditions are in words that both understand, but for a few
        import sqlglot

        sql = sqlglot.transpile(sql, read="spark", write="spark")[0]
    return sql


def _settings(one: Comparison) -> dict[str, object]:
    levels: list[dict[str, object]] = [{"sql_condition": one.null, "is_null_level": True}]
    levels += [{"sql_condition": level.sql} for level in one.levels]
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
    return f"gamma_{one.field.prefix}"
