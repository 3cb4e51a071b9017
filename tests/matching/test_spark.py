"""Spark gives the same groups as DuckDB, in its user's session or in one of its own, of which nothing is left."""

from __future__ import annotations

import importlib.util
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlglot

from custsheet.matching import find_duplicates
from custsheet.matching.duplicates import Matched, match, same_labels
from custsheet.matching.engines import opened
from custsheet.matching.kinds import KINDS, Kind
from custsheet.matching.levels import comparisons
from custsheet.matching.normalise import Field
from custsheet.matching.pairs import Records
from custsheet.matching.statements import shape_of, statement
from custsheet.model.errors import CustsheetError

Kinds = dict[str, Kind]
Labelled = Callable[[str], tuple[pd.DataFrame, Kinds]]


@pytest.fixture(scope="module")
def session(java: None) -> Iterator[Any]:
    """A user's session: few partitions, and a compiler that thinks of starting fast."""
    from pyspark.sql import SparkSession

    told = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in told.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    yield made
    made.stop()


@pytest.mark.spark
@pytest.mark.parametrize("name", ["febrl1", "febrl3", "fake1000", "chicago", "zh1k", "zh10k"])
def test_spark__groups_of_the_labelled_sets(session: Any, labelled: Labelled, name: str) -> None:
    frame, kinds = labelled(name)
    pd.testing.assert_frame_equal(
        find_duplicates(frame, kinds, engine="spark"), find_duplicates(frame, kinds), check_exact=False, atol=1e-9
    )


@pytest.mark.spark
def test_spark__groups_of_made_up_customers(session: Any) -> None:
    path = Path(__file__).parents[2] / "bench" / "customers.py"
    spec = importlib.util.spec_from_file_location("bench_customers", path)
    assert spec is not None
    assert spec.loader is not None
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    frame = bench.customers(2000, seed=7)
    found = find_duplicates(frame, bench.COLUMNS, engine="spark")
    pd.testing.assert_frame_equal(found, find_duplicates(frame, bench.COLUMNS))
    assert (found["band"] == "same").sum() > 500


_WORDS = """
张伟 章伟 张总 李秀雨 小黎 王大明 John Smith J. Ella Bennett Grace Kelly 男 M London Lonon willow creek estate 𠮷田 é
海鸥科技有限公司 海鸥贸易 青木家居滨江分公司 Lincoln Square Nursery 岳麓区天府街835号2712室 1119 N. Cleveland
13912345678 010-87654321 wang.f@qq.com zhagnsan88@163.com 1990-02-03 1990/3/2 1955-11-28
11010519491231002X 110105198910133777
"""


def _pairs(found: Matched) -> pd.DataFrame:
    pairs = found.pairs
    made = pd.DataFrame({"left": pairs.left, "right": pairs.right, "weight": pairs.weight, **pairs.levels})
    return made.sort_values(["left", "right"], ignore_index=True).astype("float64")


@pytest.mark.spark
def test_spark__every_level_of_every_kind(session: Any) -> None:
    luck = random.Random(5)
    words = _WORDS.split()
    kinds: Kinds = {one: one for one in KINDS}

    def cell() -> str | None:
        text = " ".join(luck.choices(words, k=luck.choice((0, 1, 1, 1, 2, 3))))
        at = luck.randrange(len(text) + 1)
        more = text[:at] + luck.choice("x1伟") + text[at:]
        return luck.choice((text, text, text[:at] + text[at + 1 :], more)) or None

    frame = pd.DataFrame([{one: cell() for one in KINDS} for _ in range(70)], dtype=object)
    frame["code"] = [f"{at % 2:08}" for at in range(70)]  # so that half of all pairs are compared
    with opened("spark") as run:
        found = _pairs(match(frame, kinds, run))
    pd.testing.assert_frame_equal(found, _pairs(match(frame, kinds)), atol=1e-6)
    assert len(found) > 70 * 34 / 2


