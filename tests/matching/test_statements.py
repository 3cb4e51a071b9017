"""The shipped SQL is what Splink writes, and serves every table that has some of the fields of a workbook."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from custsheet.matching import find_duplicates, on_duckdb, statements
from custsheet.matching.groups import KINDS
from custsheet.matching.levels import Comparison, comparisons
from custsheet.matching.normalise import Field
from custsheet.matching.statements import SHIPPED, Dialect, name_of, shape_of, widened, written

PEOPLE = frozenset(KINDS.values())
ORGANISATIONS = PEOPLE - {"person_name"}


def _all_fields(beside: frozenset[str]) -> Sequence[Comparison]:
    return widened(comparisons([Field("phone", "phone0", beside)]))


def test_written__the_shipped_files_are_what_splink_writes() -> None:
    """Of both dialects, for people and for organisations; no other file lies there."""
    shipped = {path.name: path.read_text("utf-8") for path in SHIPPED.glob("*")}
    shapes = [shape_of(tuple(_all_fields(beside))) for beside in (PEOPLE, ORGANISATIONS)]
    wanted = {name_of(one, dialect): written(one, dialect) for one in shapes for dialect in get_args(Dialect)}
    same = {name: _parts(sql) for name, sql in shipped.items()} == {name: _parts(sql) for name, sql in wanted.items()}
    if not same:
        SHIPPED.mkdir(exist_ok=True)
        for name in shipped.keys() - wanted.keys():
            (SHIPPED / name).unlink()
        for name, sql in wanted.items():
            (SHIPPED / name).write_text(sql, "utf-8")
    assert same, "the shipped SQL was stale and has been rewritten; look at the diff"


def _parts(sql: str) -> list[str]:
    """Splink names the columns of a condition in any order."""
    return sorted(re.split(r",\s*", sql))


@pytest.mark.parametrize("beside", [PEOPLE, ORGANISATIONS])
def test_widened__some_of_the_fields_of_a_workbook_are_all_of_them(beside: frozenset[str]) -> None:
    whole = _all_fields(beside)
    kinds = [one.field.kind for one in whole]
    assert set(kinds) == {"phone" if kind == "mobile" else kind for kind in beside}
    some = comparisons([Field(kind, f"{kind}0", beside) for kind in kinds[::3]])
    assert widened(some) == whole


@pytest.mark.parametrize("prefixes", [("street0",), ("company0", "company1"), ("phone0", "email0")])
def test_widened__other_tables_stay_as_they_are(prefixes: tuple[str, ...]) -> None:
    told = comparisons([Field(one[:-1], one, PEOPLE) for one in prefixes])
    assert widened(told) is told


ROWS = {
    "name": ["王芳", "王芳", "李强", "李强", None],
    "company": ["安达有限公司", "安达", "安达有限公司", None, "安达有限公司"],
    "mobile": ["13912345678", "13912345678", "13700001111", "13700001112", "13912345678"],
    "email": ["wf@a.cn", None, "lq@a.cn", "lq@a.cn", "x@b.cn"],
}


def test_find_duplicates__blank_fields_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same groups, bands and scores as with the SQL of just the fields that are there."""
    frame = pd.DataFrame(ROWS)
    kinds = {name: KINDS[name] for name in ROWS}
    wide = find_duplicates(frame, kinds)
    monkeypatch.setattr("custsheet.matching.pairs.widened", lambda compared: compared)
    monkeypatch.setattr(statements, "SHIPPED", SHIPPED / "nowhere")
    statements.statement.cache_clear()
    pd.testing.assert_frame_equal(find_duplicates(frame, kinds), wide)
    assert np.unique(wide["group"]).size > 1


def test_statement__of_a_workbooks_customers_is_not_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> str:
        raise AssertionError("Splink was asked")

    monkeypatch.setattr(statements, "written", refused)
    statements.statement.cache_clear()
    found = find_duplicates(pd.DataFrame(ROWS), {name: KINDS[name] for name in ROWS})
    assert (found["group"] >= 0).any()


def test_find_duplicates__nothing_stays_of_the_table_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """One database serves one small table after the other, whatever their columns; a large one has its own."""
    frame = pd.DataFrame(ROWS)
    kinds = {name: KINDS[name] for name in ROWS}
    first = find_duplicates(frame, kinds)
    other = find_duplicates(pd.DataFrame({"code": ["a1b2", "a1b2", "zz"]}), {"code": "code"})
    assert other["group"].tolist() == [0, 0, -1]
    pd.testing.assert_frame_equal(find_duplicates(frame, kinds), first)
    monkeypatch.setattr(on_duckdb, "_KEPT_FOR", 0)
    pd.testing.assert_frame_equal(find_duplicates(frame, kinds), first)
