"""Spark runs what Splink wrote: in the session that is active, or else in one on this computer, stopped afterwards.

Functions of likeness come from the jar that Splink ships; nothing is downloaded. Of an odd number of letters out of
place its Jaro-Winkler counts half a letter more than DuckDB's does; nothing else may differ.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from custsheet.matching.column import Codes, Column
from custsheet.matching.pairs import Records, Runner
from custsheet.matching.statements import NODES, PAIRS, statement
from custsheet.model.errors import CustsheetError

_FROM_JAR: Final = {"jaro_winkler": "JaroWinklerSimilarity", "damerau_levenshtein": "LevDamerauDistance"}
_FUNCTIONS: Final = (
    "count_words(a string) returns int return size(split(a, ' '))",
    "shared_words(a string, b string) returns int return size(array_intersect(split(a, ' '), split(b, ' ')))",
)
"""What conditions call and Spark has under another name."""

_MEMORY: Final = "4g"
"""What Spark may take at most on this computer; whoever has more brings a session."""
_SPEAKING: Final = {
    "rootLogger.level": "error",
    "rootLogger.appenderRef.console.ref": "console",
    "logger.repl.name": "org.apache.spark.api.python.PythonGatewayServer",
    "logger.repl.level": "error",
    "appender.console.type": "Console",
    "appender.console.name": "console",
    "appender.console.target": "SYSTEM_ERR",
    "appender.console.layout.type": "PatternLayout",
    "appender.console.layout.pattern": "%m%n%ex",
}


@contextmanager
def opened() -> Iterator[Runner]:
    """The runner; see `pairs.Runner`."""
    with warnings.catch_warnings():
        # It warns of new versions of pandas; nothing here passes through pandas.
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
        with _session() as session:
            _define(session)
            yield partial(_run, session)


@contextmanager
def _session() -> Iterator[Any]:
    """A session with functions, views and settings of its own."""
    try:
        import pyarrow  # noqa: F401
        from pyspark import SparkContext
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise CustsheetError(
            "engine=\"spark\" 需要 Spark，这里没有安装；请运行 pip install 'custsheet[spark]'。",
            "engine=\"spark\" needs Spark, which is not installed here; run pip install 'custsheet[spark]'.",
        ) from None
    if SparkContext._active_spark_context is not None:
        yield SparkSession.builder.getOrCreate().newSession()
        return
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        try:
            session = _started(SparkSession.builder.master("local[*]"), Path(folder))
        except PySparkRuntimeError:  # the only way it tells that there is no Java, or one too old
            raise CustsheetError(
                'engine="spark" 无法启动：Spark 需要 Java 17 或更高版本；请安装（例如 openjdk-17-jre-headless），'
                "或用 JAVA_HOME 指明它在哪里。",
                'engine="spark" cannot start: Spark needs Java 17 or later; install it (openjdk-17-jre-headless, say) '
                "or set JAVA_HOME to where it is.",
            ) from None
        try:
            yield session
        finally:
            session.stop()


def _started(builder: Any, folder: Path) -> Any:
    """A session that leaves nothing behind, listens to nobody and speaks of errors only."""
    speaking = folder / "log4j2.properties"
    speaking.write_text("".join(f"{name} = {value}\n" for name, value in _SPEAKING.items()), encoding="utf-8")
    told = {
        "spark.app.name": "custsheet",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.maxResultSize": 0,  # all pairs come here
        "spark.driver.memory": _MEMORY,
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={speaking.as_uri()}",
        "spark.local.dir": folder,
        "spark.sql.warehouse.dir": folder / "warehouse",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": os.cpu_count() or 1,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    for name, value in told.items():
        builder = builder.config(name, str(value))
    return builder.getOrCreate()


def _define(session: Any) -> None:
    """The functions that conditions call."""
    from pyspark.sql.types import DoubleType
    from splink.backends.spark import similarity_jar_location

    session.sql(f"add jar '{similarity_jar_location()}'")
    for name, made_by in _FROM_JAR.items():
        session.udf.registerJavaFunction(name, f"uk.gov.moj.dash.linkage.{made_by}", DoubleType())
    for function in _FUNCTIONS:
        session.sql(f"create or replace temporary function {function}")


def _run(session: Any, records: Records, /) -> Mapping[str, np.ndarray[Any, Any]]:
    import pyarrow as pa

    nodes = session.createDataFrame(_table(records)).persist()
    try:
        nodes.createOrReplaceTempView(NODES)
        session.createDataFrame(pa.table(dict(records.pairs))).createOrReplaceTempView(PAIRS)
        got = session.sql(statement(records.shape, "spark")).toArrow()
        return {name: got[name].to_numpy() for name in got.column_names}
    finally:
        nodes.unpersist()


def _table(records: Records) -> Any:
    """The records as an Arrow table."""
    import pyarrow as pa

    texts = _as_single_units(records.texts)

    def numbers(column: Codes) -> Any:
        return pa.array(column, type=pa.int32(), mask=column == -1)

    return pa.table(
        {
            "unique_id": pa.array(np.arange(records.rows, dtype=np.int32)),
            **{name: pa.array(column, type=pa.string(), from_pandas=True) for name, column in texts.items()},
            **{name: numbers(column) for name, column in records.numbers.items()},
        }
    )


_PRIVATE: Final = range(0xE000, 0xF900)


def _as_single_units(texts: Mapping[str, Column]) -> Mapping[str, Column]:
    """The same texts, in which a rare character such as 𠮷 counts for one in Java too, which would see two.

    It is written as one of those that Unicode leaves to private use, everywhere the same and meaning nothing else.
    """
    letters = {letter for column in texts.values() for letter in set("".join(filter(None, column)))}
    rare = sorted(letter for letter in letters if letter > "\uffff")
    instead = str.maketrans(dict(zip(rare, (chr(one) for one in _PRIVATE if chr(one) not in letters), strict=False)))
    if not instead:
        return texts
    return {
        name: np.array([one and one.translate(instead) for one in column], dtype=object)
        for name, column in texts.items()
    }