@pytest.mark.spark
def test_spark__compares_the_rest_of_a_chain_too(session: Any) -> None:
    frame = pd.DataFrame(
        [("王小明", "13912345678", ""), ("王总", "13912345678", "king@x.cn"), ("王大力", "", "king@x.cn")],
        columns=["name", "phone", "email"],
    )
    kinds: Kinds = {"name": "person_name", "phone": "phone", "email": "email"}
    expected = find_duplicates(frame, kinds)
    asked: list[int] = []
    with opened("spark") as run:

        def counted(records: Records) -> Any:
            asked.append(records.rows)
            return run(records)

        found = match(frame, kinds, counted)
        same_labels(found, set())
    assert asked == [3, 3]
    pd.testing.assert_frame_equal(find_duplicates(frame, kinds, engine="spark"), expected)


@pytest.mark.spark
def test_spark__leaves_the_session_of_its_user_alone(session: Any) -> None:
    before = dict(session.conf.getAll)
    frame = pd.DataFrame({"name": ["王芳", "王 芳"], "phone": ["13912345678", "+86 13912345678"]})
    for _ in range(2):
        assert list(find_duplicates(frame, {"name": "person_name", "phone": "phone"}, engine="spark")["group"]) == [
            0,
            0,
        ]
    assert dict(session.conf.getAll) == before
    assert session.catalog.listTables() == []
    assert not session.catalog.functionExists("count_words")
    assert session.sparkContext._jsc.sc().getPersistentRDDs().isEmpty()
    assert session.sql("select 1 as one").toArrow()["one"].to_pylist() == [1]


_ALONE = """
import pandas as pd
from custsheet.matching import find_duplicates
from custsheet.model.errors import CustsheetError
frame = pd.DataFrame({"name": ["王芳", "王 芳", "李四"], "phone": ["13912345678", "+86 13912345678", ""]})
try:
    print(*find_duplicates(frame, {"name": "person_name", "phone": "phone"}, engine="spark")["group"])
except CustsheetError as why:
    print(why)
import pyspark
print(pyspark.SparkContext._active_spark_context)
"""


def _alone(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A process without a session of its user."""
    env = {name: value for name, value in os.environ.items() if name != "JAVA_HOME"} | more
    command = [sys.executable, "-W", "error::UserWarning", "-c", _ALONE]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=env, check=False)


@pytest.mark.spark
def test_spark__a_session_of_its_own_leaves_nothing_behind(java: None, tmp_path: Path) -> None:
    (tmp_path / "temp").mkdir()
    (tmp_path / "work").mkdir()
    done = _alone(tmp_path / "work", TMPDIR=str(tmp_path / "temp"), JAVA_HOME=os.environ.get("JAVA_HOME", ""))
    assert done.stdout.splitlines() == ["0 0 -1", "None"], done.stderr
    assert "WARN " not in done.stderr
    assert "ERROR" not in done.stderr
    assert list((tmp_path / "work").iterdir()) == []
    assert list((tmp_path / "temp").iterdir()) == []


@pytest.mark.spark
def test_spark__says_that_java_is_missing(java: None, tmp_path: Path) -> None:
    done = _alone(tmp_path, PATH=str(tmp_path))
    assert "Java 17" in done.stdout.splitlines()[0], done.stderr


def test_spark__says_that_pyspark_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(CustsheetError, match=r"custsheet\[spark\]") as caught:
        find_duplicates(pd.DataFrame({"a": ["王芳", "王芳"]}), {"a": "person_name"}, engine="spark")
    assert "custsheet[spark]" in caught.value.zh


def test_statements__of_spark_are_written_without_it() -> None:
    compared = tuple(comparisons([Field(one, f"{one}0", frozenset(KINDS)) for one in KINDS if one != "mobile"]))
    told = statement(shape_of(compared), "spark")
    assert sqlglot.parse_one(told, read="spark")
    assert '"' not in told
